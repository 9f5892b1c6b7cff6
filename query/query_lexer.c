#include "query/query_lexer.h"

#include <utf8proc.h>

#include "base/utf8.h"
#include "query/query_parser.h"

void query_lexer_init(struct query_lexer *lexer, struct str text, struct query_notes *notes)
{
    *lexer = (struct query_lexer){text, 0, LEXER_FRESH, notes};
}

/* Length of a double quotation mark at s, 0 when there is none. ASCII or typographic (« » U+201C..F). */
static size_t quote_len(struct str s)
{
    if (!s.len || (unsigned char)*s.data < 0x80)
        return s.len && *s.data == '"';
    if (s.len >= 2 && (str_starts(s, STR("\xC2\xAB")) || str_starts(s, STR("\xC2\xBB"))))
        return 2;
    if (s.len >= 3 && (str_starts(s, STR("\xE2\x80\x9C")) || str_starts(s, STR("\xE2\x80\x9D")) ||
                       str_starts(s, STR("\xE2\x80\x9E")) || str_starts(s, STR("\xE2\x80\x9F"))))
        return 3;
    return 0;
}

static bool is_word_char(uint32_t cp)
{
    if (cp < 0x80)
        return (cp >= '0' && cp <= '9') || (cp >= 'a' && cp <= 'z') || (cp >= 'A' && cp <= 'Z');
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO;
}

static bool has_word(struct str s)
{
    while (s.len)
        if (is_word_char(utf8_next(&s)))
            return true;
    return false;
}

/* Length of the run at s up to white space, a quote or a parenthesis. In a field's value parentheses that
 * match belong to it: id:report(2).txt. */
static size_t run_len(struct str s, bool value)
{
    size_t at = 0, open = 0;
    while (at < s.len && s.data[at] != ' ' && !quote_len(str_skip(s, at))) {
        if (s.data[at] == '(') {
            if (!value || at == 0)
                break;
            open++;
        } else if (s.data[at] == ')') {
            if (open == 0)
                break;
            open--;
        }
        at++;
    }
    return at;
}

/* May what stands at s be given a sign? */
static bool operand_follows(struct str s)
{
    if (s.len && *s.data == '=')
        s = str_skip(s, 1);
    if (!s.len || *s.data == '+' || *s.data == '-' || *s.data == ' ')
        return false;
    return *s.data == '(' || quote_len(s) || has_word(str_of(s.data, run_len(s, false)));
}

/* The name before a ':' at the begin of s: letters, and after the ':' the begin of a value. Empty: none. */
static struct str field_name(struct str s)
{
    size_t len = 0;
    while (len < s.len && ((s.data[len] | 0x20) >= 'a' && (s.data[len] | 0x20) <= 'z'))
        len++;
    struct str value = str_skip(s, len + 1);
    if (len < 2 || len >= s.len || s.data[len] != ':' || !value.len || *value.data == ' ' ||
        *value.data == ')' || *value.data == ':' || str_starts(value, STR("//")))
        return str_of(NULL, 0);
    if (!quote_len(value) && *value.data != '(' && !has_word(str_of(value.data, run_len(value, true))))
        return str_of(NULL, 0);
    return str_of(s.data, len);
}

/* Words before a ':' that are often pasted and never meant as a field. */
static bool is_scheme(struct str name)
{
    static const char *const schemes[] = {"http", "https", "ftp", "mailto", "file", "urn", "doi", "isbn"};
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (str_eq_nocase(name, str_c(schemes[i])))
            return true;
    return false;
}

static struct symbol take(struct query_lexer *lexer, enum symbol_kind kind, size_t len)
{
    static const enum lexer_state after[] = {
        [SYMBOL_END] = LEXER_TIGHT,    [SYMBOL_WORD] = LEXER_TIGHT,  [SYMBOL_PREFIX] = LEXER_TIGHT,
        [SYMBOL_QUOTED] = LEXER_TIGHT, [SYMBOL_OPEN] = LEXER_FRESH,  [SYMBOL_CLOSE] = LEXER_TIGHT,
        [SYMBOL_AND] = LEXER_FRESH,    [SYMBOL_OR] = LEXER_FRESH,    [SYMBOL_NOT] = LEXER_FRESH,
        [SYMBOL_MINUS] = LEXER_SIGNED, [SYMBOL_PLUS] = LEXER_SIGNED, [SYMBOL_EXACT] = LEXER_VALUE,
        [SYMBOL_FIELD] = LEXER_VALUE,
    };
    struct symbol s = {kind, FIELD_BODY, {lexer->at, len}, -1, {lexer->text.data + lexer->at, len}};
    lexer->at += len;
    lexer->state = after[kind];
    return s;
}

/* Where the text in quotes ends that begins with a mark of `quote` bytes; *close: length of the closing mark,
 * 0 when there is none. ASCII marks close ASCII ones only: "..." may hold typographic ones. */
static size_t quoted_end(struct str inside, size_t quote, size_t *close)
{
    for (size_t len = 0; len < inside.len; len++) {
        *close = quote_len(str_skip(inside, len));
        if (*close && (*close == 1) == (quote == 1))
            return len;
    }
    *close = 0;
    return inside.len;
}

/* Typographic marks come with pasted prose: they make a phrase when they pair and hold no more words than one
 * may have, else they are punctuation. */
