/* pipeline: batches, threads, repetitions within a batch, sources that fail, stopping. */
#include "test_indexing.h"

#include "store/checksum.h"

static struct pipeline_options options;
static struct made_source      source;
static struct batch            batch;

static int start(void **state)
{
    (void)state;
    OK(file_remove_tree(at("work"), &err));
    OK(file_remove_tree(at("x.idx"), &err));
    OK(file_make_directory(at("work"), &err));
    options      = plain_options(2);
    options.work = at("work");
    return 0;
}

static int end(void **state)
{
    (void)state;
    batch_release(&batch);
    made_release(&source);
    return 0;
}

/* Articles of some 16 KB, enough to fill so many chunks and part of one more. */
static struct made_source long_articles(unsigned chunks)
{
    enum { WORDS = 2000 }; /* of a little over 7 bytes */
    unsigned count = chunks * (CHUNK_TEXT / (7 * WORDS)) + 1;
    return (struct made_source){.last = count, .ids = count, .words = WORDS, .id = source.id, .body = source.body};
}

static void run(void)
{
    batch_release(&batch);
    OK(pipeline_run(&options, made_source(&source), &batch, &err));
}

static uint64_t documents(void)
{
    uint64_t sum = 0;
    for (size_t s = 0; s < batch.shard_count; s++)
        sum += batch.shards[s].documents;
    return sum;
}

static void nothing_makes_nothing(void **state)
{
    (void)state;
    source = (struct made_source){.ids = 1};
    run();
    assert_true(batch.ended);
    assert_int_equal(batch.shard_count, 0);
}

static void a_batch_ends_when_its_budget_is_full(void **state)
{
    (void)state;
    source             = (struct made_source){.last = 100, .ids = 100, .words = 50};
    options.batch_text = 3000; /* some 350 bytes an article */
    unsigned batches = 0, before = 0;
    for (; batches < 100; batches++) {
        start(NULL);
        options.batch_text = 3000;
        run();
        assert_false(batch.stopped);
        assert_int_equal(documents(), source.first - before);
        if (batch.ended)
            break;
        assert_in_range(source.first - before, 5, 12);
        before = source.first;
    }
    assert_in_range(batches, 8, 20);
    assert_int_equal(source.first, 100);
}

/* Every fact and every byte of what a number of threads makes. */
static void describe(struct buf *out)
{
    for (size_t s = 0; s < batch.shard_count; s++) {
        const struct shard *shard = &batch.shards[s];
        buf_printf(out, "%zu: %u documents, %llu words, %llu bytes;", s, (unsigned)shard->documents,
                   (unsigned long long)shard->words, (unsigned long long)shard->text_bytes);
        for (size_t i = 0; i < shard->items; i++)
            buf_printf(out, " %u", (unsigned)shard->docids[i]);
        for (int f = SEGMENT_POSTINGS; f < SEGMENT_FILES; f++) {
            char path[256], sum[CHECKSUM_TEXT];
            snprintf(path, sizeof path, "%s/%s", shard->path, segment_file_names[f]);
            OK(checksum_file(path, sum, NULL, &err));
            buf_printf(out, " %s", sum);
        }
        buf_putc(out, '\n');
    }
    for (size_t i = 0; i < batch.superseded_count; i++)
        buf_printf(out, "%u/%u ", (unsigned)batch.superseded[i].chunk, (unsigned)batch.superseded[i].item);
}

static void threads_change_nothing(void **state)
{
    (void)state;
    static const unsigned threads[] = {1, 2, 3, 8};
    struct buf            one = BUF_INIT, more = BUF_INIT;
    for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
        start(NULL);
        options.threads = threads[i];
        source          = long_articles(4);
        source.ids -= 100; /* the last 100 replace the first */
        run();
        assert_in_range(batch.shard_count, 4, 6);
        buf_clear(&more);
        describe(i == 0 ? &one : &more);
        if (i > 0)
            assert_string_equal(one.data, more.data);
    }
    assert_int_equal(batch.updated, 100);
    buf_release(&one);
    buf_release(&more);
}

