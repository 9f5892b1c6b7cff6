#include "text/text_run.h"

enum { INDENT = 3 }; /* blanks that begin a paragraph */

int text_emit(struct run *r, const struct cache_entry *entry, enum token_kind kind, unsigned parts,
              uint32_t position, uint32_t begin, uint32_t end)
{
    struct token token = {
        .word      = entry_word(entry),
        .stem      = entry_stem(entry),
        .position  = position,
        .begin     = begin,
        .end       = end,
        .lexeme    = entry->lexeme,
        .kind      = (uint8_t)kind,
        .parts     = (uint8_t)parts,
        .stop_word = (entry->flags & WORD_STOP) != 0,
        .apart     = (entry->flags & WORD_APART) != 0,
    };
    return r->fn(r->ctx, &token);
}

uint32_t text_next_position(struct run *r)
{
    if (r->gap && r->any && r->position < UINT32_MAX / 2)
        r->position += ANALYZER_GAP;
    r->gap        = false;
    r->any        = true;
    r->line_start = false;
    if (r->position < UINT32_MAX)
        r->position++;
    return r->position;
}

/* Does somebody look for words that begin with these two? 0: the word has no second. */
static inline bool is_wanted(const struct run *r, unsigned char first, unsigned char second)
{
    unsigned digit = first - '0', f = first - 'a', s = second - 'a';
    if (digit < 10)
        return r->initials->digit[digit];
    if (f >= 26 || !second) /* of one letter, it may be joined to the next */
        return true;
    return (r->initials->second[f] & (r->kept < 2 || s >= 26 ? UINT32_MAX : 1u << s)) != 0;
}

/* Is nothing joined to a word that ends before `behind`? Not sure where the text is not ASCII. */
static inline bool stands_alone(const struct run *r, const unsigned char *behind)
{
    const unsigned char *end  = r->cursor.end;
    unsigned char        next = behind < end ? *behind : ' ', second = end - behind > 1 ? behind[1] : ' ';
    if (next == '.' || next == ',' || next == '\'' || next == '"')
        return second < 0x80 && !r->lower[second];
    return r->a->ends_word[next] && next != '-';
}

static bool holds_back(const struct run *r)
{
    return r->chained || r->chain_too_long || text_cursor_in_expansion(&r->cursor);
}

/* Move behind words of ASCII that nobody looks for, and what is between them, up to the end of a line: most of a text
 * is that. False: there was none. */
static bool pass_over(struct run *r)
{
    const unsigned char *at = r->cursor.at, *const end = r->cursor.end, *const begin = at;
    if (holds_back(r))
        return false;
    while (at < end && r->lower[*at] &&
           !is_wanted(r, r->lower[at[0]], end - at > 1 ? r->lower[at[1]] : 0)) {
        const unsigned char *behind = at + 1;
        while (behind < end && r->lower[*behind])
            behind++;
        if (!stands_alone(r, behind))
            break;
        text_next_position(r);
        for (at = behind; at < end && r->a->between[*at];)
            at++;
    }
    if (at == begin)
        return false;
    r->cursor.at = at;
    r->elided    = false;
    return true;
}

/* Is the word just read one that nobody looks for, whatever its forms? */
static bool is_unwanted(const struct run *r)
{
    const char *word = r->word;
    return r->len > 0 && !holds_back(r) && stands_alone(r, r->cursor.at) &&
           !is_wanted(r, (unsigned char)word[0], r->len > 1 ? (unsigned char)word[1] : 0) &&
           ((word[0] >= '0' && word[0] <= '9') || !memchr(word, '.', r->len)); /* no acronym */
}

static int take_word(struct run *r)
{
    struct part part;
    bool        fits, elided = r->elided;

    r->elided = false;
    int rc    = word_read(r, &part.begin, &part.end, &fits);
    if (rc)
        return rc;
    part.position = text_next_position(r);
    part.entry    = NULL;
    if (r->initials && fits && is_unwanted(r))
        return 0;
    if (!r->chained && (rc = stem_cache_trim(&r->a->cache, r->err)) != 0)
        return rc;
    if (fits) {
        rc = stem_cache_get(&r->a->cache, r->lang, str_of(r->word, r->len), &part.entry, r->err);
        if (rc)
            return rc;
    }
    if (!fits || part.entry->flags & WORD_TOO_LONG) {
        r->chain_too_long = false;
        return compound_flush(r);
    }
    struct text_cursor *c = &r->cursor;
    if (part.entry->flags & WORD_ACRONYM && !text_cursor_in_expansion(c) && c->at < c->end && *c->at == '.') {
        c->at++; /* the last stop of "U.N." */
        part.end++;
    }
    return compound_add(r, &part, elided);
}

/* Something between words: does it end a paragraph? */
static void take_separator(struct run *r, uint32_t cp)
{
    switch (cp) {
    case '\r':
        if (r->cursor.at < r->cursor.end && *r->cursor.at == '\n')
            return;
        /* fall through */
    case '\n':
    case 0x85:
    case 0x2028:
        r->gap        = r->gap || r->line_start;
        r->line_start = true;
        r->indent     = 0;
        return;
    case ' ':
        r->gap = r->gap || (r->line_start && ++r->indent >= INDENT);
        return;
    case '\t':
    case 0x3000:
        r->gap = r->gap || r->line_start;
        return;
    case 0x2029:
        r->gap = true;
        return;
    case '\f':
    case '\v':
    case 0xA0:
        return;
    default:
        r->line_start = false;
    }
}

int text_run(struct run *r)
{
    struct text_cursor *c = &r->cursor;
    struct text_item    item;

    for (;;) {
        if (!text_cursor_in_expansion(c)) {
            if (c->at >= c->end)
                break;
            if (r->lower[*c->at]) {
                int rc = r->initials && pass_over(r) ? 0 : take_word(r);
                if (rc)
                    return rc;
                continue;
            }
            if (*c->at < 0x80) {
                take_separator(r, *c->at++);
                continue;
            }
        }
        struct text_place place = text_cursor_tell(c);
        if (!text_cursor_next(c, &item))
            break;
        int rc = 0;
        switch (item.class) {
        case CHAR_IGNORED:
        case CHAR_MARK:
            break;
        case CHAR_LETTER:
        case CHAR_DIGIT:
            text_cursor_back(c, place);
            rc = take_word(r);
            break;
        case CHAR_NGRAM:
            text_cursor_back(c, place);
            rc = compound_flush(r);
            if (!rc)
                rc = ngram_take(r);
            break;
        default:
            take_separator(r, item.cp);
        }
        if (rc)
            return rc;
    }
    return compound_flush(r);
}
