/* index_writer: the one writer of an index: its lock, its work folder, and commits that happen or do not.
 *
 * Changes are staged on a copy of the manifest; nothing is visible, and nothing old is touched, before
 * index_writer_commit has renamed the new manifest into place. */
#ifndef PRESSMARK_INDEXER_INDEX_WRITER_H
#define PRESSMARK_INDEXER_INDEX_WRITER_H

#include "store/manifest.h"
#include "store/tombstones.h"

struct index_writer;

enum index_open {
    INDEX_MUST_EXIST,
    INDEX_MAY_CREATE, /* an index without segments is made and committed where there is none */
    INDEX_ANY_VERSION /* must exist; another schema version is passed over, for --rebuild */
};

/* Take the lock (OFD, freed by the kernel whatever happens), read the manifest, remove what a dead writer
 * left. Errors: ERR_LOCKED naming the holder's process; ERR_EXISTS: the path is a file, or a folder without a
 * manifest that is not empty; as manifest_load. */
int  index_writer_open(struct index_writer **out, const char *path, enum index_open how, struct err *err);
void index_writer_close(struct index_writer *w); /* forgets what was staged; NULL allowed */

const char            *index_writer_path(const struct index_writer *w);
const struct manifest *index_writer_committed(const struct index_writer *w);
/* The copy to be committed next: languages, defaults and the dictionary may be changed directly. */
struct manifest       *index_writer_staged(struct index_writer *w);

/* The work folder "INDEX/tmp-<pid>", made when it is first asked for, emptied by index_writer_commit. */
int index_writer_work(struct index_writer *w, const char **path, struct err *err);

/* Stage a new segment at row `at` of the staged manifest: `folder` (inside the work folder), which holds the files of
 * a segment and nothing else, is synced with them, they are checksummed, and it is moved to its place. info:
 * documents, text_bytes, words and dates are the caller's, the rest is filled in. deleted: taken over. */
int index_writer_insert(struct index_writer *w, size_t at, const char *folder, const struct segment_info *info,
                        struct tombstones *deleted, struct err *err);
/* Stage the removal of `count` segments from row `at` on. */
void index_writer_remove(struct index_writer *w, size_t at, size_t count);
/* Stage a deletion: 1 newly deleted, 0 it was before. */
int index_writer_delete(struct index_writer *w, size_t segment, uint32_t docid, struct err *err);
/* What is deleted of a staged segment. Borrowed. */
const struct tombstones *index_writer_deleted(const struct index_writer *w, size_t segment);

/* Write tombstones and manifest, make them durable, then remove the files nobody needs any more. On failure
 * the index is as it was; only when the last step failed, the sync of the directory, the new manifest stands but
 * may not survive a loss of power. */
int index_writer_commit(struct index_writer *w, struct err *err);

#endif
