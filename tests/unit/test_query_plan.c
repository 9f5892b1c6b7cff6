/* Query text -> what the engine is asked, and what it then finds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "index/facet.h"
#include "query/query_parser.h"
#include "query/query_plan.h"
#include "store/schema.h"
#include "text/languages.h"

/* ---- a small index ---------------------------------------------------------------------------- */

struct article_row {
    const char *id, *lang, *title, *date, *author, *source, *body;
};

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

struct fixture {
    char             dir[64], db_path[80];
    struct analyzer *analyzer;
    struct xap_db   *db;
};

static struct fixture fix;

struct indexing {
    struct xap_doc *doc;
    const char     *word, *stem;
};

static struct err ok_err;

#define OK(call)                                                 \
    do {                                                         \
        if ((call) < 0)                                          \
            fail_msg("%s: %s", #call, ok_err.msg);               \
    } while (0)

static int index_token(void *ctx, const struct token *token)
{
    struct indexing *in   = ctx;
    struct buf       term = BUF_INIT;
    buf_cstr(&term, in->word);
    buf_str(&term, token->word);
    OK(xap_doc_add_postings(in->doc, buf_view(&term), &token->position, 1, 0, &ok_err));
    buf_clear(&term);
    buf_cstr(&term, in->stem);
    buf_str(&term, token->stem);
    OK(xap_doc_add_term(in->doc, buf_view(&term), 1, &ok_err));
    buf_release(&term);
    return 0;
}

static int index_facet(void *ctx, struct str term, struct err *err)
{
    return xap_doc_add_boolean(ctx, term, err);
}

static void index_facets(struct xap_doc *doc, enum article_field field, const char *value)
{
    struct buf term = BUF_INIT;
    if (!*value)
        return;
    facet_whole(fix.analyzer, field, str_c(value), &term);
    OK(xap_doc_add_boolean(doc, buf_view(&term), &ok_err));
    OK(facet_words(fix.analyzer, field, str_c(value), index_facet, doc, &ok_err));
    buf_release(&term);
}

static void index_row(struct xap_writer *w, const struct article_row *row)
{
    struct xap_doc *doc;
    OK(xap_doc_new(&doc, &ok_err));
    int             lang     = language_find(str_c(row->lang));
    uint32_t        position = 0, docid;
    struct indexing title = {doc, "S", "ZS"}, both = {doc, "", "Z"};
    struct buf      term = BUF_INIT;
    OK(analyzer_run(fix.analyzer, lang, str_c(row->title), &position, index_token, &title, &ok_err));
    position = 0;
    OK(analyzer_run(fix.analyzer, lang, str_c(row->title), &position, index_token, &both, &ok_err));
    position += ANALYZER_GAP;
    OK(analyzer_run(fix.analyzer, lang, str_c(row->body), &position, index_token, &both, &ok_err));
    index_facets(doc, FIELD_AUTHOR, row->author);
    index_facets(doc, FIELD_SOURCE, row->source);
    schema_term(&term, "Q", str_c(row->id));
    OK(xap_doc_add_boolean(doc, buf_view(&term), &ok_err));
    buf_clear(&term);
    schema_term(&term, "L", str_c(row->lang));
    OK(xap_doc_add_boolean(doc, buf_view(&term), &ok_err));
    int64_t seconds;
    if (article_date_seconds(str_c(row->date), &seconds)) {
        char value[9], date[16];
        OK(xap_doc_set_value(doc, SLOT_DATE, str_of(value, xap_sortable((double)seconds, value)), &ok_err));
        snprintf(date, sizeof date, "Y%.4s", row->date);
        OK(xap_doc_add_boolean(doc, str_c(date), &ok_err));
        snprintf(date, sizeof date, "M%.4s%.2s", row->date, row->date + 5);
        OK(xap_doc_add_boolean(doc, str_c(date), &ok_err));
        snprintf(date, sizeof date, "D%.4s%.2s%.2s", row->date, row->date + 5, row->date + 8);
        OK(xap_doc_add_boolean(doc, str_c(date), &ok_err));
    }
    OK(xap_writer_add(w, doc, &docid, &ok_err));
    buf_release(&term);
    xap_doc_free(doc);
}

static int set_up(void **state)
{
    (void)state;
    struct xap_writer *w;
    snprintf(fix.dir, sizeof fix.dir, "/tmp/pressmark-plan-XXXXXX");
    assert_non_null(mkdtemp(fix.dir));
    snprintf(fix.db_path, sizeof fix.db_path, "%s/db", fix.dir);
    OK(analyzer_new(&fix.analyzer, &ok_err));
    OK(xap_writer_open(&w, fix.db_path, XAP_CREATE | XAP_NO_SYNC, &ok_err));
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        index_row(w, &rows[i]);
    OK(xap_writer_commit(w, &ok_err));
    xap_writer_close(w);
    const char *path = fix.db_path;
    OK(xap_db_open(&fix.db, &path, 1, &ok_err));
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    xap_db_close(fix.db);
    analyzer_free(fix.analyzer);
    OK(file_remove_tree(fix.dir, &ok_err));
    return 0;
}

/* ---- asking it -------------------------------------------------------------------------------- */

/* Plan a query in these languages ("en de"); 0 or the error. */
static int plan_for(const char *text, const char *languages, bool describe, size_t only, bool any, struct query *q,
                    struct query_plan *p, struct err *err)
{
    int        numbers[4];
    size_t     count = 0;
    struct str rest  = str_c(languages);
    while (rest.data)
        numbers[count++] = language_find(str_split(&rest, ' '));
    struct plan_target target = {fix.db, fix.analyzer, {numbers, count}, sizeof rows / sizeof *rows,
                                 describe, only};
    query_init(q);
    query_plan_init(p);
    int code = any ? query_parse_any(q, str_c(text), err) : query_parse(q, str_c(text), err);
    return code ? code : query_plan_make(p, q, &target, err);
}

static int plan(const char *text, const char *languages, struct query *q, struct query_plan *p, struct err *err)
{
    return plan_for(text, languages, false, 0, false, q, p, err);
}

static void expect_plan(const char *text, const char *languages, const char *described)
{
    struct query      q;
    struct query_plan p;
    struct err        err = ERR_INIT;
    struct buf        out = BUF_INIT;
    if (plan(text, languages, &q, &p, &err))
        fail_msg("%s: %s", text, err.msg);
    if (p.query)
        OK(xap_query_describe(p.query, &out, &err));
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
        {"climate policy", "en", "Query((Zclimat OR Zpolici))"},
        {"climate climates the", "en", "Query(Zclimat#2)"},
        {"the of", "en", "Query((Zthe OR Zof))"},
        {"WHO talks", "en", "Query((Zwho OR Ztalk))"},
        {"coal", "en de", "Query(Zcoal)"},
        {"kohlen coal", "en de", "Query(((Zkohlen SYNONYM Zkohl) OR Zcoal))"},
        {"\"climate policy\"", "en", "Query(((Zclimat AND Zpolici) FILTER (climate PHRASE 2 policy)))"},
        {"\"the policy of the policies\"", "en",
         "Query(((Zthe#2 AND Zpolici#2 AND Zof) FILTER (the PHRASE 5 policy PHRASE 5 of PHRASE 5 the "
         "PHRASE 5 policies)))"},
        {"\"coal\"", "en", "Query((Zcoal FILTER coal))"},
        {"=policies", "en", "Query((Zpolici FILTER policies))"},
        {"e-mail", "en", "Query((Zemail OR ((Ze AND Zmail) FILTER (e PHRASE 2 mail))))"},
        {"e mail", "en", "Query((Zemail OR Ze OR Zmail))"},
        {"\"e-mail of\"", "en", "Query(((Ze AND Zmail AND Zof) FILTER (e PHRASE 3 mail PHRASE 3 of)))"},
        {"AT&T", "en", "Query(((Zat AND Zt) FILTER (at PHRASE 2 t)))"},
        {"12:30", "en", "Query(((Z12 AND Z30) FILTER (12 PHRASE 2 30)))"},
        {"coal/climate/policy", "en",
         "Query(((Zcoal AND Zclimat AND Zpolici) FILTER (coal PHRASE 3 climate PHRASE 3 policy)))"},
        {"+coal mail -talk", "en", "Query(((Zcoal AND_MAYBE Zmail) AND_NOT Ztalk))"},
        {"+coal +mail", "en", "Query((Zcoal AND Zmail))"},
        {"coal AND mail OR talk", "en", "Query(((Zcoal AND Zmail) OR Ztalk))"},
        {"title:coal", "en", "Query(ZScoal)"},
        {"title:\"a talk\"", "en", "Query(((ZSa AND ZStalk) FILTER (Sa PHRASE 2 Stalk)))"},
        {"title:polic*", "en", "Query()"},
        {"polic*", "en", "Query((0 * (policies OR policy) AND_MAYBE Zpolici))"},
        {"mail* coal", "en", "Query(((0 * mail AND_MAYBE Zmail) OR Zcoal))"},
        {"author:smith", "en", "Query(0 * XAWsmith)"},
        {"author:\"Jane Doe\"", "en", "Query(0 * Ajane doe)"},
        {"author:(jane doe)", "en", "Query(0 * (XAWjane AND XAWdoe))"},
        {"author:jo*", "en", "Query(0 * (Ajohn smith OR XAWjohn))"},
        {"source:guardian coal", "en", "Query((Zcoal FILTER XHWguardian))"},
        {"source:bbc source:reuters coal", "en", "Query((Zcoal FILTER (XHWbbc OR XHWreuters)))"},
        {"-source:bbc coal", "en", "Query((Zcoal AND_NOT XHWbbc))"},
        {"source:bbc OR coal", "en", "Query((Zcoal OR 0 * XHWbbc))"},
        {"source:bbc OR source:taz", "en", "Query(0 * (XHWbbc OR XHWtaz))"},
        {"coal AND source:reuters", "en", "Query((Zcoal FILTER XHWreuters))"},
        {"lang:German", "en", "Query(0 * Lde)"},
        {"lang:xx", "en", "Query(0 * Lxx)"},
        {"id:1 OR id:2", "en", "Query(0 * (Q1 OR Q2))"},
        {"date:2023", "en", "Query(0 * Y2023)"},
        {"date:2023-07 coal", "en", "Query((Zcoal FILTER M202307))"},
        {"date:2023-07-27", "en", "Query(0 * D20230727)"},
        {"date:2022..2023-07", "en", "Query(0 * VALUE_RANGE 0 \\xe0^\\x1c\\xf9\\x98 \\xe0^L\\x84\\xaf\\xf0)"},
        {"\xE6\x9D\xB1\xE4\xBA\xAC", "ja", "Query(Z\xE6\x9D\xB1\xE4\xBA\xAC)"},
        {"\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD", "ja",
         "Query(((Z\xE6\x9D\xB1\xE4\xBA\xAC AND Z\xE4\xBA\xAC\xE9\x83\xBD) FILTER "
         "(\xE6\x9D\xB1\xE4\xBA\xAC PHRASE 2 \xE4\xBA\xAC\xE9\x83\xBD)))"},
        {"\xE6\x9D\xB1", "ja", "Query(Z\xE6\x9D\xB1\xE4\xBA\xAC)"},
        {"\xE4\xBA\xAC\xE9\x83\xBD coal", "ja en", "Query((Z\xE4\xBA\xAC\xE9\x83\xBD OR Zcoal))"},
        {"\"\xE6\x9D\xB1\xE4\xBA\xAC coal\"", "ja en",
         "Query(((Z\xE6\x9D\xB1\xE4\xBA\xAC AND Z\xE4\xBA\xAC AND Zcoal) FILTER (\xE6\x9D\xB1\xE4\xBA\xAC "
         "PHRASE 3 \xE4\xBA\xAC PHRASE 3 coal)))"},
        {"\"\xE2\x80\x94\" coal", "en", "Query(Zcoal)"},
        {"+\"\xE2\x80\x94\" coal", "en", "Query(Zcoal)"},
        {"(coal -mail) OR talk", "en", "Query(((Zcoal AND_NOT Zmail) OR Ztalk))"},
        {"coal -(mail talk)", "en", "Query((Zcoal AND_NOT (Zmail OR Ztalk)))"},
        {"source:bbc author:smith", "en", "Query(0 * 0 * (XAWsmith AND XHWbbc))"},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        expect_plan(expected[i][0], expected[i][1], expected[i][2]);
}

/* Ids of what a query finds, in order. */
static void expect_ids(const char *text, const char *languages, const char *ids)
{
    struct query      q;
    struct query_plan p;
    struct err        err = ERR_INIT;
    struct buf        out = BUF_INIT;
    struct xap_result result = {NULL, 0, 0, 0, 0};
    if (plan(text, languages, &q, &p, &err))
        fail_msg("%s: %s", text, err.msg);
    struct xap_search search = XAP_SEARCH_INIT;
    search.query             = p.query;
    if (p.query)
        OK(xap_search(fix.db, &search, &result, &ok_err));
    for (size_t i = 0; i < result.count; i++)
        buf_printf(&out, "%s%u", i ? " " : "", (unsigned)result.hits[i].docid);
    const char *got = out.data ? out.data : "";
    if (strcmp(got, ids) != 0)
        fail_msg("%s finds %s, not %s", text, got, ids);
    xap_result_release(&result);
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
        {"\"the of\"", ""},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct query      q;
        struct query_plan p;
        struct err        err = ERR_INIT;
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
    struct err        err = ERR_INIT;
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
    expect_error("\"\xE2\x80\x94\" -coal", ERR_QUERY, 6, 5, "nothing to find, only '-coal'");
    expect_error("x (\"\xE2\x80\x94\" -coal)", ERR_QUERY, 9, 5, "nothing to find, only '-coal'");

    struct buf text = BUF_INIT;
    buf_cstr(&text, "x \"");
    for (int i = 0; i < QUERY_PHRASE_MAX + 1; i++)
        buf_cstr(&text, "a ");
    buf_cstr(&text, "\"");
    expect_error(text.data, ERR_LIMIT, 2, text.len - 2, "phrase of more than 32 words");

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
    expect_plan(text.data, "en", "Query()");
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
    struct err        err = ERR_INIT;
    struct buf        out = BUF_INIT;
    OK(plan("coals -mail \"climate policy\" source:bbc talk*", "en", &q, &p, &err));
    for (size_t i = 0; i < p.term_count; i++) {
        assert_true(p.terms[i].weight > 0);
        buf_printf(&out, "%s%.*s ", p.terms[i].is_stem ? "Z" : "", STR_ARG(p.terms[i].text));
    }
    assert_string_equal(out.data, "Zcoal climate policy talk talks ");
    assert_true(p.scored);
    buf_release(&out);
    query_plan_release(&p);
    query_release(&q);
}

/* ---- in words, and in parts ------------------------------------------------------------------- */

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
    static const char *const units[] = {"coal ", "a-b-c ", "\xE6\x9D\xB1", "\xE6\x9D\xB1 ", "\xFF", "( ", "x\"* "};
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
            fail_msg("'%s': article %u: parts %.12g, whole %.12g", text, docid, sums[docid], weight_of(&all, docid));
    xap_result_release(&all);
    query_plan_release(&whole);
    query_release(&q);
}

