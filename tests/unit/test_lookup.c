/* The lookup engine against an evaluator that knows nothing but the documents: random documents, random plans
 * of every operator, several shards, deleted documents; ids, order, weights and counts. PRESSMARK_SEED=N
 * tries another row, PRESSMARK_ROUNDS=N so many plans. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>
#include <math.h>

#include "base/buf.h"
#include "postings/postings_build.h"
#include "query/lookup.h"
#include "query/plan_weights.h"

/* ---- an index that is only postings files --------------------------------------------------------- */

enum { SHARDS_MAX = 3, STEMS = 40, WORDS = 2 * STEMS, FACETS = 6, LENGTH_MAX = 40 };

struct document {
    bool     deleted, dated;
    int64_t  date;
    uint8_t  words[LENGTH_MAX]; /* number of a word at each position; word w has stem w / 2 */
    uint32_t count, length;     /* words; in wdf */
    uint8_t  wdf[STEMS];
    bool     facets[FACETS];
};

struct index_reader {
    size_t                shards;
    struct postings_file *files[SHARDS_MAX];
    struct document      *documents[SHARDS_MAX];
    uint32_t              counts[SHARDS_MAX];
    struct segment_info   segments[SHARDS_MAX];
};

size_t index_reader_shards(const struct index_reader *r)
{
    return r->shards;
}

const struct postings_file *index_reader_postings(const struct index_reader *r, size_t shard)
{
    return r->files[shard];
}

bool index_reader_is_deleted(const struct index_reader *r, size_t shard, uint32_t docid)
{
    return r->documents[shard][docid - 1].deleted;
}

const struct segment_info *index_reader_segment(const struct index_reader *r, size_t shard)
{
    return &r->segments[shard];
}

static struct index_reader index_;
static struct arena        arena = ARENA_INIT;
static struct err          err;
static uint64_t            seed = 1;

static uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % below);
}

/* Small numbers far oftener than large ones. */
static uint32_t draw_skewed(uint32_t below)
{
    uint32_t limit = draw(below) + 1;
    limit          = draw(limit) + 1;
    return draw(limit);
}

static struct str term_of(char prefix, uint32_t number, char out[8])
{
    return str_of(out, (size_t)snprintf(out, 8, "%c%c%02u", prefix, 'a' + (char)(number % 26), number % 100));
}

static uint32_t number_of(const struct plan_query *term)
{
    return (uint32_t)(term->term.data[2] - '0') * 10 + (uint32_t)(term->term.data[3] - '0');
}

static enum {
    MIXED,
    ALIKE,  /* two words of one stem each: heads of lists hold no more than they must */
    LONELY, /* a frequent stem alone, and with a rare one where it is heavier: what its head tells of the first */
    CROWDED, /* a few stems, so frequent that their lists have champions and ranges, and a few rare ones */
    LATER,   /* the same, but one of them is missing in the first 20,000; of both, the last is among the best */
} documents_are;
static size_t   shard_now; /* documents of the first one are shorter */
static uint32_t made, left; /* of the shard, so far; still to make */

static uint8_t draw_of_crowd(void)
{
    const uint32_t word = draw(400) ? draw_skewed(12) : draw(8) ? 12 + draw(4) : 16 + draw(4);
    return (uint8_t)(documents_are == LATER && word / 2 == 1 && made < 20000 ? 0 : word);
}

static void draw_words(struct document *d)
{
    const bool rare = draw(100) == 0;
    switch (documents_are) {
    case MIXED:
        d->count = 1 + draw_skewed(LENGTH_MAX);
        for (uint32_t i = 0; i < d->count; i++)
            d->words[i] = (uint8_t)draw_skewed(WORDS);
        return;
    case ALIKE:
        d->count    = 2;
        d->words[1] = 1;
        return;
    case CROWDED:
    case LATER:
        d->count = shard_now ? LENGTH_MAX / 2 + draw(LENGTH_MAX / 2) : 2 + draw_skewed(LENGTH_MAX - 2);
        for (uint32_t i = 0; i < d->count; i++)
            d->words[i] = left ? draw_of_crowd() : (uint8_t)(i % 12);
        return;
    case LONELY:
        d->count    = rare ? 8 : 1 + draw(6);
        d->words[0] = (uint8_t)(rare ? 2 + draw(8) : WORDS - 1);
        for (uint32_t i = 1; i < d->count; i++)
            d->words[i] = (uint8_t)(rare || draw(2) ? draw(2) : WORDS - 1);
    }
}

