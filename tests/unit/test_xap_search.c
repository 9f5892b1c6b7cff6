/* xap: queries and searching, against an evaluation by brute force, over 1, 3 and 7 shards. */
#include "test_xap.h"

#include <math.h>

enum { DOCS = 420, WORDS_MAX = 14, VOCABULARY = 9, LAYOUTS = 3, SLOT = 2 };

static const char *const vocabulary[VOCABULARY] = {"a", "b", "c", "d", "e", "fa", "fb", "fc", "g"};
static const size_t      layouts[LAYOUTS]       = {1, 3, 7};

/* Document i of the corpus: words at positions 1.., a value or none. Few lengths and few values, so that
 * equal weights and equal values abound. */
static struct {
    int  words[WORDS_MAX], count;
    char value[8];
} corpus[DOCS];

static struct layout {
    struct xap_db *db;
    size_t         shards;
    uint32_t       first[8]; /* number of the first document of a shard, counted from 0; one more at the end */
} layout[LAYOUTS];

/* ---- corpus --------------------------------------------------------------------------------- */

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525 + 1013904223;
    return *seed >> 8;
}

static void make_corpus(void)
{
    uint32_t seed = 7;
    for (int i = 0; i < DOCS; i++) {
        corpus[i].count = 8 + (int)(next_random(&seed) % 3) * 3;
        for (int w = 0; w < corpus[i].count; w++) {
            uint32_t r          = next_random(&seed) % 64;
            corpus[i].words[w] = r < 24 ? 0 : r < 36 ? 1 : r < 44 ? 2 : r < 50 ? 3 : r < 54 ? 4 : 5 + (int)(r % 3);
        }
        if (i % 97 == 5)
            corpus[i].words[0] = 8;
        if (i % 5 != 0)
            snprintf(corpus[i].value, sizeof corpus[i].value, "v%u", next_random(&seed) % 20);
    }
}

static void add_shard(const char *path, uint32_t from, uint32_t to)
{
    struct xap_writer *w;
    struct xap_doc    *doc;
    OK(xap_writer_open(&w, path, XAP_CREATE | XAP_NO_SYNC | XAP_NO_TERMLIST, &err));
    OK(xap_doc_new(&doc, &err));
    for (uint32_t i = from; i < to; i++) {
        OK(xap_doc_clear(doc, &err));
        for (int v = 0; v < VOCABULARY; v++) {
            uint32_t positions[WORDS_MAX], n = 0;
            for (int p = 0; p < corpus[i].count; p++)
                if (corpus[i].words[p] == v)
                    positions[n++] = (uint32_t)p + 1;
            if (n)
                OK(xap_doc_add_postings(doc, str_c(vocabulary[v]), positions, n, n, &err));
        }
        OK(xap_doc_set_value(doc, SLOT, str_c(corpus[i].value), &err));
        OK(xap_writer_add(w, doc, NULL, &err));
    }
    OK(xap_writer_commit(w, &err));
    xap_writer_close(w);
    xap_doc_free(doc);
}

/* Shards of uneven size; every other one a single file. */
static int open_layouts(void **state)
{
    if (make_scratch(state) != 0)
        return -1;
    make_corpus();
    for (size_t l = 0; l < LAYOUTS; l++) {
        const char *paths[8];
        char        name[32];
        uint32_t    from = 0;
        layout[l].shards = layouts[l];
        for (uint32_t s = 0; s < layouts[l]; s++) {
            uint32_t to = s + 1 == layouts[l] ? DOCS : from + 20 + s * 17;
            snprintf(name, sizeof name, "l%zu-%u", l, s);
            add_shard(at(name), from, to);
            paths[s] = at(name);
            if (s % 2) {
                snprintf(name, sizeof name, "l%zu-%u.file", l, s);
                OK(xap_compact(&paths[s], 1, at(name), &err));
                paths[s] = at(name);
            }
            layout[l].first[s]     = from;
            layout[l].first[s + 1] = from = to;
        }
        OK(xap_db_open(&layout[l].db, paths, layouts[l], &err));
    }
    return 0;
}

