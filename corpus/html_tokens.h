/* html_tokens: an HTML page cut into tags and texts, in one pass.
 *
 * No tree and no libxml2: its HTML parser compares every attribute of a tag with all before it and every end
 * tag with all open elements (300 kB of attributes cost it six seconds), while a page's text needs neither.
 * Everything here is linear in the page whatever its nesting, and takes no memory. */
#ifndef PRESSMARK_CORPUS_HTML_TOKENS_H
#define PRESSMARK_CORPUS_HTML_TOKENS_H

#include "base/buf.h"

enum html_kind { HTML_END, HTML_TEXT, HTML_OPEN, HTML_CLOSE };

struct html_token {
    enum html_kind kind;
    struct str     text;       /* HTML_TEXT: raw, its entities unresolved */
    struct str     name;       /* of a tag, as written; compare without case */
    struct str     attributes; /* raw */
    bool           raw;        /* HTML_TEXT: inside script, style and the like: no entities, no text */
    bool           empty;      /* HTML_OPEN: "/>" */
};

struct html_tokens {
    struct str rest;
    struct str raw_end; /* inside script and the like: its name */
    bool       no_comment_end;
};

/* Comments, declarations and processing instructions are left out. Views live as long as the page. */
enum html_kind html_next(struct html_tokens *t, struct html_token *token);

/* The next attribute of a tag; false at the end. The value is raw: entities unresolved. */
bool html_attribute(struct str *attributes, struct str *name, struct str *value);

/* One attribute by name: true when it is there. */
bool html_get(const struct html_token *token, const char *name, struct str *value);

#endif
