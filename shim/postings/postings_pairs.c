#include "postings/postings_pairs.h"

#include <stdlib.h>

/* ---- words ----------------------------------------------------------------------------------- */

void pair_words_release(struct pair_words *words)
{
    free(words->all);
    words->all   = NULL;
    words->count = 0;
    words->room  = 0;
}

/* As many documents would have both words in POSTINGS_PAIRED of them, were they independent of each other. */
static bool is_paired(const struct pair_words *words, uint32_t df, uint32_t other_df)
{
    const uint64_t square = (uint64_t)words->documents * words->documents;
    return (uint64_t)df * other_df >= square / POSTINGS_PAIRED + (square % POSTINGS_PAIRED != 0);
}

/* The array with room for at least `least` items of `size` bytes; NULL: out of memory, and it is as it was. */
static void *with_room(void *array, size_t *room, size_t least, size_t size)
{
    if (least <= *room)
        return array;
    const size_t more  = least + least / 2;
    void        *grown = realloc(array, more * size);
    if (grown)
        *room = more;
    return grown;
}

int pair_words_add(struct pair_words *words, const struct postings_term *term, struct err *err)
{
    if (words->documents <= POSTINGS_PAIRS_LEAST || term->kind != POSTINGS_POSITIONS ||
        !is_paired(words, term->df, words->documents))
        return 0;
    struct pair_word *all = with_room(words->all, &words->room, words->count + (size_t)1, sizeof *all);
    if (!all)
        return err_oom(err);
    words->all            = all;
    all[words->count++]   = (struct pair_word){.term = *term};
    return 0;
}

static int by_frequency(const void *left, const void *right)
{
    const struct postings_term *a = &((const struct pair_word *)left)->term;
    const struct postings_term *b = &((const struct pair_word *)right)->term;
    if (a->df != b->df)
        return a->df > b->df ? -1 : 1;
    return a->place < b->place ? -1 : 1;
}

static int by_place(const void *left, const void *right)
{
    const struct postings_term *a = &((const struct pair_word *)left)->term;
    const struct postings_term *b = &((const struct pair_word *)right)->term;
    return a->place < b->place ? -1 : 1;
}

void pair_words_choose(struct pair_words *words)
{
    struct pair_word *all = words->all;
    if (!words->count)
        return;
    qsort(all, words->count, sizeof *all, by_frequency);
    uint32_t most = words->count < POSTINGS_PAIR_WORDS ? words->count : POSTINGS_PAIR_WORDS, partners = most;
    words->count = words->pairs = 0;
    for (uint32_t rank = 0; rank < most; rank++) { /* the rarer the word, the fewer partners */
        while (partners && !is_paired(words, all[rank].term.df, all[partners - 1].term.df))
            partners--;
        all[rank].rank     = rank;
        all[rank].partners = partners;
        all[rank].begin    = words->pairs;
        words->pairs += partners;
        words->count += partners > 0;
    }
    qsort(all, words->count, sizeof *all, by_place);
}

struct postings_pair_word pair_words_entry(const struct pair_words *words, uint32_t i)
{
    const struct pair_word *word = &words->all[i];
    return (struct postings_pair_word){word->term.place, word->rank, word->partners, word->begin, 0};
}

/* ---- the walk --------------------------------------------------------------------------------- */

enum {
    WINDOW = 64,      /* documents that are read together */
    STRIP  = 1 << 16, /* positions that are looked at together */
};

/* Where the walk is in the list of a word. */
struct cursor {
    struct postings_list list;
    struct postings_run  run;
    uint32_t             block, at, count; /* posting `at` of `count` of a block; block list.blocks: the end */
    uint32_t             docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
};

/* An occurrence of a word in a document of the window. */
struct place {
    uint32_t position;
    uint16_t document, word;
};

struct pair_walk {
    const struct postings_file *file;
    const struct pair_words    *words;
    struct cursor              *cursors; /* by word */
    uint64_t                    next;            /* docid that the next window begins with */
    uint32_t                    first, document; /* docid that the window begins with; the next one of it to look at */
    struct place               *read, *places;   /* of the window: as they are read, and by document */
    size_t                      count, read_room, places_room;
    size_t                      ends[WINDOW];    /* where in `places` those of a document end */
    uint32_t                   *positions;       /* of one posting */
    size_t                      positions_room;
    uint32_t                   *seen;  /* by pair: the docid it was found in last */
    uint32_t                   *pairs; /* found in the document */
    uint32_t                   *latest; /* by position in the strip: 1 + a place of the document that is there, or 0 */
    uint32_t                   *others; /* by place: another one at its position, in the same way */
    size_t                      others_room;
};

void pair_walk_free(struct pair_walk *w)
{
    if (!w)
        return;
    free(w->cursors);
    free(w->read);
    free(w->places);
    free(w->positions);
    free(w->seen);
    free(w->pairs);
    free(w->latest);
    free(w->others);
    free(w);
}

static int load_block(struct cursor *c, struct err *err)
{
    c->at = c->count = 0;
    if (c->block == c->list.blocks)
        return 0;
    const int n = postings_block_read(&c->list, c->block, c->docids, c->counts, err);
    if (n < 0)
        return n;
    c->count = (uint32_t)n;
    c->run   = (struct postings_run){.table = NULL};
    return 0;
}

