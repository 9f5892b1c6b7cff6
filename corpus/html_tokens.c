#include "corpus/html_tokens.h"

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* Elements whose content is text up to their own end tag. */
static bool is_raw(struct str name)
{
    static const char *const names[] = {
        "script", "style", "textarea", "xmp", "iframe", "noembed", "noframes",
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_nocase(name, str_c(names[i])))
            return true;
    return false;
}

/* Where "</name" begins; s.len without. */
static size_t find_end(struct str s, struct str name)
{
    for (size_t at = 0; at < s.len; at++) {
        const char *hit = memchr(s.data + at, '<', s.len - at);
        if (!hit)
            break;
        at             = (size_t)(hit - s.data);
        struct str end = str_skip(s, at + 2);
        bool       same = at + 1 < s.len && hit[1] == '/' && end.len >= name.len &&
                    str_eq_nocase(str_of(end.data, name.len), name);
        if (same && (end.len == name.len || !is_letter(end.data[name.len])))
            return at;
    }
    return s.len;
}

/* Length of the tag at the beginning of s, '>' included, quotes respected; s.len when it does not end. */
static size_t tag_len(struct str s)
{
    char quote = 0, last = 0;
    for (size_t i = 1; i < s.len; i++) {
        char c = s.data[i];
        if (quote) {
            quote = c == quote ? 0 : quote;
        } else if ((c == '"' || c == '\'') && last == '=') {
            quote = c;
        } else if (c == '>') {
            return i + 1;
        }
        if (!is_space(c))
            last = c;
    }
    return s.len;
}

/* Skip "<!...>" and "<?...>" at the beginning of s: its length. */
static size_t skip_declaration(struct html_tokens *t)
{
    struct str s = t->rest;
    if (str_starts(s, STR("<!--"))) {
        const char *end = NULL;
        if (!t->no_comment_end)
            end = memmem(s.data + 2, s.len - 2, "-->", 3); /* "<!-->" is a whole comment */
        if (end)
            return (size_t)(end - s.data) + 3;
        t->no_comment_end = true;
    }
    const char *end = memchr(s.data, '>', s.len);
    return end ? (size_t)(end - s.data) + 1 : s.len;
}

static enum html_kind take_text(struct html_tokens *t, struct html_token *token, size_t len, bool raw)
{
    token->text = str_of(t->rest.data, len);
    token->raw  = raw;
    t->rest     = str_skip(t->rest, len);
    return token->kind = HTML_TEXT;
}

static enum html_kind take_tag(struct html_tokens *t, struct html_token *token)
{
    struct str tag  = str_of(t->rest.data, tag_len(t->rest));
    bool       open = tag.data[1] != '/';
    t->rest         = str_skip(t->rest, tag.len);
    tag             = str_skip(tag, open ? 1 : 2);
    if (tag.len && tag.data[tag.len - 1] == '>')
        tag.len--;
    size_t n = 0;
    while (n < tag.len && !is_space(tag.data[n]) && tag.data[n] != '/')
        n++;
    token->name       = str_of(tag.data, n);
    token->attributes = str_skip(tag, n);
    token->empty      = tag.len > n && tag.data[tag.len - 1] == '/';
    if (open && is_raw(token->name))
        t->raw_end = token->name;
    return token->kind = open ? HTML_OPEN : HTML_CLOSE;
}

enum html_kind html_next(struct html_tokens *t, struct html_token *token)
{
    *token = (struct html_token){.kind = HTML_END};
    if (t->raw_end.len) {
        size_t end = find_end(t->rest, t->raw_end);
        t->raw_end = STR("");
        if (end)
            return take_text(t, token, end, true);
    }
    while (t->rest.len) {
        struct str s    = t->rest;
        size_t     text = 0;
        for (; text < s.len; text++) {
            const char *hit = memchr(s.data + text, '<', s.len - text);
            text            = hit ? (size_t)(hit - s.data) : s.len;
            if (text + 1 >= s.len)
                continue;
            char c = hit[1], d = text + 2 < s.len ? hit[2] : 0;
            if (is_letter(c) || c == '!' || c == '?' || (c == '/' && is_letter(d)))
                break;
        }
        text = text < s.len ? text : s.len;
        if (text)
            return take_text(t, token, text, false);
        if (s.data[1] != '!' && s.data[1] != '?')
            return take_tag(t, token);
        t->rest = str_skip(s, skip_declaration(t));
    }
    return HTML_END;
}

bool html_attribute(struct str *attributes, struct str *name, struct str *value)
{
    struct str s = *attributes;
    while (s.len && (is_space(*s.data) || *s.data == '/'))
        s = str_skip(s, 1);
    if (!s.len)
        return false;
    size_t n = 1;
    while (n < s.len && !is_space(s.data[n]) && s.data[n] != '=' && s.data[n] != '/')
        n++;
    *name  = str_of(s.data, n);
    *value = STR("");
    s      = str_skip(s, n);
    struct str after = s;
    while (after.len && is_space(*after.data))
        after = str_skip(after, 1);
    if (after.len && *after.data == '=') {
        s = str_skip(after, 1);
        while (s.len && is_space(*s.data))
            s = str_skip(s, 1);
        char quote = s.len && (*s.data == '"' || *s.data == '\'') ? *s.data : 0;
        s          = str_skip(s, quote != 0);
        for (n = 0; n < s.len && (quote ? s.data[n] != quote : !is_space(s.data[n])); n++)
            ;
        *value = str_of(s.data, n);
        s      = str_skip(s, n + (quote != 0));
    }
    *attributes = s;
    return true;
}

bool html_get(const struct html_token *token, const char *name, struct str *value)
{
    struct str rest = token->attributes, key;
    while (html_attribute(&rest, &key, value))
        if (str_eq_nocase(key, str_c(name)))
            return true;
    *value = STR("");
    return false;
}
