#include "query/batch_jobs.h"

#include <pthread.h>
#include <stdlib.h>

#include "query/query_output.h"

enum { RESULT_KEPT = 1 << 20 }; /* bytes of memory that an answer's place keeps for the next one */

/* What is printed of a query. */
struct result {
    bool       done;
    struct buf out, notes, errors;
    bool       found, failed, exact;
    uint64_t   matches;
};

struct jobs {
    const struct answering *a;
    struct searcher        *first;
    struct batch_topics    *topics;
    pthread_mutex_t         reading; /* guards topics, over; taken before `state` */
    bool                    over;    /* no more topics */
    pthread_mutex_t         state;   /* guards what follows, and standard output */
    pthread_cond_t          moved;   /* printed has grown, or stop was set */
    struct result          *results; /* of query n: [n % room] */
    uint64_t                room, taken, printed; /* queries */
    bool                    stop;
    struct batch_totals    *totals;
    struct err              err;     /* the first that ends everything */
};

static void end_all(struct jobs *j, const struct err *err)
{
    if (!j->err.code)
        j->err = *err;
    j->stop = true;
    pthread_cond_broadcast(&j->moved);
}

/* ---- taking and printing --------------------------------------------------------------------- */

/* The next topic, when there is room for its answer: 1 with its number, 0 when it is over. *bad: why it is
 * none to be run. */
static int take(struct jobs *j, struct batch_topic *topic, uint64_t *number, struct err *bad)
{
    pthread_mutex_lock(&j->reading);
    pthread_mutex_lock(&j->state);
    while (!j->stop && j->taken - j->printed >= j->room)
        pthread_cond_wait(&j->moved, &j->state);
    bool stop = j->stop || j->over;
    pthread_mutex_unlock(&j->state);
    *bad     = ERR_INIT;
    int got  = stop ? 0 : batch_topics_next(j->topics, topic, bad);
    bool own = got == ERR_FORMAT || got == ERR_LIMIT; /* of this record alone */
    pthread_mutex_lock(&j->state);
    if (got < 0 && !own)
        end_all(j, bad);
    if (got > 0 || own)
        *number = j->taken++;
    j->over |= got <= 0 && !own;
    pthread_mutex_unlock(&j->state);
    pthread_mutex_unlock(&j->reading);
    return got > 0 || own;
}

static void count(struct batch_totals *totals, const struct result *r)
{
    totals->queries++;
    totals->found += r->found;
    totals->failed += r->failed;
    totals->matches += r->matches;
    totals->exact &= r->exact;
}

/* Print what is done, up to the first that is not. */
static void print_done(struct jobs *j)
{
    for (;;) {
        struct result *r = &j->results[j->printed % j->room];
        if (!r->done || j->stop)
            return;
        struct err err = ERR_INIT;
        if (r->notes.len && j->totals->noted++ >= BATCH_NOTED)
            buf_clear(&r->notes);
        query_output_messages(&r->notes);
        query_output_messages(&r->errors);
        if (query_output_write(&r->out, &err)) {
            end_all(j, &err);
            return;
        }
        if (r->out.cap > RESULT_KEPT)
            buf_release(&r->out);
        count(j->totals, r);
        r->done = false;
        j->printed++;
        pthread_cond_broadcast(&j->moved);
    }
}

/* ---- a thread -------------------------------------------------------------------------------- */

static void answer_topic(struct jobs *j, struct searcher *s, const struct batch_topic *topic, struct err *bad,
                         struct result *r)
{
    const struct listing *listing = &j->a->listing;
    struct answer         answer  = {0, true, 0};
    struct buf            where = BUF_INIT, place = BUF_INIT;
    struct search         search;
    search_init(&search);
    buf_printf(&where, "%s: %s:%llu", query_program.name, j->topics->lines.name,
               (unsigned long long)topic->line);
    int found = bad->code;
    if (!found)
        found = answer_query(j->a, s, buf_view(&topic->qid), buf_view(&topic->query), NULL, &search, &answer,
                             &r->out, bad);
    if (found >= 0 && r->out.failed)
        found = err_oom(bad);
    query_print_notes(&r->notes, where.data ? where.data : query_program.name, &search.query.notes);
    if (found < 0) {
        buf_clear(&r->out); /* no half answer */
        query_print_place(&search.query, listing->terminal.width, &place);
        query_print_error(&r->errors, where.data ? where.data : query_program.name, bad, buf_view(&place));
        answer = (struct answer){0, true, 0};
    }
    r->found   = found > 0;
    r->failed  = found < 0;
    r->matches = answer.matches;
    r->exact   = answer.exact;
    search_release(&search);
    buf_release(&where);
    buf_release(&place);
}

static void work(struct jobs *j, struct searcher *s)
{
    struct batch_topic topic = {BUF_INIT, BUF_INIT, 0};
    struct err         bad;
    uint64_t           number;
    while (take(j, &topic, &number, &bad)) {
        struct result *r = &j->results[number % j->room];
        answer_topic(j, s, &topic, &bad, r);
        pthread_mutex_lock(&j->state);
        r->done = true;
        print_done(j);
        pthread_mutex_unlock(&j->state);
    }
    batch_topic_release(&topic);
}

/* Both see the same indexes: a commit may have come between opening the one and the other. */
static bool same_state(struct searcher *a, struct searcher *b)
{
    struct index_reader *x = searcher_reader(a), *y = searcher_reader(b);
    for (size_t i = 0; i < index_reader_count(x); i++)
        if (index_reader_manifest(x, i)->generation != index_reader_manifest(y, i)->generation)
            return false;
    return true;
}

static void *work_beside(void *ctx)
{
    struct jobs     *j = ctx;
    struct searcher *s = NULL;
    struct err       err;
    int code = searcher_open(&s, j->a->listing.paths, j->a->indexes, j->a->options->lang,
                             searcher_engine(j->first), &err);
    if (!code && same_state(j->first, s))
        work(j, s);
    searcher_close(s);
    return NULL;
}

int batch_run(const struct answering *a, struct searcher *first, struct batch_topics *topics, unsigned jobs,
              struct batch_totals *totals, struct err *err)
{
    struct jobs j       = {.a = a, .first = first, .topics = topics, .totals = totals};
    pthread_t   threads[BATCH_JOBS_MAX];
    unsigned    started = 0;
    j.room    = (uint64_t)BATCH_AHEAD * jobs;
    *totals   = (struct batch_totals){.exact = true};
    j.results = calloc(j.room, sizeof *j.results);
    if (!j.results)
        return err_oom(err);
    pthread_mutex_init(&j.reading, NULL);
    pthread_mutex_init(&j.state, NULL);
    pthread_cond_init(&j.moved, NULL);
    while (started + 1 < jobs && pthread_create(&threads[started], NULL, work_beside, &j) == 0)
        started++;
    work(&j, first);
    for (unsigned i = 0; i < started; i++)
        pthread_join(threads[i], NULL);
    pthread_cond_destroy(&j.moved);
    pthread_mutex_destroy(&j.state);
    pthread_mutex_destroy(&j.reading);
    for (uint64_t i = 0; i < j.room; i++) {
        buf_release(&j.results[i].out);
        buf_release(&j.results[i].notes);
        buf_release(&j.results[i].errors);
    }
    free(j.results);
    if (j.err.code && err)
        *err = j.err;
    return j.err.code;
}
