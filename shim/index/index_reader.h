/* index_reader: one or several indexes opened for reading: their manifests, segments as one xap_db, their
 * tombstones, their records.
 *
 * Shards of the database are the segments of all indexes in order; documents are (shard, docid). A reader
 * holds what it opened: writers replace files, never change them. */
#ifndef PRESSMARK_INDEX_INDEX_READER_H
#define PRESSMARK_INDEX_INDEX_READER_H

#include "base/article.h"
#include "postings/postings_file.h"
#include "store/manifest.h"
#include "xap/xap.h"

struct index_reader;

/* Open. Segments merged away meanwhile: the manifest is read again, up to 50 times (then ERR_STALE).
 * Errors: as manifest_load and xap_db_open; ERR_CORRUPT when a file has another size than the manifest says,
 * or is gone although the manifest stayed.
 * Sizes are checked, checksums are not (that is --verify's). */
int  index_reader_open(struct index_reader **out, const char *const *paths, size_t count, struct err *err);
/* The same, but passing over another schema version, though not another format: only for reading stored
 * articles (--rebuild, --dump). */
int  index_reader_open_any_version(struct index_reader **out, const char *path, struct err *err);
void index_reader_close(struct index_reader *r); /* frees; NULL allowed */

size_t                 index_reader_count(const struct index_reader *r);
const struct manifest *index_reader_manifest(const struct index_reader *r, size_t index);
/* NULL when no index holds a segment. Borrowed. */
struct xap_db *index_reader_db(const struct index_reader *r);
/* Index of a shard; its row in that index's manifest. */
size_t index_reader_shards(const struct index_reader *r);
/* The mapped postings file of a shard. Borrowed. */
const struct postings_file *index_reader_postings(const struct index_reader *r, size_t shard);
size_t                     index_reader_of_shard(const struct index_reader *r, size_t shard);
const struct segment_info *index_reader_segment(const struct index_reader *r, size_t shard);

uint64_t index_reader_live_documents(const struct index_reader *r);
bool     index_reader_is_deleted(const struct index_reader *r, size_t shard, uint32_t docid);
/* A query part that matches the deleted documents, for XAP_AND_NOT; *out NULL when there are none. Its
 * source lives as long as the reader. */
int index_reader_deleted_query(struct index_reader *r, struct xap_query **out, struct err *err);

/* The stored article (with_body) or its head. Texts are borrowed until the next call on this reader. */
int index_reader_article(struct index_reader *r, size_t shard, uint32_t docid, bool with_body,
                         struct article *out, struct err *err);
/* Where the live document with this id is: 1 found, 0 none. Several indexes: the first that has it. */
int index_reader_find(struct index_reader *r, struct str id, size_t *shard, uint32_t *docid, struct err *err);

#endif
