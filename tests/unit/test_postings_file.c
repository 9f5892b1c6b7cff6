/* postings: what the builder was given reads back from the file. */
#include "test_postings.h"

#include <signal.h>
#include <sys/resource.h>

#include "postings/postings_writer.h"

/* ---- random documents ------------------------------------------------------------------------ */

static void test_random(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 2, 127, 128, 129, 300, 4200};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct model m = {0};
        for (uint32_t d = 0; d < sizes[i]; d++)
            add_random(&m, sizes[i] > 1000 ? 30 : 120);
        const char *path = path_of("random");
        model_build(&m, 1, m.documents + 1, path);
        model_check(&m, path);
        OK(file_remove_tree(path, &err));
        model_release(&m);
    }
}

/* ---- sizes of lists, large numbers ----------------------------------------------------------- */

/* Terms of each kind with exactly so many postings. */
static void test_list_sizes(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {1, 2, 15, 16, 17, 127, 128, 129, 255, 256, 257, 4095, 4096, 4097, 4224, 9000};
    struct model          m       = {0};
    for (uint32_t d = 1; d <= 9000; d++) {
        model_begin(&m);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            char           name[32];
            const uint32_t positions[] = {d % 700, 7000 + d, 100000 * d};
            if (d > sizes[i])
                continue;
            for (int kind = 0; kind <= POSTINGS_POSITIONS; kind++) {
                size_t len = (size_t)snprintf(name, sizeof name, "%c%u", "pwx"[kind], sizes[i]);
                model_add(&m, str_of(name, len), (enum postings_kind)kind, kind ? 1 + d % 3 : 1, positions);
            }
        }
    }
    const char *path = path_of("sizes");
    model_build(&m, 1, m.documents + 1, path);
    model_check(&m, path);
    model_release(&m);
}

static void test_large_numbers(void **state)
{
    (void)state;
    static const uint32_t far[] = {0, 1, 127, 128, 16383, 16384, 1u << 31, UINT32_MAX - 1, UINT32_MAX};
    struct model          m     = {0};
    for (uint32_t d = 0; d < 300; d++) {
        model_begin(&m);
        m.dates[d] = d % 3 ? INT64_MIN : d % 2 ? INT64_MAX / 2 : INT64_MIN / 2;
        model_add(&m, STR("Zlong"), POSTINGS_WEIGHED, d % 7 == 0 ? 0xFFFE + d % 3 : UINT32_MAX - d, NULL);
        model_add(&m, STR("far"), POSTINGS_POSITIONS, 9, far);
        model_add(&m, STR("one"), POSTINGS_POSITIONS, 1, far + d % 9);
        if (d == 299)
            model_add(&m, STR("only"), POSTINGS_POSITIONS, 9, far);
    }
    const char *path = path_of("large");
    model_build(&m, 1, m.documents + 1, path);
    model_check(&m, path);
    model_release(&m);
}

/* Positions of one posting that take over 64 KiB, so that sizes of runs are wide. */
static void test_many_positions(void **state)
{
    (void)state;
    struct model m         = {0};
    uint32_t    *positions = must_have(malloc(200200 * sizeof *positions));
    for (uint32_t i = 0; i < 200200; i++)
        positions[i] = 3 * i + i / 100 * 1000;
    for (uint32_t d = 0; d < 150; d++) {
        model_begin(&m);
        model_add(&m, STR("w"), POSTINGS_POSITIONS, d == 17 ? 200000 : d == 140 ? 300 : 1, positions + d);
    }
    model_build(&m, 1, m.documents + 1, path_of("many"));
    model_check(&m, path_of("many"));
    model_release(&m);
    free(positions);
}

