/* xap: a database made of a postings file reads as one that Xapian builds of the same documents. */
#include "test_xap_same.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "postings/postings_build.h"

enum { WORDS = 40, DATES = 7 /* the slot */ };

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % below);
}

/* ---- random documents, for both ------------------------------------------------------------- */

/* Where documents go: into one of them. */
struct target {
    struct postings_builder *postings;
    struct xap_writer       *writer;
    struct xap_doc          *doc;
    bool                     positions; /* words go into the database */
};

static void put(struct target *t, struct str term, enum postings_kind kind, const uint32_t *positions, uint32_t count)
{
    if (t->postings && kind == POSTINGS_PLAIN)
        OK(postings_builder_plain(t->postings, term, &err));
    else if (t->postings && kind == POSTINGS_WEIGHED)
        OK(postings_builder_weighed(t->postings, term, count, &err));
    else if (t->postings)
        OK(postings_builder_positions(t->postings, term, positions, count, &err));
    else if (kind == POSTINGS_PLAIN)
        OK(xap_doc_add_boolean(t->doc, term, &err));
    else if (kind == POSTINGS_WEIGHED && count)
        OK(xap_doc_add_term(t->doc, term, count, &err));
    else if (kind == POSTINGS_POSITIONS && count && t->positions)
        OK(xap_doc_add_postings(t->doc, term, positions, count, 0, &err));
}

/* Terms of all kinds, the first ones frequent; any bytes, from two up to the longest. The first one tells the kind. */
static struct str make_term(uint32_t number, enum postings_kind kind, char out[XAP_TERM_MAX])
{
    size_t len = 0;
    out[len++] = "\xffZw"[kind];
    switch (number % 11) {
    case 3: /* the longest */
        len = XAP_TERM_MAX;
        memset(out + 1, 'x', len - 1);
        snprintf(out + len - 12, 12, "%011u", number);
        out[len - 1] = 'x';
        break;
    case 5: /* NULs only, up to the longest */
        len = 2 + number % (XAP_TERM_MAX / 2 - 1);
        memset(out + 1, 0, len - 1);
        break;
    case 7: /* NULs within */
        len += (size_t)snprintf(out + len, 32, "-t-%u-z", number % 97);
        out[1]       = '\0';
        out[len - 2] = '\0';
        break;
    default:
        len += (size_t)snprintf(out + len, 32, "%u", number);
    }
    return str_of(out, len);
}

static void add_terms(struct target *t, uint32_t number)
{
    char   seen[WORDS][XAP_TERM_MAX];
    size_t lengths[WORDS], seen_count = 0;
    for (uint32_t i = 0, n = number % 17 == 0 ? 0 : draw(WORDS); i < n; i++) {
        uint32_t           positions[64], count = draw(8) == 0 ? draw(64) : draw(4);
        uint32_t           spread = draw(16), place = draw(spread == 0 ? 1u << 24 : 64);
        enum postings_kind kind = (enum postings_kind)draw(3);
        const uint32_t     rank = draw(3) ? draw(12) : draw(20000);
        for (uint32_t k = 0; k < count; k++)
            positions[k] = place += 1 + draw(spread == 1 ? 100000 : 20);
        if (kind == POSTINGS_WEIGHED && draw(5) == 0)
            count = 1 + draw(100000);
        const struct str term = make_term(rank, kind, seen[seen_count]);
        size_t           k    = 0;
        while (k < seen_count && !str_eq(term, str_of(seen[k], lengths[k])))
            k++;
        if (kind == POSTINGS_POSITIONS && k < seen_count)
            continue; /* they would have to ascend */
        lengths[seen_count++] = term.len;
        put(t, term, kind, positions, count);
    }
    put(t, STR("\xff" "everywhere"), POSTINGS_PLAIN, NULL, 1);
    put(t, STR("Zeverywhere"), POSTINGS_WEIGHED, NULL, 1 + number % 3);
    put(t, STR("weverywhere"), POSTINGS_POSITIONS, &(uint32_t){number + 1}, 1);
}

