/* postings: of each document its source and its language, in columns as narrow as their values allow; read, checked,
 * merged and with documents left out they say what the lists do, and a column that does not is found. */
#include "test_damage.h"
#include "test_postings.h"

/* Documents with one of so many sources each, `without` of which have none, in the language of the sample. */
static void add_sources(struct model *m, uint32_t documents, uint32_t sources, uint32_t without)
{
    char name[16];
    for (uint32_t d = 0; d < documents; d++) {
        model_begin(m);
        snprintf(name, sizeof name, "H%u", d % sources);
        if (d >= without)
            model_add(m, str_c(name), POSTINGS_PLAIN, 1, NULL);
        model_add(m, STR("Len"), POSTINGS_PLAIN, 1, NULL);
        model_add(m, STR("Hno source"), POSTINGS_WEIGHED, 1, NULL);
    }
}

static struct postings_head head_of(const char *path)
{
    struct postings_file *f;
    OK(postings_file_open(&f, path, &err));
    const struct postings_head head = f->head;
    postings_file_close(f);
    return head;
}

static void test_widths(void **state)
{
    (void)state;
    static const struct {
        uint32_t documents, sources, without, width;
    } cases[] = {
        {0, 1, 0, 0},     {1, 1, 0, 0},     {1, 1, 1, 0},     {300, 1, 0, 0},       {300, 1, 1, 1},
        {300, 2, 0, 1},   {300, 254, 0, 1}, {300, 255, 0, 2}, {400, 255, 300, 1},   {600, 300, 0, 2},
        {600, 600, 0, 2}, {400, 7, 400, 0}, {70000, 65534, 65000, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model m    = {0};
        const char  *path = path_of("widths");
        add_sources(&m, cases[i].documents, cases[i].sources, cases[i].without);
        model_build(&m, 1, m.documents + 1, path);
        model_check(&m, path);
        const struct postings_head head = head_of(path);
        assert_int_equal(head.columns[0].width, cases[i].width);
        assert_int_equal(head.columns[1].width, 0);
        assert_int_equal(head.columns[1].values, cases[i].documents > 0);
        assert_int_equal(head.section[SECTION_COLUMNS].size, cases[i].documents * cases[i].width);
        unlink(path);
        model_release(&m);
    }
}

/* More sources than 16 bits count: too many to ask each document about each. */
static void test_many(void **state)
{
    (void)state;
    struct model          m    = {0};
    const char           *path = path_of("many");
    struct postings_file *f;
    struct postings_term  term;
    struct postings_value value;
    add_sources(&m, 66000, 65535, 0);
    model_build(&m, 1, m.documents + 1, path);
    OK(postings_check(path, &err));
    OK(postings_file_open(&f, path, &err));
    assert_int_equal(f->head.columns[0].width, 4);
    for (uint32_t source = 0; source < 65535; source += 5041) {
        char name[16];
        snprintf(name, sizeof name, "H%u", source);
        assert_int_equal(OK(postings_file_find(f, str_c(name), &term, &err)), 1);
        assert_true(postings_value_of(f, &term, &value));
        for (uint32_t d = 1; d <= m.documents; d++)
            assert_int_equal(postings_value_has(&value, d), (d - 1) % 65535 == source);
    }
    postings_file_close(f);
    unlink(path);
    model_release(&m);
}

/* However the documents are split, and with some left out, columns are those of a file made at once. */
static void test_merged(void **state)
{
    (void)state;
    struct model      m        = {0};
    struct tombstones first    = {.documents = 500}, second = {.documents = 500}, both = {.documents = 1000};
    const char       *halves[] = {path_of("left"), path_of("right")};
    const char       *merged = path_of("merged"), *anew = path_of("anew");
    for (uint32_t d = 0; d < 1000; d++)
        add_random(&m, 3);
    model_build(&m, 1, 501, halves[0]);
    model_build(&m, 501, 1001, halves[1]);
    model_build(&m, 1, 1001, anew);
    OK(postings_merge(halves, NULL, 2, merged, &err));
    model_check(&m, merged);
    same_files(anew, merged);
    assert_int_equal(head_of(merged).columns[0].width, 1);
    assert_int_equal(head_of(merged).columns[1].width, 1);
    unlink(merged);
    unlink(anew);

    size_t at = 0; /* without those of a second source or of no language, columns are narrower */
    for (uint32_t d = 1; d <= 1000; d++) {
        bool post = false, english = false, other = false;
        for (; at < m.count && m.postings[at].docid == d; at++) {
            post |= str_eq(m.postings[at].term, STR("Hpost"));
            english |= str_eq(m.postings[at].term, STR("Len"));
            other |= str_eq(m.postings[at].term, STR("Hwire")) || str_eq(m.postings[at].term, STR("Hextra"));
        }
        if (post && english && !other)
            continue;
        OK(tombstones_add(d <= 500 ? &first : &second, d <= 500 ? d : d - 500, &err));
        OK(tombstones_add(&both, d, &err));
    }
    struct model kept = model_without(&m, &both);
    assert_in_range(kept.documents, 100, 900);
    OK(postings_merge(halves, (const struct tombstones *const[]){&first, &second}, 2, merged, &err));
    model_check(&kept, merged);
    model_build(&kept, 1, kept.documents + 1, anew);
    same_files(anew, merged);
    assert_int_equal(head_of(merged).section[SECTION_COLUMNS].size, 0);
    tombstones_release(&first);
    tombstones_release(&second);
    tombstones_release(&both);
    model_release(&kept);
    model_release(&m);
}

/* Columns that say something else than the lists, all checksums being right. */
static void test_wrong(void **state)
{
    (void)state;
    struct model         m    = {0};
    struct buf           good = BUF_INIT, bad = BUF_INIT;
    struct postings_head head;
    const char          *path = path_of("wrong");
    add_sources(&m, 300, 3, 1);
    model_build(&m, 1, m.documents + 1, path);
    OK(postings_check(path, &err));
    read_all(path, &good);
    for (uint32_t d = 0; d < 300; d += 23) {
        buf_clear(&bad);
        buf_str(&bad, buf_view(&good));
        memcpy(&head, bad.data, sizeof head);
        bad.data[head.section[SECTION_COLUMNS].at + d] ^= 1;
        make_good(&bad);
        write_file(path, bad.data, bad.len);
        assert_int_equal(postings_check(path, &err), ERR_CORRUPT);
        assert_non_null(strstr(err.msg, "a column"));
    }
    const struct postings_column heads[] = {{head.columns[0].first + 1, 3, 1}, {head.columns[0].first, 2, 1},
                                            {head.columns[0].first, 3, 2},     {head.columns[0].first, 3, 0},
                                            {head.columns[0].first, 3, 3}};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        buf_clear(&bad);
        buf_str(&bad, buf_view(&good));
        head.columns[0] = heads[i];
        memcpy(bad.data, &head, sizeof head);
        make_good(&bad);
        write_file(path, bad.data, bad.len);
        assert_int_equal(postings_check(path, &err), ERR_CORRUPT);
    }
    buf_release(&good);
    buf_release(&bad);
    model_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_widths),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_merged),
        cmocka_unit_test(test_wrong),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
