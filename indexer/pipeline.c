#include "indexer/pipeline.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <time.h>

#include "indexer/batch_ids.h"
#include "store/record.h"

enum { QUEUE_MAX = 64, LOOK_EVERY_NS = 50000000 };

struct job {
    struct chunk *chunk;
    size_t        number; /* which shard it becomes */
};

struct crew {
    const struct pipeline_options *options;
    struct batch   *batch;
    pthread_mutex_t lock;
    pthread_cond_t  has_job, has_room;
    struct job      queue[QUEUE_MAX];
    size_t          queued, room;
    bool            closed;
    _Atomic int64_t deadline; /* of CLOCK_MONOTONIC, in ms: when a stopped batch must end; 0: none */
    struct timings  spent; /* by workers that have ended */
    int             code; /* the first failure */
    struct err      err;
};

static bool is_stopped(const struct pipeline_options *options)
{
    return options->stopped && options->stopped(options->ctx);
}

static int64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The reading thread learned that the batch is to stop: the workers' time runs from now. */
static void set_deadline(struct crew *crew)
{
    if (!crew->deadline)
        crew->deadline = now_ms() + PIPELINE_GRACE;
}

/* Has the workers' time run out? In any thread. */
static bool is_late(void *ctx)
{
    struct crew *crew     = ctx;
    int64_t      deadline = crew->deadline;
    return deadline && now_ms() >= deadline;
}

static void fail(struct crew *crew, int code, const struct err *err)
{
    pthread_mutex_lock(&crew->lock);
    if (!crew->code) {
        crew->code = code;
        crew->err  = *err;
    }
    pthread_cond_broadcast(&crew->has_room);
    pthread_mutex_unlock(&crew->lock);
}

/* Take a job; false when there will be none. */
static bool take(struct crew *crew, struct job *job)
{
    pthread_mutex_lock(&crew->lock);
    while (!crew->queued && !crew->closed)
        pthread_cond_wait(&crew->has_job, &crew->lock);
    bool got = crew->queued > 0;
    if (got) {
        *job = crew->queue[0];
        memmove(crew->queue, crew->queue + 1, --crew->queued * sizeof *crew->queue);
        pthread_cond_signal(&crew->has_room);
    }
    pthread_mutex_unlock(&crew->lock);
    return got;
}

static int build(struct crew *crew, struct shard_builder *builder, const struct job *job, struct err *err)
{
    struct shard shard;
    struct buf   path = BUF_INIT;
    buf_printf(&path, "%s/shard-%06zu", crew->options->work, job->number);
    int code = buf_failed(&path, err);
    if (!code) {
        code = shard_build(builder, job->chunk, path.data, &shard, err);
        pthread_mutex_lock(&crew->lock); /* the array may be moving */
        crew->batch->shards[job->number] = shard;
        pthread_mutex_unlock(&crew->lock);
    }
    buf_release(&path);
    return code;
}

static void *work(void *ctx)
{
    struct crew          *crew    = ctx;
    struct shard_options  options = crew->options->shard;
    struct shard_builder *builder = NULL;
    struct err            err     = ERR_INIT;
    struct timings        spent   = {{0}};
    struct job            job;
    int                   code = 0;
    options.timings            = crew->options->timings ? &spent : NULL;
    options.reader             = NULL;
    options.stopped            = is_late;
    options.ctx                = crew;
    if (crew->options->index_path)
        code = index_reader_open(&options.reader, &crew->options->index_path, 1, &err);
    if (!code)
        code = shard_builder_new(&builder, &options, &err);
    if (code)
        fail(crew, code, &err);
    while (take(crew, &job)) {
        if (!code && (code = build(crew, builder, &job, &err)))
            fail(crew, code, &err);
        chunk_free(job.chunk);
    }
    shard_builder_free(builder);
    index_reader_close(options.reader);
    if (crew->options->timings) {
        pthread_mutex_lock(&crew->lock);
        timings_add(&crew->spent, &spent);
        pthread_mutex_unlock(&crew->lock);
    }
    return NULL;
}

/* Wait, holding the lock, until there is room, a failure, or no time left. */
static void wait_for_room(struct crew *crew)
{
    while (crew->queued >= crew->room && !crew->code && !is_late(crew)) {
        struct timespec until;
        if (is_stopped(crew->options))
            set_deadline(crew);
        clock_gettime(CLOCK_MONOTONIC, &until);
        until.tv_nsec += LOOK_EVERY_NS; /* a signal wakes nobody here */
        until.tv_sec += until.tv_nsec / 1000000000;
        until.tv_nsec %= 1000000000;
        pthread_cond_clockwait(&crew->has_room, &crew->lock, CLOCK_MONOTONIC, &until);
    }
}

