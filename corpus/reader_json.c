/* reader_json: JSON Lines, and files that are one JSON text: an array of articles, an article, objects one
 * after the other, or an object that holds the articles in an array somewhere ("articles", "docs", ...).
 * Arrays are read element by element, however long they are. */
#include <stdlib.h>

#include "corpus/encoding.h"
#include "corpus/json_bounds.h"
#include "corpus/json_record.h"

enum mode {
    BETWEEN,  /* top level: white space, or the next text */
    ELEMENTS, /* inside the array of articles */
    OUTSIDE,  /* behind it, in what is left of the object around it */
    LOST,     /* behind something malformed: look for a line that begins an object */
};

struct json_reader {
    struct reader_context *context;
    struct source         *source;
    struct field_choice    choice;
    struct buf             scratch; /* a record that had to be made valid UTF-8 */
    size_t                 used;    /* bytes of the window that the last article lies in */
    bool                   skipping; /* to the end of a line or value that is too long */
    enum mode              mode, found; /* found: where LOST goes back to */
    int                    around;  /* objects around the array */
};

static int open_json(void **state, struct reader_context *context, struct err *err)
{
    struct json_reader *r = calloc(1, sizeof *r);
    if (!r)
        return err_oom(err);
    r->context = context;
    r->source  = context->source;
    *state     = r;
    return 0;
}

static void close_json(void *state)
{
    struct json_reader *r = state;
    if (!r)
        return;
    field_choice_release(&r->choice);
    buf_release(&r->scratch);
    free(r);
}

static int malformed(enum reject_reason *reason, struct err *err, const char *what)
{
    *reason = REJECT_MALFORMED;
    return err_set(err, ERR_FORMAT, "%s", what);
}

/* Read one object's text into r->choice: 0, or negative and *reason. */
static int read_record(struct json_reader *r, struct str json, enum reject_reason *reason, struct err *err)
{
    long replaced = encoding_view(&json, &r->scratch, r->context->options->encoding, err);
    if (replaced < 0)
        return (int)replaced;
    *reason = REJECT_MALFORMED;
    int rc  = json_record_read(&r->choice, r->context, json, err);
    if (rc == 0 && replaced > 0)
        r->context->repaired++;
    return rc;
}

/* ---- JSON Lines ---- */

/* The next line in the window, without its end: 1, 0 at the end, negative; r->used is 0 when it does not lie there
 * whole. */
static int next_line(struct json_reader *r, struct str *line, enum reject_reason *reason, struct err *err)
{
    size_t looked = 0;
    for (;;) {
        struct str  window = r->source->window, rest = str_skip(window, looked);
        const char *end    = rest.len ? memchr(rest.data, '\n', rest.len) : NULL;
        if (end) {
            *line   = str_of(window.data, (size_t)(end - window.data));
            r->used = line->len + 1;
            break;
        }
        looked = window.len;
        int rc = source_more(r->source, reason, err);
        if (rc < 0)
            return rc;
        if (rc == 0) {
            *line   = r->source->window;
            r->used = line->len;
            break;
        }
    }
    int rc = source_check(r->source, line->len, reason, err);
    return rc ? rc : r->used > 0;
}

/* Drop what is left of a line that is too long, without keeping it. */
static int skip_line(struct source *s, enum reject_reason *reason, struct err *err)
{
    for (;;) {
        const char *end = s->window.len ? memchr(s->window.data, '\n', s->window.len) : NULL;
        if (end) {
            source_consume(s, (size_t)(end - s->window.data) + 1);
            return 1;
        }
        source_consume(s, s->window.len);
        int rc = source_more(s, reason, err);
        if (rc <= 0)
            return rc;
    }
}

/* Done with the last record; and with what is left of one that was refused. */
static void finish_last(struct json_reader *r)
{
    source_consume(r->source, r->used);
    r->used = 0;
}

