/* lookup_pairs: what is known beforehand of where frequent words of a phrase stand side by side
 * (postings_file_pair()), so that fewer positions are read for it, or none. */
#ifndef PRESSMARK_QUERY_LOOKUP_PAIRS_H
#define PRESSMARK_QUERY_LOOKUP_PAIRS_H

#include "query/lookup_list.h"

struct lookup_pairs {
    bool                 nowhere; /* no document of the shard holds the phrase */
    bool                 whole;   /* the only list is that of the documents that hold it */
    struct lookup_list **lists;   /* of documents that all must be in, each rarer than any of the words */
    size_t               count;
};

/* Of a PLAN_PHRASE in one shard; of a PLAN_NEAR nothing is known. A failure is the shard's. Lives in its arena. Cost:
 * under a microsecond a word. */
void lookup_pairs_find(struct lookup_pairs *pairs, struct lookup_shard *s, size_t shard, const struct plan_query *q);

#endif