static void add_document(struct target *t, uint32_t number)
{
    const int64_t date = draw(5) == 0 ? (int64_t)draw(4) : (int64_t)draw(2000000000) - 900000000;
    if (t->postings)
        OK(postings_builder_begin(t->postings, &err));
    else
        OK(xap_doc_clear(t->doc, &err));
    if (number % 5 && t->postings) {
        postings_builder_date(t->postings, date);
    } else if (number % 5) {
        char value[9];
        OK(xap_doc_set_value(t->doc, DATES, str_of(value, xap_sortable((double)date, value)), &err));
    }
    add_terms(t, number);
    if (t->writer)
        OK(xap_writer_add(t->writer, t->doc, NULL, &err));
}

static void add_all(struct target *t, uint64_t start, uint32_t count)
{
    seed = start;
    for (uint32_t i = 0; i < count; i++)
        add_document(t, i + (uint32_t)start);
}

/* The postings file of `count` documents; closed by the caller. */
static struct postings_file *make_postings(const char *path, uint64_t start, uint32_t count)
{
    struct target         t = {0};
    struct postings_file *f;
    OK(postings_builder_new(&t.postings, &err));
    add_all(&t, start, count);
    OK(postings_builder_write(t.postings, path, &err));
    postings_builder_free(t.postings);
    OK(postings_file_open(&f, path, &err));
    return f;
}

/* The same documents, by a writer. */
static void make_by_writer(const char *path, uint64_t start, uint32_t count, bool positions)
{
    struct target t = {.positions = positions};
    OK(xap_doc_new(&t.doc, &err));
    OK(xap_writer_open(&t.writer, path, XAP_CREATE | XAP_NO_SYNC | XAP_NO_TERMLIST, &err));
    add_all(&t, start, count);
    OK(xap_writer_commit(t.writer, &err));
    xap_writer_close(t.writer);
    xap_doc_free(t.doc);
}

/* ---- tests ---------------------------------------------------------------------------------- */

static off_t size_of(const char *path)
{
    struct stat st;
    OK(stat(path, &st));
    return st.st_size;
}

static void same_but_for_uuid(const char *x, const char *y)
{
    struct buf files[2] = {BUF_INIT, BUF_INIT};
    OK(file_read(x, &files[0], &err));
    OK(file_read(y, &files[1], &err));
    for (int i = 0; i < 2; i++) {
        assert_true(files[i].len > 48);
        memset(files[i].data + 16, 0, 16);
    }
    same_bytes(&files[0], &files[1]);
    buf_release(&files[0]);
    buf_release(&files[1]);
}

static void test_same_as_by_xapian(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {0, 1, 2, 10, 700, 5000};
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++)
        for (int positions = 0; positions < 2; positions++) {
            char name[32];
            snprintf(name, sizeof name, "%zu-%d", s, positions);
            const char           *fast = at(name);
            struct postings_file *from;
            char                  other[48];
            snprintf(other, sizeof other, "%s-postings", name);
            from = make_postings(at(other), s, sizes[s]);
            snprintf(other, sizeof other, "%s-slow", name);
            const char *slow = at(other);
            snprintf(other, sizeof other, "%s-writer", name);
            const char *writer = at(other);
            OK(xap_make(fast, from, DATES, positions, &err));
            OK(xap_make_slow(slow, from, DATES, positions, &err));
            postings_file_close(from);
            make_by_writer(writer, s, sizes[s], positions);
            sound(fast);
            same_databases(fast, writer);
            same_databases(slow, writer);
            if (strncmp(xap_version(), "1.4.", 4) != 0) /* the way may be the same one */
                continue;
            snprintf(other, sizeof other, "%s-fast-again", name);
            const char *fast_again = at(other);
            snprintf(other, sizeof other, "%s-slow-again", name);
            const char *slow_again = at(other);
            OK(xap_compact(&fast, 1, fast_again, &err)); /* which keeps no list deflated */
            OK(xap_compact(&slow, 1, slow_again, &err));
            same_but_for_uuid(fast_again, slow_again);
            if (sizes[s] >= 5000)
                assert_true(size_of(fast) < size_of(slow));
        }
}

/* Documents are gathered a few thousand at once where Xapian writes. */
static void test_slow_in_pieces(void **state)
{
    (void)state;
    struct postings_file *from = make_postings(at("from"), 5, 10500);
    OK(xap_make(at("fast"), from, DATES, true, &err));
    OK(xap_make_slow(at("slow"), from, DATES, true, &err));
    postings_file_close(from);
    sound(at("fast"));
    same_databases(at("fast"), at("slow"));
}

