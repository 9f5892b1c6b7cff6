#include "bench/latency_threads.h"

#include <pthread.h>
#include <stdlib.h>

struct run {
    const struct query_list *queries;
    const char              *class;
    enum latency_depth       depth;
    size_t                   rounds;
    pthread_mutex_t          lock;
    pthread_cond_t           warm;
    unsigned                 waiting, expected; /* threads at the gate; all that there are, once it is known */
};

struct worker {
    struct searcher *searcher;
    struct run      *run;
    pthread_t        thread;
    size_t           number;
    uint64_t         begin, end, done;
    int              code;
    struct err       err;
};

struct latency_threads {
    struct worker *workers;
    unsigned       count;
};

int latency_threads_open(struct latency_threads **out, const char *index,
                         const struct engine *engine, unsigned count, struct err *err)
{
    struct latency_threads *t = calloc(1, sizeof *t);
    *out                      = t;
    if (!t || !(t->workers = calloc(count, sizeof *t->workers)))
        return err_oom(err);
    int code = 0;
    for (; t->count < count && !code; t->count++)
        code = searcher_open(&t->workers[t->count].searcher, &index, 1, NULL, engine, err);
    return code;
}

void latency_threads_close(struct latency_threads *t)
{
    if (!t)
        return;
    for (unsigned i = 0; i < t->count; i++)
        searcher_close(t->workers[i].searcher);
    free(t->workers);
    free(t);
}

/* All queries of the class once, from the worker's own place on. */
static void pass(struct worker *w)
{
    const struct query_list *queries = w->run->queries;
    size_t                   from    = w->number * queries->count / 7;
    for (size_t i = 0; i < queries->count && !w->code; i++) {
        const struct query_item *item = &queries->items[(from + i) % queries->count];
        uint64_t                 ns, hits;
        if (strcmp(query_class_name(item->class), w->run->class) != 0)
            continue;
        w->code = latency_search(w->searcher, item->text, w->run->depth, &ns, &hits, &w->err);
        w->done++;
    }
}

/* Wait until every thread is warm. */
static void wait_for_all(struct run *run)
{
    pthread_mutex_lock(&run->lock);
    run->waiting++;
    pthread_cond_broadcast(&run->warm);
    while (run->waiting != run->expected)
        pthread_cond_wait(&run->warm, &run->lock);
    pthread_mutex_unlock(&run->lock);
}

static void *work(void *ctx)
{
    struct worker *w = ctx;
    pass(w);
    w->done = 0;
    wait_for_all(w->run);
    w->begin = bench_now();
    for (size_t round = 0; round < w->run->rounds; round++)
        pass(w);
    w->end = bench_now();
    return NULL;
}

int latency_threads_run(struct latency_threads *t, const struct query_list *queries, const char *class,
                        enum latency_depth depth, size_t rounds, double *qps, struct err *err)
{
    struct run run     = {.queries = queries, .class = class, .depth = depth, .rounds = rounds};
    unsigned   started = 0;
    uint64_t   begin = UINT64_MAX, end = 0, done = 0;
    int        code  = 0;
    pthread_mutex_init(&run.lock, NULL);
    pthread_cond_init(&run.warm, NULL);
    for (; started < t->count && !code; started += !code) {
        struct worker *w = &t->workers[started];
        *w               = (struct worker){.searcher = w->searcher, .run = &run, .number = started};
        if (pthread_create(&w->thread, NULL, work, w) != 0)
            code = err_set(err, ERR_OOM, "cannot start a thread");
    }
    pthread_mutex_lock(&run.lock);
    run.expected = started;
    pthread_cond_broadcast(&run.warm);
    pthread_mutex_unlock(&run.lock);
    for (unsigned i = 0; i < started; i++) {
        struct worker *w = &t->workers[i];
        pthread_join(w->thread, NULL);
        begin = w->begin < begin ? w->begin : begin;
        end   = w->end > end ? w->end : end;
        done += w->done;
        if (w->code && !code) {
            code = w->code;
            *err = w->err;
        }
    }
    pthread_cond_destroy(&run.warm);
    pthread_mutex_destroy(&run.lock);
    *qps = end > begin ? (double)done * 1e9 / (double)(end - begin) : 0;
    return code;
}
