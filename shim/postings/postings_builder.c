#include "postings/postings_build.h"

#include <stdlib.h>
#include <sys/random.h>
#include <xxhash.h>

#include "base/arena.h"
#include "base/buf.h"
#include "postings/postings_format.h"
#include "postings/postings_writer.h"

enum { NONE = UINT32_MAX };

struct term {
    const char *data;
    uint32_t    hash;
    uint8_t     len, kind;
    uint32_t    count, last, last_docid; /* postings; the last one and its document, or 0 */
};

struct posting {
    uint32_t docid;
    uint32_t value; /* WEIGHED: wdf; POSITIONS: where they begin in `positions`, of the current document in `growing` */
    uint32_t term;
};

/* The positions that the current document has so far of a term: a chain of nodes. */
struct growing {
    uint32_t posting, first, last, count;
};

struct node {
    uint32_t position, next;
};

/* A vector: what there is, and for how many there is room. */
#define VECTOR(type) struct { union { type *at; void *memory; }; uint32_t count, room; }

struct postings_builder {
    struct arena             names;
    VECTOR(struct term)      terms;
    VECTOR(struct posting)   postings;
    VECTOR(struct growing)   growing;
    VECTOR(struct node)      nodes;
    VECTOR(uint32_t)         lengths;
    VECTOR(int64_t)          dates;
    bool                     dated;
    struct buf               positions; /* of each posting varints: how many, bytes of all but the first, they */
    uint32_t                *slots;     /* number of the term + 1, or 0 */
    uint32_t                 slot_count; /* a power of two */
    uint64_t                 seed;      /* of the hash, so that nobody can aim at one slot */
};

/* Room for one more of a vector of `size` bytes each. */
static int reserve(void **memory, uint32_t count, uint32_t *room, size_t size, struct err *err)
{
    if (count < *room)
        return 0;
    if (count >= NONE - 1)
        return err_set(err, ERR_LIMIT, "there are %u of a kind: write them and begin another file", count);
    uint64_t want = *room ? (uint64_t)*room * 2 : 256;
    if (want > NONE - 1)
        want = NONE - 1;
    void *more = want <= SIZE_MAX / size ? realloc(*memory, (size_t)want * size) : NULL;
    if (!more)
        return err_oom(err);
    *memory = more;
    *room   = (uint32_t)want;
    return 0;
}

#define RESERVE(vector, err) \
    reserve(&(vector)->memory, (vector)->count, &(vector)->room, sizeof *(vector)->at, err)

int postings_builder_new(struct postings_builder **out, struct err *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return err_oom(err);
    (*out)->positions.limit = NONE;
    if (getrandom(&(*out)->seed, sizeof (*out)->seed, 0) == (ssize_t)sizeof (*out)->seed)
        return 0;
    free(*out);
    *out = NULL;
    return err_sys(err, "cannot get random bytes");
}

void postings_builder_free(struct postings_builder *b)
{
    if (!b)
        return;
    arena_release(&b->names);
    buf_release(&b->positions);
    void *const vectors[] = {b->terms.at, b->postings.at, b->growing.at, b->nodes.at, b->lengths.at, b->dates.at,
                             b->slots};
    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++)
        free(vectors[i]);
    free(b);
}

static void empty(struct postings_builder *b)
{
    arena_clear(&b->names);
    buf_clear(&b->positions);
    b->terms.count = b->postings.count = b->growing.count = b->nodes.count = 0;
    b->lengths.count = b->dates.count = 0;
    b->dated = false;
    if (b->slots)
        memset(b->slots, 0, b->slot_count * sizeof *b->slots);
}

/* ---- documents ------------------------------------------------------------------------------- */

static unsigned varint_bytes(uint32_t value)
{
    return value < 0x80 ? 1 : value < 0x4000 ? 2 : value < 0x200000 ? 3 : value < 0x10000000 ? 4 : 5;
}

/* Move the positions of the document to where they stay. */
static int settle(struct postings_builder *b, struct err *err)
{
    for (uint32_t i = 0; i < b->growing.count; i++) {
        struct growing    *g    = &b->growing.at[i];
        const struct node *node = &b->nodes.at[g->first];
        uint32_t           next = node->position + 1;
        size_t             more = 0; /* bytes */
        for (uint32_t at = node->next; at != NONE; at = b->nodes.at[at].next) {
            more += varint_bytes(b->nodes.at[at].position - next);
            next = b->nodes.at[at].position + 1;
        }
        uint8_t *from = (uint8_t *)buf_reserve(&b->positions, more + 30), *p = from;
        if (!from)
            return buf_failed(&b->positions, err);
        p    = store_varint(p, g->count);
        p    = store_varint(p, more);
        p    = store_varint(p, node->position);
        next = node->position + 1;
        for (uint32_t at = node->next; at != NONE; at = b->nodes.at[at].next) {
            p    = store_varint(p, b->nodes.at[at].position - next);
            next = b->nodes.at[at].position + 1;
        }
        b->postings.at[g->posting].value = (uint32_t)b->positions.len;
        b->positions.len += (size_t)(p - from);
    }
    b->growing.count = b->nodes.count = 0;
    return 0;
}

