/* lookup_list: a cursor over the postings of one term, or of several that count as one, in one shard. */
#ifndef PRESSMARK_QUERY_LOOKUP_LIST_H
#define PRESSMARK_QUERY_LOOKUP_LIST_H

#include "base/arena.h"
#include "base/lanes.h"
#include "query/engine.h"

#define LOOKUP_END UINT32_MAX /* past every docid */

enum { LOOKUP_STEP = 8 }; /* docids compared at a time: two of `lanes` */

/* What ranking needs to know of all shards together. */
enum { LOOKUP_NORMALS = 2048 }; /* a power of two */
struct lookup_statistics {
    uint64_t documents;
    double   length_factor; /* 1 / average length; 0 when all are empty */
    double   normals[LOOKUP_NORMALS]; /* lookup_normal() of these lengths */
};

/* What of BM25's quotient depends on the length: k1 (1 - b + b length / average). */
static inline double lookup_normal(const struct lookup_statistics *statistics, uint32_t length)
{
    if (length < LOOKUP_NORMALS)
        return statistics->normals[length];
    return ENGINE_K1 * ((double)length * statistics->length_factor * ENGINE_B + (1 - ENGINE_B));
}

/* One shard of a search. A failure is kept here and asked for now and then, since it ends every list. */
struct lookup_shard {
    const struct postings_file     *file;
    const uint16_t                 *lengths;
    uint32_t                        documents;
    const struct lookup_statistics *statistics;
    struct arena                   *arena;
    bool                            wide; /* postings_file_wide() */
    int                             code;
    struct err                     *err;
};

/* What ranking needs of all that a reader holds. */
void lookup_statistics_init(struct lookup_statistics *all, const struct index_reader *reader);

struct lookup_shard lookup_shard_of(const struct index_reader *reader, size_t shard,
                                    const struct lookup_statistics *statistics, struct arena *arena, struct err *err);

/* Note a failure; returns LOOKUP_END. */
uint32_t lookup_fail(struct lookup_shard *s, int code);

/* A posting of a list: its block, and its index in it. */
struct lookup_place {
    uint32_t block, index;
};

struct lookup_list {
    struct lookup_shard *shard;
    struct postings_list file;
    const uint32_t      *all_docids, *all_counts; /* of terms put together, in place of `file` */
    uint32_t             df, blocks;
    struct postings_impact impacts[POSTINGS_IMPACTS]; /* of the list, by falling wdf */
    int                  impact_count;
    double               factor, most; /* weight: factor times the quotient of BM25; its bound over the list */
    /* the block at hand */
    uint32_t block, count, at, docid; /* docid: of posting `at`; before the first 0, after the last LOOKUP_END */
    uint32_t from;                    /* while there is none: the block to go on from */
    struct postings_block open;       /* block `opened` of the file; UINT32_MAX: none */
    uint32_t opened;
    uint32_t counted;                 /* the block whose counts are at hand; UINT32_MAX: none */
    uint32_t measured;                /* the same of lengths */
    struct lookup_place here;         /* the posting whose positions are looked at */
    /* a block as bits, by which a posting may be at hand instead: block is UINT32_MAX then, and docid not 0 */
    struct postings_bits bits;
    uint32_t bits_block, bits_at;
    float   *bounds; /* of blocks, rounded up; NaN: not worked out yet; NULL: none is */
    uint32_t docids[POSTINGS_BLOCK + LOOKUP_STEP], counts[POSTINGS_BLOCK]; /* docids: LOOKUP_END behind the last */
    uint32_t lengths[POSTINGS_BLOCK];                                      /* where they stand beside postings */
};

/* The list of a PLAN_TERM or PLAN_SYNONYM; NULL when the shard has none of it, or on failure. Lives in the
 * arena. A synonym of several terms that the shard holds is put together here: cost as its postings, memory 8
 * bytes each. */
struct lookup_list *lookup_list_new(struct lookup_shard *s, size_t shard, const struct plan_query *term);

/* The list of one term of the shard; factor 0: it does not weigh. NULL on failure. */
struct lookup_list *lookup_list_open(struct lookup_shard *s, const struct postings_term *term, double factor);

/* One list of several terms of the shard; factor 0: it does not weigh. NULL on failure. */
struct lookup_list *lookup_list_join(struct lookup_shard *s, const struct postings_term *terms, size_t count,
                                     double factor);

