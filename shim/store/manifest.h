/* manifest: the only mutable name in an index, the list of its live segments. JSON, human-readable; its last
 * line is the XXH3-128 of everything before it. Replaced by rename, never changed in place. */
#ifndef PRESSMARK_STORE_MANIFEST_H
#define PRESSMARK_STORE_MANIFEST_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

/* History, one line a version: 1 stored articles lay in Xapian's file; 2 a segment is several sealed files (the oldest
 * of these do not say `xapian`: it is "file"). */
enum { MANIFEST_FORMAT = 2 };

/* The sealed files of a segment, each under its name in the segment's folder; manifest_has_file tells which of them
 * an index has. */
enum segment_file { SEGMENT_XAPIAN, SEGMENT_POSTINGS, SEGMENT_RECORDS, SEGMENT_FILES };
extern const char *const segment_file_names[SEGMENT_FILES];

struct sealed_file {
    uint64_t bytes;
    char     sum[33]; /* XXH3-128, hexadecimal */
};

struct manifest_language {
    char     code[16];        /* "en"; "" for articles of unknown language without default */
    char     fingerprint[17]; /* of the analysis, analyzer_fingerprint() */
    uint64_t documents;       /* that were ever added in it, deleted ones included */
};

struct segment_info {
    char     name[24];         /* "seg-000001": a folder of the index */
    uint64_t documents;        /* in the segment, deleted ones included; docids 1 .. documents */
    uint64_t deleted;          /* of these */
    uint64_t text_bytes;       /* of title and body of all documents */
    uint64_t words;            /* tokens with a position */
    int64_t  date_min, date_max; /* seconds since 1970; min > max when no document has a date */
    struct sealed_file files[SEGMENT_FILES]; /* zeroed: of those that the index does not have */
    uint64_t deleted_generation; /* of the tombstone file "deleted-<generation>"; 0: none */
    uint64_t deleted_bytes;
    char     deleted_sum[33];
};

struct manifest {
    char     uuid[37];          /* of the index, for life */
    uint64_t generation;        /* grows by one with every commit */
    uint64_t next_segment;      /* number of the next segment */
    int      schema;            /* SCHEMA_VERSION it was written with */
    char     default_language[16];
    char     positions[16];     /* "xapian": Xapian's files hold words with positions too; "postings": they do not */
    char     xapian[8];         /* "file": each segment has a file of Xapian's; "none": no segment has */
    char     dictionary[9];     /* id of the dictionary new records are deflated with, hexadecimal; "" none */
    struct manifest_language *languages;
    size_t   language_count;
    struct segment_info *segments; /* in order: documents of the index are counted through them */
    size_t   segment_count;
};

void manifest_init(struct manifest *m);    /* empty, no uuid, positions "postings", xapian "file" */
void manifest_release(struct manifest *m);
int  manifest_copy(struct manifest *to, const struct manifest *from, struct err *err);
int  manifest_new_uuid(struct manifest *m, struct err *err);

/* Language row of `code`, added (with documents 0) when `add`; NULL: none, or out of memory. */
struct manifest_language *manifest_language(struct manifest *m, const char *code, bool add);
/* Append a segment row, zeroed; NULL: out of memory. Rows move. */
struct segment_info *manifest_add_segment(struct manifest *m);
uint64_t manifest_live_documents(const struct manifest *m);
/* May this stand in manifest.positions, in manifest.xapian, and both in one manifest? */
bool manifest_is_positions(const char *name);
bool manifest_is_xapian(const char *name);
bool manifest_is_pair(const char *positions, const char *xapian);
/* Do the segments of the index have this file? */
bool manifest_has_file(const struct manifest *m, enum segment_file file);
/* Bytes of a segment's sealed files. */
uint64_t segment_bytes(const struct segment_info *info);

/* To and from the text of the file. manifest_parse errors: ERR_CORRUPT (checksum, shape), ERR_FORMAT
 * (another format: nothing of it is understood), ERR_VERSION (another schema: *m is filled all the same). */
int manifest_print(const struct manifest *m, struct buf *out, struct err *err);
int manifest_parse(struct manifest *m, struct str text, struct err *err);

/* Read INDEX/manifest. ERR_NOT_FOUND: no such index, or a directory or file that is none (told apart in the
 * message); ERR_IO; and as manifest_parse. */
int manifest_load(struct manifest *m, const char *index_path, struct err *err);

/* Write INDEX/manifest: temporary file, fsync, rename, fsync of the directory. On failure the old one
 * stands. */
int manifest_store(const struct manifest *m, const char *index_path, struct err *err);

#endif
