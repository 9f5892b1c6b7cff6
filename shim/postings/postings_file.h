/* postings_file: a sealed inverted file of one segment, mapped read-only: which documents hold a term, how
 * often and where, how long documents are and when they were published. It is what searches read.
 *
 * Documents are numbered 1 .. documents. A file never changes once it is written, so everything borrowed from
 * it lives until it is closed, and any number of threads may read one. Bytes are not trusted: what does not
 * fit is ERR_CORRUPT, never a read outside of the map. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_FILE_H
#define PRESSMARK_POSTINGS_POSTINGS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/err.h"
#include "base/popcount.h"
#include "base/str.h"

enum {
    POSTINGS_VERSION  = 11,
    POSTINGS_BLOCK    = 128, /* postings in a block; only the last one of a list has fewer */
    POSTINGS_GROUP    = 32,  /* blocks that share an entry of the second skip level */
    POSTINGS_TERM_MAX = 240, /* bytes */
    POSTINGS_SPARE    = 4,   /* positions for which room makes reading them faster */
    POSTINGS_IMPACTS  = 4,   /* of a block */
    POSTINGS_HEAD_RANKS = 10,  /* best postings that a list's head is sure to hold */
    POSTINGS_HEAD_MOST  = 256, /* postings in it */
    POSTINGS_CHAMPIONS  = 2048, /* the best postings of a long list, kept as a list of their own */
};

/* What the count of a posting is. */
enum postings_kind {
    POSTINGS_PLAIN,     /* nothing: the term is there */
    POSTINGS_WEIGHED,   /* wdf, its occurrences as ranking counts them */
    POSTINGS_POSITIONS, /* how many positions it has there */
};

struct postings_file;

/* Map the file, and check its head (by checksum) and that its parts are all there. Cost: the same whatever
 * its size, some 20 microseconds; the checksums of the rest are for postings_check(). Errors: ERR_NOT_FOUND,
 * ERR_IO, ERR_VERSION, ERR_CORRUPT, ERR_OOM. */
int  postings_file_open(struct postings_file **out, const char *path, struct err *err);
void postings_file_close(struct postings_file *f); /* frees; NULL allowed */

uint32_t postings_file_documents(const struct postings_file *f);
uint64_t postings_file_length(const struct postings_file *f); /* of all documents together, in wdf */
uint64_t postings_file_terms(const struct postings_file *f);

/* wide_here() (base/wide.h), asked once. */
bool postings_file_wide(const struct postings_file *f);

/* BM25's. Ranges (postings_ranges.h) bound weights by these alone: others want another POSTINGS_VERSION. */
#define POSTINGS_K1 1.0
#define POSTINGS_B 0.6

/* Average length of so many documents, which are so long together, as bounds are made with: at least 1. */
static inline double postings_average(uint64_t length, uint32_t documents)
{
    return length > documents ? (double)length / documents : 1;
}

/* Length of documents in wdf, exact. lengths[docid - 1] of a document is its length, or POSTINGS_LONG for one
 * of that or more, which postings_long_length() tells. */
enum { POSTINGS_LONG = 0xFFFF };
const uint16_t *postings_file_lengths(const struct postings_file *f);
uint32_t        postings_long_length(const struct postings_file *f, uint32_t docid);

static inline uint32_t postings_length(const struct postings_file *f, const uint16_t *lengths, uint32_t docid)
{
    uint16_t length = lengths[docid - 1];
    return length < POSTINGS_LONG ? length : postings_long_length(f, docid);
}

/* Seconds since 1970; false: the document has no date. */
bool postings_date(const struct postings_file *f, uint32_t docid, int64_t *seconds);

/* ---- terms ----------------------------------------------------------------------------------- */

struct postings_term {
    uint32_t           df;
    uint64_t           cf;     /* sum of the counts; 0 for POSTINGS_PLAIN */
    enum postings_kind kind;
    uint64_t           place;   /* in the dictionary, from 0 */
    bool               borrows; /* its docids are another list's; of the file's own from here on */
    uint64_t           at;      /* where its list is */
    uint64_t           bytes;   /* of its list, positions included */
    uint32_t           only_docid, only_count; /* df 1: its only posting, stored here; else 0 */
};

