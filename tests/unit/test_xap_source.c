/* xap: posting sources and deciders written in C, over 1, 3 and 7 shards. */
#include "test_xap_corpus.h"

/* ---- posting sources ------------------------------------------------------------------------ */

/* Gives the documents whose corpus number divides by `step`, with the number as weight. */
struct source {
    const struct layout *on;
    uint32_t             step;
    int                  opened, closed, seeks;
    int                  fail_open, fail_after; /* codes; after so many seeks */
    int                  seeks_left;
    bool                 only_shard_1, backwards, beyond;
};

struct cursor {
    struct source *of;
    size_t         shard;
    uint32_t       docid;
};

static int source_open(void *ctx, size_t shard, void **cursor)
{
    struct source *s = ctx;
    if (s->fail_open && shard == s->on->shards - 1)
        return s->fail_open;
    *cursor = NULL;
    if (s->only_shard_1 && shard != 1)
        return 0;
    struct cursor *c = malloc(sizeof *c);
    assert_non_null(c);
    *c = (struct cursor){s, shard, 0};
    s->opened++;
    *cursor = c;
    return 0;
}

static void source_close(void *cursor)
{
    struct cursor *c = cursor;
    c->of->closed++;
    free(c);
}

static void source_counts(void *cursor, uint32_t out[3])
{
    struct cursor *c    = cursor;
    uint32_t       docs = c->of->on->first[c->shard + 1] - c->of->on->first[c->shard];
    out[0]              = 0;
    out[1]              = docs / c->of->step;
    out[2]              = UINT32_MAX; /* is cut to what the shard has */
}

static int source_seek(void *cursor, uint32_t at_least, double min_weight, uint32_t *docid)
{
    (void)min_weight;
    struct cursor *c = cursor;
    struct source *s = c->of;
    s->seeks++;
    if (s->fail_after && s->seeks_left-- == 0)
        return s->fail_after;
    assert_true(at_least > c->docid);
    const uint32_t first = s->on->first[c->shard], docs = s->on->first[c->shard + 1] - first;
    for (c->docid = at_least; c->docid <= docs && (first + c->docid - 1) % s->step; c->docid++)
        ;
    *docid = c->docid <= docs ? c->docid : 0;
    if (s->backwards && at_least > 1)
        *docid = 1;
    if (s->beyond)
        *docid = docs + 1;
    return 0;
}

static double source_weight(void *cursor)
{
    struct cursor *c = cursor;
    return c->of->on->first[c->shard] + c->docid - 1;
}

static double source_max(void *cursor)
{
    struct cursor *c = cursor;
    return c->of->on->first[c->shard + 1] - 1;
}

static const struct xap_source_ops weighted = {source_open, source_close, source_counts,
                                               source_seek, source_weight, source_max};
static const struct xap_source_ops plain    = {source_open, source_close, source_counts,
                                               source_seek, NULL, NULL};

static void test_source_answers_a_query(void **state)
{
    (void)state;
    static struct ranking got;
    for (int l = 0; l < LAYOUTS; l++) {
        struct source     source = {.on = &layout[l], .step = 7};
        struct xap_search search = XAP_SEARCH_INIT;
        struct xap_query *query;
        OK(xap_query_source(&query, &weighted, &source, &err));
        search.query = query;
        search.count = DOCS;
        run(&layout[l], &search, &got);
        assert_int_equal(got.count, DOCS / 7);
        assert_true(got.lower <= DOCS / 7 && got.upper <= DOCS);
        for (size_t i = 0; i < got.count; i++) {
            assert_int_equal(got.number[i], (DOCS / 7 - 1 - i) * 7);
            assert_true(got.weight[i] == got.number[i]);
        }
        search.count = 3; /* prunes by the largest weights */
        run(&layout[l], &search, &got);
        assert_true(got.upper <= DOCS);
        assert_int_equal(got.count, 3);
        assert_int_equal(got.number[2], (DOCS / 7 - 3) * 7);
        assert_true(source.opened >= (int)layout[l].shards);
        assert_int_equal(source.opened, source.closed);
        xap_query_free(query);
        assert_int_equal(source.opened, source.closed);
    }
}

/* In company: as a filter, negated, twice in one query, in several queries; the same query on several
 * databases one after the other. */
static void test_source_within_queries(void **state)
{
    (void)state;
    static struct ranking got;
    struct source         source = {.on = NULL, .step = 3};
    struct xap_query     *leaf, *filtered, *without, *both, *word = term("b");
    OK(xap_query_source(&leaf, &plain, &source, &err));
    OK(xap_query_combine(&filtered, XAP_FILTER, (struct xap_query *[]){word, leaf}, 2, 0, &err));
    OK(xap_query_combine(&without, XAP_AND_NOT, (struct xap_query *[]){word, leaf}, 2, 0, &err));
    OK(xap_query_combine(&both, XAP_OR, (struct xap_query *[]){filtered, without, leaf}, 3, 0, &err));
    xap_query_free(leaf);
    xap_query_free(word);
    for (int round = 0; round < 2; round++)
        for (int l = 0; l < LAYOUTS; l++) {
            const struct xap_query *const queries[] = {filtered, without, both};
            for (int q = 0; q < 3; q++) {
                struct xap_search search = XAP_SEARCH_INIT;
                size_t            meant  = 0;
                source.on                = &layout[l];
                search.query             = queries[q];
                search.count             = DOCS;
                run(&layout[l], &search, &got);
                for (size_t i = 0; i < got.count; i++) {
                    uint32_t n = got.number[i];
                    assert_true(q == 0 ? has(n, 1) && n % 3 == 0
                              : q == 1 ? has(n, 1) && n % 3 != 0
                                       : has(n, 1) || n % 3 == 0);
                }
                for (uint32_t n = 0; n < DOCS; n++)
                    meant += q == 0 ? has(n, 1) && n % 3 == 0
                           : q == 1 ? has(n, 1) && n % 3 != 0
                                    : has(n, 1) || n % 3 == 0;
                assert_int_equal(got.count, meant);
            }
        }
    xap_query_free(filtered);
    xap_query_free(without);
    xap_query_free(both);
    assert_int_equal(source.opened, source.closed);
}

