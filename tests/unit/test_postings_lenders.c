/* postings: a list with positions borrows the docids of a weighed one before it that has the same, and of no other,
 * whatever the counts; read, checked, merged, with documents left out, it says what it says. */
#include "test_postings.h"

/* A word of so many documents, every `step`th of them from `first` on. */
struct word {
    const char *term;
    bool        weighed;
    uint32_t    first, step, count;
    uint32_t    most;    /* counts are 1 .. most */
    uint32_t    missing; /* the posting that it does not have, but would; NONE */
};
enum { NONE = INT32_MAX };

static void add_word(struct model *m, const struct word *w, uint32_t docid)
{
    const uint32_t number = (docid - w->first) / w->step;
    if (docid < w->first || (docid - w->first) % w->step || number >= w->count || number == w->missing)
        return;
    uint32_t positions[8], count = 1 + number % w->most;
    for (uint32_t i = 0; i < count; i++)
        positions[i] = 1 + i * (1 + number % 300);
    model_add(m, str_c(w->term), w->weighed ? POSTINGS_WEIGHED : POSTINGS_POSITIONS, count, positions);
}

static void add_documents(struct model *m, const struct word *words, size_t count, uint32_t documents)
{
    for (uint32_t d = 1; d <= documents; d++) {
        model_begin(m);
        for (size_t i = 0; i < count; i++)
            add_word(m, &words[i], d);
    }
}

static bool borrows(const char *path, const char *term)
{
    struct postings_file *f;
    struct postings_term  found;
    OK(postings_file_open(&f, path, &err));
    assert_int_equal(OK(postings_file_find(f, str_c(term), &found, &err)), 1);
    postings_file_close(f);
    return found.borrows;
}

/* Lists of any number of blocks and groups. */
static void test_sizes(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 2, 3, 4, 5, 16, 17, 127, 128, 129, 256, 700, 4096, 4097, 9000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (uint32_t step = 1; step < 30; step += 28) {
            const struct word words[] = {
                {"Zones", true, 1, step, sizes[i], 1, NONE},     {"Zsome", true, 2, step, sizes[i], 5, NONE},
                {"o-ones", false, 1, step, sizes[i], 1, NONE},   {"o-some", false, 1, step, sizes[i], 5, NONE},
                {"s-ones", false, 2, step, sizes[i], 1, NONE},   {"s-some", false, 2, step, sizes[i], 5, NONE},
                {"s-others", false, 2, step, sizes[i], 8, NONE}, {"w-fewer", false, 2, step, 1 + sizes[i], 5, 1},
                {"w-more", false, 2, step, 1 + sizes[i], 5, NONE},
            };
            struct model m    = {0};
            const char  *path = path_of("sizes");
            add_documents(&m, words, sizeof words / sizeof *words, 2 + sizes[i] * step);
            model_build(&m, 1, m.documents + 1, path);
            model_check(&m, path);
            for (size_t w = 2; w < sizeof words / sizeof *words; w++)
                assert_int_equal(borrows(path, words[w].term), sizes[i] >= 4 && words[w].term[0] != 'w');
            unlink(path);
            model_release(&m);
        }
}

/* What differs by little is another list; several may borrow of one; nothing of a list that comes later. */
static void test_which(void **state)
{
    (void)state;
    static const struct word words[] = {
        {"1987", false, 1, 3, 300, 5, NONE},   {"Z1987", true, 1, 3, 300, 5, NONE},
        {"Zone", true, 1, 2, 400, 5, NONE},    {"Zshort", true, 5, 1, 20, 5, NONE},
        {"a", false, 1, 2, 400, 5, NONE},      {"b", false, 1, 2, 400, 3, NONE},
        {"fewer", false, 1, 2, 399, 5, NONE},  {"last", false, 1, 2, 400, 5, 398},
        {"later", false, 2, 2, 400, 5, NONE},  {"middle", false, 1, 2, 400, 5, 140},
        {"more", false, 1, 2, 401, 5, NONE},   {"short", false, 5, 1, 20, 1, NONE},
        {"shorter", false, 5, 1, 19, 5, NONE}, {"third", false, 1, 3, 300, 5, NONE},
    };
    static const char *const lent[] = {"a", "b", "short", "third"};
    struct model             m      = {0};
    const char              *path   = path_of("which");
    add_documents(&m, words, sizeof words / sizeof *words, 1000);
    model_build(&m, 1, m.documents + 1, path);
    model_check(&m, path);
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        bool wanted = false;
        for (size_t k = 0; k < sizeof lent / sizeof *lent; k++)
            wanted |= strcmp(words[i].term, lent[k]) == 0;
        assert_int_equal(borrows(path, words[i].term), wanted);
    }
    model_release(&m);
}

/* Documents that are left out may make lists the same, or of one block, or too short. */
static void test_left_out(void **state)
{
    (void)state;
    static const struct word words[] = {
        {"Zkept", true, 1, 7, 140, 5, NONE},  {"kept", false, 1, 7, 140, 5, NONE},
        {"Zsoon", true, 2, 7, 140, 5, NONE},  {"soon", false, 2, 7, 140, 5, 3},
        {"Ztail", true, 900, 3, 30, 5, NONE}, {"tail", false, 900, 3, 30, 5, NONE},
    };
    struct model      m       = {0};
    struct tombstones deleted = {.documents = 1000};
    const char       *path = path_of("all"), *merged = path_of("merged"), *anew = path_of("anew");
    add_documents(&m, words, sizeof words / sizeof *words, deleted.documents);
    model_build(&m, 1, m.documents + 1, path);
    assert_true(borrows(path, "kept") && borrows(path, "tail"));
    assert_false(borrows(path, "soon"));
    for (uint32_t d = 1; d <= m.documents; d++)
        if (d == 23 || d > 906 || (d > 300 && d % 7 == 1))
            OK(tombstones_add(&deleted, d, &err));
    struct model kept = model_without(&m, &deleted);
    OK(postings_merge(&path, (const struct tombstones *const[]){&deleted}, 1, merged, &err));
    model_check(&kept, merged);
    model_build(&kept, 1, kept.documents + 1, anew);
    assert_true(borrows(merged, "kept") && borrows(merged, "soon"));
    assert_false(borrows(merged, "tail"));
    same_files(anew, merged);
    tombstones_release(&deleted);
    model_release(&kept);
    model_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_which),
        cmocka_unit_test(test_left_out),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
