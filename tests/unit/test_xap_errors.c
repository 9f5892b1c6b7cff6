/* xap: every error code, brought about for real. */
#include "test_xap.h"

#include <fcntl.h>
#include <errno.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

static void write_file(const char *path, const void *bytes, size_t size)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, size, file), size);
    assert_int_equal(fclose(file), 0);
}

static size_t read_file(const char *path, char *bytes, size_t room)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    size_t size = fread(bytes, 1, room, file);
    fclose(file);
    return size;
}

static int open_path(const char *path)
{
    struct xap_db *db   = NULL;
    int            code = xap_db_open(&db, &path, 1, &err);
    assert_true((code == 0) == (db != NULL));
    xap_db_close(db);
    return code;
}

static int write_path(const char *path, unsigned flags)
{
    struct xap_writer *w    = NULL;
    int                code = xap_writer_open(&w, path, flags, &err);
    assert_true((code == 0) == (w != NULL));
    xap_writer_close(w);
    return code;
}

static int open_files(void)
{
    int count = 0;
    for (int fd = 0; fd < 256; fd++)
        count += fcntl(fd, F_GETFD) >= 0;
    return count;
}

/* ---- opening -------------------------------------------------------------------------------- */

static void test_not_found(void **state)
{
    (void)state;
    struct xap_db *db;
    struct buf     out = BUF_INIT;
    uint64_t       length;
    FAILS(ERR_NOT_FOUND, open_path(at("nope")));
    assert_non_null(strstr(err.msg, at("nope")));
    FAILS(ERR_NOT_FOUND, open_path(scratch)); /* a directory without a database */
    FAILS(ERR_NOT_FOUND, write_path(at("nope"), XAP_OPEN));
    FAILS(ERR_NOT_FOUND, write_path(at("no/such/parent"), XAP_CREATE));
    FAILS(ERR_NOT_FOUND, write_path(scratch, XAP_OPEN));

    make_database(at("d"), 0, 3, "d");
    struct xap_writer *w;
    OK(xap_writer_open(&w, at("d"), XAP_OPEN, &err));
    FAILS(ERR_NOT_FOUND, xap_writer_delete(w, 9, &err));
    xap_writer_close(w);
    db = open_one(at("d"));
    FAILS(ERR_NOT_FOUND, xap_db_data(db, 0, 4, &out, &err));
    FAILS(ERR_NOT_FOUND, xap_db_data(db, 0, 0, &out, &err));
    FAILS(ERR_NOT_FOUND, xap_db_value(db, 0, 4, 0, &out, &err));
    FAILS(ERR_NOT_FOUND, xap_db_doc_length(db, 0, 4, &length, &err));
    FAILS(ERR_NOT_FOUND, xap_db_doc_length(db, 0, 0, &length, &err));
    assert_int_equal(xap_db_data(db, 0, 4, &out, NULL), ERR_NOT_FOUND); /* err may be NULL */
    xap_db_close(db);
    buf_release(&out);
}

static void test_exists(void **state)
{
    (void)state;
    make_database(at("d"), 0, 1, "d");
    FAILS(ERR_EXISTS, write_path(at("d"), XAP_CREATE));
    write_file(at("file"), "x", 1);
    FAILS(ERR_EXISTS, write_path(at("file"), XAP_CREATE));
    assert_int_equal(symlink("nowhere", at("link")), 0);
    FAILS(ERR_EXISTS, write_path(at("link"), XAP_CREATE));
    FAILS(ERR_EXISTS, xap_compact((const char *[]){at("d")}, 1, at("file"), &err));
}

static void test_locked(void **state)
{
    (void)state;
    struct xap_writer *w;
    OK(xap_writer_open(&w, at("d"), XAP_CREATE, &err));
    FAILS(ERR_LOCKED, write_path(at("d"), XAP_OPEN));
    OK(open_path(at("d"))); /* reading needs no lock */
    xap_writer_close(w);
    OK(write_path(at("d"), XAP_OPEN));
}