static void the_same_article_again_counts_as_unchanged(void **state)
{
    (void)state;
    source = (struct made_source){.last = 50, .ids = 20, .words = 10, .same = true};
    run();
    assert_int_equal(documents(), 20);
    assert_int_equal(batch.unchanged, 30);
    assert_int_equal(batch.updated, 0);
    assert_int_equal(batch.superseded_count, 0);
}

static void a_later_version_supersedes_the_earlier(void **state)
{
    (void)state;
    source = (struct made_source){.last = 50, .ids = 20, .words = 10};
    run();
    assert_int_equal(documents(), 50);
    assert_int_equal(batch.updated, 30);
    assert_int_equal(batch.superseded_count, 30);
    for (size_t i = 0; i < 30; i++) {
        assert_int_equal(batch.superseded[i].item, i);
        assert_int_equal(batch.superseded[i].by_item, i + 20);
    }
    assert_int_equal(batch.shards[0].added, 20);
}

static unsigned rejections;

static void note_rejection(void *ctx, enum reject_reason reason, const struct err *why)
{
    (void)ctx;
    assert_int_equal(reason, REJECT_MALFORMED);
    assert_string_equal(why->msg, "made to be rejected");
    rejections++;
}

static void a_rejected_record_costs_itself_alone(void **state)
{
    (void)state;
    rejections       = 0;
    source           = (struct made_source){.last = 10, .ids = 10, .words = 10, .reject_at = 4};
    options.rejected = note_rejection;
    run();
    assert_int_equal(rejections, 1);
    assert_int_equal(documents(), 9);
}

static void a_broken_source_fails_the_batch(void **state)
{
    (void)state;
    source = (struct made_source){.last = 900, .ids = 900, .words = 300, .break_at = 800};
    FAILS(ERR_CORRUPT, pipeline_run(&options, made_source(&source), &batch, &err));
    assert_string_equal(err.msg, "made to break");
}

static void a_worker_that_fails_fails_the_batch(void **state)
{
    (void)state;
    options.work = at("nowhere");
    for (options.threads = 1; options.threads <= 4; options.threads++) {
        source = long_articles(30);
        err    = ERR_INIT;
        assert_true(pipeline_run(&options, made_source(&source), &batch, &err) < 0);
        assert_true(err.code < 0 && err.msg[0]);
        assert_true(source.first < source.last); /* nor is the rest read */
        batch_release(&batch);
    }
}

static void an_index_that_is_gone_fails_the_batch(void **state)
{
    (void)state;
    options.index_path = at("x.idx");
    source             = (struct made_source){.last = 10, .ids = 10, .words = 10};
    FAILS(ERR_NOT_FOUND, pipeline_run(&options, made_source(&source), &batch, &err));
}

static void what_the_index_has_is_compared(void **state)
{
    (void)state;
    struct index_writer *w;
    OK(index_writer_open(&w, at("x.idx"), INDEX_MAY_CREATE, &err));
    add_made(w, (struct made_source){.last = 30, .ids = 30, .words = 10});
    options.index_path = at("x.idx");
    source             = (struct made_source){.first = 20, .last = 40, .ids = 40, .words = 10};
    run();
    assert_int_equal(documents(), 10);
    assert_int_equal(batch.shards[0].unchanged, 10);
    assert_int_equal(batch.shards[0].added, 10);
    OK(file_remove_tree(batch.shards[0].path, &err));
    source.first = 30; /* id 0 and on, with the texts of 30 and on */
    source.ids   = 30;
    run();
    assert_int_equal(batch.shards[0].updated, 10);
    assert_int_equal(batch.shards[0].deletion_count, 10);
    for (uint32_t i = 0; i < 10; i++) {
        assert_int_equal(batch.shards[0].deletions[i].segment, 0);
        assert_int_equal(batch.shards[0].deletions[i].docid, i + 1);
    }
    index_writer_close(w);
}

