#include "query/query_parser.h"

#include <stdio.h>

#include "base/utf8.h"
#include "query/query_lexer.h"
#include "store/schema.h"

struct parser {
    struct query      *q;
    struct query_lexer lexer;
    struct symbol      look; /* the symbol at hand */
    size_t             terms, depth;
    struct err        *err;
};

/* Parts in order. */
struct parts {
    struct query_node *first, *last;
    size_t             count;
};

int query_error(struct query *q, struct query_place place, struct err *err, int code, const char *fmt, ...)
{
    char    message[400];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(message, sizeof message, fmt, ap);
    va_end(ap);
    q->place = place;
    return err_set(err, code, "%s", message);
}

static void advance(struct parser *p)
{
    p->look = query_lexer_next(&p->lexer);
}

static void parts_add(struct parts *parts, struct query_node *node)
{
    node->next = NULL;
    if (parts->last)
        parts->last->next = node;
    else
        parts->first = node;
    parts->last = node;
    parts->count++;
}

/* A node over the parts, placed from the first to the last. */
static struct query_node *join(struct parser *p, enum query_kind kind, const struct parts *parts)
{
    struct query_node *node = query_node_new(p->q, kind);
    if (!node)
        return NULL;
    const struct query_place *from = &parts->first->place, *to = &parts->last->place;
    node->first = parts->first;
    node->place = (struct query_place){from->at, to->at + to->len - from->at};
    return node;
}

/* ---- atoms ----------------------------------------------------------------------------------- */

static int parse_group(struct parser *p, enum article_field field, bool inside, struct query_node **out);

static int parse_date(struct parser *p, struct query_node *node)
{
    struct str bad;
    int        code = query_date_parse_range(node->text, &node->date, &bad, p->err);
    if (!code)
        return 0;
    p->q->place = (struct query_place){(size_t)(bad.data - p->q->text.data), bad.len};
    return code;
}

static int parse_leaf(struct parser *p, enum article_field field, enum query_kind kind, size_t begin,
                      struct query_node **out)
{
    struct symbol      s    = p->look;
    struct query_node *node = query_node_new(p->q, field == FIELD_DATE ? QUERY_DATE : kind);
    if (!node)
        return err_oom(p->err);
    node->field  = field;
    node->quoted = s.kind == SYMBOL_QUOTED;
    node->within = kind == QUERY_NEAR ? (size_t)s.within : 0;
    node->text   = str_trim(s.text);
    node->stars  = s.kind == SYMBOL_PREFIX ? s.place.len - s.text.len : 0;
    node->place  = (struct query_place){begin, s.place.at + s.place.len - begin};
    advance(p);
    if (!node->text.len)
        return 0; /* empty quotes */
    if (++p->terms > QUERY_TERMS_MAX)
        return query_error(p->q, node->place, p->err, ERR_LIMIT, "more than %d words", QUERY_TERMS_MAX);
    if (node->within > QUERY_NEAR_MAX)
        return query_error(p->q, node->place, p->err, ERR_LIMIT,
                           "'~%zu' is too far: at most %d other words may stand among those in quotes", node->within,
                           QUERY_NEAR_MAX);
    if (kind == QUERY_NEAR && field != FIELD_BODY && field != FIELD_TITLE)
        query_note(&p->q->notes, "'~%zu' tells how near words of a text are: it means nothing behind '%s:'",
                   node->within, article_field_name(field));
    *out = node;
    return field == FIELD_DATE ? parse_date(p, node) : 0;
}

static int parse_parentheses(struct parser *p, enum article_field field, struct query_node **out)
{
    struct symbol open = p->look;
    if (++p->depth > QUERY_DEPTH_MAX)
        return query_error(p->q, open.place, p->err, ERR_LIMIT, "parentheses more than %d deep",
                           QUERY_DEPTH_MAX);
    advance(p);
    int code = parse_group(p, field, true, out);
    if (code)
        return code;
    p->depth--;
    if (p->look.kind == SYMBOL_CLOSE)
        advance(p);
    else
        query_note(&p->q->notes, "a parenthesis is never closed: taken to the end");
    return 0;
}

/* *out stays NULL for an operand that is there but empty: () and "". */
static int parse_atom(struct parser *p, enum article_field field, struct query_node **out)
{
    size_t          begin = p->look.place.at;
    enum query_kind kind  = QUERY_WORDS;
    if (p->look.kind == SYMBOL_FIELD) {
        field = p->look.field;
        advance(p);
    }
    if (p->look.kind == SYMBOL_EXACT) {
        kind = QUERY_EXACT;
        advance(p);
    }
    if (p->look.kind == SYMBOL_OPEN)
        return parse_parentheses(p, field, out);
    if (p->look.kind == SYMBOL_QUOTED && p->look.within >= 0)
        kind = QUERY_NEAR;
    else if (p->look.kind == SYMBOL_QUOTED && kind == QUERY_WORDS)
        kind = QUERY_PHRASE;
    if (p->look.kind == SYMBOL_PREFIX)
        kind = QUERY_PREFIX;
    return parse_leaf(p, field, kind, begin, out);
}