/* Hand a chunk to the workers; takes it over. Returns the failure there is, if any. */
static int hand_over(struct crew *crew, struct chunk *chunk)
{
    uint64_t begin = timings_begin(crew->options->timings);
    pthread_mutex_lock(&crew->lock);
    wait_for_room(crew);
    timings_end(crew->options->timings, TIMING_WAIT, begin);
    int           code   = crew->code;
    struct batch *batch  = crew->batch;
    if (!code && batch->shard_count == batch->shard_cap) {
        size_t        cap   = batch->shard_cap * 2 + 64;
        struct shard *grown = realloc(batch->shards, cap * sizeof *grown);
        if (grown) {
            batch->shards    = grown;
            batch->shard_cap = cap;
        } else {
            code = crew->code = err_oom(&crew->err);
        }
    }
    bool taken = !code && crew->queued < crew->room; /* not when we stop */
    if (taken) {
        batch->shards[batch->shard_count] = (struct shard){0};
        crew->queue[crew->queued++]       = (struct job){chunk, batch->shard_count++};
        pthread_cond_signal(&crew->has_job);
    }
    pthread_mutex_unlock(&crew->lock);
    if (!taken)
        chunk_free(chunk);
    return code;
}

/* ---- the reading side ---- */

struct filler {
    const struct pipeline_options *options;
    struct batch    *batch;
    struct crew     *crew;
    pthread_t       *threads;
    unsigned         started;
    struct chunk    *chunk;
    struct batch_ids ids;
    uint64_t         text;
};

static int train(const struct pipeline_options *options, const struct chunk *chunk, struct err *err)
{
    struct article *samples = malloc((chunk->count + 1) * sizeof *samples);
    if (!samples)
        return err_oom(err);
    for (size_t i = 0; i < chunk->count; i++)
        samples[i] = chunk->items[i].article;
    buf_clear(options->trained); /* of an earlier run, all of whose records are written */
    uint64_t begin = timings_begin(options->timings);
    int      code  = record_train(samples, chunk->count, options->trained, err);
    timings_end(options->timings, TIMING_TRAIN, begin);
    free(samples);
    return code;
}

/* Workers start with the first chunk, since a dictionary may have to be made from it. */
static int start_workers(struct filler *f, struct pipeline_options *own, struct err *err)
{
    if (f->started)
        return 0;
    if (own->shard.dictionary.len == 0 && own->trained) {
        int code = train(own, f->chunk, err);
        if (code)
            return code;
        own->shard.dictionary = buf_view(own->trained);
    }
    f->crew->room = own->threads < QUEUE_MAX ? own->threads : QUEUE_MAX;
    for (; f->started < own->threads; f->started++)
        if (pthread_create(&f->threads[f->started], NULL, work, f->crew) != 0) {
            if (f->started)
                break; /* fewer will do */
            return err_set(err, ERR_OOM, "cannot start a thread");
        }
    if (f->crew->deadline) /* they had nothing of their time yet */
        f->crew->deadline = now_ms() + PIPELINE_GRACE;
    return 0;
}

static int send_chunk(struct filler *f, struct pipeline_options *own, struct err *err)
{
    if (!f->chunk || f->chunk->count == 0)
        return 0;
    int code = start_workers(f, own, err);
    if (code)
        return code;
    struct chunk *chunk = f->chunk;
    f->chunk            = NULL;
    code                = hand_over(f->crew, chunk);
    if (code)
        *err = f->crew->err;
    return code;
}

/* What stands at `item` of `chunk` gives way to item `by_item` of the chunk now being filled. */
static int supersede(struct batch *batch, uint32_t chunk, uint32_t item, uint32_t by_item, struct err *err)
{
    size_t n = batch->superseded_count;
    if ((n & (n + 1)) == 0) { /* room doubles at 0, 1, 3, 7, ... */
        struct batch_place *grown = realloc(batch->superseded, (2 * n + 1) * sizeof *grown);
        if (!grown)
            return err_oom(err);
        batch->superseded = grown;
    }
    batch->superseded[batch->superseded_count++] =
        (struct batch_place){chunk, item, (uint32_t)batch->shard_count, by_item};
    batch->updated++;
    return 0;
}

