/* Dates as news writes them, every day of five centuries in several ways, and noise. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/article.h"
#include "corpus/date.h"
#include "corpus/date_names.h"

#define NOW      INT64_C(1785542400)  /* 2026-08-01 */
#define FAR_AWAY INT64_C(4120000000) /* 2100-07-23 */

static const char *const good[][2] = {
    {"2023-07-27", "2023-07-27"},
    {"  2023-07-27\n", "2023-07-27"},
    {"2023-07-27T10:15:00Z", "2023-07-27T10:15:00Z"},
    {"2023-07-27t10:15:00z", "2023-07-27T10:15:00Z"},
    {"2023-07-27T10:15", "2023-07-27T10:15:00Z"},
    {"2023-07-27T10:15:30.123456789+02:00", "2023-07-27T08:15:30Z"},
    {"2023-07-27T10:15:30,5-0330", "2023-07-27T13:45:30Z"},
    {"2023-07-27 10:15:30 +0200", "2023-07-27T08:15:30Z"},
    {"2023-07-27T00:30:00+01:00", "2023-07-26T23:30:00Z"},
    {"2023-07-27T10+02", "2023-07-27T08:00:00Z"},
    {"2023-12-31T24:00:00Z", "2024-01-01T00:00:00Z"},
    {"2016-12-31T23:59:60Z", "2016-12-31T23:59:59Z"},
    {"2024-02-29", "2024-02-29"},
    {"20230727", "2023-07-27"},
    {"20230727T101500Z", "2023-07-27T10:15:00Z"},
    {"20230727T1015+0200", "2023-07-27T08:15:00Z"},
    {"20230727101500", "2023-07-27T10:15:00Z"},
    {"202307271015", "2023-07-27T10:15:00Z"},
    {"910514", "1991-05-14"},
    {"Fri, 20 Oct 2006 18:15:00 -0400", "2006-10-20T22:15:00Z"},
    {"Fri, 20 Oct 2006 18:15:00 -0400 (EDT)", "2006-10-20T22:15:00Z"},
    {"20 Oct 06 18:15 GMT", "2006-10-20T18:15:00Z"},
    {"26-FEB-1987 15:01:01.79", "1987-02-26T15:01:01Z"},
    {" 2-MAR-1987  06:41:42.20", "1987-03-02T06:41:42Z"},
    {"31-MAR-1987 605:12:19.12", "1987-03-31"},
    {"9-APR-1987 00:00:00.00    # date added by a guess", "1987-04-09T00:00:00Z"},
    {"11-JUN-1987 11:23:24.41\t\t\tV RM", "1987-06-11T11:23:24Z"},
    {"Fri Oct 20, 2006 6:15pm EDT", "2006-10-20T22:15:00Z"},
    {"Oct 20, 2006 6:15 p.m. EDT", "2006-10-20T22:15:00Z"},
    {"Oct 20, 2006 12:05 a.m.", "2006-10-20T00:05:00Z"},
    {"6pm ET, January 3, 2006", "2006-01-03T23:00:00Z"},
    {"6pm ET, July 3, 2006", "2006-07-03T22:00:00Z"},
    {"Fri Oct 20 18:15:00 EDT 2006", "2006-10-20T22:15:00Z"},
    {"Fri Oct 20 2006 18:15:00 GMT+0200 (Central European Summer Time)", "2006-10-20T16:15:00Z"},
    {"Fri Oct 20 2006 18:15:00 UTC+2", "2006-10-20T16:15:00Z"},
    {"October 20, 2006", "2006-10-20"},
    {"20 October 2006", "2006-10-20"},
    {"27th of July, 2023", "2023-07-27"},
    {"January 1, 1989, Sunday, Home Edition", "1989-01-01"},
    {"Published: 3 July 2020, updated: 5 July 2020", "2020-07-03"},
    {"Sept. 3, 1999", "1999-09-03"},
    {"01/04/63", "1963-01-04"},
    {"01/04/2003", "2003-01-04"},
    {"27/07/2023", "2023-07-27"},
    {"27.07.2023 18:30", "2023-07-27T18:30:00Z"},
    {"03.04.2020", "2020-04-03"},
    {"27. 7. 2023", "2023-07-27"},
    {"27-07-2023", "2023-07-27"},
    {"2023/7/27", "2023-07-27"},
    {"91-05-14", "1991-05-14"},
    {"27.07.2023, 18.30 Uhr", "2023-07-27T18:30:00Z"},
    {"27. Juli 2023 um 18 Uhr", "2023-07-27T18:00:00Z"},
    {"1690453800", "2023-07-27T10:30:00Z"},
    {"1690453800.25", "2023-07-27T10:30:00Z"},
    {"1690453800123", "2023-07-27T10:30:00Z"},
    {"1690453800123456", "2023-07-27T10:30:00Z"},
    {"-1000000000", "1938-04-24T22:13:20Z"},
    {"1600-01-01", "1600-01-01"},
    /* languages */
    {"19 de fevereiro de 2018", "2018-02-19"},
    {"3. maaliskuuta 2020", "2020-03-03"},
    {"Donnerstag, 27. März 2023", "2023-03-27"},
    {"27. Ma\xCC\x88rz 2023", "2023-03-27"},
    {"Publié le 27 août 2023 à 18h30", "2023-08-27T18:30:00Z"},
    {"mar. 3 mars 2020", "2020-03-03"},
    {"mar, 03 nov 2020 10:00:00 +0000", "2020-11-03T10:00:00Z"},
    {"3 déc. 2020", "2020-12-03"},
    {"8 de setiembre de 2021", "2021-09-08"},
    {"giovedì 27 luglio 2023", "2023-07-27"},
    {"27 mrt 2023", "2023-03-27"},
    {"den 27 augusti 2023", "2023-08-27"},
    {"27. oktober 2023", "2023-10-27"},
    {"27. des 2023", "2023-12-27"},
    {"27 июля 2023, 10:15", "2023-07-27T10:15:00Z"},
    {"27 МАЯ 2023", "2023-05-27"},
    {"27 października 2023", "2023-10-27"},
    {"3. června 2023", "2023-06-03"},
    {"3. července 2023", "2023-07-03"},
    {"3 Ağustos 2023", "2023-08-03"},
    {"3 KASIM 2023", "2023-11-03"},
    {"3 Kasım 2023", "2023-11-03"},
    {"27 iulie 2023", "2023-07-27"},
    {"2023. július 27.", "2023-07-27"},
    {"27 de maig de 2023", "2023-05-27"},
    {"27 Ιουλίου 2023", "2023-07-27"},
    {"27 липня 2023", "2023-07-27"},
    {"2023年7月27日", "2023-07-27"},
    {"2023年07月27日 14:05", "2023-07-27T14:05:00Z"},
    {"2023年7月27日下午3时05分", "2023-07-27T15:05:00Z"},
    {"2023년 7월 27일 오후 2:30", "2023-07-27T14:30:00Z"},
    {"2023. 7. 27. 오전 11시", "2023-07-27T11:00:00Z"},
    {"27 يوليو 2023", "2023-07-27"},
};

