/* text_cursor: text as a run of items, each one character with its class and the bytes it came from.
 * A character that stands for several (CHAR_SEVERAL) comes as these; all have its bytes. */
#ifndef PRESSMARK_TEXT_TEXT_CURSOR_H
#define PRESSMARK_TEXT_TEXT_CURSOR_H

#include "base/str.h"
#include "text/char_class.h"

struct text_cursor {
    struct char_classes *classes;
    const unsigned char *at, *end; /* what was not read yet */
    unsigned             next, count; /* of the expansion: what was not handed out yet */
    const unsigned char *source;      /* the bytes it came from, up to `at` */
    uint32_t             expansion[CHAR_EXPANSION_MAX];
};

struct text_item {
    uint32_t             cp;
    uint8_t              class; /* never CHAR_SEVERAL */
    bool                 number_symbol;
    const unsigned char *begin, *end;
};

static inline bool text_cursor_in_expansion(const struct text_cursor *c)
{
    return c->next < c->count;
}

/* A place to go back to, as long as no more than one item was read since. */
struct text_place {
    const unsigned char *at;
    unsigned             next, count;
};

static inline struct text_place text_cursor_tell(const struct text_cursor *c)
{
    return (struct text_place){c->at, c->next, c->count};
}

static inline void text_cursor_back(struct text_cursor *c, struct text_place place)
{
    c->at    = place.at;
    c->next  = place.next;
    c->count = place.count;
}

/* The next item, moving behind it; false at the end. */
bool text_cursor_next(struct text_cursor *c, struct text_item *item);

/* The next item that is not CHAR_IGNORED, without moving. Cost: a walk over the ignored ones. */
bool text_cursor_peek(const struct text_cursor *c, struct text_item *item);

/* The one after that. */
bool text_cursor_peek_second(const struct text_cursor *c, struct text_item *item);

#endif
