#include "postings/postings_writer.h"

#include <stdlib.h>

#include "postings/postings_champions.h"
#include "postings/postings_columns.h"
#include "postings/postings_head.h"
#include "postings/postings_lengths.h"
#include "postings/postings_pairs_write.h"
#include "postings/postings_ranges.h"

struct postings_writer {
    struct postings_out              out;
    struct postings_spill            terms;
    struct buf                       index, keys; /* u64 a block of terms */
    const struct postings_documents *documents;
    struct postings_head             head;
    struct impact_scale              scale;

    size_t          len, last_len; /* of this term and the one before */
    char            term[POSTINGS_TERM_MAX], last_term[POSTINGS_TERM_MAX];
    uint64_t        cf;
    struct list_out     list; /* of this term */
    struct head_set     head_set;
    struct champion_set champion_set;
    struct list_out     champions; /* its champions */
    struct range_set    range_set;
    struct columns      columns;
    struct pair_words   pair_words;
};

int postings_writer_open(struct postings_writer **out, const char *path, const struct postings_documents *documents,
                         struct err *err)
{
    *out                      = NULL;
    struct postings_writer *w = calloc(1, sizeof *w);
    if (!w)
        return err_oom(err);
    w->terms.fd  = -1;
    w->documents = documents;
    columns_init(&w->columns, documents->count);
    for (uint32_t i = 0; i < documents->count; i++)
        w->head.length += documents->lengths[i];
    w->head.documents       = documents->count;
    w->pair_words.documents = documents->count;
    impact_scale_init(&w->scale, w->head.length, documents->count);
    champion_set_init(&w->champion_set);
    w->out.file = FILE_OUT_INIT;
    int code  = range_set_init(&w->range_set, documents->count, err);
    if (!code)
        code = list_out_init(&w->list, &w->out, documents, &w->scale, err);
    if (!code)
        code = list_out_init(&w->champions, &w->out, documents, &w->scale, err);
    if (!code)
        code = postings_out_open(&w->out, path, err);
    if (!code)
        code = postings_spill_open(&w->terms, path, ".terms", err);
    if (code)
        postings_writer_free(w);
    else
        *out = w;
    return code;
}

void postings_writer_free(struct postings_writer *w)
{
    if (!w)
        return;
    postings_out_release(&w->out);
    postings_spill_release(&w->terms);
    list_out_release(&w->list);
    list_out_release(&w->champions);
    range_set_release(&w->range_set);
    columns_release(&w->columns);
    pair_words_release(&w->pair_words);
    buf_release(&w->index);
    buf_release(&w->keys);
    free(w);
}

static int write_head(struct postings_writer *w, struct err *err)
{
    uint32_t docids[POSTINGS_HEAD_MOST], wdfs[POSTINGS_HEAD_MOST];
    uint8_t  bytes[3 + 2 * 4 * POSTINGS_HEAD_MOST + LENGTHS_MOST + POSTINGS_SLACK], *p = bytes;
    uint32_t       lengths[POSTINGS_HEAD_MOST];
    const unsigned count = head_set_take(&w->head_set, docids, wdfs);
    if (w->list.beside)
        list_out_lengths(&w->list, docids, count, lengths);
    if (count) {
        *p++ = (uint8_t)(count - 1);
        p    = list_out_docids(p + 2, p, 0, docids, count, false);
        p    = list_out_counts(p, bytes + 2, wdfs, count);
        if (w->list.beside)
            p = lengths_pack(p, lengths, count);
    }
    p = store_u16(p, (uint32_t)(p - bytes));
    return postings_out_write(&w->out, bytes, (size_t)(p - bytes), err);
}

