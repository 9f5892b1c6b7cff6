#include "postings/postings_list_out.h"

#include "postings/postings_bits.h"
#include "postings/postings_codec.h"
#include "postings/postings_lengths.h"

enum { BLOCK_MOST = 2 + 2 * 4 * POSTINGS_BLOCK + LENGTHS_MOST }; /* bytes, positions left out */
_Static_assert((POSTINGS_GROUP - 1) * BLOCK_MOST <= UINT16_MAX, "where a block begins in its group fits u16");

int list_out_init(struct list_out *l, struct postings_out *out, const struct postings_documents *documents,
                  const struct impact_scale *scale, struct err *err)
{
    *l = (struct list_out){
        .out = out, .documents = documents, .scale = scale, .beside = postings_beside(documents->count)};
    impact_set_init(&l->block_impacts);
    impact_set_init(&l->group_impacts);
    impact_set_init(&l->list_impacts);
    return lenders_init(&l->lenders, err);
}

void list_out_release(struct list_out *l)
{
    struct buf *const buffers[] = {&l->more_positions, &l->runs, &l->kept, &l->last_docids, &l->at.starts,
                                   &l->at.group_starts, &l->runs_at.starts, &l->runs_at.group_starts, &l->impacts,
                                   &l->impacts_of_groups};
    for (size_t i = 0; i < sizeof buffers / sizeof *buffers; i++)
        buf_release(buffers[i]);
    lenders_release(&l->lenders);
}

static void places_clear(struct places_out *p)
{
    buf_clear(&p->starts);
    buf_clear(&p->group_starts);
    p->group_at = 0;
}

