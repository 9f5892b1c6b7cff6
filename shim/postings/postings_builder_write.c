/* Writing what the builder holds: terms in order, and their postings. */
#include <stdlib.h>

#include "postings/postings_builder.h"
#include "postings/postings_format.h"
#include "postings/postings_writer.h"

struct place {
    uint64_t                   key; /* its first bytes, so that most comparisons touch nothing else */
    const struct builder_term *term;
};

static int by_term(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return str_cmp(str_of(a->term->data, a->term->len), str_of(b->term->data, b->term->len));
}

static struct place *sort_terms(const struct postings_builder *b)
{
    struct place *places = malloc((b->terms.count + (size_t)1) * sizeof *places);
    for (uint32_t i = 0; places && i < b->terms.count; i++) {
        const struct builder_term *t = &b->terms.at[i];
        places[i]                    = (struct place){postings_key(str_of(t->data, t->len)), t};
    }
    if (places)
        qsort(places, b->terms.count, sizeof *places, by_term);
    return places;
}

/* Postings by term: those of term t end at ends[t]. Moved, not chained: a chain waits for memory at each
 * step. */
struct sorted {
    struct place *places; /* the terms in order */
    struct {
        uint32_t docid, value;
    } *postings;
    uint32_t *ends;
};

static int sort_all(const struct postings_builder *b, struct sorted *s, struct err *err)
{
    uint32_t at = 0;
    s->places   = sort_terms(b);
    s->postings = malloc((b->postings.count + (size_t)1) * sizeof *s->postings);
    s->ends     = malloc((b->terms.count + (size_t)1) * sizeof *s->ends);
    if (!s->places || !s->postings || !s->ends)
        return err_oom(err);
    for (uint32_t i = 0; i < b->terms.count; i++) {
        const struct builder_term *t = s->places[i].term;
        s->ends[t - b->terms.at]     = at;
        at += t->count;
    }
    for (uint32_t i = 0; i < b->postings.count; i++) {
        const struct builder_posting *p  = &b->postings.at[i];
        const uint32_t                to = s->ends[p->term]++;
        s->postings[to].docid            = p->docid;
        s->postings[to].value            = p->value;
    }
    return 0;
}

static int write_term(struct postings_builder *b, const struct sorted *s, const struct builder_term *t,
                      struct postings_writer *w, struct err *err)
{
    enum { AHEAD = 8 };
    const uint32_t end  = s->ends[t - b->terms.at];
    int            code = postings_writer_begin(w, str_of(t->data, t->len), (enum postings_kind)t->kind, err);
    for (uint32_t i = end - t->count; !code && i < end; i++) {
        struct str more  = str_of(NULL, 0);
        uint64_t   count = s->postings[i].value, bytes = 0, first = 0;
        if (t->kind == POSTINGS_POSITIONS) {
            if (i + AHEAD < end)
                __builtin_prefetch(b->positions.data + s->postings[i + AHEAD].value);
            more = str_skip(buf_view(&b->positions), s->postings[i].value);
            if (!str_varint(&more, &count) || !str_varint(&more, &bytes) || !str_varint(&more, &first))
                return err_set(err, ERR_INTERNAL, "positions do not read back");
            more.len = (size_t)bytes;
        }
        code = postings_writer_add(w, s->postings[i].docid, (uint32_t)count, (uint32_t)first, more, err);
    }
    return code ? code : postings_writer_end(w, err);
}

int postings_builder_write(struct postings_builder *b, const char *path, struct err *err)
{
    int code = builder_settle(b, err);
    if (code)
        return code;
    const struct postings_documents documents = {b->lengths.count, b->lengths.at, b->dated ? b->dates.at : NULL};
    struct postings_writer         *w         = NULL;
    struct sorted                   s         = {0};
    code                                      = sort_all(b, &s, err);
    if (!code)
        code = postings_writer_open(&w, path, &documents, err);
    for (uint32_t i = 0; !code && i < b->terms.count; i++)
        if (s.places[i].term->count) /* else looked up, and then nothing was added */
            code = write_term(b, &s, s.places[i].term, w, err);
    if (!code)
        code = postings_writer_finish(w, err);
    postings_writer_free(w);
    free(s.places);
    free(s.postings);
    free(s.ends);
    if (!code)
        builder_empty(b);
    return code;
}