/* Gaps of 26 bits between docids: their sum could go round. */
static void test_wide_gaps(void **state)
{
    (void)state;
    enum { DOCUMENTS = 34000000 };
    struct postings_documents documents = {DOCUMENTS, must_have(calloc(DOCUMENTS, sizeof(uint32_t))), NULL};
    struct postings_writer   *w;
    struct postings_file     *f;
    struct postings_term      term;
    struct postings_list      list;
    uint32_t                  docids[POSTINGS_BLOCK];
    const char               *path = path_of("wide");
    OK(postings_writer_open(&w, path, &documents, &err));
    OK(postings_writer_begin(w, STR("Qwide"), POSTINGS_PLAIN, &err));
    for (uint32_t d = 1; d <= 127; d++)
        OK(postings_writer_add(w, d, 1, 0, STR(""), &err));
    for (uint32_t d = DOCUMENTS - 128; d <= DOCUMENTS; d++)
        OK(postings_writer_add(w, d, 1, 0, STR(""), &err));
    OK(postings_writer_end(w, &err));
    OK(postings_writer_finish(w, &err));
    postings_writer_free(w);
    OK(postings_file_open(&f, path, &err));
    assert_int_equal(OK(postings_file_find(f, STR("Qwide"), &term, &err)), 1);
    OK(postings_list_open(&list, f, &term, &err));
    assert_int_equal(list.blocks, 2);
    assert_int_equal(OK(postings_block_read(&list, 0, docids, NULL, &err)), 128);
    for (uint32_t i = 0; i < 127; i++)
        assert_int_equal(docids[i], i + 1);
    assert_int_equal(docids[127], DOCUMENTS - 128);
    assert_int_equal(OK(postings_block_read(&list, 1, docids, NULL, &err)), 128);
    assert_int_equal(docids[127], DOCUMENTS);
    postings_file_close(f);
    unlink(path);
    free((void *)(uintptr_t)documents.lengths);
}

static void test_empty(void **state)
{
    (void)state;
    struct model m = {0};
    model_build(&m, 1, 1, path_of("empty"));
    model_check(&m, path_of("empty"));
    for (int d = 0; d < 3; d++) /* documents without terms and dates */
        model_begin(&m);
    model_build(&m, 1, 4, path_of("bare"));
    model_check(&m, path_of("bare"));
    struct postings_sizes sizes;
    struct postings_file *f;
    OK(postings_file_open(&f, path_of("bare"), &err));
    postings_file_sizes(f, &sizes);
    postings_file_close(f);
    assert_int_equal(sizes.lengths, 6);
    assert_int_equal(sizes.columns, 0);
    assert_int_equal(sizes.total, sizes.lengths + sizes.rest);
    model_release(&m);
}

/* ---- the dictionary -------------------------------------------------------------------------- */

static void count_prefix(const struct model *m, const struct postings_file *f, struct str prefix)
{
    struct postings_terms terms;
    struct postings_term  term;
    struct str            name;
    size_t                want = 0, got = 0;
    char                  last[POSTINGS_TERM_MAX];
    struct str            before = str_of(last, 0);
    for (size_t i = 0; i < m->count; i++)
        want += str_starts(m->postings[i].term, prefix);
    OK(postings_terms_init(&terms, f, prefix, &err));
    for (; OK(postings_terms_next(&terms, &name, &term, &err)); got++) {
        assert_true(str_starts(name, prefix) && str_cmp(before, name) < 0);
        memcpy(last, name.data, name.len);
        before = str_of(last, name.len);
    }
    assert_int_equal(OK(postings_terms_next(&terms, &name, &term, &err)), 0); /* and stays at the end */
    assert_int_equal(got, want);
}

/* Random terms over few letters, each of one document; all prefixes of them, and terms that are not there. */
/* Up to `most` bytes of the letters, behind nothing or behind 8 that many terms share. Returns how many. */
static size_t draw_name(char *name, size_t most, const char *letters, uint32_t count)
{
    static const char *const starts[] = {"", "", "samebyte", "\xff\xff\xff\xff\xff\xff\xff\xff"};
    const char              *start    = starts[draw(4)];
    size_t                   len      = strlen(start);
    memcpy(name, start, len);
    for (size_t more = draw((uint32_t)most + 1); more; more--)
        name[len++] = letters[draw(count)];
    return len;
}

static void test_terms(void **state)
{
    (void)state;
    struct model          m = {0};
    struct postings_file *f;
    struct postings_term  term;
    model_begin(&m);
    for (uint32_t i = 0; i < 3000; i++) {
        char   name[POSTINGS_TERM_MAX];
        size_t len = draw_name(name, draw(50) ? 7 : POSTINGS_TERM_MAX - 8, "ab\0\xff", 4);
        bool   new = len > 0;
        for (size_t k = 0; k < m.count; k++)
            new &= !str_eq(m.postings[k].term, str_of(name, len));
        if (new)
            model_add(&m, str_of(name, len), POSTINGS_PLAIN, 1, NULL);
    }
    const char *path = path_of("terms");
    model_build(&m, 1, 2, path);
    model_check(&m, path);
    OK(postings_file_open(&f, path, &err));
    for (uint32_t i = 0; i < 4000; i++) {
        char   name[POSTINGS_TERM_MAX + 8];
        size_t len   = draw_name(name, 7, "ab\0\xff" "c", 5);
        bool   there = false;
        for (size_t k = 0; k < m.count; k++)
            there |= str_eq(m.postings[k].term, str_of(name, len));
        assert_int_equal(OK(postings_file_find(f, str_of(name, len), &term, &err)), there);
        if (i < 500)
            count_prefix(&m, f, str_of(name, len));
    }
    char too_long[POSTINGS_TERM_MAX + 8];
    memset(too_long, 'a', sizeof too_long);
    assert_int_equal(OK(postings_file_find(f, str_of(too_long, sizeof too_long), &term, &err)), 0);
    count_prefix(&m, f, str_of(too_long, sizeof too_long));
    postings_file_close(f);
    model_release(&m);
}

