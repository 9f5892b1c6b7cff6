/* render: results as text. One renderer a format; each appends to a buffer and knows no file.
 * A new format is a new file with a struct renderer. */
#ifndef PRESSMARK_QUERY_RENDER_H
#define PRESSMARK_QUERY_RENDER_H

#include "base/article.h"
#include "query/snippet.h"
#include "query/terminal.h"

struct render_hit {
    uint64_t              rank;    /* from 1 on */
    double                weight;  /* 0 where nothing was weighed */
    const struct article *article; /* its head */
    const struct snippet *title, *snippet; /* marked; snippet NULL: none is wanted */
    const char           *index;   /* path of the index it is in */
};

struct render_summary {
    uint64_t lower, estimate, upper; /* of matches; equal when exact */
    uint64_t shown;                  /* hits that were rendered */
    uint64_t documents, indexes;     /* searched */
    double   milliseconds;
};

struct renderer {
    const char *name;
    /* Columns for the snippet of a hit. */
    size_t (*snippet_columns)(const struct terminal *terminal);
    void (*hit)(const struct render_hit *hit, const struct terminal *terminal, struct buf *out);
    void (*end)(const struct render_summary *summary, const struct terminal *terminal, struct buf *out);
    void (*count)(uint64_t matches, struct buf *out);
    /* A whole article. */
    void (*article)(const struct article *article, const struct terminal *terminal, struct buf *out);
};

extern const struct renderer render_text, render_json;

#endif
