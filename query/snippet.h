/* snippet: the piece of a text that shows best why it was found, and texts with what was found marked. */
#ifndef PRESSMARK_QUERY_SNIPPET_H
#define PRESSMARK_QUERY_SNIPPET_H

#include "query/query_plan.h"

/* The terms of a query, found fast. Borrows the plan. */
struct snippet_terms;
int  snippet_terms_new(struct snippet_terms **out, const struct query_plan *plan, struct err *err);
void snippet_terms_free(struct snippet_terms *terms);

struct snippet_mark {
    size_t begin, end; /* bytes of the text */
};

/* Text on one line, safe for a terminal, with marks in order that do not overlap. */
struct snippet {
    struct buf           text;
    struct snippet_mark *marks;
    size_t               mark_count, mark_cap;
    bool                 cut_before, cut_after; /* not at a sentence's begin; not at the end */
};

void snippet_init(struct snippet *s);
void snippet_release(struct snippet *s);

enum { SNIPPET_BYTES_MAX = 1 << 20, SNIPPET_HITS_MAX = 20000, SNIPPET_ALL = 1 << 30 };

/* Make *s (initialised; what it held is forgotten) of at most about `columns` columns of the text: those
 * around the best cluster of terms (as many different ones as possible, rare ones before common ones, close
 * together, early), from the begin of a sentence where one is near. Without a term in it, the first columns.
 * Only the first SNIPPET_BYTES_MAX bytes and SNIPPET_HITS_MAX terms in them are looked at. With SNIPPET_ALL
 * columns the whole text. Errors: ERR_OOM. */
int snippet_make(struct snippet *s, const struct snippet_terms *terms, struct analyzer *analyzer, int lang,
                 struct str text, size_t columns, struct err *err);

#endif
