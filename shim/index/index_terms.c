#include "index/index_terms.h"

#include <stdlib.h>

#include "base/buf.h"

/* ---- one term -------------------------------------------------------------------------------- */

int index_term_find(const struct index_reader *r, struct str term, struct arena *arena, struct index_term *out,
                    struct err *err)
{
    size_t                shards = index_reader_shards(r);
    struct postings_term *places = NULL, found;
    *out                         = (struct index_term){0, 0, NULL};
    for (size_t s = 0; s < shards; s++) {
        int got = postings_file_find(index_reader_postings(r, s), term, &found, err);
        if (got < 0)
            return got;
        if (!got)
            continue;
        if (!places) {
            if (!(places = arena_alloc(arena, shards * sizeof *places)))
                return err_oom(err);
            memset(places, 0, shards * sizeof *places);
        }
        places[s] = found;
        out->df += found.df;
        out->cf += found.cf;
    }
    out->shards = places;
    return 0;
}

/* ---- all with a prefix ----------------------------------------------------------------------- */

/* Where the walk through one shard stands. */
struct walk {
    struct postings_terms terms;
    struct str            term; /* borrowed from `terms` */
    struct postings_term  found;
    size_t                shard;
};

/* The walks that have not ended, as a heap: the smallest term in front. */
struct index_terms {
    struct walk **heap;
    size_t        count, shards;
    struct buf    last; /* the term given, as its walks go on */
    struct walk   walks[];
};

static void sift_down(struct index_terms *t, size_t at)
{
    for (;;) {
        size_t least = at;
        for (size_t child = 2 * at + 1; child <= 2 * at + 2 && child < t->count; child++)
            if (str_cmp(t->heap[child]->term, t->heap[least]->term) < 0)
                least = child;
        if (least == at)
            return;
        struct walk *moved = t->heap[at];
        t->heap[at]        = t->heap[least];
        t->heap[least]     = moved;
        at                 = least;
    }
}

static int step(struct walk *w, struct err *err)
{
    return postings_terms_next(&w->terms, &w->term, &w->found, err);
}

int index_terms_open(struct index_terms **out, const struct index_reader *r, struct str prefix, struct err *err)
{
    size_t              shards = index_reader_shards(r);
    struct index_terms *t      = calloc(1, sizeof *t + shards * sizeof *t->walks);
    *out                       = NULL;
    if (!t || !(t->heap = calloc(shards + 1, sizeof(struct walk *)))) {
        free(t);
        return err_oom(err);
    }
    int code  = 0;
    t->shards = shards;
    for (size_t s = 0; s < shards && code >= 0; s++) {
        struct walk *w = &t->walks[s];
        w->shard       = s;
        code           = postings_terms_init(&w->terms, index_reader_postings(r, s), prefix, err);
        if (code >= 0)
            code = step(w, err);
        if (code == 1)
            t->heap[t->count++] = w;
    }
    if (code < 0) {
        index_terms_close(t);
        return code;
    }
    for (size_t i = t->count / 2; i-- > 0;)
        sift_down(t, i);
    *out = t;
    return 0;
}

int index_terms_next(struct index_terms *t, struct str *term, struct arena *arena, struct index_term *out,
                     struct err *err)
{
    struct postings_term *places = NULL;
    *out                         = (struct index_term){0, 0, NULL};
    if (!t->count)
        return 0;
    buf_clear(&t->last);
    buf_str(&t->last, t->heap[0]->term);
    int code = buf_failed(&t->last, err);
    if (arena && !(places = arena_alloc(arena, t->shards * sizeof *places)))
        return err_oom(err);
    if (places)
        memset(places, 0, t->shards * sizeof *places);
    out->shards = places;
    while (!code && t->count && str_eq(t->heap[0]->term, buf_view(&t->last))) {
        struct walk *w = t->heap[0];
        out->df += w->found.df;
        out->cf += w->found.cf;
        if (places)
            places[w->shard] = w->found;
        int got = step(w, err);
        if (got == 0)
            t->heap[0] = t->heap[--t->count];
        code = got < 0 ? got : 0;
        sift_down(t, 0);
    }
    *term = buf_view(&t->last);
    return code ? code : 1;
}

void index_terms_close(struct index_terms *t)
{
    if (!t)
        return;
    buf_release(&t->last);
    free(t->heap);
    free(t);
}

int index_terms_any(const struct index_reader *r, struct str prefix, struct err *err)
{
    struct index_terms *terms = NULL;
    struct index_term   found;
    struct str          term;
    int                 code = index_terms_open(&terms, r, prefix, err);
    if (!code)
        code = index_terms_next(terms, &term, NULL, &found, err);
    index_terms_close(terms);
    return code;
}
