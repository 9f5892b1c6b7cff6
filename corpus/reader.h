/* reader: one format. To add one: write a reader_ops, list it in formats.c.
 *
 * A reader pulls bytes through `source` and hands out articles. It decodes (encoding.h), maps its keys to
 * fields (keymap.h), parses dates (date.h), and leaves the rest (ids, empty articles, default source,
 * counting) to corpus.c. */
#ifndef PRESSMARK_CORPUS_READER_H
#define PRESSMARK_CORPUS_READER_H

#include "corpus/corpus.h"

/* Where a reader gets its bytes: a window over the member, filled on demand. The bytes are what lies in the
 * file, with two exceptions: a UTF-8 mark is gone, and UTF-16 or UTF-32 is UTF-8 already, so '\n' always ends
 * a line. A source over bytes in memory is {.window = bytes, .ended = true, .line = 1}. */
struct source {
    struct str  window;   /* bytes not yet consumed; source_more may move it */
    bool        ended;    /* nothing more will come */
    uint64_t    line;     /* of the window's first byte, from 1 */

    /* source.c's own */
    struct buf  store, raw; /* what the window looks into; bytes not yet turned into UTF-8 */
    uint64_t    window_max; /* record_max; 0: any */
    uint64_t    replaced;   /* places that became U+FFFD so far */
    int         wide;       /* enum encoding_wide */
    int         failed;     /* kept until what was read before is used up: code, */
    struct err  problem;    /* text */
    enum reject_reason problem_reason;
    long      (*read)(void *ctx, char *to, size_t size, enum reject_reason *reason, struct err *err);
    void       *ctx;
};

/* Begin a member: `read` gives up to `size` bytes, 0 at the end, a negative code when it fails. Reads the head.
 * 0, or a negative code as source_more. */
int  source_start(struct source *s, const struct corpus_options *options,
                  long (*read)(void *ctx, char *to, size_t size, enum reject_reason *reason, struct err *err),
                  void *ctx, enum reject_reason *reason, struct err *err);
void source_release(struct source *s);

/* Read more into the window: 1 got some, 0 at the end. Negative: ERR_LIMIT (REJECT_TOO_LARGE) when more than
 * record_max bytes lie there already: consume some, then go on; any other code: the member failed (*reason, *err), its
 * torn rest is dropped and the source has ended. */
int source_more(struct source *s, enum reject_reason *reason, struct err *err);
/* A record of `len` bytes lies whole in the window: 0, or as source_more when that is over record_max. */
int source_check(const struct source *s, size_t len, enum reject_reason *reason, struct err *err);
/* Drop n bytes from the window's front, counting lines. Moves nothing: cheap for one byte as for many. */
void source_consume(struct source *s, size_t n);

struct reader_context {
    struct source *source;
    const struct corpus_options *options;
    struct keymap *keymap;     /* of the corpus: which keys fill which field */
    struct str     label;      /* for messages */
    struct str     name;       /* file name, e.g. for a title of last resort */
    uint64_t       bad_dates;  /* the reader counts up */
    uint64_t       repaired;
};

struct reader_ops {
    const char *name;              /* as for --format */
    const char *const *extensions; /* without dot, lower case, NULL-terminated */
    bool single;                   /* a member is one article: its path alone can be its id */
    /* How sure is the reader, 0 not at all .. 100, that a member beginning with these bytes is its own? */
    int  (*sniff)(struct str head);
    int  (*open)(void **state, struct reader_context *context, struct err *err);
    /* 1 article (texts borrowed until the next call; raw date text already canonical or empty),
     * 0 end, negative: a rejected record; err->msg without the label, *line its line for the message. */
    int  (*next)(void *state, struct article *out, enum reject_reason *reason, uint64_t *line, struct err *err);
    void (*close)(void *state);
};

extern const struct reader_ops reader_jsonl, reader_json, reader_csv, reader_tsv, reader_reuters, reader_trec,
    reader_html, reader_text;

#endif
