#include "postings/postings_builder.h"

#include <stdlib.h>
#include <sys/random.h>
#include <xxhash.h>

#include "postings/postings_format.h"
#include "postings/postings_writer.h"

enum { NONE = UINT32_MAX };

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

void builder_empty(struct postings_builder *b)
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

int builder_settle(struct postings_builder *b, struct err *err)
{
    for (uint32_t i = 0; i < b->growing.count; i++) {
        struct builder_growing    *g    = &b->growing.at[i];
        const struct builder_node *node = &b->nodes.at[g->first];
        uint32_t                   next = node->position + 1;
        size_t                     more = 0; /* bytes */
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
    int code = builder_settle(b, err);
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
        struct builder_term *t = &b->terms.at[b->slots[i] - 1];
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
    b->terms.at[b->terms.count] = (struct builder_term){name.data, hash, (uint8_t)name.len, (uint8_t)kind, 0, 0, 0};
    *number                     = b->terms.count++;
    b->slots[i]                 = b->terms.count;
    return 0;
}

/* The posting of a term in the current document, made with `value` unless there is one. */
static int post(struct postings_builder *b, uint32_t number, uint32_t value, struct builder_posting **out, bool *made,
                struct err *err)
{
    const uint32_t       docid = b->lengths.count;
    struct builder_term *t     = &b->terms.at[number];
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
        b->postings.at[t->last] = (struct builder_posting){docid, value, number};
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
    struct builder_posting *p;
    bool            made;
    uint32_t        number;
    int             code = intern(b, term, POSTINGS_PLAIN, &number, err);
    return code ? code : post(b, number, 1, &p, &made, err);
}

int postings_builder_weigh(struct postings_builder *b, uint32_t number, uint32_t count, struct err *err)
{
    struct builder_posting *p;
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
    struct builder_posting *p;
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
        b->growing.at[b->growing.count++] = (struct builder_growing){(uint32_t)(p - b->postings.at), NONE, NONE, 0};
    struct builder_growing *g = &b->growing.at[p->value];
    for (size_t i = 0; i < count; i++) {
        uint32_t before = g->last == NONE ? 0 : b->nodes.at[g->last].position;
        if (g->last != NONE && positions[i] == before)
            continue;
        if (positions[i] < before)
            return err_set(err, ERR_INVALID, "position %u stands behind %u", positions[i], before);
        code = RESERVE(&b->nodes, err);
        if (code)
            return code;
        b->nodes.at[b->nodes.count] = (struct builder_node){positions[i], NONE};
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
