#include "text/analyzer.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>
#include <xxhash.h>

#include "base/utf8.h"
#include "text/languages.h"
#include "text/stem_cache.h"
#include "text/text_cursor.h"

enum {
    CHAIN_MAX   = 4,   /* parts of a hyphen compound that are joined */
    CLUSTER_MAX = 128, /* bytes of one character of a bigram, with its marks */
    INDENT      = 3,   /* blanks that begin a paragraph */
};

struct analyzer {
    struct stem_cache   cache;
    struct char_classes classes;
    uint8_t             lower[2][256]; /* of ASCII letters and digits, else 0; [1] leaves I to the word form */
    bool                ends_word[256];
    int                 turkish;
};

enum link { LINK_NONE, LINK_HYPHEN, LINK_BLANK };

struct part {
    const struct cache_entry *entry;
    uint32_t                  position, begin, end;
};

struct run {
    struct analyzer     *a;
    int                  lang;
    const uint8_t       *lower;
    const unsigned char *text;
    struct text_cursor   cursor;
    token_fn             fn;
    void                *ctx;
    struct err          *err;

    uint32_t position;
    bool     any;           /* a word was seen */
    bool     gap;           /* a paragraph ended since */
    bool     line_start;    /* nothing but blanks since the last line end */
    unsigned indent;        /* blanks since */
    bool     elided;        /* the next word follows an elision */

    struct part chain[CHAIN_MAX]; /* words held back until it is known whether they are joined */
    unsigned    chained;
    enum link   link;             /* between the last of them and the next word */
    bool        chain_too_long;

    size_t len; /* of word */
    char   word[WORD_RAW_MAX];
};

int analyzer_new(struct analyzer **out, struct err *err)
{
    struct analyzer *a = malloc(sizeof *a);
    if (!a)
        return err_oom(err);
    int rc = stem_cache_init(&a->cache, err);
    if (rc) {
        free(a);
        return rc;
    }
    char_classes_init(&a->classes);
    memset(a->lower, 0, sizeof a->lower);
    for (unsigned c = 0; c < 256; c++) {
        uint8_t class = c < 0x80 ? char_class_of(&a->classes, c) : CHAR_SEVERAL;
        if (class == CHAR_LETTER || class == CHAR_DIGIT)
            a->lower[0][c] = a->lower[1][c] = (uint8_t)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        a->ends_word[c] = class == CHAR_OTHER || class == CHAR_BLANK || class == CHAR_HYPHEN;
    }
    a->lower[1]['I'] = 'I';
    a->turkish       = language_find(STR("tr"));
    *out             = a;
    return 0;
}

void analyzer_free(struct analyzer *a)
{
    if (!a)
        return;
    stem_cache_release(&a->cache);
    char_classes_release(&a->classes);
    free(a);
}

uint32_t analyzer_epoch(const struct analyzer *a)
{
    return a->cache.epoch;
}

/* ---- handing tokens out -------------------------------------------------------------------------- */

static int emit(struct run *r, const struct cache_entry *entry, enum token_kind kind, unsigned parts,
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
    };
    return r->fn(r->ctx, &token);
}

static inline int emit_part(struct run *r, const struct part *p)
{
    return emit(r, p->entry, p->entry->flags & WORD_NUMBER ? TOKEN_NUMBER : TOKEN_WORD, 1, p->position,
                p->begin, p->end);
}

/* Hand out the words held back, one by one. */
static int flush_chain(struct run *r)
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
            rc = emit(r, entry, TOKEN_JOINED, r->chained, first->position, first->begin, last->end);
        if (rc)
            return rc;
    }
    return flush_chain(r);
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

/* Rule 6: take in one word, and hand out what is decided. */
static int chain_word(struct run *r, const struct part *part, bool elided)
{
    enum link before = r->chained ? r->link : LINK_NONE;
    enum link after  = link_after(r, part->entry, elided);
    int       rc     = 0;

    if (before == LINK_NONE && after == LINK_NONE && !r->chain_too_long)
        return emit_part(r, part);
    if (r->chain_too_long) {
        r->chain_too_long = after == LINK_HYPHEN;
        return emit_part(r, part);
    }
    if (before == LINK_BLANK && (after == LINK_HYPHEN || part->entry->flags & WORD_SINGLE)) {
        rc     = flush_chain(r);
        before = LINK_NONE;
    } else if (before == LINK_HYPHEN && r->chained == CHAIN_MAX) {
        rc                = flush_chain(r);
        r->chain_too_long = after == LINK_HYPHEN;
        return rc ? rc : emit_part(r, part);
    }
    if (rc)
        return rc;
    r->chain[r->chained++] = *part;
    r->link                = after;
    if (after == LINK_HYPHEN || (after == LINK_BLANK && r->chained == 1))
        return 0;
    return r->chained > 1 ? join_chain(r) : flush_chain(r);
}

