/* What a benchmark stands on: running other programs, dropping the page cache, rounds that measure every
 * query. */
#include "test_indexing.h"

#include "query/lookup.h"
#include "bench/child_process.h"
#include "bench/latency_run.h"
#include "bench/page_cache.h"

/* ---- child_process --------------------------------------------------------------------------- */

static int run_shell(const char *script, struct child_cost *cost, struct buf *out, struct buf *messages)
{
    const char *const argv[] = {"sh", "-c", script, NULL};
    return child_run(argv, cost, out, messages, &err);
}

static void a_child_tells_its_status_and_words(void **state)
{
    struct child_cost cost;
    struct buf        out = BUF_INIT, messages = BUF_INIT;
    (void)state;
    OK(run_shell("echo found; echo oh >&2; exit 3", &cost, &out, &messages));
    assert_int_equal(cost.status, 3);
    assert_true(cost.ns > 0 && cost.peak_bytes > 0);
    assert_buf(&out, "found\n");
    assert_buf(&messages, "oh\n");
    OK(run_shell("cat; echo to nowhere", &cost, NULL, NULL)); /* there is no input to wait for */
    assert_int_equal(cost.status, 0);
    buf_release(&out);
    buf_release(&messages);
}

static void a_child_may_say_much(void **state)
{
    struct child_cost cost;
    struct buf        out = BUF_INIT;
    (void)state;
    OK(run_shell("head -c 1000000 /dev/zero; head -c 1000000 /dev/zero >&2", &cost, &out, &out));
    assert_int_equal(out.len, 2000000);
    buf_release(&out);
}

static void a_child_that_is_not_there_or_is_killed(void **state)
{
    const char *const argv[] = {"no-such-program-as-this", NULL};
    struct child_cost cost;
    (void)state;
    FAILS(ERR_NOT_FOUND, child_run(argv, &cost, NULL, NULL, &err));
    FAILS(ERR_IO, run_shell("kill -9 $$", &cost, NULL, NULL));
}

static void a_child_writes_into_a_file(void **state)
{
    const char *const argv[] = {"echo", "word", NULL};
    struct child_cost cost;
    struct buf        read = BUF_INIT;
    (void)state;
    OK(child_run_into(argv, at("out"), &cost, NULL, &err));
    OK(file_read(at("out"), &read, &err));
    assert_buf(&read, "word\n");
    FAILS(ERR_NOT_FOUND, child_run_into(argv, at("none/out"), &cost, NULL, &err));
    buf_release(&read);
}

/* ---- an index to measure on ------------------------------------------------------------------ */

static const char *made_index(void)
{
    struct index_writer *w;
    OK(file_remove_tree(at("x.idx"), &err));
    OK(index_writer_open(&w, at("x.idx"), INDEX_MAY_CREATE, &err));
    add_made(w, (struct made_source){.last = 50, .ids = 50, .words = 4});
    index_writer_close(w);
    return at("x.idx");
}

static void dropping_looks_at_every_file(void **state)
{
    struct page_cache_state dropped;
    const char             *index = made_index();
    uint64_t                size;
    (void)state;
    OK(page_cache_drop(index, &dropped, &err));
    OK(file_size(at("x.idx/seg-000001/xapian"), &size, &err));
    assert_true(dropped.bytes > size);
    assert_true(dropped.resident <= dropped.bytes + 10 * (uint64_t)sysconf(_SC_PAGESIZE));
    OK(page_cache_drop(index, NULL, &err));
    FAILS(ERR_NOT_FOUND, page_cache_drop(at("none.idx"), &dropped, &err));
}

static void every_round_measures_every_query(void **state)
{
    struct latency l = {.index = made_index(), .engine = &engine_lookup, .warmup = 1, .threads = 3, .seed = 5};
    struct query_list_drops drops;
    (void)state;
    l.rounds[KIND_WARM]   = 4;
    l.rounds[KIND_COLD]   = 2;
    l.depths[DEPTH_TOP10] = l.depths[DEPTH_COUNT] = l.depths[DEPTH_PLAN] = true;
    OK(searcher_open(&l.searcher, &l.index, 1, NULL, l.engine, &err));
    put_file("queries", "article\nword31\nmade article\nzzyzzx\n");
    OK(query_list_read(&l.queries, at("queries"), &err));
    OK(query_list_classify(&l.queries, l.searcher, 0, &drops, &err));
    OK(latency_run(&l, &err));
    assert_int_equal(l.case_count, 3 * 3 + 3); /* word, or, miss: at three depths warm, at one cold */
    for (size_t i = 0; i < l.case_count; i++) {
        const struct latency_case *c       = &l.cases[i];
        size_t                     queries = !strcmp(c->class, "word") ? 2 : 1;
        bool                       planned = !strcmp(c->k, "plan");
        assert_int_equal(c->queries, queries);
        assert_int_equal(c->rounds, c->kind == KIND_WARM ? 4 : 2);
        assert_int_equal(c->summary.n, queries * c->rounds);
        assert_true(c->summary.min > 0 && c->summary.min <= c->summary.p50 && c->summary.p999 <= c->summary.max);
        assert_true((c->qps_all > 0) == (c->kind == KIND_WARM && !planned));
        for (size_t round = 0; round < c->rounds && queries == 2; round++)
            assert_true(c->samples.items[2 * round].item != c->samples.items[2 * round + 1].item);
        if (!strcmp(c->class, "or")) /* "made" and "article" are in all 50 */
            assert_true(c->hits == (planned ? 0 : !strcmp(c->k, "count") ? 50 : 10) * (double)c->rounds);
    }
    latency_release(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_child_tells_its_status_and_words),
        cmocka_unit_test(a_child_may_say_much),
        cmocka_unit_test(a_child_that_is_not_there_or_is_killed),
        cmocka_unit_test(a_child_writes_into_a_file),
        cmocka_unit_test(dropping_looks_at_every_file),
        cmocka_unit_test(every_round_measures_every_query),
    };
    return cmocka_run_group_tests_name("bench_run", tests, make_scratch, remove_scratch);
}
