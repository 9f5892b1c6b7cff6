/* The engine over Xapian against what can be counted by hand: made-up articles of few words, in several segments, some
 * of them deleted. */
#include "test_searching.h"

#include <math.h>

#include "query/engine_xapian.h"

enum { ARTICLES = 90, SEGMENTS = 3, WORDS = 6, LENGTH = 12 };

/* Their stems are the words. Only the third segment has the last one. */
static const char *const words[WORDS] = {"alpha", "bravo", "delta", "golf", "hotel", "kilo"};

static struct made {
    char     id[8], date[16], body[LENGTH * 8];
    int      text[LENGTH];
    size_t   length, shard;
    uint32_t docid;
    int64_t  seconds;
    bool     deleted;
} made[ARTICLES];

static struct index_reader *reader;
static void                *engine;
static struct arena         arena = ARENA_INIT;

static void make_article(struct made *m, int n, uint64_t *seed)
{
    int segment = n / (ARTICLES / SEGMENTS);
    bool again  = segment == 2 && n % 5 == 0; /* the older one is deleted then */
    snprintf(m->id, sizeof m->id, "%d", again ? n - 60 : n);
    if (n % 4)
        snprintf(m->date, sizeof m->date, "2020-01-%02d", 1 + n % 7);
    m->length = 1 + next_random(seed) % LENGTH;
    for (size_t i = 0; i < m->length; i++) {
        size_t used = strlen(m->body);
        m->text[i]  = (int)(next_random(seed) % (segment == 2 ? WORDS : WORDS - 1));
        snprintf(m->body + used, sizeof m->body - used, "%s ", words[m->text[i]]);
    }
}

static int set_up(void **state)
{
    struct article_row rows[ARTICLES];
    uint64_t           seed = 20230727;
    if (make_scratch(state))
        return -1;
    for (int n = 0; n < ARTICLES; n++) {
        make_article(&made[n], n, &seed);
        rows[n] = (struct article_row){made[n].id, "en", "", made[n].date, "", "", made[n].body};
    }
    for (int s = 0; s < SEGMENTS; s++)
        index_rows("x.idx", rows + s * ARTICLES / SEGMENTS, ARTICLES / SEGMENTS);
    const char *path = at("x.idx");
    OK(index_reader_open(&reader, &path, 1, &err));
    assert_int_equal(index_reader_shards(reader), SEGMENTS);
    OK(engine_xapian.open(&engine, reader, &err));
    for (int n = 0; n < ARTICLES; n++) {
        struct made *m = &made[n];
        m->shard       = (size_t)(n / (ARTICLES / SEGMENTS));
        m->docid       = (uint32_t)(n % (ARTICLES / SEGMENTS)) + 1;
        m->deleted     = index_reader_is_deleted(reader, m->shard, m->docid);
        if (*m->date)
            assert_true(article_date_seconds(str_c(m->date), &m->seconds));
    }
    return 0;
}

static int tear_down(void **state)
{
    engine_xapian.close(engine);
    engine_xapian.close(NULL);
    index_reader_close(reader);
    arena_release(&arena);
    return remove_scratch(state);
}

/* ---- queries ---------------------------------------------------------------------------------- */

/* Nodes of one test. */
static struct plan_query        nodes[64];
static const struct plan_query *lists[64];
static size_t                   node_count, list_count;

static const struct plan_query *node(struct plan_query q)
{
    nodes[node_count] = q;
    return &nodes[node_count++];
}

static const struct plan_query *term(const char *text, uint32_t wqf)
{
    struct plan_query q = {.op = PLAN_TERM, .term = str_c(text), .wqf = wqf};
    OK(index_term_find(reader, q.term, &arena, &q.found, &err));
    return node(q);
}

static const struct plan_query *join(enum plan_op op, uint32_t window, size_t count,
                                     const struct plan_query *const *parts)
{
    const struct plan_query **list = &lists[list_count];
    memcpy(list, parts, count * sizeof *parts);
    list_count += count;
    return node((struct plan_query){.op = op, .parts = list, .count = count, .window = window});
}