static void make_document(struct document *d)
{
    memset(d, 0, sizeof *d);
    d->deleted = documents_are != LONELY && draw(20) == 0;
    d->dated   = draw(10) != 0;
    d->date    = (int64_t)draw(1000) * 86400;
    draw_words(d);
    for (uint32_t i = 0; i < d->count; i++) {
        d->wdf[d->words[i] / 2]++;
        d->length++;
    }
    for (uint32_t f = 0; f < FACETS; f++)
        d->facets[f] = draw(2 + 3 * f) == 0;
}

static void add_document(struct postings_builder *b, const struct document *d)
{
    char name[8];
    assert_int_equal(postings_builder_begin(b, &err), 0);
    for (uint32_t s = 0; s < STEMS; s++)
        if (d->wdf[s])
            assert_int_equal(postings_builder_weighed(b, term_of('Z', s, name), d->wdf[s], &err), 0);
    for (uint32_t w = 0; w < WORDS; w++) {
        uint32_t at[LENGTH_MAX], n = 0;
        for (uint32_t i = 0; i < d->count; i++)
            if (d->words[i] == w)
                at[n++] = i + 1;
        if (n)
            assert_int_equal(postings_builder_positions(b, term_of('w', w, name), at, n, &err), 0);
    }
    for (uint32_t f = 0; f < FACETS; f++)
        if (d->facets[f])
            assert_int_equal(postings_builder_plain(b, term_of('H', f, name), &err), 0);
    if (d->dated)
        postings_builder_date(b, d->date);
}

static void make_shard(size_t shard, uint32_t count, const char *folder)
{
    struct postings_builder *b;
    char                     path[256];
    snprintf(path, sizeof path, "%s/%zu", folder, shard);
    index_.documents[shard] = calloc(count, sizeof **index_.documents);
    index_.counts[shard]    = count;
    shard_now               = shard;
    assert_non_null(index_.documents[shard]);
    assert_int_equal(postings_builder_new(&b, &err), 0);
    for (uint32_t i = 0; i < count; i++) {
        made = i;
        left = count - 1 - i;
        make_document(&index_.documents[shard][i]);
        index_.segments[shard].deleted += index_.documents[shard][i].deleted;
        add_document(b, &index_.documents[shard][i]);
    }
    assert_int_equal(postings_builder_write(b, path, &err), 0);
    postings_builder_free(b);
    assert_int_equal(postings_file_open(&index_.files[shard], path, &err), 0);
    unlink(path);
}

static void make_index(size_t shards, const uint32_t *counts)
{
    char folder[] = "/tmp/test_lookup.XXXXXX";
    assert_non_null(mkdtemp(folder));
    memset(&index_, 0, sizeof index_);
    index_.shards = shards;
    for (size_t s = 0; s < shards; s++)
        make_shard(s, counts[s], folder);
    rmdir(folder);
}

static void release_index(void)
{
    for (size_t s = 0; s < index_.shards; s++) {
        postings_file_close(index_.files[s]);
        free(index_.documents[s]);
    }
}

/* ---- plans ----------------------------------------------------------------------------------------- */

static struct plan_query *new_plan(enum plan_op op, size_t count)
{
    struct plan_query        *q     = arena_alloc(&arena, sizeof *q);
    const struct plan_query **parts = arena_alloc(&arena, (count + 1) * sizeof *parts);
    *q = (struct plan_query){.op = op, .parts = parts, .count = count};
    return q;
}

