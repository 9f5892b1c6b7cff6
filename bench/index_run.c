#include "bench/index_run.h"

#include <stdlib.h>

#include "base/file.h"
#include "bench/plain_query.h"
#include "query/lookup.h"
#include "query/search.h"

struct runner {
    struct run      *run;
    struct searcher *searcher;
    const char      *path; /* of the queries */
    uint64_t         depth;
    struct buf       text;
    struct faults   *faults;
};

static int keep_hits(struct runner *r, struct str query, uint64_t line, const struct search *search,
                     struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < search->result.count && !code; i++) {
        const struct search_hit *hit = &search->result.hits[i];
        struct article        article;
        code = index_reader_article(searcher_reader(r->searcher), hit->shard, hit->docid, false, &article, err);
        if (!code)
            code = run_add(r->run,
                           &(struct run_row){query, article.field[FIELD_ID], hit->weight, (int64_t)i, line}, err);
    }
    return code;
}

static int run_one(struct runner *r, struct str id, struct str text, uint64_t line, struct err *err)
{
    struct search search;
    buf_clear(&r->text);
    plain_query(text, &r->text);
    int code = buf_failed(&r->text, err);
    if (code)
        return code;
    struct search_request request = {
        .query = buf_view(&r->text), .limit = r->depth, .sort = SEARCH_SORT_RELEVANCE};
    search_init(&search);
    code = searcher_run(r->searcher, &request, &search, err);
    if (code == ERR_QUERY || code == ERR_LIMIT) {
        faults_add(r->faults, r->path, line, "query '%s': %s", query_clip(id).text, err->msg);
        code = 0;
    } else if (!code) {
        code = keep_hits(r, id, line, &search, err);
    }
    search_release(&search);
    return code;
}

static int run_lines(struct runner *r, struct str rest, struct err *err)
{
    uint64_t line = 0, usable = 0;
    int      code = 0;
    while (rest.len && !code) {
        struct str text = str_split(&rest, '\n'), id = str_split(&text, '\t');
        line++;
        id = str_trim(id);
        if (!id.len && !str_trim(text).len)
            continue;
        if (!text.data || !id.len) {
            faults_add(r->faults, r->path, line, "not a query: an id, a tab and the words");
            continue;
        }
        usable++;
        code = run_one(r, id, str_trim(text), line, err);
    }
    return code || usable ? code : err_set(err, ERR_FORMAT, "'%s' holds no query: a line is an id, a tab and the words",
                                           r->path);
}

int index_run(struct run *run, const char *index, const char *queries, uint64_t depth, enum run_order order,
              struct faults *faults, struct err *err)
{
    struct runner r = {run, NULL, queries, depth, BUF_INIT, faults};
    *run            = RUN_INIT;
    int code        = file_read(queries, &run->text, err);
    if (!code)
        code = searcher_open(&r.searcher, &index, 1, NULL, &engine_lookup, err);
    if (!code)
        code = run_lines(&r, buf_view(&run->text), err);
    searcher_close(r.searcher);
    buf_release(&r.text);
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