static void test_source_without_cursor(void **state)
{
    (void)state;
    static struct ranking got;
    struct source         source = {.on = &layout[1], .step = 1, .only_shard_1 = true};
    struct xap_search     search = XAP_SEARCH_INIT;
    struct xap_query     *query;
    OK(xap_query_source(&query, &weighted, &source, &err));
    search.query = query;
    search.count = DOCS;
    run(&layout[1], &search, &got);
    assert_int_equal(got.count, layout[1].first[2] - layout[1].first[1]);
    for (size_t i = 0; i < got.count; i++)
        assert_true(got.number[i] >= layout[1].first[1] && got.number[i] < layout[1].first[2]);
    xap_query_free(query);
}

static void test_source_that_fails(void **state)
{
    (void)state;
    struct xap_search search = XAP_SEARCH_INIT;
    struct xap_query *leaf, *query;
    struct xap_result result;
    struct source     source;
    OK(xap_query_source(&leaf, &weighted, &source, &err));
    struct xap_query *word = term("a");
    OK(xap_query_combine(&query, XAP_AND, (struct xap_query *[]){word, leaf}, 2, 0, &err));
    xap_query_free(leaf);
    xap_query_free(word);
    search.query = query;

    source = (struct source){.on = &layout[1], .step = 2, .fail_open = ERR_CORRUPT};
    FAILS(ERR_CORRUPT, xap_search(layout[1].db, &search, &result, &err));
    assert_int_equal(source.opened, source.closed);
    assert_null(result.hits);
    for (int after = 0; after < 40; after += 13) {
        source = (struct source){.on = &layout[1], .step = 2, .fail_after = ERR_STALE, .seeks_left = after};
        FAILS(ERR_STALE, xap_search(layout[1].db, &search, &result, &err));
        assert_int_equal(source.opened, source.closed);
    }
    source = (struct source){.on = &layout[1], .step = 2, .backwards = true};
    FAILS(ERR_CORRUPT, xap_search(layout[1].db, &search, &result, &err));
    source = (struct source){.on = &layout[1], .step = 2, .beyond = true};
    FAILS(ERR_CORRUPT, xap_search(layout[1].db, &search, &result, &err));
    source = (struct source){.on = &layout[1], .step = 2}; /* and the query is as good as before */
    OK(xap_search(layout[1].db, &search, &result, &err));
    assert_int_equal(result.count, 10);
    xap_result_release(&result);
    xap_query_free(query);
}

/* ---- deciders ------------------------------------------------------------------------------- */

struct decider {
    const struct layout *on;
    int                  code, asked;
    uint32_t             at; /* corpus number at which to give the code */
};

static int decide_odd(void *ctx, size_t shard, uint32_t docid)
{
    struct decider *d = ctx;
    uint32_t        n = number_of(d->on, shard, docid);
    d->asked++;
    return d->code && n == d->at ? d->code : n % 2 == 1;
}

static void test_decider(void **state)
{
    (void)state;
    static struct ranking whole, got;
    for (int m = 0; m < MEANINGS; m++) {
        struct xap_query *query  = meanings[m].make();
        struct xap_search search = XAP_SEARCH_INIT;
        size_t            meant  = 0;
        search.query             = query;
        search.count             = DOCS;
        for (uint32_t n = 1; n < DOCS; n += 2)
            meant += meanings[m].matches(n);
        run(&layout[0], &search, &whole);
        for (int l = 0; l < LAYOUTS; l++) {
            struct decider decider = {.on = &layout[l]};
            search.decide          = decide_odd;
            search.decide_ctx      = &decider;
            search.check_at_least  = UINT32_MAX;
            run(&layout[l], &search, &got);
            assert_int_equal(got.count, meant);
            assert_int_equal(got.lower, meant);
            assert_int_equal(got.upper, meant);
            for (size_t i = 0, w = 0; i < got.count; i++, w++) { /* the same, less the even */
                while (whole.number[w] % 2 == 0)
                    w++;
                if (got.number[i] != whole.number[w] || !alike(got.weight[i], whole.weight[w]))
                    fail_msg("%s over %zu shards, rank %zu: %u (%.17g), not %u (%.17g)", meanings[m].name,
                             layout[l].shards, i, got.number[i], got.weight[i], whole.number[w],
                             whole.weight[w]);
            }
            search.decide = NULL;
        }
        xap_query_free(query);
    }
}

static void test_decider_that_fails(void **state)
{
    (void)state;
    struct decider    decider = {.on = &layout[2], .code = ERR_IO, .at = layout[2].first[4] + 1};
    struct xap_search search  = XAP_SEARCH_INIT;
    struct xap_query *query   = all();
    struct xap_result result;
    search.query      = query;
    search.decide     = decide_odd;
    search.decide_ctx = &decider;
    search.count      = DOCS;
    FAILS(ERR_IO, xap_search(layout[2].db, &search, &result, &err));
    assert_null(result.hits);
    assert_int_equal(result.count, 0);
    xap_query_free(query);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_source_answers_a_query),
        cmocka_unit_test(test_source_within_queries),
        cmocka_unit_test(test_source_without_cursor),
        cmocka_unit_test(test_source_that_fails),
        cmocka_unit_test(test_decider),
        cmocka_unit_test(test_decider_that_fails),
    };
    return cmocka_run_group_tests(tests, open_layouts, close_layouts);
}