static void set_part(struct plan_query *q, size_t i, const struct plan_query *part)
{
    ((const struct plan_query **)(uintptr_t)q->parts)[i] = part;
}

static const struct plan_query *term(char prefix, uint32_t number)
{
    char                  name[8];
    struct plan_query    *q     = new_plan(PLAN_TERM, 0);
    struct postings_term *found = arena_alloc(&arena, SHARDS_MAX * sizeof *found);
    q->term                     = arena_copy(&arena, term_of(prefix, number, name));
    q->wqf                      = prefix == 'Z' && draw(8) == 0 ? 2 : 1;
    memset(found, 0, SHARDS_MAX * sizeof *found);
    for (size_t s = 0; s < index_.shards; s++) {
        int is_there = postings_file_find(index_.files[s], q->term, &found[s], &err);
        assert_in_range(is_there, 0, 1);
        if (!is_there)
            memset(&found[s], 0, sizeof found[s]);
        q->found.df += found[s].df;
    }
    q->found.shards = found;
    return q;
}

static const struct plan_query *stem(void)
{
    return term('Z', draw_skewed(STEMS));
}

static const struct plan_query *rare_stem(void)
{
    return term('Z', 1 + draw(4));
}

static const struct plan_query *several(enum plan_op op, uint32_t most, const struct plan_query *(*make)(void))
{
    size_t             count = 2 + draw(most - 1);
    struct plan_query *q     = new_plan(op, count);
    for (size_t i = 0; i < count; i++)
        set_part(q, i, make());
    return q;
}

static const struct plan_query *synonym(void)
{
    size_t             count = 2 + draw(3);
    struct plan_query *q     = new_plan(PLAN_SYNONYM, count);
    for (size_t i = 0; i < count; i++) {
        struct plan_query *part = (struct plan_query *)(uintptr_t)term('Z', draw_skewed(STEMS));
        part->wqf               = 1 + draw(2); /* says nothing: a synonym has wqf 1 */
        set_part(q, i, part);
    }
    return q;
}

static const struct plan_query *word_or_synonym(void)
{
    return draw(6) ? stem() : synonym();
}

static const struct plan_query *placed(void)
{
    struct plan_query *q = (struct plan_query *)(uintptr_t)several(draw(3) ? PLAN_PHRASE : PLAN_NEAR, 3, stem);
    for (size_t i = 0; i < q->count; i++)
        set_part(q, i, term('w', draw_skewed(WORDS)));
    q->window = (uint32_t)q->count + draw(4);
    return q;
}

static const struct plan_query *dates(void)
{
    struct plan_query *q = new_plan(PLAN_DATES, 0);
    q->first             = (int64_t)draw(1000) * 86400;
    q->last              = q->first + (int64_t)draw(400) * 86400;
    return q;
}

static const struct plan_query *pair(enum plan_op op, const struct plan_query *a, const struct plan_query *b)
{
    struct plan_query *q = new_plan(op, 2);
    set_part(q, 0, a);
    set_part(q, 1, b);
    return q;
}

/* A phrase as the planner makes it: the stems of its words weigh. */
static const struct plan_query *phrase(void)
{
    const struct plan_query *words = placed();
    struct plan_query       *stems = new_plan(PLAN_AND, words->count);
    for (size_t i = 0; i < words->count; i++) {
        uint32_t number = number_of(words->parts[i]);
        set_part(stems, i, term('Z', number / 2));
    }
    return pair(PLAN_FILTER, stems, words);
}

static const struct plan_query *any_plan(int depth);

static const struct plan_query *deeper(void)
{
    return any_plan(1);
}

static const struct plan_query *any_filter(void)
{
    struct plan_query *unweighed;
    switch (draw(5)) {
    case 0: return dates();
    case 1: return placed();
    case 2:
        unweighed = new_plan(PLAN_UNWEIGHED, 1);
        set_part(unweighed, 0, stem());
        return unweighed;
    case 3: return pair(PLAN_OR, term('H', draw(FACETS)), term('H', draw(FACETS)));
    default: return term('H', draw(FACETS));
    }
}