int postings_builder_begin(struct postings_builder *b, struct err *err)
{
    int code = settle(b, err);
    if (!code)
        code = RESERVE(&b->lengths, err);
    if (!code)
        code = RESERVE(&b->dates, err);
    if (code)
        return code;
    b->lengths.at[b->lengths.count++] = 0;
    b->dates.at[b->dates.count++]     = POSTINGS_NO_DATE;
    return 0;
}

void postings_builder_date(struct postings_builder *b, int64_t seconds)
{
    if (b->dates.count == 0 || seconds > INT64_MAX / 2 || seconds < INT64_MIN / 2)
        return;
    b->dates.at[b->dates.count - 1] = seconds;
    b->dated                        = true;
}

/* ---- terms ----------------------------------------------------------------------------------- */

static int grow_slots(struct postings_builder *b, struct err *err)
{
    uint32_t  count = b->slot_count ? b->slot_count * 2 : 1024;
    uint32_t *slots = count ? calloc(count, sizeof *slots) : NULL;
    if (!slots)
        return err_oom(err);
    for (uint32_t t = 0; t < b->terms.count; t++) {
        uint32_t i = b->terms.at[t].hash & (count - 1);
        while (slots[i])
            i = (i + 1) & (count - 1);
        slots[i] = t + 1;
    }
    free(b->slots);
    b->slots      = slots;
    b->slot_count = count;
    return 0;
}

static int intern(struct postings_builder *b, struct str term, enum postings_kind kind, uint32_t *number,
                  struct err *err)
{
    int code = 0;
    if (term.len == 0 || term.len > POSTINGS_TERM_MAX)
        return err_set(err, ERR_LIMIT, "a term has %zu bytes: 1 to %d are possible", term.len, POSTINGS_TERM_MAX);
    if (b->terms.count >= b->slot_count / 2)
        code = grow_slots(b, err);
    if (code)
        return code;
    const uint32_t hash = (uint32_t)XXH3_64bits_withSeed(term.data, term.len, b->seed), mask = b->slot_count - 1;
    uint32_t       i    = hash & mask;
    for (; b->slots[i]; i = (i + 1) & mask) {
        struct term *t = &b->terms.at[b->slots[i] - 1];
        if (t->hash != hash || t->len != term.len || memcmp(t->data, term.data, term.len) != 0)
            continue;
        *number = b->slots[i] - 1;
        return t->kind == kind ? 0 : err_set(err, ERR_INVALID, "a term came in two kinds, %d and %d", t->kind, kind);
    }
    code = RESERVE(&b->terms, err);
    if (code)
        return code;
    struct str name = arena_copy(&b->names, term);
    if (!name.data)
        return err_oom(err);
    b->terms.at[b->terms.count] = (struct term){name.data, hash, (uint8_t)name.len, (uint8_t)kind, 0, 0, 0};
    *number                     = b->terms.count++;
    b->slots[i]                 = b->terms.count;
    return 0;
}

/* The posting of a term in the current document, made with `value` unless there is one. */
static int post(struct postings_builder *b, uint32_t number, uint32_t value, struct posting **out, bool *made,
                struct err *err)
{
    const uint32_t docid = b->lengths.count;
    struct term   *t     = &b->terms.at[number];
    if (docid == 0)
        return err_set(err, ERR_INVALID, "no document was begun to add to");
    *made = t->last_docid != docid;
    if (*made) {
        int code = RESERVE(&b->postings, err);
        if (code)
            return code;
        t->count++;
        t->last_docid           = docid;
        t->last                 = b->postings.count++;
        b->postings.at[t->last] = (struct posting){docid, value, number};
    }
    *out = &b->postings.at[t->last];
    return 0;
}

int postings_builder_term(struct postings_builder *b, struct str term, enum postings_kind kind, uint32_t *number,
                          struct err *err)
{
    return intern(b, term, kind, number, err);
}

