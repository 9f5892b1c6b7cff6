/* Plans in words, plain bags of words, and weights as the sum of their parts: over both engines and several shards. */
#include "test_searching.h"

#include <math.h>

#include "query/engine_xapian.h"
#include "query/explain.h"
#include "query/explain_words.h"
#include "query/lookup.h"

static const struct article_row old_rows[] = {
    {"1", "en", "Coal", "2020-01-01", "", "", "Coal, coal and coal: replaced below."},
    {"2", "en", "Mail", "2023-08-01", "John Smith", "Reuters", "An email about coal; AT&T said nothing. "
                                                               "Coal, coal."},
    {"4", "de", "Kohle", "", "", "taz", "Die Kohle und das Klima. Kohlen und Klimapolitik."},
};

static const struct article_row new_rows[] = {
    {"1", "en", "Coal and climate", "2023-07-27", "Jane Doe", "The Guardian",
     "Climate policy talks end. The e-mail of Mr Smith was lost, the policies stay."},
    {"3", "en", "A talk", "2022-12-31", "", "BBC", "The policy of climate talk. Mail by e mail, at 12:30."},
};

static const struct article_row other_rows[] = {
    {"5", "ja", "\xE6\x9D\xB1\xE4\xBA\xAC", "2021", "", "", /* Tokyo; Tokyo-to, Kyoto */
     "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD\xE3\x81\xA8\xE4\xBA\xAC\xE9\x83\xBD"},
    {"6", "en", "Talks", "2023", "", "BBC", "Mail, talk, and talk of coal mail."},
};

static const struct engine *const engines[] = {&engine_lookup, &engine_xapian};
enum { ENGINES = 2, SHARDS = 3 };

static struct planning  fix;
static struct searcher *searchers[ENGINES];

static int set_up(void **state)
{
    if (make_scratch(state))
        return -1;
    index_rows("x.idx", old_rows, sizeof old_rows / sizeof *old_rows);
    index_rows("x.idx", new_rows, sizeof new_rows / sizeof *new_rows);
    index_rows("y.idx", other_rows, sizeof other_rows / sizeof *other_rows);
    char        x[256];
    const char *paths[] = {x, NULL};
    snprintf(x, sizeof x, "%s", at("x.idx"));
    paths[1] = at("y.idx");
    planning_open(&fix, paths, 2);
    assert_int_equal(index_reader_shards(fix.reader), SHARDS);
    for (int e = 0; e < ENGINES; e++)
        OK(searcher_open(&searchers[e], paths, 2, NULL, engines[e], &err));
    return 0;
}

static int tear_down(void **state)
{
    for (int e = 0; e < ENGINES; e++)
        searcher_close(searchers[e]);
    planning_close(&fix);
    return remove_scratch(state);
}

/* ---- words ------------------------------------------------------------------------------------ */

static void expect_words(const char *text, bool any, const char *described)
{
    struct query      q;
    struct query_plan p;
    struct buf        out = BUF_INIT;
    fix.any               = any;
    if (plan_text(&fix, text, "en", &q, &p, &err))
        fail_msg("%s: %s", text, err.msg);
    if (p.query)
        explain_plan(p.query, &out);
    if (!str_eq(buf_view(&out), str_c(described)))
        fail_msg("%s\n  is  %.*s\n  not %s", text, STR_ARG(buf_view(&out)), described);
    fix.any = false;
    buf_release(&out);
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
        {"date:1968-02..", "UNWEIGHED(date:1968-02-01..)"},
        {"date:..1969", "UNWEIGHED(date:..1969-12-31)"},
        {"title:qq*", "NOTHING"},
        {"...", ""},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect_words(expected[i][0], false, expected[i][1]);
}

static void test_many_parts(void **state)
{
    (void)state;
    static const struct plan_query  term = {.op = PLAN_TERM, .term = {"Zab", 3}, .wqf = 1};
    const struct plan_query        *parts[EXPLAIN_PARTS + 2];
    const struct plan_query         many = {.op = PLAN_OR, .parts = parts, .count = EXPLAIN_PARTS + 2};
    struct buf                      out  = BUF_INIT, expected = BUF_INIT;
    for (size_t i = 0; i < EXPLAIN_PARTS + 2; i++)
        parts[i] = &term;
    buf_cstr(&expected, "(ab~");
    for (size_t i = 1; i < EXPLAIN_PARTS; i++)
        buf_cstr(&expected, " OR ab~");
    buf_cstr(&expected, " OR 2 more)");
    explain_plan(&many, &out);
    assert_true(str_eq(buf_view(&out), buf_view(&expected)));
    buf_release(&out);
    buf_release(&expected);
}

