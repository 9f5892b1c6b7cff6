/* xap: queries and searching, against an evaluation by brute force, over 1, 3 and 7 shards. */
#include "test_xap_corpus.h"

static void test_every_operator_matches_what_it_means(void **state)
{
    (void)state;
    static struct ranking got;
    for (int m = 0; m < MEANINGS; m++)
        for (int l = 0; l < LAYOUTS; l++) {
            struct xap_search search = XAP_SEARCH_INIT;
            struct xap_query *query  = meanings[m].make();
            bool              seen[DOCS] = {false};
            search.query                 = query;
            search.count                 = DOCS;
            run(&layout[l], &search, &got);
            for (size_t i = 0; i < got.count; i++) {
                assert_false(seen[got.number[i]]);
                seen[got.number[i]] = true;
            }
            for (uint32_t i = 0; i < DOCS; i++)
                if (seen[i] != meanings[m].matches(i))
                    fail_msg("%s over %zu shards: document %u", meanings[m].name, layout[l].shards, i);
            xap_query_free(query);
        }
}

static void test_order_does_not_depend_on_shards(void **state)
{
    (void)state;
    static struct ranking whole, other, page;
    const uint32_t        pages[][2] = {{0, 1},     {0, 10},       {3, 7},   {40, 20},
                                        {100, 300}, {DOCS - 1, 5}, {DOCS, 3}};
    for (int m = 0; m < MEANINGS; m++)
        for (int sort = XAP_BY_WEIGHT; sort <= XAP_BY_VALUE_DESCENDING; sort++) {
            struct xap_search search = XAP_SEARCH_INIT;
            struct xap_query *query  = meanings[m].make();
            search.query             = query;
            search.sort              = (enum xap_sort)sort;
            search.sort_slot         = SLOT;
            search.count             = DOCS;
            run(&layout[0], &search, &whole);
            assert_int_equal(whole.count, count_meant(&meanings[m]));
            for (int l = 0; l < LAYOUTS; l++) {
                search.first = 0;
                search.count = DOCS;
                run(&layout[l], &search, &other);
                assert_int_equal(other.count, whole.count);
                for (size_t i = 0; i < whole.count; i++)
                    if (whole.number[i] != other.number[i] || !alike(whole.weight[i], other.weight[i]))
                        fail_msg("%s, order %d, %zu shards, rank %zu: %u (%.17g), not %u (%.17g)",
                                 meanings[m].name, sort, layout[l].shards, i, other.number[i],
                                 other.weight[i], whole.number[i], whole.weight[i]);
                for (size_t p = 0; p < sizeof pages / sizeof *pages; p++) {
                    search.first = pages[p][0];
                    search.count = pages[p][1];
                    run(&layout[l], &search, &page);
                    size_t left = whole.count > search.first ? whole.count - search.first : 0;
                    assert_int_equal(page.count, left < search.count ? left : search.count);
                    for (size_t i = 0; i < page.count; i++)
                        if (page.number[i] != whole.number[search.first + i] ||
                            !alike(page.weight[i], whole.weight[search.first + i]))
                            fail_msg("%s, order %d, %zu shards, page %u+%u: rank %zu", meanings[m].name, sort,
                                     layout[l].shards, search.first, search.count, i);
                }
            }
            xap_query_free(query);
        }
}

static void test_order_is_what_was_asked_for(void **state)
{
    (void)state;
    static struct ranking got;
    struct xap_query     *query  = make_or();
    struct xap_search     search = XAP_SEARCH_INIT;
    search.query                 = query;
    search.count                 = DOCS;
    search.sort_slot             = SLOT;
    for (int l = 0; l < LAYOUTS; l++)
        for (int sort = XAP_BY_WEIGHT; sort <= XAP_BY_VALUE_DESCENDING; sort++) {
            search.sort = (enum xap_sort)sort;
            run(&layout[l], &search, &got);
            size_t undated = 0;
            for (size_t i = 1; i < got.count; i++) {
                const char *a = corpus[got.number[i - 1]].value, *b = corpus[got.number[i]].value;
                int         c = sort == XAP_BY_VALUE_ASCENDING    ? strcmp(a, b)
                              : sort == XAP_BY_VALUE_DESCENDING ? strcmp(b, a)
                                                                : 0;
                undated += *b == '\0';
                if (sort != XAP_BY_WEIGHT && (*a == '\0') != (*b == '\0'))
                    c = *a == '\0' ? 1 : -1; /* those without come last */
                assert_true(c <= 0);
                if (c == 0 && alike(got.weight[i - 1], got.weight[i]))
                    assert_true(got.number[i - 1] < got.number[i]);
                else if (c == 0)
                    assert_true(got.weight[i - 1] > got.weight[i]);
            }
            assert_true(undated > 10);
        }
    xap_query_free(query);
}

