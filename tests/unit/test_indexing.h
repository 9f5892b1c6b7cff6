/* What the tests of the writing side share: made-up articles as a source, and indexes made of them. */
#ifndef PRESSMARK_TEST_INDEXING_H
#define PRESSMARK_TEST_INDEXING_H

#include "test_xap.h"

#include <sys/stat.h>

#include "base/file.h"
#include "indexer/segment.h"
#include "indexer/segment_merge.h"
#include "text/languages.h"

/* Articles n of `first` <= n < `last`: id "<n % ids>" in base 10, so that ids come again after `ids` of them, and a
 * text of `words` words that depends on n, or, when `same`, on the id alone. */
struct made_source {
    unsigned   first, last, ids, words;
    bool       same;
    unsigned   reject_at, break_at; /* instead of the article with this n; 0: never */
    struct buf id, body;
};

static inline int made_next(void *ctx, struct article *out, enum reject_reason *reason, struct err *to)
{
    struct made_source *s = ctx;
    if (s->first == s->last)
        return 0;
    unsigned n = s->first++;
    if (n && n == s->reject_at) {
        *reason = REJECT_MALFORMED;
        return err_set(to, ERR_FORMAT, "made to be rejected");
    }
    if (n && n == s->break_at) {
        *reason = REJECT_COUNT;
        return err_set(to, ERR_CORRUPT, "made to break");
    }
    *out = (struct article){0};
    buf_clear(&s->id);
    buf_clear(&s->body);
    buf_printf(&s->id, "%u", n % s->ids);
    for (unsigned w = 0; w < s->words; w++)
        buf_printf(&s->body, "word%u ", (w * 7 + (s->same ? n % s->ids : n) * 31) % 997);
    out->field[FIELD_ID]    = buf_view(&s->id);
    out->field[FIELD_TITLE] = STR("A made-up article");
    out->field[FIELD_DATE]  = STR("2020-02-03");
    out->field[FIELD_BODY]  = buf_view(&s->body);
    return 1;
}

static inline struct article_source made_source(struct made_source *s)
{
    return (struct article_source){made_next, s};
}

static inline void made_release(struct made_source *s)
{
    buf_release(&s->id);
    buf_release(&s->body);
}

static inline struct pipeline_options plain_options(unsigned threads)
{
    return (struct pipeline_options){.threads    = threads,
                                     .batch_text = UINT64_MAX,
                                     .shard      = {.default_lang = language_find(STR("en"))}};
}

/* Add the articles to an index, compared with what it holds, as one commit. */
static inline void add_made(struct index_writer *w, struct made_source source)
{
    struct pipeline_options options = plain_options(2);
    struct batch            batch;
    OK(index_writer_work(w, &options.work, &err));
    options.index_path = index_writer_committed(w)->segment_count ? index_writer_path(w) : NULL;
    OK(pipeline_run(&options, made_source(&source), &batch, &err));
    OK(segment_stage_batch(w, &batch, &err));
    OK(index_writer_commit(w, &err));
    batch_release(&batch);
    made_release(&source);
}

/* The ids of the live articles, in order, a blank after each, appended. */
static inline void live_ids(const char *index, struct buf *out)
{
    struct index_reader *reader;
    enum reject_reason   reason;
    struct article       article;
    int                  got;
    OK(index_reader_open(&reader, &index, 1, &err));
    struct stored_articles stored = {reader, 0, index_reader_manifest(reader, 0)->segment_count, 0};
    struct article_source  source = article_source_stored(&stored);
    while ((got = source.next(source.ctx, &article, &reason, &err)) == 1)
        buf_printf(out, "%.*s ", STR_ARG(article.field[FIELD_ID]));
    OK(got);
    index_reader_close(reader);
}

static inline void assert_ids(const char *index, const char *expected)
{
    struct buf ids = BUF_INIT;
    live_ids(index, &ids);
    assert_buf(&ids, expected);
    buf_release(&ids);
}

static inline bool is_there(const char *name)
{
    struct stat st;
    return lstat(at(name), &st) == 0;
}

static inline void put_file(const char *name, const char *text)
{
    OK(file_write(at(name), str_c(text), &err));
}

#endif
