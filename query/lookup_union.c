/* The documents of any of several lists: noted in slices of documents, which are made where there are any. */
#include "query/lookup_union.h"

#include "query/lookup_list.h"

enum { SLICE = 4096 };

struct lookup_slice {
    uint64_t seen[SLICE / 64];
    uint32_t sums[]; /* of counts, where they are wanted */
};

int lookup_union_init(struct lookup_union *u, struct lookup_shard *s, bool counted)
{
    size_t count = s->documents / SLICE + 1;
    *u           = (struct lookup_union){s, arena_alloc(s->arena, count * sizeof *u->slices), count, counted, 0};
    if (!u->slices)
        return err_oom(s->err);
    memset(u->slices, 0, count * sizeof *u->slices);
    return 0;
}

static struct lookup_slice *slice_at(struct lookup_union *u, size_t i)
{
    size_t size = sizeof(struct lookup_slice) + (u->counted ? SLICE * sizeof(uint32_t) : 0);
    if (!u->slices[i] && (u->slices[i] = arena_alloc(u->shard->arena, size)))
        memset(u->slices[i], 0, size);
    return u->slices[i];
}

int lookup_union_add(struct lookup_union *u, const uint32_t *docids, const uint32_t *counts, uint32_t n)
{
    uint64_t added = 0;
    for (uint32_t i = 0; i < n;) {
        const uint32_t       number = docids[i] / SLICE;
        struct lookup_slice *slice  = slice_at(u, number);
        if (!slice)
            return err_oom(u->shard->err);
        for (; i < n && docids[i] / SLICE == number; i++) {
            uint32_t at   = docids[i] % SLICE;
            uint64_t word = slice->seen[at / 64], bit = 1ull << at % 64;
            added += !(word & bit);
            slice->seen[at / 64] = word | bit;
            if (u->counted)
                slice->sums[at] += counts[i];
        }
    }
    u->documents += added;
    return 0;
}

/* ---- lists ---------------------------------------------------------------------------------------- */

/* Bits of the documents from 64 * `word` on. */
static int add_word(struct lookup_union *u, uint32_t word, uint64_t bits)
{
    struct lookup_slice *slice = slice_at(u, word / (SLICE / 64));
    if (!slice)
        return err_oom(u->shard->err);
    uint64_t *seen = &slice->seen[word % (SLICE / 64)];
    u->documents += popcount64(bits & ~*seen);
    *seen |= bits;
    return 0;
}

static int add_bits(struct lookup_union *u, const struct postings_bits *b)
{
    const uint32_t first = b->base + 1, shift = first % 64, span = b->last - b->base;
    int            code  = 0;
    uint64_t       carry = 0;
    for (uint32_t w = 0; w * 64 < span && !code; w++) {
        uint64_t bits;
        memcpy(&bits, b->words + (size_t)w * 8, sizeof bits);
        if (span - w * 64 < 64)
            bits &= (1ull << (span - w * 64)) - 1;
        code  = add_word(u, first / 64 + w, bits << shift | carry);
        carry = shift ? bits >> (64 - shift) : 0;
    }
    return code || !carry ? code : add_word(u, b->last / 64, carry);
}

static int add_block(struct lookup_union *u, const struct postings_list *list, uint32_t number)
{
    uint32_t              docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    struct postings_block block;
    struct postings_bits  bits;
    int                   code = postings_block_open(list, number, &block, u->shard->err);
    if (!code && !u->counted && postings_block_bits(&block, &bits))
        return add_bits(u, &bits);
    if (!code)
        code = postings_block_docids(list, &block, docids, u->shard->err);
    if (!code && u->counted)
        code = postings_block_counts(list, &block, counts, u->shard->err);
    return code ? code : lookup_union_add(u, docids, counts, block.count);
}

int lookup_union_add_list(struct lookup_union *u, const struct postings_list *list)
{
    int code = 0;
    for (uint32_t block = 0; !code && block < list->blocks; block++)
        code = add_block(u, list, block);
    return code;
}

/* ---- terms that count as one ----------------------------------------------------------------------- */

static int add_term(struct lookup_union *u, const struct postings_term *term)
{
    struct postings_list list;
    int                  code = postings_list_place(&list, u->shard->file, term, u->shard->err);
    return code ? code : lookup_union_add_list(u, &list);
}

/* All documents in order, and what their counts add up to. */
static void take_all(const struct lookup_union *u, uint32_t *docids, uint32_t *counts)
{
    size_t count = 0;
    for (size_t i = 0; i < u->slice_count; i++)
        for (uint32_t w = 0; u->slices[i] && w < SLICE / 64; w++)
            for (uint64_t bits = u->slices[i]->seen[w]; bits; bits &= bits - 1) {
                uint32_t at     = w * 64 + (uint32_t)__builtin_ctzll(bits);
                docids[count]   = (uint32_t)i * SLICE + at;
                counts[count++] = u->counted ? u->slices[i]->sums[at] : 1;
            }
}

struct lookup_list *lookup_list_join(struct lookup_shard *s, const struct postings_term *terms, size_t count,
                                     double factor)
{
    struct lookup_union u;
    int                 code = lookup_union_init(&u, s, factor > 0);
    for (size_t i = 0; i < count && !code; i++)
        code = add_term(&u, &terms[i]);
    uint32_t *docids = arena_alloc(s->arena, (u.documents + 1) * sizeof *docids);
    uint32_t *counts = arena_alloc(s->arena, (u.documents + 1) * sizeof *counts);
    if (!code && (!docids || !counts))
        code = err_oom(s->err);
    if (code) {
        lookup_fail(s, code);
        return NULL;
    }
    take_all(&u, docids, counts);
    return lookup_list_of(s, docids, counts, u.documents, factor);
}