static const struct plan_query *any_plan(int depth)
{
    switch (draw(depth ? 7 : 12)) {
    case 0: return stem();
    case 1: return synonym();
    case 2: return several(PLAN_OR, 6, word_or_synonym);
    case 3: return several(PLAN_AND, 4, word_or_synonym);
    case 4: return phrase();
    case 5: return pair(PLAN_FILTER, word_or_synonym(), any_filter());
    case 6: return pair(PLAN_FILTER, several(PLAN_OR, 4, stem), any_filter());
    case 7: return pair(PLAN_AND_NOT, any_plan(1), any_plan(1));
    case 8: return pair(PLAN_AND_MAYBE, draw(3) ? any_plan(1) : any_filter(), any_plan(1));
    case 9: return several(PLAN_OR, 3, deeper);
    case 10: return several(PLAN_AND, 3, deeper);
    default: return any_filter();
    }
}

/* ---- the plain evaluator ---------------------------------------------------------------------------- */

struct totals {
    double documents, average;
};

static struct totals totals_of_index(void)
{
    struct totals t = {0, 0};
    for (size_t s = 0; s < index_.shards; s++)
        for (uint32_t i = 0; i < index_.counts[s]; i++) {
            t.documents += 1;
            t.average += index_.documents[s][i].length;
        }
    t.average = t.average / t.documents;
    return t;
}

static double bm25(const struct totals *t, double df, double wqf, double wdf, double length)
{
    double odds = (t->documents - df + 0.5) / (df + 0.5);
    double idf  = log(odds < 2 ? 1 + odds / 2 : odds);
    double norm = length / t->average;
    return idf * (ENGINE_K3 + 1) * wqf / (ENGINE_K3 + wqf) * (ENGINE_K1 + 1) * wdf /
           (wdf + ENGINE_K1 * (1 - ENGINE_B + ENGINE_B * norm));
}

static uint32_t wdf_of(const struct plan_query *q, const struct document *d)
{
    return d->wdf[number_of(q)];
}

static bool phrase_holds(const struct plan_query *q, const struct document *d)
{
    for (uint32_t start = 0; start + q->count <= d->count; start++) {
        bool all = true;
        for (size_t i = 0; i < q->count && all; i++)
            all = d->words[start + i] == number_of(q->parts[i]);
        if (all)
            return true;
    }
    return false;
}

/* Different places for all words, the last less than `window` behind the first: tried one by one. */
static bool near_holds(const struct plan_query *q, const struct document *d, size_t depth, uint32_t *at)
{
    if (depth == q->count)
        return true;
    for (at[depth] = 0; at[depth] < d->count; at[depth]++) {
        bool good = d->words[at[depth]] == number_of(q->parts[depth]);
        for (size_t i = 0; i < depth && good; i++)
            good = at[i] != at[depth] && (uint32_t)abs((int)at[i] - (int)at[depth]) < q->window;
        if (good && near_holds(q, d, depth + 1, at))
            return true;
    }
    return false;
}

