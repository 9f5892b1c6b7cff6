/* Rule 6: words held back until it is known whether they are joined. */
#include "text/text_run.h"

static inline int emit_part(struct run *r, const struct part *p)
{
    enum token_kind kind = p->entry->flags & WORD_NUMBER ? TOKEN_NUMBER : TOKEN_WORD;
    return text_emit(r, p->entry, kind, 1, p->position, p->begin, p->end);
}

int compound_flush(struct run *r)
{
    unsigned count = r->chained;
    r->chained     = 0;
    for (unsigned i = 0; i < count; i++) {
        int rc = emit_part(r, &r->chain[i]);
        if (rc)
            return rc;
    }
    return 0;
}

/* Hand out what all the words held back make together, then them. */
static int join_chain(struct run *r)
{
    char     joined[CHAIN_MAX * ANALYZER_TERM_MAX];
    size_t   len     = 0;
    unsigned letters = 0;
    for (unsigned i = 0; i < r->chained; i++) {
        struct str norm = entry_norm(r->chain[i].entry);
        memcpy(joined + len, norm.data, norm.len);
        len += norm.len;
        letters |= r->chain[i].entry->flags & WORD_LETTERS;
    }
    if (letters) {
        const struct cache_entry *entry;
        const struct part        *first = &r->chain[0], *last = &r->chain[r->chained - 1];
        int rc = stem_cache_get(&r->a->cache, r->lang, str_of(joined, len), &entry, r->err);
        if (!rc && !(entry->flags & WORD_TOO_LONG))
            rc = text_emit(r, entry, TOKEN_JOINED, r->chained, first->position, first->begin, last->end);
        if (rc)
            return rc;
    }
    return compound_flush(r);
}

/* How the word just read is tied to one that follows at once. */
static enum link link_after(const struct run *r, const struct cache_entry *entry, bool elided)
{
    const struct text_cursor *c = &r->cursor;
    struct text_item          item;
    if (!text_cursor_in_expansion(c)) {
        if (c->at >= c->end)
            return LINK_NONE;
        if (*c->at < 0x80 && *c->at != '-' && !(*c->at == ' ' && entry->flags & WORD_SINGLE))
            return LINK_NONE;
    }
    if (!text_cursor_peek(c, &item))
        return LINK_NONE;
    if (item.class == CHAR_HYPHEN)
        return text_cursor_peek_second(c, &item) && (item.class == CHAR_LETTER || item.class == CHAR_DIGIT)
                   ? LINK_HYPHEN : LINK_NONE;
    if (item.class == CHAR_BLANK && !elided &&
        (entry->flags & (WORD_SINGLE | WORD_STOP | WORD_NUMBER)) == WORD_SINGLE)
        return text_cursor_peek_second(c, &item) && item.class == CHAR_LETTER ? LINK_BLANK : LINK_NONE;
    return LINK_NONE;
}

int compound_add(struct run *r, const struct part *part, bool elided)
{
    enum link before = r->chained ? r->link : LINK_NONE;
    enum link after  = link_after(r, part->entry, elided);

    if (before == LINK_HYPHEN && r->chained == CHAIN_MAX)
        r->chain_too_long = true;
    if (r->chain_too_long || (before == LINK_NONE && after == LINK_NONE)) {
        int rc            = compound_flush(r);
        r->chain_too_long = r->chain_too_long && after == LINK_HYPHEN;
        return rc ? rc : emit_part(r, part);
    }
    if (before == LINK_BLANK && (after == LINK_HYPHEN || part->entry->flags & WORD_SINGLE)) {
        int rc = compound_flush(r);
        if (rc)
            return rc;
    }
    r->chain[r->chained++] = *part;
    r->link                = after;
    if (after == LINK_HYPHEN || (after == LINK_BLANK && r->chained == 1))
        return 0;
    return r->chained > 1 ? join_chain(r) : compound_flush(r);
}