static int write_champions(struct postings_writer *w, struct err *err)
{
    uint32_t         docids[POSTINGS_CHAMPIONS], wdfs[POSTINGS_CHAMPIONS];
    uint8_t          bounds[CHAMPIONS_BOUNDS_MOST + 5];
    struct list_out *l    = &w->champions;
    const size_t     len  = champion_set_take(&w->champion_set, docids, wdfs, bounds);
    int              code = 0;
    list_out_begin(l, POSTINGS_WEIGHED);
    for (unsigned i = 0; i < POSTINGS_CHAMPIONS && !code; i++)
        code = list_out_add(l, docids[i], wdfs[i], err);
    if (!code)
        code = list_out_end(l, err);
    if (!code)
        code = postings_out_write(&w->out, (const uint8_t[2]){0}, 2, err);
    if (code)
        return code;
    const uint32_t bytes = (uint32_t)(w->out.at - l->list_at); /* of so few */
    memcpy(bounds + len, &bytes, sizeof bytes);
    bounds[len + 4] = (uint8_t)(len / POSTINGS_BOUND_BYTES);
    return postings_out_write(&w->out, bounds, len + 5, err);
}

/* ---- terms ----------------------------------------------------------------------------------- */

int postings_writer_begin(struct postings_writer *w, struct str term, enum postings_kind kind, struct err *err)
{
    if (term.len == 0 || term.len > POSTINGS_TERM_MAX)
        return err_set(err, ERR_LIMIT, "a term has %zu bytes: 1 to %d are possible", term.len, POSTINGS_TERM_MAX);
    if (w->head.terms && str_cmp(str_of(w->last_term, w->last_len), term) >= 0)
        return err_set(err, ERR_CORRUPT, "the terms for '%s' do not ascend", w->out.file.path);
    memcpy(w->term, term.data, term.len);
    w->len = term.len;
    w->cf  = 0;
    list_out_begin(&w->list, kind);
    return columns_begin(&w->columns, term, kind, w->head.terms, err);
}

static inline int add_posting(struct postings_writer *w, uint32_t docid, uint32_t count, struct err *err)
{
    int code = list_out_add(&w->list, docid, count, err);
    if (code)
        return code;
    w->cf += count;
    columns_add(&w->columns, docid);
    if (w->list.kind == POSTINGS_WEIGHED) {
        const uint32_t length = w->documents->lengths[docid - 1];
        head_set_add(&w->head_set, count, length, docid);
        if (w->documents->count > POSTINGS_CHAMPIONS_LEAST) { /* else no list has champions, nor ranges */
            const double weight = impact_scale_weight(&w->scale, count, length);
            champion_set_add(&w->champion_set, weight, count, length, docid);
            range_set_add(&w->range_set, weight, docid);
        }
    }
    return 0;
}

int postings_writer_add(struct postings_writer *w, uint32_t docid, uint32_t count, uint32_t first_position,
                        struct str more_positions, struct err *err)
{
    int code = add_posting(w, docid, count, err);
    if (code || w->list.kind != POSTINGS_POSITIONS)
        return code;
    return list_out_positions(&w->list, first_position, more_positions, err);
}

int postings_writer_add_all(struct postings_writer *w, const uint32_t *docids, const uint32_t *counts, uint32_t count,
                            struct err *err)
{
    int code = 0;
    for (uint32_t i = 0; i < count && !code; i++)
        code = add_posting(w, docids[i], counts[i], err);
    return code;
}

static size_t common(const char *a, size_t a_len, const char *b, size_t b_len)
{
    size_t n = 0, most = a_len < b_len ? a_len : b_len;
    while (n < most && a[n] == b[n])
        n++;
    return n;
}

