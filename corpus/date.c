#include "corpus/date.h"

#include "base/article.h"
#include "base/utf8.h"
#include "corpus/date_names.h"

#define TEXT_MAX  240 /* bytes looked at: a date stands at the beginning or is none */
#define TOKEN_MAX 64
#define YEAR_MIN  1600
#define DAY       86400

enum token_kind { END, NUMBER, WORD, MARK };

struct token {
    enum token_kind kind;
    bool            glued;  /* no blank before it */
    bool            used;   /* part of the time or the zone */
    int             digits; /* NUMBER */
    uint64_t        value;  /* NUMBER; MARK: the character */
    struct str      word;   /* WORD, folded */
    int             month;  /* WORD: 1..12 or 0 */
};

struct parse {
    struct token token[TOKEN_MAX + 1]; /* an END behind the last */
    int          count;
    int64_t      now;
    int          year, month, day;
    int          hour, minute, second; /* hour -1: no time */
    int          zone; /* minutes east */
    struct str   zone_name; /* resolved once the month is known */
    char         words[TEXT_MAX * 4];
};

/* ---- tokens ------------------------------------------------------------------------------------ */

/* Separators of the East Asian ways of writing a date, as the western ones. */
static uint32_t plain_mark(uint32_t cp)
{
    switch (cp) {
    case 0x5E74: case 0xB144: case 0x6708: case 0xC6D4: /* year, month */
        return '/';
    case 0x65E5: case 0xC77C: /* day */
        return ',';
    case 0x6642: case 0x65F6: case 0xC2DC: case 0x5206: case 0xBD84: case 0xFF1A: /* hour, minute */
        return ':';
    case 0x2010: case 0x2011: case 0x2012: case 0x2013: case 0x2212:
        return '-';
    default:
        return cp;
    }
}

static bool is_blank(uint32_t cp)
{
    return cp <= ' ' || (cp >= 0x7F && cp <= 0xA0) || (cp >= 0x2000 && cp <= 0x200F) || cp == 0x202F ||
           cp == 0x3000 || cp == 0xFEFF;
}

