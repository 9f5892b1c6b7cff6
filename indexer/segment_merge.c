#include "indexer/segment_merge.h"

#include "base/file.h"
#include "index/index_reader.h"
#include "indexer/document.h"
#include "indexer/segment.h"
#include "text/languages.h"

size_t segment_merge_due(const struct manifest *m, size_t *from)
{
    if (m->segment_count < 2)
        return 0;
    size_t   start = m->segment_count - 1, first = start;
    uint64_t total = segment_bytes(&m->segments[start]);
    while (start > 0) {
        start--;
        uint64_t size = segment_bytes(&m->segments[start]);
        if (size < 2 * total)
            first = start;
        total += size;
    }
    *from = first;
    return m->segment_count - first == 1 ? 0 : m->segment_count - first;
}

/* ---- what is left of a segment --------------------------------------------------------------- */

struct merge {
    struct index_writer *writer;
    struct index_reader *reader;   /* these two are opened for a segment with deletions */
    struct analyzer     *analyzer;
    struct segment_parts parts;
    struct segment_info  info;
};

static int open_reader(struct merge *m, struct err *err)
{
    const char *path = index_writer_path(m->writer);
    int         code = m->reader ? 0 : index_reader_open(&m->reader, &path, 1, err);
    return code || m->analyzer ? code : analyzer_new(&m->analyzer, err);
}

/* Take an article off. */
static int take_off(struct merge *m, size_t segment, uint32_t docid, struct segment_info *info, struct err *err)
{
    struct article article;
    uint64_t       words;
    int            code = index_reader_article(m->reader, segment, docid, true, &article, err);
    if (code)
        return code;
    int lang = document_language(&article, language_find(str_c(index_writer_staged(m->writer)->default_language)));
    code     = document_count_words(m->analyzer, &article, lang, &words, err);
    if (code)
        return code;
    uint64_t bytes = article.field[FIELD_TITLE].len + article.field[FIELD_BODY].len;
    info->documents--;
    info->text_bytes -= bytes < info->text_bytes ? bytes : info->text_bytes;
    info->words -= words < info->words ? words : info->words;
    return 0;
}

/* The numbers of a segment without its deleted articles. */
static int count_left(struct merge *m, size_t segment, const struct tombstones *deleted, struct segment_info *info,
                      struct err *err)
{
    int code       = open_reader(m, err);
    info->date_min = INT64_MAX;
    info->date_max = INT64_MIN;
    for (uint32_t d = 1; d <= deleted->documents && !code; d++) {
        int64_t date;
        if (tombstones_has(deleted, d)) {
            code = take_off(m, segment, d, info, err);
        } else if (postings_date(index_reader_postings(m->reader, segment), d, &date)) {
            info->date_min = date < info->date_min ? date : info->date_min;
            info->date_max = date > info->date_max ? date : info->date_max;
        }
    }
    return code;
}

/* ---- merging --------------------------------------------------------------------------------- */

static int add_part(struct merge *m, size_t segment, struct err *err)
{
    struct segment_info      info    = index_writer_staged(m->writer)->segments[segment];
    const struct tombstones *deleted = index_writer_deleted(m->writer, segment);
    struct buf               path    = BUF_INIT;
    if (deleted->deleted == info.documents)
        return 0;
    file_join(&path, index_writer_path(m->writer), info.name);
    int code = buf_failed(&path, err);
    if (!code && deleted->deleted)
        code = count_left(m, segment, deleted, &info, err);
    if (!code) {
        segment_parts_add(&m->parts, path.data, deleted);
        segment_add(&m->info, &info);
    }
    buf_release(&path);
    return code;
}

int segment_merge(struct index_writer *w, size_t from, size_t count, struct err *err)
{
    if (count == 0 || (count == 1 && !index_writer_staged(w)->segments[from].deleted))
        return 0;
    struct merge m    = {.writer = w, .parts = SEGMENT_PARTS_INIT, .info = segment_of_nothing()};
    int          code = 0;
    for (size_t i = 0; i < count && !code; i++)
        code = add_part(&m, from + i, err);
    if (!code && m.parts.count) {
        struct tombstones none = {NULL, (uint32_t)m.info.documents, 0};
        code = segment_stage_parts(w, from + count, &m.parts, &m.info, &none, err);
    }
    if (!code) {
        index_writer_remove(w, from, count);
        code = index_writer_commit(w, err);
    }
    segment_parts_release(&m.parts);
    index_reader_close(m.reader);
    analyzer_free(m.analyzer);
    return code;
}
