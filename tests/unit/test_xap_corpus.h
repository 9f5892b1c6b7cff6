/* What the tests of searching share: a corpus, three layouts of it in shards, queries with their meaning. */
#ifndef PRESSMARK_TEST_XAP_CORPUS_H
#define PRESSMARK_TEST_XAP_CORPUS_H

#include <math.h>

#include "test_xap.h"

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
    uint32_t       first[8]; /* number of a shard's first document, from 0; one more at the end */
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
            int      f          = 5 + (int)(r % 3);
            corpus[i].words[w] = r < 24 ? 0 : r < 36 ? 1 : r < 44 ? 2 : r < 50 ? 3 : r < 54 ? 4 : f;
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

static inline struct xap_query *all(void)
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
static struct xap_query *make_maybe(void)
{
    return combine(XAP_AND_MAYBE, 0, term("b"), term("c"), term("d"));
}
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
    struct xap_query *any = combine(XAP_OR, 0, term("b"), term("e"), term("fa"));
    return combine(XAP_FILTER, 0, any, range("v1", "v7"), NULL);
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

static inline size_t count_meant(const struct meaning *m)
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

#endif