/* ---- plain bags of words ---------------------------------------------------------------------- */

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
    fix.any = true;
    for (size_t u = 0; u < sizeof units / sizeof *units; u++)
        for (size_t n = 200; n <= 120000; n *= 5) {
            struct query      q;
            struct query_plan p;
            struct buf        text = BUF_INIT;
            for (size_t i = 0; i < n; i++)
                buf_cstr(&text, units[u]);
            if (plan_text(&fix, text.data, "en de ja", &q, &p, &err))
                fail_msg("%zu times '%s': %s", n, units[u], err.msg);
            if (n * strlen(units[u]) > QUERY_BYTES_MAX)
                assert_non_null(strstr(q.notes.text.data, "longer than 65536 bytes"));
            if (u == 0 && n > QUERY_TERMS_MAX)
                assert_non_null(strstr(q.notes.text.data, "more than 256 words"));
            query_plan_release(&p);
            query_release(&q);
            buf_release(&text);
        }
    fix.any = false;
}

/* ---- weights ---------------------------------------------------------------------------------- */

struct explained {
    struct search      search;
    struct explanation e;
};

/* False: the query is an error. To be released in any case. */
static bool explain(int engine, struct search_request request, struct explained *x)
{
    request.limit = 100;
    search_init(&x->search);
    explanation_init(&x->e);
    int code = searcher_run(searchers[engine], &request, &x->search, &err);
    if (code && code != ERR_QUERY && code != ERR_LIMIT)
        fail_msg("'%.*s': %s", STR_ARG(request.query), err.msg);
    if (!code)
        OK(explain_search(&x->e, searchers[engine], &x->search, &err));
    return !code;
}

static void release(struct explained *x)
{
    explanation_release(&x->e);
    search_release(&x->search);
}

/* What the part of these words gives the article in a search of one part a word; -1: no such article or part. */
static double weight_of(const struct explained *x, const char *id, const char *words)
{
    for (size_t h = 0; h < x->search.result.count; h++) {
        struct article           article;
        const struct search_hit *hit = &x->search.result.hits[h];
        OK(index_reader_article(fix.reader, hit->shard, hit->docid, false, &article, &err));
        for (size_t p = 0; p < x->e.part_count && str_eq(article.field[FIELD_ID], str_c(id)); p++)
            if (str_eq(x->e.parts[p], str_c(words)))
                return x->e.weights[h * x->e.part_count + p];
    }
    return -1;
}

/* Parts add up to the whole, with dates and sorted by them, too. Returns hits. */
static size_t check_sums(const char *text, bool any)
{
    static const enum search_sort orders[] = {SEARCH_SORT_AUTO, SEARCH_SORT_OLDEST};
    size_t                        hits     = 0;
    for (int i = 0; i < ENGINES * 4; i++) {
        struct explained x;
        explain(i / 4, (struct search_request){.query = str_c(text), .any = any, .sort = orders[i % 2],
                                               .since = i % 4 > 1 ? "2021" : NULL}, &x);
        for (size_t h = 0; h < x.search.result.count && x.e.part_count; h++) {
            double sum = 0, weight = x.search.result.hits[h].weight;
            for (size_t p = 0; p < x.e.part_count; p++)
                sum += x.e.weights[h * x.e.part_count + p];
            if (fabs(sum - weight) > 1e-12 * weight)
                fail_msg("'%s' by %s: hit %zu: parts %.17g, whole %.17g", text, x.e.engine, h, sum, weight);
        }
        hits += x.search.result.count;
        release(&x);
    }
    return hits;
}

