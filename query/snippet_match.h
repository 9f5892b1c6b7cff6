/* snippet_match: what the parts of snippet share. */
#ifndef PRESSMARK_QUERY_SNIPPET_MATCH_H
#define PRESSMARK_QUERY_SNIPPET_MATCH_H

#include "query/snippet.h"

/* The query's term that the token is, by its stem or as it is written; NULL: none. */
const struct plan_term *snippet_term_of(const struct snippet_terms *t, const struct token *token);

/* The first letters of the terms. */
const struct analyzer_initials *snippet_terms_initials(const struct snippet_terms *t);

/* A term in the text. */
struct snippet_hit {
    uint32_t begin, end;   /* bytes of the text */
    uint32_t group;
    float    weight;
    size_t   column, stop; /* where it begins and ends when all of the text is on one line */
};

/* A window of hits: the first one and the one behind the last. */
struct snippet_window {
    size_t first, end;
};

/* The best window of at most `columns` columns; count > 0. Hits stand in order. Cost: count * log count. */
int snippet_best_window(const struct snippet_hit *hits, size_t count, size_t columns,
                        struct snippet_window *out, struct err *err);

#endif