#define JOIN(op, window, ...)                                                                              \
    join(op, window, sizeof((const struct plan_query *[]){__VA_ARGS__}) / sizeof(struct plan_query *),     \
         (const struct plan_query *[]){__VA_ARGS__})

static struct search_result search(const struct plan_query *q, struct engine_request request)
{
    struct search_result result;
    request.query       = q;
    request.exact_up_to = UINT64_MAX;
    OK(engine_xapian.search(engine, &request, &result, &err));
    return result;
}

/* The query finds exactly the living articles that `matches` says, and counts them. */
static void expect_found(const struct plan_query *q, bool (*matches)(const struct made *m))
{
    struct search_result result = search(q, (struct engine_request){.count = ARTICLES});
    size_t               expected = 0;
    for (int n = 0; n < ARTICLES; n++) {
        bool found = false;
        for (size_t h = 0; h < result.count; h++)
            found |= result.hits[h].shard == made[n].shard && result.hits[h].docid == made[n].docid;
        if (found != (matches(&made[n]) && !made[n].deleted))
            fail_msg("article %d '%s'%s: %sfound", n, made[n].body, made[n].deleted ? ", deleted" : "",
                     found ? "" : "not ");
        expected += found;
    }
    assert_int_equal(result.count, expected);
    assert_int_equal(result.lower, expected);
    assert_int_equal(result.estimate, expected);
    assert_int_equal(result.upper, expected);
    assert_true(expected > 0 && expected < ARTICLES);
    search_result_release(&result);
    node_count = list_count = 0;
}

static bool has(const struct made *m, int word)
{
    for (size_t i = 0; i < m->length; i++)
        if (m->text[i] == word)
            return true;
    return false;
}

static bool has_alpha(const struct made *m) { return has(m, 0); }
static bool has_kilo(const struct made *m) { return has(m, 5); }
static bool has_any(const struct made *m) { return has(m, 0) || has(m, 1) || has(m, 5); }
static bool has_alpha_not_bravo(const struct made *m) { return has(m, 0) && !has(m, 1); }
static bool is_dated(const struct made *m) { return *m->date && m->seconds >= 1577923200 && m->seconds <= 1578095999; }

static bool has_phrase(const struct made *m) /* "alpha bravo alpha" */
{
    for (size_t i = 0; i + 2 < m->length; i++)
        if (m->text[i] == 0 && m->text[i + 1] == 1 && m->text[i + 2] == 0)
            return true;
    return false;
}

static bool has_near(const struct made *m) /* alpha, bravo, alpha in any order within 4 */
{
    for (size_t i = 0; i < m->length; i++) {
        int count[WORDS] = {0};
        for (size_t k = i; k < i + 4 && k < m->length; k++)
            count[m->text[k]]++;
        if (count[0] >= 2 && count[1] >= 1)
            return true;
    }
    return false;
}

static void words_are_found(void **state)
{
    (void)state;
    expect_found(term("alpha", 1), has_alpha);
    expect_found(term("kilo", 1), has_kilo);
    expect_found(term("Zalpha", 1), has_alpha);
    expect_found(JOIN(PLAN_OR, 0, term("alpha", 1), term("bravo", 1), term("kilo", 1)), has_any);
    expect_found(JOIN(PLAN_OR, 0, term("alpha", 1), term("Zbravo", 1), term("kilo", 1)), has_any);
    expect_found(JOIN(PLAN_SYNONYM, 0, term("Zalpha", 1), term("Zbravo", 1), term("Zkilo", 1)), has_any);
    expect_found(JOIN(PLAN_AND_NOT, 0, term("Zalpha", 1), term("bravo", 1)), has_alpha_not_bravo);
    expect_found(JOIN(PLAN_AND_NOT, 0, term("alpha", 1), term("Zbravo", 1), term("nowhere", 1)),
                 has_alpha_not_bravo);
}

