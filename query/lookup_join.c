/* Terms that count as one, put together to one list: their postings are added up, term by term, in slices of
 * documents that are made where there are any. */
#include "query/lookup_list.h"

enum { SLICE = 4096 };

struct slice {
    uint64_t seen[SLICE / 64];
    uint32_t sums[]; /* of counts, where the list is to weigh */
};

struct join {
    struct lookup_shard *shard;
    struct slice       **slices;
    size_t               slice_count;
    bool                 weighs;
};

static struct slice *slice_at(struct join *j, size_t i)
{
    size_t size = sizeof(struct slice) + (j->weighs ? SLICE * sizeof(uint32_t) : 0);
    if (!j->slices[i] && (j->slices[i] = arena_alloc(j->shard->arena, size)))
        memset(j->slices[i], 0, size);
    return j->slices[i];
}

/* counts: NULL: it does not weigh. */
static int add_postings(struct join *j, const uint32_t *docids, const uint32_t *counts, uint32_t n)
{
    for (uint32_t i = 0; i < n;) {
        const uint32_t number = docids[i] / SLICE;
        struct slice  *slice  = slice_at(j, number);
        if (!slice)
            return err_oom(j->shard->err);
        for (; i < n && docids[i] / SLICE == number; i++) {
            uint32_t at = docids[i] % SLICE;
            slice->seen[at / 64] |= 1ull << at % 64;
            if (counts)
                slice->sums[at] += counts[i];
        }
    }
    return 0;
}

static int add_block(struct join *j, const struct postings_list *list, uint32_t block)
{
    uint32_t docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    int      n    = postings_block_docids(list, block, docids, j->shard->err);
    int      code = n < 0 || !j->weighs ? n : postings_block_counts(list, block, counts, j->shard->err);
    return code < 0 ? code : add_postings(j, docids, j->weighs ? counts : NULL, (uint32_t)n);
}

static int add_term(struct join *j, const struct postings_term *term)
{
    struct postings_list list;
    int                  code = postings_list_open(&list, j->shard->file, term, j->shard->err);
    for (uint32_t block = 0; block < list.blocks && !code; block++)
        code = add_block(j, &list, block);
    return code;
}

/* The documents seen, in order, and what their counts add up to. Returns how many. */
static size_t take_all(const struct join *j, uint32_t *docids, uint32_t *counts)
{
    size_t count = 0;
    for (size_t i = 0; i < j->slice_count; i++)
        for (uint32_t w = 0; j->slices[i] && w < SLICE / 64; w++)
            for (uint64_t bits = j->slices[i]->seen[w]; bits; bits &= bits - 1) {
                uint32_t at     = w * 64 + (uint32_t)__builtin_ctzll(bits);
                docids[count]   = (uint32_t)i * SLICE + at;
                counts[count++] = j->weighs ? j->slices[i]->sums[at] : 1;
            }
    return count;
}

struct lookup_list *lookup_list_join(struct lookup_shard *s, const struct postings_term *terms, size_t count,
                                     double factor)
{
    struct join j    = {.shard = s, .slice_count = s->documents / SLICE + 1, .weighs = factor > 0};
    uint64_t    room = 0;
    for (size_t i = 0; i < count; i++)
        room += terms[i].df;
    room             = room > s->documents ? s->documents : room;
    uint32_t *docids = arena_alloc(s->arena, (room + 1) * sizeof *docids);
    uint32_t *counts = arena_alloc(s->arena, (room + 1) * sizeof *counts);
    j.slices         = arena_alloc(s->arena, j.slice_count * sizeof(struct slice *));
    if (!docids || !counts || !j.slices) {
        lookup_fail(s, err_oom(s->err));
        return NULL;
    }
    memset(j.slices, 0, j.slice_count * sizeof(struct slice *));
    for (size_t i = 0; i < count && !s->code; i++)
        s->code = add_term(&j, &terms[i]);
    return s->code ? NULL : lookup_list_of(s, docids, counts, take_all(&j, docids, counts), factor);
}