/* ---- operators ------------------------------------------------------------------------------- */

static bool begins_operand(enum symbol_kind kind)
{
    return kind == SYMBOL_WORD || kind == SYMBOL_PREFIX || kind == SYMBOL_QUOTED || kind == SYMBOL_OPEN ||
           kind == SYMBOL_NOT || kind == SYMBOL_MINUS || kind == SYMBOL_PLUS || kind == SYMBOL_EXACT ||
           kind == SYMBOL_FIELD;
}

/* The operator at hand has nothing to its right. */
static int need_operand(struct parser *p, struct symbol operator)
{
    return query_error(p->q, operator.place, p->err, ERR_QUERY,
                       "%.*s has nothing to its right: give it a word, or write it in lower case to search "
                       "for it",
                       STR_ARG(operator.text));
}

static int parse_unary(struct parser *p, enum article_field field, struct query_node **out)
{
    bool   negative = false, required = false;
    size_t begin = p->look.place.at;
    while (p->look.kind == SYMBOL_NOT || p->look.kind == SYMBOL_MINUS || p->look.kind == SYMBOL_PLUS) {
        struct symbol sign = p->look;
        advance(p);
        negative ^= sign.kind != SYMBOL_PLUS;
        required |= sign.kind == SYMBOL_PLUS;
        if (sign.kind == SYMBOL_NOT && !begins_operand(p->look.kind))
            return need_operand(p, sign);
    }
    int code = parse_atom(p, field, out);
    if (code || !*out)
        return code;
    struct query_place *place = &(*out)->place;
    *place       = (struct query_place){begin, place->at + place->len - begin};
    (*out)->role = negative ? ROLE_NOT : required ? ROLE_MUST : ROLE_MAY;
    return 0;
}

/* Parts of a chain, and whether a '+' stands in it, go to *parts and *required. */
typedef int (*operand_fn)(struct parser *p, enum article_field field, struct query_node **out);

static int parse_chain(struct parser *p, enum article_field field, enum symbol_kind operator,
                       operand_fn operand,
                       struct parts *parts, bool *required)
{
    for (;;) {
        struct query_node *node = NULL;
        int                code = operand(p, field, &node);
        if (code)
            return code;
        if (node) {
            *required |= node->role == ROLE_MUST;
            parts_add(parts, node);
        }
        if (p->look.kind != operator)
            return 0;
        struct symbol sign = p->look;
        advance(p);
        if (!begins_operand(p->look.kind))
            return need_operand(p, sign);
    }
}

static int parse_and(struct parser *p, enum article_field field, struct query_node **out)
{
    struct parts parts    = {NULL, NULL, 0};
    bool         required = false;
    int          code     = parse_chain(p, field, SYMBOL_AND, parse_unary, &parts, &required);
    if (code || parts.count <= 1) {
        *out = parts.first;
        return code;
    }
    size_t negative = 0;
    for (const struct query_node *part = parts.first; part; part = part->next)
        negative += part->role == ROLE_NOT;
    /* Leaving out a and leaving out b is leaving out (a OR b). */
    bool none = negative == parts.count;
    for (struct query_node *part = parts.first; part; part = part->next)
        part->role = none ? ROLE_MAY : part->role == ROLE_NOT ? ROLE_NOT : ROLE_MUST;
    *out = join(p, none ? QUERY_OR : QUERY_GROUP, &parts);
    if (!*out)
        return err_oom(p->err);
    (*out)->role = none ? ROLE_NOT : required ? ROLE_MUST : ROLE_MAY;
    return 0;
}

static int parse_or(struct parser *p, enum article_field field, struct query_node **out)
{
    struct parts parts    = {NULL, NULL, 0};
    bool         required = false;
    int          code     = parse_chain(p, field, SYMBOL_OR, parse_and, &parts, &required);
    if (code || parts.count <= 1) {
        *out = parts.first;
        return code;
    }
    for (struct query_node *part = parts.first; part; part = part->next) {
        if (part->role == ROLE_NOT)
            return query_error(p->q, part->place, p->err, ERR_QUERY, "OR cannot leave something out, nearly "
                                                                     "every "
                               "article would match: write AND NOT, or '-' outside of the OR");
        part->role = ROLE_MAY;
    }
    *out = join(p, QUERY_OR, &parts);
    if (!*out)
        return err_oom(p->err);
    (*out)->role = required ? ROLE_MUST : ROLE_MAY;
    return 0;
}

