/* xap: documents and reading them back. Writing, searching, sources and error codes have files of their own:
 * test_xap_*.c. */
#include "test_xap.h"

#include <math.h>

/* ---- documents and reading ------------------------------------------------------------------ */

static void test_document_comes_back(void **state)
{
    (void)state;
    struct xap_writer *w;
    struct xap_doc    *doc;
    uint32_t           docid, positions[] = {3, 4, 1000000};
    struct buf         out = BUF_INIT;
    uint64_t           df, cf, length;

    assert_true(strncmp(xap_version(), "1.4.", 4) == 0 || strncmp(xap_version(), "2.", 2) == 0);
    OK(xap_writer_open(&w, at("one"), XAP_CREATE | XAP_NO_SYNC, &err));
    OK(xap_doc_new(&doc, &err));
    OK(xap_doc_add_term(doc, STR("forgotten"), 1, &err));
    OK(xap_doc_set_value(doc, 5, STR("forgotten"), &err));
    OK(xap_doc_clear(doc, &err));
    OK(xap_doc_set_data(doc, STR("data\0with NUL"), &err));
    OK(xap_doc_set_value(doc, 3, STR("value"), &err));
    OK(xap_doc_add_term(doc, STR("stem"), 4, &err));
    OK(xap_doc_add_term(doc, STR("stem"), 1, &err));
    OK(xap_doc_add_postings(doc, STR("word"), positions, 3, 2, &err));
    OK(xap_doc_add_postings(doc, STR("word"), positions + 1, 2, 0, &err)); /* known positions: once */
    OK(xap_doc_add_postings(doc, STR("nowhere"), NULL, 0, 1, &err));
    OK(xap_doc_add_boolean(doc, STR("Qid"), &err));
    OK(xap_doc_add_boolean(doc, STR("nul\0term"), &err));
    OK(xap_writer_add(w, doc, &docid, &err));
    assert_int_equal(docid, 1);
    OK(xap_writer_commit(w, &err));
    xap_writer_close(w);
    xap_doc_free(doc);

    struct xap_db *db = open_one(at("one"));
    OK(xap_db_data(db, 0, 1, &out, &err));
    assert_int_equal(out.len, 13);
    assert_memory_equal(out.data, "data\0with NUL", 13);
    buf_clear(&out);
    OK(xap_db_value(db, 0, 1, 3, &out, &err));
    assert_buf(&out, "value");
    OK(xap_db_value(db, 0, 1, 5, &out, &err));
    assert_int_equal(out.len, 0);
    OK(xap_db_doc_length(db, 0, 1, &length, &err));
    assert_int_equal(length, 5 + 2 + 1);

    OK(xap_db_term(db, STR("stem"), &df, &cf, &err));
    assert_int_equal(df, 1);
    assert_int_equal(cf, 5);
    OK(xap_db_term(db, STR("word"), &df, NULL, &err));
    OK(xap_db_term(db, STR("word"), NULL, &cf, &err));
    assert_int_equal(cf, 2);
    OK(xap_db_term(db, STR("nul\0term"), &df, &cf, &err));
    assert_int_equal(df, 1);
    assert_int_equal(cf, 0);
    OK(xap_db_term(db, STR("forgotten"), &df, &cf, &err));
    assert_int_equal(df, 0);
    OK(xap_db_term(db, STR(""), &df, &cf, &err));
    assert_int_equal(df, 0);

    assert_int_equal(xap_db_positions(db, 0, 1, STR("word"), &out, &err), 3);
    assert_int_equal(out.len, sizeof positions);
    assert_memory_equal(out.data, positions, sizeof positions);
    assert_int_equal(xap_db_positions(db, 0, 1, STR("stem"), &out, &err), 0);
    assert_int_equal(xap_db_positions(db, 0, 1, STR("absent"), &out, &err), 0);
    assert_int_equal(xap_db_positions(db, 0, 99, STR("word"), &out, &err), 0);
    assert_int_equal(xap_db_positions(db, 0, 0, STR("word"), &out, &err), 0);
    buf_release(&out);
    xap_db_close(db);
}

static void test_what_buffers_cannot_take_is_said(void **state)
{
    (void)state;
    struct buf     small = BUF_INIT;
    struct xap_db *db;
    make_database(at("d"), 0, 3, "a long mark ");
    db          = open_one(at("d"));
    small.limit = 4;
    FAILS(ERR_LIMIT, xap_db_data(db, 0, 1, &small, &err));
    buf_clear(&small);
    FAILS(ERR_LIMIT, xap_db_metadata(db, 0, STR("mark"), &small, &err));
    buf_clear(&small);
    FAILS(ERR_LIMIT, xap_db_positions(db, 0, 1, STR("all"), &small, &err));
    buf_release(&small);
    xap_db_close(db);
}

