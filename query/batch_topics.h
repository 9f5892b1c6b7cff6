/* batch_topics: the queries of a file, one after the other, whatever form they are written in.
 *
 *   TSV    qid <TAB> query, one a line
 *   CSV    a header line names the columns: qid, query_id, topic, id ... and query, title, text ...;
 *          separator comma, semicolon or tab, by the header; quotes as in RFC 4180
 *   TREC   <top> <num> Number: 301 <title> words ... </top>; the title on the line of its tag or below it
 *   lines  one query a line; its line number is its id. Blank lines are passed over */
#ifndef PRESSMARK_QUERY_BATCH_TOPICS_H
#define PRESSMARK_QUERY_BATCH_TOPICS_H

#include "query/batch_lines.h"

enum batch_format { BATCH_TSV, BATCH_CSV, BATCH_TREC, BATCH_LINES };

/* One query to be run. */
struct batch_topic {
    struct buf qid, query;
    uint64_t   line; /* where it begins, from 1 */
};

struct batch_topics {
    struct batch_lines lines;
    enum batch_format  format;
    bool               header_read;
    char               separator;              /* CSV */
    size_t             qid_column, query_column; /* CSV; qid SIZE_MAX: the line number is the id */
    struct buf         cells;                  /* CSV: texts of the row at hand */
};

void batch_topic_release(struct batch_topic *topic);

/* format: enum batch_format, or -1 to find it by the content: <top> at the begin is TREC; a first line whose
 * cells name both columns is a CSV header; a tab in the first line makes TSV; anything else is lines.
 * Errors: those of batch_lines_open. */
int  batch_topics_open(struct batch_topics *t, const char *path, int format, struct err *err);
void batch_topics_close(struct batch_topics *t);

/* The next topic into *topic (initialised; its buffers are used again): 1, 0 at the end, or an error.
 * ERR_FORMAT and ERR_LIMIT are of the record at topic->line alone: go on with the next. ERR_IO, ERR_OOM and
 * ERR_USAGE (a CSV header that names no column of queries) end the reading. */
int batch_topics_next(struct batch_topics *t, struct batch_topic *topic, struct err *err);

/* Of the formats: parts of batch_topics_next, and the look at a first line. */
bool batch_csv_header(struct str line, char *separator, size_t *qid_column, size_t *query_column);
int  batch_csv_next(struct batch_topics *t, struct batch_topic *topic, struct err *err);
bool batch_trec_begins(struct str head);
int  batch_trec_next(struct batch_topics *t, struct batch_topic *topic, struct err *err);

#endif
