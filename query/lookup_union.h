/* lookup_union: the documents of any of several lists, noted as bits. */
#ifndef PRESSMARK_QUERY_LOOKUP_UNION_H
#define PRESSMARK_QUERY_LOOKUP_UNION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lookup_shard;
struct lookup_slice;
struct postings_list;

/* Lives in the shard's arena: a bit a document of those parts of the shard that have any, and 32 more if counts are
 * added up. */
struct lookup_union {
    struct lookup_shard  *shard;
    struct lookup_slice **slices;
    size_t                slice_count;
    bool                  counted;   /* counts are added up */
    size_t                documents; /* different ones so far */
};

/* ERR_OOM. */
int lookup_union_init(struct lookup_union *u, struct lookup_shard *s, bool counted);

/* Add documents, ascending; counts: of each, read only where they are added up. ERR_OOM. */
int lookup_union_add(struct lookup_union *u, const uint32_t *docids, const uint32_t *counts, uint32_t n);

/* Add all of a list. Blocks as bits are not decoded, where counts are not asked for. ERR_OOM, ERR_CORRUPT. */
int lookup_union_add_list(struct lookup_union *u, const struct postings_list *list);

#endif