static bool is_letter(uint32_t cp)
{
    return (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z') || cp == 0xAA || cp == 0xBA ||
           (cp >= 0xC0 && cp < 0x2000) || (cp >= 0x3040 && cp != 0xFFFD);
}

static void tokenize(struct parse *p, struct str text)
{
    bool       glued = false;
    struct buf words = {p->words, 0, sizeof p->words, sizeof p->words - 1, 0}; /* never grows */
    while (text.len && p->count < TOKEN_MAX) {
        struct token *t  = &p->token[p->count];
        struct str    at = text;
        uint32_t      cp = plain_mark(utf8_next(&text));
        if (is_blank(cp)) {
            glued = false;
            continue;
        }
        *t    = (struct token){.kind = MARK, .glued = glued, .value = cp};
        glued = true;
        if (cp >= '0' && cp <= '9') {
            t->kind  = NUMBER;
            t->value = 0;
            for (; at.len && *at.data >= '0' && *at.data <= '9'; at = str_skip(at, 1), t->digits++)
                t->value = t->digits < 18 ? t->value * 10 + (uint64_t)(*at.data - '0') : t->value;
            text = at;
        } else if (is_letter(cp)) {
            size_t start = words.len;
            for (struct str next = at; at.len; at = next) {
                uint32_t raw = utf8_next(&next);
                if (!is_letter(raw) || plain_mark(raw) != raw)
                    break;
                date_fold(&words, raw);
            }
            text    = at;
            t->kind = WORD;
            t->word  = str_of(p->words + start, words.len - start);
            t->month = date_month(t->word);
        }
        p->count++;
    }
    p->token[p->count] = (struct token){.kind = END};
}

static struct token *token_at(struct parse *p, int at)
{
    return &p->token[at < 0 || at > p->count ? p->count : at];
}

static bool is_mark(struct parse *p, int at, char mark)
{
    return token_at(p, at)->kind == MARK && token_at(p, at)->value == (unsigned char)mark;
}

static bool is_word(struct parse *p, int at, const char *word)
{
    return token_at(p, at)->kind == WORD && str_eq(token_at(p, at)->word, str_c(word));
}

/* An unused number of at most `digits` digits. */
static bool is_number(struct parse *p, int at, int digits)
{
    struct token *t = token_at(p, at);
    return t->kind == NUMBER && !t->used && t->digits <= digits;
}

static int number(struct parse *p, int at)
{
    return (int)token_at(p, at)->value;
}

static void use(struct parse *p, int from, int to)
{
    for (int i = from; i < to && i < p->count; i++)
        p->token[i].used = true;
}

/* ---- time -------------------------------------------------------------------------------------- */

/* "am", "p.m." at `at`: how many tokens it takes. */
static int half_day(struct parse *p, int at, enum date_half *half)
{
    if (token_at(p, at)->kind != WORD)
        return 0;
    *half = date_half_day(token_at(p, at)->word);
    if (*half)
        return 1;
    bool a = is_word(p, at, "a"), dotted = is_mark(p, at + 1, '.') && token_at(p, at + 1)->glued;
    if ((a || is_word(p, at, "p")) && dotted && is_word(p, at + 2, "m")) {
        *half = a ? DATE_AM : DATE_PM;
        return is_mark(p, at + 3, '.') ? 4 : 3;
    }
    return 0;
}

/* "+0200", "-05:00", "+2" at `at` (with one or two digits only behind "GMT"). */
static int offset(struct parse *p, int at, bool named)
{
    bool          minus = is_mark(p, at, '-');
    struct token *hours = token_at(p, at + 1);
    if ((!minus && !is_mark(p, at, '+')) || hours->kind != NUMBER || !hours->glued || hours->digits > 4 ||
        hours->digits == 3 || (hours->digits == 1 && !named))
        return 0;
    int taken = 2, zone = number(p, at + 1) * 60;
    if (hours->digits == 4) {
        zone = number(p, at + 1) / 100 * 60 + number(p, at + 1) % 100;
    } else if (is_mark(p, at + 2, ':') && is_number(p, at + 3, 2) && token_at(p, at + 3)->glued) {
        zone += number(p, at + 3);
        taken = 4;
    }
    if (zone > 14 * 60) /* no zone is further from Greenwich */
        return 0;
    p->zone = minus ? -zone : zone;
    return taken;
}

static int zone(struct parse *p, int at)
{
    int open = is_mark(p, at, '('), minutes;
    if (token_at(p, at + open)->kind != WORD || !date_zone(token_at(p, at + open)->word, 1, &minutes))
        return offset(p, at, false);
    int taken = open + 1, more = minutes == 0 ? offset(p, at + taken, true) : 0;
    if (!more)
        p->zone_name = token_at(p, at + open)->word;
    return taken + more;
}

/* A time that begins at `at`: takes its tokens and true. An impossible one is taken and forgotten. */
static bool clock_time(struct parse *p, int at)
{
    int            hour = number(p, at), minute = 0, second = 0, end = at + 1;
    enum date_half half = DATE_NO_HALF;
    int            before = at > 0 && token_at(p, at - 1)->kind == WORD
                                ? (int)date_half_day(token_at(p, at - 1)->word) : 0; /* "오후 2:30" */
    bool           colon = is_mark(p, end, ':');
    if ((colon || is_word(p, end, "h")) && is_number(p, end + 1, 2)) {
        minute = number(p, end + 1);
        end += 2;
        if (is_mark(p, end, ':') && is_number(p, end + 1, 2)) {
            second = number(p, end + 1);
            end += 2;
            bool fraction = is_mark(p, end, '.') || is_mark(p, end, ',');
            if (fraction && token_at(p, end + 1)->kind == NUMBER && token_at(p, end + 1)->glued)
                end += 2;
        }
        end += is_mark(p, end, ':') && token_at(p, end)->glued; /* the sign for "minutes" */
        end += half_day(p, end, &half);
    } else if (is_mark(p, end, '.') && is_number(p, end + 1, 2) && token_at(p, end + 1)->digits == 2 &&
               (is_word(p, end + 2, "uhr") || half_day(p, end + 2, &half))) {
        minute = number(p, end + 1);
        end += 2;
        end += half ? half_day(p, end, &half) : 1;
    } else if (is_word(p, end, "uhr") || (colon && before)) {
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
    if (token_at(p, at)->digits <= 2 && minute <= 59 && second <= 60 &&
        (hour <= 23 || (hour == 24 && minute == 0 && second == 0))) {
        p->hour   = hour;
        p->minute = minute;
        p->second = second < 60 ? second : 59; /* a leap second */
    }
    use(p, at, end);
    return true;
}

/* "T101500Z", "T1015" and "T10" behind a date. */
static void compact_time(struct parse *p, int at)
{
    if (!is_word(p, at, "t") || !is_number(p, at + 1, 6) || !token_at(p, at + 1)->glued)
        return;
    int digits = token_at(p, at + 1)->digits, value = number(p, at + 1);
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
    for (int i = 0; i < p->count; i++)
        if (is_number(p, i, 3) && clock_time(p, i))
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
    for (int i = 0; i + 4 < p->count; i++) {
        struct token *a = token_at(p, i), *b = token_at(p, i + 2), *c = token_at(p, i + 4);
        uint64_t      mark = token_at(p, i + 1)->value;
        if (!is_number(p, i, 4) || !is_number(p, i + 2, 2) || !is_number(p, i + 4, 4) ||
            token_at(p, i + 1)->kind != MARK || token_at(p, i + 3)->kind != MARK ||
            token_at(p, i + 3)->value != mark || (mark != '-' && mark != '/' && mark != '.'))
            continue;
        int  x = (int)a->value, y = (int)b->value, z = (int)c->value;
        bool year_first = a->digits == 4 || (a->digits == 2 && c->digits <= 2 && x > 31);
        if ((year_first && c->digits > 2) || a->digits == 3 || (!year_first && c->digits != 2 && c->digits != 4))
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
    for (int i = at + step, far = 0; i >= 0 && i < p->count && far < 4; i += step, far++) {
        if (is_number(p, i, 4))
            return i;
        if (p->token[i].month || p->token[i].used)
            break;
    }
    return -1;
}

static bool is_day(struct parse *p, int at)
{
    return at >= 0 && token_at(p, at)->digits <= 2 && number(p, at) >= 1 && number(p, at) <= 31;
}

/* The year: of the numbers left one of four digits, else of two; rather behind the day and month. */
static int find_year(struct parse *p, int month, int day)
{
    int from = month > day ? month : day;
    for (int digits = 4; digits >= 2; digits -= 2) {
        for (int i = from + 1; i < p->count; i++)
            if (is_number(p, i, 4) && p->token[i].digits == digits)
                return i;
        for (int i = 0; i < from; i++)
            if (i != day && is_number(p, i, 4) && p->token[i].digits == digits)
                return i;
    }
    return -1;
}

/* A month by name, a day beside it and a year somewhere. */
static bool named_month(struct parse *p)
{
    for (int i = 0, next; i < p->count; i = next) {
        for (; i < p->count && !p->token[i].month; i++)
            ;
        for (next = i + 1; next < p->count && !p->token[next].month; next++)
            ;
        if (i >= p->count)
            break;
        int day = near_number(p, i, -1);
        if (!is_day(p, day))
            day = near_number(p, i, 1);
        if (!is_day(p, day))
            continue;
        int year = find_year(p, i, day);
        if (year < 0 || (next < p->count && year > next)) /* "mar. 3 mars 2020": the first was a Tuesday */
            continue;
        return set_day(p, full_year(p, number(p, year), token_at(p, year)->digits), p->token[i].month,
                       number(p, day));
    }
    return false;
}

static bool compact_date(struct parse *p)
{
    for (int i = 0; i < p->count; i++) {
        if (!is_number(p, i, 8) || p->token[i].digits != 8)
            continue;
        int value = number(p, i);
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
    int  first    = is_mark(p, 0, '-');
    bool fraction = p->count == first + 3 && is_mark(p, first + 1, '.') && token_at(p, first + 2)->kind == NUMBER;
    if (text.len > 24 || token_at(p, first)->kind != NUMBER || (p->count != first + 1 && !fraction))
        return false;
    int     digits = token_at(p, first)->digits;
    int64_t value = (int64_t)token_at(p, first)->value;
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

/* ---- all of it --------------------------------------------------------------------------------- */

static enum date_result write_date(struct buf *out, int64_t seconds, int64_t now, bool with_time)
{
    int      year;
    unsigned month, day;
    int64_t  days = seconds / DAY - (seconds % DAY < 0), rest = seconds - days * DAY;
    civil_from_days(days, &year, &month, &day);
    if (year < YEAR_MIN || seconds > now + (int64_t)366 * DAY)
        return DATE_BAD;
    buf_printf(out, "%04d-%02u-%02u", year, month, day);
    if (with_time)
        buf_printf(out, "T%02d:%02d:%02dZ", (int)(rest / 3600), (int)(rest / 60 % 60), (int)(rest % 60));
    return DATE_OK;
}

enum date_result date_parse(struct str text, int64_t now, struct buf *out)
{
    text = str_trim(text);
    if (!text.len)
        return DATE_NONE;
    if (text.len > TEXT_MAX)
        text.len = TEXT_MAX;

    struct parse p;
    int64_t      seconds;
    p.count = 0;
    p.now   = now;
    p.year = p.month = p.day = 0;
    p.hour                   = -1;
    p.minute = p.second = p.zone = 0;
    p.zone_name                  = STR("");
    tokenize(&p, text);
    if (!p.count)
        return DATE_NONE;
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
    seconds = days_from_civil(p.year, (unsigned)p.month, (unsigned)p.day) * DAY;
    if (p.hour < 0)
        return write_date(out, seconds, now, false);
    if (p.zone_name.len)
        date_zone(p.zone_name, p.month, &p.zone);
    seconds += p.hour * 3600 + p.minute * 60 + p.second - p.zone * 60;
    return write_date(out, seconds, now, true);
}