static int close_layouts(void **state)
{
    for (size_t l = 0; l < LAYOUTS; l++)
        xap_db_close(layout[l].db);
    return remove_scratch(state);
}

/* Number in the corpus of a document of a layout. */
static uint32_t number_of(const struct layout *l, size_t shard, uint32_t docid)
{
    assert_true(shard < l->shards && docid > 0);
    uint32_t number = l->first[shard] + docid - 1;
    assert_true(number < l->first[shard + 1]);
    return number;
}

static bool has(uint32_t i, int word)
{
    for (int p = 0; p < corpus[i].count; p++)
        if (corpus[i].words[p] == word)
            return true;
    return false;
}

/* ---- queries, each with its meaning --------------------------------------------------------- */

static struct xap_query *term(const char *text)
{
    struct xap_query *q;
    OK(xap_query_term(&q, str_c(text), 1, &err));
    return q;
}

/* Takes over its parts. */
static struct xap_query *combine(enum xap_op op, uint32_t window, struct xap_query *a, struct xap_query *b,
                                 struct xap_query *c)
{
    struct xap_query *q, *parts[] = {a, b, c};
    OK(xap_query_combine(&q, op, parts, c ? 3 : b ? 2 : 1, window, &err));
    for (size_t i = 0; i < 3; i++)
        xap_query_free(parts[i]);
    return q;
}

static struct xap_query *range(const char *begin, const char *end)
{
    struct xap_query *q;
    OK(xap_query_value_range(&q, SLOT, str_c(begin), str_c(end), &err));
    return q;
}

static struct xap_query *all(void)
{
    struct xap_query *q;
    OK(xap_query_all(&q, &err));
    return q;
}

static struct xap_query *make_term(void) { return term("c"); }
static bool              is_term(uint32_t i) { return has(i, 2); }
static struct xap_query *make_rare(void) { return term("g"); }
static bool              is_rare(uint32_t i) { return has(i, 8); }
static struct xap_query *make_absent(void) { return combine(XAP_OR, 0, term("absent"), term("e"), NULL); }
static bool              is_absent(uint32_t i) { return has(i, 4); }
static struct xap_query *make_or(void) { return combine(XAP_OR, 0, term("g"), term("d"), term("e")); }
static bool              is_or(uint32_t i) { return has(i, 8) || has(i, 3) || has(i, 4); }
static struct xap_query *make_and(void) { return combine(XAP_AND, 0, term("b"), term("c"), term("d")); }
static bool              is_and(uint32_t i) { return has(i, 1) && has(i, 2) && has(i, 3); }
static struct xap_query *make_not(void) { return combine(XAP_AND_NOT, 0, term("b"), term("c"), term("d")); }
static bool              is_not(uint32_t i) { return has(i, 1) && !has(i, 2) && !has(i, 3); }
static struct xap_query *make_filter(void) { return combine(XAP_FILTER, 0, term("b"), term("c"), term("d")); }
static struct xap_query *make_maybe(void) { return combine(XAP_AND_MAYBE, 0, term("b"), term("c"), term("d")); }
static bool              is_maybe(uint32_t i) { return has(i, 1); }
static struct xap_query *make_synonym(void) { return combine(XAP_SYNONYM, 0, term("d"), term("g"), NULL); }
static bool              is_synonym(uint32_t i) { return has(i, 3) || has(i, 8); }
static struct xap_query *make_phrase(void) { return combine(XAP_PHRASE, 0, term("b"), term("a"), term("c")); }
static struct xap_query *make_tight(void) { return combine(XAP_PHRASE, 1, term("b"), term("a"), term("c")); }
static struct xap_query *make_loose(void) { return combine(XAP_PHRASE, 4, term("d"), term("c"), NULL); }
static struct xap_query *make_near(void) { return combine(XAP_NEAR, 3, term("d"), term("c"), NULL); }
static struct xap_query *make_all(void) { return all(); }
static bool              is_all(uint32_t i) { return i < DOCS; }
static struct xap_query *make_range(void) { return range("v12", "v3"); }
static struct xap_query *make_from(void) { return range("v5", ""); }
static struct xap_query *make_up_to(void) { return range("", "v15"); }
static struct xap_query *make_dated(void) { return range("", ""); }
static struct xap_query *make_backwards(void) { return range("v5", "v3"); }
static bool              is_nothing(uint32_t i) { return i >= DOCS; }
static struct xap_query *make_mixed(void)
{
    return combine(XAP_FILTER, 0, combine(XAP_OR, 0, term("b"), term("e"), term("fa")), range("v1", "v7"), NULL);
}
static struct xap_query *make_scaled(void)
{
    struct xap_query *part = term("c"), *q;
    OK(xap_query_scale(&q, part, 2.5, &err));
    xap_query_free(part);
    return q;
}
static struct xap_query *make_boolean(void)
{
    struct xap_query *part = combine(XAP_AND, 0, term("a"), term("b"), NULL), *q;
    OK(xap_query_scale(&q, part, 0, &err));
    xap_query_free(part);
    return q;
}
static struct xap_query *make_weightless(void)
{
    struct xap_query *q;
    OK(xap_query_term(&q, STR("d"), 0, &err));
    return q;
}
static struct xap_query *make_wildcard(void)
{
    struct xap_query *q;
    OK(xap_query_wildcard(&q, STR("f"), 3, &err));
    return q;
}
static struct xap_query *make_nothing(void)
{
    struct xap_query *q;
    OK(xap_query_nothing(&q, &err));
    return q;
}
static struct xap_query *make_single(void) { return combine(XAP_AND_NOT, 0, term("c"), NULL, NULL); }

