/* record: an article as it is stored in a segment. Several that stand one behind the other are a pack, deflated
 * together (raw RFC 1951) with a preset dictionary: what they share is stored once.
 *
 * Bytes of a pack, integers little-endian:
 *   u8  version (RECORD_VERSION)
 *   u32 dictionary id: the one it was deflated with, 0 for none
 *   u8  records in it, 1 at least
 *   of each record
 *     u64 content hash: XXH3-64 of its raw bytes, head and body; also their checksum
 *     varint raw head length, varint raw body length
 *   raw deflate stream of head and body of the first, of the second, ...
 * The head is every field of base/article.h before the body as varint length + bytes, in order.
 * Two articles with the same fields have the same content hash. */
#ifndef PRESSMARK_STORE_RECORD_H
#define PRESSMARK_STORE_RECORD_H

#include <stdbool.h>

#include "base/article.h"
#include "base/err.h"

enum {
    RECORD_VERSION        = 2,
    RECORD_DICTIONARY_MAX = 32768,
    RECORD_RAW_MAX        = 0x7fffffff, /* head and body */
    RECORD_PACK_RAW       = 8192,       /* a pack that has so many raw bytes is full */
    RECORD_PACK_MOST      = 64,         /* records */
};

/* A record where it is stored: the number-th of its pack, from 0 on, which begins at a byte of its file. */
struct record {
    struct str pack;
    uint32_t   number;
    uint64_t   at;
};

/* Deflates; holds the dictionary, a primed stream and the pack at hand. One thread. Output depends on the articles,
 * the dictionary and zlib's version only. */
struct record_writer;
int  record_writer_new(struct record_writer **out, struct str dictionary, struct err *err);
void record_writer_free(struct record_writer *w);
/* Add an article to the pack at hand; *hash (may be NULL) gets its content hash. ERR_OOM; ERR_LIMIT: it is over
 * 2 GiB. */
int record_write(struct record_writer *w, const struct article *article, uint64_t *hash, struct err *err);
/* Is the pack full? One that was full must be taken before the next article comes. */
bool record_writer_is_full(const struct record_writer *w);
/* Append the pack's bytes; returns how many records it has, and it is empty then. 0: there was none. ERR_OOM. */
int record_writer_take(struct record_writer *w, struct buf *out, struct err *err);
/* Forget the pack at hand. */
void record_writer_clear(struct record_writer *w);

/* The content hash an article's record would have. Cost: one pass. */
int record_hash(const struct article *article, uint64_t *hash, struct err *err);

/* Id of a dictionary as it stands in records: from its bytes; 0 for an empty one. */
uint32_t record_dictionary_id(struct str dictionary);

/* Inflates; finds dictionaries by a callback. One thread. */
struct record_reader;
/* Give the dictionary `id` of `shard`, which must live as long as the reader. */
typedef int (*record_dictionary_fn)(void *ctx, size_t shard, uint32_t id, struct str *out, struct err *err);
int  record_reader_new(struct record_reader **out, record_dictionary_fn find, void *ctx, struct err *err);
void record_reader_free(struct record_reader *r);

/* Read the head (all fields but the body), or all. What stands before it in its pack is inflated, too, but only once
 * for who goes on in the same one (of the same shard, at the same place), whose bytes are still where they were. The
 * texts are borrowed from the reader until its next call. Errors: ERR_VERSION; ERR_CORRUPT (torn, wrong hash; heads
 * alone are checked for shape only); ERR_OOM; what the callback returned. Untrusted bytes are safe. */
int record_read_head(struct record_reader *r, size_t shard, struct record record, struct article *out,
                     struct err *err);
int record_read(struct record_reader *r, size_t shard, struct record record, struct article *out, struct err *err);

/* The content hash of a record, without inflating. */
int record_stored_hash(struct record record, uint64_t *hash, struct err *err);
/* The id of a pack's dictionary, and how many records it says it has; its records are not looked at. */
int record_pack_facts(struct str pack, uint32_t *dictionary_id, uint32_t *records, struct err *err);

/* Choose a dictionary of at most RECORD_DICTIONARY_MAX bytes from sample articles: the heads of records
 * taken evenly. Appends to *out; the more samples (up to about a thousand), the better. */
int record_train(const struct article *samples, size_t count, struct buf *out, struct err *err);

#endif