static int next_jsonl(void *state, struct article *out, enum reject_reason *reason, uint64_t *line,
                      struct err *err)
{
    struct json_reader *r = state;
    struct str          text;
    int                 rc = 1;
    finish_last(r);
    if (r->skipping)
        rc = skip_line(r->source, reason, err);
    r->skipping = false;
    while (rc > 0) {
        *line = r->source->line;
        rc    = next_line(r, &text, reason, err);
        if (rc == ERR_LIMIT && *reason == REJECT_TOO_LARGE)
            r->skipping = !r->used;
        if (rc <= 0)
            break;
        text = str_trim(text);
        if (!text.len) {
            finish_last(r);
            continue;
        }
        if (*text.data != '{')
            return malformed(reason, err, "the line is no JSON object");
        rc = read_record(r, text, reason, err);
        if (rc == 0)
            rc = field_choice_finish(&r->choice, r->context, out, err);
        return rc ? rc : 1;
    }
    return rc;
}

/* A line that begins an object, where the reader lost its way. */
static bool begins_object(struct str line)
{
    line = str_trim(line);
    return line.len && *line.data == '{';
}

/* ---- JSON texts ---- */

/* Bring the first byte that is neither white space nor a comma to the window's front: 1, 0 at the end,
 * negative. */
static int next_token(struct source *s, char *c, enum reject_reason *reason, struct err *err)
{
    for (;;) {
        size_t blank = 0;
        while (blank < s->window.len && memchr(" \t\r\n,\x1E", s->window.data[blank], 6))
            blank++;
        source_consume(s, blank);
        if (s->window.len) {
            *c = *s->window.data;
            return 1;
        }
        int rc = source_more(s, reason, err);
        if (rc <= 0)
            return rc;
    }
}

/* The value at the window's front, '{' or '[', whole: 1 and its length; negative: refused, and r is where it
 * can go on. */
static int next_value(struct json_reader *r, size_t *len, enum reject_reason *reason, struct err *err)
{
    struct json_bounds b = {0};
    for (;;) {
        enum json_bound found = json_bounds_find(&b, r->source->window);
        *len      = b.at;
        if (found == BOUND_END) {
            int rc = source_check(r->source, *len, reason, err);
            return rc ? rc : 1;
        }
        if (found == BOUND_TORN) {
            r->used  = b.at;
            r->found = r->mode;
            r->mode  = LOST;
            return malformed(reason, err, "a string does not end on its line");
        }
        int rc = source_more(r->source, reason, err);
        if (rc == 0) {
            r->used = r->source->window.len;
            return malformed(reason, err, "ends in the middle of a record");
        }
        if (rc < 0)
            return rc;
    }
}

/* Drop the value at the window's front however long it is: 1, 0 at the end, negative. */
static int skip_value(struct source *s, size_t depth, enum reject_reason *reason, struct err *err)
{
    struct json_bounds b = {.depth = depth};
    for (;;) {
        enum json_bound found = json_bounds_find(&b, s->window);
        if (found == BOUND_TORN) {
            b.at++;
            continue;
        }
        source_consume(s, b.at);
        b.at = 0;
        if (found == BOUND_END)
            return 1;
        int rc = source_more(s, reason, err);
        if (rc <= 0)
            return rc;
    }
}

/* LOST: drop lines up to one that begins an object. */
static int find_way(struct json_reader *r, enum reject_reason *reason, struct err *err)
{
    for (;;) {
        struct str line;
        int        rc = skip_line(r->source, reason, err);
        if (rc > 0)
            rc = next_line(r, &line, reason, err);
        r->used = 0;
        if (rc == ERR_LIMIT && *reason == REJECT_TOO_LARGE)
            continue;
        if (rc <= 0)
            return rc;
        if (begins_object(line)) {
            r->mode = r->found;
            return 1;
        }
    }
}

/* An object lies whole in the window: an article, or what articles come in. 1 article, 0 none: go on. */
static int take_object(struct json_reader *r, size_t len, struct article *out, enum reject_reason *reason,
                       struct err *err)
{
    struct str text = str_of(r->source->window.data, len);
    size_t     at;
    r->used = len;
    int rc  = read_record(r, text, reason, err);
    if (rc)
        return rc;
    if (r->mode == BETWEEN && !r->choice.value[FIELD_BODY].len && json_bounds_array(text, &at, &r->around)) {
        r->used = at;
        r->mode = ELEMENTS;
        return 0;
    }
    rc = field_choice_finish(&r->choice, r->context, out, err);
    return rc ? rc : 1;
}

