/* word_place: do words stand next to each other? Over the positions that each has in one document. */
#ifndef PRESSMARK_QUERY_WORD_PLACE_H
#define PRESSMARK_QUERY_WORD_PLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The positions of one word, ascending. */
struct word_places {
    const uint32_t *at;
    uint32_t        count;
};

/* Is there a position p such that word i stands at p + i? */
bool word_places_phrase(const struct word_places *words, size_t count);

/* Are there different positions, one of each word, all within `window` of them? At most WORD_PLACES_MAX words. */
enum { WORD_PLACES_MAX = 64 };
bool word_places_near(const struct word_places *words, size_t count, uint32_t window);

#endif