static bool is_phrase(uint32_t i)
{
    for (int p = 0; p + 2 < corpus[i].count; p++)
        if (corpus[i].words[p] == 1 && corpus[i].words[p + 1] == 0 && corpus[i].words[p + 2] == 2)
            return true;
    return false;
}
static bool within(uint32_t i, int before, int after) /* c that many places before a d, or after */
{
    for (int p = 0; p < corpus[i].count; p++)
        for (int q = p - before; q <= p + after; q++)
            if (q >= 0 && q < corpus[i].count && corpus[i].words[p] == 3 && corpus[i].words[q] == 2)
                return true;
    return false;
}
static bool is_loose(uint32_t i) { return within(i, 0, 3); }
static bool is_near(uint32_t i) { return within(i, 2, 2); }
static bool in_range(uint32_t i, const char *begin, const char *end)
{
    return corpus[i].value[0] && strcmp(corpus[i].value, begin) >= 0 && strcmp(corpus[i].value, end) <= 0;
}
static bool is_range(uint32_t i) { return in_range(i, "v12", "v3"); }
static bool is_from(uint32_t i) { return in_range(i, "v5", "w"); }
static bool is_up_to(uint32_t i) { return in_range(i, "", "v15"); }
static bool is_dated(uint32_t i) { return corpus[i].value[0] != '\0'; }
static bool is_mixed(uint32_t i) { return (has(i, 1) || has(i, 4) || has(i, 5)) && in_range(i, "v1", "v7"); }
static bool is_boolean(uint32_t i) { return has(i, 0) && has(i, 1); }
static bool is_weightless(uint32_t i) { return has(i, 3); }
static bool is_wildcard(uint32_t i) { return has(i, 5) || has(i, 6) || has(i, 7); }