static void one_dictionary_is_trained_and_kept(void **state)
{
    (void)state;
    struct buf dictionary = BUF_INIT;
    options.trained       = &dictionary;
    source                = (struct made_source){.last = 200, .ids = 200, .words = 60};
    run();
    size_t len = dictionary.len;
    assert_in_range(len, 1000, 32768);
    start(NULL);
    options.trained          = &dictionary;
    options.shard.dictionary = buf_view(&dictionary);
    source.first             = 0;
    run();
    assert_int_equal(dictionary.len, len);
    buf_release(&dictionary);
}

/* ---- stopping ---- */

static bool stop_after(void *ctx)
{
    const unsigned *last = ctx;
    return source.first > *last;
}

/* The batch is what came before the article in hand, when there is time for it. */
static void stopping_keeps_what_was_read(void **state)
{
    (void)state;
    unsigned last   = 25;
    source          = (struct made_source){.last = 1000, .ids = 1000, .words = 5};
    options.stopped = stop_after;
    options.ctx     = &last;
    run();
    assert_true(batch.stopped);
    assert_false(batch.ended);
    assert_int_equal(source.first, 26);
    assert_true(documents() <= 25);
}

/* However far the workers came: the batch is a beginning of the input, of every id the newest version in it lives. */
static void a_stopped_batch_is_a_beginning(void **state)
{
    (void)state;
    for (unsigned last = 0; last <= 8000; last += 2000) {
        struct index_writer *w;
        struct buf           ids = BUF_INIT, expected = BUF_INIT;
        start(NULL);
        source          = (struct made_source){.last = 10000, .ids = 500, .words = 200,
                                               .id = source.id, .body = source.body};
        options.threads = 3;
        options.stopped = stop_after;
        options.ctx     = &last;
        OK(index_writer_open(&w, at("x.idx"), INDEX_MAY_CREATE, &err));
        OK(index_writer_work(w, &options.work, &err));
        run();
        uint64_t count = documents();
        assert_true(count <= last);
        OK(segment_stage_batch(w, &batch, &err));
        OK(index_writer_commit(w, &err));
        index_writer_close(w);
        for (uint64_t n = count < 500 ? 0 : count - 500; n < count; n++)
            buf_printf(&expected, "%u ", (unsigned)(n % 500));
        live_ids(at("x.idx"), &ids);
        assert_int_equal(ids.len, expected.len);
        assert_true(ids.len == 0 || !strcmp(ids.data, expected.data));
        buf_release(&ids);
        buf_release(&expected);
    }
}

/* Nothing more is read, and workers that have no time left end too. */
static bool stop_at_once(void *ctx)
{
    (void)ctx;
    return true;
}

static void stopped_before_the_first_article(void **state)
{
    (void)state;
    source          = (struct made_source){.last = 1000, .ids = 1000, .words = 5};
    options.stopped = stop_at_once;
    run();
    assert_true(batch.stopped);
    assert_int_equal(documents(), 0);
    assert_int_equal(source.first, 1);
}

static unsigned ticks;

static void count_tick(void *ctx)
{
    (void)ctx;
    ticks++;
}

static void each_record_ticks(void **state)
{
    (void)state;
    ticks            = 0;
    source           = (struct made_source){.last = 40, .ids = 20, .words = 5, .same = true, .reject_at = 9};
    options.tick     = count_tick;
    options.rejected = note_rejection;
    run();
    assert_int_equal(ticks, 40);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_makes_nothing),
        TEST(a_batch_ends_when_its_budget_is_full),
        TEST(threads_change_nothing),
        TEST(the_same_article_again_counts_as_unchanged),
        TEST(a_later_version_supersedes_the_earlier),
        TEST(a_rejected_record_costs_itself_alone),
        TEST(a_broken_source_fails_the_batch),
        TEST(a_worker_that_fails_fails_the_batch),
        TEST(an_index_that_is_gone_fails_the_batch),
        TEST(what_the_index_has_is_compared),
        TEST(one_dictionary_is_trained_and_kept),
        TEST(stopping_keeps_what_was_read),
        TEST(a_stopped_batch_is_a_beginning),
        TEST(stopped_before_the_first_article),
        TEST(each_record_ticks),
    };
    return cmocka_run_group_tests_name("pipeline", tests, make_scratch, remove_scratch);
}
