/* xap: shards built in bulk read as those that Xapian builds. */
#include "test_xap_same.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>

enum { WORDS = 40 };

static uint64_t seed;
static bool     with_data = true;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % below);
}

/* ---- random documents ----------------------------------------------------------------------- */

/* Words of all kinds, the first ones frequent; any bytes, from 1 up to the longest. */
static struct str make_word(uint32_t number, char out[XAP_TERM_MAX])
{
    static const char *const some[] = {"a", "the", "na\xc3\xafve", "\xe6\x97\xa5\xe6\x9c\xac", "\xff\xff", "\x01"};
    if (number < sizeof some / sizeof *some)
        return str_c(some[number]);
    size_t len;
    switch (number % 11) {
    case 3: /* the longest */
        len = XAP_TERM_MAX;
        memset(out, 'x', len);
        memcpy(out + len - sizeof number, &number, sizeof number);
        for (size_t i = len - sizeof number; i < len; i++)
            if (out[i] == '\0')
                out[i] = '0';
        break;
    case 5: /* NULs only, up to the longest */
        len = 1 + number % (XAP_TERM_MAX / 2);
        memset(out, 0, len);
        break;
    case 7: /* NULs within */
        len = (size_t)snprintf(out, XAP_TERM_MAX, "t-%u-z", number % 97);
        out[1]       = '\0';
        out[len - 2] = '\0';
        break;
    default:
        len = (size_t)snprintf(out, XAP_TERM_MAX, "w%u", number);
    }
    return str_of(out, len);
}

static void add_document(struct xap_bulk *b, uint32_t number)
{
    static char big[3000000];
    OK(xap_bulk_begin(b, &err));
    for (uint32_t i = 0, n = number % 17 == 0 ? 0 : draw(WORDS); i < n; i++) {
        char     word[XAP_TERM_MAX];
        uint32_t positions[64], count = draw(8) == 0 ? draw(64) : draw(4);
        uint32_t kind = draw(16), at_ = draw(kind == 0 ? 1u << 24 : 64);
        for (uint32_t k = 0; k < count; k++) {
            positions[k] = at_;
            at_ += 1 + draw(kind == 1 ? 100000 : 20);
        }
        const uint32_t rank = draw(3) ? draw(12) : draw(20000);
        OK(xap_bulk_term(b, make_word(rank, word), draw(5) ? count : draw(100000), positions, count, &err));
    }
    OK(xap_bulk_term(b, STR("everywhere"), number % 3, &(uint32_t){number + 1}, number % 2, &err));
    for (uint32_t i = 0; i < SLOTS; i++) {
        char     text[2500];
        uint32_t len = draw(30) ? draw(10) : draw(sizeof text);
        memset(text, 'a' + (int)draw(20), len);
        if (draw(3))
            OK(xap_bulk_value(b, slots[i], str_of(text, len), &err));
    }
    static const size_t sizes[] = {0, 1, 2030, 10000, 3, 2040, 4080};
    size_t              size    = sizes[number % 7];
    if (number == 5)
        size = sizeof big;
    for (size_t i = 0; i < size; i++)
        big[i] = (char)((i * 31 + number) >> (i % 3));
    if (with_data && number % 5)
        OK(xap_bulk_data(b, str_of(big, size), &err));
}

static void add_all(struct xap_bulk *b, uint64_t start, uint32_t count)
{
    seed = start;
    for (uint32_t i = 0; i < count; i++)
        add_document(b, i + (uint32_t)start);
    static char long_value[32768];
    memset(long_value, 'm', sizeof long_value);
    OK(xap_bulk_metadata(b, STR("z"), STR("gone"), &err));
    OK(xap_bulk_metadata(b, STR("long"), str_of(long_value, sizeof long_value), &err));
    OK(xap_bulk_metadata(b, STR("z"), STR("last"), &err));
    OK(xap_bulk_metadata(b, STR("nul\0nul"), STR("\0"), &err));
    OK(xap_bulk_metadata(b, STR("empty"), STR("x"), &err));
    OK(xap_bulk_metadata(b, STR("empty"), STR(""), &err));
    assert_int_equal(xap_bulk_documents(b), count);
}

/* ---- tests ---------------------------------------------------------------------------------- */