/* The list's champions (postings_file.h) as a list of their own; *others: a bound of what its other postings weigh.
 * NULL: none are kept, or on failure. */
struct lookup_list *lookup_list_champions(struct lookup_list *l, double *others);

/* A list of these documents, which live as long as the arena. NULL on failure. */
struct lookup_list *lookup_list_of(struct lookup_shard *s, const uint32_t *docids, const uint32_t *counts,
                                   size_t count, double factor);

/* The first of docids from `at` on that is at least `docid`; there is one. Most ways are short. First in whole steps:
 * who looks for many goes on from there, and need not wait for where the rest of the way ends. */
static inline uint32_t lookup_docids_step(const uint32_t *docids, uint32_t at, uint32_t docid)
{
    while (docids[at + LOOKUP_STEP - 1] < docid)
        at += LOOKUP_STEP;
    return at;
}

static inline uint32_t lookup_docids_rest(const uint32_t *docids, uint32_t at, uint32_t docid)
{
    const lanes    wanted = lanes_all(docid), first = lanes_load(docids + at), second = lanes_load(docids + at + 4);
    const unsigned below  = lanes_mask((lanes)(first < wanted)) | lanes_mask((lanes)(second < wanted)) << 4;
    return at + (unsigned)__builtin_ctz(~below); /* they ascend */
}

static inline uint32_t lookup_docids_find(const uint32_t *docids, uint32_t at, uint32_t docid)
{
    return lookup_docids_rest(docids, lookup_docids_step(docids, at, docid), docid);
}

/* To the first posting at or past `docid`, never backwards; its docid, or LOOKUP_END. */
uint32_t lookup_list_advance(struct lookup_list *l, uint32_t docid);

static inline uint32_t lookup_list_seek(struct lookup_list *l, uint32_t docid)
{
    if (l->docid >= docid)
        return l->docid;
    uint32_t next = l->docids[l->at + 1];
    if (next < docid || next == LOOKUP_END)
        return lookup_list_advance(l, docid);
    l->at++;
    return l->docid = next;
}

/* Do the bits at hand tell of `docid`? */
static inline bool lookup_list_in_bits(const struct lookup_list *l, uint32_t docid)
{
    return docid <= l->bits.last && docid > l->bits.base;
}

/* Is `docid` none behind the block at hand? */
static inline bool lookup_list_decoded(const struct lookup_list *l, uint32_t docid)
{
    return l->block != UINT32_MAX && docid <= l->docids[l->count - 1];
}

/* Have the block that `docid` may be in as bits; false: it has none, and is decoded, or there is no block. `next`:
 * docids that are asked for after it, ascending, as far as they are known. */
bool lookup_list_enter_bits(struct lookup_list *l, uint32_t docid, const uint32_t *next, uint32_t count);

/* The long way of lookup_list_has(). */
bool lookup_list_ask(struct lookup_list *l, uint32_t docid);

/* Is `docid`, none before those asked for so far, in the list? Its posting is at hand then. No block is decoded for
 * it where docids stand as bits; what lookup_list_seek() says afterwards is right, but a block may be decoded then. */
static inline bool lookup_list_has(struct lookup_list *l, uint32_t docid)
{
    if (l->docid >= docid)
        return l->docid == docid;
    if (l->block != UINT32_MAX && l->docids[l->count - 1] >= docid)
        return lookup_list_seek(l, docid) == docid;
    if (lookup_list_in_bits(l, docid) && !postings_bits_has(&l->bits, docid))
        return false;
    return lookup_list_ask(l, docid);
}

/* Where the posting at hand is in its block, which may be one as bits. */
static inline uint32_t lookup_list_index(const struct lookup_list *l)
{
    return l->block == UINT32_MAX ? l->bits_at : l->at;
}

/* Go to before `block`, of which, or of none, the bits at hand are. */
static inline void lookup_list_restart(struct lookup_list *l, uint32_t block)
{
    l->block     = UINT32_MAX;
    l->from      = block;
    l->docid     = 0;
    l->at        = 0;
    l->docids[1] = LOOKUP_END; /* none at hand */
}

/* Go to before the first posting. */
static inline void lookup_list_rewind(struct lookup_list *l)
{
    lookup_list_restart(l, 0);
    l->bits.last = 0;
}

