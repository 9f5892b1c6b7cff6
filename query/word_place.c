#include "query/word_place.h"

/* The first of the positions that is not before `from`. */
static uint32_t first_from(const struct word_places *w, uint32_t from)
{
    uint32_t low = 0, high = w->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (w->at[middle] < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool stands_at(const struct word_places *w, uint64_t position)
{
    uint32_t i = position <= UINT32_MAX ? first_from(w, (uint32_t)position) : w->count;
    return i < w->count && w->at[i] == position;
}

bool word_places_phrase(const struct word_places *words, size_t count)
{
    for (uint32_t i = 0; count && i < words[0].count; i++) {
        size_t matched = 1;
        while (matched < count && stands_at(&words[matched], (uint64_t)words[0].at[i] + matched))
            matched++;
        if (matched == count)
            return true;
    }
    return false;
}

/* Words and the positions from `begin` to `last` that were given to them, which is a matching in a bipartite graph,
 * found by augmenting paths. */
struct seating {
    const struct word_places *words;
    size_t                    count;
    uint32_t                  begin, last;
    uint32_t                  taken[WORD_PLACES_MAX]; /* by words[i] */
    bool                      seated[WORD_PLACES_MAX], asked[WORD_PLACES_MAX];
};

/* Who else has the position; s->count: nobody. */
static size_t holder(const struct seating *s, uint32_t position, size_t but)
{
    size_t other = 0;
    while (other < s->count && !(other != but && s->seated[other] && s->taken[other] == position))
        other++;
    return other;
}

/* Give words[i] a position, moving others. */
static bool seat(struct seating *s, size_t i)
{
    const struct word_places *w   = &s->words[i];
    uint32_t                  was = s->taken[i];
    bool                      had = s->seated[i];
    s->asked[i]                   = true;
    for (uint32_t p = first_from(w, s->begin); p < w->count && w->at[p] <= s->last; p++) {
        size_t other = holder(s, w->at[p], i);
        s->taken[i]  = w->at[p]; /* before the other one looks for a place of its own */
        s->seated[i] = true;
        if (other == s->count || (!s->asked[other] && seat(s, other)))
            return true;
    }
    s->taken[i]  = was;
    s->seated[i] = had;
    return false;
}

static bool all_between(const struct word_places *words, size_t count, uint32_t begin, uint32_t window)
{
    struct seating s = {.words = words, .count = count, .begin = begin};
    s.last           = window - 1 > UINT32_MAX - begin ? UINT32_MAX : begin + window - 1;
    for (size_t i = 0; i < count; i++) {
        for (size_t w = 0; w < count; w++)
            s.asked[w] = false;
        if (!seat(&s, i))
            return false;
    }
    return true;
}

bool word_places_near(const struct word_places *words, size_t count, uint32_t window)
{
    if (count == 0 || count > WORD_PLACES_MAX || window < count)
        return false;
    for (size_t i = 0; i < count; i++) /* a window that has them all has one that begins with one of them */
        for (uint32_t p = 0; p < words[i].count; p++)
            if (all_between(words, count, words[i].at[p], window))
                return true;
    return false;
}
