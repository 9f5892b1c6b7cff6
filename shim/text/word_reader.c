/* Rule 1: where a word ends. */
#include <utf8proc.h>

#include "text/text_run.h"

static bool put(struct run *r, const void *bytes, size_t len)
{
    if (len > sizeof r->word - r->len)
        return false;
    memcpy(r->word + r->len, bytes, len);
    r->len += len;
    return true;
}

static bool put_item(struct run *r, const struct text_item *item)
{
    utf8proc_uint8_t bytes[4];
    return put(r, bytes, (size_t)utf8proc_encode_char((utf8proc_int32_t)item->cp, bytes));
}

/* French, Italian and Catalan words that end in an apostrophe before a vowel. */
static const char *const elisions[] = {
    "agl", "alcun", "all", "anch", "bell", "buon", "c", "ciascun", "com", "coll", "d", "dagl", "dall",
    "degl", "dell", "dov", "entr", "gl", "grand", "j", "jusqu", "l", "lorsqu", "m", "mezz", "n", "negl",
    "nell", "nessun", "presqu", "puisqu", "qu", "quand", "quell", "quelqu", "quest", "quoiqu", "s", "sant",
    "sugl", "sull", "t", "tutt", "un", "v",
};

static int is_elision(struct run *r, bool *elision)
{
    struct str word = str_of(r->word, r->len);
    for (size_t i = 0; i < word.len; i++) {
        if ((unsigned char)word.data[i] < 0x80)
            continue;
        const struct cache_entry *entry;
        int rc = stem_cache_get(&r->a->cache, r->lang, word, &entry, r->err);
        if (rc)
            return rc;
        word = entry_word(entry);
        break;
    }
    *elision = false;
    for (size_t i = 0; i < sizeof elisions / sizeof *elisions && !*elision; i++)
        *elision = str_eq(word, str_c(elisions[i]));
    return 0;
}

/* At an apostrophe before a letter: is what follows but an s, the English genitive? */
static bool lone_s_follows(const struct run *r)
{
    struct text_item item;
    text_cursor_peek(&r->cursor, &item);
    if (item.cp != 's' && item.cp != 'S')
        return false;
    if (!text_cursor_peek_second(&r->cursor, &item))
        return true;
    return item.class != CHAR_LETTER && item.class != CHAR_DIGIT && item.class != CHAR_MARK &&
           item.class != CHAR_INNER;
}

static bool is_hebrew(uint32_t cp)
{
    return cp >= 0x0591 && cp <= 0x05F2;
}

/* Does an inner mark such as . or ' stand between what UAX #29 wants on both sides? */
static bool mark_joins(const struct run *r, const struct text_item *mark, uint8_t last, uint32_t last_cp)
{
    struct text_item next;
    if (!text_cursor_peek(&r->cursor, &next) || next.class != last)
        return false;
    switch (mark->class) {
    case CHAR_APOSTROPHE:
    case CHAR_STOP:
        return !(last == CHAR_DIGIT && next.number_symbol);
    case CHAR_COMMA:
        return last == CHAR_DIGIT && !next.number_symbol;
    case CHAR_QUOTE:
        return is_hebrew(last_cp) && is_hebrew(next.cp);
    default:
        return last == CHAR_LETTER;
    }
}

int word_read(struct run *r, uint32_t *begin, uint32_t *end, bool *fits)
{
    struct text_cursor  *c           = &r->cursor;
    const unsigned char *word_end    = NULL, *last_begin = NULL;
    uint8_t              last        = CHAR_OTHER; /* class of the last letter, digit or '_' */
    uint32_t             last_cp     = 0;
    bool                 last_symbol = false;
    size_t               underscores = 0; /* kept only when a letter or digit follows */
    struct text_item     item;

    *fits  = true;
    r->len = 0;
    *begin = (uint32_t)((text_cursor_in_expansion(c) ? c->source : c->at) - r->text);
    for (;;) {
        if (!text_cursor_in_expansion(c)) {
            const unsigned char *at   = c->at;
            size_t               room = sizeof r->word - r->len;
            const unsigned char *stop = (size_t)(c->end - at) < room ? c->end : at + room;
            uint8_t              low;
            if (!underscores && !last_symbol) {
                char *to = r->word + r->len;
                while (at < stop && (low = r->lower[*at]) != 0) {
                    *to++ = (char)low;
                    at++;
                }
                r->len = (size_t)(to - r->word);
            }
            if (at > c->at) {
                word_end = at;
                last_cp  = at[-1];
                last     = last_cp <= '9' ? CHAR_DIGIT : CHAR_LETTER;
                c->at    = at;
                if (at == stop && at < c->end) { /* full: keep no more of it */
                    while (at < c->end && r->lower[*at])
                        at++;
                    *fits = *fits && at == c->at;
                    c->at = word_end = at;
                }
            }
            if (c->at >= c->end || r->a->ends_word[*c->at])
                break;
        }

        struct text_place place = text_cursor_tell(c);
        if (!text_cursor_next(c, &item))
            break;
        switch (item.class) {
        case CHAR_IGNORED:
            continue;
        case CHAR_MARK:
            if (!underscores) {
                *fits    = put_item(r, &item) && *fits;
                word_end = item.end;
            }
            continue;
        case CHAR_UNDERSCORE:
            underscores++;
            continue;
        case CHAR_DIGIT:
            if (last == CHAR_DIGIT && !underscores && item.begin != last_begin &&
                (item.number_symbol || last_symbol))
                break;
            /* fall through */
        case CHAR_LETTER:
            for (; underscores && *fits; underscores--)
                *fits = put(r, "_", 1);
            underscores = 0;
            if (item.cp < 0x80) {
                uint8_t low = r->lower[item.cp];
                *fits       = put(r, &low, 1) && *fits;
            } else {
                *fits = put_item(r, &item) && *fits;
            }
            last        = item.class;
            last_cp     = item.cp;
            last_begin  = item.begin;
            last_symbol = item.number_symbol;
            word_end    = item.end;
            continue;
        case CHAR_APOSTROPHE:
        case CHAR_STOP:
        case CHAR_COMMA:
        case CHAR_INNER:
        case CHAR_QUOTE:
            if (underscores || last_symbol || !mark_joins(r, &item, last, last_cp))
                break;
            if (item.class == CHAR_APOSTROPHE && last == CHAR_LETTER && *fits) {
                bool elision;
                int  rc = is_elision(r, &elision);
                if (rc)
                    return rc;
                if (elision && !lone_s_follows(r)) {
                    r->elided = true;
                    break;
                }
            }
            if (item.class != CHAR_INNER && item.class != CHAR_QUOTE) {
                char mark = item.class == CHAR_APOSTROPHE ? '\'' : (char)item.cp;
                *fits     = put(r, &mark, 1) && *fits;
            }
            continue;
        default:
            break;
        }
        text_cursor_back(c, place);
        break;
    }
    *end = (uint32_t)(word_end - r->text);
    return 0;
}
