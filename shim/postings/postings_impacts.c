#include "postings/postings_impacts.h"

struct pair {
    uint8_t wdf, length;
};

void impact_scale_init(struct impact_scale *scale, uint64_t length, uint32_t documents)
{
    scale->fixed      = POSTINGS_K1 * (1 - POSTINGS_B);
    scale->per_length = POSTINGS_K1 * POSTINGS_B / postings_average(length, documents);
}

static double weight(const struct impact_scale *scale, struct pair p)
{
    return impact_scale_weight(scale, p.wdf, postings_byte_length(p.length));
}

void impact_set_init(struct impact_set *set)
{
    for (int i = 0; i < 256; i++)
        set->shortest[i] = 256;
    set->top = 0;
}

void impact_set_clear(struct impact_set *set)
{
    for (unsigned w = 0; w <= set->top; w++)
        set->shortest[w] = 256;
    set->top = 0;
}

static struct pair covering(struct pair a, struct pair b)
{
    return (struct pair){a.wdf, b.length}; /* a has the larger wdf, b the shorter length */
}

static unsigned merge_least(const struct impact_scale *scale, struct pair *pair, unsigned count)
{
    unsigned best = 0;
    double   least = 2;
    for (unsigned i = 0; i + 1 < count; i++) {
        double a = weight(scale, pair[i]), b = weight(scale, pair[i + 1]);
        double loss = weight(scale, covering(pair[i], pair[i + 1])) - (a > b ? a : b);
        if (loss < least) {
            least = loss;
            best  = i;
        }
    }
    pair[best] = covering(pair[best], pair[best + 1]);
    memmove(pair + best + 1, pair + best + 2, (count - best - 2) * sizeof *pair);
    return count - 1;
}

void impact_set_take(struct impact_set *set, const struct impact_scale *scale, unsigned pairs, uint8_t *out,
                     struct impact_set *more)
{
    struct pair pair[256];
    unsigned    count = 0, shortest = 256;
    for (unsigned w = set->top; w > 0; w--) {
        if (set->shortest[w] < shortest) {
            shortest      = set->shortest[w];
            pair[count++] = (struct pair){(uint8_t)w, (uint8_t)shortest};
            if (more)
                impact_set_add(more, w, (uint8_t)shortest);
        }
    }
    impact_set_clear(set);
    while (count > pairs)
        count = merge_least(scale, pair, count);
    memset(out, 0, 2 * (size_t)pairs);
    for (unsigned i = 0; i < count; i++) {
        out[2 * i]     = pair[i].wdf;
        out[2 * i + 1] = pair[i].length;
    }
}
