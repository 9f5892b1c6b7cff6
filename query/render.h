/* render: results as text. One renderer a format; each appends to a buffer and knows no file.
 * A new format is a new file with a struct renderer. */
#ifndef PRESSMARK_QUERY_RENDER_H
#define PRESSMARK_QUERY_RENDER_H

#include "base/article.h"
#include "query/explain.h"
#include "query/snippet.h"
#include "query/terminal.h"

/* The query that is answered. */
struct render_query {
    struct str  qid;      /* its id in a batch; data NULL: it is the only one and has none */
    struct str  text;
    const char *tag;      /* name of the run */
    bool        snippets; /* are wanted */
    bool        count;    /* only the number of matches is */
};

struct render_hit {
    uint64_t              rank;    /* from 1 on */
    double                weight;  /* 0 where nothing was weighed */
    double                score;   /* never more than that of the hit before: the weight, or 1 / rank where
                                      the order is not that of weights */
    const struct article *article; /* its head */
    const struct snippet *title, *snippet; /* marked; NULL: not wanted */
    const char           *index;   /* path of the index it is in */
    const struct render_query *query;
    const struct explanation  *explanation; /* NULL: none is wanted */
    const double              *parts;       /* of the weight, by the explanation's parts */
};

struct render_summary {
    uint64_t lower, estimate, upper; /* of matches; equal when exact */
    uint64_t shown;                  /* hits that were rendered */
    uint64_t documents, indexes;     /* searched */
    double   milliseconds;
    bool     batch; /* more queries may follow */
};

struct renderer {
    const char *name;
    bool        marks_titles; /* hits need `title` */
    /* Columns for the snippet of a hit; NULL: it shows none. */
    size_t (*snippet_columns)(const struct terminal *terminal);
    /* Once, before everything, also where nothing is found; NULL: nothing. */
    void (*head)(const struct render_query *any, struct buf *out);
    /* Before the hits of each query of a batch; NULL: nothing. */
    void (*query)(const struct render_query *query, const struct terminal *terminal, struct buf *out);
    /* Before the hits; NULL: it cannot. */
    void (*explanation)(const struct render_query *query, const struct explanation *e,
                        const struct terminal *terminal, struct buf *out);
    void (*hit)(const struct render_hit *hit, const struct terminal *terminal, struct buf *out);
    void (*end)(const struct render_summary *summary, const struct terminal *terminal, struct buf *out);
    void (*count)(const struct render_query *query, uint64_t matches, struct buf *out); /* NULL: it cannot */
    /* A whole article; NULL: it cannot. */
    void (*article)(const struct article *article, const struct terminal *terminal, struct buf *out);
};

extern const struct renderer render_text, render_json, render_csv, render_tsv, render_trec;

#endif
