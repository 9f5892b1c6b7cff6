#include "corpus/date.h"

#include "base/article.h"
#include "corpus/date_names.h"
#include "corpus/date_tokens.h"

#define YEAR_MIN 1600
#define DAY      86400

struct parse {
    struct date_tokens *t;
    int64_t      now;
    int          year, month, day;
    int          hour, minute, second; /* hour -1: no time */
    int          zone; /* minutes east */
    struct str   zone_name; /* resolved once the month is known */
};

/* ---- time -------------------------------------------------------------------------------------- */

/* "am", "p.m." at `at`: how many tokens it takes. */
static int half_day(struct parse *p, int at, enum date_half *half)
{
    if (token_at(p->t, at)->kind != TOKEN_WORD)
        return 0;
    *half = date_half_day(token_at(p->t, at)->word);
    if (*half)
        return 1;
    bool a      = token_is_word(p->t, at, "a");
    bool dotted = token_is_mark(p->t, at + 1, '.') && token_at(p->t, at + 1)->glued;
    if ((a || token_is_word(p->t, at, "p")) && dotted && token_is_word(p->t, at + 2, "m")) {
        *half = a ? DATE_AM : DATE_PM;
        return token_is_mark(p->t, at + 3, '.') ? 4 : 3;
    }
    return 0;
}

/* "+0200", "-05:00", "+2" at `at` (with one or two digits only behind "GMT"). */
static int offset(struct parse *p, int at, bool named)
{
    bool          minus = token_is_mark(p->t, at, '-');
    const struct token *hours = token_at(p->t, at + 1);
    if ((!minus && !token_is_mark(p->t, at, '+')) || hours->kind != TOKEN_NUMBER || !hours->glued ||
        hours->digits > 4 || hours->digits == 3 || (hours->digits == 1 && !named))
        return 0;
    int taken = 2, zone = token_number(p->t, at + 1) * 60;
    if (hours->digits == 4) {
        zone = token_number(p->t, at + 1) / 100 * 60 + token_number(p->t, at + 1) % 100;
    } else if (token_is_mark(p->t, at + 2, ':') && token_is_number(p->t, at + 3, 2) &&
               token_at(p->t, at + 3)->glued) {
        zone += token_number(p->t, at + 3);
        taken = 4;
    }
    if (zone > 14 * 60) /* no zone is further from Greenwich */
        return 0;
    p->zone = minus ? -zone : zone;
    return taken;
}

static int zone(struct parse *p, int at)
{
    int                 open = token_is_mark(p->t, at, '('), minutes;
    const struct token *name = token_at(p->t, at + open);
    if (name->kind != TOKEN_WORD || !date_zone(name->word, 1, &minutes))
        return offset(p, at, false);
    int taken = open + 1, more = minutes == 0 ? offset(p, at + taken, true) : 0;
    if (!more)
        p->zone_name = name->word;
    return taken + more;
}

/* A time that begins at `at`: takes its tokens and true. An impossible one is taken and forgotten. */
static bool clock_time(struct parse *p, int at)
{
    int            hour = token_number(p->t, at), minute = 0, second = 0, end = at + 1;
    enum date_half half = DATE_NO_HALF;
    int            before = at > 0 && token_at(p->t, at - 1)->kind == TOKEN_WORD
                                ? (int)date_half_day(token_at(p->t, at - 1)->word) : 0; /* "오후 2:30" */
    bool           colon = token_is_mark(p->t, end, ':');
    if ((colon || token_is_word(p->t, end, "h")) && token_is_number(p->t, end + 1, 2)) {
        minute = token_number(p->t, end + 1);
        end += 2;
        if (token_is_mark(p->t, end, ':') && token_is_number(p->t, end + 1, 2)) {
            second = token_number(p->t, end + 1);
            end += 2;
            bool fraction = token_is_mark(p->t, end, '.') || token_is_mark(p->t, end, ',');
            if (fraction && token_at(p->t, end + 1)->kind == TOKEN_NUMBER && token_at(p->t, end + 1)->glued)
                end += 2;
        }
        end += token_is_mark(p->t, end, ':') && token_at(p->t, end)->glued; /* the sign for "minutes" */
        end += half_day(p, end, &half);
    } else if (token_is_mark(p->t, end, '.') && token_is_number(p->t, end + 1, 2) &&
               token_at(p->t, end + 1)->digits == 2 &&
               (token_is_word(p->t, end + 2, "uhr") || half_day(p, end + 2, &half))) {
        minute = token_number(p->t, end + 1);
        end += 2;
        end += half ? half_day(p, end, &half) : 1;
    } else if (token_is_word(p->t, end, "uhr") || (colon && before)) {
        end++;
    } else if (half_day(p, end, &half)) {
        end += half_day(p, end, &half);
    } else {
        return false;
    }
    half = half ? half : (enum date_half)before;
    if (half && hour <= 12)
        hour = hour % 12 + (half == DATE_PM ? 12 : 0);
    end += zone(p, end);
    if (token_at(p->t, at)->digits <= 2 && minute <= 59 && second <= 60 &&
        (hour <= 23 || (hour == 24 && minute == 0 && second == 0))) {
        p->hour   = hour;
        p->minute = minute;
        p->second = second < 60 ? second : 59; /* a leap second */
    }
    token_use(p->t, at, end);
    return true;
}