/* Make `block` the one at hand, its first posting the posting at hand. False on failure. */
bool lookup_list_load(struct lookup_list *l, uint32_t block);

/* The first block from `block` on whose last docid is at least `docid`, and last docids. */
uint32_t lookup_list_block(const struct lookup_list *l, uint32_t block, uint32_t docid);
uint32_t lookup_list_last(const struct lookup_list *l, uint32_t block);

/* A bound of the weights of what has these impacts; in the list; in a block; in all blocks that may hold docids of
 * first .. last, none before `block`. */
double lookup_list_bound_by(const struct lookup_list *l, const struct postings_impact *impacts, int count);
double lookup_list_most(const struct lookup_list *l);
double lookup_list_bound(struct lookup_list *l, uint32_t block);
double lookup_list_bound_within(struct lookup_list *l, uint32_t block, uint32_t first, uint32_t last);

/* The block that the posting at hand is in; where to look for a docid no smaller than those sought so far. */
static inline uint32_t lookup_list_at(const struct lookup_list *l)
{
    return l->block == UINT32_MAX ? l->from : l->block;
}

/* Have positions looked at where the list stands. */
static inline void lookup_list_stand(struct lookup_list *l)
{
    l->here = (struct lookup_place){lookup_list_at(l), lookup_list_index(l)};
}

bool lookup_list_read_counts(struct lookup_list *l, uint32_t block);

/* Have the counts of a block at hand. False on failure. */
static inline bool lookup_list_count(struct lookup_list *l, uint32_t block)
{
    return l->counted == block || lookup_list_read_counts(l, block);
}

/* Have the lengths of the documents of the block at hand there, if they stand beside its postings; false: they do not,
 * or on failure. */
bool lookup_list_measure(struct lookup_list *l);

/* BM25 of engine.h without its factor. */
static inline double lookup_quotient(const struct lookup_shard *s, uint32_t wdf, uint32_t length)
{
    return (double)wdf / (lookup_normal(s->statistics, length) + (double)wdf);
}

/* Weight of a posting of this docid and count. */
static inline double lookup_list_weight(const struct lookup_list *l, uint32_t docid, uint32_t count)
{
    return l->factor * lookup_quotient(l->shard, count, postings_length(l->shard->file, l->shard->lengths, docid));
}

/* Weights of any postings of the list. `lengths`, of their documents, NULL: they are looked up. */
void lookup_list_weigh_all(const struct lookup_list *l, const uint32_t *docids, const uint32_t *lengths,
                           const uint32_t *counts, uint32_t count, double *weights);

/* Weights of the postings at from .. end - 1 of the block at hand, which is counted, into weights[from] on. */
void lookup_list_weights(struct lookup_list *l, uint32_t from, uint32_t end, double *weights);

/* The same, and the indexes of those that weigh more than `least`; returns how many. Arrays hold POSTINGS_BLOCK. */
uint32_t lookup_list_heavy(struct lookup_list *l, uint32_t from, uint32_t end, double least, double *weights,
                           uint8_t *heavy);

/* Which of docids[0 .. count - 1], ascending, none before those asked for so far, at most POSTINGS_BLOCK, the list has:
 * found[k] is the index of one, counts[k] its count (NULL: not wanted). Returns how many. Blocks as bits are not
 * decoded. */
uint32_t lookup_list_find(struct lookup_list *l, const uint32_t *docids, uint32_t count, uint8_t *found,
                          uint32_t *counts);

/* The same, and where each of them is, in place of its count. */
uint32_t lookup_list_locate(struct lookup_list *l, const uint32_t *docids, uint32_t count, uint8_t *found,
                            struct lookup_place *places);

/* Add to sums[i] what the list weighs in each of such documents; the same in those that have it, which are left in
 * front: how many. Without sums, NULL, nothing is weighed. */
void     lookup_list_add(struct lookup_list *l, const uint32_t *docids, uint32_t count, double *sums);
uint32_t lookup_list_keep(struct lookup_list *l, uint32_t *docids, uint32_t count, double *sums);

/* Weight in document `docid`, none before those asked for so far: 0 if it is not there. */
double lookup_list_weigh(struct lookup_list *l, uint32_t docid);

#endif