/* BM25 as in Robertson and Zaragoza (2009), with the idf that Xapian documents for BM25Weight. */
static void test_weights_are_bm25(void **state)
{
    (void)state;
    static struct ranking got;
    struct xap_query     *query    = make_term();
    const double          k1b[][2] = {{1.0, 0.5}, {1.2, 0.75}, {0.9, 0.4}, {2, 1}, {1, 0}, {0, 0.5}};
    double                total = 0, df = (double)count_meant(&meanings[0]);
    for (uint32_t i = 0; i < DOCS; i++)
        total += corpus[i].count;
    double idf = (DOCS - df + 0.5) / (df + 0.5);
    idf        = log(idf < 2 ? idf * 0.5 + 1 : idf);
    for (int l = 0; l < LAYOUTS; l++)
        for (size_t k = 0; k < sizeof k1b / sizeof *k1b; k++) {
            struct xap_search search = XAP_SEARCH_INIT;
            search.query             = query;
            search.count             = DOCS;
            search.k1                = k1b[k][0];
            search.b                 = k1b[k][1];
            run(&layout[l], &search, &got);
            assert_true(got.count > 50);
            for (size_t i = 0; i < got.count; i++) {
                double wdf = 0, length = corpus[got.number[i]].count / (total / DOCS);
                for (int p = 0; p < corpus[got.number[i]].count; p++)
                    wdf += corpus[got.number[i]].words[p] == 2;
                double norm = search.k1 * (1 - search.b + search.b * length);
                assert_true(alike(got.weight[i], idf * (search.k1 + 1) * wdf / (norm + wdf)));
            }
        }
    const double bad[][2] = {{-1, 0.5}, {1, -0.1}, {1, 1.1}, {0.0 / 0.0, 0.5}, {1, 0.0 / 0.0}};
    for (size_t k = 0; k < sizeof bad / sizeof *bad; k++) {
        struct xap_search search = XAP_SEARCH_INIT;
        struct xap_result result;
        search.query = query;
        search.k1    = bad[k][0];
        search.b     = bad[k][1];
        FAILS(ERR_INVALID, xap_search(layout[0].db, &search, &result, &err));
    }
    xap_query_free(query);
}

static void test_counts(void **state)
{
    (void)state;
    static struct ranking got;
    for (int m = 0; m < MEANINGS; m++)
        for (int l = 0; l < LAYOUTS; l++) {
            struct xap_query *query  = meanings[m].make();
            struct xap_search search = XAP_SEARCH_INIT;
            const size_t      true_count = count_meant(&meanings[m]);
            search.query                 = query;
            for (uint32_t count = 0; count <= 10; count += 10) {
                search.count          = count;
                search.check_at_least = UINT32_MAX;
                run(&layout[l], &search, &got);
                assert_int_equal(got.lower, true_count);
                assert_int_equal(got.estimate, true_count);
                assert_int_equal(got.upper, true_count);
                search.check_at_least = 0;
                run(&layout[l], &search, &got);
                assert_true(got.lower <= true_count && true_count <= got.upper);
                assert_true(got.lower <= got.estimate && got.estimate <= got.upper);
            }
            xap_query_free(query);
        }
}

static void test_weights_of_operators(void **state)
{
    (void)state;
    static struct ranking base, got;
    struct xap_search     search = XAP_SEARCH_INIT;
    struct xap_query     *query  = make_maybe(), *plain = term("b");
    search.count                 = DOCS;
    search.query                 = plain;
    run(&layout[1], &search, &base);
    double weight[DOCS] = {0};
    for (size_t i = 0; i < base.count; i++)
        weight[base.number[i]] = base.weight[i];
    search.query = query;
    run(&layout[1], &search, &got);
    for (size_t i = 0; i < got.count; i++) { /* and-maybe adds where the others match */
        uint32_t n = got.number[i];
        assert_true(has(n, 2) || has(n, 3) ? got.weight[i] > weight[n] : alike(got.weight[i], weight[n]));
    }
    xap_query_free(query);
    search.query = query = make_filter();
    run(&layout[1], &search, &got);
    for (size_t i = 0; i < got.count; i++) /* filters add nothing */
        assert_true(alike(got.weight[i], weight[got.number[i]]));
    xap_query_free(query);
    OK(xap_query_scale(&query, plain, 3, &err));
    search.query = query;
    run(&layout[1], &search, &got);
    for (size_t i = 0; i < got.count; i++)
        assert_true(alike(got.weight[i], 3 * weight[got.number[i]]));
    xap_query_free(query);
    xap_query_free(plain);
}