/* "T101500Z", "T1015" and "T10" behind a date. */
static void compact_time(struct parse *p, int at)
{
    if (!token_is_word(p->t, at, "t") || !token_is_number(p->t, at + 1, 6) || !token_at(p->t, at + 1)->glued)
        return;
    int digits = token_at(p->t, at + 1)->digits, value = token_number(p->t, at + 1);
    if (digits % 2)
        return;
    for (; digits < 6; digits += 2)
        value *= 100;
    if (value / 10000 > 23 || value / 100 % 100 > 59 || value % 100 > 59)
        return;
    p->hour   = value / 10000;
    p->minute = value / 100 % 100;
    p->second = value % 100;
    zone(p, at + 2);
}

static void find_time(struct parse *p)
{
    for (int i = 0; i < p->t->count; i++)
        if (token_is_number(p->t, i, 3) && clock_time(p, i))
            return;
}

/* ---- day --------------------------------------------------------------------------------------- */

/* Two digits mean the latest such year that is not in the future. */
static int full_year(const struct parse *p, int year, int digits)
{
    int      now;
    unsigned month, day;
    if (digits > 2)
        return year;
    civil_from_days(p->now / DAY, &now, &month, &day);
    year += now / 100 * 100;
    return year > now + 1 ? year - 100 : year;
}

static bool set_day(struct parse *p, int year, int month, int day)
{
    p->year  = year;
    p->month = month;
    p->day   = day;
    return true;
}

/* Three numbers with the same mark between them. */
static bool three_numbers(struct parse *p)
{
    for (int i = 0; i + 4 < p->t->count; i++) {
        const struct token *a = token_at(p->t, i), *b = token_at(p->t, i + 2), *c = token_at(p->t, i + 4);
        char                mark = (char)token_at(p->t, i + 1)->value;
        if (!token_is_number(p->t, i, 4) || !token_is_number(p->t, i + 2, 2) ||
            !token_is_number(p->t, i + 4, 4) || (mark != '-' && mark != '/' && mark != '.') ||
            !token_is_mark(p->t, i + 1, mark) || !token_is_mark(p->t, i + 3, mark))
            continue;
        int  x = (int)a->value, y = (int)b->value, z = (int)c->value;
        bool year_first = a->digits == 4 || (a->digits == 2 && c->digits <= 2 && x > 31);
        if (a->digits == 3 || (year_first ? c->digits > 2 : c->digits != 2 && c->digits != 4))
            continue;
        compact_time(p, i + 5);
        if (year_first)
            return set_day(p, full_year(p, x, a->digits), y, z);
        z = full_year(p, z, c->digits);
        bool day_first = mark == '/' ? x > 12 : y <= 12;
        return day_first ? set_day(p, z, y, x) : set_day(p, z, x, y);
    }
    return false;
}

/* The number next to `at` in the given direction, over at most three tokens that are none; -1 without. */
static int near_number(struct parse *p, int at, int step)
{
    for (int i = at + step, far = 0; i >= 0 && i < p->t->count && far < 4; i += step, far++) {
        if (token_is_number(p->t, i, 4))
            return i;
        if (p->t->token[i].month || p->t->token[i].used)
            break;
    }
    return -1;
}