static void phrases_are_found(void **state)
{
    (void)state;
    expect_found(JOIN(PLAN_PHRASE, 0, term("alpha", 1), term("bravo", 1), term("alpha", 1)), has_phrase);
    expect_found(JOIN(PLAN_NEAR, 4, term("alpha", 1), term("bravo", 1), term("alpha", 1)), has_near);
    expect_found(JOIN(PLAN_FILTER, 0, term("Zalpha", 1),
                      JOIN(PLAN_PHRASE, 0, term("alpha", 1), term("bravo", 1), term("alpha", 1))), has_phrase);
}

static void dates_are_found(void **state)
{
    (void)state;
    const struct plan_query dates = {.op = PLAN_DATES, .first = 1577923200, .last = 1578095999}; /* 2 and 3 January */
    expect_found(&dates, is_dated);
    expect_found(JOIN(PLAN_FILTER, 0, node((struct plan_query){.op = PLAN_ALL}), &dates), is_dated);
}

static void nothing_is_found(void **state)
{
    (void)state;
    const struct plan_query *queries[] = {
        node((struct plan_query){.op = PLAN_NOTHING}),
        term("nowhere", 1),
        term("Znowhere", 1),
        JOIN(PLAN_OR, 0, term("nowhere", 1), term("Znowhere", 1)),
        JOIN(PLAN_PHRASE, 0, term("alpha", 1), term("nowhere", 1)),
        JOIN(PLAN_NEAR, 1, term("alpha", 1), term("bravo", 1)),
        JOIN(PLAN_SYNONYM, 0, term("Zno", 1), term("Znot", 1), term("Znever", 1)),
        JOIN(PLAN_AND, 0, term("Zalpha", 1), node((struct plan_query){.op = PLAN_NOTHING})),
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct search_result result = search(queries[i], (struct engine_request){.count = 10});
        assert_int_equal(result.count, 0);
        assert_int_equal(result.upper, 0);
        search_result_release(&result);
    }
    node_count = list_count = 0;
}

/* ---- weights ---------------------------------------------------------------------------------- */

/* The formula of engine.h. */
static double bm25(double df, double wqf, double wdf, double length)
{
    double sum = 0;
    for (int n = 0; n < ARTICLES; n++)
        sum += (double)made[n].length;
    double n = ARTICLES, q = (n - df + 0.5) / (df + 0.5), relative = length / (sum / n);
    double idf = log(q < 2 ? 1 + q / 2 : q);
    return idf * (ENGINE_K3 + 1) * wqf / (ENGINE_K3 + wqf) * (ENGINE_K1 + 1) * wdf /
           (wdf + ENGINE_K1 * (1 - ENGINE_B + ENGINE_B * relative));
}

static double count_of(const struct made *m, const int *which, size_t count)
{
    double n = 0;
    for (size_t i = 0; i < m->length; i++)
        for (size_t w = 0; w < count; w++)
            n += m->text[i] == which[w];
    return n;
}

static void expect_weights(const struct plan_query *q, double df, double wqf, const int *which, size_t count)
{
    struct search_result result = search(q, (struct engine_request){.count = ARTICLES});
    assert_true(result.count > 5);
    for (size_t h = 0; h < result.count; h++) {
        const struct search_hit *hit = &result.hits[h];
        const struct made       *m   = &made[hit->shard * ARTICLES / SEGMENTS + hit->docid - 1];
        double expected              = bm25(df, wqf, count_of(m, which, count), (double)m->length);
        if (!(fabs(hit->weight - expected) <= ENGINE_SAME * expected))
            fail_msg("hit %zu '%s' weighs %.17g, not %.17g", h, m->body, hit->weight, expected);
    }
    search_result_release(&result);
    node_count = list_count = 0;
}

