#include "postings/postings_list_out.h"

#include "postings/postings_bits.h"
#include "postings/postings_codec.h"
#include "postings/postings_lengths.h"

void list_out_init(struct list_out *l, struct postings_out *out, const struct postings_documents *documents,
                   const struct impact_scale *scale)
{
    *l = (struct list_out){
        .out = out, .documents = documents, .scale = scale, .beside = documents->count > POSTINGS_BESIDE};
    impact_set_init(&l->block_impacts);
    impact_set_init(&l->group_impacts);
    impact_set_init(&l->list_impacts);
}

void list_out_release(struct list_out *l)
{
    struct buf *const buffers[] = {&l->more_positions, &l->runs, &l->last_docids, &l->starts,
                                   &l->group_starts, &l->impacts, &l->impacts_of_groups};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        buf_release(buffers[i]);
}

void list_out_begin(struct list_out *l, enum postings_kind kind)
{
    l->kind       = kind;
    l->list_at    = l->out->at;
    l->group_at   = 0;
    l->df         = 0;
    l->last_docid = l->base = l->blocks = l->filled = 0;
    buf_clear(&l->last_docids);
    buf_clear(&l->starts);
    buf_clear(&l->group_starts);
    buf_clear(&l->impacts);
    buf_clear(&l->impacts_of_groups);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

/* The run that the last posting of the block is in. */
static int end_run(struct list_out *l, struct err *err)
{
    const unsigned run   = (l->filled - 1) / POSTINGS_SUB;
    const size_t   count = l->filled - (size_t)run * POSTINGS_SUB, before = l->runs.len;
    const unsigned bits  = codec_bits(l->firsts, count);
    uint8_t        packed[4 * POSTINGS_SUB + POSTINGS_SLACK];
    codec_pack(packed, l->firsts, count, bits);
    buf_putc(&l->runs, (int)bits);
    buf_append(&l->runs, packed, codec_bytes(count, bits));
    buf_str(&l->runs, buf_view(&l->more_positions));
    buf_clear(&l->more_positions);
    if (l->runs.len - before > UINT32_MAX)
        return err_set(err, ERR_LIMIT, "the positions of %d postings take over 4 GiB", POSTINGS_SUB);
    l->run_bytes[run] = (uint32_t)(l->runs.len - before);
    return buf_failed(&l->runs, err);
}

static int write_positions(struct list_out *l, struct err *err)
{
    const unsigned sizes = (l->filled - 1) / POSTINGS_SUB;
    uint8_t        table[1 + 4 * POSTINGS_BLOCK / POSTINGS_SUB];
    size_t         len  = 0;
    int            code = l->filled % POSTINGS_SUB ? end_run(l, err) : 0;
    if (code)
        return code;
    if (sizes) {
        uint32_t any = 0;
        for (unsigned i = 0; i < sizes; i++)
            any |= l->run_bytes[i];
        const size_t width = any < 0x100 ? 1 : any < 0x10000 ? 2 : 4;
        table[len++]       = (uint8_t)width;
        for (unsigned i = 0; i < sizes; i++, len += width)
            memcpy(table + len, &l->run_bytes[i], width);
    }
    l->position_bytes += len + l->runs.len;
    code = postings_out_write(l->out, table, len, err);
    if (!code)
        code = postings_out_write(l->out, l->runs.data, l->runs.len, err);
    buf_clear(&l->runs);
    return code;
}

static int end_group(struct list_out *l, struct err *err)
{
    buf_append(&l->group_starts, &l->group_at, sizeof l->group_at);
    if (l->kind == POSTINGS_WEIGHED) {
        uint8_t impact[POSTINGS_IMPACT_BYTES];
        impact_set_take(&l->group_impacts, l->scale, POSTINGS_IMPACTS, impact, &l->list_impacts);
        buf_append(&l->impacts_of_groups, impact, sizeof impact);
    }
    l->group_at = l->out->at - l->list_at;
    int code    = buf_failed(&l->group_starts, err);
    return code ? code : buf_failed(&l->impacts_of_groups, err);
}

/* The tables' entries of the block that begins at `at` in the list. */
static int note_block(struct list_out *l, uint64_t at, struct err *err)
{
    if (at - l->group_at > UINT32_MAX)
        return err_set(err, ERR_LIMIT, "a list of postings takes over 4 GiB for %d of its blocks", POSTINGS_GROUP);
    uint32_t start = (uint32_t)(at - l->group_at), last = l->last_docid;
    buf_append(&l->starts, &start, sizeof start);
    buf_append(&l->last_docids, &last, sizeof last);
    if (l->kind == POSTINGS_WEIGHED) {
        uint8_t impact[POSTINGS_IMPACT_BYTES];
        impact_set_take(&l->block_impacts, l->scale, POSTINGS_IMPACTS, impact, &l->group_impacts);
        buf_append(&l->impacts, impact, sizeof impact);
    }
    l->blocks++;
    int code = buf_failed(&l->starts, err);
    if (!code)
        code = buf_failed(&l->last_docids, err);
    if (!code)
        code = buf_failed(&l->impacts, err);
    return code;
}

uint8_t *list_out_pack(const struct list_out *l, uint8_t *p, uint32_t base, uint32_t *docids, uint32_t *counts,
                       size_t n, bool as_bits, bool beside)
{
    const bool     counted    = l->kind != POSTINGS_PLAIN;
    uint8_t *const head       = p;
    unsigned       count_bits = 0;
    uint32_t       lengths[POSTINGS_HEAD_MOST];
    for (size_t i = 0; beside && i < n; i++)
        lengths[i] = l->documents->lengths[docids[i] - 1];
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
    return beside ? lengths_pack(p, lengths, n) : p;
}

int list_out_block(struct list_out *l, bool more, struct err *err)
{
    const uint64_t at = l->out->at - l->list_at;
    uint8_t        bytes[2 + 2 * 4 * POSTINGS_BLOCK + LENGTHS_MOST + POSTINGS_SLACK];
    const bool     as_bits = l->filled == POSTINGS_BLOCK && (more || l->blocks > 0) &&
                         l->last_docid - l->base <= POSTINGS_SPAN;
    const uint8_t *end = list_out_pack(l, bytes, l->base, l->docids, l->counts, l->filled, as_bits,
                                       l->beside && lengths_belong(l->kind, l->filled, as_bits));
    int            code = postings_out_write(l->out, bytes, (size_t)(end - bytes), err);
    if (!code && l->kind == POSTINGS_POSITIONS)
        code = write_positions(l, err);
    if (!code)
        code = note_block(l, at, err);
    if (!code && l->blocks % POSTINGS_GROUP == 0)
        code = end_group(l, err);
    l->base   = l->last_docid;
    l->filled = 0;
    return code;
}

int list_out_positions(struct list_out *l, uint32_t first, struct str more, struct err *err)
{
    l->firsts[(l->filled - 1) % POSTINGS_SUB] = first;
    if (more.len) /* most have one position */
        buf_str(&l->more_positions, more);
    int code = buf_failed(&l->more_positions, err);
    return code || l->filled % POSTINGS_SUB ? code : end_run(l, err);
}

/* ---- the end of a list ------------------------------------------------------------------------- */

static int write_tables(struct list_out *l, struct err *err)
{
    if (l->blocks % POSTINGS_GROUP) {
        int code = end_group(l, err);
        if (code)
            return code;
    }
    const struct buf *const tables[] = {&l->last_docids, &l->starts, &l->group_starts, &l->impacts,
                                        &l->impacts_of_groups};
    for (size_t i = 0; l->blocks > 1 && i < sizeof tables / sizeof *tables; i++) {
        int code = postings_out_write(l->out, tables[i]->data, tables[i]->len, err);
        if (code)
            return code;
    }
    if (l->kind != POSTINGS_WEIGHED)
        return 0;
    uint8_t  impact[POSTINGS_IMPACT_BYTES];
    unsigned pairs = l->df < POSTINGS_FEW ? 1 : POSTINGS_IMPACTS;
    impact_set_take(&l->list_impacts, l->scale, pairs, impact, NULL);
    return postings_out_write(l->out, impact, 2 * pairs, err);
}

/* All of it stands in the dictionary, but for positions. */
static int end_single(struct list_out *l, struct err *err)
{
    impact_set_clear(&l->block_impacts);
    if (l->kind != POSTINGS_POSITIONS)
        return 0;
    uint8_t      first[10];
    const size_t len = (size_t)(store_varint(first, l->firsts[0]) - first);
    l->position_bytes += len + l->more_positions.len;
    int code = postings_out_write(l->out, first, len, err);
    if (!code)
        code = postings_out_write(l->out, l->more_positions.data, l->more_positions.len, err);
    buf_clear(&l->more_positions);
    return code;
}

int list_out_end(struct list_out *l, struct err *err)
{
    if (l->df == 1)
        return end_single(l, err);
    int code = list_out_block(l, false, err);
    return code ? code : write_tables(l, err);
}
