/* xap: Xapian for C. The only door to the engine; the only folder with C++ behind it.
 *
 * Conventions, once for all:
 *   - Strings are struct str (pointer and length, NULs allowed), UTF-8 by convention, bytes to Xapian.
 *   - int functions return 0, or a count where said, or a negative ERR_ code with *err filled: Xapian's
 *     type, message and system error are in err->msg. Classes map to codes: lock -> LOCKED, modified ->
 *     STALE, not found and DocNotFound -> NOT_FOUND, version -> VERSION, corrupt -> CORRUPT, closed (only a
 *     writer that could neither commit nor go back) -> CLOSED, opening and other database errors -> by
 *     errno IO, NOT_FOUND or OOM, without one CORRUPT, range/wildcard limits -> LIMIT, invalid argument or
 *     operation, not implemented, not available -> INVALID, internal/assertion/anything unknown ->
 *     INTERNAL, bad_alloc -> OOM. The ladder in guard.cc always ends in a code.
 *   - No exception leaves: all work is done inside one guard, which is noexcept.
 *   - **out: the caller frees with the matching function, which takes NULL. What a plain return or a
 *     struct str gives is borrowed; its life is stated.
 *   - One handle, one thread. Handles of different databases may be used in different threads.
 *   - A term is at most XAP_TERM_MAX bytes, each NUL in it counting twice; longer ones are ERR_LIMIT
 *     before Xapian sees them, since there they would discard a whole batch at commit. */
