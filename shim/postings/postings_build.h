/* postings_build: the postings file of some documents held in memory; and one file of several. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_BUILD_H
#define PRESSMARK_POSTINGS_POSTINGS_BUILD_H

#include "postings/postings_file.h"
#include "store/tombstones.h"

/* Gathers the documents of a shard in flat arrays (12 bytes a posting, about 1.4 a position and 2 a posting
 * with positions, some 32 a distinct term, besides its bytes; arrays double as they grow), and writes them
 * term by term, for which it takes 8 bytes a posting and 20 a distinct term more, and what postings_merge() does.
 * One thread. When memory ran out only postings_builder_free() is left. */
struct postings_builder;

int  postings_builder_new(struct postings_builder **out, struct err *err);
void postings_builder_free(struct postings_builder *b);
/* The next document; docids are 1, 2, ... What follows is of this one. */
int  postings_builder_begin(struct postings_builder *b, struct err *err);
/* A term of it, of 1 to POSTINGS_TERM_MAX bytes (else ERR_LIMIT), always of the same kind (else ERR_INVALID).
 * PLAIN: again changes nothing. WEIGHED: `count` is added to its wdf, and to the document's length (over
 * UINT32_MAX: ERR_LIMIT). POSITIONS: `count` positions, ascending, behind those it has (else ERR_INVALID);
 * one that comes again counts once. A count of 0 is no occurrence. */
int  postings_builder_plain(struct postings_builder *b, struct str term, struct err *err);
int  postings_builder_weighed(struct postings_builder *b, struct str term, uint32_t count, struct err *err);
int  postings_builder_positions(struct postings_builder *b, struct str term, const uint32_t *positions, size_t count,
                                struct err *err);
/* The same for a term that was looked up once: its number, which lasts until the builder is written. */
int postings_builder_term(struct postings_builder *b, struct str term, enum postings_kind kind, uint32_t *number,
                          struct err *err);
int postings_builder_weigh(struct postings_builder *b, uint32_t number, uint32_t count, struct err *err);
int postings_builder_place(struct postings_builder *b, uint32_t number, const uint32_t *positions, size_t count,
                           struct err *err);
/* Seconds since 1970; dates beyond INT64_MAX / 2 either way are none. */
void postings_builder_date(struct postings_builder *b, int64_t seconds);
/* Write all to the new file `path`, not synced, and be empty again, memory kept. ERR_EXISTS if there is such
 * a file. When it fails there is no new file, and the builder is as it was. A dictionary of over 1 MiB is
 * kept in a file `path`.terms meanwhile, and pairs of words in `path`.pairs; these lose their names at once. */
int  postings_builder_write(struct postings_builder *b, const char *path, struct err *err);

/* Merge `count` files into the new file `path`: their documents one behind the other, but for those that
 * deleted[i] has of file i; `deleted`, or one of them, may be NULL. The same documents in the same order give the same
 * file, however they were split. Errors also: those of postings_file_open; ERR_CORRUPT a checksum that is wrong, a
 * term of two kinds, or tombstones of another number of documents; ERR_LIMIT more than UINT32_MAX - 1 documents.
 * Memory: of the result, 4 bytes a document, 8 more with dates, 4 with sources and 4 with languages, half a byte a
 * term, 60 to 120 bytes a weighed term of 4 documents or more, of its longest list 30 bytes for each 128 postings and,
 * if it has positions, one or two a posting; of more than 65,536 documents, what pairs_write() says; of a file with
 * deletions, 4 bytes a document. Not synced. */
int postings_merge(const char *const *paths, const struct tombstones *const *deleted, size_t count, const char *path,
                   struct err *err);

/* Read all of a file: every checksum, every term, list and position. 0 or ERR_CORRUPT saying what is wrong. */
int postings_check(const char *path, struct err *err);

/* Bytes of the parts of a file. */
struct postings_sizes {
    uint64_t terms, postings, positions, pairs, lengths, columns, rest, total;
    uint64_t position_count, posting_count;
};
void postings_file_sizes(const struct postings_file *f, struct postings_sizes *out);

#endif
