/* article: field names, JSON, dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/article.h"

static void fields_have_names(void **state)
{
    (void)state;
    for (int f = 0; f < FIELD_COUNT; f++)
        assert_int_equal(article_field_by_name(str_c(article_field_name((enum article_field)f))), f);
    assert_string_equal(article_field_name(FIELD_BODY), "text");
    assert_int_equal(FIELD_BODY, FIELD_COUNT - 1); /* records rely on it */
    assert_int_equal(article_field_by_name(STR("body")), -1);
    assert_int_equal(article_field_by_name(STR("ID")), -1);
    assert_int_equal(article_field_by_name(str_of(NULL, 0)), -1);
}

static void json_leaves_empty_fields_out(void **state)
{
    (void)state;
    struct article a   = {{{NULL, 0}}};
    struct buf     out = BUF_INIT;
    article_to_json(&a, &out);
    assert_string_equal(out.data, "{}");
    a.field[FIELD_ID]     = STR("a-1");
    a.field[FIELD_AUTHOR] = STR("Ada\nBo");
    a.field[FIELD_TOPIC]  = STR("energy");
    a.field[FIELD_TITLE]  = STR("a\nb");
    a.field[FIELD_BODY]   = STR("caf\xC3\xA9 \"x\"");
    buf_clear(&out);
    article_to_json(&a, &out);
    assert_string_equal(out.data, "{\"id\": \"a-1\", \"title\": \"a\\nb\", \"author\": [\"Ada\", \"Bo\"], "
                                  "\"topic\": \"energy\", \"text\": \"caf\xC3\xA9 \\\"x\\\"\"}");
    buf_release(&out);
}

static void days_go_round(void **state)
{
    (void)state;
    assert_int_equal(days_from_civil(1970, 1, 1), 0);
    assert_int_equal(days_from_civil(2000, 3, 1), 11017);
    assert_int_equal(days_from_civil(1969, 12, 31), -1);
    assert_int_equal(days_from_civil(1, 1, 1), -719162);
    int64_t first = days_from_civil(1, 1, 1), last = days_from_civil(9999, 12, 31);
    for (int64_t day = first; day <= last; day++) {
        int      y;
        unsigned m, d;
        civil_from_days(day, &y, &m, &d);
        assert_true(y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= 31);
        assert_true(days_from_civil(y, m, d) == day);
    }
}

static void canonical_dates_become_seconds(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t     seconds;
    } cases[] = {
        {"1970-01-01", 0},
        {"1970-01-01T00:00:00Z", 0},
        {"1969-12-31T23:59:59Z", -1},
        {"2023-07-27", 1690416000},
        {"2023-07-27T18:30:05Z", 1690482605},
        {"2000-02-29", 951782400},
        {"2024-02-29T12:00:00Z", 1709208000},
        {"9999-12-31T23:59:59Z", 253402300799},
        {"0001-01-01", -62135596800},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t seconds = 7;
        assert_true(article_date_seconds(str_c(cases[i].text), &seconds));
        assert_true(seconds == cases[i].seconds);
    }
}

static void other_dates_are_refused(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "",
        "2023",
        "2023-07",
        "2023-7-27",
        "0000-01-01",
        "2023-00-10",
        "2023-13-10",
        "2023-02-29",
        "1900-02-29",
        "2023-04-31",
        "2023-01-00",
        "2023-01-32",
        "2023/07/27",
        "20230727  ",
        "2023-07-2x",
        "-023-07-27",
        "2023-07-27T18:30:05",
        "2023-07-27 18:30:05Z",
        "2023-07-27T24:00:00Z",
        "2023-07-27T18:60:00Z",
        "2023-07-27T18:30:60Z",
        "2023-07-27T18.30.05Z",
        "2023-07-27T18:30:05+",
        "2023-07-27T18:30:05ZZ",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        int64_t seconds = 7;
        if (article_date_seconds(str_c(bad[i]), &seconds))
            fail_msg("'%s' was taken for a date", bad[i]);
        assert_int_equal(seconds, 7);
    }
    int64_t seconds;
    assert_false(article_date_seconds(str_of(NULL, 0), &seconds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_have_names),
        cmocka_unit_test(json_leaves_empty_fields_out),
        cmocka_unit_test(days_go_round),
        cmocka_unit_test(canonical_dates_become_seconds),
        cmocka_unit_test(other_dates_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
