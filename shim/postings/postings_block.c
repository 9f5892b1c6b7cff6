/* The blocks of a list of a postings file, and its head, which is one. */
#include "postings/postings_bits.h"
#include "postings/postings_codec.h"
#include "postings/postings_format.h"
#include "postings/postings_lengths.h"

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
        start += load_u16(list->starts + 2 * (size_t)number);
    }
    return start < most ? list->data + start : NULL;
}

/* Where counts and positions of a block begin, of a list of several; NULL: outside. */
static inline const uint8_t *runs_begin(const struct postings_list *list, uint32_t number)
{
    const uint64_t most  = (uint64_t)(list->runs_end - list->runs);
    const uint64_t group = load_u64(list->run_group_starts + 8 * (size_t)(number / POSTINGS_GROUP));
    const uint64_t start = group + load_u32(list->run_starts + 4 * (size_t)number);
    return group <= most && start < most ? list->runs + start : NULL;
}

/* All of docids and of the counts behind them is within the list then, and base < last <= documents. */
static bool find_block(const struct postings_list *list, uint32_t number, struct postings_block *b)
{
    const uint8_t *p = block_begin(list, number);
    b->number        = number;
    b->base          = 0;
    b->last          = list->file->head.documents;
    if (list->starts && p) {
        b->last = load_u32(list->last_docids + 4 * (size_t)number);
        if (number)
            b->base = load_u32(list->last_docids + 4 * (size_t)(number - 1));
    }
    if (!p || list->end - p < (ptrdiff_t)list->front || b->base >= b->last || b->last > list->file->head.documents)
        return false;
    const bool behind = list->kind == POSTINGS_WEIGHED && list->counted;
    b->count          = postings_block_count(list, number);
    b->docid_bits     = p[0];
    b->count_bits     = behind ? p[1] : 0;
    if (b->count_bits > 32 || b->docid_bits > (list->starts && b->count == POSTINGS_BLOCK ? POSTINGS_AS_BITS : 32))
        return false;
    b->docids  = p + list->front;
    b->counts  = b->docids + docid_bytes(b);
    b->behind  = b->counts + codec_bytes(b->count, b->count_bits);
    b->lengths = NULL;
    if (list->file->beside && lengths_belong(list->kind, b->count, b->docid_bits == POSTINGS_AS_BITS))
        b->lengths = b->behind;
    __builtin_prefetch(list->run_starts ? runs_begin(list, number) : b->behind); /* what is read after this one */
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
        return find_block(list, number, out) ? 0 : postings_list_damaged(list, err);
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
        return bits_unpack(b->docids, docids, b->base, b->last, list->file->wide)
                   ? 0
                   : postings_list_damaged(list, err);
    const bool many = list->last_docids, full = many && b->count == POSTINGS_BLOCK;
    codec_unpack(b->docids, docids, b->count, b->docid_bits);
    if (full ? !sum_full(docids, b->docid_bits, b->base, b->last)
             : !sum_short(docids, b->count, b->base, b->last) || (many && docids[b->count - 1] != b->last))
        return postings_list_damaged(list, err);
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

static inline void add_one(uint32_t *counts, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        counts[i]++;
}

uint32_t postings_bits_count(const struct postings_bits *b, uint32_t i)
{
    return codec_one(b->counts, i, b->count_bits) + 1;
}

void postings_bits_counts(const struct postings_bits *b, uint32_t *counts)
{
    codec_unpack(b->counts, counts, POSTINGS_BLOCK, b->count_bits);
    add_one(counts, POSTINGS_BLOCK);
}

/* All but the first positions take a byte at least: nobody is made to hold more of them than there can be. */
static bool counts_fit(const struct postings_list *list, const struct postings_block *b, const uint32_t *counts)
{
    const uint64_t room = (uint64_t)(list->runs_end - (list->runs ? list->runs : b->behind));
    uint64_t       more = 0;
    if ((uint64_t)b->count << b->count_bits <= room) /* nearly always */
        return true;
    for (uint32_t i = 0; i < b->count; i++)
        more += counts[i] - 1;
    return more <= room;
}

/* Find the counts of a block of POSITIONS; returns what is behind them. NULL: damaged. */
static const uint8_t *find_counts(const struct postings_list *list, struct postings_block *b)
{
    const uint8_t *p = list->run_starts ? runs_begin(list, b->number) : list->runs ? list->runs : b->behind;
    if (!p || !list->counted)
        return p;
    if (list->runs_end - p < 1 || *p > 32)
        return NULL;
    b->count_bits = *p++;
    b->counts     = p;
    return codec_bytes(b->count, b->count_bits) > (size_t)(list->runs_end - p)
               ? NULL
               : p + codec_bytes(b->count, b->count_bits);
}

/* Counts whose place is known. */
static int decode_counts(const struct postings_list *list, const struct postings_block *b, uint32_t *counts,
                         struct err *err)
{
    if (!list->counted) {
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
            return postings_list_damaged(list, err);
    return 0;
}

int postings_block_counts(const struct postings_list *list, const struct postings_block *b, uint32_t *counts,
                          struct err *err)
{
    if (list->df == 1) {
        counts[0] = list->only_count;
        if (list->kind == POSTINGS_POSITIONS && counts[0] > (uint64_t)(list->runs_end - list->runs))
            return postings_list_damaged(list, err);
        return 0;
    }
    if (list->kind != POSTINGS_POSITIONS)
        return decode_counts(list, b, counts, err);
    struct postings_block at = *b;
    if (!find_counts(list, &at))
        return postings_list_damaged(list, err);
    int code = decode_counts(list, &at, counts, err);
    return code || counts_fit(list, &at, counts) ? code : postings_list_damaged(list, err);
}

int postings_block_lengths(const struct postings_list *list, const struct postings_block *b, const uint32_t *docids,
                           uint32_t *lengths, struct err *err)
{
    if (!b->lengths)
        return 0;
    return lengths_unpack(list->file, b->lengths, list->end, docids, lengths, b->count)
               ? 1
               : postings_list_damaged(list, err);
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
    if (list->file->beside)
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
        return postings_list_damaged(list, err);
    const uint32_t count = p[0] + 1u, documents = list->file->head.documents;
    const size_t   bytes = codec_bytes(count, p[1]), both = 3 + bytes + codec_bytes(count, p[2]);
    if (both > list->head_bytes)
        return postings_list_damaged(list, err);
    codec_unpack(p + 3, docids, count, p[1]);
    codec_unpack(p + 3 + bytes, wdfs, count, p[2]);
    for (uint32_t i = 0; i < count; i++)
        if (wdfs[i]++ == UINT32_MAX)
            return postings_list_damaged(list, err);
    if (!sum_short(docids, count, 0, documents) || !head_lengths(list, p + both, docids, count, lengths))
        return postings_list_damaged(list, err);
    return (int)count;
}

const uint8_t *postings_block_runs(const struct postings_list *list, uint32_t block, uint32_t *count)
{
    struct postings_block b = {.number = block, .count = postings_block_count(list, block)};
    *count                  = b.count;
    return list->runs || find_block(list, block, &b) ? find_counts(list, &b) : NULL;
}