static void test_units(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "coal", "coal coal mail", "\"climate policy\" talk", "e-mail", "e mail coal", "polic* coal", "+coal -talk mail",
        "coal OR coal AND mail", "title:coal coal source:reuters", "=coal \"coal\"", "source:bbc", "kohle klima coal",
        "\xE6\x9D\xB1 coal", "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD", "(coal OR date:2023) AND mail*",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        check_units(texts[i], false);
        check_units(texts[i], true);
    }
}

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
    return (uint32_t)(*seed >> 33);
}

/* Whatever the query, there is a plan that can be searched, or an error. */
static void test_random(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "coal", "e-mail", " ", " ", " ", "(", ")", "\"", "+", "-", "=", "*", ":", "AND", " OR ", "NOT ",
        "the", "AT&T", "po", "po*", "ma*", "a", "title:", "date:", "2023", "..", "lang:", "author:",
        "smith", "id:", "/", "\xE6\x9D\xB1", "\xE4\xBA\xAC", "\xFF", "'", ".", "x y", "\xCC\x81",
        "1,000.5", "source:(", "\xE2\x80\x90",
    };
    uint64_t   seed = 20230727;
    struct buf text = BUF_INIT;
    for (int round = 0; round < 3000; round++) {
        struct query      q;
        struct query_plan p;
        struct err        err    = ERR_INIT;
        struct xap_result result = {NULL, 0, 0, 0, 0};
        buf_clear(&text);
        buf_cstr(&text, "");
        for (uint32_t n = next_random(&seed) % 16; n > 0; n--)
            buf_cstr(&text, pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)]);
        int               code   = plan(text.data, "en de ja", &q, &p, &err);
        struct xap_search search = XAP_SEARCH_INIT;
        search.query             = p.query;
        if (!code && p.query && xap_search(fix.db, &search, &result, &err) < 0)
            fail_msg("'%s': %s", text.data, err.msg);
        if (round % 10 == 0)
            check_units(text.data, round % 20 == 0);
        if (code && code != ERR_QUERY && code != ERR_LIMIT)
            fail_msg("'%s': %s", text.data, err.msg);
        assert_true(q.place.at + q.place.len <= q.text.len);
        xap_result_release(&result);
        query_plan_release(&p);
        query_release(&q);
    }
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plans),      cmocka_unit_test(test_finds), cmocka_unit_test(test_notes),
        cmocka_unit_test(test_errors),     cmocka_unit_test(test_long_words),
        cmocka_unit_test(test_marks),      cmocka_unit_test(test_words), cmocka_unit_test(test_any),
        cmocka_unit_test(test_any_long),   cmocka_unit_test(test_units), cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
