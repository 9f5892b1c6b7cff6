/* xap: writing, compaction and checking. */
#include "test_xap.h"

#include <fcntl.h>
#include <sys/stat.h>

/* ---- writing -------------------------------------------------------------------------------- */

static void test_close_discards_what_was_not_committed(void **state)
{
    (void)state;
    const unsigned modes[] = {0, XAP_NO_TERMLIST};
    for (size_t m = 0; m < 2; m++) {
        struct xap_writer *w;
        struct xap_doc    *doc;
        const char        *path = at(m ? "b" : "a");
        make_database(path, modes[m], 3, "x");
        OK(xap_writer_open(&w, path, modes[m] | XAP_OPEN | XAP_NO_SYNC, &err));
        OK(xap_doc_new(&doc, &err));
        OK(xap_doc_add_term(doc, STR("x"), 1, &err));
        for (int i = 0; i < 10500; i++) /* past the 10,000 at which Xapian would commit by itself */
            OK(xap_writer_add(w, doc, NULL, &err));
        OK(xap_writer_set_metadata(w, STR("mark"), STR("changed"), &err));
        assert_int_equal(count_documents(path), 3);
        xap_writer_close(w);
        assert_int_equal(count_documents(path), 3);

        OK(xap_writer_open(&w, path, modes[m] | XAP_CREATE_OR_OPEN | XAP_NO_SYNC, &err));
        OK(xap_writer_add(w, doc, NULL, &err));
        OK(xap_writer_commit(w, &err));
        OK(xap_writer_commit(w, &err)); /* nothing to do */
        OK(xap_writer_add(w, doc, NULL, &err));
        xap_writer_close(w);
        assert_int_equal(count_documents(path), 4);
        xap_doc_free(doc);
    }
    xap_writer_close(NULL);
    xap_doc_free(NULL);
}

static void test_transactions(void **state)
{
    (void)state;
    struct xap_writer *w;
    struct xap_doc    *doc;
    OK(xap_doc_new(&doc, &err));
    OK(xap_doc_add_term(doc, STR("x"), 1, &err));
    OK(xap_writer_open(&w, at("d"), XAP_CREATE_OR_OPEN | XAP_NO_SYNC, &err));

    FAILS(ERR_INVALID, xap_writer_end(w, &err));
    FAILS(ERR_INVALID, xap_writer_cancel(w, &err));
    OK(xap_writer_add(w, doc, NULL, &err));
    OK(xap_writer_begin(w, &err)); /* commits what came before */
    assert_int_equal(count_documents(at("d")), 1);
    OK(xap_writer_add(w, doc, NULL, &err));
    FAILS(ERR_INVALID, xap_writer_begin(w, &err));
    FAILS(ERR_INVALID, xap_writer_commit(w, &err));
    OK(xap_writer_cancel(w, &err));
    OK(xap_writer_begin(w, &err));
    OK(xap_writer_add(w, doc, NULL, &err));
    OK(xap_writer_add(w, doc, NULL, &err));
    assert_int_equal(count_documents(at("d")), 1);
    OK(xap_writer_end(w, &err));
    assert_int_equal(count_documents(at("d")), 3);
    OK(xap_writer_begin(w, &err));
    OK(xap_writer_add(w, doc, NULL, &err));
    xap_writer_close(w);
    assert_int_equal(count_documents(at("d")), 3);
    xap_doc_free(doc);
}

static void test_replace_and_delete(void **state)
{
    (void)state;
    struct xap_writer *w;
    struct xap_doc    *doc;
    uint32_t           docid;
    uint64_t           df;
    make_database(at("d"), 0, 5, "d");
    OK(xap_doc_new(&doc, &err));
    OK(xap_doc_add_boolean(doc, STR("Qnew"), &err));
    OK(xap_doc_set_data(doc, STR("new"), &err));
    OK(xap_writer_open(&w, at("d"), XAP_OPEN | XAP_NO_SYNC, &err));
    OK(xap_writer_replace(w, 2, doc, &err));
    OK(xap_writer_replace_term(w, STR("Qnew"), doc, &docid, &err));
    assert_int_equal(docid, 2);
    OK(xap_writer_replace_term(w, STR("Qother"), doc, &docid, &err));
    assert_int_equal(docid, 6);
    OK(xap_writer_replace_term(w, STR("Qother"), doc, NULL, &err)); /* nothing has it yet: added again */
    OK(xap_writer_delete(w, 1, &err));
    OK(xap_writer_delete_term(w, STR("n5"), &err));
    OK(xap_writer_delete_term(w, STR("absent"), &err));
    OK(xap_writer_set_metadata(w, STR("mark"), STR(""), &err)); /* removes it */
    OK(xap_writer_commit(w, &err));
    xap_writer_close(w);
    xap_doc_free(doc);

    struct xap_db *db  = open_one(at("d"));
    struct buf     out = BUF_INIT;
    OK(xap_db_term(db, STR("all"), &df, NULL, &err));
    assert_int_equal(df, 2); /* 3 and 4 */
    OK(xap_db_term(db, STR("Qnew"), &df, NULL, &err));
    assert_int_equal(df, 3);
    OK(xap_db_data(db, 0, 2, &out, &err));
    assert_buf(&out, "new");
    OK(xap_db_metadata(db, 0, STR("mark"), &out, &err));
    assert_int_equal(out.len, 0);
    buf_release(&out);
    xap_db_close(db);
}