static const struct meaning {
    const char        *name;
    struct xap_query *(*make)(void);
    bool (*matches)(uint32_t number);
} meanings[] = {
    {"term", make_term, is_term},
    {"rare term", make_rare, is_rare},
    {"absent term", make_absent, is_absent},
    {"or", make_or, is_or},
    {"and", make_and, is_and},
    {"and not", make_not, is_not},
    {"filter", make_filter, is_and},
    {"and maybe", make_maybe, is_maybe},
    {"synonym", make_synonym, is_synonym},
    {"phrase", make_phrase, is_phrase},
    {"phrase in too small a window", make_tight, is_phrase},
    {"phrase in a window", make_loose, is_loose},
    {"near", make_near, is_near},
    {"all", make_all, is_all},
    {"range", make_range, is_range},
    {"range from", make_from, is_from},
    {"range up to", make_up_to, is_up_to},
    {"range without ends", make_dated, is_dated},
    {"range backwards", make_backwards, is_nothing},
    {"mixed", make_mixed, is_mixed},
    {"scaled", make_scaled, is_term},
    {"scaled by 0", make_boolean, is_boolean},
    {"weightless", make_weightless, is_weightless},
    {"wildcard", make_wildcard, is_wildcard},
    {"nothing", make_nothing, is_nothing},
    {"single part", make_single, is_term},
};
enum { MEANINGS = sizeof meanings / sizeof *meanings };

/* ---- helpers -------------------------------------------------------------------------------- */

struct ranking {
    uint32_t number[DOCS];
    double   weight[DOCS];
    size_t   count;
    uint64_t lower, estimate, upper;
};

static void run(const struct layout *l, const struct xap_search *search, struct ranking *out)
{
    struct xap_result result;
    OK(xap_search(l->db, search, &result, &err));
    assert_true(result.count <= DOCS && result.count <= search->count);
    out->count    = result.count;
    out->lower    = result.lower;
    out->estimate = result.estimate;
    out->upper    = result.upper;
    for (size_t i = 0; i < result.count; i++) {
        out->number[i] = number_of(l, result.hits[i].shard, result.hits[i].docid);
        out->weight[i] = result.hits[i].weight;
    }
    xap_result_release(&result);
    assert_null(result.hits);
}

static size_t count_meant(const struct meaning *m)
{
    size_t n = 0;
    for (uint32_t i = 0; i < DOCS; i++)
        n += m->matches(i);
    return n;
}

static bool alike(double a, double b)
{
    return fabs(a - b) <= 1e-11 * fmax(fabs(a), fabs(b));
}

/* ---- tests ---------------------------------------------------------------------------------- */

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
    const uint32_t        pages[][2] = {{0, 1}, {0, 10}, {3, 7}, {40, 20}, {100, 300}, {DOCS - 1, 5}, {DOCS, 3}};
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
                        fail_msg("%s, order %d, %zu shards, rank %zu: %u (%.17g), not %u (%.17g)", meanings[m].name,
                                 sort, layout[l].shards, i, other.number[i], other.weight[i], whole.number[i],
                                 whole.weight[i]);
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

/* BM25 as in Robertson and Zaragoza (2009), with the idf and the floor of 0.5 under the normalised length
 * that Xapian documents for BM25Weight. */
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
                double wdf = 0, length = fmax(corpus[got.number[i]].count / (total / DOCS), 0.5);
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
static const struct xap_source_ops plain    = {source_open, source_close, source_counts, source_seek, NULL, NULL};

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
            for (size_t i = 0, w = 0; i < got.count; i++, w++) { /* the same order and weights, less the even */
                while (whole.number[w] % 2 == 0)
                    w++;
                if (got.number[i] != whole.number[w] || !alike(got.weight[i], whole.weight[w]))
                    fail_msg("%s over %zu shards, rank %zu: %u (%.17g), not %u (%.17g)", meanings[m].name,
                             layout[l].shards, i, got.number[i], got.weight[i], whole.number[w], whole.weight[w]);
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
        cmocka_unit_test(test_source_answers_a_query),
        cmocka_unit_test(test_source_within_queries),
        cmocka_unit_test(test_source_without_cursor),
        cmocka_unit_test(test_source_that_fails),
        cmocka_unit_test(test_decider),
        cmocka_unit_test(test_decider_that_fails),
        cmocka_unit_test(test_search_of_an_empty_database),
    };
    return cmocka_run_group_tests(tests, open_layouts, close_layouts);
}
