/* facet: the boolean terms of author, source, section and topic; one place for indexing and searching.
 *
 * Each value (a line) is a term as a whole, folded, and by each of its words: "Jane Doe" in author gives
 * "Ajane doe", "XAWjane" and "XAWdoe". */
#ifndef PRESSMARK_INDEX_FACET_H
#define PRESSMARK_INDEX_FACET_H

#include "base/article.h"
#include "text/analyzer.h"

typedef int (*facet_fn)(void *ctx, struct str term, struct err *err);

/* Append the term of a value as a whole. */
void facet_whole(struct analyzer *a, enum article_field field, struct str value, struct buf *out);

/* Call fn with the term of each word of a value. Returns 0, ERR_OOM or what fn returned. */
int facet_words(struct analyzer *a, enum article_field field, struct str value, facet_fn fn, void *ctx,
                struct err *err);

#endif