static void test_same_as_by_xapian(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {0, 1, 2, 10, 1000, 9000};
    struct xap_bulk      *b;
    OK(xap_bulk_new(&b, &err));
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        char fast[16], slow[16];
        snprintf(fast, sizeof fast, "fast%zu", s);
        snprintf(slow, sizeof slow, "slow%zu", s);
        add_all(b, s, sizes[s]);
        OK(xap_bulk_write(b, at(fast), &err));
        assert_int_equal(xap_bulk_documents(b), 0);
        add_all(b, s, sizes[s]);
        OK(xap_bulk_write_slow(b, at(slow), &err));
        sound(at(fast));
        same_statistics(at(fast), at(slow));
        same_databases(at(fast), at(slow));
    }
    xap_bulk_free(b);

    ours(at("fast0"), at("slow0"));
    ours(at("fast5"), at("slow5"));

    /* All of them as one, of one kind and mixed. */
    const char *sources[3][6];
    for (size_t s = 0; s < 6; s++) {
        char fast[16], slow[16];
        snprintf(fast, sizeof fast, "fast%zu", s);
        snprintf(slow, sizeof slow, "slow%zu", s);
        sources[0][s] = at(fast);
        sources[1][s] = at(slow);
        sources[2][s] = s % 2 ? sources[0][s] : sources[1][s];
    }
    const char *const merged[3] = {at("fast"), at("slow"), at("mixed")};
    for (size_t k = 0; k < 3; k++) {
        OK(xap_compact(sources[k], 6, merged[k], &err));
        sound(merged[k]);
    }
    same_databases(merged[0], merged[1]);
    same_databases(merged[2], merged[1]);
}

/* Without data, which Xapian compresses and we do not, merged files are the same to the byte but for the UUID. */
static void test_same_bytes(void **state)
{
    (void)state;
    struct xap_bulk *b;
    struct buf       files[2] = {BUF_INIT, BUF_INIT};
    OK(xap_bulk_new(&b, &err));
    with_data = false;
    for (int slow = 0; slow < 2; slow++) {
        const char *shards[2] = {at(slow ? "s0" : "f0"), at(slow ? "s1" : "f1")};
        for (size_t s = 0; s < 2; s++) {
            add_all(b, 77 + s, 800);
            OK((slow ? xap_bulk_write_slow : xap_bulk_write)(b, shards[s], &err));
        }
        OK(xap_compact(shards, 2, at(slow ? "s" : "f"), &err));
        OK(file_read(at(slow ? "s" : "f"), &files[slow], &err));
        assert_true(files[slow].len > 100000);
        memset(files[slow].data + 16, 0, 16);
    }
    with_data = true;
    same_bytes(&files[0], &files[1]);
    buf_release(&files[0]);
    buf_release(&files[1]);
    xap_bulk_free(b);
}

static void test_full_disk(void **state)
{
    (void)state;
    struct xap_bulk *b;
    struct rlimit    old;
    OK(xap_bulk_new(&b, &err));
    add_all(b, 3, 300);
    void (*const handler)(int) = signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
    for (rlim_t limit = 0; limit < 300000; limit = limit * 2 + 50) { /* from iamglass up to the largest table */
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){limit, old.rlim_max}), 0);
        const int code = xap_bulk_write(b, at("full"), &err);
        assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
        assert_true(code < 0 && err.code == code);
        assert_int_equal(access(at("full"), F_OK), -1);
        assert_int_equal(xap_bulk_documents(b), 300);
    }
    (void)signal(SIGXFSZ, handler);
    OK(xap_bulk_write(b, at("full"), &err));
    add_all(b, 3, 300);
    OK(xap_bulk_write_slow(b, at("full slow"), &err));
    ours(at("full"), at("full slow"));
    same_databases(at("full"), at("full slow"));
    xap_bulk_free(b);
}