/* Over a MiB of dictionary goes by way of a file without a name. */
static void test_large_dictionary(void **state)
{
    (void)state;
    struct model m = {0};
    for (uint32_t d = 0; d < 30; d++) {
        model_begin(&m);
        for (uint32_t i = 0; i < 300; i++) {
            char name[POSTINGS_TERM_MAX];
            for (size_t k = 0; k < sizeof name; k++)
                name[k] = (char)draw(256);
            model_add(&m, str_of(name, sizeof name), POSTINGS_PLAIN, 1, NULL);
        }
    }
    model_build(&m, 1, m.documents + 1, path_of("dictionary"));
    model_check(&m, path_of("dictionary"));
    assert_int_equal(access(path_of("dictionary.terms"), F_OK), -1);
    model_release(&m);
}

/* ---- the builder ----------------------------------------------------------------------------- */

static void test_builder_adds_up(void **state)
{
    (void)state;
    struct postings_builder *b;
    struct model             m           = {0};
    const uint32_t           positions[] = {3, 9, 12, 40};
    const char              *path        = path_of("adds");
    OK(postings_builder_new(&b, &err));
    for (uint32_t d = 0; d < 2; d++) {
        OK(postings_builder_begin(b, &err));
        OK(postings_builder_positions(b, STR("w"), positions, 1, &err));
        OK(postings_builder_weighed(b, STR("Zw"), 2, &err));
        OK(postings_builder_positions(b, STR("v"), positions + 1, 1, &err));
        OK(postings_builder_plain(b, STR("Qid"), &err));
        OK(postings_builder_positions(b, STR("w"), positions, 2, &err)); /* 3 again */
        OK(postings_builder_plain(b, STR("Qid"), &err));
        OK(postings_builder_weighed(b, STR("Zw"), 3, &err));
        OK(postings_builder_positions(b, STR("w"), positions + 2, 2, &err));
        OK(postings_builder_weighed(b, STR("Znone"), 0, &err));
        OK(postings_builder_positions(b, STR("none"), positions, 0, &err));
        model_begin(&m);
        model_add(&m, STR("w"), POSTINGS_POSITIONS, 4, positions);
        model_add(&m, STR("v"), POSTINGS_POSITIONS, 1, positions + 1);
        model_add(&m, STR("Zw"), POSTINGS_WEIGHED, 5, NULL);
        model_add(&m, STR("Qid"), POSTINGS_PLAIN, 1, NULL);
    }
    OK(postings_builder_write(b, path, &err));
    model_check(&m, path);
    model_release(&m);
    /* it is empty then, and goes on with what it is given */
    unlink(path);
    add_random(&m, 50);
    model_feed(&m, 1, 2, b);
    OK(postings_builder_write(b, path, &err));
    model_check(&m, path);
    postings_builder_free(b);
    postings_builder_free(NULL);
    model_release(&m);
}

