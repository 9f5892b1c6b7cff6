/* generate: the same options give the same bytes, and which options there are. */
#include "test_generate.h"

#include "base/utf8.h"
#include "store/checksum.h"

/* ---- the same bytes ------------------------------------------------------------------------------ */

static void append_article(struct generator *g, uint64_t number, struct buf *out)
{
    struct article a;
    OK(generator_article(g, number, &a, &err));
    article_to_json(&a, out);
    buf_putc(out, '\n');
}

static void sum_of(const struct generate_options *o, uint64_t first, uint64_t count, char sum[CHECKSUM_TEXT])
{
    struct generator *g;
    struct buf        out = BUF_INIT;
    OK(generator_new(&g, o, &err));
    for (uint64_t i = first; i < first + count; i++)
        append_article(g, i, &out);
    OK(buf_failed(&out, &err));
    assert_int_equal(utf8_valid_len(buf_view(&out)), out.len);
    checksum_bytes(buf_view(&out), sum);
    buf_release(&out);
    generator_free(g);
}

static void test_golden(void **state)
{
    (void)state;
    struct generate_options o;
    char                    sum[CHECKSUM_TEXT];
    generate_options_init(&o);
    sum_of(&o, 0, 200, sum);
    assert_string_equal(sum, "80dbaa4327e66df724644d77d74d9b8d");
    sum_of(&o, UINT64_C(123456789012), 20, sum);
    assert_string_equal(sum, "73d9a5604e925c4e2c849c763ea0caa2");
    o = (struct generate_options){.seed = UINT64_MAX, .vocabulary = 50000, .exponent = 850000,
                                  .shift = 12345678, .growth = 654321, .length = 77, .length_sigma = 1234567,
                                  .topics = 333, .first_year = 1, .years = 9999};
    sum_of(&o, 0, 200, sum);
    assert_string_equal(sum, "85c4dd389d158a08d767f5f2b2c0620f");
}

/* An article is the same whatever was made before it. */
static void test_order_does_not_matter(void **state)
{
    (void)state;
    struct generate_options o;
    struct generator       *forwards, *backwards;
    struct buf              a = BUF_INIT, b = BUF_INIT;
    generate_options_init(&o);
    OK(generator_new(&forwards, &o, &err));
    OK(generator_new(&backwards, &o, &err));
    struct buf all[50];
    for (uint64_t i = 0; i < 50; i++) {
        all[i] = BUF_INIT;
        append_article(forwards, i, &all[i]);
    }
    for (uint64_t i = 50; i-- > 0;) {
        buf_clear(&b);
        append_article(backwards, i, &b);
        assert_true(str_eq(buf_view(&all[i]), buf_view(&b)));
        if (i > 0)
            assert_false(str_eq(buf_view(&all[i - 1]), buf_view(&b)));
        buf_release(&all[i]);
    }
    o.seed = 2;
    generator_free(backwards);
    OK(generator_new(&backwards, &o, &err));
    buf_clear(&b);
    append_article(forwards, 0, &a);
    append_article(backwards, 0, &b);
    assert_false(str_eq(buf_view(&a), buf_view(&b)));
    buf_release(&a);
    buf_release(&b);
    generator_free(forwards);
    generator_free(backwards);
}

/* ---- options -------------------------------------------------------------------------------------- */

static void test_ranges(void **state)
{
    (void)state;
    static const struct {
        size_t      offset;
        const char *name;
        uint64_t    low, high;
    } rows[] = {
#define ROW(member, name, low, high) {offsetof(struct generate_options, member), name, low, high}
        ROW(vocabulary, "--vocabulary", 1, 1000000),     ROW(exponent, "--exponent", 0, 4000000),
        ROW(shift, "--shift", 0, 1000000000),            ROW(growth, "--growth", 100000, 950000),
        ROW(length, "--length", 3, 20000),               ROW(length_sigma, "--length-sigma", 0, 2000000),
        ROW(topics, "--topics", 1, 10000),               ROW(first_year, "--first-year", 1, 9980),
        ROW(years, "--years", 1, 7996),
#undef ROW
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const uint64_t values[] = {rows[i].low, rows[i].high, rows[i].low - 1, rows[i].high + 1, UINT64_MAX};
        for (int v = 0; v < 5; v++) {
            struct generate_options o;
            struct generator       *g;
            struct article          a;
            generate_options_init(&o);
            memcpy((char *)&o + rows[i].offset, &values[v], sizeof values[v]);
            int code = generator_new(&g, &o, &err);
            if (v < 2) {
                OK(code);
                for (uint64_t n = 0; n < 3; n++)
                    OK(generator_article(g, n * 999999999999, &a, &err));
                generator_free(g);
            } else {
                assert_int_equal(code, ERR_USAGE);
                assert_null(g);
                bool past = v == 3 && rows[i].offset == offsetof(struct generate_options, first_year);
                assert_non_null(strstr(err.msg, past ? "--years" : rows[i].name));
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_golden),
        cmocka_unit_test(test_order_does_not_matter),
        cmocka_unit_test(test_ranges),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