static void test_statistics_of_shards_and_all(void **state)
{
    (void)state;
    make_database(at("a"), 0, 3, "a");
    make_database(at("b"), XAP_NO_TERMLIST, 5, "b");
    const char      *paths[] = {at("a"), at("b")};
    struct xap_db   *db;
    struct xap_stats a, b, all;
    struct buf       out = BUF_INIT;
    uint64_t         df, cf;

    OK(xap_db_open(&db, paths, 2, &err));
    assert_int_equal(xap_db_shards(db), 2);
    OK(xap_db_stats(db, 0, &a, &err));
    OK(xap_db_stats(db, 1, &b, &err));
    OK(xap_db_stats(db, XAP_ALL_SHARDS, &all, &err));
    assert_int_equal(a.documents, 3);
    assert_int_equal(b.documents, 5);
    assert_int_equal(all.documents, 8);
    assert_int_equal(b.last_docid, 5);
    assert_int_equal(all.last_docid, 5);
    assert_true(a.average_length == (3 * 2 + 1 + 2 + 3) / 3.0);
    assert_true(all.average_length == (8 * 2 + 6 + 15) / 8.0);
    assert_true(a.has_positions && all.has_positions);
    assert_int_equal(strlen(a.uuid), 36);
    assert_string_equal(all.uuid, a.uuid);
    assert_string_not_equal(a.uuid, b.uuid);
    OK(xap_db_term(db, STR("all"), &df, &cf, &err));
    assert_int_equal(df, 8);
    assert_int_equal(cf, 16);
    OK(xap_db_term(db, STR("n5"), &df, &cf, &err));
    assert_int_equal(df, 1);
    assert_int_equal(cf, 5);

    OK(xap_db_data(db, 1, 4, &out, &err));
    assert_buf(&out, "b4");
    OK(xap_db_metadata(db, 1, STR("mark"), &out, &err));
    assert_buf(&out, "b");
    OK(xap_db_metadata(db, 1, STR("no such key"), &out, &err));
    assert_int_equal(out.len, 0);
    buf_release(&out);
    xap_db_close(db);
}

static void test_empty_database(void **state)
{
    (void)state;
    make_database(at("d"), 0, 0, "");
    struct xap_db       *db = open_one(at("d"));
    struct xap_stats     stats;
    struct xap_postings *p;
    struct xap_posting   posting;
    struct xap_terms    *t;
    struct str           term;
    OK(xap_db_stats(db, XAP_ALL_SHARDS, &stats, &err));
    assert_int_equal(stats.documents, 0);
    assert_false(stats.has_positions);
    OK(xap_postings_open(&p, db, 0, STR(""), &err));
    assert_int_equal(xap_postings_next(p, &posting, &err), 0);
    assert_int_equal(xap_postings_next(p, &posting, &err), 0);
    assert_int_equal(xap_postings_seek(p, 1, &posting, &err), 0);
    xap_postings_close(p);
    OK(xap_terms_open(&t, db, STR(""), &err));
    assert_int_equal(xap_terms_next(t, &term, NULL, &err), 0);
    assert_int_equal(xap_terms_next(t, &term, NULL, &err), 0);
    xap_terms_close(t);
    xap_db_close(db);
}

