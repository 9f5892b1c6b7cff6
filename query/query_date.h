/* query_date: the dates of a query: 2023, 2023-07, 2023-07-27 and ranges of them. */
#ifndef PRESSMARK_QUERY_DATE_H
#define PRESSMARK_QUERY_DATE_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum query_date_form { DATE_YEAR, DATE_MONTH, DATE_DAY, DATE_RANGE };

struct query_date {
    int64_t first, last; /* days since 1970-01-01, both included; of an open end the calendar's end */
    enum query_date_form form;
};

/* The first and last day there are: 0001-01-01 and 9999-12-31. */
int64_t query_date_min(void);
int64_t query_date_max(void);

/* One year, month or day. ERR_QUERY: no date, or one that no calendar has. */
int query_date_parse(struct str text, struct query_date *out, struct err *err);

/* The same, or a range a..b, a.. or ..b. ERR_QUERY also for a range whose end is before its begin; *bad is
 * then the part of text to blame. */
int query_date_parse_range(struct str text, struct query_date *out, struct str *bad, struct err *err);

/* Append "2023-07-27". */
struct buf;
void query_date_print(struct buf *out, int64_t day);

#endif
