#include "postings/postings_champions.h"

#include <stdlib.h>

void champion_set_init(struct champion_set *set, const struct impact_scale *scale)
{
    set->scale = scale;
    impact_set_init(&set->others);
}

void champion_set_clear(struct champion_set *set)
{
    set->count = 0;
    set->least = 0;
    impact_set_clear(&set->others);
}

static int by_weight(const void *left, const void *right)
{
    const struct champion *a = left, *b = right;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->docid < b->docid ? -1 : 1;
}

static int by_docid(const void *left, const void *right)
{
    const struct champion *a = left, *b = right;
    return a->docid < b->docid ? -1 : 1;
}

void champion_set_shrink(struct champion_set *set)
{
    qsort(set->kept, set->count, sizeof *set->kept, by_weight);
    for (unsigned i = POSTINGS_CHAMPIONS; i < set->count; i++)
        impact_set_add(&set->others, set->kept[i].wdf, set->kept[i].length);
    set->count = POSTINGS_CHAMPIONS;
    set->least = set->kept[POSTINGS_CHAMPIONS - 1].weight;
}

void champion_set_take(struct champion_set *set, uint32_t docids[POSTINGS_CHAMPIONS],
                       uint32_t wdfs[POSTINGS_CHAMPIONS], uint8_t others[POSTINGS_IMPACT_BYTES])
{
    champion_set_shrink(set);
    qsort(set->kept, set->count, sizeof *set->kept, by_docid);
    for (unsigned i = 0; i < POSTINGS_CHAMPIONS; i++) {
        docids[i] = set->kept[i].docid;
        wdfs[i]   = set->kept[i].wdf;
    }
    impact_set_take(&set->others, set->scale, POSTINGS_IMPACTS, others, NULL);
    champion_set_clear(set);
}
