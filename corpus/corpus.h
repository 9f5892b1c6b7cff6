/* corpus: any set of files, directories, archives or streams, read as one sequence of articles.
 *
 *   inputs --> stream (bytes of one file or archive member) --> reader (one format) --> article
 *
 * Bad input never ends the sequence: each rejected record or input is reported once and counted. */
#ifndef PRESSMARK_CORPUS_CORPUS_H
#define PRESSMARK_CORPUS_CORPUS_H

#include <stdint.h>

#include "base/article.h"
#include "base/err.h"

/* Why something was not indexed, or only in part. The texts complete "1 ..." and "N ..." in the summary. */
#define REJECT_TABLE(X)                                                                                     \
    X(UNREADABLE,  "file that could not be read",          "files that could not be read")                  \
    X(SPECIAL,     "device, pipe, socket or link not followed", "devices, pipes, sockets or links not followed") \
    X(UNKNOWN,     "file of no known format",              "files of no known format")                      \
    X(MALFORMED,   "malformed record",                     "malformed records")                             \
    X(EMPTY,       "empty file, or record without title, text and id",                                      \
                   "empty files, and records without title, text and id")                                   \
    X(TOO_LARGE,   "record over the size limit",           "records over the size limit")                   \
    X(TRUNCATED,   "file or archive that ends too early or is damaged",                                     \
                   "files or archives that end too early or are damaged")                                   \
    X(BOMB,        "archive that unpacks to far more than it should",                                       \
                   "archives that unpack to far more than they should")

enum reject_reason {
#define REJECT_ENUM(name, one, many) REJECT_##name,
    REJECT_TABLE(REJECT_ENUM)
#undef REJECT_ENUM
    REJECT_COUNT
};

/* The text for that many. */
const char *reject_text(enum reject_reason reason, uint64_t count);

struct corpus_options {
    const char *format;        /* a name of corpus_formats(), or NULL: by extension and content */
    const char *const *maps;   /* "field=key": fill a field from another key; map_count of them */
    size_t      map_count;
    char        csv_separator; /* 0: ',' ('\t' for TSV), or guessed from the header line */
    char        csv_quote;     /* 0: '"' */
    const char *encoding;      /* declared by the user for input that declares none, or NULL */
    const char *source;        /* default source field, or NULL */
    bool        follow_links;
    uint64_t    record_max;    /* bytes of one record; larger ones are rejected. Default 64 MiB */
    uint64_t    unpacked_max;  /* bytes out of one archive or compressed file. Default 64 GiB */
    uint32_t    ratio_max;     /* unpacked to packed after the first MiB. Default 1000 */
    int64_t     now;           /* seconds since 1970, for "more than a year ahead" */
    int         stop_fd;       /* when it is readable, input that is waited for ends; 0: none */
};
void corpus_options_init(struct corpus_options *options); /* the defaults above; now: the clock */

struct corpus_stats {
    uint64_t articles;                /* handed out */
    uint64_t bytes_read;              /* of files, as they lie on disk */
    uint64_t bytes_total;             /* of all inputs as far as known; 0 while unknown (stdin) */
    uint64_t bad_dates;               /* articles whose date made no sense and was left out */
    uint64_t repaired;                /* articles with bytes that had to become U+FFFD */
    uint64_t rejected[REJECT_COUNT];
};

struct corpus;

/* inputs: paths of files and directories, "-" for stdin. They are opened one after another as they come up;
 * what cannot be opened is a rejection then. Directories are walked in byte order of names, passing over
 * names that begin with '.'. Links are followed where an input names one, elsewhere only with follow_links.
 * A file that an input names may be any text; in directories and archives plain text must be named .txt or
 * .text, and what no reader knows is REJECT_UNKNOWN. Archives are opened one layer deep.
 * bytes_total is known where all inputs are files, or directories of at most 100,000 names.
 * The strings and *options must outlive the corpus. Errors: ERR_USAGE for an unknown format, a map that
 * names no field; ERR_OOM. */
int corpus_open(struct corpus **out, const char *const *inputs, size_t count,
                const struct corpus_options *options, struct err *err);
void corpus_close(struct corpus *corpus); /* frees; NULL allowed */

/* The next article: 1 and *out, whose texts are borrowed until the next call; 0 at the end. It has an id
 * (that of the record, else its url, else "PATH#ORDINAL" or "ARCHIVE(MEMBER)#ORDINAL", without ordinal where
 * a file is one article, or, from standard input and pipes, "pipe#" and a hash of its fields), a title or a text or
 * both, and fields as tidy.h says. Ids may be of any length.
 * A negative code is one rejected record or input: *reason says which kind, err->msg names it ("FILE:LINE:
 * ..." or "ARCHIVE(MEMBER):LINE: ..."), and the sequence goes on with the next call, except after ERR_OOM. */
int corpus_next(struct corpus *corpus, struct article *out, enum reject_reason *reason, struct err *err);

/* Borrowed, current at any time between calls of corpus_next. */
const struct corpus_stats *corpus_counts(const struct corpus *corpus);

/* Names of the formats, NULL-terminated, in the order they are tried: "jsonl", "json", "csv", ... */
const char *const *corpus_formats(void);

#endif
