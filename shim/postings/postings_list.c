/* The lists of a postings file. */
#include "postings/postings_bits.h"
#include "postings/postings_codec.h"
#include "postings/postings_format.h"
#include "postings/postings_lengths.h"

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
    list->head_bytes = load_u16(list->end);
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
    if (list->blocks == 1) {
        list->last_docid = f->head.documents;
        return 0;
    }
    list->last_docid = load_u32(list->last_docids + 4 * (size_t)(list->blocks - 1));
    return list->last_docid < list->df || list->last_docid > f->head.documents ? damaged(list, err) : 0;
}

int postings_list_open(struct postings_list *list, const struct postings_file *f, const struct postings_term *term,
                       struct err *err)
{
    int code = postings_list_place(list, f, term, err);
    if (code || list->blocks > 1 || list->df == 1)
        return code;
    uint32_t docids[POSTINGS_BLOCK];
    int      count   = postings_block_read(list, 0, docids, NULL, err);
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

static size_t docid_bytes(const struct postings_block *b)
{
    return b->docid_bits == POSTINGS_AS_BITS ? bits_bytes(b->last - b->base) : codec_bytes(b->count, b->docid_bits);
}

/* Where a block begins, a byte of it at least before list->end; NULL: damaged. */
static const uint8_t *block_begin(const struct postings_list *list, uint32_t number)
{
    const uint64_t most  = (uint64_t)(list->end - list->data);
    uint64_t       start = 0;
    if (number >= list->blocks)
        return NULL;
    if (list->starts) {
        start = load_u64(list->group_starts + 8 * (size_t)(number / POSTINGS_GROUP));
        if (start > most)
            return NULL;
        start += load_u32(list->starts + 4 * (size_t)number);
    }
    return start < most ? list->data + start : NULL;
}

/* All of docids and counts is within the list then, and base < last <= documents. */
static bool find_block(const struct postings_list *list, uint32_t number, struct postings_block *b)
{
    const uint8_t *p = block_begin(list, number);
    b->base          = 0;
    b->last          = list->file->head.documents;
    if (list->starts && p) {
        b->last = load_u32(list->last_docids + 4 * (size_t)number);
        if (number)
            b->base = load_u32(list->last_docids + 4 * (size_t)(number - 1));
    }
    const bool counted = list->kind != POSTINGS_PLAIN;
    if (!p || list->end - p < 1 + counted || b->base >= b->last || b->last > list->file->head.documents)
        return false;
    b->count      = postings_block_count(list, number);
    b->docid_bits = p[0];
    b->count_bits = counted ? p[1] : 0;
    if (b->count_bits > 32 || b->docid_bits > (list->starts && b->count == POSTINGS_BLOCK ? POSTINGS_AS_BITS : 32))
        return false;
    b->docids    = p + 1 + counted;
    b->counts    = b->docids + docid_bytes(b);
    b->positions = b->counts + codec_bytes(b->count, b->count_bits);
    b->lengths   = NULL;
    if (list->file->head.lengths_beside && lengths_belong(list->kind, b->count, b->docid_bits == POSTINGS_AS_BITS))
        b->lengths = b->positions;
    __builtin_prefetch(b->positions); /* or the next block: what is read after this one */
    return docid_bytes(b) + codec_bytes(b->count, b->count_bits) <= (size_t)(list->end - b->docids);
}

void postings_block_fetch(const struct postings_list *list, uint32_t number)
{
    const uint8_t *p = list->df > 1 ? block_begin(list, number) : NULL;
    if (!p)
        return;
    __builtin_prefetch(p);
    __builtin_prefetch(p + 64);
}

int postings_block_open(const struct postings_list *list, uint32_t number, struct postings_block *out, struct err *err)
{
    if (list->df > 1)
        return find_block(list, number, out) ? 0 : damaged(list, err);
    *out = (struct postings_block){.count = 1, .last = list->only_docid};
    return 0;
}

/* Differences -> docids behind `base`, the largest of them to be `last`. They ascend then: below 25 bits
 * their sum cannot go round. */
static bool sum_full(uint32_t *docids, unsigned bits, uint32_t base, uint32_t last)
{
    codec_sum(docids, base);
    if (docids[POSTINGS_BLOCK - 1] != last)
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

int postings_block_docids(const struct postings_list *list, const struct postings_block *b, uint32_t *docids,
                          struct err *err)
{
    if (list->df == 1) {
        docids[0] = list->only_docid;
        return 0;
    }
    if (b->docid_bits == POSTINGS_AS_BITS)
        return bits_unpack(b->docids, docids, b->base, b->last, list->file->wide) ? 0 : damaged(list, err);
    const bool many = list->last_docids, full = many && b->count == POSTINGS_BLOCK;
    codec_unpack(b->docids, docids, b->count, b->docid_bits);
    if (full ? !sum_full(docids, b->docid_bits, b->base, b->last)
             : !sum_short(docids, b->count, b->base, b->last) || (many && docids[b->count - 1] != b->last))
        return damaged(list, err);
    return 0;
}

bool postings_block_bits(const struct postings_block *b, struct postings_bits *out)
{
    if (b->docid_bits != POSTINGS_AS_BITS)
        return false;
    const uint8_t *ranks = b->docids + bits_words(b->last - b->base) * 8;
    *out                 = (struct postings_bits){b->base, b->last, b->docids, ranks, b->counts, b->count_bits};
    return true;
}

uint32_t postings_bits_count(const struct postings_bits *b, uint32_t i)
{
    return codec_one(b->counts, i, b->count_bits) + 1;
}

/* All but the first positions take a byte at least: nobody is made to hold more of them than there can be. */
static bool counts_fit(const struct postings_block *b, const uint32_t *counts, const uint8_t *end)
{
    const uint64_t room = (uint64_t)(end - b->positions);
    uint64_t       more = 0;
    if ((uint64_t)b->count << b->count_bits <= room) /* nearly always */
        return true;
    for (uint32_t i = 0; i < b->count; i++)
        more += counts[i] - 1;
    return more <= room;
}

static inline void add_one(uint32_t *counts, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        counts[i]++;
}

int postings_block_counts(const struct postings_list *list, const struct postings_block *b, uint32_t *counts,
                          struct err *err)
{
    if (list->df == 1) {
        counts[0] = list->only_count;
        if (list->kind == POSTINGS_POSITIONS && counts[0] > (uint64_t)(list->end - list->data))
            return damaged(list, err);
        return 0;
    }
    if (list->kind == POSTINGS_PLAIN) {
        for (uint32_t i = 0; i < b->count; i++)
            counts[i] = 1;
        return 0;
    }
    codec_unpack(b->counts, counts, b->count, b->count_bits);
    if (b->count == POSTINGS_BLOCK)
        add_one(counts, POSTINGS_BLOCK); /* in vectors, the number being known */
    else
        add_one(counts, b->count);
    for (uint32_t i = 0; b->count_bits == 32 && i < b->count; i++)
        if (counts[i] == 0)
            return damaged(list, err);
    return list->kind == POSTINGS_POSITIONS && !counts_fit(b, counts, list->end) ? damaged(list, err) : 0;
}

int postings_block_lengths(const struct postings_list *list, const struct postings_block *b, const uint32_t *docids,
                           uint32_t *lengths, struct err *err)
{
    if (!b->lengths)
        return 0;
    return lengths_unpack(list->file, b->lengths, list->end, docids, lengths, b->count) ? 1 : damaged(list, err);
}

int postings_block_read(const struct postings_list *list, uint32_t number, uint32_t *docids, uint32_t *counts,
                        struct err *err)
{
    struct postings_block b;
    int                   code = postings_block_open(list, number, &b, err);
    if (!code)
        code = postings_block_docids(list, &b, docids, err);
    if (!code && counts)
        code = postings_block_counts(list, &b, counts, err);
    return code ? code : (int)b.count;
}

/* The lengths of the documents of a head, which stand from `p` on, or in the table. */
static bool head_lengths(const struct postings_list *list, const uint8_t *p, const uint32_t *docids, uint32_t count,
                         uint32_t *lengths)
{
    const uint8_t *end = list->head + list->head_bytes;
    if (list->file->head.lengths_beside)
        p = lengths_unpack(list->file, p, end, docids, lengths, count);
    else
        lengths_look_up(list->file, docids, lengths, count);
    return p == end;
}

int postings_list_head(const struct postings_list *list, uint32_t *docids, uint32_t *wdfs, uint32_t *lengths,
                       struct err *err)
{
    const uint8_t *p = list->head;
    if (!p)
        return 0;
    if (list->head_bytes < 3 || p[1] > 32 || p[2] > 32)
        return damaged(list, err);
    const uint32_t count = p[0] + 1u, documents = list->file->head.documents;
    const size_t   bytes = codec_bytes(count, p[1]), both = 3 + bytes + codec_bytes(count, p[2]);
    if (both > list->head_bytes)
        return damaged(list, err);
    codec_unpack(p + 3, docids, count, p[1]);
    codec_unpack(p + 3 + bytes, wdfs, count, p[2]);
    for (uint32_t i = 0; i < count; i++)
        if (wdfs[i]++ == UINT32_MAX)
            return damaged(list, err);
    if (!sum_short(docids, count, 0, documents) || !head_lengths(list, p + both, docids, count, lengths))
        return damaged(list, err);
    return (int)count;
}

const uint8_t *postings_block_runs(const struct postings_list *list, uint32_t block, uint32_t *count)
{
    struct postings_block b;
    if (!find_block(list, block, &b))
        return NULL;
    *count = b.count;
    return b.positions;
}