/* The position of a word that begins here. */
static uint32_t next_position(struct run *r)
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

/* ---- words ----------------------------------------------------------------------------------------- */

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

/* Read one word from its first letter or digit on into r->word, which keeps marks and capitals outside
 * ASCII for the word form to deal with. *fits is false when it is longer than any good one; the rest of
 * it is skipped all the same. */
static int read_word(struct run *r, uint32_t *begin, uint32_t *end, bool *fits)
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

static int take_word(struct run *r)
{
    struct part part;
    bool        fits, elided = r->elided;

    r->elided = false;
    int rc    = read_word(r, &part.begin, &part.end, &fits);
    if (rc)
        return rc;
    part.position = next_position(r);
    part.entry    = NULL;
    if (fits) {
        rc = stem_cache_get(&r->a->cache, r->lang, str_of(r->word, r->len), &part.entry, r->err);
        if (rc)
            return rc;
    }
    if (!fits || part.entry->flags & WORD_TOO_LONG) {
        r->chain_too_long = false;
        return flush_chain(r);
    }
    struct text_cursor *c = &r->cursor;
    if (part.entry->flags & WORD_ACRONYM && !text_cursor_in_expansion(c) && c->at < c->end && *c->at == '.') {
        c->at++; /* the last stop of "U.N." */
        part.end++;
    }
    return chain_word(r, &part, elided);
}

/* ---- bigrams ----------------------------------------------------------------------------------------- */

struct cluster {
    uint32_t begin, end;
    uint32_t last_cp;
    unsigned codes;
    size_t   len; /* 0: over-long */
    bool     cut;
    char     bytes[CLUSTER_MAX];
};

static void cluster_add(const struct run *r, struct cluster *cluster, const struct text_item *item)
{
    utf8proc_uint8_t bytes[4];
    size_t           len = (size_t)utf8proc_encode_char((utf8proc_int32_t)item->cp, bytes);
    if (!cluster->codes)
        cluster->begin = (uint32_t)(item->begin - r->text);
    cluster->end     = (uint32_t)(item->end - r->text);
    cluster->last_cp = item->cp;
    cluster->codes   = 2 - !cluster->codes;
    if (cluster->cut || len > sizeof cluster->bytes - cluster->len) {
        cluster->cut = true;
        return;
    }
    memcpy(cluster->bytes + cluster->len, bytes, len);
    cluster->len += len;
}

/* Hand out the bigram of two clusters, or with one NULL the other alone. */
static int emit_ngram(struct run *r, const struct cluster *a, const struct cluster *b)
{
    char                      key[2 * CLUSTER_MAX];
    const struct cache_entry *entry;
    uint32_t                  position = next_position(r);

    if (!a->len || (b && !b->len))
        return 0;
    memcpy(key, a->bytes, a->len);
    if (b)
        memcpy(key + a->len, b->bytes, b->len);
    int rc = stem_cache_get(&r->a->cache, CACHE_NGRAM, str_of(key, a->len + (b ? b->len : 0)), &entry, r->err);
    if (rc || entry->flags & WORD_TOO_LONG)
        return rc;
    return emit(r, entry, b ? TOKEN_NGRAM : TOKEN_NGRAM_TAIL, 1, position, a->begin, b ? b->end : a->end);
}

static void finish_cluster(struct cluster *cluster)
{
    if (cluster->cut)
        cluster->len = 0;
    else if (cluster->codes > 1)
        cluster->len = word_compose(str_of(cluster->bytes, cluster->len), cluster->bytes, sizeof cluster->bytes);
}

static int take_ngrams(struct run *r)
{
    struct text_cursor *c = &r->cursor;
    struct text_item    item;
    struct cluster      clusters[2];
    struct cluster     *last = NULL, *now = &clusters[0];
    int                 rc   = 0;

    now->codes = 0, now->len = 0, now->cut = false;
    for (;;) {
        struct text_place place = text_cursor_tell(c);
        if (!text_cursor_next(c, &item))
            break;
        if (item.class == CHAR_IGNORED)
            continue;
        if (item.class != CHAR_NGRAM && item.class != CHAR_MARK) {
            text_cursor_back(c, place);
            break;
        }
        if (item.class == CHAR_NGRAM && now->codes &&
            utf8proc_grapheme_break((utf8proc_int32_t)now->last_cp, (utf8proc_int32_t)item.cp)) {
            finish_cluster(now);
            if (last && (rc = emit_ngram(r, last, now)) != 0)
                return rc;
            last       = now;
            now        = &clusters[now == &clusters[0]];
            now->codes = 0, now->len = 0, now->cut = false;
        }
        cluster_add(r, now, &item);
    }
    finish_cluster(now);
    if (last)
        rc = emit_ngram(r, last, now);
    return rc ? rc : emit_ngram(r, now, NULL);
}

