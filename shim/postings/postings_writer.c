#include "postings/postings_writer.h"

#include <stdlib.h>

#include "postings/postings_bits.h"
#include "postings/postings_codec.h"
#include "postings/postings_head.h"
#include "postings/postings_impacts.h"
#include "postings/postings_out.h"

struct postings_writer {
    struct postings_out              out;
    struct postings_spill            terms;
    struct buf                       index, keys; /* u64 a block of terms */
    const struct postings_documents *documents;
    struct postings_head             head;
    struct impact_scale              scale;

    size_t             len, last_len; /* of this term and the one before */
    char               term[POSTINGS_TERM_MAX], last_term[POSTINGS_TERM_MAX];
    enum postings_kind kind;
    uint64_t           df, cf, list_at; /* list_at: in the file */
    uint32_t           last_docid;

    unsigned          filled; /* of the block */
    uint32_t          docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    uint32_t          firsts[POSTINGS_SUB]; /* positions of the run */
    struct buf        more_positions;       /* of the run */
    struct buf        runs;                 /* of the block */
    uint32_t          run_bytes[POSTINGS_BLOCK / POSTINGS_SUB];
    uint32_t          base;      /* last docid of the block before */
    uint64_t          group_at;  /* where the group begins in the list */
    uint32_t          blocks;
    struct impact_set block_impacts, group_impacts, list_impacts;
    struct head_set   head_set;
    struct buf        last_docids, starts, group_starts, impacts, impacts_of_groups; /* tables of the list */
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
    for (uint32_t i = 0; i < documents->count; i++)
        w->head.length += documents->lengths[i];
    w->head.documents = documents->count;
    impact_scale_init(&w->scale, (double)w->head.length / (documents->count ? documents->count : 1));
    impact_set_init(&w->block_impacts);
    impact_set_init(&w->group_impacts);
    impact_set_init(&w->list_impacts);
    int code = postings_out_open(&w->out, path, err);
    if (!code)
        code = postings_spill_open(&w->terms, path, err);
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
    struct buf *const buffers[] = {&w->index, &w->keys, &w->more_positions, &w->runs, &w->last_docids, &w->starts,
                                   &w->group_starts, &w->impacts, &w->impacts_of_groups};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        buf_release(buffers[i]);
    free(w);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* The run that the last posting of the block is in. */
static int end_run(struct postings_writer *w, struct err *err)
{
    const unsigned run   = (w->filled - 1) / POSTINGS_SUB;
    const size_t   count = w->filled - (size_t)run * POSTINGS_SUB, before = w->runs.len;
    const unsigned bits  = codec_bits(w->firsts, count);
    uint8_t        packed[4 * POSTINGS_SUB + POSTINGS_SLACK];
    codec_pack(packed, w->firsts, count, bits);
    buf_putc(&w->runs, (int)bits);
    buf_append(&w->runs, packed, codec_bytes(count, bits));
    buf_str(&w->runs, buf_view(&w->more_positions));
    buf_clear(&w->more_positions);
    if (w->runs.len - before > UINT32_MAX)
        return err_set(err, ERR_LIMIT, "the positions of %d postings take over 4 GiB", POSTINGS_SUB);
    w->run_bytes[run] = (uint32_t)(w->runs.len - before);
    return buf_failed(&w->runs, err);
}

static int write_positions(struct postings_writer *w, struct err *err)
{
    const unsigned sizes = (w->filled - 1) / POSTINGS_SUB;
    uint8_t        table[1 + 4 * POSTINGS_BLOCK / POSTINGS_SUB];
    size_t         len  = 0;
    int            code = w->filled % POSTINGS_SUB ? end_run(w, err) : 0;
    if (code)
        return code;
    if (sizes) {
        uint32_t any = 0;
        for (unsigned i = 0; i < sizes; i++)
            any |= w->run_bytes[i];
        const size_t width = any < 0x100 ? 1 : any < 0x10000 ? 2 : 4;
        table[len++]       = (uint8_t)width;
        for (unsigned i = 0; i < sizes; i++, len += width)
            memcpy(table + len, &w->run_bytes[i], width);
    }
    w->head.position_bytes += len + w->runs.len;
    code = postings_out_write(&w->out, table, len, err);
    if (!code)
        code = postings_out_write(&w->out, w->runs.data, w->runs.len, err);
    buf_clear(&w->runs);
    return code;
}

static int end_group(struct postings_writer *w, struct err *err)
{
    buf_append(&w->group_starts, &w->group_at, sizeof w->group_at);
    if (w->kind == POSTINGS_WEIGHED) {
        uint8_t impact[POSTINGS_IMPACT_BYTES];
        impact_set_take(&w->group_impacts, &w->scale, POSTINGS_IMPACTS, impact, &w->list_impacts);
        buf_append(&w->impacts_of_groups, impact, sizeof impact);
    }
    w->group_at = w->out.at - w->list_at;
    int code    = buf_failed(&w->group_starts, err);
    return code ? code : buf_failed(&w->impacts_of_groups, err);
}

/* The tables' entries of the block that begins at `at` in the list. */
static int note_block(struct postings_writer *w, uint64_t at, struct err *err)
{
    if (at - w->group_at > UINT32_MAX)
        return err_set(err, ERR_LIMIT, "a list of postings takes over 4 GiB for %d of its blocks", POSTINGS_GROUP);
    uint32_t start = (uint32_t)(at - w->group_at), last = w->last_docid;
    buf_append(&w->starts, &start, sizeof start);
    buf_append(&w->last_docids, &last, sizeof last);
    if (w->kind == POSTINGS_WEIGHED) {
        uint8_t impact[POSTINGS_IMPACT_BYTES];
        impact_set_take(&w->block_impacts, &w->scale, POSTINGS_IMPACTS, impact, &w->group_impacts);
        buf_append(&w->impacts, impact, sizeof impact);
    }
    w->blocks++;
    int code = buf_failed(&w->starts, err);
    if (!code)
        code = buf_failed(&w->last_docids, err);
    if (!code)
        code = buf_failed(&w->impacts, err);
    return code;
}

/* Numbers as a block has them: u8 bits of a docid, `counted` u8 bits of a count, and both, packed. Docids become
 * what each lies behind the one before, and counts one less. `as_bits`: docids stand as bits. Returns what is
 * behind the bytes. */
static uint8_t *pack_block(uint8_t *p, uint32_t base, uint32_t *docids, uint32_t *counts, size_t n, bool counted,
                           bool as_bits)
{
    uint8_t *const head       = p;
    unsigned       count_bits = 0;
    p += 1 + counted;
    if (as_bits) {
        head[0] = POSTINGS_AS_BITS;
        bits_pack(p, docids, base);
        p += bits_bytes(docids[n - 1] - base);
    } else {
        for (size_t i = n; i-- > 1;)
            docids[i] -= docids[i - 1] + 1;
        docids[0] -= base + 1;
        head[0] = (uint8_t)codec_bits(docids, n);
        codec_pack(p, docids, n, head[0]);
        p += codec_bytes(n, head[0]);
    }
    if (counted) {
        for (size_t i = 0; i < n; i++)
            counts[i]--;
        count_bits = codec_bits(counts, n);
        head[1]    = (uint8_t)count_bits;
        codec_pack(p, counts, n, count_bits);
        p += codec_bytes(n, count_bits);
    }
    return p;
}

/* `more`: others follow. */
static int write_block(struct postings_writer *w, bool more, struct err *err)
{
    const uint64_t at = w->out.at - w->list_at;
    uint8_t        bytes[2 + 2 * 4 * POSTINGS_BLOCK + POSTINGS_SLACK];
    const bool     as_bits = w->filled == POSTINGS_BLOCK && (more || w->blocks > 0) &&
                         w->last_docid - w->base <= POSTINGS_SPAN;
    const uint8_t *end = pack_block(bytes, w->base, w->docids, w->counts, w->filled, w->kind != POSTINGS_PLAIN,
                                    as_bits);
    int            code = postings_out_write(&w->out, bytes, (size_t)(end - bytes), err);
    if (!code && w->kind == POSTINGS_POSITIONS)
        code = write_positions(w, err);
    if (!code)
        code = note_block(w, at, err);
    if (!code && w->blocks % POSTINGS_GROUP == 0)
        code = end_group(w, err);
    w->base   = w->last_docid;
    w->filled = 0;
    return code;
}

static int write_head(struct postings_writer *w, struct err *err)
{
    uint32_t docids[POSTINGS_HEAD_MOST], wdfs[POSTINGS_HEAD_MOST];
    uint8_t  bytes[3 + 2 * 4 * POSTINGS_HEAD_MOST + POSTINGS_SLACK], *p = bytes;
    if (w->df <= POSTINGS_HEAD_LEAST) {
        head_set_clear(&w->head_set);
        return 0;
    }
    const unsigned count = head_set_take(&w->head_set, docids, wdfs);
    if (count) {
        *p++ = (uint8_t)(count - 1);
        p    = pack_block(p, 0, docids, wdfs, count, true, false);
    }
    uint16_t size = (uint16_t)(p - bytes);
    memcpy(p, &size, sizeof size);
    return postings_out_write(&w->out, bytes, size + sizeof size, err);
}

static int write_tables(struct postings_writer *w, struct err *err)
{
    if (w->blocks % POSTINGS_GROUP) {
        int code = end_group(w, err);
        if (code)
            return code;
    }
    const struct buf *const tables[] = {&w->last_docids, &w->starts, &w->group_starts, &w->impacts,
                                        &w->impacts_of_groups};
    for (size_t i = 0; w->blocks > 1 && i < sizeof tables / sizeof *tables; i++) {
        int code = postings_out_write(&w->out, tables[i]->data, tables[i]->len, err);
        if (code)
            return code;
    }
    if (w->kind != POSTINGS_WEIGHED)
        return 0;
    uint8_t  impact[POSTINGS_IMPACT_BYTES];
    unsigned pairs = w->df < POSTINGS_FEW ? 1 : POSTINGS_IMPACTS;
    impact_set_take(&w->list_impacts, &w->scale, pairs, impact, NULL);
    int code = postings_out_write(&w->out, impact, 2 * pairs, err);
    return code ? code : write_head(w, err);
}

/* ---- terms ----------------------------------------------------------------------------------- */

int postings_writer_begin(struct postings_writer *w, struct str term, enum postings_kind kind, struct err *err)
{
    if (term.len == 0 || term.len > POSTINGS_TERM_MAX)
        return err_set(err, ERR_LIMIT, "a term has %zu bytes: 1 to %d are possible", term.len, POSTINGS_TERM_MAX);
    if (w->head.terms && str_cmp(str_of(w->last_term, w->last_len), term) >= 0)
        return err_set(err, ERR_CORRUPT, "the terms for '%s' do not ascend", w->out.path);
    memcpy(w->term, term.data, term.len);
    w->len  = term.len;
    w->kind = kind;
    w->df = w->cf = w->group_at = 0;
    w->last_docid = w->base = w->blocks = w->filled = 0;
    w->list_at                                      = w->out.at;
    buf_clear(&w->last_docids);
    buf_clear(&w->starts);
    buf_clear(&w->group_starts);
    buf_clear(&w->impacts);
    buf_clear(&w->impacts_of_groups);
    return 0;
}

static inline int add_posting(struct postings_writer *w, uint32_t docid, uint32_t count, struct err *err)
{
    if (docid <= w->last_docid || docid > w->documents->count || count == 0)
        return err_set(err, ERR_CORRUPT, "the postings for '%s' do not ascend", w->out.path);
    if (w->filled == POSTINGS_BLOCK) {
        int code = write_block(w, true, err);
        if (code)
            return code;
    }
    unsigned i    = w->filled++;
    w->docids[i]  = docid;
    w->counts[i]  = count;
    w->last_docid = docid;
    w->df++;
    w->cf += count;
    if (w->kind == POSTINGS_WEIGHED) {
        uint32_t length = w->documents->lengths[docid - 1];
        impact_set_add(&w->block_impacts, count, postings_length_byte(length));
        head_set_add(&w->head_set, count, length, docid);
    }
    return 0;
}

int postings_writer_add(struct postings_writer *w, uint32_t docid, uint32_t count, uint32_t first_position,
                        struct str more_positions, struct err *err)
{
    int code = add_posting(w, docid, count, err);
    if (code || w->kind != POSTINGS_POSITIONS)
        return code;
    w->firsts[(w->filled - 1) % POSTINGS_SUB] = first_position;
    if (more_positions.len) /* most have one position */
        buf_str(&w->more_positions, more_positions);
    code = buf_failed(&w->more_positions, err);
    return code || w->filled % POSTINGS_SUB ? code : end_run(w, err);
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
    uint8_t entry[POSTINGS_TERM_MAX + 64], *p = entry;
    size_t  shared = 0;
    if (w->head.terms % POSTINGS_TERMS == 0) {
        uint64_t at = postings_spill_size(&w->terms);
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
        p = store_varint(p, w->list_at - sizeof w->head);
    p = store_varint(p, (uint64_t)w->kind + 4 * (w->df - 1));
    if (w->df == 1) {
        p = store_varint(p, w->docids[0]);
        if (w->kind != POSTINGS_PLAIN)
            p = store_varint(p, w->counts[0] - 1);
    } else if (w->kind != POSTINGS_PLAIN) {
        p = store_varint(p, w->cf - w->df);
    }
    if (w->df > 1 || w->kind == POSTINGS_POSITIONS)
        p = store_varint(p, bytes);
    memcpy(w->last_term, w->term, w->len);
    w->last_len = w->len;
    w->head.terms++;
    w->head.postings += w->df;
    w->head.positions += w->kind == POSTINGS_POSITIONS ? w->cf : 0;
    int code = buf_failed(&w->index, err);
    if (!code)
        code = buf_failed(&w->keys, err);
    return code ? code : postings_spill_add(&w->terms, entry, (size_t)(p - entry), err);
}

/* All of it stands in the dictionary, but for positions. */
static int end_single(struct postings_writer *w, struct err *err)
{
    impact_set_clear(&w->block_impacts);
    head_set_clear(&w->head_set);
    if (w->kind != POSTINGS_POSITIONS)
        return 0;
    uint8_t      first[10];
    const size_t len = (size_t)(store_varint(first, w->firsts[0]) - first);
    w->head.position_bytes += len + w->more_positions.len;
    int code = postings_out_write(&w->out, first, len, err);
    if (!code)
        code = postings_out_write(&w->out, w->more_positions.data, w->more_positions.len, err);
    buf_clear(&w->more_positions);
    return code;
}

int postings_writer_end(struct postings_writer *w, struct err *err)
{
    if (w->df == 0)
        return err_set(err, ERR_CORRUPT, "a term for '%s' has no postings", w->out.path);
    int code = w->df == 1 ? end_single(w, err) : write_block(w, false, err);
    if (!code && w->df > 1)
        code = write_tables(w, err);
    return code ? code : write_entry(w, w->out.at - w->list_at, err);
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

int postings_writer_finish(struct postings_writer *w, struct err *err)
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
        code = write_dictionary(w, err);
    return code ? code : postings_out_finish(&w->out, &w->head, err);
}
