/* What the tests of plans share: a small index, plans made for it, and random queries. */
#ifndef PRESSMARK_TEST_PLAN_H
#define PRESSMARK_TEST_PLAN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

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

static inline int index_token(void *ctx, const struct token *token)
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

static inline int index_facet(void *ctx, struct str term, struct err *err)
{
    return xap_doc_add_boolean(ctx, term, err);
}

static inline void index_facets(struct xap_doc *doc, enum article_field field, const char *value)
{
    struct buf term = BUF_INIT;
    if (!*value)
        return;
    facet_whole(fix.analyzer, field, str_c(value), &term);
    OK(xap_doc_add_boolean(doc, buf_view(&term), &ok_err));
    OK(facet_words(fix.analyzer, field, str_c(value), index_facet, doc, &ok_err));
    buf_release(&term);
}

static inline void index_row(struct xap_writer *w, const struct article_row *row)
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

static inline int set_up(void **state)
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

static inline int tear_down(void **state)
{
    (void)state;
    xap_db_close(fix.db);
    analyzer_free(fix.analyzer);
    OK(file_remove_tree(fix.dir, &ok_err));
    return 0;
}

/* ---- asking it -------------------------------------------------------------------------------- */

/* Plan a query, or a plain bag of words, in these languages ("en de"); 0 or the error. */
static inline int plan_for(const char *text, const char *languages, bool describe, size_t only, bool any,
                           struct query *q, struct query_plan *p, struct err *err)
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

static inline int plan(const char *text, const char *languages, struct query *q, struct query_plan *p,
                       struct err *err)
{
    return plan_for(text, languages, false, 0, false, q, p, err);
}

static inline uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
    return (uint32_t)(*seed >> 33);
}

/* Text of up to 15 pieces that mean something in a query. */
static inline void random_query(uint64_t *seed, struct buf *text)
{
    static const char *const pieces[] = {
        "coal", "e-mail", " ", " ", " ", "(", ")", "\"", "+", "-", "=", "*", ":", "AND", " OR ", "NOT ",
        "the", "AT&T", "po", "po*", "ma*", "a", "title:", "date:", "2023", "..", "lang:", "author:",
        "smith", "id:", "/", "\xE6\x9D\xB1", "\xE4\xBA\xAC", "\xFF", "'", ".", "x y", "\xCC\x81",
        "1,000.5", "source:(", "\xE2\x80\x90",
    };
    buf_clear(text);
    buf_cstr(text, "");
    for (uint32_t n = next_random(seed) % 16; n > 0; n--)
        buf_cstr(text, pieces[next_random(seed) % (sizeof pieces / sizeof *pieces)]);
}

#endif