static void test_in_place(void **state)
{
    (void)state;
    make_database(at("d"), XAP_DANGEROUS | XAP_NO_TERMLIST, 7, "d");
    assert_int_equal(count_documents(at("d")), 7);
}

static void overwrite(const char *path, long offset, const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY);
    assert_true(fd >= 0);
    assert_int_equal(pwrite(fd, bytes, size, offset), size);
    close(fd);
}

/* ---- compaction ----------------------------------------------------------------------------- */

static void test_compact_keeps_order_and_everything(void **state)
{
    (void)state;
    struct xap_db *db;
    struct buf     out = BUF_INIT;
    struct xap_stats stats;
    make_database(at("a"), XAP_NO_TERMLIST, 3, "a");
    make_database(at("b"), XAP_NO_TERMLIST, 4, "b");
    make_database(at("c"), XAP_NO_TERMLIST, 2, "c");
    make_database(at("none"), XAP_NO_TERMLIST, 0, "");

    const char *first[] = {at("b"), at("none"), at("a")};
    OK(xap_compact(first, 3, at("ba"), &err));
    const char *second[] = {at("c"), at("ba")}; /* a directory and a single file */
    OK(xap_compact(second, 2, at("cba"), &err));

    const char *const order[] = {"c1", "c2", "b1", "b2", "b3", "b4", "a1", "a2", "a3"};
    db                        = open_one(at("cba"));
    OK(xap_db_stats(db, 0, &stats, &err));
    assert_int_equal(stats.documents, 9);
    assert_int_equal(stats.last_docid, 9);
    assert_true(stats.has_positions);
    for (uint32_t i = 0; i < 9; i++) {
        OK(xap_db_data(db, 0, i + 1, &out, &err));
        assert_buf(&out, order[i]);
        assert_int_equal(xap_db_positions(db, 0, i + 1, STR("all"), &out, &err), 3);
        buf_clear(&out);
    }
    OK(xap_db_metadata(db, 0, STR("mark"), &out, &err));
    assert_buf(&out, "c"); /* the first wins */
    xap_db_close(db);

    db = open_one(at("ba"));
    OK(xap_db_metadata(db, 0, STR("mark"), &out, &err));
    assert_buf(&out, "b");
    xap_db_close(db);
    OK(xap_compact((const char *[]){at("cba")}, 1, at("again"), &err));
    assert_int_equal(count_documents(at("again")), 9);
    assert_int_equal(xap_check(at("cba"), 60, NULL, &err), 0);
    buf_release(&out);
}

/* What the header says of sources with holes. */
static void test_compact_of_sources_with_holes(void **state)
{
    (void)state;
    struct xap_writer *w;
    struct buf         out = BUF_INIT;
    make_database(at("a"), 0, 5, "a");
    make_database(at("b"), 0, 5, "b");
    OK(xap_writer_open(&w, at("a"), XAP_OPEN | XAP_NO_SYNC, &err));
    OK(xap_writer_delete(w, 3, &err)); /* inside: stays a hole */
    OK(xap_writer_delete(w, 5, &err)); /* at the end: closed */
    OK(xap_writer_commit(w, &err));
    xap_writer_close(w);
    OK(xap_writer_open(&w, at("b"), XAP_OPEN | XAP_NO_SYNC, &err));
    OK(xap_writer_delete(w, 1, &err)); /* at the start: closed */
    OK(xap_writer_commit(w, &err));
    xap_writer_close(w);
    const char *sources[] = {at("a"), at("b")};
    OK(xap_compact(sources, 2, at("ab"), &err));
    struct xap_db    *db      = open_one(at("ab"));
    const char *const order[] = {"a1", "a2", NULL, "a4", "b2", "b3", "b4", "b5"};
    for (uint32_t i = 0; i < 8; i++) {
        if (!order[i]) {
            FAILS(ERR_NOT_FOUND, xap_db_data(db, 0, i + 1, &out, &err));
            continue;
        }
        OK(xap_db_data(db, 0, i + 1, &out, &err));
        assert_buf(&out, order[i]);
    }
    buf_release(&out);
    xap_db_close(db);
}