/* 1 found, 0 no such term, or ERR_CORRUPT. Cost: a binary search, 1 or 2 microseconds. */
int postings_file_find(const struct postings_file *f, struct str term, struct postings_term *out, struct err *err);

/* All terms that begin with `prefix`, in order of their bytes. *init*, then *next* until 0. The term is
 * borrowed until the next call. */
struct postings_terms {
    const struct postings_file *file;
    struct str                  prefix;
    uint64_t                    block, entry, at, list_at;
    size_t                      len;
    char                        term[POSTINGS_TERM_MAX];
};
int postings_terms_init(struct postings_terms *t, const struct postings_file *f, struct str prefix, struct err *err);
int postings_terms_next(struct postings_terms *t, struct str *term, struct postings_term *out, struct err *err);

/* ---- pairs ----------------------------------------------------------------------------------- */

/* In which documents one word stands right behind another: known of frequent ones in large files. */
enum postings_pair { POSTINGS_PAIR_UNKNOWN, POSTINGS_PAIR_NOWHERE, POSTINGS_PAIR_LISTED };

/* One of these, or ERR_CORRUPT. Both are words with positions of the file. Of POSTINGS_PAIR_LISTED *out is the list of
 * the pair, PLAIN, as if it were a term. Cost: a binary search among some hundred numbers for each word. */
int postings_file_pair(const struct postings_file *f, const struct postings_term *first,
                       const struct postings_term *second, struct postings_term *out, struct err *err);

/* ---- columns --------------------------------------------------------------------------------- */

/* A source or a language (schema_column()), by which documents can be asked whether they have it: quicker than by its
 * list, and in any order. */
struct postings_value {
    const uint8_t *numbers; /* of the file's own from here on */
    uint32_t       width, number, documents;
};

enum postings_has { POSTINGS_HAS_NOT, POSTINGS_HAS, POSTINGS_HAS_SEVERAL /* values: the list tells */ };

/* False: the term is no such value. *out is borrowed from the file. */
bool postings_value_of(const struct postings_file *f, const struct postings_term *term, struct postings_value *out);
/* Cost: one load. */
enum postings_has postings_value_has(const struct postings_value *v, uint32_t docid);

/* ---- lists ----------------------------------------------------------------------------------- */

/* (wdf, length) pairs such that for every posting of the block there is one with wdf no smaller and length no
 * larger; wdf 0 ends them. A weight that grows with wdf and falls with length is bounded by its largest value
 * over them, whatever the statistics (the competitive impacts of Lucene's block-max indexes, rounded to
 * bytes: wdf up, length down). */
struct postings_impact {
    uint32_t wdf, length; /* wdf UINT32_MAX: no bound was kept */
};

/* Lengths in a byte: exact up to 31, then 5 significant bits, at most 507,904 (after Lucene's SmallFloat). */
static inline uint32_t postings_byte_length(uint8_t byte)
{
    uint32_t exponent = byte >> 4, mantissa = byte & 15;
    return exponent == 0 ? mantissa : (16 | mantissa) << (exponent - 1);
}

/* The largest byte whose length is not above this one. */
static inline uint8_t postings_length_byte(uint32_t length)
{
    if (length < 16)
        return (uint8_t)length;
    uint32_t shift = 27u - (uint32_t)__builtin_clz(length);
    if (shift > 14)
        return 255;
    return (uint8_t)((shift + 1) << 4 | (length >> shift & 15));
}

/* A list, opened: plain numbers and pointers into the map, to be copied freely. */
struct postings_list {
    const struct postings_file *file;
    enum postings_kind          kind;
    uint32_t                    df, blocks, groups;
    uint32_t                    last_docid;
    bool                        counted;     /* counts stand there: else all are 1; of the file's own from here on */
    unsigned                    front;       /* bytes of a block before its docids */
    const uint8_t              *data, *end;  /* the blocks */
    const uint8_t              *last_docids, *starts, *group_starts; /* NULL: there is one block */
    const uint8_t              *runs, *runs_end; /* counts and positions; runs NULL: of the only block, behind it */
    const uint8_t              *run_starts, *run_group_starts; /* NULL: there is one block */
    const uint8_t              *impacts, *group_impacts, *list_impacts;
    const uint8_t              *head; /* NULL: none */
    const uint8_t              *champions, *champion_bounds; /* NULL: none are kept */
    const uint8_t              *ranges; /* NULL: none are kept; see postings_ranges.h */
    uint32_t                    head_bytes, champions_bytes, champion_bound_count;
    uint32_t                    only_docid, only_count;
};