/* The term in the dictionary, its list of `bytes` bytes. */
static int write_entry(struct postings_writer *w, uint64_t bytes, struct err *err)
{
    const struct list_out *l = &w->list;
    uint8_t                entry[POSTINGS_TERM_MAX + 64], *p = entry;
    size_t                 shared = 0;
    if (w->head.terms % POSTINGS_TERMS == 0) {
        uint64_t at  = postings_spill_size(&w->terms);
        uint64_t key = postings_key(str_of(w->term, w->len));
        buf_append(&w->index, &at, sizeof at);
        buf_append(&w->keys, &key, sizeof key);
        *p++ = (uint8_t)w->len;
    } else {
        shared      = common(w->last_term, w->last_len, w->term, w->len);
        size_t rest = w->len - shared;
        *p++        = (uint8_t)((shared < 15 ? shared : 15) << 4 | (rest < 15 ? rest : 15));
        if (shared >= 15)
            *p++ = (uint8_t)shared;
        if (rest >= 15)
            *p++ = (uint8_t)rest;
    }
    memcpy(p, w->term + shared, w->len - shared);
    p += w->len - shared;
    if (w->head.terms % POSTINGS_TERMS == 0)
        p = store_varint(p, l->list_at - sizeof w->head);
    p = store_varint(p, (l->borrows ? POSTINGS_BORROWED : (uint64_t)l->kind) + 4 * (l->df - 1));
    if (l->df == 1) {
        p = store_varint(p, l->docids[0]);
        if (l->kind != POSTINGS_PLAIN)
            p = store_varint(p, l->counts[0] - 1);
    } else if (l->kind != POSTINGS_PLAIN) {
        p = store_varint(p, w->cf - l->df);
    }
    if (l->df > 1 || l->kind == POSTINGS_POSITIONS)
        p = store_varint(p, bytes);
    const struct postings_term term = {.df = l->df, .cf = w->cf, .kind = l->kind, .place = w->head.terms,
                                       .borrows = l->borrows, .at = l->list_at - sizeof w->head, .bytes = bytes};
    memcpy(w->last_term, w->term, w->len);
    w->last_len = w->len;
    w->head.terms++;
    w->head.postings += l->df;
    w->head.positions += l->kind == POSTINGS_POSITIONS ? w->cf : 0;
    int code = buf_failed(&w->index, err);
    if (!code)
        code = buf_failed(&w->keys, err);
    if (!code)
        code = pair_words_add(&w->pair_words, &term, err);
    return code ? code : postings_spill_add(&w->terms, entry, (size_t)(p - entry), err);
}

int postings_writer_end(struct postings_writer *w, struct err *err)
{
    if (w->list.df == 0)
        return err_set(err, ERR_CORRUPT, "a term for '%s' has no postings", w->out.file.path);
    int code = list_out_end(&w->list, err);
    if (!code && w->list.df > POSTINGS_HEAD_LEAST && w->list.kind == POSTINGS_WEIGHED)
        code = write_head(w, err);
    if (!code && w->list.df > POSTINGS_CHAMPIONS_LEAST && w->list.kind == POSTINGS_WEIGHED)
        code = write_champions(w, err);
    if (!code && w->list.kind == POSTINGS_WEIGHED && postings_ranged(w->documents->count, w->list.df))
        code = postings_out_write(&w->out, w->range_set.numbers, w->range_set.bytes, err);
    if (!code)
        code = list_out_lend(&w->list, err);
    head_set_clear(&w->head_set);
    champion_set_clear(&w->champion_set);
    range_set_clear(&w->range_set);
    return code ? code : write_entry(w, w->out.at - w->list.list_at, err);
}

/* ---- documents, and the end ------------------------------------------------------------------ */

static void begin_section(struct postings_writer *w, enum postings_section_id id)
{
    w->head.section[id].at = w->out.at;
}

static void end_section(struct postings_writer *w, enum postings_section_id id)
{
    w->head.section[id].size = w->out.at - w->head.section[id].at;
}

static int write_lengths(struct postings_writer *w, struct err *err)
{
    const struct postings_documents *d    = w->documents;
    int                              code = 0;
    begin_section(w, SECTION_LENGTHS);
    for (uint32_t i = 0; !code && i < d->count; i++) {
        uint16_t length = d->lengths[i] < POSTINGS_LONG ? (uint16_t)d->lengths[i] : POSTINGS_LONG;
        code            = postings_out_write(&w->out, &length, sizeof length, err);
    }
    end_section(w, SECTION_LENGTHS);
    begin_section(w, SECTION_LONG);
    for (uint32_t i = 0; !code && i < d->count; i++) {
        uint32_t pair[2] = {i + 1, d->lengths[i]};
        if (d->lengths[i] >= POSTINGS_LONG)
            code = postings_out_write(&w->out, pair, sizeof pair, err);
    }
    end_section(w, SECTION_LONG);
    return code;
}

