/* report: what a run tells on stderr: progress, rejected records, the summary. */
#ifndef PRESSMARK_INDEXER_REPORT_H
#define PRESSMARK_INDEXER_REPORT_H

#include "corpus/corpus.h"

struct report {
    const char *program;
    bool        quiet, verbose, on_terminal;
    double      started, next_progress; /* seconds of CLOCK_MONOTONIC */
    bool        line_open;              /* a progress line stands on the terminal */
    const struct corpus_stats *stats;   /* of the corpus at hand; NULL: nothing is known of sizes */
    uint64_t    seen;                   /* articles read */
    uint64_t    text_bytes;             /* of documents made, committed ones */
    uint64_t    added, updated, unchanged, rejected, committed;
    uint64_t    shown[REJECT_COUNT];    /* rejections named so far */
};

void report_init(struct report *r, const char *program, bool quiet, bool verbose);

/* After each article; cheap. */
void report_tick(struct report *r);
/* A rejected record: named if it is among the first of its kind. */
void report_rejected(struct report *r, enum reject_reason reason, const char *message);
/* After a commit. */
void report_commit(struct report *r, uint64_t live_documents);
/* At the end. `interrupted`: by a signal. */
void report_summary(struct report *r, bool interrupted);

/* A line on stderr "program: text", made safe for a terminal. */
void report_line(struct report *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* The same for an error with its hint. */
void report_error(struct report *r, const struct err *err);

/* The end of a noun after a number: "" or "s". */
const char *plural(uint64_t n);

#endif
