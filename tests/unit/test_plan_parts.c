/* Plans in words, plain bags of words, and weights as the sum of their parts. */
#include "test_plan.h"

#include <math.h>

static void expect_words(const char *text, bool any, const char *described)
{
    struct query      q;
    struct query_plan p;
    struct err        err = ERR_INIT;
    if (plan_for(text, "en", true, 0, any, &q, &p, &err))
        fail_msg("%s: %s", text, err.msg);
    if (!str_eq(p.words, str_c(described)))
        fail_msg("%s\n  is  %.*s\n  not %s", text, STR_ARG(p.words), described);
    query_plan_release(&p);
    query_release(&q);
}

static void test_words(void **state)
{
    (void)state;
    static const char *const expected[][2] = {
        {"policies", "polici~"},
        {"coal talk coal", "(coal~^2 OR talk~)"},
        {"\"climate policy\"", "((climat~ AND polici~) FILTER PHRASE(=climate =policy))"},
        {"+coal mail -talk", "((coal~ MAYBE mail~) AND NOT talk~)"},
        {"polic*", "(UNWEIGHED((=policies OR =policy)) MAYBE polici~)"},
        {"title:coal title:\"a talk\"",
         "(title:coal~ OR ((title:a~ AND title:talk~) FILTER PHRASE(title:=a title:=talk)))"},
        {"coal source:guardian source:\"the guardian\"",
         "(coal~ FILTER (source:guardian OR source:the guardian))"},
        {"id:Zx", "UNWEIGHED(id:Zx)"},
        {"lang:de", "UNWEIGHED(lang:de)"},
        {"date:2023-07-27", "UNWEIGHED(date:2023-07-27)"},
        {"date:2023-07", "UNWEIGHED(date:2023-07)"},
        {"date:2022-02..2023", "UNWEIGHED(date:2022-02-01..2023-12-31)"},
        {"title:qq*", "NOTHING"},
        {"...", ""},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect_words(expected[i][0], false, expected[i][1]);
}

static void test_any(void **state)
{
    (void)state;
    static const char *const expected[][2] = {
        {"+coal AND (mail -talk \"", "(coal~ OR mail~ OR talk~)"},
        {"title:coal date:2023-13 po*", "(titl~ OR coal~ OR date~ OR 2023~ OR 13~ OR po~)"},
        {"NOT coal", "coal~"},
        {"AT&T e-mail?", "(email~ OR at~ OR t~ OR e~ OR mail~)"},
        {"\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD", "(\xE6\x9D\xB1\xE4\xBA\xAC~ OR \xE4\xBA\xAC\xE9\x83\xBD~)"},
        {"?!", ""},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect_words(expected[i][0], true, expected[i][1]);
}

/* Whatever its length and bytes, a plain bag is searched. */
static void test_any_long(void **state)
{
    (void)state;
    static const char *const units[] = {"coal ", "a-b-c ", "\xE6\x9D\xB1", "\xE6\x9D\xB1 ", "\xFF", "( ",
                                        "x\"* "};
    for (size_t u = 0; u < sizeof units / sizeof *units; u++)
        for (size_t n = 200; n <= 120000; n *= 5) {
            struct query      q;
            struct query_plan p;
            struct err        err  = ERR_INIT;
            struct buf        text = BUF_INIT;
            for (size_t i = 0; i < n; i++)
                buf_cstr(&text, units[u]);
            int code = plan_for(text.data, "en de ja", false, 0, true, &q, &p, &err);
            if (code)
                fail_msg("%zu times '%s': %s", n, units[u], err.msg);
            if (n * strlen(units[u]) > QUERY_BYTES_MAX)
                assert_non_null(strstr(q.notes.text.data, "longer than 65536 bytes"));
            if (u == 0 && n > QUERY_TERMS_MAX)
                assert_non_null(strstr(q.notes.text.data, "more than 256 words"));
            query_plan_release(&p);
            query_release(&q);
            buf_release(&text);
        }
}

static double weight_of(const struct xap_result *result, uint32_t docid)
{
    for (size_t i = 0; i < result->count; i++)
        if (result->hits[i].docid == docid)
            return result->hits[i].weight;
    return 0;
}

static void search_for(const struct query_plan *p, struct xap_result *result)
{
    struct xap_search search = XAP_SEARCH_INIT;
    search.query             = p->query;
    search.count             = 100;
    *result                  = (struct xap_result){NULL, 0, 0, 0, 0};
    if (p->query)
        OK(xap_search(fix.db, &search, result, &ok_err));
}

/* What units weigh alone is, together, what the whole weighs; and the same articles match. */
static void check_units(const char *text, bool any)
{
    double            sums[8] = {0}; /* by docid */
    struct query      q;
    struct query_plan whole, part;
    struct err        err = ERR_INIT;
    struct xap_result all, some;
    if (plan_for(text, "en de ja", true, 0, any, &q, &whole, &err)) {
        query_plan_release(&whole);
        query_release(&q);
        return;
    }
    size_t units = whole.unit_count;
    search_for(&whole, &all);
    for (size_t u = 1; u <= units; u++) {
        struct query again;
        OK(plan_for(text, "en de ja", false, u, any, &again, &part, &err));
        assert_int_equal(part.unit_count, units);
        search_for(&part, &some);
        assert_int_equal(some.count, all.count);
        for (size_t i = 0; i < some.count; i++)
            sums[some.hits[i].docid] += some.hits[i].weight;
        xap_result_release(&some);
        query_plan_release(&part);
        query_release(&again);
    }
    for (uint32_t docid = 1; docid < 8; docid++)
        if (fabs(sums[docid] - weight_of(&all, docid)) > 1e-9)
            fail_msg("'%s': article %u: parts %.12g, whole %.12g", text, docid, sums[docid],
                     weight_of(&all, docid));
    xap_result_release(&all);
    query_plan_release(&whole);
    query_release(&q);
}

static void test_units(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "coal", "coal coal mail", "\"climate policy\" talk", "e-mail", "e mail coal", "polic* coal",
        "+coal -talk mail", "coal OR coal AND mail", "title:coal coal source:reuters", "=coal \"coal\"",
        "source:bbc", "kohle klima coal",
        "\xE6\x9D\xB1 coal", "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD", "(coal OR date:2023) AND mail*",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_units(texts[i], false);
        check_units(texts[i], true);
    }
    uint64_t   seed = 19870226;
    struct buf text = BUF_INIT;
    for (int round = 0; round < 300; round++) {
        random_query(&seed, &text);
        check_units(text.data, round % 3 == 0);
    }
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_any),
        cmocka_unit_test(test_any_long),
        cmocka_unit_test(test_units),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
