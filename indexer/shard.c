#include "indexer/shard.h"

#include <stdlib.h>

#include "base/file.h"
#include "indexer/document.h"
#include "store/record.h"
#include "text/languages.h"

struct shard_builder {
    struct shard_options     options;
    struct analyzer         *analyzer;
    struct document_builder *document;
    struct record_writer    *records;
    struct postings_builder *postings;
    uint32_t                 number; /* of the shard at hand */
    struct buf               pack;
};

void shard_release(struct shard *s)
{
    free(s->path);
    free(s->docids);
    free(s->languages);
    free(s->deletions);
    *s = (struct shard){0};
}

int shard_builder_new(struct shard_builder **out, const struct shard_options *options, struct err *err)
{
    struct shard_builder *b = calloc(1, sizeof *b);
    *out                    = NULL;
    if (!b)
        return err_oom(err);
    b->options = *options;
    int code   = analyzer_new(&b->analyzer, err);
    if (!code)
        code = document_builder_new(&b->document, b->analyzer, err);
    if (!code)
        code = record_writer_new(&b->records, options->dictionary, err);
    if (!code)
        code = postings_builder_new(&b->postings, err);
    if (code)
        shard_builder_free(b);
    else
        *out = b;
    return code;
}

void shard_builder_free(struct shard_builder *b)
{
    if (!b)
        return;
    postings_builder_free(b->postings);
    record_writer_free(b->records);
    document_builder_free(b->document);
    analyzer_free(b->analyzer);
    buf_release(&b->pack);
    free(b);
}

static int add_deletion(struct shard *s, size_t segment, uint32_t docid, struct err *err)
{
    struct shard_deletion *grown = realloc(s->deletions, (s->deletion_count + 1) * sizeof *grown);
    if (!grown)
        return err_oom(err);
    s->deletions                      = grown;
    s->deletions[s->deletion_count++] = (struct shard_deletion){segment, docid};
    return 0;
}

/* Is the item in the index already, just so (1), or in another version, which is then to be deleted (0)? */
static int is_unchanged(struct shard_builder *b, const struct chunk_item *item, struct shard *s, struct err *err)
{
    size_t   segment;
    uint32_t docid;
    uint64_t hash;
    if (!b->options.reader)
        return 0;
    int found = index_reader_find(b->options.reader, item->article.field[FIELD_ID], &segment, &docid, err);
    if (found != 1)
        return found;
    if (item->compare) {
        struct record record;
        int           code = index_reader_record(b->options.reader, segment, docid, &record, err);
        if (!code)
            code = record_stored_hash(record, &hash, err);
        if (code)
            return code;
        if (hash == item->hash)
            return 1;
    }
    s->updated += item->compare;
    return add_deletion(s, segment, docid, err);
}

/* "SHARD/postings" and its like, replacing what is in *out. */
static int path_of(const struct shard *s, enum segment_file file, struct buf *out, struct err *err)
{
    buf_clear(out);
    file_join(out, s->path, segment_file_names[file]);
    return buf_failed(out, err);
}

static int add_document(struct shard_builder *b, const struct article *article, struct shard *s,
                        uint32_t *docid, struct err *err)
{
    struct document_facts facts;
    int                   lang  = document_language(article, b->options.default_lang);
    uint64_t              begin = timings_begin(b->options.timings);
    int                   code  = postings_builder_begin(b->postings, err);
    if (!code)
        code = document_build(b->document, article, lang, b->postings, b->number, &facts, err);
    timings_end(b->options.timings, TIMING_ANALYZE, begin);
    if (code)
        return code;
    *docid = ++s->documents;
    s->words += facts.words;
    s->text_bytes += article->field[FIELD_TITLE].len + article->field[FIELD_BODY].len;
    for (int f = 0; f < FIELD_COUNT; f++)
        s->raw_bytes += article->field[f].len;
    s->languages[lang]++;
    if (facts.has_date && facts.date < s->date_min)
        s->date_min = facts.date;
    if (facts.has_date && facts.date > s->date_max)
        s->date_max = facts.date;
    return 0;
}

/* Can its record be stored? */
static bool is_storable(const struct article *article)
{
    size_t raw = 10 * FIELD_COUNT; /* lengths */
    for (int f = 0; f < FIELD_COUNT; f++)
        raw += article->field[f].len;
    return raw <= RECORD_RAW_MAX;
}

