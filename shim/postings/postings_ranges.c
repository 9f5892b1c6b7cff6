#include "postings/postings_ranges.h"

#include <stdlib.h>

/* A word once in a document of usual length weighs 0.5, twice 0.67: there they lie close together. */
const uint8_t postings_range_hundredths[POSTINGS_RANGE_NUMBERS] = {0,  30, 36, 41, 46, 50, 54, 58,
                                                                   62, 66, 70, 74, 78, 83, 89, 100};

int range_set_init(struct range_set *set, uint32_t documents, struct err *err)
{
    set->count   = 0;
    set->bytes   = ranges_bytes(documents);
    set->numbers = NULL;
    if (documents <= POSTINGS_RANGES_LEAST)
        return 0;
    set->numbers = calloc(set->bytes, 1);
    return set->numbers ? 0 : err_oom(err);
}

void range_set_release(struct range_set *set)
{
    free(set->numbers);
    set->numbers = NULL;
}

static unsigned number_of(double weight)
{
    unsigned number = 0;
    while (number + 1 < POSTINGS_RANGE_NUMBERS && weight * 100 > postings_range_hundredths[number])
        number++;
    return number;
}

void range_set_add(struct range_set *set, double weight, uint32_t docid)
{
    if (!set->numbers)
        return;
    const uint32_t range = (docid - 1) / POSTINGS_RANGE, at = range / 2, shift = range % 2 * 4;
    const unsigned number = number_of(weight), both = set->numbers[at];
    if (number > (both >> shift & 15))
        set->numbers[at] = (uint8_t)((both & 0xf0u >> shift) | number << shift);
    if (set->count < RANGES_TOUCHED)
        set->touched[set->count] = at;
    set->count++;
}

void range_set_clear(struct range_set *set)
{
    if (set->count > RANGES_TOUCHED)
        memset(set->numbers, 0, set->bytes);
    else
        for (uint32_t i = 0; i < set->count; i++)
            set->numbers[set->touched[i]] = 0;
    set->count = 0;
}