static bool is_day(struct parse *p, int at)
{
    int day = at < 0 || !token_is_number(p->t, at, 2) ? 0 : token_number(p->t, at);
    return day >= 1 && day <= 31;
}

/* The year: of the numbers left one of four digits, else of two; rather behind the day and month. */
static int find_year(struct parse *p, int month, int day)
{
    int from = month > day ? month : day;
    for (int digits = 4; digits >= 2; digits -= 2) {
        for (int i = from + 1; i < p->t->count; i++)
            if (token_is_number(p->t, i, 4) && p->t->token[i].digits == digits)
                return i;
        for (int i = 0; i < from; i++)
            if (i != day && token_is_number(p->t, i, 4) && p->t->token[i].digits == digits)
                return i;
    }
    return -1;
}

/* A month by name, a day beside it and a year somewhere. */
static bool named_month(struct parse *p)
{
    for (int i = 0, next; i < p->t->count; i = next) {
        for (; i < p->t->count && !p->t->token[i].month; i++)
            ;
        for (next = i + 1; next < p->t->count && !p->t->token[next].month; next++)
            ;
        if (i >= p->t->count)
            break;
        int day = near_number(p, i, -1);
        if (!is_day(p, day))
            day = near_number(p, i, 1);
        if (!is_day(p, day))
            continue;
        int year = find_year(p, i, day);
        if (year < 0 || (next < p->t->count && year > next)) /* "mar. 3 mars 2020": the first was a Tuesday */
            continue;
        year = full_year(p, token_number(p->t, year), token_at(p->t, year)->digits);
        return set_day(p, year, p->t->token[i].month, token_number(p->t, day));
    }
    return false;
}

static bool compact_date(struct parse *p)
{
    for (int i = 0; i < p->t->count; i++) {
        if (!token_is_number(p->t, i, 8) || p->t->token[i].digits != 8)
            continue;
        int value = token_number(p->t, i);
        compact_time(p, i + 1);
        return set_day(p, value / 10000, value / 100 % 100, value % 100);
    }
    return false;
}

/* ---- one number -------------------------------------------------------------------------------- */

static bool day_exists(const struct parse *p)
{
    if (p->month < 1 || p->month > 12 || p->day < 1 || p->day > 31)
        return false;
    int      year;
    unsigned month, day;
    civil_from_days(days_from_civil(p->year, (unsigned)p->month, (unsigned)p->day), &year, &month, &day);
    return month == (unsigned)p->month;
}

/* Unix seconds, milliseconds or microseconds, yymmdd, yyyymmdd, yyyymmddhhmm, yyyymmddhhmmss: by length. */
static bool lone_number(struct parse *p, struct str text, int64_t *seconds)
{
    int  first    = token_is_mark(p->t, 0, '-');
    bool fraction = p->t->count == first + 3 && token_is_mark(p->t, first + 1, '.') &&
                    token_at(p->t, first + 2)->kind == TOKEN_NUMBER;
    bool alone    = p->t->count == first + 1 || fraction;
    if (text.len > 24 || !alone || token_at(p->t, first)->kind != TOKEN_NUMBER)
        return false;
    int     digits = token_at(p->t, first)->digits;
    int64_t value = (int64_t)token_at(p->t, first)->value;
    if (!first && !fraction && digits == 6) {
        int v = (int)value;
        set_day(p, full_year(p, v / 10000, 2), v / 100 % 100, v % 100);
        return day_exists(p);
    }
    if (!first && !fraction && (digits == 12 || digits == 14)) {
        int64_t v = digits == 12 ? value * 100 : value;
        set_day(p, (int)(v / 10000000000), (int)(v / 100000000 % 100), (int)(v / 1000000 % 100));
        p->hour   = (int)(v / 10000 % 100);
        p->minute = (int)(v / 100 % 100);
        p->second = (int)(v % 100);
        if (p->year >= YEAR_MIN && day_exists(p) && p->hour < 24 && p->minute < 60 && p->second < 60)
            return true;
        p->hour = -1;
        p->month = 0;
    }
    int64_t unit = digits == 12 || digits == 13 ? 1000 : digits == 15 || digits == 16 ? 1000000 : 1;
    if (digits == 11 || digits == 14 || digits > 16 || digits < (first ? 7 : 9))
        return false;
    *seconds = first ? -(value / unit) - (value % unit != 0) : value / unit;
    return true;
}

