/* The two engines against each other, over indexes of several segments with deleted and replaced articles: sampled
 * queries of every class and random ones of the whole query language give the same articles in the same order, with
 * weights equal to ENGINE_SAME, and counts that are equal or hold the true one between them.
 *
 * PRESSMARK_ROUNDS=N asks N queries, PRESSMARK_SEED=N others; round n of seed s is round 0 of seed s + n. */
#include "test_news.h"
#include "test_random_query.h"

#include <math.h>

#include "query/engine_xapian.h"
#include "query/lookup.h"
#include "query/search.h"

enum { ROUNDS = 2000, SAMPLED_SHARE = 4 /* one query of so many is sampled by class */ };
enum { MANY = 66000 }; /* so many documents that lengths stand beside postings */

static const struct engine *const engines[] = {&engine_lookup, &engine_xapian};

/* Indexes opened as one, by both engines. */
struct set {
    const char        *name;
    struct searcher   *with[2];
    struct query_maker maker;
    uint64_t           asked, failed, found; /* queries; that were errors; that found something */
};

static struct set sets[4];
static size_t     set_count;

static void open_set(const char *name, const char *const *paths, size_t count)
{
    struct set *set = &sets[set_count++];
    set->name       = name;
    for (size_t e = 0; e < 2; e++)
        OK(searcher_open(&set->with[e], paths, count, NULL, engines[e], &err));
    query_maker_init(&set->maker, searcher_reader(set->with[0]));
}

/* Long segments and short ones; some articles are there twice or thrice and only the last one lives. */
static void make_news(const char *path)
{
    index_made_news(path, 0, 5200, 1, 60);
    index_made_news(path, 5200, 6500, 1, 150);
    index_made_news(path, 6300, 6800, 2, 60);
    index_made_news(path, 100, 160, 3, 300);
    index_made_news(path, 6790, 6800, 4, 60);
    delete_some(path, 0, 13);
    delete_some(path, 1, 3);
    delete_some(path, 4, 1);
}

static int set_up(void **state)
{
    if (make_scratch(state))
        return -1;
    const char *paths[] = {at("made"), NULL};
    make_news(paths[0]);
    open_set("made", paths, 1);
    paths[1] = at("many");
    index_made_news(paths[1], 0, MANY, 5, 12);
    open_set("many", paths + 1, 1);
    paths[1] = sample_index();
    if (!paths[1])
        return 0;
    open_set("made and sample", paths, 2);
    open_set("sample", paths + 1, 1);
    return 0;
}

static int tear_down(void **state)
{
    for (size_t s = 0; s < set_count; s++) {
        query_maker_release(&sets[s].maker);
        for (size_t e = 0; e < 2; e++)
            searcher_close(sets[s].with[e]);
    }
    return remove_scratch(state);
}

/* ---- one query --------------------------------------------------------------------------------------- */

static void show(const struct set *set, const char *name, const struct search_result *result)
{
    print_message("  %s: %zu hits, counts %llu <= %llu <= %llu\n", name, result->count,
                  (unsigned long long)result->lower, (unsigned long long)result->estimate,
                  (unsigned long long)result->upper);
    for (size_t i = 0; i < result->count && i < 20; i++) {
        const struct search_hit *h = &result->hits[i];
        struct article           a;
        OK(index_reader_article(searcher_reader(set->with[0]), h->shard, h->docid, false, &a, &err));
        print_message("    %.17g %.*s (%zu, %u)\n", h->weight, STR_ARG(a.field[FIELD_ID]), h->shard, h->docid);
    }
}

/* The first hit that differs, or the number of hits. */
static size_t first_difference(const struct search_result *a, const struct search_result *b)
{
    size_t at = 0;
    for (; at < a->count && at < b->count; at++) {
        const struct search_hit *x = &a->hits[at], *y = &b->hits[at];
        if (x->shard != y->shard || x->docid != y->docid ||
            !(fabs(x->weight - y->weight) <= ENGINE_SAME * fmax(x->weight, y->weight)))
            break;
    }
    return at;
}

static bool is_exact(const struct search_result *r)
{
    return r->lower == r->upper && r->estimate == r->upper;
}

static bool holds(const struct search_result *r, uint64_t matches)
{
    return r->lower <= r->estimate && r->estimate <= r->upper && r->lower <= matches && matches <= r->upper;
}

