/* Which of many documents a list has, block by block. Whether a document is there is no branch: it would go either
 * way. */
#include "base/wide.h"
#include "query/lookup_list.h"

/* What was found so far. */
struct findings {
    const uint32_t      *docids;
    uint32_t             count, n;
    uint8_t             *found;
    uint32_t            *counts; /* NULL: not wanted */
    struct lookup_place *places; /* the same */
};

/* ---- in a block that is decoded ---------------------------------------------------------------- */

/* On the way through a block: the next document, how many were found, where in the block. */
struct stand {
    uint32_t i, n, at;
};

#if WIDE
WIDE_CODE static inline uint32_t rest_wide(const uint32_t *docids, uint32_t at, uint32_t docid)
{
    const __m256i step = _mm256_loadu_si256((const void *)(docids + at));
    const __m256i most = _mm256_max_epu32(step, _mm256_set1_epi32((int)docid)); /* itself, where it is not below */
    return at + (unsigned)__builtin_ctz((unsigned)_mm256_movemask_ps((__m256)_mm256_cmpeq_epi32(step, most)));
}
#else
#define rest_wide lookup_docids_rest
#endif

static inline __attribute__((always_inline)) struct stand match(const struct lookup_list *l, const struct findings *f,
                                                                struct stand s, uint8_t *indexes, bool wide)
{
    const uint32_t last = l->docids[l->count - 1];
    for (uint32_t step = s.at; s.i < f->count && f->docids[s.i] <= last; s.i++) {
        const uint32_t docid = f->docids[s.i];
        step                 = lookup_docids_step(l->docids, step, docid);
        s.at                 = (wide ? rest_wide : lookup_docids_rest)(l->docids, step, docid);
        indexes[s.n]         = (uint8_t)s.at;
        f->found[s.n]        = (uint8_t)s.i;
        s.n += l->docids[s.at] == docid;
    }
    return s;
}

static struct stand match_narrow(const struct lookup_list *l, const struct findings *f, struct stand s,
                                 uint8_t *indexes)
{
    return match(l, f, s, indexes, false);
}

WIDE_CODE static struct stand match_wide(const struct lookup_list *l, const struct findings *f, struct stand s,
                                         uint8_t *indexes)
{
    return match(l, f, s, indexes, true);
}

/* From document `i` on, as far as the block at hand reaches; returns where it ends. */
static uint32_t find_decoded(struct lookup_list *l, struct findings *f, uint32_t i)
{
    uint8_t            indexes[POSTINGS_BLOCK];
    const struct stand from = {i, f->n, l->at};
    const struct stand s    = (l->shard->wide ? match_wide : match_narrow)(l, f, from, indexes);
    l->at                   = s.at;
    l->docid                = l->docids[s.at];
    if (f->counts && s.n > f->n && !lookup_list_count(l, l->block))
        return f->count;
    for (uint32_t k = f->n; f->counts && k < s.n; k++)
        f->counts[k] = l->counts[indexes[k]];
    for (uint32_t k = f->n; f->places && k < s.n; k++)
        f->places[k] = (struct lookup_place){l->block, indexes[k]};
    f->n = s.n;
    return s.i;
}

/* ---- in one as bits ---------------------------------------------------------------------------- */

enum { FEW = 5 }; /* counts that are read one by one */

static inline __attribute__((always_inline)) uint32_t find_by_bits(const struct lookup_list *l, struct findings *f,
                                                                   uint32_t i, uint32_t (*count)(uint64_t))
{
    uint32_t n = f->n, counts[POSTINGS_BLOCK];
    for (; i < f->count && f->docids[i] <= l->bits.last; i++) {
        f->found[n] = (uint8_t)i;
        n += postings_bits_has(&l->bits, f->docids[i]);
    }
    const bool many = f->counts && n - f->n > FEW;
    if (many)
        postings_bits_counts(&l->bits, counts);
    for (uint32_t k = f->n; (f->counts || f->places) && k < n; k++) {
        const uint32_t index = postings_bits_index_by(&l->bits, f->docids[f->found[k]], count);
        if (f->counts)
            f->counts[k] = many ? counts[index] : postings_bits_count(&l->bits, index);
        if (f->places)
            f->places[k] = (struct lookup_place){l->bits_block, index};
    }
    f->n = n;
    return i;
}

static uint32_t find_by_bits_narrow(const struct lookup_list *l, struct findings *f, uint32_t i)
{
    return find_by_bits(l, f, i, popcount64);
}

WIDE_CODE static uint32_t find_by_bits_wide(const struct lookup_list *l, struct findings *f, uint32_t i)
{
    return find_by_bits(l, f, i, wide_popcount);
}

/* ---- in any ------------------------------------------------------------------------------------ */

static uint32_t find_all(struct lookup_list *l, struct findings f)
{
    for (uint32_t i = 0; i < f.count;) {
        if (!lookup_list_decoded(l, f.docids[i]) &&
            (lookup_list_in_bits(l, f.docids[i]) ||
             lookup_list_enter_bits(l, f.docids[i], f.docids + i + 1, f.count - i - 1)))
            i = (l->shard->wide ? find_by_bits_wide : find_by_bits_narrow)(l, &f, i);
        else if (lookup_list_seek(l, f.docids[i]) != LOOKUP_END)
            i = find_decoded(l, &f, i);
        else
            break;
    }
    return f.n;
}

uint32_t lookup_list_find(struct lookup_list *l, const uint32_t *docids, uint32_t count, uint8_t *found,
                          uint32_t *counts)
{
    return find_all(l, (struct findings){docids, count, 0, found, counts, NULL});
}

uint32_t lookup_list_locate(struct lookup_list *l, const uint32_t *docids, uint32_t count, uint8_t *found,
                            struct lookup_place *places)
{
    return find_all(l, (struct findings){docids, count, 0, found, NULL, places});
}