static void test_version(void **state)
{
    (void)state;
    char head[64];
    make_database(at("d"), 0, 3, "d");
    OK(xap_compact((const char *[]){at("d")}, 1, at("file"), &err));
    const char *files[] = {at("file"), at("d/iamglass")}, *opened[] = {at("file"), at("d")};
    for (size_t i = 0; i < 2; i++) {
        int fd = open(files[i], O_RDWR);
        assert_int_equal(pread(fd, head, sizeof head, 0), sizeof head);
        head[14] ^= 0x40; /* behind the magic of 14 bytes */
        assert_int_equal(pwrite(fd, head, sizeof head, 0), sizeof head);
        close(fd);
        FAILS(ERR_VERSION, open_path(opened[i]));
        assert_true(xap_check(opened[i], 60, NULL, &err) > 0);
    }
    FAILS(ERR_VERSION, write_path(at("d"), XAP_OPEN));
}

static void test_corrupt_and_truncated(void **state)
{
    (void)state;
    static char whole[1 << 20], part[1 << 20];
    const char  stub[] = "remote :/bin/false\n";
    make_database(at("d"), 0, 200, "d");
    OK(xap_compact((const char *[]){at("d")}, 1, at("file"), &err));
    OK(open_path(at("file")));
    const size_t size = read_file(at("file"), whole, sizeof whole);
    assert_true(size > 20000 && size < sizeof whole);
    const int files = open_files();

    write_file(at("empty"), "", 0);
    FAILS(ERR_CORRUPT, open_path(at("empty")));
    write_file(at("text"), "It was a dark and stormy night, and the rain fell in torrents.\n", 63);
    FAILS(ERR_CORRUPT, open_path(at("text")));
    write_file(at("stub"), stub, sizeof stub - 1); /* Xapian itself would start the program */
    FAILS(ERR_CORRUPT, open_path(at("stub")));
    memset(part, 'x', size);
    write_file(at("x"), part, size);
    FAILS(ERR_CORRUPT, open_path(at("x")));
    FAILS(ERR_CORRUPT, xap_compact((const char *[]){at("x")}, 1, at("out"), &err));

    /* Truncated anywhere: not opened, or opened and found out when read. */
    struct xap_postings *p;
    struct xap_posting   posting;
    struct buf           out = BUF_INIT;
    for (size_t length = 1; length < size; length += length < 200 ? 13 : 1999) {
        const char    *path = at("part");
        struct xap_db *db   = NULL;
        write_file(path, whole, length);
        err      = ERR_INIT;
        int code = xap_db_open(&db, &path, 1, &err), got = 0;
        if (code == 0) {
            code = xap_postings_open(&p, db, 0, STR("all"), &err);
            if (code == 0) {
                while ((got = xap_postings_next(p, &posting, &err)) == 1)
                    ;
                code = got;
            }
            xap_postings_close(p);
            for (uint32_t docid = 1; code == 0 && docid <= 200; docid++)
                code = xap_db_data(db, 0, docid, &out, &err);
        }
        if (code != 0) {
            assert_int_equal(code, ERR_CORRUPT);
            assert_int_equal(err.code, ERR_CORRUPT);
        }
        xap_db_close(db);
    }
    buf_release(&out);
    assert_int_equal(open_files(), files); /* nothing stays open after an error */
}

static void test_stub_in_a_directory_is_not_followed(void **state)
{
    (void)state;
    char text[256];
    make_database(at("real"), 0, 1, "d");
    assert_int_equal(mkdir(at("dir"), 0700), 0);
    int n = snprintf(text, sizeof text, "glass %s\n", at("real"));
    write_file(at("dir/XAPIANDB"), text, (size_t)n);
    FAILS(ERR_NOT_FOUND, open_path(at("dir")));
    FAILS(ERR_NOT_FOUND, xap_check(at("dir"), 10, NULL, &err));
}

