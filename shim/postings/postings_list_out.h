/* postings_list_out: one list after the other into a postings file: blocks, then their tables. For the writer. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_LIST_OUT_H
#define PRESSMARK_POSTINGS_POSTINGS_LIST_OUT_H

#include "postings/postings_impacts.h"
#include "postings/postings_lenders.h"
#include "postings/postings_out.h"
#include "postings/postings_writer.h"

/* Where the blocks of a list begin, or their positions. */
struct places_out {
    struct buf starts, group_starts;
    uint64_t   group_at; /* where the group begins */
};

struct list_out {
    struct postings_out             *out; /* these three are borrowed */
    const struct postings_documents *documents;
    const struct impact_scale       *scale;
    uint64_t                         position_bytes; /* of all lists so far */
    bool                             beside;         /* lengths stand beside postings */
    struct lenders                   lenders;        /* those lists so far that are weighed */

    enum postings_kind kind;
    uint64_t           list_at; /* in the file */
    uint32_t           df, last_docid;
    bool               borrows; /* its docids stand elsewhere; known at its end */
    bool               counted; /* the list is, as struct postings_list says; the same */
    list_print         print;   /* of its blocks so far */

    unsigned          filled; /* of the block */
    uint32_t          docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    uint32_t          firsts[POSTINGS_SUB]; /* positions of the run */
    struct buf        more_positions;       /* of the run */
    struct buf        runs;                 /* of the block */
    uint32_t          run_bytes[POSTINGS_BLOCK / POSTINGS_SUB];
    uint32_t          base;     /* last docid of the block before */
    uint32_t          blocks;
    struct buf        kept;     /* of POSITIONS: blocks, which follow all positions */
    struct impact_set block_impacts, group_impacts, list_impacts;
    struct places_out at, runs_at;                            /* tables of the list */
    struct buf        last_docids, impacts, impacts_of_groups;
};

/* ERR_IO: no random bytes. */
int  list_out_init(struct list_out *l, struct postings_out *out, const struct postings_documents *documents,
                   const struct impact_scale *scale, struct err *err);
void list_out_release(struct list_out *l);

/* Errors of all below: ERR_IO, ERR_OOM, ERR_LIMIT where 4 GiB are too few for positions. */
void list_out_begin(struct list_out *l, enum postings_kind kind);

/* Write the block at hand; `more`: others follow. */
int list_out_block(struct list_out *l, bool more, struct err *err);

/* The next posting; ERR_CORRUPT: its docid is no document's or not above the one before, or the count is 0. */
static inline int list_out_add(struct list_out *l, uint32_t docid, uint32_t count, struct err *err)
{
    if (docid <= l->last_docid || docid > l->documents->count || count == 0)
        return err_set(err, ERR_CORRUPT, "the postings for '%s' do not ascend", l->out->file.path);
    if (l->filled == POSTINGS_BLOCK) {
        int code = list_out_block(l, true, err);
        if (code)
            return code;
    }
    unsigned i    = l->filled++;
    l->docids[i]  = docid;
    l->counts[i]  = count;
    l->last_docid = docid;
    l->df++;
    if (l->kind == POSTINGS_WEIGHED)
        impact_set_add(&l->block_impacts, count, postings_length_byte(l->documents->lengths[docid - 1]));
    return 0;
}

/* Positions of the posting added last: the first one, and the others as the file has them. */
int list_out_positions(struct list_out *l, uint32_t first, struct str more, struct err *err);

/* Write what is left of the list. Of one posting only its positions are: the dictionary has the rest. */
int list_out_end(struct list_out *l, struct err *err);

/* All of the list is written, whatever else of it stands behind: others may borrow of it. */
int list_out_lend(struct list_out *l, struct err *err);

/* Up to POSTINGS_HEAD_MOST docids, of which the last one before is `base`, or counts, packed; what the bits of one are,
 * into *bits. Docids become what each lies behind the one before, and counts one less. `as_bits`: docids stand as bits.
 * Both return what is behind. */
uint8_t *list_out_docids(uint8_t *p, uint8_t *bits, uint32_t base, uint32_t *docids, size_t n, bool as_bits);
uint8_t *list_out_counts(uint8_t *p, uint8_t *bits, uint32_t *counts, size_t n);

/* How long these documents are. */
void list_out_lengths(const struct list_out *l, const uint32_t *docids, size_t n, uint32_t *lengths);

#endif