static int take_article(struct filler *f, const struct article *article, struct err *err)
{
    uint64_t hash;
    bool     fresh;
    int      code = record_hash(article, &hash, err);
    if (code)
        return code;
    struct batch_id *id = batch_ids_find(&f->ids, article->field[FIELD_ID], &fresh);
    if (!id)
        return err_oom(err);
    if (!fresh && id->hash == hash) {
        f->batch->unchanged++;
        return 0;
    }
    if (!f->chunk && !(f->chunk = chunk_new()))
        return err_oom(err);
    if (!fresh && (code = supersede(f->batch, id->chunk, id->item, (uint32_t)f->chunk->count, err)))
        return code;
    id->hash  = hash;
    id->chunk = (uint32_t)f->batch->shard_count;
    id->item  = (uint32_t)f->chunk->count;
    f->text += article->field[FIELD_TITLE].len + article->field[FIELD_BODY].len;
    return chunk_add(f->chunk, article, hash, fresh, err);
}

static int fill(struct filler *f, struct pipeline_options *own, struct article_source source, struct err *err)
{
    int code = 0;
    while (!code && f->text < own->batch_text) {
        struct article     article;
        enum reject_reason reason = REJECT_COUNT;
        uint64_t           begin  = timings_begin(own->timings);
        int                got    = source.next(source.ctx, &article, &reason, err);
        timings_end(own->timings, TIMING_READ, begin);
        if (is_stopped(own)) { /* then what we got may be torn */
            set_deadline(f->crew);
            f->batch->stopped = true;
            break;
        }
        if (got == 0) {
            f->batch->ended = true;
            break;
        }
        if (got < 0 && reason == REJECT_COUNT)
            return got;
        if (own->tick)
            own->tick(own->ctx);
        begin = timings_begin(own->timings);
        if (got < 0)
            own->rejected(own->ctx, reason, err);
        else
            code = take_article(f, &article, err);
        timings_end(own->timings, TIMING_GATHER, begin);
        if (!code && f->chunk && chunk_is_full(f->chunk))
            code = send_chunk(f, own, err);
    }
    return code ? code : send_chunk(f, own, err);
}

static bool is_past(const struct batch_place *place, size_t chunk, size_t item)
{
    return place->by_chunk > chunk || (place->by_chunk == chunk && place->by_item >= item);
}

/* A batch that was stopped ends before the first article no worker came to. An earlier version of an article
 * stays when the later one is past that. */
static void cut(struct batch *batch)
{
    size_t last = 0;
    while (last < batch->shard_count && batch->shards[last].whole)
        last++;
    size_t items = last < batch->shard_count ? batch->shards[last].items : 0;
    size_t count = last < batch->shard_count ? last + 1 : last;
    if (count > last) {
        batch->ended   = false;
        batch->stopped = true;
    }
    for (size_t s = count; s < batch->shard_count; s++)
        shard_release(&batch->shards[s]);
    batch->shard_count = count;
    while (batch->superseded_count && is_past(&batch->superseded[batch->superseded_count - 1], last, items)) {
        batch->superseded_count--;
        batch->updated--;
    }
}

int pipeline_run(const struct pipeline_options *options, struct article_source source, struct batch *out,
                 struct err *err)
{
    struct pipeline_options own  = *options;
    struct crew             crew = {.options = &own, .batch = out, .room = 1};
    struct filler           f    = {.options = &own, .batch = out, .crew = &crew};
    *out                         = (struct batch){0};
    f.threads                    = calloc(own.threads, sizeof *f.threads);
    if (!f.threads)
        return err_oom(err);
    pthread_mutex_init(&crew.lock, NULL);
    pthread_cond_init(&crew.has_job, NULL);
    pthread_cond_init(&crew.has_room, NULL);

    int code = fill(&f, &own, source, err);

    pthread_mutex_lock(&crew.lock);
    crew.closed = true;
    pthread_cond_broadcast(&crew.has_job);
    pthread_mutex_unlock(&crew.lock);
    uint64_t begin = timings_begin(own.timings);
    for (unsigned t = 0; t < f.started; t++)
        pthread_join(f.threads[t], NULL);
    timings_end(own.timings, TIMING_WAIT, begin);
    if (own.timings)
        timings_add(own.timings, &crew.spent);
    if (!code && crew.code) {
        code = crew.code;
        *err = crew.err;
    }
    if (!code)
        cut(out);
    pthread_cond_destroy(&crew.has_room);
    pthread_cond_destroy(&crew.has_job);
    pthread_mutex_destroy(&crew.lock);
    chunk_free(f.chunk);
    batch_ids_release(&f.ids);
    free(f.threads);
    return code;
}

void batch_release(struct batch *batch)
{
    for (size_t s = 0; s < batch->shard_count; s++)
        shard_release(&batch->shards[s]);
    free(batch->shards);
    free(batch->superseded);
    *batch = (struct batch){0};
}