/* An object that does not fit: perhaps the articles lie in it. 0: go on inside; negative: refused. */
static int take_large(struct json_reader *r, const struct err *err)
{
    size_t at;
    if (r->mode == BETWEEN && json_bounds_array(r->source->window, &at, &r->around)) {
        r->used = at;
        r->mode = ELEMENTS;
        return 0;
    }
    r->skipping = true;
    return err->code; /* as source_more said it */
}

static int next_json(void *state, struct article *out, enum reject_reason *reason, uint64_t *line,
                     struct err *err)
{
    struct json_reader *r = state;
    struct source      *s = r->source;
    for (;;) {
        char   c;
        size_t len;
        int    rc = 1;
        finish_last(r);
        if (r->skipping)
            rc = skip_value(s, 0, reason, err);
        r->skipping = false;
        if (rc > 0 && r->mode == OUTSIDE) {
            rc      = r->around ? skip_value(s, (size_t)r->around, reason, err) : 1;
            r->mode = BETWEEN;
        }
        if (rc > 0 && r->mode == LOST)
            rc = find_way(r, reason, err);
        if (rc > 0)
            rc = next_token(s, &c, reason, err);
        *line = s->line;
        if (rc <= 0)
            return rc;
        if (c == '[' && r->mode == BETWEEN) {
            r->used   = 1;
            r->mode   = ELEMENTS;
            r->around = 0;
        } else if (c == ']' && r->mode == ELEMENTS) {
            r->used = 1;
            r->mode = OUTSIDE;
        } else if (c == '{') {
            rc = next_value(r, &len, reason, err);
            if (rc == ERR_LIMIT && *reason == REJECT_TOO_LARGE)
                rc = take_large(r, err);
            else if (rc > 0)
                rc = take_object(r, len, out, reason, err);
            if (rc)
                return rc;
        } else {
            r->found = r->mode;
            r->mode  = LOST;
            return malformed(reason, err, "a JSON object was expected here");
        }
    }
}

/* ---- which of the two ---- */

/* 2: the first line is one whole object; 1: it begins one and breaks off as no one would end a line on
 * purpose; 0: neither. *rest: what follows that line. */
static int first_line(struct str head, struct str *rest)
{
    struct json_bounds b = {0};
    while (head.len && memchr(" \t\r\n", *head.data, 4))
        head = str_skip(head, 1);
    *rest           = head;
    struct str line = str_trim(str_split(rest, '\n'));
    if (!line.len || *line.data != '{' || memchr("{[,", line.data[line.len - 1], 3))
        return 0;
    return json_bounds_find(&b, line) == BOUND_END && b.at == line.len ? 2 : 1;
}

static int sniff_jsonl(struct str head)
{
    struct str rest;
    int        first = first_line(head, &rest);
    bool       again = rest.data && begins_object(rest) && *rest.data == '{';
    return first == 2 ? (again ? 98 : 40) : first && again ? 90 : 0;
}

static int sniff_json(struct str head)
{
    if (sniff_jsonl(head) >= 90)
        return 20;
    head = str_trim(head);
    if (head.len && *head.data == '{')
        return 80;
    if (!head.len || *head.data != '[')
        return 0;
    head = str_trim(str_skip(head, 1));
    return head.len && (*head.data == '{' || *head.data == ']') ? 95 : 10;
}

static const char *const jsonl_extensions[] = {"jsonl", "ndjson", "jl", "jsonlines", NULL};
static const char *const json_extensions[]  = {"json", NULL};

const struct reader_ops reader_jsonl = {
    .name       = "jsonl",
    .extensions = jsonl_extensions,
    .sniff      = sniff_jsonl,
    .open       = open_json,
    .next       = next_jsonl,
    .close      = close_json,
};

const struct reader_ops reader_json = {
    .name       = "json",
    .extensions = json_extensions,
    .sniff      = sniff_json,
    .open       = open_json,
    .next       = next_json,
    .close      = close_json,
};
