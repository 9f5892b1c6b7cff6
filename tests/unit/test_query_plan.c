/* Query text -> what the engine is asked, and what it then finds. */
#include "test_searching.h"

#include "query/engine_xapian.h"

/* ---- a small index ---------------------------------------------------------------------------- */

static const struct article_row rows[] = {
    {"1", "en", "Coal and climate", "2023-07-27", "Jane Doe", "The Guardian",
     "Climate policy talks end. The e-mail of Mr Smith was lost, the policies stay."},
    {"2", "en", "Mail", "2023-08-01", "John Smith", "Reuters", "An email about coal; AT&T said nothing. "
                                                               "Coal, coal."},
    {"3", "en", "A talk", "2022-12-31", "", "BBC", "The policy of climate talk. Mail by e mail, at 12:30."},
    {"4", "de", "Kohle", "", "", "taz", "Die Kohle und das Klima. Kohlen und Klimapolitik."},
    {"5", "ja", "\xE6\x9D\xB1\xE4\xBA\xAC", "2021", "", "", /* Tokyo; Tokyo-to, Kyoto */
     "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD\xE3\x81\xA8\xE4\xBA\xAC\xE9\x83\xBD"},
};

static struct planning fix;
static void           *engine;

static int set_up(void **state)
{
    if (make_scratch(state))
        return -1;
    index_rows("x.idx", rows, sizeof rows / sizeof *rows);
    const char *path = at("x.idx");
    planning_open(&fix, &path, 1);
    OK(engine_xapian.open(&engine, fix.reader, &err));
    return 0;
}

static int tear_down(void **state)
{
    engine_xapian.close(engine);
    planning_close(&fix);
    return remove_scratch(state);
}

/* ---- asking it -------------------------------------------------------------------------------- */

static int plan(const char *text, const char *languages, struct query *q, struct query_plan *p, struct err *to)
{
    return plan_text(&fix, text, languages, q, p, to);
}

static void expect_plan(const char *text, const char *languages, const char *described)
{
    struct query      q;
    struct query_plan p;
    struct buf        out = BUF_INIT;
    if (plan(text, languages, &q, &p, &err))
        fail_msg("%s: %s", text, err.msg);
    if (p.query)
        plan_query_print(p.query, &out);
    const char *got = out.data ? out.data : "";
    if (strcmp(got, described) != 0)
        fail_msg("%s\n  is  %s\n  not %s", text, got, described);
    buf_release(&out);
    query_plan_release(&p);
    query_release(&q);
}

