/* Weights of many postings of a list at once. */
#include "base/lanes.h"
#include "query/lookup_list.h"

/* What weights are made of, at hand. */
struct scale {
    const uint16_t *lengths;
    const double   *normals;
    double          factor;
};

/* As lookup_list_weight() does, of four postings; false: one is in a document too long for that. */
static inline bool weigh_four(struct scale s, const uint32_t *docids, const uint32_t *counts, double *weights)
{
    const uint32_t a = s.lengths[docids[0] - 1], b = s.lengths[docids[1] - 1];
    const uint32_t c = s.lengths[docids[2] - 1], d = s.lengths[docids[3] - 1];
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

void lookup_list_weights(const struct lookup_list *l, uint32_t from, uint32_t end, double *weights)
{
    const struct scale s = {l->shard->lengths, l->shard->statistics->normals, l->factor};
    uint32_t           i = from;
    for (; i < end && i + 4 <= l->count && weigh_four(s, l->docids + i, l->counts + i, weights + i); i += 4)
        ;
    for (; i < end; i++)
        weights[i] = lookup_list_weight(l, i);
}

uint32_t lookup_list_heavy(const struct lookup_list *l, uint32_t from, uint32_t end, double least, double *weights,
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
