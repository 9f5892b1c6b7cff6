/* postings_writer: the one that writes postings files, term by term in order; the builder and the merge feed
 * it. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_WRITER_H
#define PRESSMARK_POSTINGS_POSTINGS_WRITER_H

#include "postings/postings_file.h"

struct postings_writer;

#define POSTINGS_NO_DATE INT64_MIN /* further off than any that is kept */

/* The documents there are, borrowed while the writer lives. */
struct postings_documents {
    uint32_t        count;
    const uint32_t *lengths; /* of docid 1 on */
    const int64_t  *dates;   /* or POSTINGS_NO_DATE; NULL: none has one */
};

/* Errors: ERR_EXISTS, ERR_NOT_FOUND, ERR_IO, ERR_OOM. */
int postings_writer_open(struct postings_writer **out, const char *path, const struct postings_documents *documents,
                         struct err *err);

/* Terms ascend, and the docids of each; both else ERR_CORRUPT. `count` is at least 1; of a PLAIN term it says
 * nothing. Of POSITIONS, the first one and the others as the file has them, varints. Memory: as
 * postings_merge() says of the result. */
int postings_writer_begin(struct postings_writer *w, struct str term, enum postings_kind kind, struct err *err);
int postings_writer_add(struct postings_writer *w, uint32_t docid, uint32_t count, uint32_t first_position,
                        struct str more_positions, struct err *err);
/* Several of a term without positions. */
int postings_writer_add_all(struct postings_writer *w, const uint32_t *docids, const uint32_t *counts, uint32_t count,
                            struct err *err);
int postings_writer_end(struct postings_writer *w, struct err *err);

/* Write the rest. The file is there, not synced, when this returns 0. */
int  postings_writer_finish(struct postings_writer *w, struct err *err);
void postings_writer_free(struct postings_writer *w); /* of an unfinished one the file is removed; NULL allowed */

#endif
