#include "corpus/reader_sgml.h"

#include "corpus/draft.h"
#include "corpus/entity.h"

enum {
    TAG_NAME_MAX = 16,   /* of a record's tag, with "</" and what follows */
    TAG_MAX      = 1000, /* a longer one is text */
    DEPTH_MAX    = 64,
};

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* ---- records ----------------------------------------------------------------------------------- */

/* The first "<name" or "</name" from `from` on; s.len without. */
static size_t find_tag(struct str s, size_t from, struct str name, bool *closing)
{
    while (from < s.len) {
        const char *hit = memchr(s.data + from, '<', s.len - from);
        if (!hit)
            break;
        from     = (size_t)(hit - s.data);
        *closing = from + 1 < s.len && hit[1] == '/';
        size_t at = from + 1 + *closing, end = at + name.len;
        if (end < s.len && str_eq_nocase(str_of(s.data + at, name.len), name) &&
            (is_space(s.data[end]) || s.data[end] == '>'))
            return from;
        from++;
    }
    return s.len;
}

bool sgml_has_tag(struct str s, struct str name)
{
    bool   closing = true;
    size_t at      = find_tag(s, 0, name, &closing);
    while (at < s.len && closing)
        at = find_tag(s, at + 1, name, &closing);
    return at < s.len;
}

/* Where a tag that is not whole yet may begin. */
static size_t tail(struct str s)
{
    return s.len > TAG_NAME_MAX ? s.len - TAG_NAME_MAX : 0;
}

/* Move the window to the next start tag: 1, 0 at the end, negative as source_more. */
static int find_start(struct sgml_records *r, enum reject_reason *reason, struct err *err)
{
    for (;;) {
        bool   closing;
        size_t at = find_tag(r->source->window, 0, r->name, &closing);
        if (at < r->source->window.len) {
            source_consume(r->source, closing ? at + 2 : at);
            if (!closing)
                return 1;
            continue;
        }
        source_consume(r->source, tail(r->source->window));
        int rc = source_more(r->source, reason, err);
        if (rc == ERR_LIMIT)
            source_consume(r->source, r->source->window.len);
        else if (rc <= 0)
            return rc;
    }
}

int sgml_record_next(struct sgml_records *r, struct str *record, enum reject_reason *reason, uint64_t *line,
                     struct err *err)
{
    source_consume(r->source, r->pending);
    r->pending = 0;
    bool blank = !r->any && !str_trim(r->source->window).len && r->source->ended;
    int  rc    = find_start(r, reason, err);
    *line      = r->source->line;
    if (rc == 0 && !r->any && !blank) {
        r->any  = true;
        *reason = REJECT_MALFORMED;
        return err_set(err, ERR_FORMAT, "no <%.*s> in it", STR_ARG(r->name));
    }
    if (rc <= 0)
        return rc;
    r->any = true;
    for (size_t from = 1;;) {
        bool   closing;
        size_t at = find_tag(r->source->window, from, r->name, &closing);
        if (at < r->source->window.len) {
            *record    = str_of(r->source->window.data, at);
            r->pending = at + (closing ? 2 : 0);
            rc         = source_check(r->source, at, reason, err);
            return rc ? rc : 1;
        }
        from = tail(r->source->window) > from ? tail(r->source->window) : from;
        rc   = source_more(r->source, reason, err);
        if (rc == ERR_LIMIT) /* leave its start tag behind; the next call looks for another */
            source_consume(r->source, 1);
        if (rc < 0)
            return rc;
        if (rc == 0) {
            source_consume(r->source, r->source->window.len);
            *reason = REJECT_TRUNCATED;
            return err_set(err, ERR_FORMAT, "the file ends before </%.*s>", STR_ARG(r->name));
        }
    }
}

/* ---- tags -------------------------------------------------------------------------------------- */

struct tag {
    struct str name, attributes;
    bool       closing;
};

static size_t find_in(struct str s, size_t from, const char *what)
{
    size_t      n   = strlen(what);
    const char *hit = from < s.len ? memmem(s.data + from, s.len - from, what, n) : NULL;
    return hit ? (size_t)(hit - s.data) + n : 0;
}

/* The markup at the beginning of s ("<..."): its length, 0 when it is text. *tag has no name for a comment.
 * *open_comment: no comment ends any more; without it many "<!--" would each search all the rest. */
