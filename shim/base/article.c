#include "base/article.h"

#include "base/json_out.h"

static const char *const names[FIELD_COUNT] = {
#define ARTICLE_NAME(name, key) [FIELD_##name] = (key),
    ARTICLE_FIELDS(ARTICLE_NAME)
#undef ARTICLE_NAME
};

const char *article_field_name(enum article_field field)
{
    return names[field];
}

int article_field_by_name(struct str name)
{
    for (int f = 0; f < FIELD_COUNT; f++)
        if (str_eq(name, str_c(names[f])))
            return f;
    return -1;
}

void article_to_json(const struct article *article, struct buf *out)
{
    buf_putc(out, '{');
    bool first = true;
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct str value = article->field[f];
        if (value.len == 0)
            continue;
        if (!first)
            buf_cstr(out, ", ");
        first = false;
        buf_putc(out, '"');
        buf_cstr(out, names[f]);
        buf_cstr(out, "\": ");
        if ((f == FIELD_AUTHOR || f == FIELD_TOPIC) && memchr(value.data, '\n', value.len))
            buf_json_lines(out, value);
        else
            buf_json_string(out, value);
    }
    buf_putc(out, '}');
}

int64_t days_from_civil(int year, unsigned month, unsigned day)
{
    int64_t  y   = (int64_t)year - (month <= 2);
    int64_t  era = (y >= 0 ? y : y - 399) / 400;
    unsigned yoe = (unsigned)(y - era * 400);
    unsigned doy = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
    unsigned doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + (int64_t)doe - 719468;
}

void civil_from_days(int64_t days, int *year, unsigned *month, unsigned *day)
{
    int64_t  z   = days + 719468;
    int64_t  era = (z >= 0 ? z : z - 146096) / 146097;
    unsigned doe = (unsigned)(z - era * 146097);
    unsigned yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    unsigned doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    unsigned mp  = (5 * doy + 2) / 153;
    *day         = doy - (153 * mp + 2) / 5 + 1;
    *month       = mp < 10 ? mp + 3 : mp - 9;
    *year        = (int)(era * 400 + (int64_t)yoe + (*month <= 2));
}

/* `count` digits at `at`, or -1. */
static int digits(struct str s, size_t at, size_t count)
{
    int value = 0;
    if (at + count > s.len)
        return -1;
    for (size_t i = at; i < at + count; i++) {
        if (s.data[i] < '0' || s.data[i] > '9')
            return -1;
        value = value * 10 + (s.data[i] - '0');
    }
    return value;
}

bool article_date_seconds(struct str date, int64_t *seconds)
{
    if (date.len != 10 && date.len != 20)
        return false;
    int y = digits(date, 0, 4), m = digits(date, 5, 2), d = digits(date, 8, 2);
    if (y < 1 || m < 1 || m > 12 || d < 1 || date.data[4] != '-' || date.data[7] != '-')
        return false;
    int64_t  days = days_from_civil(y, (unsigned)m, (unsigned)d);
    int      back_y;
    unsigned back_m, back_d;
    civil_from_days(days, &back_y, &back_m, &back_d);
    if (back_m != (unsigned)m) /* 30 February and the like */
        return false;
    int hh = 0, mm = 0, ss = 0;
    if (date.len == 20) {
        hh = digits(date, 11, 2);
        mm = digits(date, 14, 2);
        ss = digits(date, 17, 2);
        if (date.data[10] != 'T' || date.data[13] != ':' || date.data[16] != ':' || date.data[19] != 'Z' ||
            hh < 0 || hh > 23 || mm < 0 || mm > 59 || ss < 0 || ss > 59)
            return false;
    }
    *seconds = days * 86400 + hh * 3600 + mm * 60 + ss;
    return true;
}