int postings_builder_plain(struct postings_builder *b, struct str term, struct err *err)
{
    struct posting *p;
    bool            made;
    uint32_t        number;
    int             code = intern(b, term, POSTINGS_PLAIN, &number, err);
    return code ? code : post(b, number, 1, &p, &made, err);
}

int postings_builder_weigh(struct postings_builder *b, uint32_t number, uint32_t count, struct err *err)
{
    struct posting *p;
    bool            made;
    if (count == 0)
        return 0;
    if (b->lengths.count && count > UINT32_MAX - b->lengths.at[b->lengths.count - 1])
        return err_set(err, ERR_LIMIT, "a document is longer than %u", UINT32_MAX);
    int code = post(b, number, 0, &p, &made, err);
    if (code)
        return code;
    p->value += count;
    b->lengths.at[b->lengths.count - 1] += count;
    return 0;
}

int postings_builder_weighed(struct postings_builder *b, struct str term, uint32_t count, struct err *err)
{
    uint32_t number;
    if (count == 0)
        return 0;
    int code = intern(b, term, POSTINGS_WEIGHED, &number, err);
    return code ? code : postings_builder_weigh(b, number, count, err);
}

int postings_builder_place(struct postings_builder *b, uint32_t number, const uint32_t *positions, size_t count,
                           struct err *err)
{
    struct posting *p;
    bool            made;
    if (count == 0)
        return 0;
    for (size_t i = 1; i < count; i++)
        if (positions[i] < positions[i - 1])
            return err_set(err, ERR_INVALID, "position %u stands behind %u", positions[i], positions[i - 1]);
    int code = RESERVE(&b->growing, err);
    if (!code)
        code = post(b, number, b->growing.count, &p, &made, err);
    if (code)
        return code;
    if (made)
        b->growing.at[b->growing.count++] = (struct growing){(uint32_t)(p - b->postings.at), NONE, NONE, 0};
    struct growing *g = &b->growing.at[p->value];
    for (size_t i = 0; i < count; i++) {
        uint32_t before = g->last == NONE ? 0 : b->nodes.at[g->last].position;
        if (g->last != NONE && positions[i] == before)
            continue;
        if (positions[i] < before)
            return err_set(err, ERR_INVALID, "position %u stands behind %u", positions[i], before);
        code = RESERVE(&b->nodes, err);
        if (code)
            return code;
        b->nodes.at[b->nodes.count] = (struct node){positions[i], NONE};
        if (g->last == NONE)
            g->first = b->nodes.count;
        else
            b->nodes.at[g->last].next = b->nodes.count;
        g->last = b->nodes.count++;
        g->count++;
    }
    return 0;
}

int postings_builder_positions(struct postings_builder *b, struct str term, const uint32_t *positions, size_t count,
                               struct err *err)
{
    uint32_t number;
    if (count == 0)
        return 0;
    int code = intern(b, term, POSTINGS_POSITIONS, &number, err);
    return code ? code : postings_builder_place(b, number, positions, count, err);
}

/* ---- writing --------------------------------------------------------------------------------- */

struct place {
    uint64_t           head; /* its first bytes, so that most comparisons touch nothing else */
    const struct term *term;
};

static int by_term(const void *left, const void *right)
{
    const struct place *a = left, *b = right;
    if (a->head != b->head)
        return a->head < b->head ? -1 : 1;
    return str_cmp(str_of(a->term->data, a->term->len), str_of(b->term->data, b->term->len));
}

static struct place *sort_terms(const struct postings_builder *b)
{
    struct place *places = malloc((b->terms.count + (size_t)1) * sizeof *places);
    for (uint32_t i = 0; places && i < b->terms.count; i++) {
        const struct term *t    = &b->terms.at[i];
        uint64_t           head = 0;
        for (unsigned k = 0; k < sizeof head; k++)
            head = head << 8 | (k < t->len ? (unsigned char)t->data[k] : 0);
        places[i] = (struct place){head, t};
    }
    if (places)
        qsort(places, b->terms.count, sizeof *places, by_term);
    return places;
}

/* Postings by term: those of term t end at ends[t]. Moved, not chained: a chain waits for memory at each step. */
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
        const struct term *t     = s->places[i].term;
        s->ends[t - b->terms.at] = at;
        at += t->count;
    }
    for (uint32_t i = 0; i < b->postings.count; i++) {
        const struct posting *p  = &b->postings.at[i];
        const uint32_t        to = s->ends[p->term]++;
        s->postings[to].docid    = p->docid;
        s->postings[to].value    = p->value;
    }
    return 0;
}

static int write_term(struct postings_builder *b, const struct sorted *s, const struct term *t,
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
    int code = settle(b, err);
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
        empty(b);
    return code;
}