void list_out_begin(struct list_out *l, enum postings_kind kind)
{
    l->kind       = kind;
    l->list_at    = l->out->at;
    l->df         = 0;
    l->last_docid = l->base = l->blocks = l->filled = 0;
    l->borrows    = false;
    l->counted    = kind != POSTINGS_PLAIN;
    l->print      = (list_print){0, 0};
    places_clear(&l->at);
    places_clear(&l->runs_at);
    buf_clear(&l->kept);
    buf_clear(&l->last_docids);
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

/* The counts of the block at hand, and where its postings have their positions. */
static int write_positions(struct list_out *l, struct err *err)
{
    uint8_t        counts[1 + 4 * POSTINGS_BLOCK + POSTINGS_SLACK];
    const unsigned sizes = (l->filled - 1) / POSTINGS_SUB;
    uint8_t        table[1 + 4 * POSTINGS_BLOCK / POSTINGS_SUB];
    size_t         len  = 0;
    int            code = l->filled % POSTINGS_SUB ? end_run(l, err) : 0;
    if (!code && l->counted) {
        const uint8_t *end = list_out_counts(counts + 1, counts, l->counts, l->filled);
        code               = postings_out_write(l->out, counts, (size_t)(end - counts), err);
    }
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

/* Block number `number` begins at `at`, `width` bytes in the table. */
static int note_place(struct places_out *p, uint32_t number, uint64_t at, size_t width, struct err *err)
{
    if (number % POSTINGS_GROUP == 0) {
        p->group_at = at;
        buf_append(&p->group_starts, &at, sizeof at);
    }
    const uint64_t start = at - p->group_at;
    if (start >> 8 * width)
        return err_set(err, ERR_LIMIT, "a list of postings takes over 4 GiB for %d of its blocks", POSTINGS_GROUP);
    buf_append(&p->starts, &start, width); /* little-endian */
    int code = buf_failed(&p->starts, err);
    return code ? code : buf_failed(&p->group_starts, err);
}

/* Impacts of what is in the set, into a table, and into the set above it. */
static int note_impacts(struct list_out *l, struct impact_set *set, struct buf *table, struct impact_set *above,
                        struct err *err)
{
    uint8_t impact[POSTINGS_IMPACT_BYTES];
    impact_set_take(set, l->scale, POSTINGS_IMPACTS, impact, above);
    buf_append(table, impact, sizeof impact);
    return buf_failed(table, err);
}

/* The tables' entries of the block at hand. */
static int note_block(struct list_out *l, uint64_t at, uint64_t runs_at, struct err *err)
{
    buf_append(&l->last_docids, &l->last_docid, sizeof l->last_docid);
    int code = buf_failed(&l->last_docids, err);
    if (!code)
        code = note_place(&l->at, l->blocks, at, 2, err);
    if (!code && l->kind == POSTINGS_POSITIONS)
        code = note_place(&l->runs_at, l->blocks, runs_at, 4, err);
    if (!code && l->kind == POSTINGS_WEIGHED)
        code = note_impacts(l, &l->block_impacts, &l->impacts, &l->group_impacts, err);
    l->blocks++;
    if (!code && l->kind == POSTINGS_WEIGHED && l->blocks % POSTINGS_GROUP == 0)
        code = note_impacts(l, &l->group_impacts, &l->impacts_of_groups, &l->list_impacts, err);
    return code;
}

uint8_t *list_out_docids(uint8_t *p, uint8_t *bits, uint32_t base, uint32_t *docids, size_t n, bool as_bits)
{
    if (as_bits) {
        *bits = POSTINGS_AS_BITS;
        bits_pack(p, docids, base);
        return p + bits_bytes(docids[n - 1] - base);
    }
    for (size_t i = n; i-- > 1;)
        docids[i] -= docids[i - 1] + 1;
    docids[0] -= base + 1;
    *bits = (uint8_t)codec_bits(docids, n);
    codec_pack(p, docids, n, *bits);
    return p + codec_bytes(n, *bits);
}

uint8_t *list_out_counts(uint8_t *p, uint8_t *bits, uint32_t *counts, size_t n)
{
    for (size_t i = 0; i < n; i++)
        counts[i]--;
    *bits = (uint8_t)codec_bits(counts, n);
    codec_pack(p, counts, n, *bits);
    return p + codec_bytes(n, *bits);
}

void list_out_lengths(const struct list_out *l, const uint32_t *docids, size_t n, uint32_t *lengths)
{
    for (size_t i = 0; i < n; i++)
        lengths[i] = l->documents->lengths[docids[i] - 1];
}

static bool all_are_1(const struct list_out *l)
{
    for (unsigned i = 0; i < l->filled; i++)
        if (l->counts[i] != 1)
            return false;
    return true;
}

/* The list of which this one has the docids; NULL: there is none. */
static const struct lender *lender_of(const struct list_out *l)
{
    return l->df < LENDERS_LEAST ? NULL : lenders_find(&l->lenders, l->print);
}

/* The only block of a list with positions, or where that is. */
static int write_or_borrow(struct list_out *l, struct str block, struct err *err)
{
    const struct lender *lender = lender_of(l);
    uint8_t              where[10];
    l->borrows = lender != NULL;
    if (lender)
        block = str_of((char *)where,
                       (size_t)(store_varint(where, 2 * (l->list_at - lender->at) + lender->counted) - where));
    return postings_out_write(l->out, block.data, block.len, err);
}

/* The block at hand, without positions, at *at of what there is of them. */
static int write_block(struct list_out *l, bool only, uint64_t *at, struct err *err)
{
    const bool weighed = l->kind == POSTINGS_WEIGHED;
    const bool as_bits = l->filled == POSTINGS_BLOCK && !only && l->last_docid - l->base <= POSTINGS_SPAN;
    const bool beside  = l->beside && lengths_belong(l->kind, l->filled, as_bits);
    uint8_t    bytes[BLOCK_MOST + POSTINGS_SLACK];
    uint32_t   lengths[POSTINGS_BLOCK];
    l->counted = l->counted && !(only && all_are_1(l));
    if (beside)
        list_out_lengths(l, l->docids, l->filled, lengths);
    uint8_t *docids = bytes + 1 + (weighed && l->counted);
    uint8_t *end    = list_out_docids(docids, bytes, l->base, l->docids, l->filled, as_bits);
    if (l->kind != POSTINGS_PLAIN && l->df >= LENDERS_LEAST)
        l->print = lenders_print(&l->lenders, l->print, l->df, bytes[0], docids, (size_t)(end - docids));
    if (weighed && l->counted)
        end = list_out_counts(end, bytes + 1, l->counts, l->filled);
    if (beside)
        end = lengths_pack(end, lengths, l->filled);
    const struct str block = str_of((char *)bytes, (size_t)(end - bytes));
    *at                    = l->out->at - l->list_at;
    if (l->kind != POSTINGS_POSITIONS)
        return postings_out_write(l->out, block.data, block.len, err);
    if (only)
        return write_or_borrow(l, block, err);
    *at = l->kept.len;
    buf_str(&l->kept, block);
    return buf_failed(&l->kept, err);
}

int list_out_block(struct list_out *l, bool more, struct err *err)
{
    uint64_t       at;
    const uint64_t runs_at = l->out->at - l->list_at;
    int            code    = write_block(l, l->blocks == 0 && !more, &at, err);
    if (!code && l->kind == POSTINGS_POSITIONS)
        code = write_positions(l, err);
    if (!code)
        code = note_block(l, at, runs_at, err);
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

static int write_buffers(struct list_out *l, const struct buf *const *buffers, size_t count, struct err *err)
{
    int code = 0;
    for (size_t i = 0; !code && i < count; i++)
        code = postings_out_write(l->out, buffers[i]->data, buffers[i]->len, err);
    return code;
}

/* The blocks are to follow what was written of the list so far. */
static void move_places(struct list_out *l)
{
    const uint64_t by = l->out->at - l->list_at;
    for (size_t i = 0; i < l->at.group_starts.len; i += sizeof by) {
        uint64_t at;
        memcpy(&at, l->at.group_starts.data + i, sizeof at);
        at += by;
        memcpy(l->at.group_starts.data + i, &at, sizeof at);
    }
}

/* What follows the positions of a list of several blocks. */
static int end_positions(struct list_out *l, struct err *err)
{
    const struct buf *const own[]  = {&l->kept, &l->last_docids, &l->at.starts, &l->at.group_starts};
    const struct buf *const runs[] = {&l->runs_at.starts, &l->runs_at.group_starts};
    const struct lender    *lender = lender_of(l);
    int                     code   = 0;
    l->borrows = lender != NULL;
    if (!lender) {
        move_places(l);
        code = write_buffers(l, own, sizeof own / sizeof *own, err);
    }
    if (!code)
        code = write_buffers(l, runs, sizeof runs / sizeof *runs, err);
    if (code || !lender)
        return code;
    const uint64_t where[] = {lender->at - sizeof(struct postings_head), lender->bytes};
    return postings_out_write(l->out, where, sizeof where, err);
}

static int write_tables(struct list_out *l, struct err *err)
{
    const struct buf *const tables[] = {&l->last_docids, &l->at.starts, &l->at.group_starts, &l->impacts,
                                        &l->impacts_of_groups};
    int                     code     = 0;
    if (l->kind == POSTINGS_WEIGHED && l->blocks % POSTINGS_GROUP)
        code = note_impacts(l, &l->group_impacts, &l->impacts_of_groups, &l->list_impacts, err);
    if (!code && l->blocks > 1)
        code = write_buffers(l, tables, sizeof tables / sizeof *tables, err);
    if (code || l->kind != POSTINGS_WEIGHED)
        return code;
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
    if (code || (l->kind == POSTINGS_POSITIONS && l->blocks == 1))
        return code;
    return l->kind == POSTINGS_POSITIONS ? end_positions(l, err) : write_tables(l, err);
}

int list_out_lend(struct list_out *l, struct err *err)
{
    if (l->kind != POSTINGS_WEIGHED || l->df < LENDERS_LEAST)
        return 0;
    return lenders_add(&l->lenders, &(struct lender){l->print, l->list_at, l->out->at - l->list_at, l->counted}, err);
}