static void nothing_is_left(const char *path)
{
    char tables[600];
    snprintf(tables, sizeof tables, "%s.tables", path);
    assert_int_equal(access(path, F_OK), -1);
    assert_int_equal(access(tables, F_OK), -1);
}

static void test_full_disk(void **state)
{
    (void)state;
    struct postings_file *from = make_postings(at("from"), 3, 300);
    struct rlimit         old;
    void (*const handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    for (rlim_t limit = 0; limit < 100000; limit = limit * 2 + 50) { /* from iamglass up to the largest table */
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, old.rlim_max}), 0);
        const int code = xap_make(at("full"), from, DATES, true, &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        assert_true(code < 0 && err.code == code);
        nothing_is_left(at("full"));
    }
    (void)signal(SIGXFSZ, handler);
    OK(xap_make(at("full"), from, DATES, true, &err));
    sound(at("full"));
    postings_file_close(from);
}

static void test_refusals(void **state)
{
    (void)state;
    char                     nuls[XAP_TERM_MAX] = {0};
    struct postings_builder *b;
    struct postings_file    *from = make_postings(at("from"), 3, 10), *long_term;
    OK(postings_builder_new(&b, &err));
    OK(postings_builder_begin(b, &err));
    OK(postings_builder_plain(b, str_of(nuls, sizeof nuls), &err));
    OK(postings_builder_write(b, at("long"), &err));
    postings_builder_free(b);
    OK(postings_file_open(&long_term, at("long"), &err));
    for (int slow = 0; slow < 2; slow++) {
        int (*make)(const char *, const struct postings_file *, uint32_t, bool, struct err *) =
            slow ? xap_make_slow : xap_make;
        OK(mkdir(at("taken"), 0700));
        FAILS(ERR_EXISTS, make(at("taken"), from, DATES, false, &err));
        OK(rmdir(at("taken"))); /* still empty */
        OK(mkdir(at("taken.tables"), 0700));
        FAILS(ERR_EXISTS, make(at("taken"), from, DATES, false, &err));
        OK(rmdir(at("taken.tables")));
        assert_true(make(at("none/x"), from, DATES, false, &err) < 0);
        FAILS(ERR_LIMIT, make(at("taken"), long_term, DATES, false, &err));
        nothing_is_left(at("taken"));
        OK(make(at(slow ? "slow" : "fast"), from, DATES, false, &err));
    }
    assert_int_equal(count_documents(at("fast")), 10);
    postings_file_close(from);
    postings_file_close(long_term);
}

/* Whatever byte of the postings is wrong: a code or a database, never our death, and nothing is left of a failure. */
static void test_damaged_postings(void **state)
{
    (void)state;
    struct buf bytes   = BUF_INIT;
    int        refused = 0;
    postings_file_close(make_postings(at("whole"), 9, 200));
    OK(file_read(at("whole"), &bytes, &err));
    for (int round = 0; round < 300; round++) {
        size_t                where = draw((uint32_t)bytes.len);
        char                  was   = bytes.data[where];
        struct postings_file *from;
        bytes.data[where] ^= (char)(1 + draw(255));
        FILE *file = fopen(at("damaged"), "wb");
        assert_non_null(file);
        assert_int_equal(fwrite(bytes.data, 1, bytes.len, file), bytes.len);
        assert_int_equal(fclose(file), 0);
        bytes.data[where] = was;
        if (postings_file_open(&from, at("damaged"), &err) < 0)
            continue; /* its head */
        if (xap_make(at("made"), from, DATES, true, &err) < 0) {
            nothing_is_left(at("made"));
            refused++;
        } else {
            OK(unlink(at("made")));
        }
        postings_file_close(from);
    }
    assert_true(refused > 10);
    buf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_same_as_by_xapian, make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(test_slow_in_pieces, make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(test_full_disk, make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(test_refusals, make_scratch, remove_scratch),
        cmocka_unit_test_setup_teardown(test_damaged_postings, make_scratch, remove_scratch),
    };
    return cmocka_run_group_tests_name("xap_make", tests, NULL, NULL);
}
