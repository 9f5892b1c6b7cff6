#include "query/query_date.h"

#include "base/article.h"
#include "query/query_notes.h"

int64_t query_date_min(void)
{
    return days_from_civil(1, 1, 1);
}

int64_t query_date_max(void)
{
    return days_from_civil(9999, 12, 31);
}

/* `count` digits at s.data, or -1. */
static int number(const char *at, size_t count)
{
    int value = 0;
    for (size_t i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

static int days_of_month(int year, int month)
{
    int64_t next = month == 12 ? days_from_civil(year + 1, 1, 1)
                               : days_from_civil(year, (unsigned)month + 1, 1);
    return (int)(next - days_from_civil(year, (unsigned)month, 1));
}

/* also: what else the error proposes to write. */
static int parse(struct str text, const char *also, struct query_date *out, struct err *err)
{
    bool month_given = text.len >= 7 && text.data[4] == '-';
    bool day_given   = text.len == 10 && text.data[7] == '-';
    int  year  = text.len >= 4 ? number(text.data, 4) : -1;
    int  month = month_given ? number(text.data + 5, 2) : 1;
    int  day   = day_given ? number(text.data + 8, 2) : 1;
    bool shape = text.len == 4 || (text.len == 7 && month_given) || (month_given && day_given);
    if (!shape || year < 0 || month < 0 || day < 0)
        return err_set(err, ERR_QUERY, "'%s' is no date: write 2023, 2023-07 or 2023-07-27%s",
                       query_clip(text).text, also);
    if (year < 1 || month < 1 || month > 12 || day < 1 || day > days_of_month(year, month))
        return err_set(err, ERR_QUERY, "no calendar has the date '%s'", query_clip(text).text);
    int last_month = month_given ? month : 12;
    int last_day   = day_given ? day : days_of_month(year, last_month);
    out->first = days_from_civil(year, (unsigned)month, (unsigned)day);
    out->last  = days_from_civil(year, (unsigned)last_month, (unsigned)last_day);
    out->form  = day_given ? DATE_DAY : month_given ? DATE_MONTH : DATE_YEAR;
    return 0;
}

int query_date_parse(struct str text, struct query_date *out, struct err *err)
{
    return parse(text, "", out, err);
}

int query_date_parse_range(struct str text, struct query_date *out, struct str *bad, struct err *err)
{
    const char *dots = text.len >= 2 ? memmem(text.data, text.len, "..", 2) : NULL;
    *bad = text;
    if (!dots)
        return parse(text, ", or a range like 2023-07..2023-09", out, err);

    struct str from = str_of(text.data, (size_t)(dots - text.data));
    struct str to   = str_skip(text, from.len + 2);
    if (!from.len && !to.len)
        return err_set(err, ERR_QUERY, "'..' has no date on either side");
    struct query_date begin = {query_date_min(), 0, DATE_RANGE}, end = {0, query_date_max(), DATE_RANGE};
    *bad     = from;
    int code = from.len ? query_date_parse(from, &begin, err) : 0;
    if (!code && to.len) {
        *bad = to;
        code = query_date_parse(to, &end, err);
    }
    if (code)
        return code;
    *bad = text;
    if (begin.first > end.last)
        return err_set(err, ERR_QUERY, "the range '%s' is empty: it ends before it begins",
                       query_clip(text).text);
    *out = (struct query_date){begin.first, end.last, DATE_RANGE};
    return 0;
}

void query_date_print(struct buf *out, int64_t day)
{
    int      year;
    unsigned month, d;
    civil_from_days(day, &year, &month, &d);
    buf_printf(out, "%04d-%02u-%02u", year, month, d);
}