static bool makes_phrase(struct str inside, size_t quote)
{
    size_t close, words = 1, len = quoted_end(inside, quote, &close);
    for (size_t i = 0; i < len; i++)
        words += inside.data[i] == ' ';
    return quote == 1 || (close && words <= QUERY_PHRASE_MAX);
}

/* Bytes of ~number, which ends what it stands behind; 0: it is something else. */
static size_t within_len(struct str rest, int *within)
{
    size_t len = 1;
    *within    = -1;
    if (rest.len < 2 || *rest.data != '~')
        return 0;
    int number = 0;
    for (; len < rest.len && rest.data[len] >= '0' && rest.data[len] <= '9'; len++)
        number = number < 1000000 ? number * 10 + (rest.data[len] - '0') : number;
    if (len == 1 || (len < rest.len && rest.data[len] != ' ' && rest.data[len] != '(' && rest.data[len] != ')'))
        return 0;
    *within = number;
    return len;
}

static struct symbol take_quoted(struct query_lexer *lexer, size_t quote)
{
    struct str inside = str_skip(lexer->text, lexer->at + quote);
    size_t     close, len = quoted_end(inside, quote, &close);
    if (!close && len)
        query_note(lexer->notes, "the quotation mark before '%s' is never closed: taken to the end",
                   query_clip(str_of(inside.data, len)).text);
    int           within;
    size_t        after = close ? within_len(str_skip(inside, len + close), &within) : 0;
    struct symbol s     = take(lexer, SYMBOL_QUOTED, quote + len + close + after);
    s.within            = after ? within : -1;
    s.text              = str_of(inside.data, len);
    return s;
}

static struct symbol take_word(struct query_lexer *lexer, size_t len)
{
    struct str run = str_of(lexer->text.data + lexer->at, len);
    size_t     end = len;
    while (end > 0 && run.data[end - 1] == '*')
        end--;
    const char *star = end ? memchr(run.data, '*', end) : NULL;
    if (star)
        query_note(lexer->notes, "'*' means any ending, and only at the end of a word: not in '%s'",
                   query_clip(run).text);
    struct symbol s = take(lexer, end < len ? SYMBOL_PREFIX : SYMBOL_WORD, len);
    s.text          = str_of(run.data, end);
    return s;
}

static bool take_operator(struct query_lexer *lexer, size_t len, struct symbol *out)
{
    static const struct {
        const char      *word;
        enum symbol_kind kind;
    } operators[] = {{"AND", SYMBOL_AND}, {"OR", SYMBOL_OR}, {"NOT", SYMBOL_NOT}};
    struct str run = str_of(lexer->text.data + lexer->at, len);
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (str_eq(run, str_c(operators[i].word))) {
            *out = take(lexer, operators[i].kind, len);
            return true;
        }
    return false;
}

static bool take_field(struct query_lexer *lexer, struct symbol *out)
{
    struct str name  = field_name(str_skip(lexer->text, lexer->at));
    int        field = name.len ? query_field_by_name(name) : -1;
    if (name.len && field < 0 && !is_scheme(name))
        query_note(lexer->notes, "there is no field '%s', so it is searched as a word; fields are %s",
                   query_clip(name).text, query_field_names());
    if (field < 0)
        return false;
    *out       = take(lexer, SYMBOL_FIELD, name.len + 1);
    out->field = (enum article_field)field;
    return true;
}

/* '+', '-' or '=' where an operand begins. */
static bool take_sign(struct query_lexer *lexer, struct symbol *out)
{
    struct str rest = str_skip(lexer->text, lexer->at);
    char       c    = *rest.data;
    if (c != '=' && (lexer->state != LEXER_FRESH || (c != '+' && c != '-')))
        return false;
    struct str operand = str_skip(rest, 1);
    if (!operand_follows(operand) || (c == '=' && (*operand.data == '=' || *operand.data == '(')))
        return false;
    *out = take(lexer, c == '+' ? SYMBOL_PLUS : c == '-' ? SYMBOL_MINUS : SYMBOL_EXACT, 1);
    return true;
}

struct symbol query_lexer_next(struct query_lexer *lexer)
{
    for (;;) {
        struct symbol out;
        struct str    rest  = str_skip(lexer->text, lexer->at);
        size_t        quote = quote_len(rest);
        if (!rest.len)
            return take(lexer, SYMBOL_END, 0);
        if (*rest.data == ' ') {
            lexer->at++;
            lexer->state = LEXER_FRESH;
            continue;
        }
        if (*rest.data == '(' || *rest.data == ')')
            return take(lexer, *rest.data == '(' ? SYMBOL_OPEN : SYMBOL_CLOSE, 1);
        if (quote && makes_phrase(str_skip(rest, quote), quote))
            return take_quoted(lexer, quote);
        if (quote) {
            lexer->at += quote;
            continue;
        }
        size_t len = run_len(rest, lexer->state == LEXER_VALUE);
        if (lexer->state != LEXER_TIGHT && take_sign(lexer, &out))
            return out;
        if (lexer->state == LEXER_FRESH && take_operator(lexer, len, &out))
            return out;
        if ((lexer->state == LEXER_FRESH || lexer->state == LEXER_SIGNED) && take_field(lexer, &out))
            return out;
        if (has_word(str_of(rest.data, len)))
            return take_word(lexer, len);
        lexer->at += len; /* punctuation */
        lexer->state = LEXER_TIGHT;
    }
}