/* Does it match, and with what weight? */
static bool evaluate(const struct totals *t, const struct plan_query *q, const struct document *d, double *weight)
{
    double   w   = 0;
    bool     any = false, all = true, first = true;
    uint32_t at[8], wdf;
    *weight      = 0;
    switch (q->op) {
    case PLAN_NOTHING: return false;
    case PLAN_ALL: return true;
    case PLAN_TERM:
        if (*q->term.data == 'H')
            return d->facets[number_of(q)];
        if (*q->term.data == 'w') {
            for (uint32_t i = 0; i < d->count; i++)
                any = any || d->words[i] == number_of(q);
            return any;
        }
        wdf = wdf_of(q, d);
        if (wdf)
            *weight = bm25(t, (double)q->found.df, q->wqf, wdf, d->length);
        return wdf > 0;
    case PLAN_SYNONYM:
        wdf = 0;
        for (size_t i = 0; i < q->count; i++)
            wdf += wdf_of(q->parts[i], d);
        if (wdf)
            *weight = bm25(t, (double)plan_synonym_df(q, (uint64_t)t->documents), 1, wdf, d->length);
        return wdf > 0;
    case PLAN_PHRASE: return phrase_holds(q, d);
    case PLAN_NEAR: return near_holds(q, d, 0, at);
    case PLAN_DATES: return d->dated && d->date >= q->first && d->date <= q->last;
    default: break;
    }
    double sum = 0, own = 0;
    for (size_t i = 0; i < q->count; i++) {
        bool matches = evaluate(t, q->parts[i], d, &w);
        sum += w;
        own = i == 0 ? w : own;
        any = any || matches;
        all = all && matches;
        if (i == 0)
            first = matches;
        else if (q->op == PLAN_AND_NOT && matches)
            return false;
    }
    *weight = q->op == PLAN_OR || q->op == PLAN_AND || q->op == PLAN_AND_MAYBE ? sum
              : q->op == PLAN_UNWEIGHED                                       ? 0
                                                                              : own;
    bool matches = q->op == PLAN_OR ? any : q->op == PLAN_AND || q->op == PLAN_FILTER ? all : first;
    if (!matches)
        *weight = 0;
    return matches;
}

struct found {
    struct search_hit hit;
    bool              dated;
    int64_t           date;
};

static enum engine_sort sort_now;

static int by_rank(const void *a, const void *b)
{
    const struct found *x = a, *y = b;
    if (sort_now != ENGINE_BY_WEIGHT) {
        if (x->dated != y->dated)
            return x->dated ? -1 : 1;
        if (x->dated && x->date != y->date)
            return (x->date < y->date) == (sort_now == ENGINE_OLDEST) ? -1 : 1;
    }
    if (fabs(x->hit.weight - y->hit.weight) > 1e-11 * fmax(x->hit.weight, y->hit.weight))
        return x->hit.weight > y->hit.weight ? -1 : 1;
    if (x->hit.shard != y->hit.shard)
        return x->hit.shard < y->hit.shard ? -1 : 1;
    return x->hit.docid < y->hit.docid ? -1 : 1;
}

static size_t find_all(const struct totals *t, const struct plan_query *q, struct found *out)
{
    size_t count = 0;
    for (size_t s = 0; s < index_.shards; s++)
        for (uint32_t i = 0; i < index_.counts[s]; i++) {
            const struct document *d = &index_.documents[s][i];
            double                 weight;
            if (!d->deleted && evaluate(t, q, d, &weight))
                out[count++] = (struct found){{s, i + 1, weight}, d->dated, d->date};
        }
    qsort(out, count, sizeof *out, by_rank);
    return count;
}

/* ---- the comparison ---------------------------------------------------------------------------------- */

static bool same(const struct search_result *got, const struct found *want, size_t matches,
                 const struct engine_request *request)
{
    size_t end  = request->first + request->count < matches ? request->first + request->count : matches;
    size_t page = end > request->first ? end - request->first : 0;
    bool   good = got->count == page && got->lower <= matches && got->upper >= matches &&
                got->lower <= got->estimate && got->estimate <= got->upper;
    if (request->exact_up_to == UINT64_MAX)
        good = good && got->lower == matches && got->upper == matches;
    for (size_t i = 0; i < page && good; i++) {
        const struct search_hit *x = &got->hits[i], *y = &want[request->first + i].hit;
        good = x->shard == y->shard && x->docid == y->docid && fabs(x->weight - y->weight) <= 1e-12 * y->weight;
        if (!good)
            print_message("hit %zu: (%zu, %u) %.17g instead of (%zu, %u) %.17g\n", i, x->shard, x->docid, x->weight,
                          y->shard, y->docid, y->weight);
    }
    return good;
}

