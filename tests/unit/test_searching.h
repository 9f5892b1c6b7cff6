/* What the tests of searching share: a few articles in an index, and queries planned for it. */
#ifndef PRESSMARK_TEST_SEARCHING_H
#define PRESSMARK_TEST_SEARCHING_H

#include "test_indexing.h"

#include "index/index_terms.h"
#include "query/query_parser.h"
#include "query/query_plan.h"
#include "store/schema.h"

struct article_row {
    const char *id, *lang, *title, *date, *author, *source, *body;
};

struct row_source {
    const struct article_row *rows;
    size_t                    count;
};

static inline int row_next(void *ctx, struct article *out, enum reject_reason *reason, struct err *to)
{
    struct row_source *s = ctx;
    (void)reason, (void)to;
    if (s->count == 0)
        return 0;
    const struct article_row *row = s->rows++;
    s->count--;
    *out                      = (struct article){0};
    out->field[FIELD_ID]      = str_c(row->id);
    out->field[FIELD_LANG]    = str_c(row->lang);
    out->field[FIELD_TITLE]   = str_c(row->title);
    out->field[FIELD_DATE]    = str_c(row->date);
    out->field[FIELD_AUTHOR]  = str_c(row->author);
    out->field[FIELD_SOURCE]  = str_c(row->source);
    out->field[FIELD_BODY]    = str_c(row->body);
    return 1;
}

/* Add rows to the index in the scratch directory, made if it is not there, as a segment of their own; a row with the
 * id of an earlier one replaces that. */
static inline void index_rows(const char *name, const struct article_row *rows, size_t count)
{
    struct row_source       source  = {rows, count};
    struct pipeline_options options = plain_options(1);
    struct index_writer    *w;
    struct batch            batch;
    const char             *path = at(name);
    OK(index_writer_open(&w, path, INDEX_MAY_CREATE, &err));
    OK(index_writer_work(w, &options.work, &err));
    options.index_path = index_writer_committed(w)->segment_count ? path : NULL;
    OK(pipeline_run(&options, (struct article_source){row_next, &source}, &batch, &err));
    OK(segment_stage_batch(w, &batch, &err));
    OK(index_writer_commit(w, &err));
    batch_release(&batch);
    index_writer_close(w);
}

/* An index opened to plan queries for. */
struct planning {
    struct index_reader *reader;
    struct analyzer     *analyzer;
    bool                 keep_stop_words, any; /* any: plain bags of words */
};

static inline void planning_open(struct planning *p, const char *const *paths, size_t count)
{
    OK(index_reader_open(&p->reader, paths, count, &err));
    OK(analyzer_new(&p->analyzer, &err));
}

static inline void planning_close(struct planning *p)
{
    index_reader_close(p->reader);
    analyzer_free(p->analyzer);
}

/* Plan a query in these languages ("en de"); 0 or the error. Both are to be released in any case. */
static inline int plan_text(const struct planning *with, const char *text, const char *languages, struct query *q,
                            struct query_plan *plan, struct err *to)
{
    int        numbers[4];
    size_t     count = 0;
    struct str rest  = str_c(languages);
    while (rest.data)
        numbers[count++] = language_find(str_split(&rest, ' '));
    struct plan_target target = {with->reader, with->analyzer, {numbers, count},
                                 index_reader_live_documents(with->reader), with->keep_stop_words,
                                 index_terms_any(with->reader, str_c(SCHEMA_VARIANT_PREFIX), to) == 1};
    query_init(q);
    query_plan_init(plan);
    int code = with->any ? query_parse_any(q, str_c(text), to) : query_parse(q, str_c(text), to);
    return code ? code : query_plan_make(plan, q, &target, to);
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