static void test_sums(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "coal", "coal coal mail", "\"climate policy\" talk", "e-mail", "e mail coal", "polic* coal",
        "+coal -talk mail", "coal OR coal AND mail", "title:coal coal source:reuters", "=coal \"coal\"",
        "source:bbc", "kohle klima coal",
        "\xE6\x9D\xB1 coal", "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD", "(coal OR date:2023) AND mail*",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        assert_true(check_sums(texts[i], false) > 0);
        check_sums(texts[i], true);
    }
    uint64_t   seed = 19870226;
    struct buf text = BUF_INIT;
    size_t     hits = 0;
    for (int round = 0; round < 300; round++) {
        random_query(&seed, &text);
        hits += check_sums(text.data, round % 3 == 0);
    }
    assert_true(hits > 1000);
    buf_release(&text);
}

/* A part gives what it weighs alone, and nothing where the plan does not count it. */
static void test_parts(void **state)
{
    (void)state;
    for (int engine = 0; engine < ENGINES; engine++) {
        struct explained both, coal, odd;
        assert_true(explain(engine, (struct search_request){.query = STR("coal mail")}, &both));
        assert_true(explain(engine, (struct search_request){.query = STR("coal")}, &coal));
        assert_true(explain(engine, (struct search_request){.query = STR("talk OR (mail AND coal)")}, &odd));
        assert_int_equal(both.e.part_count, 2);
        assert_int_equal(coal.search.result.count, 3); /* 1, 2, 6: three shards, the replaced article not among them */
        for (size_t h = 0; h < 3; h++) {
            const struct search_hit *hit = &coal.search.result.hits[h];
            struct article           article;
            char                     id[8];
            OK(index_reader_article(fix.reader, hit->shard, hit->docid, false, &article, &err));
            snprintf(id, sizeof id, "%.*s", STR_ARG(article.field[FIELD_ID]));
            assert_true(fabs(weight_of(&both, id, "coal~") - hit->weight) <= 1e-12 * hit->weight);
        }
        assert_true(weight_of(&both, "3", "coal~") == 0 && weight_of(&both, "3", "mail~") > 0);
        assert_true(weight_of(&odd, "3", "mail~") == 0 && weight_of(&odd, "3", "talk~") > 0);
        assert_true(weight_of(&odd, "6", "mail~") > 0 && weight_of(&odd, "6", "coal~") > 0);
        release(&both);
        release(&coal);
        release(&odd);
    }
}

static void test_explanation(void **state)
{
    (void)state;
    struct explained x;
    struct buf       out = BUF_INIT;
    assert_true(explain(0, (struct search_request){.query = STR("\"coal mail\" coal source:bbc xqx"), .since = "2023"},
                        &x));
    assert_string_equal(x.e.tree.data, "(\"coal mail\" <coal> source:<bbc> <xqx>)");
    assert_string_equal(x.e.plan.data, "(((((coal~ AND mail~) FILTER PHRASE(=coal =mail)) OR coal~ OR xqx~) FILTER "
                                       "source:bbc) FILTER date:2023-01-01..)");
    assert_string_equal(x.e.engine, "lookup");
    for (size_t i = 0; i < x.e.term_count; i++)
        buf_printf(&out, "%.*s %u %u, ", STR_ARG(x.e.terms[i].words), (unsigned)x.e.terms[i].df,
                   (unsigned)x.e.terms[i].cf);
    assert_string_equal(out.data, "coal~ 4 11, mail~ 4 7, =coal 4 9, =mail 4 6, xqx~ 0 0, source:bbc 2 0, ");
    buf_clear(&out);
    for (size_t i = 0; i < x.e.part_count; i++)
        buf_printf(&out, "%.*s ", STR_ARG(x.e.parts[i]));
    assert_string_equal(out.data, "coal~ mail~ coal~ xqx~ ");
    release(&x);
    assert_true(explain(1, (struct search_request){.query = STR("...")}, &x));
    assert_string_equal(x.e.plan.data, "NOTHING");
    assert_string_equal(x.e.engine, "xapian");
    assert_int_equal(x.e.part_count + x.e.term_count, 0);
    release(&x);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_words), cmocka_unit_test(test_many_parts), cmocka_unit_test(test_any),
        cmocka_unit_test(test_any_long), cmocka_unit_test(test_sums), cmocka_unit_test(test_parts),
        cmocka_unit_test(test_explanation),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
