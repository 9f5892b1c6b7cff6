#include "bench/index_run.h"

#include "query/batch_topics.h"
#include "query/lookup.h"
#include "query/search.h"

struct runner {
    struct run      *run;
    struct searcher *searcher;
    const char      *path; /* of the queries */
    uint64_t         depth;
    struct faults   *faults;
};

static int keep_hits(struct runner *r, const struct batch_topic *topic, const struct search *search, struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < search->result.count && !code; i++) {
        const struct search_hit *hit = &search->result.hits[i];
        struct article           article;
        code = index_reader_article(searcher_reader(r->searcher), hit->shard, hit->docid, false, &article, err);
        if (!code)
            code = run_add(r->run, &(struct run_row){buf_view(&topic->qid), article.field[FIELD_ID], hit->weight,
                                                     (int64_t)i, topic->line}, err);
    }
    return code;
}

static int run_one(struct runner *r, const struct batch_topic *topic, struct err *err)
{
    struct search_request request = {
        .query = buf_view(&topic->query), .limit = r->depth, .sort = SEARCH_SORT_RELEVANCE, .any = true};
    struct search search;
    search_init(&search);
    int code = searcher_run(r->searcher, &request, &search, err);
    if (!code)
        code = keep_hits(r, topic, &search, err);
    search_release(&search);
    return code;
}

static int run_topics(struct runner *r, struct batch_topics *topics, struct err *err)
{
    struct batch_topic topic  = {BUF_INIT, BUF_INIT, 0};
    uint64_t           usable = 0;
    int                code   = 0, got;
    while (!code && (got = batch_topics_next(topics, &topic, err)) != 0) {
        usable += got > 0;
        if (got == ERR_FORMAT || got == ERR_LIMIT)
            faults_add(r->faults, r->path, topic.line, "not a query: %s", err->msg);
        else
            code = got < 0 ? got : run_one(r, &topic, err);
    }
    batch_topic_release(&topic);
    return code || usable ? code : err_set(err, ERR_FORMAT, "'%s' has no query", r->path);
}

int index_run(struct run *run, const char *index, const char *queries, uint64_t depth, enum run_order order,
              struct faults *faults, struct err *err)
{
    struct runner       r = {run, NULL, queries, depth, faults};
    struct batch_topics topics;
    *run     = RUN_INIT;
    int code = batch_topics_open(&topics, queries, -1, err);
    if (code)
        return code;
    code = searcher_open(&r.searcher, &index, 1, NULL, &engine_lookup, err);
    if (!code)
        code = run_topics(&r, &topics, err);
    searcher_close(r.searcher);
    batch_topics_close(&topics);
    if (!code)
        run_sort(run, order, queries, faults);
    return code;
}

int index_check_judged(const char *index, const struct qrels *qrels, const char *path, struct faults *faults,
                       struct err *err)
{
    struct index_reader *reader = NULL;
    int                  code   = index_reader_open(&reader, &index, 1, err);
    for (size_t i = 0; i < qrels->count && code >= 0; i++) {
        size_t   shard;
        uint32_t docid;
        code = index_reader_find(reader, qrels->items[i].doc, &shard, &docid, err);
        if (code == 0)
            faults_add(faults, path, qrels->items[i].line, "the index has no document '%s'",
                       query_clip(qrels->items[i].doc).text);
    }
    index_reader_close(reader);
    return code < 0 ? code : 0;
}
