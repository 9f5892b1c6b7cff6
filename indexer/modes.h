/* modes: what pressmark-index does, one function a mode. Each prints its own errors through the report and
 * returns the exit status. */
#ifndef PRESSMARK_INDEXER_MODES_H
#define PRESSMARK_INDEXER_MODES_H

#include "indexer/index_options.h"
#include "indexer/report.h"

typedef int (*mode_fn)(const struct index_options *options, const char *index, const struct option_list *rest,
                       struct report *report);

int mode_add(const struct index_options *, const char *, const struct option_list *, struct report *);
int mode_rebuild(const struct index_options *, const char *, const struct option_list *, struct report *);
int mode_delete(const struct index_options *, const char *, const struct option_list *, struct report *);
int mode_merge(const struct index_options *, const char *, const struct option_list *, struct report *);
int mode_verify(const struct index_options *, const char *, const struct option_list *, struct report *);
int mode_stats(const struct index_options *, const char *, const struct option_list *, struct report *);
int mode_dump(const struct index_options *, const char *, const struct option_list *, struct report *);

enum { STATUS_ALL = 0, STATUS_SOME_REJECTED = 1, STATUS_ERROR = 2 };

/* Print the error, unless it is ERR_CLOSED, and give its exit status. */
int mode_failed(struct report *report, const struct err *err);

/* Standard output failed, errno says how. Returns ERR_IO, or ERR_CLOSED when its reader has gone away, which
 * needs no words. */
int mode_output_error(struct err *err);
/* Write out what stdio holds back; 0 or as mode_output_error. */
int mode_flush(struct err *err);

#endif