int postings_list_open(struct postings_list *list, const struct postings_file *f, const struct postings_term *term,
                       struct err *err);

/* The same without decoding anything: the last docid of a list of one block is then only known to be one of the file's
 * documents, and last_docid is their number. */
int postings_list_place(struct postings_list *list, const struct postings_file *f, const struct postings_term *term,
                        struct err *err);

/* Postings of a block. */
static inline uint32_t postings_block_count(const struct postings_list *list, uint32_t block)
{
    return block + 1 < list->blocks ? (uint32_t)POSTINGS_BLOCK : list->df - block * POSTINGS_BLOCK;
}

uint32_t postings_block_last(const struct postings_list *list, uint32_t block); /* docid */
/* The first block from `block` on that may hold a docid of at least `docid`; list->blocks: none. */
uint32_t postings_block_seek(const struct postings_list *list, uint32_t block, uint32_t docid);
/* Bounds of a block, of a group of blocks, of the list. Only of POSTINGS_WEIGHED; of others none was kept.
 * Returns how many (1 .. POSTINGS_IMPACTS). */
int postings_block_impacts(const struct postings_list *list, uint32_t block,
                           struct postings_impact out[POSTINGS_IMPACTS]);
int postings_group_impacts(const struct postings_list *list, uint32_t group,
                           struct postings_impact out[POSTINGS_IMPACTS]);
int postings_list_impacts(const struct postings_list *list, struct postings_impact out[POSTINGS_IMPACTS]);

/* The head of a list: by docid, all postings that can be among the POSTINGS_HEAD_RANKS best of it by a weight that
 * grows with wdf and falls with length, equal ones by docid, whatever the statistics; and how long its documents are.
 * Arrays hold POSTINGS_HEAD_MOST. Only of POSTINGS_WEIGHED, and of more than POSTINGS_HEAD_LEAST postings. Returns how
 * many; 0: none was kept; or ERR_CORRUPT. Cost: under a microsecond. */
int postings_list_head(const struct postings_list *list, uint32_t *docids, uint32_t *wdfs, uint32_t *lengths,
                       struct err *err);

/* The champions of a list: POSTINGS_CHAMPIONS of its postings that weigh most by the file's own average length, as a
 * list of their own, which has no head and no champions. Only of POSTINGS_WEIGHED, and of more than
 * POSTINGS_CHAMPIONS_LEAST postings. 1; 0: none were kept; or ERR_CORRUPT. Cost: as postings_list_place(). */
int postings_list_champions(const struct postings_list *list, struct postings_list *out, struct err *err);
/* Bound number `i` of list->champion_bound_count of all postings that are no champions. */
struct postings_impact postings_champion_bound(const struct postings_list *list, uint32_t i);

/* A block, found: numbers and pointers into the map, to be copied freely. */
struct postings_block {
    uint32_t       number, count;                  /* which one; postings */
    uint32_t       base, last;                     /* docids are above base, up to last; of a list of one block, any */
    unsigned       docid_bits, count_bits;         /* of the file's own from here on */
    const uint8_t *docids, *counts, *behind;
    const uint8_t *lengths; /* NULL: none stand there */
};

/* ERR_CORRUPT. */
int postings_block_open(const struct postings_list *list, uint32_t number, struct postings_block *out,
                        struct err *err);

/* Have its begin fetched from memory; for a number that there is not, nothing happens. */
void postings_block_fetch(const struct postings_list *list, uint32_t number);

