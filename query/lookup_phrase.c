#include "query/lookup_phrase.h"

#include <stdlib.h>

struct lookup_phrase *lookup_phrase_new(struct lookup_shard *s, struct lookup_list **words, size_t count,
                                        uint32_t window)
{
    struct lookup_phrase *p = arena_alloc(s->arena, sizeof *p);
    if (p)
        *p = (struct lookup_phrase){words, count, window, arena_alloc(s->arena, count * sizeof *p->order),
                                    arena_alloc(s->arena, count * sizeof *p->positions),
                                    arena_alloc(s->arena, count * sizeof *p->rooms),
                                    arena_alloc(s->arena, count * sizeof *p->runs),
                                    arena_alloc(s->arena, 2 * count * sizeof *p->places)};
    if (!p || !p->order || !p->positions || !p->rooms || !p->runs || !p->places) {
        lookup_fail(s, err_oom(s->err));
        return NULL;
    }
    memset(p->rooms, 0, count * sizeof *p->rooms);
    memset(p->runs, 0, count * sizeof *p->runs);
    for (size_t i = 0; i < count; i++) { /* few: insertion sort */
        size_t at = i;
        for (; at > 0 && words[p->order[at - 1]]->df > words[i]->df; at--)
            p->order[at] = p->order[at - 1];
        p->order[at] = (uint32_t)i;
    }
    return p;
}

/* Positions of a word in the document at hand; how many, 0 on failure. */
static uint32_t read_positions(struct lookup_phrase *p, size_t word)
{
    struct lookup_list *l = p->words[word];
    if (!l->counted && !lookup_list_count(l))
        return 0;
    uint32_t count = l->counts[l->at];
    if (count > p->rooms[word]) {
        size_t    room = count < 64 ? 64 : (size_t)count * 2;
        uint32_t *more = arena_alloc(l->shard->arena, room * sizeof *more);
        if (!more) {
            lookup_fail(l->shard, err_oom(l->shard->err));
            return 0;
        }
        p->positions[word] = more;
        p->rooms[word]     = room;
    }
    int code = postings_run_positions(&l->file, l->block, l->at, l->counts, &p->runs[word], p->positions[word],
                                      l->shard->err);
    if (code < 0) {
        lookup_fail(l->shard, code);
        return 0;
    }
    return count;
}

/* Side by side: keep of starts[0 .. count) those that the word follows `at` positions on. */
static uint32_t keep_starts(uint32_t *starts, uint32_t count, const uint32_t *positions, uint32_t among, uint32_t at)
{
    uint32_t kept = 0, k = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t wanted = (uint64_t)starts[i] + at;
        while (k < among && positions[k] < wanted)
            k++;
        if (k == among)
            break;
        if (positions[k] == wanted)
            starts[kept++] = starts[i];
    }
    return kept;
}

static bool side_by_side(struct lookup_phrase *p)
{
    uint32_t  first  = p->order[0];
    uint32_t  count  = read_positions(p, first);
    uint32_t *starts = p->positions[first];
    uint32_t  kept   = 0;
    for (uint32_t i = 0; i < count; i++)
        if (starts[i] >= first)
            starts[kept++] = starts[i] - first;
    for (size_t o = 1; o < p->count && kept; o++) {
        uint32_t word  = p->order[o];
        uint32_t among = read_positions(p, word);
        kept           = keep_starts(starts, kept, p->positions[word], among, word);
    }
    return kept > 0;
}

/* All words at different positions within the window. The lists of one document are short: every position of the first
 * word is tried with the others by depth first. */
static bool place_rest(const struct lookup_phrase *p, const uint32_t *counts, size_t depth, uint32_t low, uint32_t high,
                       uint32_t *taken)
{
    if (depth == p->count)
        return true;
    const uint32_t *positions = p->positions[p->order[depth]];
    uint32_t        count     = counts[depth];
    uint32_t        from      = high >= p->window ? high - p->window + 1 : 0;
    uint32_t        begin = 0, end = count;
    while (begin < end) {
        uint32_t middle = begin + (end - begin) / 2;
        if (positions[middle] < from)
            begin = middle + 1;
        else
            end = middle;
    }
    for (; begin < count && positions[begin] - from < 2 * (uint64_t)p->window; begin++) {
        uint32_t at = positions[begin], l = at < low ? at : low, h = at > high ? at : high;
        bool     free = true;
        for (size_t i = 0; i < depth; i++)
            free = free && taken[i] != at;
        taken[depth] = at;
        if (free && h - l < p->window && place_rest(p, counts, depth + 1, l, h, taken))
            return true;
    }
    return false;
}

static bool near(struct lookup_phrase *p)
{
    uint32_t *counts = p->places, *taken = counts + p->count;
    for (size_t o = 0; o < p->count; o++)
        if (!(counts[o] = read_positions(p, p->order[o])))
            return false;
    for (uint32_t i = 0; i < counts[0]; i++) {
        uint32_t at = p->positions[p->order[0]][i];
        taken[0]    = at;
        if (place_rest(p, counts, 1, at, at, taken))
            return true;
    }
    return false;
}

bool lookup_phrase_holds(struct lookup_phrase *p)
{
    return p->window ? near(p) : side_by_side(p);
}
