/* search: indexes opened for searching, and searches run over them. */
#ifndef PRESSMARK_QUERY_SEARCH_H
#define PRESSMARK_QUERY_SEARCH_H

#include "query/engine.h"
#include "query/query_plan.h"
#include "query/query_tree.h"

struct searcher;

/* Open indexes; several are searched as one. lang: the language of the query's words, NULL for each that the
 * indexes hold. engine: what is to search them, NULL: nothing, articles are only to be read. Errors: those of
 * index_reader_open, index_identity_check and the engine's open; ERR_INVALID an unknown language. */
int  searcher_open(struct searcher **out, const char *const *paths, size_t count, const char *lang,
                   const struct engine *engine, struct err *err);
void searcher_close(struct searcher *s); /* frees; NULL allowed */

struct index_reader *searcher_reader(struct searcher *s);
const struct engine *searcher_engine(const struct searcher *s);
struct analyzer     *searcher_analyzer(struct searcher *s);
uint64_t             searcher_documents(const struct searcher *s); /* without the deleted ones */

/* The language in which the text of an article of that shard was analyzed. */
int searcher_language_of(const struct searcher *s, size_t shard, const struct article *article);

enum search_sort { SEARCH_SORT_AUTO, SEARCH_SORT_RELEVANCE, SEARCH_SORT_OLDEST, SEARCH_SORT_NEWEST };

struct search_request {
    struct str       query;
    const char      *since, *until; /* dates as in a query; NULL: open */
    uint64_t         offset, limit; /* which hits, counted from 0 */
    enum search_sort sort;          /* AUTO: by relevance, newest first where nothing weighs */
    bool             exact;         /* count all matches */
    bool             any;           /* the query is a plain bag of words: query_parse_any */
    bool             keep_stop_words; /* search for stop words beside other words, too: for comparing engines */
};

/* One search: what was asked, understood and found. */
struct search {
    struct query         query; /* its notes and, after an error, its place */
    struct query_plan    plan;
    struct search_result result;
    bool                 by_weight; /* the order is that of weights */
};

void search_init(struct search *search);
void search_release(struct search *search);

/* Whether since and until are dates, and in order: ERR_QUERY, as searcher_run would say. */
int search_request_check(const struct search_request *request, struct err *err);

/* What plans of this searcher are made for: as searcher_run makes them. Borrowed from it. */
struct plan_target searcher_target(struct searcher *s);

/* Run a request. *search is initialised before and released after, also after an error. A query in which
 * nothing is to be searched for finds nothing, or, with since or until, all that lies there.
 * Errors: those of query_parse, query_plan_make and the engine; ERR_QUERY also for since and until. */
int searcher_run(struct searcher *s, const struct search_request *request, struct search *search,
                 struct err *err);

#endif