/* ---- text ---------------------------------------------------------------------------------------------- */

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

static int run_text(struct run *r)
{
    struct text_cursor *c = &r->cursor;
    struct text_item    item;

    for (;;) {
        if (!text_cursor_in_expansion(c)) {
            if (c->at >= c->end)
                break;
            if (r->lower[*c->at]) {
                int rc = take_word(r);
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
            rc = flush_chain(r);
            if (!rc)
                rc = take_ngrams(r);
            break;
        default:
            take_separator(r, item.cp);
        }
        if (rc)
            return rc;
    }
    return flush_chain(r);
}

int analyzer_run(struct analyzer *a, int lang, struct str text, uint32_t *position, token_fn fn, void *ctx,
                 struct err *err)
{
    struct run r;
    if (text.len > UINT32_MAX)
        return err_set(err, ERR_LIMIT, "a text of more than 4 GiB: cut it into articles");
    if (lang < 0 || lang >= language_count())
        lang = LANGUAGE_NONE;
    int rc = stem_cache_trim(&a->cache, err);
    if (rc)
        return rc;
    r.a              = a;
    r.lang           = lang;
    r.lower          = a->lower[lang == a->turkish];
    r.text           = (const unsigned char *)(text.data ? text.data : "");
    r.cursor.classes = &a->classes;
    r.cursor.at      = r.text;
    r.cursor.end     = r.text + text.len;
    r.cursor.next = r.cursor.count = 0;
    r.cursor.source                = NULL;
    r.fn                           = fn;
    r.ctx                          = ctx;
    r.err                          = err;
    r.position                     = *position;
    r.any = r.gap = r.line_start = r.elided = r.chain_too_long = false;
    r.indent  = 0;
    r.chained = 0;
    r.link    = LINK_NONE;
    rc        = run_text(&r);
    *position = r.position;
    return rc;
}

/* ---- folding, fingerprint -------------------------------------------------------------------------------- */

static bool is_white(uint32_t cp)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0 || cp == 0x85 ||
           (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP);
}

void analyzer_fold(struct analyzer *a, struct str text, struct buf *out)
{
    struct buf valid = BUF_INIT, folded = BUF_INIT;
    bool       blank = false, any = false;
    (void)a;

    utf8_repair(&valid, text);
    struct str rest = buf_view(&valid);
    while (rest.len) {
        /* One piece at a time; a long one ends at white space where there is some. */
        size_t n = rest.len;
        if (n > WORD_RAW_MAX) {
            n = utf8_floor(rest, WORD_RAW_MAX);
            size_t at = n;
            while (at && rest.data[at - 1] != ' ' && rest.data[at - 1] != '\n')
                at--;
            n = at ? at : n;
        }
        word_fold_text(str_of(rest.data, n), &folded);
        rest = str_skip(rest, n);
    }
    struct str view = buf_view(&folded);
    while (view.len) {
        uint32_t cp = utf8_next(&view);
        if (is_white(cp)) {
            blank = any;
            continue;
        }
        if (blank)
            buf_putc(out, ' ');
        buf_utf8(out, cp);
        blank = false;
        any   = true;
    }
    if (valid.failed || folded.failed)
        out->failed = ERR_OOM;
    buf_release(&valid);
    buf_release(&folded);
}

int analyzer_fingerprint(struct analyzer *a, int lang, char out[17], struct err *err)
{
    char head[64];
    if (lang < 0 || lang >= language_count())
        lang = LANGUAGE_NONE;
    int      len  = snprintf(head, sizeof head, "%d %s", ANALYZER_VERSION, utf8proc_unicode_version());
    uint64_t hash = XXH3_64bits(head, (size_t)len);
    for (const char *const *word = language_stop_words(lang); *word; word++)
        hash = XXH3_64bits_withSeed(*word, strlen(*word), hash);
    struct str rest = str_c(language_probe(lang));
    while (rest.len) {
        struct word_form form;
        int              rc = stem_cache_make(&a->cache, lang, str_split(&rest, ' '), &form, err);
        if (rc)
            return rc;
        hash = XXH3_64bits_withSeed(form.stem, form.stem_len, hash);
    }
    snprintf(out, 17, "%016llx", (unsigned long long)hash);
    return 0;
}