static void test_builder_refuses(void **state)
{
    (void)state;
    struct postings_builder *b;
    char                     name[POSTINGS_TERM_MAX + 1] = "x";
    const uint32_t           up[] = {5, 6}, down[] = {6, 5};
    OK(postings_builder_new(&b, &err));
    assert_int_equal(postings_builder_plain(b, STR("x"), &err), ERR_INVALID); /* no document */
    assert_int_equal(postings_builder_weighed(b, STR("x"), 1, &err), ERR_INVALID);
    postings_builder_date(b, 1);
    OK(postings_builder_begin(b, &err));
    assert_int_equal(postings_builder_plain(b, STR(""), &err), ERR_LIMIT);
    assert_int_equal(postings_builder_plain(b, str_of(name, sizeof name), &err), ERR_LIMIT);
    OK(postings_builder_plain(b, str_of(name, sizeof name - 1), &err));
    OK(postings_builder_positions(b, STR("w"), up, 2, &err));
    assert_int_equal(postings_builder_weighed(b, STR("w"), 1, &err), ERR_INVALID);
    assert_int_equal(postings_builder_plain(b, STR("w"), &err), ERR_INVALID);
    assert_int_equal(postings_builder_positions(b, STR("w"), up, 1, &err), ERR_INVALID);
    assert_int_equal(postings_builder_positions(b, STR("v"), down, 2, &err), ERR_INVALID);
    OK(postings_builder_weighed(b, STR("Zw"), UINT32_MAX, &err));
    assert_int_equal(postings_builder_weighed(b, STR("Zw"), 1, &err), ERR_LIMIT);
    OK(postings_builder_write(b, path_of("refuses"), &err)); /* none of it did harm */
    OK(postings_check(path_of("refuses"), &err));
    postings_builder_free(b);
}

/* ---- the disk -------------------------------------------------------------------------------- */

static void test_paths(void **state)
{
    (void)state;
    struct model             m = {0};
    struct postings_builder *b;
    struct postings_file    *f;
    const char              *path = path_of("there");
    add_random(&m, 30);
    model_build(&m, 1, 2, path);
    OK(postings_builder_new(&b, &err));
    model_feed(&m, 1, 2, b);
    assert_int_equal(postings_builder_write(b, path, &err), ERR_EXISTS);
    model_check(&m, path); /* it is left alone */
    assert_int_equal(postings_builder_write(b, path_of("no/folder"), &err), ERR_NOT_FOUND);
    OK(postings_builder_write(b, path_of("later"), &err)); /* nothing was lost */
    model_check(&m, path_of("later"));
    postings_builder_free(b);
    const char *const one[] = {path}, *const missing[] = {path, path_of("missing")};
    assert_int_equal(postings_merge(one, NULL, 1, path, &err), ERR_EXISTS);
    assert_int_equal(postings_merge(missing, NULL, 2, path_of("merged"), &err), ERR_NOT_FOUND);
    assert_int_equal(access(path_of("merged"), F_OK), -1);
    assert_int_equal(postings_file_open(&f, path_of("missing"), &err), ERR_NOT_FOUND);
    assert_int_equal(postings_file_open(&f, folder, &err), ERR_CORRUPT);
    assert_int_equal(postings_check(path_of("missing"), &err), ERR_NOT_FOUND);
    model_release(&m);
}

/* However early the disk is full, there is an error and no file. */
static void test_full_disk(void **state)
{
    (void)state;
    struct model             m = {0};
    struct postings_builder *b;
    struct rlimit            old;
    struct buf               whole = BUF_INIT;
    for (int d = 0; d < 3000; d++)
        add_random(&m, 40);
    model_build(&m, 1, m.documents + 1, path_of("fits"));
    read_all(path_of("fits"), &whole);
    OK(postings_builder_new(&b, &err));
    model_feed(&m, 1, m.documents + 1, b);
    char source[128];
    snprintf(source, sizeof source, "%s", path_of("fits"));
    const char *const sources[] = {source};
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    for (size_t limit = 0; limit < whole.len; limit += limit < 512 ? 128 : whole.len / 11) {
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, old.rlim_max}), 0);
        int built  = postings_builder_write(b, path_of("full"), &err);
        int merged = postings_merge(sources, NULL, 1, path_of("full"), &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        assert_int_equal(built, ERR_IO);
        assert_int_equal(merged, ERR_IO);
        assert_int_equal(access(path_of("full"), F_OK), -1);
    }
    OK(postings_builder_write(b, path_of("full"), &err));
    model_check(&m, path_of("full"));
    postings_builder_free(b);
    buf_release(&whole);
    model_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),           cmocka_unit_test(test_list_sizes),
        cmocka_unit_test(test_large_numbers),    cmocka_unit_test(test_many_positions),
        cmocka_unit_test(test_wide_gaps),        cmocka_unit_test(test_empty),
        cmocka_unit_test(test_terms),            cmocka_unit_test(test_large_dictionary),
        cmocka_unit_test(test_builder_adds_up),  cmocka_unit_test(test_builder_refuses),
        cmocka_unit_test(test_paths),            cmocka_unit_test(test_full_disk),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
