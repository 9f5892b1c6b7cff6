#include "text/text_cursor.h"

#include "base/utf8.h"

static void take_expanded(struct text_cursor *c, struct text_item *item)
{
    item->cp    = c->expansion[c->next++];
    item->begin = c->source;
    item->end   = c->at;
    item->class = char_class_of(c->classes, item->cp);
    if (item->class == CHAR_SEVERAL)
        item->class = CHAR_OTHER;
}

/* One character at s, which has at least one byte. The common ones are spared a call. */
static uint32_t decode(const unsigned char **s, const unsigned char *end)
{
    const unsigned char *p = *s;
    if (p[0] >= 0xC2 && p[0] <= 0xDF && end - p >= 2 && (p[1] & 0xC0) == 0x80) {
        *s = p + 2;
        return (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
    }
    if (p[0] >= 0xE1 && p[0] <= 0xEC && end - p >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        *s = p + 3;
        return (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    }
    struct str rest = str_of((const char *)p, (size_t)(end - p));
    uint32_t   cp   = utf8_next(&rest);
    *s              = (const unsigned char *)rest.data;
    return cp;
}

bool text_cursor_next(struct text_cursor *c, struct text_item *item)
{
    if (text_cursor_in_expansion(c)) {
        take_expanded(c, item);
        item->number_symbol = false;
        if (item->class == CHAR_DIGIT) {
            const unsigned char *s = c->source;
            item->number_symbol    = char_is_number_symbol(decode(&s, c->at));
        }
        return true;
    }
    if (c->at >= c->end)
        return false;
    item->begin         = c->at;
    item->cp            = *c->at < 0x80 ? *c->at++ : decode(&c->at, c->end);
    item->end           = c->at;
    item->class         = char_class_of(c->classes, item->cp);
    item->number_symbol = false;
    if (item->class != CHAR_SEVERAL)
        return true;
    c->source = item->begin;
    c->next   = 0;
    c->count  = (unsigned)char_expand(item->cp, c->expansion);
    return text_cursor_next(c, item);
}

static bool next_shown(struct text_cursor *c, struct text_item *item)
{
    do {
        if (!text_cursor_next(c, item))
            return false;
    } while (item->class == CHAR_IGNORED);
    return true;
}

bool text_cursor_peek(const struct text_cursor *c, struct text_item *item)
{
    struct text_cursor ahead = *c;
    return next_shown(&ahead, item);
}

bool text_cursor_peek_second(const struct text_cursor *c, struct text_item *item)
{
    struct text_cursor ahead = *c;
    return next_shown(&ahead, item) && next_shown(&ahead, item);
}
