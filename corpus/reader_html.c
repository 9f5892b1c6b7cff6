/* HTML: one page is one article. */
#include <stdlib.h>

#include "corpus/html_meta.h"
#include "corpus/html_text.h"

enum {
    DECLARED_WITHIN = 4096, /* bytes in which a page declares its encoding */
    STORY_FACTOR    = 3,    /* JSON-LD's body is taken when it is so many times longer than the page's text */
};

struct reader {
    struct reader_context *context;
    struct html_meta       meta;
    struct html_text      *text;
    struct buf             utf8;
    bool                   done;
};

static bool starts_nocase(struct str s, struct str prefix)
{
    return s.len >= prefix.len && str_eq_nocase(str_of(s.data, prefix.len), prefix);
}

static bool has_tag(struct str s, const char *name)
{
    struct html_tokens t = {.rest = s};
    for (struct html_token token; html_next(&t, &token);)
        if (token.kind == HTML_OPEN && str_eq_nocase(token.name, str_c(name)))
            return true;
    return false;
}

static int sniff(struct str head)
{
    struct str s = str_trim(head);
    if (starts_nocase(s, STR("<!doctype html")) || starts_nocase(s, STR("<html")))
        return 95;
    if (!s.len || *s.data != '<')
        return 0;
    if (has_tag(s, "html") || has_tag(s, "head"))
        return 85;
    return has_tag(s, "body") || has_tag(s, "meta") || has_tag(s, "p") || has_tag(s, "div") ? 40 : 0;
}

static void close_reader(void *state)
{
    struct reader *r = state;
    html_meta_release(&r->meta);
    html_text_free(r->text);
    buf_release(&r->utf8);
    free(r);
}

static int open_reader(void **state, struct reader_context *context, struct err *err)
{
    struct reader *r = calloc(1, sizeof *r);
    if (!r)
        return err_oom(err);
    r->context = context;
    if (html_text_new(&r->text, err)) {
        close_reader(r);
        return err->code;
    }
    *state = r;
    return 0;
}

static bool names_encoding(char c)
{
    return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || memchr("-_.:", c, 4);
}

/* The encoding a page declares: <?xml encoding="...">, <meta charset=...>, or a Content-Type in a <meta>. */
static void declared_encoding(struct str page, char *out, size_t size)
{
    static const char *const keys[] = {"charset=", "encoding="};
    struct str head = str_of(page.data, page.len < DECLARED_WITHIN ? page.len : DECLARED_WITHIN);
    *out            = '\0';
    for (size_t k = 0; k < sizeof keys / sizeof *keys; k++) {
        const char *hit = memmem(head.data, head.len, keys[k], strlen(keys[k]));
        if (!hit)
            continue;
        struct str s = str_skip(head, (size_t)(hit - head.data) + strlen(keys[k]));
        size_t     n = 0;
        while (s.len && (*s.data == '"' || *s.data == '\'' || *s.data == ' '))
            s = str_skip(s, 1);
        while (n < s.len && n + 1 < size && names_encoding(s.data[n]))
            n++;
        memcpy(out, s.data, n);
        out[n] = '\0';
        return;
    }
}

static int read_page(struct reader *r, struct str page, struct err *err)
{
    struct html_tokens tokens = {.rest = page};
    struct str         title = STR(""), type;
    bool               json = false, in_title = false, in_svg = false;
    for (struct html_token token; html_next(&tokens, &token);) {
        if (token.kind == HTML_TEXT && token.raw && json && html_meta_json(&r->meta, token.text, err))
            return err->code;
        if (token.kind == HTML_TEXT && in_title && !title.len)
            title = token.text;
        if (token.kind != HTML_TEXT) {
            bool open = token.kind == HTML_OPEN;
            if (str_eq_nocase(token.name, STR("svg")))
                in_svg = open;
            in_title = open && !in_svg && str_eq_nocase(token.name, STR("title"));
            json     = open && str_eq_nocase(token.name, STR("script")) && html_get(&token, "type", &type) &&
                   starts_nocase(str_trim(type), STR("application/ld+json"));
        }
        if (token.kind == HTML_OPEN)
            html_meta_tag(&r->meta, &token);
        html_text_take(r->text, &token);
    }
    html_meta_title(&r->meta, title, html_text_heading(r->text));
    return 0;
}

static int next(void *state, struct article *out, enum reject_reason *reason, uint64_t *line, struct err *err)
{
    struct reader *r = state;
    if (r->done)
        return 0;
    r->done = true;
    *line   = 1;
    int rc  = draft_whole(r->context->source, reason, err);
    if (rc < 0)
        return rc;
    struct str page = r->context->source->window;
    char       declared[64];
    declared_encoding(page, declared, sizeof declared);
    html_meta_begin(&r->meta, r->context);
    html_text_begin(r->text);
    rc = draft_decode(&page, &r->utf8, *declared ? declared : NULL, r->context, err);
    if (rc < 0)
        return rc;
    struct draft *draft = &r->meta.draft;
    struct buf   *body  = &draft->field[FIELD_BODY];
    if (read_page(r, page, err) || buf_failed(&r->meta.story, err) ||
        html_text_story(r->text, buf_view(&draft->field[FIELD_TITLE]), body, err))
        return err->code;
    if (r->meta.story.len / STORY_FACTOR > body->len) {
        buf_clear(body);
        buf_str(body, buf_view(&r->meta.story));
    }
    r->context->bad_dates += r->meta.bad_date && !draft->field[FIELD_DATE].len;
    return draft_finish(draft, out, err);
}

static const char *const extensions[] = {"html", "htm", "xhtml", "shtml", NULL};

const struct reader_ops reader_html = {
    .name       = "html",
    .extensions = extensions,
    .single     = true,
    .sniff      = sniff,
    .open       = open_reader,
    .next       = next,
    .close      = close_reader,
};