static void *engine;

/* What the leaves of a plan give each hit adds up to what it weighs, and each gives nothing or what it weighs alone. */
static bool adds_up(const struct totals *t, const struct plan_query *q, const struct search_result *result)
{
    struct plan_leaves leaves;
    assert_int_equal(plan_leaves_find(&leaves, q, &arena, &err), 0);
    double *weights = arena_alloc(&arena, (result->count * leaves.count + 1) * sizeof *weights);
    assert_non_null(weights);
    assert_int_equal(plan_weights(q, &index_, result->hits, result->count, leaves.count, weights, &err), 0);
    for (size_t h = 0; h < result->count; h++) {
        const struct search_hit *hit = &result->hits[h];
        double                   sum = 0, alone;
        for (size_t l = 0; l < leaves.count; l++) {
            double weight = weights[h * leaves.count + l];
            sum += weight;
            evaluate(t, leaves.items[l], &index_.documents[hit->shard][hit->docid - 1], &alone);
            if (weight != 0 && fabs(weight - alone) > 1e-12 * alone)
                return false;
        }
        if (fabs(sum - hit->weight) > 1e-12 * hit->weight)
            return false;
    }
    return true;
}

static void compare(const struct totals *t, const struct plan_query *q, struct found *all, uint64_t at)
{
    static const uint64_t pages[] = {0, 1, 3, 10, 100, 1000};
    struct engine_request request = {.query = q, .first = draw(4) ? 0 : draw(20), .count = pages[draw(6)],
                                     .exact_up_to = draw(2) ? UINT64_MAX : draw(200),
                                     .sort = draw(4) ? ENGINE_BY_WEIGHT : draw(2) ? ENGINE_OLDEST : ENGINE_NEWEST};
    struct search_result  result;
    sort_now       = request.sort;
    size_t matches = find_all(t, q, all);
    int    code    = engine_lookup.search(engine, &request, &result, &err);
    if (documents_are == CROWDED && q->op == PLAN_AND && request.count) /* by a sample, not of the best alone */
        assert_true(fabs((double)result.estimate - (double)matches) <= (double)matches / 4);
    if (code || !same(&result, all, matches, &request) || !adds_up(t, q, &result)) {
        struct buf text = BUF_INIT;
        plan_query_print(q, &text);
        print_message("seed %llu: %.*s\n%zu hits from %llu on, sort %d, exact %d: got %zu, counts %llu %llu %llu, "
                      "matches %zu; code %d %s\n", (unsigned long long)at, STR_ARG(buf_view(&text)),
                      (size_t)request.count, (unsigned long long)request.first, (int)request.sort,
                      request.exact_up_to == UINT64_MAX, result.count, (unsigned long long)result.lower,
                      (unsigned long long)result.estimate, (unsigned long long)result.upper, matches, code,
                      code ? err.msg : "");
        fail();
    }
    search_result_release(&result);
}

static int rounds(int usual)
{
    const char *said = getenv("PRESSMARK_ROUNDS");
    return said ? atoi(said) : usual;
}

static void run(size_t shards, const uint32_t *counts, int usual, const struct plan_query *(*make)(void))
{
    make_index(shards, counts);
    struct totals t   = totals_of_index();
    assert_int_equal(engine_lookup.open(&engine, &index_, &err), 0);
    struct found *all = malloc((size_t)t.documents * sizeof *all);
    assert_non_null(all);
    for (int round = rounds(usual); round > 0; round--) {
        uint64_t at = seed;
        arena_clear(&arena);
        compare(&t, make(), all, at);
    }
    free(all);
    engine_lookup.close(engine);
    arena_release(&arena);
    release_index();
}

static const struct plan_query *plan_of_any_shape(void)
{
    return any_plan(0);
}

