/* query_list: the queries of a run, read from a file and told apart by class. */
#ifndef PRESSMARK_BENCH_QUERY_LIST_H
#define PRESSMARK_BENCH_QUERY_LIST_H

#include "base/arena.h"
#include "bench/query_class.h"

struct query_list {
    struct query_item {
        struct str       id, text; /* id: the line where the file gives none */
        enum query_class class;    /* CLASS_NOTHING until it is known */
    } *items;
    size_t       count, cap;
    size_t       unreadable; /* records that are no query */
    struct arena arena;
};

void query_list_release(struct query_list *list);

/* Add the queries of a file in any form that query/batch_topics.h reads, "-" for standard input. Records that
 * cannot be read are counted. Errors: those of batch_topics; ERR_FORMAT when there is no query. */
int query_list_read(struct query_list *list, const char *path, struct err *err);

/* Class every query, and drop those that ask for nothing, those with an error, and, when `most` is not 0,
 * all but the first `most` of a class. Counts the first two. Errors: those that are not the query's own. */
struct query_list_drops {
    size_t nothing, errors;
};
int query_list_classify(struct query_list *list, struct searcher *s, size_t most, struct query_list_drops *drops,
                        struct err *err);

#endif