/* Plain words side by side become one leaf, since the analyzer sees more in them together. */
static bool merge_words(struct parser *p, struct query_node *last, const struct query_node *node,
                        bool own_field)
{
    if (!last || own_field || last->kind != QUERY_WORDS || node->kind != QUERY_WORDS ||
        last->role != ROLE_MAY || node->role != ROLE_MAY || last->field != node->field)
        return false;
    enum schema_kind kind = schema_field(node->field)->kind;
    if (kind != SCHEMA_TEXT && kind != SCHEMA_FACET)
        return false;
    size_t from = (size_t)(last->text.data - p->q->text.data);
    size_t to   = (size_t)(node->text.data - p->q->text.data) + node->text.len;
    last->text.len  = to - from;
    last->place.len = to - last->place.at;
    return true;
}

int query_nothing_left(struct query *q, struct query_place place, struct err *err)
{
    struct str text = str_of(q->text.data + place.at, place.len);
    return query_error(q, place, err, ERR_QUERY, "nothing to find, only '%s' to leave out: add a word",
                       query_clip(text).text);
}

static bool only_leaves_out(const struct parts *parts)
{
    for (const struct query_node *part = parts->first; part; part = part->next)
        if (part->role != ROLE_NOT)
            return false;
    return true;
}

static int parse_group(struct parser *p, enum article_field field, bool inside, struct query_node **out)
{
    struct parts       parts     = {NULL, NULL, 0};
    struct query_node *mergeable = NULL; /* the last part, when words may be added to it */
    while (p->look.kind != SYMBOL_END && !(inside && p->look.kind == SYMBOL_CLOSE)) {
        struct query_node *node = NULL;
        enum symbol_kind   kind = p->look.kind;
        if (kind == SYMBOL_CLOSE) {
            query_note(&p->q->notes, "a closing parenthesis without an opening one is passed over");
            advance(p);
            continue;
        }
        if (kind == SYMBOL_AND || kind == SYMBOL_OR)
            return query_error(p->q, p->look.place, p->err, ERR_QUERY, "%.*s has nothing to its left: give "
                                                                       "it a "
                               "word, or write it in lower case to search for it", STR_ARG(p->look.text));
        int code = parse_or(p, field, &node);
        if (code)
            return code;
        if (!node)
            continue;
        bool own_field = kind == SYMBOL_FIELD, plain = kind == SYMBOL_WORD && node->kind == QUERY_WORDS;
        if (plain && merge_words(p, mergeable, node, own_field))
            continue;
        parts_add(&parts, node);
        mergeable = plain ? node : NULL;
    }
    if (parts.count == 0)
        return 0;
    if (only_leaves_out(&parts))
        return query_nothing_left(p->q, parts.first->place, p->err);
    if (parts.count == 1) {
        *out         = parts.first;
        (*out)->role = ROLE_MAY;
        return 0;
    }
    *out = join(p, QUERY_GROUP, &parts);
    return *out ? 0 : err_oom(p->err);
}

/* ---- the whole ------------------------------------------------------------------------------- */

static bool is_white(uint32_t cp)
{
    return (cp >= '\t' && cp <= '\r') || cp == ' ' || cp == 0 || cp == 0x85 || cp == 0xA0 || cp == 0x1680 ||
           (cp >= 0x2000 && cp <= 0x200A) || cp == 0x2028 || cp == 0x2029 || cp == 0x202F || cp == 0x205F ||
           cp == 0x3000;
}

/* See query_tree.h on query.text. */
static void normalise(struct buf *out, struct str text)
{
    bool blank = false;
    while (text.len) {
        uint32_t cp = utf8_next(&text);
        if (is_white(cp)) {
            blank = out->len > 0;
            continue;
        }
        if (blank)
            buf_putc(out, ' ');
        blank = false;
        buf_utf8(out, cp);
    }
}

int query_parse_any(struct query *q, struct str text, struct err *err)
{
    bool cut = text.len > QUERY_BYTES_MAX;
    if (cut)
        text.len = utf8_floor(text, QUERY_BYTES_MAX);
    normalise(&q->text, text);
    int code = buf_failed(&q->text, err);
    if (code || !q->text.len)
        return code;
    q->root = query_node_new(q, QUERY_ANY);
    if (!q->root)
        return err_oom(err);
    q->root->text  = buf_view(&q->text);
    q->root->place = (struct query_place){0, q->text.len};
    if (cut)
        query_note(&q->notes, "the query is longer than %d bytes: the rest is left out", QUERY_BYTES_MAX);
    return buf_failed(&q->notes.text, err);
}

int query_parse(struct query *q, struct str text, struct err *err)
{
    if (text.len > QUERY_BYTES_MAX)
        return err_set(err, ERR_LIMIT, "the query is longer than %d bytes", QUERY_BYTES_MAX);
    normalise(&q->text, text);
    int code = buf_failed(&q->text, err);
    if (code)
        return code;
    struct parser p = {.q = q, .err = err};
    query_lexer_init(&p.lexer, buf_view(&q->text), &q->notes);
    advance(&p);
    code = parse_group(&p, FIELD_BODY, false, &q->root);
    if (code)
        q->root = NULL;
    return code ? code : buf_failed(&q->notes.text, err);
}
