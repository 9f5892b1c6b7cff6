#include "query/answer.h"

static double milliseconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) * 1e3 + (double)(now.tv_nsec - start->tv_nsec) / 1e6;
}

struct search_request answer_request(const struct query_options *o, struct str query)
{
    static const enum search_sort sorts[] = {[SORT_RELEVANCE] = SEARCH_SORT_RELEVANCE,
                                             [SORT_DATE] = SEARCH_SORT_OLDEST,
                                             [SORT_DATE_NEWEST] = SEARCH_SORT_NEWEST};
    return (struct search_request){
        .query    = query,
        .since    = o->since,
        .until    = o->until,
        .offset   = o->offset,
        .limit    = o->count ? 0 : o->limit,
        .sort     = o->sort < 0 ? SEARCH_SORT_AUTO : sorts[o->sort],
        .exact    = o->count,
        .any      = o->any,
    };
}

/* The hits, behind an explanation where one is wanted. */
static int list(const struct answering *a, struct searcher *s, const struct search_request *request,
                const struct search *search, const struct render_query *query, struct buf *out,
                struct err *err)
{
    const struct listing *listing = &a->listing;
    struct explanation    explanation;
    if (!a->options->explain)
        return listing_hits(listing, s, search, query, NULL, request->offset, out, err);
    explanation_init(&explanation);
    int code = explain_search(&explanation, s, search, err);
    if (!code) {
        listing->renderer->explanation(query, &explanation, &listing->terminal, out);
        code = listing_hits(listing, s, search, query, &explanation, request->offset, out, err);
    }
    explanation_release(&explanation);
    return code;
}

int answer_query(const struct answering *a, struct searcher *s, struct str qid, struct str text,
                 const struct timespec *start, struct search *search, struct answer *answer, struct buf *out,
                 struct err *err)
{
    const struct query_options *o        = a->options;
    const struct renderer      *renderer = a->listing.renderer;
    const struct search_request request  = answer_request(o, text);
    const char                 *tag      = o->tag ? o->tag : "pressmark";
    const struct render_query   query    = {qid, text, tag, !o->no_snippet, o->count};
    struct timespec             now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    int code = searcher_run(s, &request, search, err);
    if (code)
        return code;
    const struct search_result *result = &search->result;
    *answer = (struct answer){.matches = result->estimate, .exact = result->lower == result->upper};
    if (o->count) {
        renderer->count(&query, result->estimate, out);
    } else {
        if (qid.data && renderer->query)
            renderer->query(&query, &a->listing.terminal, out);
        code = list(a, s, &request, search, &query, out, err);
    }
    answer->milliseconds = milliseconds_since(start ? start : &now);
    if (code || o->count)
        return code ? code : result->estimate > 0;
    struct render_summary summary = {
        .lower = result->lower, .estimate = result->estimate, .upper = result->upper,
        .shown = result->count, .documents = searcher_documents(s), .indexes = a->indexes,
        .milliseconds = answer->milliseconds, .batch = qid.data != NULL,
    };
    renderer->end(&summary, &a->listing.terminal, out);
    return result->count > 0 || result->lower > 0;
}