static int write_dates(struct postings_writer *w, struct err *err)
{
    const struct postings_documents *d    = w->documents;
    int                              code = 0;
    int64_t                          min = INT64_MAX, max = INT64_MIN;
    for (uint32_t i = 0; d->dates && i < d->count; i++) {
        if (d->dates[i] == POSTINGS_NO_DATE)
            continue;
        min = d->dates[i] < min ? d->dates[i] : min;
        max = d->dates[i] > max ? d->dates[i] : max;
    }
    begin_section(w, SECTION_DATES);
    if (min <= max) {
        w->head.date_min   = min;
        w->head.date_max   = max;
        w->head.date_width = (uint64_t)max - (uint64_t)min < UINT32_MAX ? 4 : 8;
        for (uint32_t i = 0; !code && i < d->count; i++) {
            uint64_t since = d->dates[i] == POSTINGS_NO_DATE ? UINT64_MAX : (uint64_t)d->dates[i] - (uint64_t)min;
            code           = postings_out_write(&w->out, &since, w->head.date_width, err);
        }
    }
    end_section(w, SECTION_DATES);
    return code;
}

static int write_columns(struct postings_writer *w, struct err *err)
{
    int code = 0;
    columns_end(&w->columns);
    begin_section(w, SECTION_COLUMNS);
    for (size_t i = 0; i < SCHEMA_COLUMNS; i++) {
        const struct column *column = &w->columns.all[i];
        w->head.columns[i]          = column->head;
        for (uint32_t d = 0; column->head.width && !code && d < w->documents->count; d++)
            code = postings_out_write(&w->out, &column->numbers[d], column->head.width, err);
    }
    end_section(w, SECTION_COLUMNS);
    return code;
}

static int write_dictionary(struct postings_writer *w, struct err *err)
{
    begin_section(w, SECTION_TERMS);
    int code = postings_spill_copy(&w->terms, &w->out, err);
    end_section(w, SECTION_TERMS);
    begin_section(w, SECTION_INDEX);
    w->head.index_width = postings_spill_size(&w->terms) <= UINT32_MAX ? 4 : 8;
    for (size_t i = 0; !code && i < w->index.len; i += sizeof(uint64_t))
        code = postings_out_write(&w->out, w->index.data + i, w->head.index_width, err);
    end_section(w, SECTION_INDEX);
    begin_section(w, SECTION_KEYS);
    if (!code)
        code = postings_out_write(&w->out, w->keys.data, w->keys.len, err);
    end_section(w, SECTION_KEYS);
    return code;
}

/* The lists of pairs, behind those of terms; what tells of them into *table. */
static int write_pairs(struct postings_writer *w, struct buf *table, struct err *err)
{
    pair_words_choose(&w->pair_words);
    w->head.pair_words = w->pair_words.count;
    w->head.pairs      = w->pair_words.pairs;
    w->head.pairs_at   = w->out.at - sizeof w->head;
    return pairs_write(&w->pair_words, &w->list, table, err);
}

static int write_sections(struct postings_writer *w, const struct buf *pairs, struct err *err)
{
    static const char slack[POSTINGS_SLACK];
    w->head.section[SECTION_LISTS] = (struct postings_section){sizeof w->head, w->out.at - sizeof w->head};
    int code                       = postings_out_write(&w->out, slack, sizeof slack, err);
    if (!code)
        code = postings_out_align(&w->out, 8, err);
    if (!code)
        code = write_lengths(w, err);
    if (!code)
        code = write_dates(w, err);
    if (!code)
        code = write_columns(w, err);
    if (!code)
        code = write_dictionary(w, err);
    begin_section(w, SECTION_PAIRS);
    if (!code)
        code = postings_out_write(&w->out, pairs->data, pairs->len, err);
    end_section(w, SECTION_PAIRS);
    return code;
}

int postings_writer_finish(struct postings_writer *w, struct err *err)
{
    struct buf pairs       = BUF_INIT;
    int        code        = write_pairs(w, &pairs, err);
    w->head.position_bytes = w->list.position_bytes;
    if (!code)
        code = write_sections(w, &pairs, err);
    buf_release(&pairs);
    return code ? code : postings_out_finish(&w->out, &w->head, err);
}