static void test_postings(void **state)
{
    (void)state;
    struct xap_writer   *w;
    struct xap_doc      *doc;
    struct xap_postings *p;
    struct xap_posting   got;
    make_database(at("d"), 0, 9, "d");
    OK(xap_writer_open(&w, at("d"), XAP_OPEN | XAP_NO_SYNC, &err));
    OK(xap_doc_new(&doc, &err));
    OK(xap_doc_add_term(doc, STR("rare"), 3, &err));
    OK(xap_writer_replace(w, 4, doc, &err));
    OK(xap_writer_replace(w, 40, doc, &err));
    OK(xap_writer_commit(w, &err));
    xap_writer_close(w);
    xap_doc_free(doc);

    struct xap_db *db = open_one(at("d"));
    OK(xap_postings_open(&p, db, 0, STR("rare"), &err));
    assert_int_equal(xap_postings_next(p, &got, &err), 1);
    assert_int_equal(got.docid, 4);
    assert_int_equal(got.wdf, 3);
    assert_int_equal(got.doc_length, 3);
    assert_int_equal(xap_postings_next(p, &got, &err), 1);
    assert_int_equal(got.docid, 40);
    assert_int_equal(xap_postings_next(p, &got, &err), 0);
    assert_int_equal(xap_postings_next(p, &got, &err), 0);
    xap_postings_close(p);

    OK(xap_postings_open(&p, db, 0, STR("all"), &err));
    assert_int_equal(xap_postings_seek(p, 4, &got, &err), 1); /* before any next */
    assert_int_equal(got.docid, 5);
    assert_int_equal(got.doc_length, 2 + 5);
    assert_int_equal(xap_postings_seek(p, 2, &got, &err), 1); /* never backwards */
    assert_int_equal(got.docid, 5);
    assert_int_equal(xap_postings_next(p, &got, &err), 1);
    assert_int_equal(got.docid, 6);
    assert_int_equal(xap_postings_seek(p, 10, &got, &err), 0);
    assert_int_equal(xap_postings_seek(p, 11, &got, &err), 0);
    xap_postings_close(p);

    const uint32_t every[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 40};
    OK(xap_postings_open(&p, db, 0, STR(""), &err));
    for (size_t i = 0; i < sizeof every / sizeof *every; i++) {
        assert_int_equal(xap_postings_next(p, &got, &err), 1);
        assert_int_equal(got.docid, every[i]);
    }
    assert_int_equal(xap_postings_next(p, &got, &err), 0);
    xap_postings_close(p);

    OK(xap_postings_open(&p, db, 0, STR("absent"), &err));
    assert_int_equal(xap_postings_next(p, &got, &err), 0);
    xap_postings_close(p);
    xap_postings_close(NULL);
    xap_db_close(db);
}

static void test_terms_of_all_shards(void **state)
{
    (void)state;
    make_database(at("a"), 0, 2, "a");
    make_database(at("b"), 0, 11, "b");
    const char       *paths[]  = {at("a"), at("b")};
    const char *const sorted[] = {"n1", "n10", "n11", "n2", "n3"};
    const uint64_t    df[]     = {2, 1, 1, 2, 1};
    struct xap_db    *db;
    struct xap_terms *t;
    struct str        term;
    uint64_t          got;
    OK(xap_db_open(&db, paths, 2, &err));
    OK(xap_terms_open(&t, db, STR("n"), &err));
    for (size_t i = 0; i < sizeof sorted / sizeof *sorted; i++) {
        assert_int_equal(xap_terms_next(t, &term, &got, &err), 1);
        assert_true(str_eq(term, str_c(sorted[i])));
        assert_int_equal(got, df[i]);
    }
    xap_terms_close(t);
    OK(xap_terms_open(&t, db, STR("al"), &err));
    assert_int_equal(xap_terms_next(t, &term, NULL, &err), 1);
    assert_int_equal(xap_terms_next(t, &term, NULL, &err), 0);
    xap_terms_close(t);
    xap_terms_close(NULL);
    xap_db_close(db);
    xap_db_close(NULL);
}

static void test_sortable_numbers(void **state)
{
    (void)state;
    const double numbers[] = {-1e300, -86400, -1.5, -1, -1e-300, 0, 1e-300, 0.5, 1, 2, 253402300799.0, 1e300};
    struct str   last      = STR("");
    char         text[2][9];
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct str now = str_of(text[i % 2], xap_sortable(numbers[i], text[i % 2]));
        assert_true(now.len <= 9);
        assert_true(str_cmp(last, now) < 0);
        if (numbers[i] == 0 || (fabs(numbers[i]) < 1e100 && fabs(numbers[i]) > 1e-100))
            assert_true(xap_sortable_read(now) == numbers[i]);
        last = now;
    }
    assert_int_equal(xap_sortable(0.0 / 0.0, text[0]), 0);
    for (int length = 0; length < 40; length++) { /* whatever stands in a damaged value */
        char hostile[40];
        memset(hostile, 0xA5 ^ length, sizeof hostile);
        (void)xap_sortable_read(str_of(hostile, (size_t)length));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)
    const struct CMUnitTest tests[] = {
        TEST(test_document_comes_back),
        TEST(test_what_buffers_cannot_take_is_said),
        TEST(test_statistics_of_shards_and_all),
        TEST(test_empty_database),
        TEST(test_postings),
        TEST(test_terms_of_all_shards),
        TEST(test_sortable_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
