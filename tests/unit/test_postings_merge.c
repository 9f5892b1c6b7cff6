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
    OK(postings_merge(paths, NULL, parts, merged, &err));
    same_files(whole, merged);
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

/* ---- documents that are left out ---- */

/* Of each of three files some, none or all are left out: what remains is what one builder writes of the others. */
static void test_deleted(void **state)
{
    (void)state;
    enum { FILES = 3 };
    static const uint32_t sizes[] = {1, 5, 130, 700, 3000};
    for (unsigned round = 0; round < 40; round++) {
        struct model             m[FILES] = {{0}}, all = {0};
        struct tombstones        bits[FILES] = {{NULL, 0, 0}};
        const struct tombstones *deleted[FILES];
        char                     names[FILES][128];
        const char              *paths[FILES];
        for (int f = 0; f < FILES; f++) {
            const uint32_t documents = sizes[draw(round < 36 ? 3 : 5)], share = draw(5);
            for (uint32_t d = 0; d < documents; d++)
                add_random(&m[f], 30);
            bits[f].documents = documents;
            for (uint32_t d = 1; d <= documents; d++)
                if (share == 4 || (share && draw(4) < share))
                    OK(tombstones_add(&bits[f], d, &err));
            deleted[f] = share || draw(2) ? &bits[f] : NULL;
            snprintf(names[f], sizeof names[f], "%s/file%d", folder, f);
            paths[f] = names[f];
            model_build(&m[f], 1, documents + 1, names[f]);
            struct model kept = model_without(&m[f], &bits[f]);
            for (uint32_t d = 1, i = 0; d <= kept.documents; d++) {
                model_begin(&all);
                all.dates[all.documents - 1] = kept.dates[d - 1];
                for (; i < kept.count && kept.postings[i].docid == d; i++)
                    model_add(&all, kept.postings[i].term, kept.postings[i].kind, kept.postings[i].count,
                              kept.postings[i].positions);
            }
            model_release(&kept);
        }
        const char *whole = path_of("whole"), *merged = path_of("merged");
        model_build(&all, 1, all.documents + 1, whole);
        OK(postings_merge(paths, deleted, FILES, merged, &err));
        same_files(whole, merged);
        model_check(&all, merged);
        if (round == 0) { /* tombstones of another file */
            bits[0].documents++;
            OK(tombstones_add(&bits[0], 1, &err));
            deleted[0] = &bits[0];
            assert_int_equal(postings_merge(paths, deleted, FILES, path_of("refused"), &err), ERR_CORRUPT);
            assert_int_equal(access(path_of("refused"), F_OK), -1);
        }
        OK(file_remove_tree(whole, &err));
        OK(file_remove_tree(merged, &err));
        for (int f = 0; f < FILES; f++) {
            OK(file_remove_tree(names[f], &err));
            tombstones_release(&bits[f]);
            model_release(&m[f]);
        }
        model_release(&all);
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
    assert_int_equal(postings_merge(paths, NULL, 2, merged, &err), ERR_CORRUPT);
    assert_int_equal(access(merged, F_OK), -1);
    read_all(names[0], &bytes);
    unlink(names[0]);
    bytes.data[sizeof(struct postings_head)] ^= 1;
    OK(file_write(names[0], buf_view(&bytes), &err));
    assert_int_equal(postings_merge(paths, NULL, 1, merged, &err), ERR_CORRUPT);
    assert_int_equal(access(merged, F_OK), -1);
    buf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_deleted),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