static void weights_are_those_of_the_formula(void **state)
{
    (void)state;
    static const int         all[] = {0, 1, 5}, late[] = {5, 3}, two[] = {0, 5};
    const struct plan_query *q     = term("Zkilo", 1);
    expect_weights(q, (double)q->found.df, 1, late, 1);
    q = term("Zkilo", 3);
    expect_weights(q, (double)q->found.df, 3, late, 1);

    q = JOIN(PLAN_SYNONYM, 0, term("Zalpha", 1), term("Zbravo", 2), term("Zkilo", 5)); /* ours */
    expect_weights(q, (double)plan_synonym_df(q, ARTICLES), 1, all, 3);
    q = JOIN(PLAN_SYNONYM, 0, term("Zkilo", 1), term("Zgolf", 1), term("Znowhere", 1));
    expect_weights(q, (double)plan_synonym_df(q, ARTICLES), 1, late, 2);

    q = JOIN(PLAN_SYNONYM, 0, term("Zalpha", 1), term("Zkilo", 4)); /* Xapian's, one not in every segment */
    expect_weights(q, (double)plan_synonym_df(q, ARTICLES), 1, two, 2);
    q = JOIN(PLAN_SYNONYM, 0, term("Zalpha", 3), term("Znowhere", 1));
    expect_weights(q, (double)plan_synonym_df(q, ARTICLES), 1, two, 1);
}

static void what_filters_weighs_nothing(void **state)
{
    (void)state;
    const struct plan_query *alpha = term("alpha", 1), *bravo = term("Zbravo", 1);
    const struct plan_query *queries[] = {
        alpha,
        JOIN(PLAN_OR, 0, alpha, term("golf", 1)),
        JOIN(PLAN_PHRASE, 0, alpha, term("bravo", 1)),
        JOIN(PLAN_UNWEIGHED, 0, bravo),
        JOIN(PLAN_FILTER, 0, alpha, bravo),
        node((struct plan_query){.op = PLAN_ALL}),
    };
    for (size_t i = 0; i < sizeof queries / sizeof *queries; i++) {
        struct search_result result = search(queries[i], (struct engine_request){.count = ARTICLES});
        assert_true(result.count > 0);
        for (size_t h = 0; h < result.count; h++) {
            assert_true(result.hits[h].weight == 0);
            if (h > 0 && result.hits[h].shard == result.hits[h - 1].shard) /* in order of documents */
                assert_true(result.hits[h].docid > result.hits[h - 1].docid);
            else if (h > 0)
                assert_true(result.hits[h].shard > result.hits[h - 1].shard);
        }
        search_result_release(&result);
    }
    node_count = list_count = 0;
}

/* ---- order, pages ----------------------------------------------------------------------------- */

static const struct made *made_of(const struct search_hit *hit)
{
    return &made[hit->shard * ARTICLES / SEGMENTS + hit->docid - 1];
}

static void dates_order(void **state)
{
    (void)state;
    static const enum engine_sort sorts[] = {ENGINE_OLDEST, ENGINE_NEWEST};
    for (size_t i = 0; i < 2; i++) {
        struct engine_request request = {.count = ARTICLES, .sort = sorts[i]};
        struct search_result  result  = search(term("Zalpha", 1), request);
        for (size_t h = 1; h < result.count; h++) {
            const struct made *a = made_of(&result.hits[h - 1]), *b = made_of(&result.hits[h]);
            if (!*a->date)
                assert_true(!*b->date); /* without a date: behind the others */
            else if (*b->date)
                assert_true(i ? a->seconds >= b->seconds : a->seconds <= b->seconds);
            if (*a->date && *b->date && a->seconds == b->seconds)
                assert_true(result.hits[h - 1].weight >= result.hits[h].weight * (1 - ENGINE_SAME));
        }
        search_result_release(&result);
    }
    node_count = list_count = 0;
}

