/* The lists of a postings file. */
#include "postings/postings_codec.h"
#include "postings/postings_format.h"

static int damaged(const struct postings_list *list, struct err *err)
{
    return postings_corrupt(list->file, err, "a list of postings does not read");
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* Find the head at the end of the list's bytes; list->end becomes its begin. */
static bool find_head(struct postings_list *list)
{
    if (list->end - list->data < 2)
        return false;
    list->end -= 2;
    list->head_bytes = list->end[0] | (uint32_t)list->end[1] << 8;
    if (list->head_bytes > (uint64_t)(list->end - list->data))
        return false;
    list->end -= list->head_bytes;
    list->head = list->head_bytes ? list->end : NULL;
    return true;
}

/* Find the tables at the end of the list's bytes; list->end becomes the end of its blocks. */
static bool find_tables(struct postings_list *list)
{
    const bool     weighed = list->kind == POSTINGS_WEIGHED, many = list->blocks > 1;
    const uint64_t blocks = list->blocks, groups = list->groups;
    if (weighed && list->df > POSTINGS_HEAD_LEAST && !find_head(list))
        return false;
    const uint64_t whole = weighed ? !many && list->df < POSTINGS_FEW ? 2 : POSTINGS_IMPACT_BYTES : 0;
    const uint64_t each  = weighed ? POSTINGS_IMPACT_BYTES : 0;
    const uint64_t bytes = whole + (many ? blocks * (8 + each) + groups * (8 + each) : 0);
    if (bytes > (uint64_t)(list->end - list->data))
        return false;
    list->end -= bytes;
    const uint8_t *p = list->end;
    if (many) {
        list->last_docids  = p;
        list->starts       = list->last_docids + 4 * blocks;
        list->group_starts = list->starts + 4 * blocks;
        p                  = list->group_starts + 8 * groups;
    }
    if (many && weighed) {
        list->impacts       = p;
        list->group_impacts = list->impacts + blocks * POSTINGS_IMPACT_BYTES;
        p                   = list->group_impacts + groups * POSTINGS_IMPACT_BYTES;
    }
    if (weighed)
        list->list_impacts = p;
    return true;
}

int postings_list_place(struct postings_list *list, const struct postings_file *f, const struct postings_term *term,
                        struct err *err)
{
    const uint64_t size = f->head.section[SECTION_LISTS].size;
    *list               = (struct postings_list){.file = f, .kind = term->kind, .df = term->df};
    if (term->df == 0 || term->df > f->head.documents || term->at > size || term->bytes > size - term->at)
        return damaged(list, err);
    list->blocks = (term->df - 1) / POSTINGS_BLOCK + 1;
    list->groups = (list->blocks - 1) / POSTINGS_GROUP + 1;
    list->data   = f->part[SECTION_LISTS] + term->at;
    list->end    = list->data + term->bytes;
    if (term->df == 1) {
        list->only_docid = list->last_docid = term->only_docid;
        list->only_count                    = term->only_count;
        return term->only_docid == 0 || term->only_docid > f->head.documents ? damaged(list, err) : 0;
    }
    if (!find_tables(list))
        return damaged(list, err);
    if (list->blocks == 1)
        return 0;
    list->last_docid = load_u32(list->last_docids + 4 * (size_t)(list->blocks - 1));
    return list->last_docid < list->df || list->last_docid > f->head.documents ? damaged(list, err) : 0;
}

int postings_list_open(struct postings_list *list, const struct postings_file *f, const struct postings_term *term,
                       struct err *err)
{
    int code = postings_list_place(list, f, term, err);
    if (code || list->last_docid)
        return code;
    uint32_t docids[POSTINGS_BLOCK];
    int      count   = postings_block_docids(list, 0, docids, err);
    list->last_docid = count < 0 ? 0 : docids[count - 1];
    return count < 0 ? count : 0;
}

uint32_t postings_block_last(const struct postings_list *list, uint32_t block)
{
    return list->last_docids ? load_u32(list->last_docids + 4 * (size_t)block) : list->last_docid;
}

/* Galloping, then halving: what is near is found in a few steps. */
uint32_t postings_block_seek(const struct postings_list *list, uint32_t block, uint32_t docid)
{
    if (block >= list->blocks || docid > list->last_docid)
        return list->blocks;
    if (postings_block_last(list, block) >= docid)
        return block;
    uint32_t low = block, step = 1, high = block + 1; /* low is below; high is not, or not looked at */
    while (high < list->blocks && postings_block_last(list, high) < docid) {
        low = high;
        step *= 2;
        high = list->blocks - low > step ? low + step : list->blocks;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (postings_block_last(list, middle) < docid)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* ---- impacts --------------------------------------------------------------------------------- */

static int no_bound(struct postings_impact out[POSTINGS_IMPACTS])
{
    out[0]     = (struct postings_impact){UINT32_MAX, 0};
    out[1].wdf = 0;
    return 1;
}

static int read_impacts(const uint8_t *p, int pairs, struct postings_impact out[POSTINGS_IMPACTS])
{
    int n = 0;
    for (; n < pairs && p[2 * n]; n++)
        out[n] = (struct postings_impact){p[2 * n] == 255 ? UINT32_MAX : p[2 * n], postings_byte_length(p[2 * n + 1])};
    if (n == 0)
        return no_bound(out);
    if (n < POSTINGS_IMPACTS)
        out[n].wdf = 0;
    return n;
}

int postings_list_impacts(const struct postings_list *list, struct postings_impact out[POSTINGS_IMPACTS])
{
    if (list->kind != POSTINGS_WEIGHED)
        return no_bound(out);
    if (list->df == 1) {
        const uint16_t *lengths = postings_file_lengths(list->file);
        out[0]     = (struct postings_impact){list->only_count, postings_length(list->file, lengths, list->only_docid)};
        out[1].wdf = 0;
        return 1;
    }
    return read_impacts(list->list_impacts, list->df < POSTINGS_FEW ? 1 : POSTINGS_IMPACTS, out);
}

int postings_block_impacts(const struct postings_list *list, uint32_t block,
                           struct postings_impact out[POSTINGS_IMPACTS])
{
    if (!list->impacts)
        return postings_list_impacts(list, out);
    return read_impacts(list->impacts + (size_t)block * POSTINGS_IMPACT_BYTES, POSTINGS_IMPACTS, out);
}

int postings_group_impacts(const struct postings_list *list, uint32_t group,
                           struct postings_impact out[POSTINGS_IMPACTS])
{
    if (!list->group_impacts)
        return postings_list_impacts(list, out);
    return read_impacts(list->group_impacts + (size_t)group * POSTINGS_IMPACT_BYTES, POSTINGS_IMPACTS, out);
}

/* ---- blocks ---------------------------------------------------------------------------------- */

struct block {
    uint32_t       count;
    unsigned       docid_bits, count_bits;
    const uint8_t *docids, *counts, *positions;
};

/* All of docids and counts is within the list then. */
static bool find_block(const struct postings_list *list, uint32_t number, struct block *b)
{
    const uint8_t *p = list->data;
    if (number >= list->blocks)
        return false;
    if (list->starts) {
        uint64_t start = load_u64(list->group_starts + 8 * (size_t)(number / POSTINGS_GROUP));
        uint64_t most  = (uint64_t)(list->end - list->data);
        if (start > most || load_u32(list->starts + 4 * (size_t)number) > most - start)
            return false;
        p += start + load_u32(list->starts + 4 * (size_t)number);
    }
    const bool counted = list->kind != POSTINGS_PLAIN;
    if (list->end - p < 1 + counted)
        return false;
    b->count      = postings_block_count(list, number);
    b->docid_bits = p[0];
    b->count_bits = counted ? p[1] : 0;
    if (b->docid_bits > 32 || b->count_bits > 32)
        return false;
    b->docids    = p + 1 + counted;
    b->counts    = b->docids + codec_bytes(b->count, b->docid_bits);
    b->positions = b->counts + codec_bytes(b->count, b->count_bits);
    return codec_bytes(b->count, b->docid_bits) + codec_bytes(b->count, b->count_bits) <=
           (size_t)(list->end - b->docids);
}

/* Differences -> docids behind `base`, the largest of them to be `last`. They ascend then: below 25 bits
 * their sum cannot go round. */
static bool sum_full(uint32_t *docids, unsigned bits, uint32_t base, uint32_t last)
{
    codec_sum(docids, base);
    if (base >= last || docids[POSTINGS_BLOCK - 1] != last)
        return false;
    for (uint32_t i = 0, before = base; bits > 24 && i < POSTINGS_BLOCK; before = docids[i++])
        if (docids[i] <= before)
            return false;
    return true;
}

static bool sum_short(uint32_t *docids, uint32_t count, uint32_t base, uint32_t most)
{
    uint64_t docid = base;
    for (uint32_t i = 0; i < count; i++) {
        docid += (uint64_t)docids[i] + 1;
        docids[i] = (uint32_t)docid;
    }
    return docid <= most; /* 128 steps of 2^32 do not go round */
}

int postings_block_docids(const struct postings_list *list, uint32_t block, uint32_t *docids, struct err *err)
{
    if (list->df == 1) {
        docids[0] = list->only_docid;
        return 1;
    }
    struct block b;
    if (!find_block(list, block, &b))
        return damaged(list, err);
    const bool     many = list->last_docids;
    const uint32_t base = block ? load_u32(list->last_docids + 4 * (size_t)(block - 1)) : 0;
    const uint32_t last = many ? load_u32(list->last_docids + 4 * (size_t)block) : list->file->head.documents;
    if (last > list->file->head.documents)
        return damaged(list, err);
    codec_unpack(b.docids, docids, b.count, b.docid_bits);
    if (many && b.count == POSTINGS_BLOCK)
        return sum_full(docids, b.docid_bits, base, last) ? POSTINGS_BLOCK : damaged(list, err);
    if (!sum_short(docids, b.count, base, last) || (many && docids[b.count - 1] != last))
        return damaged(list, err);
    return (int)b.count;
}

/* Of `n` numbers, a multiple of 16, so that the loops become vector operations. */
static uint64_t sum_counts(const uint32_t *counts, uint32_t n, unsigned bits)
{
    uint64_t wide   = 0;
    uint32_t narrow = 0;
    if (bits <= 24)
        for (uint32_t i = 0; i < n; i++)
            narrow += counts[i];
    for (uint32_t i = 0; bits > 24 && i < n; i++)
        wide += counts[i];
    return wide + narrow;
}

int postings_block_counts(const struct postings_list *list, uint32_t block, uint32_t *counts, struct err *err)
{
    if (list->df == 1) {
        counts[0] = list->only_count;
        if (list->kind == POSTINGS_POSITIONS && counts[0] > (uint64_t)(list->end - list->data))
            return damaged(list, err);
        return 1;
    }
    struct block b;
    if (!find_block(list, block, &b))
        return damaged(list, err);
    if (list->kind == POSTINGS_PLAIN) {
        for (uint32_t i = 0; i < b.count; i++)
            counts[i] = 1;
        return (int)b.count;
    }
    const uint32_t n = (b.count + 15) / 16 * 16;
    codec_unpack(b.counts, counts, b.count, b.count_bits);
    for (uint32_t i = b.count; i < n; i++)
        counts[i] = 0;
    uint64_t more = 0; /* than one */
    if (list->kind == POSTINGS_POSITIONS)
        more = sum_counts(counts, n, b.count_bits);
    for (uint32_t i = 0; i < n; i++)
        counts[i]++;
    if (b.count_bits == 32)
        for (uint32_t i = 0; i < b.count; i++)
            if (counts[i] == 0)
                return damaged(list, err);
    /* all but the first positions take a byte at least: nobody is made to hold more of them than there can be */
    if (more > (uint64_t)(list->end - b.positions))
        return damaged(list, err);
    return (int)b.count;
}

int postings_list_head(const struct postings_list *list, uint32_t *docids, uint32_t *wdfs, struct err *err)
{
    const uint8_t *p = list->head;
    if (!p)
        return 0;
    if (list->head_bytes < 3 || p[0] >= POSTINGS_HEAD_MOST || p[1] > 32 || p[2] > 32)
        return damaged(list, err);
    const uint32_t count = p[0] + 1u, documents = list->file->head.documents;
    const size_t   bytes = codec_bytes(count, p[1]);
    if (3 + bytes + codec_bytes(count, p[2]) != list->head_bytes)
        return damaged(list, err);
    codec_unpack(p + 3, docids, count, p[1]);
    codec_unpack(p + 3 + bytes, wdfs, count, p[2]);
    for (uint32_t i = 0; i < count; i++)
        if (wdfs[i]++ == UINT32_MAX)
            return damaged(list, err);
    if (!sum_short(docids, count, 0, documents))
        return damaged(list, err);
    return (int)count;
}

/* ---- positions ------------------------------------------------------------------------------- */

const uint8_t *postings_skip_varints(const uint8_t *p, const uint8_t *end, uint64_t count)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    while (count >= 8 && end - p >= 8) { /* the last bytes of varints have no high bit */
        uint64_t ends = (~load_u64(p) & high) >> 7;
        count -= ends * UINT64_C(0x0101010101010101) >> 56;
        p += 8;
    }
    for (; count; p++) {
        if (p == end)
            return NULL;
        count -= *p < 0x80;
    }
    return p;
}

/* Bytes of the runs before the one of posting `i`; *p moves behind the table of sizes, if there is one. */
static bool skip_runs(const uint8_t **p, const uint8_t *end, uint32_t count, uint32_t i, uint64_t *skip)
{
    const size_t sizes = (count - 1) / POSTINGS_SUB;
    *skip              = 0;
    if (sizes == 0)
        return true;
    if (*p == end)
        return false;
    const uint8_t width = *(*p)++, *table = *p;
    if ((width != 1 && width != 2 && width != 4) || sizes * width > (size_t)(end - *p))
        return false;
    for (size_t run = 0; run < i / POSTINGS_SUB; run++)
        for (uint8_t k = 0; k < width; k++)
            *skip += (uint64_t)table[run * width + k] << 8 * k;
    *p += sizes * width;
    return true;
}

/* Where the positions of a block stand; false: damaged. */
static bool find_positions(const struct postings_list *list, uint32_t block, struct postings_run *run)
{
    struct block b;
    if (run->table && run->block == block)
        return true;
    run->table = NULL;
    if (!find_block(list, block, &b))
        return false;
    run->block = block;
    run->count = b.count;
    run->table = b.positions;
    return true;
}

bool postings_position_run(const struct postings_list *list, uint32_t block, uint32_t i, struct postings_run *run)
{
    uint64_t       number;
    const uint8_t *end = list->end;
    run->packed        = NULL;
    run->end           = end;
    run->number        = i / POSTINGS_SUB;
    run->next_i        = i - i % POSTINGS_SUB;
    if (list->df == 1) {
        const uint8_t *p = list->data;
        if (!load_varint(&p, end, &number) || number > UINT32_MAX)
            return false;
        run->block  = block;
        run->bits   = 0;
        run->base   = (uint32_t)number;
        run->packed = run->rest = run->next = p;
        return true;
    }
    if (!find_positions(list, block, run) || i >= run->count)
        return false;
    const uint8_t *p = run->table;
    if (!skip_runs(&p, end, run->count, i, &number) || number >= (uint64_t)(end - p))
        return false;
    p += number;
    const size_t count = run->count - run->next_i < POSTINGS_SUB ? run->count - run->next_i : POSTINGS_SUB;
    run->bits          = *p++;
    run->base          = 0;
    if (run->bits > 32 || codec_bytes(count, run->bits) > (size_t)(end - p))
        return false;
    run->packed = p;
    run->rest = run->next = p + codec_bytes(count, run->bits);
    return true;
}

/* Varints of a posting's positions but the first: *p moves behind them. */
static bool read_more(const uint8_t **p, const uint8_t *end, uint32_t first, uint32_t count, uint32_t *positions)
{
    const uint8_t *at   = *p;
    uint64_t       next = (uint64_t)first + 1, step; /* the lowest that may follow */
    uint32_t       k    = 1;
    for (; k < count && end - at >= 2 && at[0] < 0x80 && next <= UINT32_MAX - 0x80; k++) { /* most are short */
        positions[k] = (uint32_t)next + *at++;
        next         = (uint64_t)positions[k] + 1;
    }
    for (; k < count; k++) {
        if (!load_varint(&at, end, &step) || step > UINT32_MAX || next + step > UINT32_MAX)
            return false;
        positions[k] = (uint32_t)(next + step);
        next += step + 1;
    }
    *p = at;
    return true;
}

int postings_run_positions(const struct postings_list *list, uint32_t block, uint32_t i, const uint32_t *counts,
                           struct postings_run *run, uint32_t *positions, struct err *err)
{
    if (run->block != block || run->number != i / POSTINGS_SUB || !run->packed) {
        if (list->kind != POSTINGS_POSITIONS || block >= list->blocks || i >= postings_block_count(list, block))
            return err_set(err, ERR_INVALID, "a posting without positions was asked for them");
        if (!postings_position_run(list, block, i, run))
            return damaged(list, err);
    } else if (i < run->next_i) {
        run->next   = run->rest;
        run->next_i = i - i % POSTINGS_SUB;
    }
    positions[0]  = postings_first_position(run, i % POSTINGS_SUB);
    uint64_t skip = 0;
    for (uint32_t k = run->next_i; k < i; k++)
        skip += counts[k] - 1;
    if (skip && !(run->next = postings_skip_varints(run->next, run->end, skip))) {
        run->packed = NULL;
        return damaged(list, err);
    }
    run->next_i = i + 1;
    if (counts[i] > 1 && !read_more(&run->next, run->end, positions[0], counts[i], positions)) {
        run->packed = NULL;
        return damaged(list, err);
    }
    return 0;
}

int postings_block_positions(const struct postings_list *list, uint32_t block, uint32_t i, const uint32_t *counts,
                             uint32_t *positions, struct err *err)
{
    struct postings_run run = {.table = NULL};
    return postings_run_positions(list, block, i, counts, &run, positions, err);
}