static void test_invalid(void **state)
{
    (void)state;
    struct xap_db       *db;
    struct xap_writer   *w;
    struct xap_doc      *doc;
    struct xap_postings *p;
    struct xap_stats     stats;
    struct buf           out = BUF_INIT;
    uint64_t             length;
    make_database(at("d"), 0, 1, "d");
    OK(xap_compact((const char *[]){at("d")}, 1, at("file"), &err));

    FAILS(ERR_INVALID, write_path(at("d"), 0));
    FAILS(ERR_INVALID, write_path(at("d"), XAP_OPEN | XAP_CREATE));
    FAILS(ERR_INVALID, write_path(at("file"), XAP_OPEN));
    FAILS(ERR_INVALID, open_path("/dev/null"));
    assert_int_equal(mkfifo(at("fifo"), 0600), 0);
    FAILS(ERR_INVALID, open_path(at("fifo"))); /* and does not wait for a writer */
    FAILS(ERR_INVALID, xap_db_open(&db, NULL, 0, &err));
    const char *twice[] = {at("d"), at("d")};
    FAILS(ERR_INVALID, xap_db_open(&db, twice, 2, &err));
    assert_null(db);

    OK(xap_doc_new(&doc, &err));
    FAILS(ERR_INVALID, xap_doc_add_term(doc, STR(""), 1, &err));
    FAILS(ERR_INVALID, xap_doc_set_value(doc, UINT32_MAX, STR("x"), &err));
    OK(xap_writer_open(&w, at("d"), XAP_OPEN, &err));
    FAILS(ERR_INVALID, xap_writer_replace(w, 0, doc, &err));
    FAILS(ERR_INVALID, xap_writer_delete(w, 0, &err));
    FAILS(ERR_INVALID, xap_writer_delete_term(w, STR(""), &err));
    FAILS(ERR_INVALID, xap_writer_set_metadata(w, STR(""), STR("x"), &err));
    xap_writer_close(w);
    make_database(at("bare"), XAP_NO_TERMLIST, 3, "b");
    OK(xap_writer_open(&w, at("bare"), XAP_OPEN | XAP_NO_TERMLIST, &err));
    FAILS(ERR_INVALID, xap_writer_delete(w, 2, &err)); /* which terms it has is not known */
    xap_writer_close(w);
    xap_doc_free(doc);

    db = open_one(at("d"));
    FAILS(ERR_INVALID, xap_db_data(db, 1, 1, &out, &err));
    FAILS(ERR_INVALID, xap_db_value(db, 1, 1, 1, &out, &err));
    FAILS(ERR_INVALID, xap_db_metadata(db, 1, STR("mark"), &out, &err));
    FAILS(ERR_INVALID, xap_db_doc_length(db, 1, 1, &length, &err));
    FAILS(ERR_INVALID, xap_db_positions(db, 1, 1, STR("all"), &out, &err));
    FAILS(ERR_INVALID, xap_postings_open(&p, db, 1, STR("all"), &err));
    assert_null(p);
    FAILS(ERR_INVALID, xap_db_stats(db, 1, &stats, &err));
    FAILS(ERR_INVALID, xap_db_stats(db, -2, &stats, &err));
    buf_release(&out);
    xap_db_close(db);
}

/* ---- limits --------------------------------------------------------------------------------- */