static void test_plans(void **state)
{
    (void)state;
    static const char *const expected[][3] = {
        {"climate policy", "en", "(Zclimat OR Zpolici)"},
        {"climate climates the", "en", "Zclimat#2"},
        {"the of", "en", "(Zthe OR Zof)"},
        {"WHO talks", "en", "(Zwho OR Ztalk)"},
        {"coal", "en de", "Zcoal"},
        {"kohlen coal", "en de", "((Zkohlen SYNONYM Zkohl) OR Zcoal)"},
        {"\"climate policy\"", "en", "((Zclimat AND Zpolici) FILTER PHRASE(climate policy))"},
        {"\"the policy of the policies\"", "en",
         "((Zthe#2 AND Zpolici#2 AND Zof) FILTER PHRASE(the policy of the policies))"},
        {"\"coal\"", "en", "(Zcoal FILTER coal)"},
        {"=policies", "en", "(Zpolici FILTER policies)"},
        {"e-mail", "en", "(Zemail OR ((Ze AND Zmail) FILTER PHRASE(e mail)))"},
        {"e mail", "en", "(Zemail OR Ze OR Zmail)"},
        {"\"e-mail of\"", "en", "((Ze AND Zmail AND Zof) FILTER PHRASE(e mail of))"},
        {"AT&T", "en", "((Zat AND Zt) FILTER PHRASE(at t))"},
        {"12:30", "en", "((Z12 AND Z30) FILTER PHRASE(12 30))"},
        {"coal/climate/policy", "en",
         "((Zcoal AND Zclimat AND Zpolici) FILTER PHRASE(coal climate policy))"},
        {"+coal mail -talk", "en", "((Zcoal AND_MAYBE Zmail) AND_NOT Ztalk)"},
        {"+coal +mail", "en", "(Zcoal AND Zmail)"},
        {"coal AND mail OR talk", "en", "((Zcoal AND Zmail) OR Ztalk)"},
        {"title:coal", "en", "ZScoal"},
        {"title:\"a talk\"", "en", "((ZSa AND ZStalk) FILTER PHRASE(Sa Stalk))"},
        {"title:polic*", "en", "NOTHING"},
        {"polic*", "en", "(0 * (policies OR policy) AND_MAYBE Zpolici)"},
        {"polic***", "en", "(0 * (policies OR policy) AND_MAYBE Zpolici)"},
        {"a** coal", "en", "(Za OR Zcoal)"},
        {"mail* coal", "en", "((0 * mail AND_MAYBE Zmail) OR Zcoal)"},
        {"author:smith", "en", "0 * XAWsmith"},
        {"author:\"Jane Doe\"", "en", "0 * Ajane doe"},
        {"author:(jane doe)", "en", "0 * (XAWjane AND XAWdoe)"},
        {"author:jo*", "en", "0 * (Ajohn smith OR XAWjohn)"},
        {"source:guardian coal", "en", "(Zcoal FILTER XHWguardian)"},
        {"source:bbc source:reuters coal", "en", "(Zcoal FILTER (XHWbbc OR XHWreuters))"},
        {"-source:bbc coal", "en", "(Zcoal AND_NOT XHWbbc)"},
        {"source:bbc OR coal", "en", "(Zcoal OR 0 * XHWbbc)"},
        {"source:bbc OR source:taz", "en", "0 * (XHWbbc OR XHWtaz)"},
        {"coal AND source:reuters", "en", "(Zcoal FILTER XHWreuters)"},
        {"lang:German", "en", "0 * Lde"},
        {"lang:xx", "en", "0 * Lxx"},
        {"id:1 OR id:2", "en", "0 * (Q1 OR Q2)"},
        {"date:2023", "en", "0 * Y2023"},
        {"date:2023-07 coal", "en", "(Zcoal FILTER M202307)"},
        {"date:2023-07-27", "en", "0 * D20230727"},
        {"date:2022..2023-07", "en", "0 * DATES(1640995200 .. 1690847999)"},
        {"\xE6\x9D\xB1\xE4\xBA\xAC", "ja", "Z\xE6\x9D\xB1\xE4\xBA\xAC"},
        {"\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD", "ja",
         "((Z\xE6\x9D\xB1\xE4\xBA\xAC AND Z\xE4\xBA\xAC\xE9\x83\xBD) FILTER "
         "PHRASE(\xE6\x9D\xB1\xE4\xBA\xAC \xE4\xBA\xAC\xE9\x83\xBD))"},
        {"\xE6\x9D\xB1", "ja", "Z\xE6\x9D\xB1\xE4\xBA\xAC"},
        {"\xE4\xBA\xAC\xE9\x83\xBD coal", "ja en", "(Z\xE4\xBA\xAC\xE9\x83\xBD OR Zcoal)"},
        {"\"\xE6\x9D\xB1\xE4\xBA\xAC coal\"", "ja en",
         "((Z\xE6\x9D\xB1\xE4\xBA\xAC AND Z\xE4\xBA\xAC AND Zcoal) FILTER PHRASE(\xE6\x9D\xB1\xE4\xBA\xAC "
         "\xE4\xBA\xAC coal))"},
        {"\"\xE2\x80\x94\" coal", "en", "Zcoal"},
        {"+\"\xE2\x80\x94\" coal", "en", "Zcoal"},
        {"(coal -mail) OR talk", "en", "((Zcoal AND_NOT Zmail) OR Ztalk)"},
        {"coal -(mail talk)", "en", "(Zcoal AND_NOT (Zmail OR Ztalk))"},
        {"source:bbc author:smith", "en", "0 * (XAWsmith AND XHWbbc)"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect_plan(expected[i][0], expected[i][1], expected[i][2]);
}

static void test_stop_words_kept(void **state)
{
    (void)state;
    fix.keep_stop_words = true;
    expect_plan("climate climates the", "en", "(Zclimat#2 OR Zthe)");
    expect_plan("e-mail of", "en", "((Zemail OR ((Ze AND Zmail) FILTER PHRASE(e mail))) OR Zof)");
    expect_plan("+the +coal", "en", "(Zthe AND Zcoal)");
    expect_plan("\"coal climate\"~3", "en", "((Zcoal AND Zclimat) FILTER NEAR/5(coal climate))");
    expect_plan("title:\"coal coal\"~99", "en", "(ZScoal#2 FILTER NEAR/101(Scoal Scoal))");
    expect_plan("\"coal\"~3", "en", "(Zcoal FILTER coal)");
    fix.keep_stop_words = false;
    expect_plan("e-mail of", "en", "(Zemail OR ((Ze AND Zmail) FILTER PHRASE(e mail)))");
}

/* Ids of what a query finds, in order. */
static void expect_ids(const char *text, const char *languages, const char *ids)
{
    struct query      q;
    struct query_plan p;
    struct buf        out = BUF_INIT;
    struct search_result result = {NULL, 0, 0, 0, 0};
    if (plan(text, languages, &q, &p, &err))
        fail_msg("%s: %s", text, err.msg);
    struct engine_request request = {.query = p.query, .count = 10};
    if (p.query)
        OK(engine_xapian.search(engine, &request, &result, &err));
    for (size_t i = 0; i < result.count; i++)
        buf_printf(&out, "%s%u", i ? " " : "", (unsigned)result.hits[i].docid);
    const char *got = out.data ? out.data : "";
    if (strcmp(got, ids) != 0)
        fail_msg("%s finds %s, not %s", text, got, ids);
    search_result_release(&result);
    buf_release(&out);
    query_plan_release(&p);
    query_release(&q);
}

static void test_finds(void **state)
{
    (void)state;
    static const char *const expected[][2] = {
        {"coal", "2 1"},
        {"coal kohle", "4 2 1"},
        {"policies", "1 3"},
        {"=policies", "1"},
        {"\"climate policy\"", "1"},
        {"\"policy climate\"", ""},
        {"\"coal and climate climate\"", ""}, /* not over the end of the title */
        {"title:\"coal and climate\"", "1"},
        {"title:policy", ""},
        {"email", "2 3 1"},
        {"e-mail", "3 1 2"},
        {"\"e-mail\"", "3 1"},
        {"AT&T", "2"},
        {"12:30", "3"},
        {"polic*", "1 3"},
        {"polic* -stay", "3"},
        {"clim* AND coal", "1"},
        {"coal -smith", "2"},
        {"+coal smith", "1 2"},
        {"coal AND NOT smith", "2"},
        {"author:smith", "2"},
        {"author:\"smith\"", ""},
        {"author:\"JOHN  smith\"", "2"},
        {"source:guard*", "1"},
        {"source:(the guardian)", "1"},
        {"source:bbc source:reuters", "2 3"},
        {"date:2023", "1 2"},
        {"date:2023-07", "1"},
        {"date:2022-12-31..2023-07", "1 3"},
        {"date:2023-08..", "2"},
        {"date:..2022", "3"},
        {"coal date:2023-08-01", "2"},
        {"lang:german", "4"},
        {"id:3", "3"},
        {"id:(1 2)", "1 2"},
        {"source:bbc OR coal", "2 1 3"},
        {"\xE4\xBA\xAC\xE9\x83\xBD", "5"},
        {"\xE6\x9D\xB1", "5"},
        {"\xE9\x83\xBD\xE4\xBA\xAC", ""},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect_ids(expected[i][0], "en de ja", expected[i][1]);
}

static void test_notes(void **state)
{
    (void)state;
    static const char *const expected[][2] = {
        {"coal", ""},
        {"coal xyzzy", "no article has 'xyzzy'\n"},
        {"xyzzy XYZZY", "no article has 'xyzzy'\n"},
        {"title:policy", "no title has 'policy'\n"},
        {"\"climate xyzzy\"", "no article has 'xyzzy'\n"},
        {"e-mail", ""},
        {"=talked", "no article has 'talked'\n"},
        {"xyz*", "no article has a word that begins with 'xyz'\n"},
        {"source:cnn coal", "no article has the source 'cnn'\n"},
        {"source:cn*", "no article has the source 'cn'\n"},
        {"id:77", "no article has the id '77'\n"},
        {"date:1999 coal", "no article has the date '1999'\n"},
        {"e-mai* coal", "'*' means any ending of a single word: not in 'e-mai'\nno article has 'mai'\n"},
        {"the of", "all words of the query are among the commonest of their language: the order of the "
                   "matches "
                   "says little\n"},
        {"the coal", ""},
        {"Talk And C***", "'C*' is too wide: searched as 'C'\nno article has 'C'\n"},
        {"title:(a** coal)", "'a*' is too wide: searched as 'a'\n"},
        {"\"the of\"", ""},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct query      q;
        struct query_plan p;
            OK(plan(expected[i][0], "en", &q, &p, &err));
        const char *notes = q.notes.text.data ? q.notes.text.data : "";
        if (strcmp(notes, expected[i][1]) != 0)
            fail_msg("%s: %s", expected[i][0], notes);
        query_plan_release(&p);
        query_release(&q);
    }
}

static void expect_error(const char *text, int code, size_t at, size_t len, const char *message)
{
    struct query      q;
    struct query_plan p;
    int               got = plan(text, "en de ja", &q, &p, &err);
    if (got != code || !strstr(err.msg, message) || q.place.at != at || q.place.len != len)
        fail_msg("%.60s: %d %s at %zu+%zu", text, got, err.msg, q.place.at, q.place.len);
    query_plan_release(&p);
    query_release(&q);
}

static void test_errors(void **state)
{
    (void)state;
    expect_error("coal a*", ERR_QUERY, 5, 2, "too wide");
    expect_error("coal +a*", ERR_QUERY, 5, 3, "too wide");
    expect_error("\"\xE2\x80\x94\" -coal", ERR_QUERY, 6, 5, "nothing to find, only '-coal'");
    expect_error("x (\"\xE2\x80\x94\" -coal)", ERR_QUERY, 9, 5, "nothing to find, only '-coal'");

    struct buf text = BUF_INIT;
    buf_cstr(&text, "x \"");
    for (int i = 0; i < QUERY_PHRASE_MAX + 1; i++)
        buf_cstr(&text, "a ");
    buf_cstr(&text, "\"");
    expect_error(text.data, ERR_LIMIT, 2, text.len - 2, "phrase of more than 32 words");

    expect_error("x \"a b\"~100", ERR_LIMIT, 2, 9, "'~100' is too far: at most 99 other words");

    buf_clear(&text); /* one word to the parser, many to the analyzer */
    for (int i = 0; i < QUERY_TERMS_MAX + 1; i++)
        buf_cstr(&text, "ab,");
    expect_error(text.data, ERR_LIMIT, 0, text.len, "more than 256 words");

    buf_clear(&text);
    buf_cstr(&text, "author:");
    for (int i = 0; i < 100; i++)
        buf_cstr(&text, "ab,");
    expect_error(text.data, ERR_LIMIT, 0, text.len, "a value of more than 32 words");
    buf_release(&text);
}

/* A word too long to be indexed: its place in a phrase is kept, so nothing can match. */
static void test_long_words(void **state)
{
    (void)state;
    struct buf text = BUF_INIT;
    buf_cstr(&text, "\"coal ");
    buf_fill(&text, 'x', 300);
    buf_cstr(&text, " climate\"");
    expect_plan(text.data, "en", "NOTHING");
    buf_clear(&text);
    buf_fill(&text, 'x', 60000);
    expect_plan(text.data, "en", "");
    buf_release(&text);
}

static void test_marks(void **state)
{
    (void)state;
    struct query      q;
    struct query_plan p;
    struct buf        out = BUF_INIT;
    OK(plan("coals -mail \"climate policy\" source:bbc talk*", "en", &q, &p, &err));
    for (size_t i = 0; i < p.term_count; i++) {
        assert_true(p.terms[i].odds > 1);
        buf_printf(&out, "%s%.*s ", p.terms[i].is_stem ? "Z" : "", STR_ARG(p.terms[i].text));
    }
    assert_string_equal(out.data, "Zcoal climate policy talk talks ");
    assert_true(p.scored);
    buf_release(&out);
    query_plan_release(&p);
    query_release(&q);
}

/* Whatever the query, there is a plan that can be searched, or an error. */
static void test_random(void **state)
{
    (void)state;
    uint64_t   seed = 20230727;
    struct buf text = BUF_INIT;
    for (int round = 0; round < 3000; round++) {
        struct query      q;
        struct query_plan p;
        struct search_result result = {NULL, 0, 0, 0, 0};
        random_query(&seed, &text);
        int                   code    = plan(text.data, "en de ja", &q, &p, &err);
        struct engine_request request = {.query = p.query, .count = 10};
        if (!code && p.query && engine_xapian.search(engine, &request, &result, &err) < 0)
            fail_msg("'%s': %s", text.data, err.msg);
        if (code && code != ERR_QUERY && code != ERR_LIMIT)
            fail_msg("'%s': %s", text.data, err.msg);
        assert_true(q.place.at + q.place.len <= q.text.len);
        search_result_release(&result);
        query_plan_release(&p);
        query_release(&q);
    }
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),      cmocka_unit_test(test_stop_words_kept),
        cmocka_unit_test(test_finds),      cmocka_unit_test(test_notes),
        cmocka_unit_test(test_errors),     cmocka_unit_test(test_long_words),
        cmocka_unit_test(test_marks),      cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