/* A term given again, in any order, counts together. */
static void test_terms_given_again(void **state)
{
    (void)state;
    struct xap_bulk *b;
    struct buf       got = BUF_INIT;
    OK(xap_bulk_new(&b, &err));
    OK(xap_bulk_begin(b, &err));
    for (uint32_t i = 0; i < 1000; i++) {
        OK(xap_bulk_term(b, STR("one"), 1, &(uint32_t){i * 3}, 1, &err));
        OK(xap_bulk_term(b, STR("two"), 2, &(uint32_t){5000 - i}, 1, &err));
        OK(xap_bulk_term(b, STR("three"), 0, NULL, 0, &err));
    }
    const uint32_t mess[] = {9, 4, 4, 0xffffffff, 0, 9, 0x80000001};
    OK(xap_bulk_begin(b, &err));
    OK(xap_bulk_term(b, STR("one"), 7, NULL, 0, &err));
    OK(xap_bulk_term(b, STR("one"), 8, mess, 7, &err));
    OK(xap_bulk_write(b, at("again"), &err));
    sound(at("again"));

    struct xap_db *db = open_one(at("again"));
    uint64_t       df, cf;
    OK(xap_db_term(db, STR("one"), &df, &cf, &err));
    assert_int_equal(df, 2);
    assert_int_equal(cf, 1015);
    OK(xap_db_term(db, STR("two"), &df, &cf, &err));
    assert_int_equal(cf, 2000);
    OK(xap_db_term(db, STR("three"), &df, &cf, &err));
    assert_int_equal(df, 1);
    assert_int_equal(cf, 0);
    assert_int_equal(xap_db_positions(db, 0, 1, STR("one"), &got, &err), 1000);
    assert_int_equal(xap_db_positions(db, 0, 1, STR("two"), &got, &err), 1000);
    for (uint32_t i = 0; i < 1000; i++) {
        uint32_t value;
        memcpy(&value, got.data + 4 * i, 4);
        assert_int_equal(value, i * 3);
        memcpy(&value, got.data + 4 * (1000 + i), 4);
        assert_int_equal(value, 4001 + i);
    }
    buf_clear(&got);
    const uint32_t order[] = {0, 4, 9, 0x80000001, 0xffffffff};
    assert_int_equal(xap_db_positions(db, 0, 2, STR("one"), &got, &err), 5);
    assert_memory_equal(got.data, order, sizeof order);
    buf_release(&got);
    xap_db_close(db);
    xap_bulk_free(b);
}

static void test_refusals(void **state)
{
    (void)state;
    struct xap_bulk *b;
    char             text[XAP_TERM_MAX + 1];
    memset(text, 'x', sizeof text);
    OK(xap_bulk_new(&b, &err));
    FAILS(ERR_INVALID, xap_bulk_term(b, STR("x"), 1, NULL, 0, &err));
    FAILS(ERR_INVALID, xap_bulk_value(b, 1, STR("x"), &err));
    FAILS(ERR_INVALID, xap_bulk_data(b, STR("x"), &err));
    OK(xap_bulk_begin(b, &err));
    FAILS(ERR_INVALID, xap_bulk_term(b, STR(""), 1, NULL, 0, &err));
    FAILS(ERR_LIMIT, xap_bulk_term(b, str_of(text, sizeof text), 1, NULL, 0, &err));
    memset(text, 0, sizeof text);
    FAILS(ERR_LIMIT, xap_bulk_term(b, str_of(text, XAP_TERM_MAX / 2 + 1), 1, NULL, 0, &err));
    FAILS(ERR_INVALID, xap_bulk_value(b, 0xffffffff, STR("x"), &err));
    FAILS(ERR_INVALID, xap_bulk_metadata(b, STR(""), STR("x"), &err));
    FAILS(ERR_LIMIT, xap_bulk_metadata(b, str_of(text, sizeof text), STR("x"), &err));
    FAILS(ERR_LIMIT, xap_bulk_data(b, str_of(text, 100000001), &err)); /* refused before it is read */
    OK(xap_bulk_term(b, STR("x"), UINT32_MAX, NULL, 0, &err));
    FAILS(ERR_LIMIT, xap_bulk_term(b, STR("y"), 1, NULL, 0, &err));
    OK(xap_bulk_term(b, STR("y"), 0, NULL, 0, &err));

    /* What cannot be written is kept, and nothing is left there. */
    for (int slow = 0; slow < 2; slow++) {
        int (*write_)(struct xap_bulk *, const char *, struct err *) = slow ? xap_bulk_write_slow : xap_bulk_write;
        OK(mkdir(at("taken"), 0700));
        FAILS(ERR_EXISTS, write_(b, at("taken"), &err));
        OK(rmdir(at("taken"))); /* still empty */
        assert_true(write_(b, at("none/x"), &err) < 0);
        assert_int_equal(xap_bulk_documents(b), 1);
    }
    OK(xap_bulk_write(b, at("kept"), &err));
    sound(at("kept"));
    assert_int_equal(count_documents(at("kept")), 1);
    FAILS(ERR_INVALID, xap_bulk_term(b, STR("x"), 1, NULL, 0, &err)); /* empty again */
    xap_bulk_free(b);
    xap_bulk_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_as_by_xapian),
        cmocka_unit_test(test_same_bytes),
        cmocka_unit_test(test_full_disk),
        cmocka_unit_test(test_terms_given_again),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests_name("xap_bulk", tests, make_scratch, remove_scratch);
}
