/* Weights of many postings of a list at once. */
#include "base/lanes.h"
#include "query/lookup_list.h"

/* What weights are made of, at hand. */
struct scale {
    const double *normals;
    double        factor;
};

/* As lookup_list_weight() does, of four postings in documents of these lengths; false: one is too long for that. */
static inline bool weigh_four(struct scale s, uint32_t a, uint32_t b, uint32_t c, uint32_t d, const uint32_t *counts,
                              double *weights)
{
    if ((a | b | c | d) >= LOOKUP_NORMALS)
        return false;
    /* an integer under the exponent of 2^52 is that much more as a double */
    const lanes exponent = lanes_all(0x43300000), count = lanes_load(counts);
    const reals low      = (reals)LANES_SHUFFLE(count, exponent, 0, 4, 1, 5) - 0x1p52;
    const reals high     = (reals)LANES_SHUFFLE(count, exponent, 2, 6, 3, 7) - 0x1p52;
    reals_store(weights, s.factor * (low / ((reals){s.normals[a], s.normals[b]} + low)));
    reals_store(weights + 2, s.factor * (high / ((reals){s.normals[c], s.normals[d]} + high)));
    return true;
}

/* Of `count` postings, of `room` that are there. */
static void weigh(const struct lookup_list *l, const uint32_t *docids, const uint32_t *counts, uint32_t count,
                  uint32_t room, double *weights)
{
    const struct scale    s = {l->shard->statistics->normals, l->factor};
    const uint16_t *const n = l->shard->lengths - 1;
    uint32_t              i = 0;
    for (const uint32_t *d = docids; i < count && i + 4 <= room; i += 4, d += 4)
        if (!weigh_four(s, n[d[0]], n[d[1]], n[d[2]], n[d[3]], counts + i, weights + i))
            break;
    for (; i < count; i++)
        weights[i] = lookup_list_weight(l, docids[i], counts[i]);
}

/* The same, the lengths being at hand. */
static void weigh_beside(const struct lookup_list *l, const uint32_t *lengths, const uint32_t *counts, uint32_t count,
                         uint32_t room, double *weights)
{
    const struct scale s = {l->shard->statistics->normals, l->factor};
    uint32_t           i = 0;
    for (const uint32_t *n = lengths; i < count && i + 4 <= room; i += 4, n += 4)
        if (!weigh_four(s, n[0], n[1], n[2], n[3], counts + i, weights + i))
            break;
    for (; i < count; i++)
        weights[i] = l->factor * lookup_quotient(l->shard, counts[i], lengths[i]);
}

void lookup_list_weights(struct lookup_list *l, uint32_t from, uint32_t end, double *weights)
{
    const uint32_t count = end - from, room = l->count - from;
    if (lookup_list_measure(l))
        weigh_beside(l, l->lengths + from, l->counts + from, count, room, weights + from);
    else
        weigh(l, l->docids + from, l->counts + from, count, room, weights + from);
}

void lookup_list_weigh_beside(const struct lookup_list *l, const uint32_t *lengths, const uint32_t *counts,
                              uint32_t count, double *weights)
{
    weigh_beside(l, lengths, counts, count, count, weights);
}

void lookup_list_weigh_all(const struct lookup_list *l, const uint32_t *docids, const uint32_t *counts, uint32_t count,
                           double *weights)
{
    weigh(l, docids, counts, count, count, weights);
}

uint32_t lookup_list_heavy(struct lookup_list *l, uint32_t from, uint32_t end, double least, double *weights,
                           uint8_t *heavy)
{
    uint32_t count = 0;
    lookup_list_weights(l, from, end, weights);
    for (uint32_t i = from; i < end; i++) { /* without a branch: it would go either way */
        heavy[count] = (uint8_t)i;
        count += weights[i] > least;
    }
    return count;
}

void lookup_list_add(struct lookup_list *l, const uint32_t *docids, uint32_t count, double *sums)
{
    uint32_t       there[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    uint8_t        found[POSTINGS_BLOCK];
    double         weights[POSTINGS_BLOCK];
    const uint32_t n = lookup_list_find(l, docids, count, found, counts);
    if (!n)
        return;
    for (uint32_t k = 0; k < n; k++)
        there[k] = docids[found[k]];
    lookup_list_weigh_all(l, there, counts, n, weights);
    for (uint32_t k = 0; k < n; k++)
        sums[found[k]] += weights[k];
}

uint32_t lookup_list_keep(struct lookup_list *l, uint32_t *docids, uint32_t count, double *sums)
{
    uint32_t       counts[POSTINGS_BLOCK];
    uint8_t        found[POSTINGS_BLOCK];
    double         weights[POSTINGS_BLOCK];
    const uint32_t n = lookup_list_find(l, docids, count, found, sums ? counts : NULL);
    for (uint32_t k = 0; k < n; k++)
        docids[k] = docids[found[k]];
    if (!sums)
        return n;
    lookup_list_weigh_all(l, docids, counts, n, weights);
    for (uint32_t k = 0; k < n; k++)
        sums[k] = sums[found[k]] + weights[k];
    return n;
}