static const char *const bad[] = {
    "yesterday", "0", "86400", "2023", "2023-07", "July 2023", "27 July", "2023-02-29",
    "2023-13-01", "2023-00-10",
    "30 February 2020", "31/04/2020", "1599-12-31", "0001-01-01", "2027-12-31", "9999-01-01", "4102444800",
    "2023-07-", "--", "::::", "10:15", "99999999999999999999", "-", "+", ".", "20231345", "3 ju 2020",
    "33/33/3333", "n/a", "\xFF\xFE", "1 2 3",
};

static void check(const char *text, int64_t now, enum date_result want, const char *canonical)
{
    struct buf       out = BUF_INIT;
    enum date_result got = date_parse(str_c(text), now, &out);
    if (got != want || (canonical && !str_eq(buf_view(&out), str_c(canonical))))
        fail_msg("'%s': result %d, '%.*s', expected %d, '%s'", text, (int)got, STR_ARG(buf_view(&out)),
                 (int)want, canonical ? canonical : "");
    if (want != DATE_OK)
        assert_int_equal(out.len, 0);
    buf_release(&out);
}

static void reads_the_ways_of_writing(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        check(good[i][0], NOW, DATE_OK, good[i][1]);
}

static void refuses_what_is_no_date(void **state)
{
    (void)state;
    check("", NOW, DATE_NONE, NULL);
    check(" \t\n", NOW, DATE_NONE, NULL);
    check("\xC2\xA0", NOW, DATE_NONE, NULL);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        check(bad[i], NOW, DATE_BAD, NULL);
}

static void the_bounds_are_a_year_ahead_and_1600(void **state)
{
    (void)state;
    check("2027-08-01", NOW, DATE_OK, "2027-08-01");
    check("2027-08-04", NOW, DATE_BAD, NULL);
    check("1600-01-01T00:00:00+01:00", NOW, DATE_BAD, NULL);
    check("01/04/27", NOW, DATE_OK, "2027-01-04");
    check("01/04/28", NOW, DATE_OK, "1928-01-04");
}

static void appends_and_leaves_what_is_there(void **state)
{
    (void)state;
    struct buf out = BUF_INIT;
    buf_cstr(&out, "on ");
    assert_int_equal(date_parse(STR("2023-07-27"), NOW, &out), DATE_OK);
    assert_int_equal(date_parse(STR("never"), NOW, &out), DATE_BAD);
    assert_string_equal(out.data, "on 2023-07-27");
    buf_release(&out);
}

