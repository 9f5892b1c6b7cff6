/* postings: however documents are split, merging gives the file that one builder would write. */
#include "test_postings.h"

enum { PARTS = 40 };

/* Split the model's documents into `parts` files, merge them and compare. */
static void check_split(const struct model *m, uint32_t parts, const char *whole)
{
    char        names[PARTS][128];
    const char *paths[PARTS];
    uint32_t    first = 1;
    for (uint32_t i = 0; i < parts; i++) {
        uint32_t left = m->documents + 1 - first, take = i + 1 == parts ? left : draw(left / 2 + 2);
        if (take > left)
            take = left;
        snprintf(names[i], sizeof names[i], "%s/part%u", folder, i);
        paths[i] = names[i];
        model_build(m, first, first + take, names[i]);
        first += take;
    }
    const char *merged = path_of("merged");
    OK(postings_merge(paths, parts, merged, &err));
    struct buf a = BUF_INIT, b = BUF_INIT;
    read_all(whole, &a);
    read_all(merged, &b);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.data, b.data, a.len);
    buf_release(&a);
    buf_release(&b);
    OK(file_remove_tree(merged, &err));
    for (uint32_t i = 0; i < parts; i++)
        OK(file_remove_tree(names[i], &err));
}

static void test_split(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {0, 1, 5, 128, 257, 1500, 5000};
    static const uint32_t parts[] = {1, 2, 3, 7, PARTS};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct model m = {0};
        for (uint32_t d = 0; d < sizes[i]; d++)
            add_random(&m, sizes[i] > 1000 ? 20 : 100);
        const char *whole = path_of("whole");
        model_build(&m, 1, m.documents + 1, whole);
        for (size_t k = 0; k < sizeof parts / sizeof *parts; k++)
            check_split(&m, parts[k], whole);
        model_check(&m, whole);
        OK(file_remove_tree(whole, &err));
        model_release(&m);
    }
}

/* A term of two kinds, or a byte that changed, and there is no merged file. */
static void test_refused(void **state)
{
    (void)state;
    struct model m[2] = {{0}, {0}};
    char         names[2][128];
    struct buf   bytes = BUF_INIT;
    for (int i = 0; i < 2; i++) {
        model_begin(&m[i]);
        model_add(&m[i], STR("x"), i ? POSTINGS_PLAIN : POSTINGS_WEIGHED, 1, NULL);
        snprintf(names[i], sizeof names[i], "%s/kind%d", folder, i);
        model_build(&m[i], 1, 2, names[i]);
        model_release(&m[i]);
    }
    const char *const paths[] = {names[0], names[1]};
    const char       *merged  = path_of("refused");
    assert_int_equal(postings_merge(paths, 2, merged, &err), ERR_CORRUPT);
    assert_int_equal(access(merged, F_OK), -1);
    read_all(names[0], &bytes);
    unlink(names[0]);
    bytes.data[sizeof(struct postings_head)] ^= 1;
    OK(file_write(names[0], buf_view(&bytes), &err));
    assert_int_equal(postings_merge(paths, 1, merged, &err), ERR_CORRUPT);
    assert_int_equal(access(merged, F_OK), -1);
    buf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
