/* record_file: the stored articles of one segment in a sealed file. Places and dictionaries are mapped, packs are read:
 * a page mapped far from any other takes a process as long as reading eight.
 *
 * Bytes of the file, integers little-endian:
 *   head of 64: "PMrecord", u32 version (RECORD_FILE_VERSION), u32 records, u64 where the places stand, u64 where
 *     the dictionaries stand, u32 dictionaries, u32 packs, u64 bytes of the file, u64 XXH3-64 of all from the places
 *     to the end, u64 XXH3-64 of the head up to here
 *   the packs of records (store/record.h), one behind the other
 *   places: of each pack u40 where it begins, u32 how many records stand before it; one more for the end of the last
 *   dictionaries: for each u32 id (record_dictionary_id), u32 bytes; then their bytes, one behind the other
 * Records have checksums of their own. A file never changes once it is written, so any number of threads may read
 * one. Bytes are not trusted: what does not fit is ERR_CORRUPT, never a read outside of the map. */
#ifndef PRESSMARK_STORE_RECORD_FILE_H
#define PRESSMARK_STORE_RECORD_FILE_H

#include <stdint.h>

#include "base/buf.h"
#include "store/record.h"
#include "store/tombstones.h"

enum { RECORD_FILE_VERSION = 2 };

struct record_file;

/* Open a file and check its head and size; time does not grow with it. Errors: ERR_NOT_FOUND, ERR_IO, ERR_FORMAT no
 * regular file, ERR_VERSION, ERR_CORRUPT, ERR_OOM. */
int  record_file_open(struct record_file **out, const char *path, struct err *err);
void record_file_close(struct record_file *f); /* frees; NULL allowed */

uint32_t record_file_count(const struct record_file *f);

/* The pack that was read last, which is not read again for another record of it. One thread. */
struct record_pack {
    struct buf                bytes; /* buf_release frees */
    const struct record_file *file;  /* NULL: there is none */
    uint64_t                  at;
};

/* The record of a document (1 .. count), borrowed from *pack until its next use, which must be before the file is
 * closed. ERR_CORRUPT, ERR_NOT_FOUND, ERR_IO, ERR_OOM. Cost: a binary search, and the pack is read. */
int record_file_get(const struct record_file *f, uint32_t docid, struct record_pack *pack, struct record *out,
                    struct err *err);
/* The dictionary with this id, borrowed until the file is closed: 1 found, 0 none, ERR_CORRUPT. */
int record_file_dictionary(const struct record_file *f, uint32_t id, struct str *out, struct err *err);
/* Check what is not a record: places and dictionaries against their checksum, that the packs fill the file, and that
 * each has as many records as its place says. Cost: reads all. */
int record_file_check(const struct record_file *f, struct err *err);

/* Bytes of the parts of a file. */
struct record_file_sizes {
    uint64_t records, places, dictionaries;
};
void record_file_sizes(const struct record_file *f, struct record_file_sizes *out);

/* ---- writing ---- */

/* Streams packs of records to a new file. Memory: a piece of file_out and 9 bytes a pack, besides dictionaries. */
struct record_file_writer;

int record_file_writer_new(struct record_file_writer **out, const char *path, struct err *err); /* ERR_EXISTS */
/* Add a dictionary that records need; again changes nothing. An empty one is none. */
int record_file_writer_dictionary(struct record_file_writer *w, struct str dictionary, struct err *err);
/* ERR_LIMIT: over 1 TiB, or more than UINT32_MAX - 1 records. */
int record_file_writer_add(struct record_file_writer *w, struct str pack, uint32_t records, struct err *err);
/* Write all that is missing and close; not synced. */
int record_file_writer_finish(struct record_file_writer *w, struct err *err);
/* Free; a file that was not finished is removed. NULL allowed. */
void record_file_writer_free(struct record_file_writer *w);

/* Join files: documents of the first, then of the second, ..., but for those that deleted[i] has of file i; `deleted`,
 * or one of them, may be NULL. Packs are copied as they are, unless one of their records is left out: the others are
 * then packed anew. ERR_CORRUPT also: tombstones of another number of documents. When it fails there is no file. */
int record_file_merge(const char *const *paths, const struct tombstones *const *deleted, size_t count,
                      const char *path, struct err *err);

#endif