static size_t read_tag(struct str s, struct tag *tag, bool *open_comment)
{
    *tag = (struct tag){STR(""), STR(""), false};
    if (s.len > 1 && (s.data[1] == '!' || s.data[1] == '?')) {
        if (!str_starts(s, STR("<!--")))
            return find_in(str_of(s.data, s.len < TAG_MAX ? s.len : TAG_MAX), 2, ">");
        size_t end    = *open_comment ? 0 : find_in(s, 4, "-->");
        *open_comment = !end;
        return end;
    }
    tag->closing = s.len > 1 && s.data[1] == '/';
    size_t max = s.len < TAG_MAX ? s.len : TAG_MAX, from = 1 + (size_t)tag->closing, at = from;
    while (at < max && !is_space(s.data[at]) && !strchr("<>=&\"'", s.data[at]))
        at++;
    tag->name = str_of(s.data + from, at - from);
    from      = at;
    while (at < max && s.data[at] != '<' && s.data[at] != '>')
        at++;
    if (!tag->name.len || at == max || s.data[at] != '>')
        return 0;
    struct str attributes = str_trim(str_of(s.data + from, at - from));
    if (attributes.len && *attributes.data != '/' && !memchr(attributes.data, '=', attributes.len))
        return 0; /* "a<b and c>d" */
    tag->attributes = attributes;
    return at + 1;
}

struct str sgml_attribute(struct str record, struct str name)
{
    struct tag tag;
    bool       open_comment = true;
    if (!read_tag(record, &tag, &open_comment))
        return STR("");
    for (struct str rest = tag.attributes; rest.data && rest.len;) {
        struct str key = str_trim(str_split(&rest, '='));
        rest           = str_trim(rest);
        char       quote = rest.len && (*rest.data == '"' || *rest.data == '\'') ? *rest.data : ' ';
        struct str after = quote == ' ' ? rest : str_skip(rest, 1);
        struct str value = str_split(&after, quote);
        if (str_eq_nocase(key, name))
            return value;
        rest = str_trim(after);
    }
    return STR("");
}

/* ---- text -------------------------------------------------------------------------------------- */

struct collector {
    const struct sgml_element *open[DEPTH_MAX];
    int                        slot[DEPTH_MAX + 1]; /* of the text inside open[0..depth-1] */
    int                        depth;
};

static void part_ends(struct collector *c, struct buf *slots)
{
    int slot = c->slot[c->depth];
    if (slot >= 0 && slots[slot].len)
        buf_putc(&slots[slot], DRAFT_BREAK);
}

static void enter(struct collector *c, const struct sgml_element *element, struct buf *slots)
{
    if (c->depth == DEPTH_MAX)
        return;
    c->open[c->depth]     = element;
    c->slot[c->depth + 1] = element->slot == SGML_KEEP ? c->slot[c->depth] : element->slot;
    c->depth++;
    part_ends(c, slots);
}

static void leave(struct collector *c, const struct sgml_element *element, struct buf *slots)
{
    int depth = c->depth;
    while (depth > 0 && c->open[depth - 1] != element)
        depth--;
    if (!depth)
        return;
    part_ends(c, slots);
    c->depth = depth - 1;
}

void sgml_collect(struct str record, const struct sgml_element *table, size_t table_count, int loose,
                  struct buf *slots)
{
    struct collector c            = {.slot = {loose}};
    bool             open_comment = false;
    for (size_t at = 0; at < record.len;) {
        struct tag  tag;
        struct str  rest = str_skip(record, at);
        const char *hit  = memchr(rest.data, '<', rest.len);
        size_t      text = hit ? (size_t)(hit - rest.data) : rest.len;
        size_t      len  = hit ? read_tag(str_skip(rest, text), &tag, &open_comment) : 0;
        if (hit && !len)
            text++; /* the '<' is text */
        int slot = c.slot[c.depth];
        if (slot >= 0)
            entity_decode(&slots[slot], str_of(rest.data, text));
        at += text + len;
        if (!len || !tag.name.len)
            continue;
        for (size_t i = 0; i < table_count; i++) {
            if (!str_eq_nocase(tag.name, str_c(table[i].name)))
                continue;
            if (tag.closing)
                leave(&c, &table[i], slots);
            else
                enter(&c, &table[i], slots);
            break;
        }
    }
}