/* ---- as most files have it ---------------------------------------------------------------------- */

/* `count` digits at `at`, or -1. */
static int digits(const char *at, int count)
{
    int value = 0;
    for (int i = 0; i < count; i++) {
        if (at[i] < '0' || at[i] > '9')
            return -1;
        value = value * 10 + (at[i] - '0');
    }
    return value;
}

/* "2023-07-27", "2023-07-27T10:15:00" and the same with a blank for the T or a Z behind: true, and p is filled.
 * Reads no more than the general way does, only faster. */
static bool plain_iso(struct parse *p, struct str s)
{
    bool timed = s.len == 19 || (s.len == 20 && s.data[19] == 'Z');
    if ((s.len != 10 && !timed) || s.data[4] != '-' || s.data[7] != '-')
        return false;
    set_day(p, digits(s.data, 4), digits(s.data + 5, 2), digits(s.data + 8, 2));
    if (p->year < YEAR_MIN || !day_exists(p))
        return false;
    if (!timed)
        return true;
    p->hour   = digits(s.data + 11, 2);
    p->minute = digits(s.data + 14, 2);
    p->second = digits(s.data + 17, 2);
    return (s.data[10] == 'T' || s.data[10] == ' ') && s.data[13] == ':' && s.data[16] == ':' && p->hour >= 0 &&
           p->hour <= 23 && p->minute >= 0 && p->minute <= 59 && p->second >= 0 && p->second <= 59;
}

/* ---- all of it --------------------------------------------------------------------------------- */

/* Two digits behind a mark. */
static void put_digits(struct buf *out, char mark, int value)
{
    const char text[] = {mark, (char)('0' + value / 10), (char)('0' + value % 10)};
    buf_append(out, mark ? text : text + 1, mark ? 3 : 2);
}

static enum date_result write_date(struct buf *out, int64_t seconds, int64_t now, bool with_time)
{
    int      year;
    unsigned month, day;
    int64_t  days = seconds / DAY - (seconds % DAY < 0), rest = seconds - days * DAY;
    civil_from_days(days, &year, &month, &day);
    if (year < YEAR_MIN || seconds > now + (int64_t)366 * DAY)
        return DATE_BAD;
    put_digits(out, '\0', year / 100);
    put_digits(out, '\0', year % 100);
    put_digits(out, '-', (int)month);
    put_digits(out, '-', (int)day);
    if (with_time) {
        put_digits(out, 'T', (int)(rest / 3600));
        put_digits(out, ':', (int)(rest / 60 % 60));
        put_digits(out, ':', (int)(rest % 60));
        buf_putc(out, 'Z');
    }
    return DATE_OK;
}

static enum date_result write_parsed(struct buf *out, const struct parse *p)
{
    int64_t seconds = days_from_civil(p->year, (unsigned)p->month, (unsigned)p->day) * DAY;
    if (p->hour < 0)
        return write_date(out, seconds, p->now, false);
    seconds += p->hour * 3600 + p->minute * 60 + p->second - p->zone * 60;
    return write_date(out, seconds, p->now, true);
}

enum date_result date_parse(struct str text, int64_t now, struct buf *out)
{
    text = str_trim(text);
    if (!text.len)
        return DATE_NONE;
    struct parse p = {.now = now, .hour = -1};
    if (plain_iso(&p, text))
        return write_parsed(out, &p);
    struct date_tokens tokens;
    date_tokenize(&tokens, text);
    if (!tokens.count)
        return DATE_NONE;
    int64_t seconds = 0;
    p = (struct parse){.t = &tokens, .now = now, .hour = -1};
    if (lone_number(&p, text, &seconds)) {
        if (!p.month)
            return write_date(out, seconds, now, true);
    } else {
        find_time(&p);
        if (!three_numbers(&p) && !named_month(&p) && !compact_date(&p))
            return DATE_BAD;
    }
    if (p.year < 1 || !day_exists(&p))
        return DATE_BAD;
    if (p.zone_name.len)
        date_zone(p.zone_name, p.month, &p.zone);
    return write_parsed(out, &p);
}
