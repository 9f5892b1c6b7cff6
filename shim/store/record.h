/* record: an article as it is stored in a segment, deflated (raw RFC 1951) with a preset dictionary.
 *
 * Bytes of a record, integers little-endian:
 *   u8  version (RECORD_VERSION)
 *   u32 dictionary id: the one it was deflated with, 0 for none
 *   u64 content hash: XXH3-64 of the raw bytes; also their checksum
 *   varint raw head length, varint raw body length
 *   raw deflate stream of head + body
 * The head is every field of base/article.h before the body as varint length + bytes, in order.
 * Two articles with the same fields have the same content hash. */
#ifndef PRESSMARK_STORE_RECORD_H
#define PRESSMARK_STORE_RECORD_H

#include "base/article.h"
#include "base/err.h"

enum { RECORD_VERSION = 1, RECORD_DICTIONARY_MAX = 32768, RECORD_RAW_MAX = 0x7fffffff /* head and body */ };

/* Deflates; holds the dictionary and a primed stream. One thread. Output depends on the article, the
 * dictionary and zlib's version only. */
struct record_writer;
int  record_writer_new(struct record_writer **out, struct str dictionary, struct err *err);
void record_writer_free(struct record_writer *w);
/* Append the record of an article; *hash (may be NULL) gets its content hash. ERR_OOM, ERR_LIMIT over
 * 2 GiB. */
int record_write(struct record_writer *w, const struct article *article, struct buf *out, uint64_t *hash,
                 struct err *err);

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

/* Read the head (all fields but the body), or all. The texts are borrowed from the reader until its next
 * call. Errors: ERR_VERSION; ERR_CORRUPT (torn, wrong hash; heads alone are checked for shape only);
 * ERR_OOM; what the callback returned. Untrusted bytes are safe. */
int record_read_head(struct record_reader *r, size_t shard, struct str record, struct article *out,
                     struct err *err);
int record_read(struct record_reader *r, size_t shard, struct str record, struct article *out, struct err *err);

/* The content hash, and the id of the dictionary, that stand in a record, without inflating. */
int record_stored_hash(struct str record, uint64_t *hash, struct err *err);
int record_stored_dictionary(struct str record, uint32_t *id, struct err *err);

/* Choose a dictionary of at most RECORD_DICTIONARY_MAX bytes from sample articles: the heads of records
 * taken evenly. Appends to *out; the more samples (up to about a thousand), the better. */
int record_train(const struct article *samples, size_t count, struct buf *out, struct err *err);

#endif