/* Decode it: ascending docids, and counts (all 1 for POSTINGS_PLAIN). Arrays hold POSTINGS_BLOCK, all of which may be
 * written. 0 or ERR_CORRUPT. Cost: about 100 ns each. */
int postings_block_docids(const struct postings_list *list, const struct postings_block *b, uint32_t *docids,
                          struct err *err);
int postings_block_counts(const struct postings_list *list, const struct postings_block *b, uint32_t *counts,
                          struct err *err);

/* Lengths of the documents of a block whose docids were decoded, where they stand beside its postings; the array holds
 * POSTINGS_BLOCK. 1; 0: they do not; or ERR_CORRUPT. */
int postings_block_lengths(const struct postings_list *list, const struct postings_block *b, const uint32_t *docids,
                           uint32_t *lengths, struct err *err);

/* All at once: find block `number` and decode it; counts NULL: not wanted. Returns how many, or ERR_CORRUPT. */
int postings_block_read(const struct postings_list *list, uint32_t number, uint32_t *docids, uint32_t *counts,
                        struct err *err);

/* The docids of a block as bits, by which any is found without decoding it: those close together are kept so. */
struct postings_bits {
    uint32_t       base, last; /* docids are above base, up to last; last 0: none */
    const uint8_t *words;      /* u64, and */
    const uint8_t *ranks;      /* u8 each: postings of the block before it; of the file's own */
    const uint8_t *counts;
    unsigned       count_bits;
};

/* False: the block is of the other sort. */
bool postings_block_bits(const struct postings_block *b, struct postings_bits *out);

/* Is `docid` in the block? base < docid <= last. */
static inline bool postings_bits_has(const struct postings_bits *b, uint32_t docid)
{
    const uint32_t at = docid - b->base - 1;
    return b->words[at / 8] >> at % 8 & 1; /* little-endian words */
}

/* Which posting of the block such a one is; by any way of counting bits. */
static inline uint32_t postings_bits_index_by(const struct postings_bits *b, uint32_t docid,
                                              uint32_t (*count)(uint64_t))
{
    const uint32_t at = docid - b->base - 1;
    uint64_t       word;
    memcpy(&word, b->words + (size_t)(at / 64) * 8, sizeof word);
    return (b->ranks[at / 64] + count(word & ((1ull << at % 64) - 1))) % POSTINGS_BLOCK;
}

static inline uint32_t postings_bits_index(const struct postings_bits *b, uint32_t docid)
{
    return postings_bits_index_by(b, docid, popcount64);
}

/* The count of posting `i` of the block, of POSTINGS_WEIGHED. */
uint32_t postings_bits_count(const struct postings_bits *b, uint32_t i);
/* All POSTINGS_BLOCK of them. Cost: as much as some five alone. */
void postings_bits_counts(const struct postings_bits *b, uint32_t *counts);

/* The positions of posting `i` of a block whose counts were decoded: counts[i] of them, ascending, into
 * *positions, which holds as many. Returns 0 or ERR_CORRUPT. Cost: skips at most 15 neighbours. */
int postings_block_positions(const struct postings_list *list, uint32_t block, uint32_t i, const uint32_t *counts,
                             uint32_t *positions, struct err *err);

/* What is kept for who asks for positions of many postings of a list; zeroed at first. */
struct postings_run {
    const uint8_t *table;  /* positions of `block`, which has `count` postings; NULL: not known */
    uint32_t       block, count;
    const uint8_t *packed, *rest, *end; /* first positions; varints of the others, which end before `end` */
    uint32_t       number; /* of the run in its block */
    unsigned       bits;
    uint32_t       base;   /* added to first positions */
    uint32_t       next_i; /* the posting of the block whose varints begin at `next`: who goes on skips little */
    uint32_t       passed; /* varints between `rest` and `next` */
    const uint8_t *next;
};

/* The same, *run telling where the neighbours' positions are. *positions has `room` for at least as many; with room for
 * POSTINGS_SPARE more, which may be written, it is faster. */
int postings_run_positions(const struct postings_list *list, uint32_t block, uint32_t i, const uint32_t *counts,
                           struct postings_run *run, uint32_t *positions, size_t room, struct err *err);

#endif
