/* The ranges of frequent terms in large files: however weights are spread, they are what the definition says
 * (check_ranges), merging gives the same, and the check finds those that are not. */
#include "test_damage.h"
#include "test_postings.h"

/* How wdf and length of documents are spread. */
enum shape { NEWS, SAME, RISING, FALLING, OVER, SHAPES };

static void shape_of(enum shape shape, uint32_t d, uint32_t *wdf, uint32_t *length)
{
    switch (shape) {
    case NEWS:
        *wdf    = draw(3) ? 1 : 1 + draw(draw(20) ? 4 : 30);
        *length = *wdf + draw(draw(4) ? 200 : 1500);
        return;
    case SAME: *wdf = 1, *length = 50; return;
    case RISING: *wdf = 1 + d / 1000, *length = 300; return; /* the last ones are the best */
    case FALLING: *wdf = 1, *length = 2 + d; return;
    case OVER: *wdf = d % 300 ? 1 + draw(3) : 256 + draw(70000), *length = *wdf + draw(100); return;
    case SHAPES: break;
    }
    fail();
}

/* "Zword" is in every `every`-th but some, "Zsame" in as many of the first. */
static void make_shape(struct model *m, enum shape shape, uint32_t documents, uint32_t every, uint32_t wanted)
{
    uint32_t left = wanted;
    for (uint32_t d = 0; d < documents; d++) {
        uint32_t wdf = 0, length = 0;
        shape_of(shape, d, &wdf, &length);
        model_begin(m);
        if (d < wanted)
            model_add(m, STR("Zsame"), POSTINGS_WEIGHED, 1, NULL);
        if (left && d % every == every - 1) {
            model_add(m, STR("Zword"), POSTINGS_WEIGHED, wdf, NULL);
            left--;
        }
        if (length > wdf)
            model_add(m, STR("Zzrest"), POSTINGS_WEIGHED, length - wdf, NULL);
    }
}

/* Two files, of which at least one has no ranges, give the file of all. */
static void check_merged(const struct model *m, const char *whole)
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

static bool has_ranges(const char *path, struct str word)
{
    struct postings_file *f;
    struct postings_term  term;
    struct postings_list  list;
    OK(postings_file_open(&f, path, &err));
    assert_int_equal(OK(postings_file_find(f, word, &term, &err)), 1);
    OK(postings_list_open(&list, f, &term, &err));
    const bool has = list.ranges;
    postings_file_close(f);
    return has;
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        uint32_t documents, every, wanted;
        bool     ranged;
    } cases[] = {
        {65536, 2, UINT32_MAX, false}, {65537, 32, 2048, false},      {65537, 31, 2049, true},
        {65537, 1, UINT32_MAX, true},  {70000, 3, UINT32_MAX, true},  {65792, 5, UINT32_MAX, true},
    };
    for (enum shape shape = 0; shape < SHAPES; shape++)
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct model m    = {0};
            const char  *path = path_of("shape");
            make_shape(&m, shape, cases[i].documents, cases[i].every, cases[i].wanted);
            model_build(&m, 1, m.documents + 1, path);
            model_check(&m, path);
            assert_int_equal(has_ranges(path, STR("Zword")), cases[i].ranged);
            check_merged(&m, path);
            OK(file_remove_tree(path, &err));
            model_release(&m);
        }
}

/* Whatever bit of them is wrong, or of the zeros behind them, the check finds it, though all checksums are good. */
static void test_wrong_ones_are_found(void **state)
{
    (void)state;
    struct model          m      = {0};
    struct buf            sample = BUF_INIT, bad = BUF_INIT;
    struct postings_file *f;
    struct postings_term  term;
    struct postings_list  list;
    const char           *path = path_of("wrong");
    make_shape(&m, NEWS, 65537, 9, UINT32_MAX);
    model_build(&m, 1, m.documents + 1, path);
    OK(postings_check(path, &err));
    OK(postings_file_open(&f, path, &err));
    assert_int_equal(OK(postings_file_find(f, STR("Zword"), &term, &err)), 1);
    OK(postings_list_open(&list, f, &term, &err));
    const size_t at = (size_t)(list.ranges - f->map), bytes = ranges_bytes(m.documents);
    assert_int_equal(bytes, 257 * 32);
    assert_int_equal(at + bytes, sizeof f->head + term.at + term.bytes);
    postings_file_close(f);
    read_all(path, &sample);
    for (size_t i = 0; i < bytes; i += i + 64 < bytes ? 61 : 1) {
        buf_clear(&bad);
        buf_str(&bad, buf_view(&sample));
        bad.data[at + i] = (char)(bad.data[at + i] ^ 1 << i % 8);
        make_good(&bad);
        write_file(path, bad.data, bad.len);
        assert_int_equal(postings_check(path, &err), ERR_CORRUPT);
    }
    buf_release(&bad);
    buf_release(&sample);
    model_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_wrong_ones_are_found),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