/* How many match. */
static uint64_t count_matches(struct searcher *s, const struct search_request *request)
{
    struct search_request all = *request;
    struct search         search;
    all.exact = true;
    all.limit = 0;
    search_init(&search);
    OK(searcher_run(s, &all, &search, &err));
    uint64_t matches = search.result.estimate;
    search_release(&search);
    return matches;
}

/* What is wrong with the results, NULL: nothing. */
static const char *compare(struct set *set, const struct search_request *request, const struct search_result *ours,
                           const struct search_result *theirs)
{
    if (first_difference(ours, theirs) != ours->count || ours->count != theirs->count)
        return "other hits";
    bool exact = is_exact(ours) && is_exact(theirs);
    if (request->exact && !exact)
        return "counts that are not exact";
    if (exact)
        return ours->estimate == theirs->estimate ? NULL : "other counts";
    uint64_t matches = count_matches(set->with[0], request);
    return holds(ours, matches) && holds(theirs, matches) ? NULL : "counts that do not hold the true one";
}

static void fail_with(const struct set *set, const struct search_request *r, const struct search *searches,
                      const char *what, uint64_t seed)
{
    static const char *const sorts[] = {"auto", "relevance", "date", "-date"};
    struct buf               plan    = BUF_INIT;
    if (searches[0].plan.query)
        plan_query_print(searches[0].plan.query, &plan);
    print_message("%s: PRESSMARK_SEED=%llu, index '%s'\n  query: %.*s\n  plan: %.*s\n", what,
                  (unsigned long long)seed, set->name, STR_ARG(r->query), STR_ARG(buf_view(&plan)));
    print_message("  offset %llu, limit %llu, sort %s%s%s, since %s, until %s\n", (unsigned long long)r->offset,
                  (unsigned long long)r->limit, sorts[r->sort], r->exact ? ", exact" : "",
                  r->keep_stop_words ? ", with stop words" : "", r->since ? r->since : "ever",
                  r->until ? r->until : "now");
    print_message("  differs from hit %zu on\n", first_difference(&searches[0].result, &searches[1].result));
    for (size_t e = 0; e < 2; e++)
        show(set, engines[e]->name, &searches[e].result);
    fail();
}

static void ask_both(struct set *set, const struct search_request *request, uint64_t seed)
{
    struct search searches[2];
    struct err    errors[2] = {ERR_INIT, ERR_INIT};
    int           codes[2];
    for (size_t e = 0; e < 2; e++) {
        search_init(&searches[e]);
        codes[e] = searcher_run(set->with[e], request, &searches[e], &errors[e]);
    }
    set->asked++;
    set->failed += codes[0] != 0;
    set->found += searches[0].result.upper > 0;
    const char *wrong = codes[0] != codes[1] || strcmp(errors[0].msg, errors[1].msg) != 0 ? "other errors"
                        : codes[0] && codes[0] != ERR_QUERY && codes[0] != ERR_LIMIT      ? errors[0].msg
                        : codes[0]                                                        ? NULL
                                   : compare(set, request, &searches[0].result, &searches[1].result);
    if (wrong)
        fail_with(set, request, searches, wrong, seed);
    for (size_t e = 0; e < 2; e++)
        search_release(&searches[e]);
}

/* ---- what was wrong once ------------------------------------------------------------------------------ */

static void what_was_wrong_once(void **state)
{
    static const struct {
        size_t      set;
        const char *query, *since;
        uint64_t    offset, limit;
    } rows[] = {
        {0, "is AND NOT braitranking AND -NOT title:in AND -daiplalt AND date:..2022-01-30", "2015-12-06", 0, 10},
        {2, "merem merem +=cruhuls", NULL, 55, 10}, /* a synonym of words said twice */
        {2, "\"during out it during\"", NULL, 0, 100},
        {3, "cha*", NULL, 0, 10}, /* a word whose stem is none of those that weigh */
        {0, "tap* AND NOT -tapuste* NOT \"there cewon laiplaim of\"", NULL, 4, 10}, /* a phrase asked again */
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct search_request request = {.query = str_c(rows[i].query), .since = rows[i].since,
                                         .offset = rows[i].offset, .limit = rows[i].limit};
        if (rows[i].set < set_count)
            ask_both(&sets[rows[i].set], &request, i);
    }
}

/* ---- many -------------------------------------------------------------------------------------------- */

