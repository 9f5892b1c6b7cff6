/* index_reader: one or several indexes opened for reading: their manifests, and the postings files, records
 * and tombstones of their segments. Nothing here needs Xapian (index_xapian.h does).
 *
 * Shards are the segments of all indexes in order; documents are (shard, docid). A reader holds what it
 * opened: writers replace files, never change them. */
#ifndef PRESSMARK_INDEX_INDEX_READER_H
#define PRESSMARK_INDEX_INDEX_READER_H

#include "base/article.h"
#include "postings/postings_file.h"
#include "store/manifest.h"
#include "store/record_file.h"
#include "store/tombstones.h"

struct index_reader;

/* Open. Segments merged away meanwhile: the manifest is read again, up to 50 times (then ERR_STALE). Errors:
 * as manifest_load, record_file_open and postings_file_open; ERR_CORRUPT when a file has another size than
 * the manifest says, or is gone although the manifest stayed. Sizes are checked, checksums are not (that is
 * --verify's). */
int  index_reader_open(struct index_reader **out, const char *const *paths, size_t count, struct err *err);
/* The same, but passing over another schema version, though not another format, and opening records alone, whatever the
 * postings are: only for reading stored articles (--rebuild, --dump). */
int  index_reader_open_any_version(struct index_reader **out, const char *path, struct err *err);
void index_reader_close(struct index_reader *r); /* frees; NULL allowed */

size_t                 index_reader_count(const struct index_reader *r);
const char            *index_reader_path(const struct index_reader *r, size_t index); /* as it was given */
const struct manifest *index_reader_manifest(const struct index_reader *r, size_t index);
size_t                 index_reader_shards(const struct index_reader *r);
/* Index of a shard; its row in that index's manifest. */
size_t                     index_reader_of_shard(const struct index_reader *r, size_t shard);
const struct segment_info *index_reader_segment(const struct index_reader *r, size_t shard);

uint64_t index_reader_live_documents(const struct index_reader *r);
bool     index_reader_is_deleted(const struct index_reader *r, size_t shard, uint32_t docid);
/* Borrowed, as all that follows. */
const struct tombstones *index_reader_deleted(const struct index_reader *r, size_t shard);
const struct record_file *index_reader_records(const struct index_reader *r, size_t shard);
const struct postings_file *index_reader_postings(const struct index_reader *r, size_t shard);
/* Path of a sealed file, replacing what is in *out. */
int index_reader_segment_path(const struct index_reader *r, size_t shard, enum segment_file file, struct buf *out,
                              struct err *err);
/* Has a commit replaced a manifest since the reader was opened? Cost: reads them. */
bool index_reader_has_changed(const struct index_reader *r);

/* The stored article (with_body) or its head. Texts are borrowed until the next call on this reader. */
int index_reader_article(struct index_reader *r, size_t shard, uint32_t docid, bool with_body,
                         struct article *out, struct err *err);
/* The record of an article as it is stored, borrowed likewise. */
int index_reader_record(struct index_reader *r, size_t shard, uint32_t docid, struct record *out, struct err *err);
/* Where the live document with this id is: 1 found, 0 none. Several indexes: the first that has it. */
int index_reader_find(struct index_reader *r, struct str id, size_t *shard, uint32_t *docid, struct err *err);

#endif