static void every_day_comes_back(void **state)
{
    (void)state;
    static const char *const en[] = {"January", "February", "March", "April", "May", "June", "July", "August",
                                     "September", "October", "November", "December"};
    static const char *const fi[] = {"tammi", "helmi", "maalis", "huhti", "touko", "kesä", "heinä", "elo",
                                     "syys", "loka", "marras", "joulu"};
    int64_t first = days_from_civil(1600, 1, 1), last = days_from_civil(2100, 12, 31);
    for (int64_t days = first; days <= last; days++) {
        int      y;
        unsigned m, d;
        char     want[32], text[80];
        civil_from_days(days, &y, &m, &d);
        snprintf(want, sizeof want, "%04d-%02u-%02u", y, m, d);
        check(want, FAR_AWAY, DATE_OK, want);
        snprintf(text, sizeof text, "%s %u, %d", en[m - 1], d, y);
        check(text, FAR_AWAY, DATE_OK, want);
        snprintf(text, sizeof text, "%u-%.3s-%d", d, en[m - 1], y);
        check(text, FAR_AWAY, DATE_OK, want);
        snprintf(text, sizeof text, "%u.%u.%d", d, m, y);
        check(text, FAR_AWAY, DATE_OK, want);
        snprintf(text, sizeof text, "%u/%u/%d", m, d, y);
        check(text, FAR_AWAY, DATE_OK, want);
        snprintf(text, sizeof text, "%04d%02u%02u", y, m, d);
        check(text, FAR_AWAY, DATE_OK, want);
        snprintf(text, sizeof text, "%u. %skuuta %d", d, fi[m - 1], y);
        check(text, FAR_AWAY, DATE_OK, want);
        snprintf(text, sizeof text, "%04d-%02u-%02uT%02u:%02u:07-01:00", y, m, d, d % 23, m * 4);
        snprintf(want + 10, sizeof want - 10, "T%02u:%02u:07Z", d % 23 + 1, m * 4);
        check(text, FAR_AWAY, DATE_OK, want);
    }
}

/* Whatever comes back is canonical; nothing crashes. */
static void noise_gives_canonical_dates_or_none(void **state)
{
    (void)state;
    static const char *const parts[] = {
        "2023", "-", "07", "T", ":", "1", "31", "Mar", "mars", " ", ".", "/", "+", "99", "pm", "EDT", "(",
        "年", "\xFF", "z", "24", "00", ",", "12345678", "a.m.", "h",
    };
    uint64_t   seed = 42;
    struct buf text = BUF_INIT, out = BUF_INIT;
    for (int i = 0; i < 200000; i++) {
        buf_clear(&text);
        buf_clear(&out);
        for (int n = (int)(seed >> 60) + 1; n > 0; n--) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            if (seed >> 62)
                buf_cstr(&text, parts[(seed >> 33) % (sizeof parts / sizeof *parts)]);
            else
                buf_putc(&text, (int)(seed >> 40 & 0xFF));
        }
        int64_t seconds;
        if (date_parse(buf_view(&text), NOW, &out) == DATE_OK) {
            if (!article_date_seconds(buf_view(&out), &seconds) || seconds > NOW + 366 * 86400)
                fail_msg("'%s' gave '%s'", text.data, out.data);
        } else {
            assert_int_equal(out.len, 0);
        }
    }
    buf_clear(&text);
    buf_fill(&text, '1', 1000000);
    assert_int_equal(date_parse(buf_view(&text), NOW, &out), DATE_BAD);
    buf_release(&text);
    buf_release(&out);
}

/* The short way for plain ISO dates says what the general one says, which a word in front enforces. */
static void test_plain_iso_as_any_other(void **state)
{
    (void)state;
    uint32_t x = 7;
    for (int i = 0; i < 50000; i++) {
        int part[6];
        static const int low[] = {1590, 0, 0, 0, 0, 0}, span[] = {450, 14, 33, 26, 62, 62};
        for (int n = 0; n < 6; n++) {
            x       = x * 1664525 + 1013904223;
            part[n] = low[n] + (int)((x >> 8) % (uint32_t)span[n]);
        }
        struct buf text = BUF_INIT, longer = BUF_INIT, a = BUF_INIT, b = BUF_INIT;
        buf_printf(&text, "%04d-%02d-%02d", part[0], part[1], part[2]);
        if (i % 5)
            buf_printf(&text, "%c%02d:%02d:%02d%s", i % 2 ? 'T' : ' ', part[3], part[4], part[5], i % 3 ? "" : "Z");
        buf_printf(&longer, "on %s", text.data);
        enum date_result one = date_parse(buf_view(&text), 1700000000, &a);
        enum date_result two = date_parse(buf_view(&longer), 1700000000, &b);
        if (one != two || !str_eq(buf_view(&a), buf_view(&b)))
            fail_msg("%s: %d '%s', in general %d '%s'", text.data, (int)one, a.data, (int)two, b.data);
        buf_release(&text);
        buf_release(&longer);
        buf_release(&a);
        buf_release(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_iso_as_any_other),
        cmocka_unit_test(reads_the_ways_of_writing),
        cmocka_unit_test(refuses_what_is_no_date),
        cmocka_unit_test(the_bounds_are_a_year_ahead_and_1600),
        cmocka_unit_test(appends_and_leaves_what_is_there),
        cmocka_unit_test(every_day_comes_back),
        cmocka_unit_test(noise_gives_canonical_dates_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