/* What is asked around the query. */
static struct search_request random_request(struct query_maker *m)
{
    static const uint64_t limits[] = {1, 10, 10, 10, 100, UINT64_MAX, 0};
    struct search_request r        = {.limit = limits[draw(m, sizeof limits / sizeof *limits)],
                                      .exact = one_in(m, 2), .keep_stop_words = one_in(m, 4)};
    r.offset = one_in(m, 4) ? draw(m, 60) : one_in(m, 50) ? UINT64_MAX - draw(m, 3) : 0;
    r.sort   = one_in(m, 6) ? (enum search_sort)(1 + draw(m, 3)) : SEARCH_SORT_AUTO;
    if (one_in(m, 10)) {
        next_head(m);
        date_of_head(m, m->since);
        r.since = *m->since ? m->since : NULL;
    }
    if (one_in(m, 10)) {
        next_head(m);
        date_of_head(m, m->until);
        r.until = *m->until && (!r.since || strncmp(r.since, m->until, 4) < 0) ? m->until : NULL;
    }
    return r;
}

static void forget_outcomes(void)
{
    for (size_t s = 0; s < set_count; s++)
        sets[s].asked = sets[s].failed = sets[s].found = 0;
}

/* Which indexes a round asks. */
static struct set *set_of(uint64_t seed)
{
    static const size_t numbers[] = {0, 0, 0, 1, 2, 3};
    size_t              s         = numbers[seed % (sizeof numbers / sizeof *numbers)];
    return &sets[s < set_count ? s : 0];
}

/* So that no test passes because nothing was asked. */
static void expect_some_found(uint64_t asked, uint64_t failed, uint64_t found)
{
    print_message("# %llu queries, %llu of them errors, %llu found something\n", (unsigned long long)asked,
                  (unsigned long long)failed, (unsigned long long)found);
    assert_true(failed * 4 <= asked);
    assert_true(found * 2 >= asked - failed);
}

static void random_queries(void **state)
{
    (void)state;
    uint64_t rounds = number_from("PRESSMARK_ROUNDS", ROUNDS), seed = number_from("PRESSMARK_SEED", 1);
    uint64_t asked = 0, failed = 0, found = 0;
    rounds -= rounds / SAMPLED_SHARE;
    forget_outcomes();
    for (uint64_t round = 0; round < rounds; round++) {
        struct set *set = set_of(seed + round);
        query_maker_begin(&set->maker, seed + round);
        struct search_request request = random_request(&set->maker);
        say_group(&set->maker, 0);
        request.query = buf_view(&set->maker.text);
        ask_both(set, &request, seed + round);
    }
    for (size_t s = 0; s < set_count; s++) {
        asked += sets[s].asked;
        failed += sets[s].failed;
        found += sets[s].found;
    }
    if (rounds > 100)
        expect_some_found(asked, failed, found);
}

static void sample_set(struct set *set, uint64_t queries, uint64_t seed)
{
    struct query_sample_options o = {.seed = seed, .per_class = queries / SAMPLE_CLASS_COUNT};
    struct buf                  lines = BUF_INIT;
    uint64_t                    counts[SAMPLE_CLASS_COUNT];
    for (int c = 0; c < SAMPLE_CLASS_COUNT; c++)
        o.classes[c] = true;
    OK(query_sample(searcher_reader(set->with[0]), &o, &lines, counts, &err));
    struct str rest = buf_view(&lines);
    while (rest.len) {
        struct str line = str_split(&rest, '\n');
        (void)str_split(&line, '\t');
        random_init(&set->maker.sampler.random, seed, set->asked);
        struct search_request request = random_request(&set->maker);
        request.query                 = line;
        ask_both(set, &request, seed);
    }
    buf_release(&lines);
}

static void sampled_queries(void **state)
{
    (void)state;
    uint64_t rounds = number_from("PRESSMARK_ROUNDS", ROUNDS) / SAMPLED_SHARE;
    forget_outcomes();
    for (size_t s = 0; s < set_count; s++) {
        sample_set(&sets[s], s ? rounds / 5 : rounds - rounds / 5 * (set_count - 1), number_from("PRESSMARK_SEED", 1));
        if (rounds > 100)
            expect_some_found(sets[s].asked, sets[s].failed, sets[s].found);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_was_wrong_once),
        cmocka_unit_test(random_queries),
        cmocka_unit_test(sampled_queries),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