#ifndef PRESSMARK_XAP_XAP_H
#define PRESSMARK_XAP_XAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow" /* xap_search is a struct and a function, as stat is */
extern "C" {
#define XAP_NOEXCEPT noexcept
#else
#define XAP_NOEXCEPT
#endif

#include "base/err.h"
#include "base/str.h"

enum { XAP_TERM_MAX = 240 };

const char *xap_version(void) XAP_NOEXCEPT; /* "1.4.22"; static */

/* ---- documents ------------------------------------------------------------------------------ */

struct xap_doc;

int  xap_doc_new(struct xap_doc **out, struct err *err) XAP_NOEXCEPT;
void xap_doc_free(struct xap_doc *doc) XAP_NOEXCEPT;
int  xap_doc_clear(struct xap_doc *doc, struct err *err) XAP_NOEXCEPT; /* empty again, for reuse */
int  xap_doc_set_data(struct xap_doc *doc, struct str data, struct err *err) XAP_NOEXCEPT;
int  xap_doc_set_value(struct xap_doc *doc, uint32_t slot, struct str value, struct err *err) XAP_NOEXCEPT;
/* Add wdf (0 allowed) to a term without positions. */
int  xap_doc_add_term(struct xap_doc *doc, struct str term, uint32_t wdf, struct err *err) XAP_NOEXCEPT;
/* Add `count` positions (ascending is fastest) and wdf once to a term. */
int  xap_doc_add_postings(struct xap_doc *doc, struct str term, const uint32_t *positions, size_t count,
                          uint32_t wdf, struct err *err) XAP_NOEXCEPT;
/* Add a boolean term: wdf 0, no position. */
int  xap_doc_add_boolean(struct xap_doc *doc, struct str term, struct err *err) XAP_NOEXCEPT;

/* ---- writing -------------------------------------------------------------------------------- */

struct xap_writer;

enum xap_writer_flags {
    XAP_CREATE      = 1,  /* must not exist */
    XAP_OPEN        = 2,  /* must exist */
    XAP_CREATE_OR_OPEN = 4,
    XAP_NO_SYNC     = 16, /* for work that is thrown away or synced later */
    XAP_DANGEROUS   = 32, /* write in place: only for a new database nobody reads. No way back: cancelling
                             is ERR_INVALID, closing without a commit leaves it unusable */
    XAP_NO_TERMLIST = 64, /* no termlist table: documents cannot be replaced or deleted. To be given
                             whenever such a database is opened for writing */
};

int  xap_writer_open(struct xap_writer **out, const char *path, unsigned flags, struct err *err) XAP_NOEXCEPT;
/* Closes without committing what was added since the last commit or transaction. NULL allowed. */
void xap_writer_close(struct xap_writer *w) XAP_NOEXCEPT;
int  xap_writer_begin(struct xap_writer *w, struct err *err) XAP_NOEXCEPT;  /* transaction; commits what came before */
int  xap_writer_end(struct xap_writer *w, struct err *err) XAP_NOEXCEPT;    /* commits it */
int  xap_writer_cancel(struct xap_writer *w, struct err *err) XAP_NOEXCEPT; /* forgets it */
/* Nothing is committed but by these, however much is added. When a commit fails, what it was to commit is
 * gone and the writer is as after the last one that did not. ERR_INVALID within a transaction. */
int  xap_writer_commit(struct xap_writer *w, struct err *err) XAP_NOEXCEPT;
int  xap_writer_add(struct xap_writer *w, const struct xap_doc *doc, uint32_t *docid, struct err *err) XAP_NOEXCEPT;
int  xap_writer_replace(struct xap_writer *w, uint32_t docid, const struct xap_doc *doc, struct err *err) XAP_NOEXCEPT;
/* Replace all documents with this term by one, or add it. */
int  xap_writer_replace_term(struct xap_writer *w, struct str term, const struct xap_doc *doc,
                             uint32_t *docid, struct err *err) XAP_NOEXCEPT;
int  xap_writer_delete(struct xap_writer *w, uint32_t docid, struct err *err) XAP_NOEXCEPT;
int  xap_writer_delete_term(struct xap_writer *w, struct str term, struct err *err) XAP_NOEXCEPT;
int  xap_writer_set_metadata(struct xap_writer *w, struct str key, struct str value, struct err *err) XAP_NOEXCEPT;

/* ---- making a database of a postings file ----------------------------------------------------- */

/* A new single-file database of what the file holds: its plain terms, and its weighed ones with their wdf;
 * lengths; dates, as sortable values of a slot; where `positions`, words too, with positions and wdf 0. Documents
 * keep their numbers, and have no data and no table of their terms. Written as Xapian's format has it, in the order in
 * which it stands, with little memory, lists of postings deflated; where the linked Xapian writes another format than
 * the one we know it is xap_make_slow. A folder `path`.tables is used meanwhile. Not synced; when it fails neither is
 * left.
 * Errors also: ERR_EXISTS; ERR_CORRUPT and ERR_OOM of the postings file; ERR_LIMIT a term that is too long here.
 * Cost: some 35 MB/s of what it makes. */
struct postings_file;
int xap_make(const char *path, const struct postings_file *from, uint32_t date_slot, bool positions,
             struct err *err) XAP_NOEXCEPT;
/* The same by Xapian's own means, several times as slow, nothing deflated, with the terms of 10,000 documents in
 * memory. */
int xap_make_slow(const char *path, const struct postings_file *from, uint32_t date_slot, bool positions,
                  struct err *err) XAP_NOEXCEPT;

/* ---- compaction and checking ---------------------------------------------------------------- */

/* Merge `count` databases (directories or single files) into the single file `path`, documents in the
 * order given: document d of source s becomes d + the last docids of the sources before it, less the unused
 * docids before the first of each source; holes further on stay. Of metadata that several sources hold the
 * first wins. All sources should have a termlist table, or none: of some, xap_check finds faults. The file
 * is not synced; when it fails there is none. Errors also: ERR_EXISTS. Cost: copies B-tree by B-tree, about
 * 200 MB/s. */
int xap_compact(const char *const *sources, size_t count, const char *path, struct err *err) XAP_NOEXCEPT;

/* Xapian's own structural check, in a child process that may die of the damage. Returns the number of
 * faults found (0 sound); the child's report goes to *report (may be NULL), up to 64 KiB. A child that was
 * killed by a signal, threw or ran past `seconds` (0: no limit) counts as one fault and says so. Finds about
 * a third of single-bit flips only: checksums are the real check. */
struct buf;
int xap_check(const char *path, unsigned seconds, struct buf *report, struct err *err) XAP_NOEXCEPT;

/* ---- reading -------------------------------------------------------------------------------- */

struct xap_db;

/* Open one database or several as one. Each is a directory or a single file, a shard from 0 on in the
 * order given. Statistics span them all. Shards are counted, not interleaved: a document is named by
 * (shard, docid in that shard). The same database twice, or with a copy of itself, is ERR_INVALID. */
int  xap_db_open(struct xap_db **out, const char *const *paths, size_t count, struct err *err) XAP_NOEXCEPT;
void xap_db_close(struct xap_db *db) XAP_NOEXCEPT; /* frees; NULL allowed */

size_t xap_db_shards(const struct xap_db *db) XAP_NOEXCEPT;

struct xap_stats {
    uint64_t documents, last_docid; /* last_docid: of the shard asked for, of all the largest */
    double   average_length;        /* in wdf */
    bool     has_positions;
    char     uuid[40];              /* of the shard asked for; of several, the first's */
};

enum { XAP_ALL_SHARDS = -1 };

int xap_db_stats(struct xap_db *db, int shard, struct xap_stats *out, struct err *err) XAP_NOEXCEPT;

/* Documents with the term (df) and its occurrences (cf, the sum of wdf); either pointer may be NULL. */
int xap_db_term(struct xap_db *db, struct str term, uint64_t *df, uint64_t *cf, struct err *err) XAP_NOEXCEPT;

/* The docids of a shard that hold `term` (a term without occurrences has none; term of length 0: all
 * documents). Usage: open; while (xap_postings_next(...) == 1) ...; close. */
struct xap_postings;
struct xap_posting {
    uint32_t docid, wdf, doc_length;
};
int  xap_postings_open(struct xap_postings **out, struct xap_db *db, size_t shard, struct str term,
                       struct err *err) XAP_NOEXCEPT;
int  xap_postings_next(struct xap_postings *p, struct xap_posting *out, struct err *err) XAP_NOEXCEPT; /* 1, 0, <0 */
/* To the first at or past docid; 1, 0, <0 as next. */
int  xap_postings_seek(struct xap_postings *p, uint32_t docid, struct xap_posting *out, struct err *err) XAP_NOEXCEPT;
void xap_postings_close(struct xap_postings *p) XAP_NOEXCEPT;
/* Positions of `term` in one document, ascending, appended as uint32_t (native order) to *out; returns
 * how many. */
int  xap_db_positions(struct xap_db *db, size_t shard, uint32_t docid, struct str term, struct buf *out,
                      struct err *err) XAP_NOEXCEPT;

/* All terms with a prefix, of all shards, in byte order, each once with its df. The term is borrowed until
 * the next call. */
struct xap_terms;
int  xap_terms_open(struct xap_terms **out, struct xap_db *db, struct str prefix, struct err *err) XAP_NOEXCEPT;
int  xap_terms_next(struct xap_terms *t, struct str *term, uint64_t *df, struct err *err) XAP_NOEXCEPT; /* 1, 0, <0 */
void xap_terms_close(struct xap_terms *t) XAP_NOEXCEPT;

/* Document data and a value, appended to *out. ERR_NOT_FOUND for no such document; no value: nothing. */
int xap_db_data(struct xap_db *db, size_t shard, uint32_t docid, struct buf *out, struct err *err) XAP_NOEXCEPT;
int xap_db_value(struct xap_db *db, size_t shard, uint32_t docid, uint32_t slot, struct buf *out,
                 struct err *err) XAP_NOEXCEPT;
/* Length of a document, in wdf. */
int xap_db_doc_length(struct xap_db *db, size_t shard, uint32_t docid, uint64_t *out, struct err *err) XAP_NOEXCEPT;
/* User metadata of a shard, appended; no such key: nothing. */
int xap_db_metadata(struct xap_db *db, size_t shard, struct str key, struct buf *out, struct err *err) XAP_NOEXCEPT;

/* Numbers as values that sort as they compare (Xapian::sortable_serialise). out: at least 9 bytes;
 * returns the length. */
size_t xap_sortable(double number, char out[9]) XAP_NOEXCEPT;
double xap_sortable_read(struct str value) XAP_NOEXCEPT;

/* ---- queries -------------------------------------------------------------------------------- */

/* Queries are immutable; combining copies nothing deep and leaves the parts to their owner, so free every
 * part once, whenever. */
struct xap_query;

/* Xapian's OP_MAX is left out on purpose: in 1.4.22 it reads freed memory once a shard has ended. */
enum xap_op {
    XAP_OR,        /* any number of parts; none: matches nothing */
    XAP_AND,
    XAP_AND_NOT,   /* the first without any of the others; no weight from those */
    XAP_FILTER,    /* the first where all the others match; weight of the first alone */
    XAP_AND_MAYBE, /* the first, with the weight of the others where they match */
    XAP_SYNONYM,   /* the parts count as one term */
    /* A database or shard without any positions takes these two for XAP_AND. */
    XAP_PHRASE,    /* parts (terms only) in this order within `window` positions; 0: adjacent */
    XAP_NEAR,      /* in any order within `window` positions */
};

int  xap_query_term(struct xap_query **out, struct str term, uint32_t wqf, struct err *err) XAP_NOEXCEPT;
int  xap_query_all(struct xap_query **out, struct err *err) XAP_NOEXCEPT;     /* every document, weight 0 */
int  xap_query_nothing(struct xap_query **out, struct err *err) XAP_NOEXCEPT;
int  xap_query_combine(struct xap_query **out, enum xap_op op, struct xap_query *const *parts, size_t count,
                       uint32_t window, struct err *err) XAP_NOEXCEPT;
/* begin <= value <= end by bytes; an empty str leaves that end open. Documents without the value never
 * match. */
int  xap_query_value_range(struct xap_query **out, uint32_t slot, struct str begin, struct str end,
                           struct err *err) XAP_NOEXCEPT;
/* Any term with this prefix, as a filter: weight 0, since Xapian before 1.4.26 weighs what a wildcard
 * expands to wrongly over several shards. To weigh it, expand it with xap_terms into XAP_SYNONYM. More than
 * `cap` such terms (>= 1) in a shard are ERR_LIMIT when searched. */
int  xap_query_wildcard(struct xap_query **out, struct str prefix, uint32_t cap, struct err *err) XAP_NOEXCEPT;
int  xap_query_scale(struct xap_query **out, const struct xap_query *part, double factor, struct err *err) XAP_NOEXCEPT;
void xap_query_free(struct xap_query *query) XAP_NOEXCEPT;
int  xap_query_describe(const struct xap_query *query, struct buf *out, struct err *err) XAP_NOEXCEPT;

/* A posting source written in C: per shard a cursor over ascending docids. Callbacks throw nothing and
 * must not block; a negative return (an ERR_ code) ends the search with it. */
struct xap_source_ops {
    /* A cursor standing before the first docid of `shard`; may give NULL for "none here". */
    int (*open)(void *ctx, size_t shard, void **cursor);
    void (*close)(void *cursor);
    /* Lower bound, estimate and upper bound of how many documents it gives. */
    void (*counts)(void *cursor, uint32_t out[3]);
    /* Move to the first docid >= at_least (1: the next; never backwards); *docid = 0 at the end.
     * Documents whose weight is below min_weight may be skipped. */
    int (*seek)(void *cursor, uint32_t at_least, double min_weight, uint32_t *docid);
    double (*weight)(void *cursor);     /* of the current docid; NULL: 0 always */
    double (*max_weight)(void *cursor); /* an upper bound for the shard; NULL: 0 */
};
/* ops and ctx must outlive the query and every query it is part of. A docid out of order or past the last
 * of the shard ends the search with ERR_CORRUPT. A query with a source serves one search at a time. */
int xap_query_source(struct xap_query **out, const struct xap_source_ops *ops, void *ctx, struct err *err) XAP_NOEXCEPT;

/* ---- searching ------------------------------------------------------------------------------ */

/* The weight of a term in a document is Robertson's BM25 (Robertson and Zaragoza 2009), as Xapian's BM25Weight has it
 * with k2 = 0, k3 = 1 and min_normlen = 0:
 *
 *   idf * 2 * wqf / (1 + wqf) * (k1 + 1) * wdf / (k1 * (1 - b + b * length / average) + wdf)
 *
 * idf = log(r), r = (N - n + 0.5) / (n + 0.5), but log(1 + r / 2) where r < 2; N documents, n of them with the
 * term, all shards together, deleted documents included; length and average in wdf. A document's weight is the
 * sum. */
enum xap_sort { XAP_BY_WEIGHT, XAP_BY_VALUE_ASCENDING, XAP_BY_VALUE_DESCENDING };

struct xap_search {
    const struct xap_query *query;
    uint32_t first, count;   /* hits first .. first + count - 1, counted from 0 */
    uint32_t check_at_least; /* count matches exactly up to here; UINT32_MAX: all of them */
    double   k1, b;          /* BM25 as above */
    enum xap_sort sort;      /* by value: ties by weight; documents without the value come last */
    uint32_t sort_slot;
    /* Optional: keep a document? 1 yes, 0 no, < 0 an ERR_ code that ends the search. May be asked of any
     * docid from 1 to the last of the shard, matching or not, existing or not; counts then count the kept. */
    int (*decide)(void *ctx, size_t shard, uint32_t docid);
    void *decide_ctx;
};

#define XAP_SEARCH_INIT ((struct xap_search){NULL, 0, 10, 0, 1.0, 0.6, XAP_BY_WEIGHT, 0, NULL, NULL})

struct xap_hit {
    size_t   shard;
    uint32_t docid; /* in its shard */
    double   weight;
};

struct xap_result {
    struct xap_hit *hits;
    size_t          count;
    uint64_t        lower, estimate, upper; /* of all matches; equal when exact */
};

/* Fill *out; release it with xap_result_release. Equal weights (by value: equal values and weights) stand
 * in order of (shard, docid), whatever the number of shards: where such a group spans the end of the page
 * it is fetched whole first. Weights are equal when they differ by less than 1e-12 of themselves: shards add
 * them up in different orders. Errors also: ERR_STALE; ERR_LIMIT a wildcard over its cap. */
int  xap_search(struct xap_db *db, const struct xap_search *search, struct xap_result *out,
                struct err *err) XAP_NOEXCEPT;
void xap_result_release(struct xap_result *result) XAP_NOEXCEPT;

#ifdef __cplusplus
}
#pragma GCC diagnostic pop
#endif

#endif