/* The frequent stem of LONELY or rare ones, filtered now and then. */
static const struct plan_query *plan_of_one_and_rare(void)
{
    struct plan_query *any = (struct plan_query *)(uintptr_t)several(PLAN_OR, 4, rare_stem);
    set_part(any, 0, term('Z', 0));
    if (draw(4))
        return any;
    struct plan_query *filtered = new_plan(PLAN_FILTER, 2);
    set_part(filtered, 0, any);
    set_part(filtered, 1, term('H', draw(2)));
    return filtered;
}

static const struct plan_query *frequent_stem(void)
{
    return term('Z', draw(3));
}

/* Two frequent stems, of which one may be all that must be there, or one; filtered now and then, by few or many. */
static const struct plan_query *plan_of_frequent(void)
{
    const enum plan_op       op   = draw(4) ? PLAN_AND : PLAN_AND_MAYBE;
    const struct plan_query *plan = draw(3) ? pair(op, frequent_stem(), frequent_stem()) : frequent_stem();
    return draw(3) ? plan : pair(PLAN_FILTER, plan, any_filter());
}

static const struct plan_query *any_stem_of_crowded(void)
{
    return term('Z', draw(3) ? (draw(2) ? 1 : draw(6)) : 6 + draw(4));
}

/* Any or all of several frequent stems and rare ones, filtered now and then. */
static const struct plan_query *plan_of_frequent_and_rare(void)
{
    const bool               any  = draw(3);
    const struct plan_query *plan = several(any ? PLAN_OR : PLAN_AND, 5, any ? any_stem_of_crowded : frequent_stem);
    return draw(4) ? plan : pair(draw(3) ? PLAN_FILTER : PLAN_AND_NOT, plan, any_filter());
}

/* Phrases, most of them of words of which pairs are listed: alone, filtered, and where there is no way of their own. */
static const struct plan_query *plan_of_phrases(void)
{
    switch (draw(6)) {
    case 0: return pair(PLAN_FILTER, phrase(), any_filter());
    case 1: return pair(PLAN_AND_NOT, stem(), placed());
    case 2: return pair(PLAN_OR, phrase(), draw(2) ? phrase() : stem());
    case 3: return pair(PLAN_AND_MAYBE, placed(), stem());
    default: return phrase();
    }
}

static const struct plan_query *plan_of_large_shards(void)
{
    return draw(2) ? plan_of_frequent_and_rare() : plan_of_phrases();
}

static void one_shard(void **state)
{
    (void)state;
    run(1, (uint32_t[]){9000}, 1000, plan_of_any_shape);
}

static void three_shards(void **state)
{
    (void)state;
    run(3, (uint32_t[]){3000, 1, 4500}, 1000, plan_of_any_shape);
}

static void tiny_shards(void **state)
{
    (void)state;
    run(2, (uint32_t[]){1, 5}, 1000, plan_of_any_shape);
}

static void documents_alike(void **state)
{
    (void)state;
    documents_are = ALIKE;
    run(2, (uint32_t[]){800, 600}, 1000, plan_of_any_shape);
}

static void words_alone(void **state)
{
    (void)state;
    documents_are = LONELY;
    run(2, (uint32_t[]){2000, 900}, 1000, plan_of_one_and_rare);
}

static void lists_with_champions(void **state)
{
    (void)state;
    documents_are = CROWDED;
    run(2, (uint32_t[]){60000, 40000}, 150, plan_of_frequent);
}

static void lists_with_ranges_and_pairs(void **state)
{
    (void)state;
    documents_are = LATER;
    run(2, (uint32_t[]){70000, 66000}, 500, plan_of_large_shards);
}

int main(void)
{
    const char *said = getenv("PRESSMARK_SEED");
    seed             = said ? strtoull(said, NULL, 10) : 1;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_shard),
        cmocka_unit_test(three_shards),
        cmocka_unit_test(tiny_shards),
        cmocka_unit_test(documents_alike),
        cmocka_unit_test(words_alone),
        cmocka_unit_test(lists_with_champions),
        cmocka_unit_test(lists_with_ranges_and_pairs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