static int add_item(struct shard_builder *b, const struct chunk_item *item, struct shard *s, uint32_t *docid,
                    struct err *err)
{
    if (!is_storable(&item->article)) {
        s->too_large++;
        return 0;
    }
    uint64_t updated   = s->updated, begin = timings_begin(b->options.timings);
    int      unchanged = is_unchanged(b, item, s, err);
    timings_end(b->options.timings, TIMING_COMPARE, begin);
    if (unchanged < 0)
        return unchanged;
    if (unchanged) {
        s->unchanged++;
        return 0;
    }
    s->added += item->compare && s->updated == updated; /* later versions are the batch's to count */
    int code = add_document(b, &item->article, s, docid, err);
    if (code)
        err_context(err, "article '%.*s'",
                    item->article.field[FIELD_ID].len > 100 ? 100 : STR_ARG(item->article.field[FIELD_ID]));
    return code;
}

static bool is_stopped(const struct shard_builder *b)
{
    return b->options.stopped && b->options.stopped(b->options.ctx);
}

static int write_postings(struct shard_builder *b, const struct shard *s, struct err *err)
{
    struct buf path = BUF_INIT;
    int        code = path_of(s, SEGMENT_POSTINGS, &path, err);
    if (!code)
        code = postings_builder_write(b->postings, path.data, err);
    buf_release(&path);
    return code;
}

/* Deflate the articles at hand. */
static int store_pack(struct shard_builder *b, struct record_file_writer *file, struct shard *s, struct err *err)
{
    buf_clear(&b->pack);
    int count = record_writer_take(b->records, &b->pack, err);
    s->record_bytes += b->pack.len;
    return count > 0 ? record_file_writer_add(file, buf_view(&b->pack), (uint32_t)count, err) : count;
}

/* Every file of records carries the dictionary that they need, so that segments can be merged and moved freely. */
static int store_articles(struct shard_builder *b, struct record_file_writer *file, const struct chunk *chunk,
                          struct shard *s, struct err *err)
{
    int code = record_file_writer_dictionary(file, b->options.dictionary, err);
    record_writer_clear(b->records);
    for (size_t i = 0; i < s->items && !code; i++) {
        if (!s->docids[i])
            continue;
        code = record_write(b->records, &chunk->items[i].article, NULL, err);
        if (!code && record_writer_is_full(b->records))
            code = store_pack(b, file, s, err);
    }
    if (!code)
        code = store_pack(b, file, s, err);
    return code ? code : record_file_writer_finish(file, err);
}

static int write_records(struct shard_builder *b, const struct chunk *chunk, struct shard *s, struct err *err)
{
    struct record_file_writer *file = NULL;
    struct buf                 path = BUF_INIT;
    int                        code = path_of(s, SEGMENT_RECORDS, &path, err);
    if (!code)
        code = record_file_writer_new(&file, path.data, err);
    if (!code)
        code = store_articles(b, file, chunk, s, err);
    record_file_writer_free(file);
    buf_release(&path);
    return code;
}

/* One after the other: a core that deflates between two articles has forgotten the words of the first. */
static int write_shard(struct shard_builder *b, const struct chunk *chunk, struct shard *s, struct err *err)
{
    uint64_t begin = timings_begin(b->options.timings);
    int      code  = file_make_directory(s->path, err);
    if (!code)
        code = write_postings(b, s, err);
    timings_end(b->options.timings, TIMING_WRITE, begin);
    begin = timings_begin(b->options.timings);
    if (!code)
        code = write_records(b, chunk, s, err);
    timings_end(b->options.timings, TIMING_DEFLATE, begin);
    return code;
}

int shard_build(struct shard_builder *b, const struct chunk *chunk, const char *path, struct shard *s,
                struct err *err)
{
    b->number++;
    *s           = (struct shard){.date_min = INT64_MAX, .date_max = INT64_MIN};
    s->docids    = calloc(chunk->count + 1, sizeof *s->docids);
    s->languages = calloc((size_t)language_count(), sizeof *s->languages);
    s->path      = strdup(path);
    int code     = s->docids && s->languages && s->path ? 0 : err_oom(err);
    for (; s->items < chunk->count && !code && !is_stopped(b); s->items++)
        code = add_item(b, &chunk->items[s->items], s, &s->docids[s->items], err);
    s->whole = !code && s->items == chunk->count;
    if (!code && s->documents)
        code = write_shard(b, chunk, s, err);
    if (!s->documents) {
        free(s->path);
        s->path = NULL;
    }
    return code;
}
