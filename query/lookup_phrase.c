#include "query/lookup_phrase.h"

#include <stdlib.h>

#include "base/lanes.h"

struct lookup_phrase *lookup_phrase_new(struct lookup_shard *s, struct lookup_list **words, size_t count,
                                        uint32_t window)
{
    struct lookup_phrase *p = arena_alloc(s->arena, sizeof *p);
    if (p)
        *p = (struct lookup_phrase){words, count, window, arena_alloc(s->arena, count * sizeof *p->order),
                                    arena_alloc(s->arena, count * sizeof *p->positions),
                                    arena_alloc(s->arena, count * sizeof *p->rooms),
                                    arena_alloc(s->arena, count * sizeof *p->runs),
                                    arena_alloc(s->arena, count * sizeof *p->near)};
    if (!p || !p->order || !p->positions || !p->rooms || !p->runs || !p->near) {
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
    if (!lookup_list_count(l, l->here.block))
        return 0;
    const uint32_t i = l->here.index, count = l->counts[i];
    if ((size_t)count + POSTINGS_SPARE > p->rooms[word]) {
        size_t    room = ((size_t)count + POSTINGS_SPARE) * 2;
        uint32_t *more = arena_alloc(l->shard->arena, room * sizeof *more);
        if (!more) {
            lookup_fail(l->shard, err_oom(l->shard->err));
            return 0;
        }
        p->positions[word] = more;
        p->rooms[word]     = room;
    }
    int code = postings_run_positions(&l->file, l->here.block, i, l->counts, &p->runs[word], p->positions[word],
                                      p->rooms[word], l->shard->err);
    if (code < 0) {
        lookup_fail(l->shard, code);
        return 0;
    }
    return count;
}

/* Positions of a word that are compared with each start, instead of gone along with the starts. */
enum { FEW = 16 };

/* What keep_starts() does, of one position or more, but few, with room for 3 behind them. Without a branch: it would go
 * any way. */
static uint32_t keep_among_few(uint32_t *starts, uint32_t count, uint32_t *positions, uint32_t among, uint32_t at)
{
    uint32_t kept = 0;
    for (uint32_t k = 0; k < 3; k++)
        positions[among + k] = positions[among - 1];
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t start = starts[i];
        lanes          equal = lanes_all(0);
        for (uint32_t k = 0; k < among; k += 4)
            equal |= (lanes)(lanes_load(positions + k) == lanes_all(start + at));
        starts[kept] = start;
        kept += (lanes_mask(equal) != 0) & (start <= UINT32_MAX - at);
    }
    return kept;
}

/* Side by side: keep of starts[0 .. count) those that the word follows `at` positions on. */
static uint32_t keep_starts(uint32_t *starts, uint32_t count, uint32_t *positions, uint32_t among, uint32_t at)
{
    uint32_t kept = 0, k = 0;
    if (among && among <= FEW)
        return keep_among_few(starts, count, positions, among, at);
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
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t at = starts[i];
        starts[kept]      = at - first;
        kept += at >= first;
    }
    for (size_t o = 1; o < p->count && kept; o++) {
        uint32_t word  = p->order[o];
        uint32_t among = read_positions(p, word);
        kept           = keep_starts(starts, kept, p->positions[word], among, word);
    }
    return kept > 0;
}

/* Give the word a position in the window that begins at `low`, moving others: an augmenting path in the bipartite
 * graph of words and positions. */
static bool seat(struct lookup_phrase *p, size_t word, uint32_t low)
{
    struct lookup_near *w   = &p->near[word];
    const uint32_t      was = w->taken;
    w->asked                = true;
    for (uint32_t i = w->from; i < w->count && p->positions[word][i] - low < p->window; i++) {
        size_t holder = 0;
        while (holder < p->count && !(holder != word && p->near[holder].taken &&
                                      p->positions[holder][p->near[holder].taken - 1] == p->positions[word][i]))
            holder++;
        w->taken = i + 1; /* before the holder looks for a place of its own */
        if (holder == p->count || (!p->near[holder].asked && seat(p, holder, low)))
            return true;
    }
    w->taken = was;
    return false;
}

/* Different positions for all in the window; each word has one there. */
static bool all_seated(struct lookup_phrase *p, uint32_t low)
{
    for (size_t i = 0; i < p->count; i++)
        p->near[i].taken = 0;
    for (size_t i = 0; i < p->count; i++) {
        for (size_t k = 0; k < p->count; k++)
            p->near[k].asked = false;
        if (!seat(p, i, low))
            return false;
    }
    return true;
}

/* All words at different positions within the window: it moves on to where it holds one of each. */
static bool near_each_other(struct lookup_phrase *p)
{
    for (size_t i = 0; i < p->count; i++)
        if (!(p->near[i] = (struct lookup_near){.count = read_positions(p, i)}).count)
            return false;
    for (uint64_t begin = 0;;) {
        uint32_t low = UINT32_MAX, high = 0;
        for (size_t i = 0; i < p->count; i++) {
            struct lookup_near *w = &p->near[i];
            while (w->from < w->count && p->positions[i][w->from] < begin)
                w->from++;
            if (w->from == w->count)
                return false;
            uint32_t at = p->positions[i][w->from];
            low         = at < low ? at : low;
            high        = at > high ? at : high;
        }
        if (high - low < p->window && all_seated(p, low))
            return true;
        begin = high - low < p->window ? (uint64_t)low + 1 : (uint64_t)high - p->window + 1;
    }
}

bool lookup_phrase_holds_here(struct lookup_phrase *p)
{
    return p->window ? near_each_other(p) : side_by_side(p);
}

bool lookup_phrase_holds(struct lookup_phrase *p)
{
    for (size_t i = 0; i < p->count; i++)
        lookup_list_stand(p->words[i]);
    return lookup_phrase_holds_here(p);
}
