/* Plain text: a file is one article, with what it says about itself at its top.
 *
 * The top may hold, one after the other: a mark line (" date 2023-07-27 ...", the rest of which is left-over
 * of the page the text was taken from), or a date alone on a line; "Title: ..." lines and their kind up to an
 * empty line; a title. A text without title is known by its first sentence. */
#include <stdlib.h>

#include <utf8proc.h>

#include "base/utf8.h"
#include "corpus/draft.h"
#include "corpus/keymap.h"

enum {
    TITLE_MAX    = 120, /* characters of a first line that may be a title */
    SENTENCE_MAX = 200, /* characters of a first sentence taken as title */
    DATE_MAX     = 40,  /* bytes of a date alone on a line */
    KEY_MAX      = 30,  /* bytes of a key */
    KEYS_MAX     = 32,  /* lines of keys */
};

struct reader {
    struct reader_context *context;
    struct buf             utf8, line;
    struct draft           draft;
    int                    rank[FIELD_COUNT];
    bool                   done, bad_date;
};

/* ---- lines ------------------------------------------------------------------------------------- */

/* The next line without its end and blanks around it. */
static struct str take_line(struct str *rest)
{
    size_t n = 0;
    while (n < rest->len && rest->data[n] != '\n' && rest->data[n] != '\r')
        n++;
    struct str line = str_trim(str_of(rest->data, n));
    bool       crlf = n + 1 < rest->len && rest->data[n] == '\r' && rest->data[n + 1] == '\n';
    *rest           = str_skip(*rest, n + 1 + crlf);
    return line;
}

static struct str skip_empty_lines(struct str text)
{
    for (struct str next = text; text.len && !take_line(&next).len; text = next)
        ;
    return text;
}

static size_t characters(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.data[i] & 0xC0) != 0x80;
    return n;
}

/* ---- what stands on top ------------------------------------------------------------------------ */

/* "date YYYY-MM-DD" at the beginning of a line: the date; empty without. */
static struct str date_mark(struct str line)
{
    static const char shape[] = "dddd-dd-dd";
    if (line.len < 5 || !str_eq_nocase(str_of(line.data, 4), STR("date")) || line.data[4] != ' ')
        return STR("");
    struct str date = str_trim(str_skip(line, 5));
    for (size_t i = 0; i < sizeof shape - 1; i++) {
        char c = i < date.len ? date.data[i] : 0;
        if (shape[i] == 'd' ? c < '0' || c > '9' : c != '-')
            return STR("");
    }
    if (date.len > sizeof shape - 1 && date.data[sizeof shape - 1] != ' ')
        return STR("");
    date.len = sizeof shape - 1;
    return date;
}

static bool is_plain_date(struct str line)
{
    for (size_t i = 0; i < line.len; i++)
        if (!memchr("0123456789-/.: TZ+", line.data[i], 18))
            return false;
    return line.len >= 8 && line.len <= DATE_MAX;
}

static struct str take_date(struct reader *r, struct str text)
{
    struct str rest = text, line = take_line(&rest), date = date_mark(line);
    if (date.len)
        draft_date(&r->draft, date, r->context, &r->bad_date);
    else if (!is_plain_date(line) || !draft_date(&r->draft, line, r->context, &r->bad_date))
        return text;
    return rest;
}

/* "Key: value": the field of the key, -1 for a key nobody knows, -2 when the line is none. */
static int key_line(const struct reader *r, struct str line, struct str *value, int *rank)
{
    const char *colon = line.len ? memchr(line.data, ':', line.len) : NULL;
    size_t      n     = colon ? (size_t)(colon - line.data) : 0;
    if (!n || n > KEY_MAX)
        return -2;
    for (size_t i = 0; i < n; i++) {
        bool letter = (line.data[i] | 0x20) >= 'a' && (line.data[i] | 0x20) <= 'z';
        if (!letter && !memchr("-_ 0123456789", line.data[i], 13))
            return -2;
    }
    *value = str_trim(str_skip(line, n + 1));
    return keymap_find(r->context->keymap, str_of(line.data, n), rank);
}

static void take_value(struct reader *r, int field, int rank, struct str value)
{
    struct buf *out = &r->draft.field[field];
    if (rank >= r->rank[field] || !value.len)
        return;
    if (field == FIELD_DATE) {
        if (!draft_date(&r->draft, value, r->context, &r->bad_date))
            return;
    } else {
        buf_clear(out);
        if (field == FIELD_AUTHOR)
            draft_byline(out, value, true);
        else if (field == FIELD_TOPIC)
            while (value.data)
                draft_values(out, str_split(&value, ','));
        else
            draft_line(out, value);
    }
    r->rank[field] = rank;
}

/* Lines of keys up to an empty line, one key known at least, none of them the text's. */
static struct str take_keys(struct reader *r, struct str text)
{
    struct str rest = text, value;
    bool       known = false;
    int        rank, lines = 0;
    for (struct str line; rest.len && (line = take_line(&rest)).len; lines++) {
        int field = key_line(r, line, &value, &rank);
        if (field == -2 || field == FIELD_BODY || lines == KEYS_MAX)
            return text;
        known |= field >= 0;
    }
    if (!known)
        return text;
    for (struct str line; lines > 0; lines--) {
        line      = take_line(&text);
        int field = key_line(r, line, &value, &rank);
        if (field >= 0)
            take_value(r, field, rank, value);
    }
    return text;
}

/* ---- title ------------------------------------------------------------------------------------- */

static bool is_quote(uint32_t cp)
{
    return cp == '"' || cp == '\'' || cp == ')' || cp == 0xBB || (cp >= 0x2018 && cp <= 0x201F);
}

