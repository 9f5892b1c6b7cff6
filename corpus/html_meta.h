/* html_meta: what the head of a page says about its article: meta tags, Open Graph, JSON-LD, links. */
#ifndef PRESSMARK_CORPUS_HTML_META_H
#define PRESSMARK_CORPUS_HTML_META_H

#include "corpus/draft.h"
#include "corpus/html_tokens.h"

struct html_meta {
    struct reader_context *context;
    struct draft           draft;
    int                    rank[FIELD_COUNT]; /* of what the draft holds: smaller is surer */
    struct buf             site;              /* the publisher as the page calls itself */
    struct buf             story;             /* the body as JSON-LD has it */
    struct buf             scratch;
    size_t                 json_bytes;        /* of JSON-LD read so far */
    bool                   bad_date;
};

/* How sure a source is. */
enum html_rank {
    RANK_CANONICAL, /* <link rel=canonical>, for the url only */
    RANK_JSON_LD,
    RANK_JSON_LD_OTHER, /* a page or site, not an article */
    RANK_OPEN_GRAPH,
    RANK_META = 10, /* further ranks by the table in html_meta.c */
    RANK_ELEMENT = 30,
    RANK_NONE = 99,
};

void html_meta_begin(struct html_meta *m, struct reader_context *context);
void html_meta_release(struct html_meta *m);

/* Offer a value, its entities unresolved: a surer one wins, an equally sure one counts for fields of several
 * values only. Values that cannot be (a date that is none, an author that is a link) are passed over. */
void html_meta_offer(struct html_meta *m, int field, int rank, struct str value);

/* A <meta>, <link>, <html>, <time> or any tag with itemprop. */
void html_meta_tag(struct html_meta *m, const struct html_token *tag);

/* The content of a <script type="application/ld+json">. 0 or ERR_OOM; JSON that is none is passed over. */
int html_meta_json(struct html_meta *m, struct str script, struct err *err);

/* Settle the title once all else is known: `element` is the raw text of <title>, `heading` that of the
 * first <h1>, decoded; the site's name, and what follows the heading behind a dash or bar, goes. */
void html_meta_title(struct html_meta *m, struct str element, struct str heading);

#endif
