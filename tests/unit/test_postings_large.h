/* What tests of the parts that large postings files alone have share. */
#ifndef PRESSMARK_TEST_POSTINGS_LARGE_H
#define PRESSMARK_TEST_POSTINGS_LARGE_H

#include "test_damage.h"
#include "test_postings.h"

/* Two files, of which one or none is large, give the file of all. */
static inline void check_merged(const struct model *m, const char *whole)
{
    const char *const parts[] = {path_of("part1"), path_of("part2")}, *const merged = path_of("merged");
    const uint32_t    middle  = 1 + draw(m->documents);
    model_build(m, 1, middle, parts[0]);
    model_build(m, middle, m->documents + 1, parts[1]);
    OK(postings_merge(parts, NULL, 2, merged, &err));
    same_files(whole, merged);
    OK(file_remove_tree(parts[0], &err));
    OK(file_remove_tree(parts[1], &err));
    OK(file_remove_tree(merged, &err));
}

/* Of the file with these bytes in place of its own the check says that it is damaged, though all checksums hold. */
static inline void check_is_wrong(const char *path, struct buf *bytes)
{
    make_good(bytes);
    write_file(path, bytes->data, bytes->len);
    assert_int_equal(postings_check(path, &err), ERR_CORRUPT);
}

/* The same of a sample with one wrong bit in byte `at`. */
static inline void check_wrong(const char *path, const struct buf *sample, size_t at)
{
    struct buf bad = BUF_INIT;
    buf_str(&bad, buf_view(sample));
    bad.data[at] = (char)(bad.data[at] ^ 1 << at % 8);
    check_is_wrong(path, &bad);
    buf_release(&bad);
}

#endif