/* The last character of a line, quotes after it left out. */
static uint32_t last_character(struct str line)
{
    uint32_t last = 0;
    while (line.len) {
        uint32_t cp = utf8_next(&line);
        last        = is_quote(cp) && last ? last : cp;
    }
    return last;
}

static struct str take_title(struct reader *r, struct str text)
{
    struct str rest = text, line = take_line(&rest), next = rest;
    uint32_t   last = last_character(line);
    if (!line.len || take_line(&next).len || characters(line) > TITLE_MAX || last == '.' || last == 0x3002 ||
        last == ',' || last == ':' || last == ';')
        return text;
    draft_line(&r->draft.field[FIELD_TITLE], line);
    return rest;
}

/* Is the full stop at s.data[at] one of an abbreviation: "Mr.", "U.S.", "J."? */
static bool abbreviates(struct str s, size_t at)
{
    size_t start = at;
    while (start && s.data[start - 1] != ' ')
        start--;
    bool capital = s.data[start] >= 'A' && s.data[start] <= 'Z';
    return capital && (at - start <= 3 || memchr(s.data + start, '.', at - start));
}

static bool ends_sentence(struct str s, size_t at, size_t *end)
{
    struct str rest = str_skip(s, at);
    uint32_t   cp   = utf8_next(&rest);
    bool       wide = cp == 0x3002 || cp == 0xFF01 || cp == 0xFF1F;
    if (!wide && cp != '!' && cp != '?' && (cp != '.' || abbreviates(s, at)))
        return false;
    for (struct str next = rest; next.len && is_quote(utf8_next(&next)); rest = next)
        ;
    *end = s.len - rest.len;
    if (wide || !rest.len)
        return true;
    if (*rest.data != ' ')
        return false;
    rest = str_trim(rest);
    return !rest.len || utf8proc_category((utf8proc_int32_t)utf8_next(&rest)) != UTF8PROC_CATEGORY_LL;
}

/* The first sentence of a text, in one line. */
static void sentence_title(struct reader *r, struct str text)
{
    enum { LOOK_AT = SENTENCE_MAX * 8 };
    buf_clear(&r->line);
    struct str head = str_of(text.data, utf8_floor(text, LOOK_AT)), rest = head, line;
    while (rest.len && (line = take_line(&rest)).len) { /* the first paragraph */
        if (r->line.len)
            buf_putc(&r->line, ' ');
        draft_line(&r->line, line);
    }
    struct str s     = buf_view(&r->line);
    size_t     count = 0, word_end = 0, end = s.len, at = 0;
    for (; at < s.len; at++) {
        count += ((unsigned char)s.data[at] & 0xC0) != 0x80;
        if (count > SENTENCE_MAX)
            break;
        if (s.data[at] == ' ')
            word_end = at;
        if (((unsigned char)s.data[at] & 0xC0) != 0x80 && ends_sentence(s, at, &end))
            break;
        end = s.len;
    }
    struct buf *title = &r->draft.field[FIELD_TITLE];
    if (r->line.failed)
        title->failed = r->line.failed;
    bool        cut   = count > SENTENCE_MAX || (end == s.len && head.len < text.len && !rest.len);
    if (cut)
        end = word_end ? word_end : at;
    buf_append(title, s.data, end);
    if (cut)
        buf_cstr(title, "…");
}

/* ---- reader ------------------------------------------------------------------------------------ */

static int sniff(struct str head)
{
    size_t controls = 0;
    if (!str_trim(head).len || str_starts(head, STR("%PDF-")) || str_starts(head, STR("{\\rtf")))
        return 0;
    for (size_t i = 0; i < head.len; i++) {
        unsigned char c = (unsigned char)head.data[i];
        if (c == 0)
            return 0;
        controls += c < ' ' && !(c >= '\t' && c <= '\r');
    }
    struct str rest = skip_empty_lines(head);
    if (controls > head.len / 32)
        return 0;
    return date_mark(take_line(&rest)).len ? 60 : 10;
}

static int open_reader(void **state, struct reader_context *context, struct err *err)
{
    struct reader *r = calloc(1, sizeof *r);
    if (!r)
        return err_oom(err);
    r->context = context;
    *state     = r;
    return 0;
}

static void close_reader(void *state)
{
    struct reader *r = state;
    buf_release(&r->utf8);
    buf_release(&r->line);
    draft_release(&r->draft);
    free(r);
}

static int next(void *state, struct article *out, enum reject_reason *reason, uint64_t *line, struct err *err)
{
    struct reader *r = state;
    if (r->done)
        return 0;
    r->done = true;
    *line   = 1;
    int rc  = draft_whole(r->context->source, reason, err);
    if (rc < 0)
        return rc;
    struct str text = r->context->source->window;
    rc              = draft_decode(&text, &r->utf8, NULL, r->context, err);
    if (rc < 0)
        return rc;
    for (int i = 0; i < FIELD_COUNT; i++)
        r->rank[i] = KEYMAP_RANKS;
    text              = skip_empty_lines(text);
    text              = skip_empty_lines(take_date(r, text));
    text              = skip_empty_lines(take_keys(r, text));
    struct buf *title = &r->draft.field[FIELD_TITLE];
    if (!title->len)
        text = skip_empty_lines(take_title(r, text));
    if (!title->len)
        sentence_title(r, text);
    draft_body(&r->draft.field[FIELD_BODY], text);
    r->context->bad_dates += r->bad_date && !r->draft.field[FIELD_DATE].len;
    return draft_finish(&r->draft, out, err);
}

static const char *const extensions[] = {"txt", "text", NULL};

const struct reader_ops reader_text = {
    .name       = "text",
    .extensions = extensions,
    .single     = true,
    .sniff      = sniff,
    .open       = open_reader,
    .next       = next,
    .close      = close_reader,
};