static void test_limit_of_terms(void **state)
{
    (void)state;
    char               longest[XAP_TERM_MAX + 1], nuls[XAP_TERM_MAX];
    struct xap_writer *w;
    struct xap_doc    *doc;
    const uint32_t     one = 1;
    memset(longest, 'a', sizeof longest);
    memset(nuls, 0, sizeof nuls);
    const struct str bad[]  = {str_of(longest, XAP_TERM_MAX + 1), str_of(nuls, XAP_TERM_MAX / 2 + 1)};
    const struct str good[] = {str_of(longest, XAP_TERM_MAX), str_of(nuls, XAP_TERM_MAX / 2)};

    OK(xap_writer_open(&w, at("d"), XAP_CREATE, &err));
    OK(xap_doc_new(&doc, &err));
    for (size_t i = 0; i < 2; i++) {
        FAILS(ERR_LIMIT, xap_doc_add_term(doc, bad[i], 1, &err));
        FAILS(ERR_LIMIT, xap_doc_add_boolean(doc, bad[i], &err));
        FAILS(ERR_LIMIT, xap_doc_add_postings(doc, bad[i], &one, 1, 1, &err));
        FAILS(ERR_LIMIT, xap_writer_replace_term(w, bad[i], doc, NULL, &err));
        FAILS(ERR_LIMIT, xap_writer_delete_term(w, bad[i], &err));
        FAILS(ERR_LIMIT, xap_writer_set_metadata(w, bad[i], STR("x"), &err));
        OK(xap_doc_add_postings(doc, good[i], &one, 1, 1, &err)); /* the longest does reach the disk */
        OK(xap_writer_set_metadata(w, good[i], STR("x"), &err));
    }
    OK(xap_writer_add(w, doc, NULL, &err));
    OK(xap_writer_commit(w, &err));
    xap_writer_close(w);
    xap_doc_free(doc);

    struct xap_db       *db = open_one(at("d"));
    struct xap_postings *p;
    struct xap_posting   posting;
    struct xap_terms    *t;
    struct str           term;
    struct buf           out = BUF_INIT;
    uint64_t             df, cf;
    for (size_t i = 0; i < 2; i++) {
        OK(xap_db_term(db, good[i], &df, &cf, &err));
        assert_int_equal(df, 1);
        assert_int_equal(xap_db_positions(db, 0, 1, good[i], &out, &err), 1);
        OK(xap_db_term(db, bad[i], &df, &cf, &err)); /* read, a term too long is one that nothing has */
        assert_int_equal(df + cf, 0);
        assert_int_equal(xap_db_positions(db, 0, 1, bad[i], &out, &err), 0);
        OK(xap_postings_open(&p, db, 0, bad[i], &err));
        assert_int_equal(xap_postings_next(p, &posting, &err), 0);
        assert_int_equal(xap_postings_seek(p, 1, &posting, &err), 0);
        xap_postings_close(p);
        OK(xap_terms_open(&t, db, bad[i], &err));
        assert_int_equal(xap_terms_next(t, &term, &df, &err), 0);
        xap_terms_close(t);
        buf_clear(&out);
        OK(xap_db_metadata(db, 0, bad[i], &out, &err));
        assert_int_equal(out.len, 0);
    }
    buf_release(&out);
    xap_db_close(db);
}

/* ---- what other processes and the system do ------------------------------------------------- */

static void test_stale(void **state)
{
    (void)state;
    struct xap_writer *w;
    struct xap_doc    *doc;
    struct buf         out  = BUF_INIT;
    char               text[32];
    int                code = 0;
    make_database(at("d"), 0, 2000, "d");
    struct xap_db *db = open_one(at("d"));
    OK(xap_doc_new(&doc, &err));
    OK(xap_writer_open(&w, at("d"), XAP_OPEN | XAP_NO_SYNC, &err));
    for (int round = 0; round < 6; round++) {
        for (uint32_t docid = 1; docid <= 2000; docid++) {
            OK(xap_doc_clear(doc, &err));
            snprintf(text, sizeof text, "round%d doc%u", round, docid);
            OK(xap_doc_set_data(doc, str_c(text), &err));
            OK(xap_doc_add_term(doc, str_c(text), 1, &err));
            OK(xap_writer_replace(w, docid, doc, &err));
        }
        OK(xap_writer_commit(w, &err));
    }
    xap_writer_close(w);
    xap_doc_free(doc);
    err = ERR_INIT;
    for (uint32_t docid = 1; docid <= 2000 && code == 0; docid++)
        code = xap_db_data(db, 0, docid, &out, &err);
    assert_int_equal(code, ERR_STALE);
    assert_int_equal(err.code, ERR_STALE);
    struct xap_query *query;
    struct xap_result result;
    struct xap_search search = XAP_SEARCH_INIT;
    OK(xap_query_term(&query, STR("all"), 1, &err));
    search.query = query;
    FAILS(ERR_STALE, xap_search(db, &search, &result, &err));
    assert_null(result.hits);
    xap_query_free(query);
    xap_db_close(db);
    buf_release(&out);
    OK(open_path(at("d")));
}