static void test_wildcard_cap(void **state)
{
    (void)state;
    struct xap_search search = XAP_SEARCH_INIT;
    struct xap_query *query;
    struct xap_result result;
    FAILS(ERR_INVALID, xap_query_wildcard(&query, STR("f"), 0, &err));
    assert_null(query);
    OK(xap_query_wildcard(&query, STR("f"), 2, &err)); /* there are three */
    search.query = query;
    for (int l = 0; l < LAYOUTS; l++) {
        FAILS(ERR_LIMIT, xap_search(layout[l].db, &search, &result, &err));
        assert_null(result.hits);
    }
    xap_query_free(query);
}

static void test_what_queries_refuse(void **state)
{
    (void)state;
    struct xap_query *q, *parts[2], *inner[2] = {term("a"), term("b")};
    char              longest[XAP_TERM_MAX + 1];
    struct buf        out = BUF_INIT;
    FAILS(ERR_INVALID, xap_query_term(&q, STR(""), 1, &err));
    FAILS(ERR_INVALID, xap_query_scale(&q, inner[0], -1, &err));
    FAILS(ERR_INVALID, xap_query_scale(&q, inner[0], 0.0 / 0.0, &err));
    FAILS(ERR_INVALID, xap_query_scale(&q, inner[0], 1 / 0.0, &err));
    OK(xap_query_combine(&parts[0], XAP_OR, inner, 2, 0, &err));
    parts[1] = all();
    for (enum xap_op op = XAP_PHRASE; op <= XAP_NEAR; op++) {
        FAILS(ERR_INVALID, xap_query_combine(&q, op, parts, 1, 0, &err)); /* a compound */
        FAILS(ERR_INVALID, xap_query_combine(&q, op, parts + 1, 1, 0, &err)); /* all */
        assert_null(q);
    }
    xap_query_free(parts[0]);

    /* No parts match nothing, whatever the operator; nor does a phrase with a term that cannot exist. */
    memset(longest, 'x', sizeof longest);
    OK(xap_query_term(&parts[0], str_of(longest, sizeof longest), 1, &err));
    OK(xap_query_describe(parts[0], &out, &err));
    assert_buf(&out, "Query()");
    xap_query_free(parts[1]);
    parts[1] = inner[0];
    OK(xap_query_combine(&q, XAP_PHRASE, parts, 2, 0, &err));
    OK(xap_query_describe(q, &out, &err));
    assert_buf(&out, "Query()");
    xap_query_free(q);
    for (int op = XAP_OR; op <= XAP_NEAR; op++) {
        OK(xap_query_combine(&q, (enum xap_op)op, NULL, 0, 0, &err));
        OK(xap_query_describe(q, &out, &err));
        assert_buf(&out, "Query()");
        xap_query_free(q);
    }
    OK(xap_query_describe(inner[1], &out, &err));
    assert_buf(&out, "Query(b)");
    buf_release(&out);
    xap_query_free(parts[0]);
    xap_query_free(inner[0]);
    xap_query_free(inner[1]);
    xap_query_free(NULL);

    struct xap_search search = XAP_SEARCH_INIT;
    struct xap_result result;
    search.query             = q = term("a");
    search.sort              = (enum xap_sort)3;
    FAILS(ERR_INVALID, xap_search(layout[0].db, &search, &result, &err));
    xap_query_free(q);
}

/* ---- without documents ---------------------------------------------------------------------- */

static void test_search_of_an_empty_database(void **state)
{
    (void)state;
    make_database(at("empty"), 0, 0, "");
    struct xap_db    *db     = open_one(at("empty"));
    struct xap_search search = XAP_SEARCH_INIT;
    for (int m = 0; m < MEANINGS; m++) {
        struct xap_query *query = meanings[m].make();
        struct xap_result result;
        search.query = query;
        OK(xap_search(db, &search, &result, &err));
        assert_int_equal(result.count + result.upper, 0);
        xap_result_release(&result);
        xap_query_free(query);
    }
    xap_db_close(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_operator_matches_what_it_means),
        cmocka_unit_test(test_order_does_not_depend_on_shards),
        cmocka_unit_test(test_order_is_what_was_asked_for),
        cmocka_unit_test(test_weights_are_bm25),
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_weights_of_operators),
        cmocka_unit_test(test_wildcard_cap),
        cmocka_unit_test(test_what_queries_refuse),
        cmocka_unit_test(test_search_of_an_empty_database),
    };
    return cmocka_run_group_tests(tests, open_layouts, close_layouts);
}