static void test_compact_failing_leaves_nothing(void **state)
{
    (void)state;
    make_database(at("a"), 0, 2, "a");
    const char *missing[] = {at("a"), at("nope")};
    FAILS(ERR_NOT_FOUND, xap_compact(missing, 2, at("out"), &err));
    assert_int_not_equal(access(at("out"), F_OK), 0);
    FAILS(ERR_INVALID, xap_compact(missing, 0, at("out"), &err));
    FAILS(ERR_EXISTS, xap_compact(missing, 1, at("a"), &err));
    FAILS(ERR_NOT_FOUND, xap_compact(missing, 1, at("no/such/folder"), &err));

    /* Sources that open but whose tables are damaged. Xapian leaks then, so not where leaks are counted. */
    const char *const tables[] = {"postlist", "docdata", "position"};
    for (size_t i = 0; i < 3 && !UNDER_ASAN; i++) {
        char name[32], table[64], junk[64];
        snprintf(name, sizeof name, "bad%zu", i);
        make_database(at(name), 0, 3000, "some data ");
        snprintf(table, sizeof table, "%s/%s.glass", name, tables[i]);
        memset(junk, 0xFF, sizeof junk);
        overwrite(at(table), 3 * 8192, junk, sizeof junk);
        FAILS(ERR_CORRUPT, xap_compact((const char *[]){at(name)}, 1, at("out"), &err));
        assert_int_not_equal(access(at("out"), F_OK), 0);
    }
}

/* ---- checking ------------------------------------------------------------------------------- */

static void test_check(void **state)
{
    (void)state;
    struct buf report = BUF_INIT;
    char       junk[64];
    make_database(at("d"), 0, 2000, "d");
    OK(xap_compact((const char *[]){at("d")}, 1, at("file"), &err));
    assert_int_equal(xap_check(at("d"), 60, &report, &err), 0);
    assert_non_null(strstr(report.data, "postlist"));
    buf_clear(&report);
    assert_int_equal(xap_check(at("file"), 60, &report, &err), 0);
    assert_non_null(strstr(report.data, "postlist"));
    buf_clear(&report);

    memset(junk, 0xFF, sizeof junk);
    for (long block = 0; block < 5; block++)
        overwrite(at("d/postlist.glass"), block * 8192, junk, sizeof junk);
    assert_true(xap_check(at("d"), 60, &report, &err) > 0);
    assert_true(report.len > 0);
    buf_clear(&report);

    assert_int_equal(truncate(at("file"), 20000), 0);
    assert_true(xap_check(at("file"), 60, &report, &err) > 0);
    assert_true(report.len > 0);
    buf_clear(&report);
    overwrite(at("file"), 0, junk, sizeof junk);
    assert_true(xap_check(at("file"), 60, &report, &err) > 0);

    FAILS(ERR_NOT_FOUND, xap_check(at("nope"), 60, &report, &err));
    FAILS(ERR_NOT_FOUND, xap_check(scratch, 60, &report, &err)); /* a directory without a database */
    FAILS(ERR_INVALID, xap_check("/dev/null", 60, &report, &err));
    buf_release(&report);
}

/* Check the file with `size` bytes at `where` changed, and change them back. */
static int check_changed(off_t where, const char *change, size_t size)
{
    char was[8];
    int  fd = open(at("file"), O_RDWR);
    assert_true(fd >= 0 && size <= sizeof was);
    assert_int_equal(pread(fd, was, size, where), size);
    assert_int_equal(pwrite(fd, change, size, where), size);
    int faults = xap_check(at("file"), 60, NULL, &err);
    assert_int_equal(pwrite(fd, was, size, where), size);
    close(fd);
    return faults;
}

/* Whatever byte is wrong: an answer, never our death. Some of these kill the child. */
static void test_check_survives_damage(void **state)
{
    (void)state;
    uint32_t seed  = 1;
    int      found = 0;
    make_database(at("d"), 0, 300, "d");
    OK(xap_compact((const char *[]){at("d")}, 1, at("file"), &err));
    for (off_t where = 14; where < 110; where++) { /* the head: version, uuid, tables */
        int faults = check_changed(where, "\x7f", 1);
        assert_true(faults >= 0);
        found += faults > 0;
    }
    for (int i = 0; i < 100; i++) {
        char junk[8];
        seed = seed * 1664525 + 1013904223;
        for (int k = 0; k < 8; k++)
            junk[k] = (char)(seed >> (k + 3));
        int faults = check_changed((off_t)((seed >> 8) % 36000), junk, sizeof junk);
        assert_true(faults >= 0);
        found += faults > 0;
    }
    assert_true(found > 20);
    assert_int_equal(xap_check(at("file"), 60, NULL, &err), 0);
}

static void test_check_that_takes_too_long(void **state)
{
    (void)state;
    struct buf report = BUF_INIT;
    char       path[160];
    /* A check waits for nothing, but a directory may hold a FIFO where a table should be. */
    make_database(at("d"), 0, 3, "d");
    snprintf(path, sizeof path, "%s", at("d/docdata.glass"));
    assert_int_equal(remove(path), 0);
    assert_int_equal(mkfifo(path, 0600), 0);
    assert_int_equal(xap_check(at("d"), 1, &report, &err), 1);
    assert_non_null(strstr(report.data, "1 seconds"));
    buf_release(&report);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)
    const struct CMUnitTest tests[] = {
        TEST(test_close_discards_what_was_not_committed),
        TEST(test_transactions),
        TEST(test_replace_and_delete),
        TEST(test_in_place),
        TEST(test_compact_keeps_order_and_everything),
        TEST(test_compact_of_sources_with_holes),
        TEST(test_compact_failing_leaves_nothing),
        TEST(test_check),
        TEST(test_check_survives_damage),
        TEST(test_check_that_takes_too_long),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