static void pages_are_parts_of_the_whole(void **state)
{
    (void)state;
    const struct plan_query *q   = JOIN(PLAN_OR, 0, term("Zalpha", 1), term("Zkilo", 1));
    struct search_result     all = search(q, (struct engine_request){.count = ARTICLES});
    for (size_t h = 1; h < all.count; h++) {
        const struct search_hit *a = &all.hits[h - 1], *b = &all.hits[h];
        bool alike = fabs(a->weight - b->weight) <= ENGINE_SAME * a->weight;
        assert_true(alike ? a->shard < b->shard || (a->shard == b->shard && a->docid < b->docid)
                          : a->weight > b->weight);
    }
    for (uint64_t first = 0; first < all.count + 3; first += 7) {
        struct search_result page = search(q, (struct engine_request){.first = first, .count = 7});
        size_t left = first < all.count ? all.count - (size_t)first : 0;
        assert_int_equal(page.count, left < 7 ? left : 7);
        for (size_t h = 0; h < page.count; h++) {
            assert_int_equal(page.hits[h].shard, all.hits[first + h].shard);
            assert_int_equal(page.hits[h].docid, all.hits[first + h].docid);
        }
        search_result_release(&page);
    }
    struct search_result none = search(q, (struct engine_request){.first = UINT64_MAX, .count = UINT64_MAX});
    assert_int_equal(none.count, 0);
    search_result_release(&none);
    search_result_release(&all);
    node_count = list_count = 0;
}

static void an_empty_index_holds_nothing(void **state)
{
    (void)state;
    struct index_reader  *empty;
    struct index_writer  *w;
    struct search_result  result;
    void                 *over;
    const char           *path    = at("empty.idx");
    struct plan_query     all     = {.op = PLAN_ALL};
    struct engine_request request = {.query = &all, .count = 10};
    OK(index_writer_open(&w, path, INDEX_MAY_CREATE, &err));
    index_writer_close(w);
    OK(index_reader_open(&empty, &path, 1, &err));
    OK(engine_xapian.open(&over, empty, &err));
    OK(engine_xapian.search(over, &request, &result, &err));
    assert_int_equal(result.count, 0);
    assert_int_equal(result.upper, 0);
    search_result_release(&result);
    engine_xapian.close(over);
    index_reader_close(empty);
}

/* An index without Xapian's files, alone or beside one that has them. */
static void an_index_without_its_files(void **state)
{
    (void)state;
    static const struct article_row row = {"1", "en", "", "2020-01-01", "", "", "alpha bravo"};
    struct row_source       source  = {&row, 1};
    struct pipeline_options options = plain_options(1);
    struct index_reader    *without;
    struct index_writer    *w;
    struct batch            batch;
    void                   *over;
    const char             *paths[] = {at("x.idx"), at("none.idx")};
    OK(index_writer_open(&w, paths[1], INDEX_MAY_CREATE, &err));
    snprintf(index_writer_staged(w)->xapian, sizeof index_writer_staged(w)->xapian, "none");
    OK(index_writer_work(w, &options.work, &err));
    OK(pipeline_run(&options, (struct article_source){row_next, &source}, &batch, &err));
    OK(segment_stage_batch(w, &batch, &err));
    OK(index_writer_commit(w, &err));
    batch_release(&batch);
    index_writer_close(w);
    assert_false(is_there("none.idx/seg-000001/xapian"));
    for (size_t first = 0; first < 2; first++) {
        OK(index_reader_open(&without, paths + first, 2 - first, &err));
        assert_int_equal(engine_xapian.open(&over, without, &err), ERR_INVALID);
        assert_null(over);
        assert_non_null(strstr(err.msg, paths[1]));
        assert_non_null(strstr(err.msg, "--rebuild --xapian file"));
        index_reader_close(without);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_found),
        cmocka_unit_test(phrases_are_found),
        cmocka_unit_test(dates_are_found),
        cmocka_unit_test(nothing_is_found),
        cmocka_unit_test(weights_are_those_of_the_formula),
        cmocka_unit_test(what_filters_weighs_nothing),
        cmocka_unit_test(dates_order),
        cmocka_unit_test(pages_are_parts_of_the_whole),
        cmocka_unit_test(an_empty_index_holds_nothing),
        cmocka_unit_test(an_index_without_its_files),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
