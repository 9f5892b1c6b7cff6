/* postings_builder: what the builder holds of the documents of a shard. For shim/postings. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_BUILDER_H
#define PRESSMARK_POSTINGS_POSTINGS_BUILDER_H

#include "base/arena.h"
#include "base/buf.h"
#include "postings/postings_build.h"

struct builder_term {
    const char *data;
    uint32_t    hash;
    uint8_t     len, kind;
    uint32_t    count, last, last_docid; /* postings; the last one and its document, or 0 */
};

struct builder_posting {
    uint32_t docid;
    uint32_t value; /* WEIGHED: wdf; POSITIONS: where they begin in `positions`, of the current document in `growing` */
    uint32_t term;
};

/* The positions that the current document has so far of a term: a chain of nodes. */
struct builder_growing {
    uint32_t posting, first, last, count;
};

struct builder_node {
    uint32_t position, next;
};

/* A vector: what there is, and for how many there is room. */
#define VECTOR(type) struct { union { type *at; void *memory; }; uint32_t count, room; }

struct postings_builder {
    struct arena                   names;
    VECTOR(struct builder_term)    terms;
    VECTOR(struct builder_posting) postings;
    VECTOR(struct builder_growing) growing;
    VECTOR(struct builder_node)    nodes;
    VECTOR(uint32_t)               lengths;
    VECTOR(int64_t)                dates;
    bool                           dated;
    struct buf                     positions;  /* of each posting varints: how many, bytes of all but the first, they */
    uint32_t                      *slots;      /* number of the term + 1, or 0 */
    uint32_t                       slot_count; /* a power of two */
    uint64_t                       seed;       /* of the hash, so that nobody can aim at one slot */
};

/* Move the positions of the document at hand to where they stay. ERR_OOM, ERR_LIMIT. */
int builder_settle(struct postings_builder *b, struct err *err);

/* Forget all documents; memory is kept. */
void builder_empty(struct postings_builder *b);

#endif
