/* listing: hits -> what is printed of them. */
#ifndef PRESSMARK_QUERY_LISTING_H
#define PRESSMARK_QUERY_LISTING_H

#include "query/render.h"
#include "query/search.h"

struct listing {
    const struct renderer *renderer;
    struct terminal        terminal;
    const char *const     *paths; /* of the indexes */
};

/* Render the hits of a search, the first of which is number `offset` + 1, into *out. Reads their articles:
 * the head, and the text where a snippet is wanted. explanation: of this search, or NULL. Errors: those of
 * index_reader_article; ERR_OOM. */
int listing_hits(const struct listing *listing, struct searcher *s, const struct search *search,
                 const struct render_query *query, const struct explanation *explanation, uint64_t offset,
                 struct buf *out, struct err *err);

/* Render the article with this id. Returns 1 found, 0 none, or an error. */
int listing_article(const struct listing *listing, struct searcher *s, struct str id, struct buf *out,
                    struct err *err);

#endif
