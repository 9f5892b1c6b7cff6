/* lookup_phrase: do the words of a phrase stand in a document as they should? */
#ifndef PRESSMARK_QUERY_LOOKUP_PHRASE_H
#define PRESSMARK_QUERY_LOOKUP_PHRASE_H

#include "query/lookup_list.h"

/* What is known of a word while words are looked for near each other. */
struct lookup_near {
    uint32_t count; /* positions it has */
    uint32_t from;  /* the first of them in the window */
    uint32_t taken; /* 1 + the one that is given to it; 0: none is */
    bool     asked; /* to move */
};

struct lookup_phrase {
    struct lookup_list **words; /* in the order of the phrase; the same word twice has two lists */
    size_t               count;
    uint32_t             window; /* 0: side by side and in order; else all within so many positions, in any order */
    uint32_t            *order;  /* the words, rarest first */
    uint32_t           **positions; /* one array a word */
    size_t              *rooms;     /* of each */
    struct postings_run *runs;
    struct lookup_near  *near;      /* one a word */
};

/* ERR_OOM, kept in the shard, makes it NULL. */
struct lookup_phrase *lookup_phrase_new(struct lookup_shard *s, struct lookup_list **words, size_t count,
                                        uint32_t window);

/* All words' lists stand at one document: does it hold the phrase? Cost: positions of words after the rarest
 * are read only while the phrase is still possible. False also on failure. */
bool lookup_phrase_holds(struct lookup_phrase *p);

/* The same of the postings that are lookup_list.here, of one document. */
bool lookup_phrase_holds_here(struct lookup_phrase *p);

#endif