/* A disk that takes no more: the error is said, and what was committed before stays. */
static void test_io(void **state)
{
    (void)state;
    struct xap_writer *w;
    struct xap_doc    *doc;
    struct rlimit      was, now;
    char               text[64];
    make_database(at("d"), 0, 50, "d");
    OK(xap_doc_new(&doc, &err));
    OK(xap_writer_open(&w, at("d"), XAP_OPEN | XAP_NO_SYNC, &err));
    for (int i = 0; i < 3000; i++) {
        OK(xap_doc_clear(doc, &err));
        snprintf(text, sizeof text, "a rather long term that fills the tables %d", i);
        OK(xap_doc_add_term(doc, str_c(text), 1, &err));
        OK(xap_writer_add(w, doc, NULL, &err));
    }
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    now          = was;
    now.rlim_cur = 40000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
    int code = xap_writer_commit(w, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    assert_int_equal(code, ERR_IO);
    assert_int_equal(err.sys_errno, EFBIG);
    assert_int_equal(count_documents(at("d")), 50);
    OK(xap_writer_add(w, doc, NULL, &err)); /* the batch is gone, the writer is not */
    OK(xap_writer_commit(w, &err));
    xap_writer_close(w);
    assert_int_equal(count_documents(at("d")), 51);
    xap_doc_free(doc);

    assert_int_equal(getrlimit(RLIMIT_NOFILE, &was), 0);
    now          = was;
    now.rlim_cur = (rlim_t)open_files() + 1; /* one is free: too few for a directory of tables */
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &now), 0);
    struct xap_db *db   = NULL;
    const char    *path = at("d");
    code                = xap_db_open(&db, &path, 1, &err);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &was), 0);
    assert_int_equal(code, ERR_IO);
    assert_int_equal(err.sys_errno, EMFILE);
}

/* A writer that could neither commit nor go back. */
static void test_closed(void **state)
{
    (void)state;
    struct xap_writer *w;
    struct xap_doc    *doc;
    make_database(at("d"), 0, 20, "d");
    OK(xap_doc_new(&doc, &err));
    OK(xap_doc_add_term(doc, STR("x"), 1, &err));
    OK(xap_writer_open(&w, at("d"), XAP_OPEN, &err));
    OK(xap_writer_add(w, doc, NULL, &err));
    assert_int_equal(nftw(at("d"), remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
    assert_true(xap_writer_commit(w, &err) < 0);
    FAILS(ERR_CLOSED, xap_writer_add(w, doc, NULL, &err));
    FAILS(ERR_CLOSED, xap_writer_add(w, doc, NULL, &err));
    xap_writer_close(w);
    xap_doc_free(doc);
}

static void test_out_of_memory(void **state)
{
    (void)state;
    if (UNDER_ASAN)
        skip(); /* it ends the program instead */
    struct xap_doc *doc;
    OK(xap_doc_new(&doc, &err));
    FAILS(ERR_OOM, xap_doc_set_data(doc, str_of("", (size_t)1 << 46), &err));
    OK(xap_doc_set_data(doc, STR("small"), &err));
    xap_doc_free(doc);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, make_scratch, remove_scratch)
    const struct CMUnitTest tests[] = {
        TEST(test_not_found),
        TEST(test_exists),
        TEST(test_locked),
        TEST(test_version),
        TEST(test_corrupt_and_truncated),
        TEST(test_stub_in_a_directory_is_not_followed),
        TEST(test_invalid),
        TEST(test_limit_of_terms),
        TEST(test_stale),
        TEST(test_io),
        TEST(test_closed),
        TEST(test_out_of_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