int pair_walk_new(struct pair_walk **out, const struct postings_file *file, const struct pair_words *words,
                  struct err *err)
{
    struct pair_walk *w = calloc(1, sizeof *w);
    *out                = NULL;
    if (!w)
        return err_oom(err);
    w->file     = file;
    w->words    = words;
    w->next     = 1;
    w->document = WINDOW;
    w->cursors  = calloc(words->count + (size_t)1, sizeof *w->cursors);
    w->seen     = calloc(words->pairs + (size_t)1, sizeof *w->seen);
    w->pairs    = calloc(words->pairs + (size_t)1, sizeof *w->pairs); /* one more is written to, too */
    w->latest   = calloc(STRIP + 1, sizeof *w->latest);
    int code    = w->cursors && w->seen && w->pairs && w->latest ? 0 : err_oom(err);
    for (uint32_t i = 0; i < words->count && !code; i++) {
        code = postings_list_open(&w->cursors[i].list, file, &words->all[i].term, err);
        if (!code)
            code = load_block(&w->cursors[i], err);
    }
    if (code)
        pair_walk_free(w);
    else
        *out = w;
    return code;
}

/* Take up the positions of the posting at hand. */
static int read_posting(struct pair_walk *w, uint32_t word, struct err *err)
{
    struct cursor *c        = &w->cursors[word];
    const uint32_t count    = c->counts[c->at], document = c->docids[c->at] - w->first;
    uint32_t *positions     = with_room(w->positions, &w->positions_room, (size_t)count + POSTINGS_SPARE,
                                        sizeof *positions);
    w->positions            = positions ? positions : w->positions;
    struct place *read      = with_room(w->read, &w->read_room, w->count + count, sizeof *read);
    w->read                 = read ? read : w->read;
    if (!positions || !read)
        return err_oom(err);
    if (document >= WINDOW)
        return postings_list_damaged(&c->list, err);
    int code = postings_run_positions(&c->list, c->block, c->at, c->counts, &c->run, positions, w->positions_room, err);
    if (code)
        return code;
    for (uint32_t i = 0; i < count; i++)
        read[w->count + i] = (struct place){positions[i], (uint16_t)document, (uint16_t)word};
    w->count += count;
    w->ends[document] += count;
    return 0;
}

/* Positions of a word in documents before `end`. */
static int read_word(struct pair_walk *w, uint32_t word, uint32_t end, struct err *err)
{
    struct cursor *c    = &w->cursors[word];
    int            code = 0;
    while (!code && c->block < c->list.blocks) {
        for (; !code && c->at < c->count && c->docids[c->at] < end; c->at++)
            code = read_posting(w, word, err);
        if (code || c->at < c->count)
            return code;
        c->block++;
        code = load_block(c, err);
    }
    return code;
}

/* Places of all words in the next documents. */
static int read_window(struct pair_walk *w, struct err *err)
{
    const uint32_t end  = w->next <= w->file->head.documents ? (uint32_t)w->next : w->file->head.documents + 1;
    int            code = 0;
    w->count            = 0;
    memset(w->ends, 0, sizeof w->ends);
    for (uint32_t i = 0; i < w->words->count && !code; i++)
        code = read_word(w, i, end, err);
    if (code)
        return code;
    struct place *places = with_room(w->places, &w->places_room, w->count + 1, sizeof *places);
    if (!places)
        return err_oom(err);
    w->places = places;
    for (size_t d = 0, at = 0; d < WINDOW; d++) { /* where they begin; as each is put there, it becomes their end */
        const size_t count = w->ends[d];
        w->ends[d]         = at;
        at += count;
    }
    for (size_t i = 0; i < w->count; i++)
        places[w->ends[w->read[i].document]++] = w->read[i];
    return 0;
}

/* Add to the pairs found so far those whose first word stands in the strip of positions from `base` on. Returns how
 * many pairs; *next: the first position behind the strip, or UINT64_MAX. */
static uint32_t look_at_strip(struct pair_walk *w, const struct place *places, uint32_t n, uint32_t docid,
                              uint32_t found, uint32_t base, uint64_t *next)
{
    *next = UINT64_MAX;
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t at = places[i].position - base; /* of those before the strip, wrapped around */
        if (places[i].position < base)
            continue;
        if (at >= STRIP && places[i].position < *next)
            *next = places[i].position;
        if (at <= STRIP) {
            w->others[i]  = w->latest[at];
            w->latest[at] = i + 1;
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct pair_word *word = &w->words->all[places[i].word];
        const uint32_t          at   = places[i].position - base;
        if (places[i].position < base || at >= STRIP)
            continue;
        for (uint32_t k = w->latest[at + 1]; k; k = w->others[k - 1]) {
            const uint32_t rank = w->words->all[places[k - 1].word].rank;
            if (rank >= word->partners)
                continue;
            w->pairs[found] = word->begin + rank;
            found += w->seen[word->begin + rank] != docid;
            w->seen[word->begin + rank] = docid;
        }
    }
    for (uint32_t i = 0; i < n; i++)
        if (places[i].position >= base && places[i].position - base <= STRIP)
            w->latest[places[i].position - base] = 0;
    return found;
}

int pair_walk_next(struct pair_walk *w, uint32_t *docid, const uint32_t **pairs, uint32_t *count, struct err *err)
{
    *pairs = w->pairs;
    for (;;) {
        if (w->document == WINDOW) {
            if (w->next > w->file->head.documents)
                return 0;
            w->first = (uint32_t)w->next;
            w->next += WINDOW;
            int code = read_window(w, err);
            if (code)
                return code;
            w->document = 0;
        }
        const uint32_t      d      = w->document++;
        const size_t        begin  = d ? w->ends[d - 1] : 0;
        const struct place *places = w->places + begin;
        const uint32_t      n      = (uint32_t)(w->ends[d] - begin);
        uint32_t           *others = with_room(w->others, &w->others_room, n, sizeof *others);
        if (!others && n)
            return err_oom(err);
        w->others = others;
        *docid    = w->first + d;
        *count    = 0;
        for (uint64_t next = 0; n && next <= UINT32_MAX;)
            *count = look_at_strip(w, places, n, *docid, *count, (uint32_t)next, &next);
        if (*count)
            return 1;
    }
}
