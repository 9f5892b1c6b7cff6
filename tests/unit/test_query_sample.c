/* query_sample: every query is of the class its id says and finds something, by the planner's own account. */
#include "test_indexing.h"

#include <regex.h>

#include "query/lookup.h"
#include "bench/query_sample.h"
#include "corpus/generate.h"
#include "query/search.h"
#include "store/schema.h"

enum { MADE = 1500, PER_CLASS = 25 };

static struct buf sampled = BUF_INIT;

/* ---- two indexes: made-up news, with deletions, and the sample articles --------------------------- */

struct made_news {
    struct generator *generator;
    uint64_t          next, last;
};

static int next_made_news(void *ctx, struct article *out, enum reject_reason *reason, struct err *to)
{
    struct made_news *m = ctx;
    (void)reason;
    if (m->next == m->last)
        return 0;
    int code = generator_article(m->generator, m->next++, out, to);
    return code ? code : 1;
}

static void index_source(const char *path, struct article_source source)
{
    struct index_writer    *w;
    struct pipeline_options options = plain_options(2);
    struct batch            batch;
    OK(index_writer_open(&w, path, INDEX_MAY_CREATE, &err));
    OK(index_writer_work(w, &options.work, &err));
    options.index_path = index_writer_committed(w)->segment_count ? path : NULL;
    OK(pipeline_run(&options, source, &batch, &err));
    OK(segment_stage_batch(w, &batch, &err));
    OK(index_writer_commit(w, &err));
    batch_release(&batch);
    index_writer_close(w);
}

static void index_made_news(const char *path, uint64_t first, uint64_t last)
{
    struct generate_options options;
    struct made_news        m = {NULL, first, last};
    generate_options_init(&options);
    options.length = 120;
    OK(generator_new(&m.generator, &options, &err));
    index_source(path, (struct article_source){next_made_news, &m});
    generator_free(m.generator);
}

static void delete_half(const char *path, size_t segment, uint32_t documents)
{
    struct index_writer *w;
    OK(index_writer_open(&w, path, INDEX_MUST_EXIST, &err));
    for (uint32_t docid = 1; docid <= documents; docid += 2)
        OK(index_writer_delete(w, segment, docid, &err));
    OK(index_writer_commit(w, &err));
    index_writer_close(w);
}

static int make_indexes(void **state)
{
    if (make_scratch(state))
        return -1;
    index_made_news(at("made"), 0, MADE - 200);
    index_made_news(at("made"), MADE - 200, MADE);
    delete_half(at("made"), 1, 200);
    return 0;
}

static int remove_indexes(void **state)
{
    buf_release(&sampled);
    return remove_scratch(state);
}

static const char *sample_index(void)
{
    static char            path[600];
    const char            *source = getenv("PRESSMARK_SOURCE");
    struct corpus_options  options;
    struct corpus         *corpus;
    snprintf(path, sizeof path, "%.500s/corpus/sample", source ? source : ".");
    if (access(path, R_OK) != 0)
        return NULL;
    if (is_there("sample"))
        return at("sample");
    const char *input = path;
    corpus_options_init(&options);
    OK(corpus_open(&corpus, &input, 1, &options, &err));
    index_source(at("sample"), article_source_corpus(corpus));
    corpus_close(corpus);
    return at("sample");
}

/* ---- sampling -------------------------------------------------------------------------------------- */

static struct query_sample_options all_classes(uint64_t seed, uint64_t per_class, bool plain)
{
    struct query_sample_options o = {.seed = seed, .per_class = per_class, .plain = plain};
    for (int c = 0; c < SAMPLE_CLASS_COUNT; c++)
        o.classes[c] = true;
    return o;
}

static void sample_to(struct buf *out, const char *index, const struct query_sample_options *o,
                      uint64_t *counts)
{
    struct index_reader *reader;
    OK(index_reader_open(&reader, &index, 1, &err));
    buf_clear(out);
    OK(query_sample(reader, o, out, counts, &err));
    index_reader_close(reader);
}

static bool matches(struct str text, const char *pattern)
{
    regex_t regex;
    char    copy[1000];
    snprintf(copy, sizeof copy, "%.*s", STR_ARG(text));
    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    bool found = regexec(&regex, copy, 0, NULL, 0) == 0;
    regfree(&regex);
    return found;
}

#define W "[^ \"*:+()]{3,}"
#define P "[^ \"*:+()]+"

static const struct {
    const char *full, *plain;
} shapes[SAMPLE_CLASS_COUNT] = {
    [SAMPLE_CLASS_WORD_RARE]     = {"^" W "$", "^[a-z]{3,}$"},
    [SAMPLE_CLASS_WORD_MIDDLE]   = {"^" W "$", "^[a-z]{3,}$"},
    [SAMPLE_CLASS_WORD_FREQUENT] = {"^" W "$", "^[a-z]{3,}$"},
    [SAMPLE_CLASS_OR]            = {"^" W "( " W "){1,4}$", "^[a-z]{3,}( [a-z]{3,}){1,4}$"},
    [SAMPLE_CLASS_AND]           = {"^" W "( AND " W "){1,4}$", "^\\+[a-z]{3,}( \\+[a-z]{3,}){1,4}$"},
    [SAMPLE_CLASS_PHRASE_COMMON] = {"^\"" P "( " P "){1,4}\"$", "^\"[a-z]+( [a-z]+){1,4}\"$"},
    [SAMPLE_CLASS_PHRASE_RARE]   = {"^\"" P "( " P "){1,4}\"$", "^\"[a-z]+( [a-z]+){1,4}\"$"},
    [SAMPLE_CLASS_MIX]           = {"AND|\\+", NULL},
    [SAMPLE_CLASS_DATE]          = {" date:[0-9]{4}", NULL},
    [SAMPLE_CLASS_WILDCARD]      = {"^[a-z]{3,}\\*$", NULL},
    [SAMPLE_CLASS_MISS]          = {"^[a-z]{8,}$", "^[a-z]{8,}$"},
};

/* The class of a qid, and whether it is number `number` of it. */
static enum sample_class class_of(struct str qid, uint64_t number)
{
    for (int c = 0; c < SAMPLE_CLASS_COUNT; c++) {
        char expected[64];
        snprintf(expected, sizeof expected, "%s-%03llu", sample_class_name((enum sample_class)c),
                 (unsigned long long)number);
        if (str_eq(qid, str_c(expected)))
            return (enum sample_class)c;
    }
    fail_msg("a query is called '%.*s'", STR_ARG(qid));
    return SAMPLE_CLASS_COUNT;
}

/* Documents that have the one word of the query, as the header counts them. */
static void check_frequency(struct searcher *s, enum sample_class c, const struct search *search,
                            struct str query)
{
    uint64_t n = searcher_documents(s), rare = n / 1000 ? n / 1000 : 1, frequent = n / 20 > 3 ? n / 20 : 3;
    uint64_t df, least = UINT64_MAX;
    if (c <= SAMPLE_CLASS_WORD_FREQUENT) {
        df = search->plan.postings; /* of the stem */
        bool fits = c == SAMPLE_CLASS_WORD_RARE     ? df <= rare
                    : c == SAMPLE_CLASS_WORD_MIDDLE ? df > rare && df < frequent
                                                   : df >= frequent;
        if (!fits)
            fail_msg("'%.*s' has %llu of %llu articles: not %s", STR_ARG(query), (unsigned long long)df,
                     (unsigned long long)n, sample_class_name(c));
    }
    if (c != SAMPLE_CLASS_PHRASE_COMMON && c != SAMPLE_CLASS_PHRASE_RARE)
        return;
    struct str words = str_of(query.data + 1, query.len - 2);
    while (words.len) {
        struct arena      arena = ARENA_INIT;
        struct index_term found;
        OK(index_term_find(searcher_reader(s), str_split(&words, ' '), &arena, &found, &err));
        least = found.df < least ? found.df : least;
        arena_release(&arena);
    }
    assert_true(c == SAMPLE_CLASS_PHRASE_RARE ? least <= rare : least >= frequent);
}

static void check_query(struct searcher *s, enum sample_class c, struct str query, bool one_language)
{
    struct search         search;
    struct search_request request = {.query = query, .limit = 1, .exact = true};
    search_init(&search);
    OK(searcher_run(s, &request, &search, &err));
    bool misses = c == SAMPLE_CLASS_MISS;
    if ((search.result.estimate == 0) != misses)
        fail_msg("'%.*s' finds %llu", STR_ARG(query), (unsigned long long)search.result.estimate);
    if (search.query.notes.count != (misses ? 1 : 0))
        fail_msg("'%.*s' is noted upon: %s", STR_ARG(query), search.query.notes.text.data);
    if (one_language)
        check_frequency(s, c, &search, query);
    search_release(&search);
}

/* Every line; every class has `each` queries where that is not 0. */
static void check_sample(const char *index, bool plain, uint64_t each)
{
    struct query_sample_options o = all_classes(3, PER_CLASS, plain);
    struct searcher            *s;
    uint64_t                    counts[SAMPLE_CLASS_COUNT], seen[SAMPLE_CLASS_COUNT] = {0}, number = 0;
    enum sample_class            last = SAMPLE_CLASS_COUNT;
    sample_to(&sampled, index, &o, counts);
    OK(searcher_open(&s, &index, 1, NULL, &engine_lookup, &err));
    struct str rest = buf_view(&sampled);
    while (rest.len) {
        struct str query = str_split(&rest, '\n'), qid = str_split(&query, '\t');
        bool       next  = last != SAMPLE_CLASS_COUNT && str_starts(qid, str_c(sample_class_name(last)));
        number           = next ? number + 1 : 1;
        enum sample_class c = class_of(qid, number);
        const char *shape  = plain ? shapes[c].plain : shapes[c].full;
        assert_non_null(shape);
        if (!matches(query, shape))
            fail_msg("%.*s: '%.*s' has another shape", STR_ARG(qid), STR_ARG(query));
        check_query(s, c, query, each > 0);
        seen[c]++;
        last = c;
    }
    for (int c = 0; c < SAMPLE_CLASS_COUNT; c++) {
        assert_int_equal(seen[c], counts[c]);
        if (plain && !shapes[c].plain)
            assert_int_equal(seen[c], 0);
        else
            assert_in_range(seen[c], each ? each : 1, PER_CLASS);
    }
    searcher_close(s);
}

static void test_made_news(void **state)
{
    (void)state;
    check_sample(at("made"), false, PER_CLASS);
    check_sample(at("made"), true, PER_CLASS);
}

static void test_sample_articles(void **state)
{
    (void)state;
    const char *index = sample_index();
    if (!index)
        skip();
    check_sample(index, false, 0);
    check_sample(index, true, 0);
}

/* ---- the same again ---------------------------------------------------------------------------------- */

static void test_seed_decides(void **state)
{
    (void)state;
    struct buf                  again = BUF_INIT;
    uint64_t                    counts[SAMPLE_CLASS_COUNT];
    struct query_sample_options o = all_classes(3, 10, false);
    sample_to(&sampled, at("made"), &o, counts);
    sample_to(&again, at("made"), &o, counts);
    assert_true(str_eq(buf_view(&sampled), buf_view(&again)));
    o.seed = 4;
    sample_to(&again, at("made"), &o, counts);
    assert_false(str_eq(buf_view(&sampled), buf_view(&again)));
    buf_release(&again);
}

/* A class is the same whatever else is asked for, and fewer queries are the first of more. */
static void test_classes_stand_alone(void **state)
{
    (void)state;
    struct buf                  alone = BUF_INIT;
    uint64_t                    counts[SAMPLE_CLASS_COUNT];
    struct query_sample_options o = all_classes(3, 12, false);
    sample_to(&sampled, at("made"), &o, counts);
    for (int c = 0; c < SAMPLE_CLASS_COUNT; c++) {
        struct query_sample_options one = {.seed = 3, .per_class = 5};
        one.classes[c]                  = true;
        sample_to(&alone, at("made"), &one, counts);
        assert_int_equal(counts[c], 5);
        assert_non_null(strstr(sampled.data, alone.data));
    }
    buf_release(&alone);
}

static void test_no_query_twice(void **state)
{
    (void)state;
    uint64_t                    counts[SAMPLE_CLASS_COUNT];
    struct query_sample_options o = {.seed = 1, .per_class = 400};
    o.classes[SAMPLE_CLASS_WORD_FREQUENT] = true;
    sample_to(&sampled, at("made"), &o, counts);
    /* 1,500 articles do not have so many frequent words: it ends, with what there are */
    assert_in_range(counts[SAMPLE_CLASS_WORD_FREQUENT], 20, 399);
    struct str rest = buf_view(&sampled);
    while (rest.len) {
        struct str query = str_split(&rest, '\n'), others = rest;
        str_split(&query, '\t');
        while (others.len) {
            struct str other = str_split(&others, '\n');
            str_split(&other, '\t');
            assert_false(str_eq(query, other));
        }
    }
}

/* ---- indexes that have little ------------------------------------------------------------------------- */

static void test_little_to_sample(void **state)
{
    (void)state;
    uint64_t             counts[SAMPLE_CLASS_COUNT];
    struct index_writer *w;
    struct index_reader *reader;
    OK(index_writer_open(&w, at("little"), INDEX_MAY_CREATE, &err));
    index_writer_close(w);
    const char                 *path = at("little");
    struct query_sample_options o    = all_classes(1, 5, false);
    OK(index_reader_open(&reader, &path, 1, &err));
    FAILS(ERR_NOT_FOUND, query_sample(reader, &o, &sampled, counts, &err));
    assert_int_equal(counts[SAMPLE_CLASS_MISS], 0);
    index_reader_close(reader);

    /* one article with a title alone */
    OK(index_writer_open(&w, path, INDEX_MUST_EXIST, &err));
    snprintf(index_writer_staged(w)->default_language, sizeof index_writer_staged(w)->default_language, "en");
    add_made(w, (struct made_source){.first = 1, .last = 2, .ids = 100, .words = 0});
    index_writer_close(w);
    sample_to(&sampled, path, &o, counts);
    assert_int_equal(counts[SAMPLE_CLASS_WORD_RARE], 2); /* "made", "article" */
    assert_int_equal(counts[SAMPLE_CLASS_WORD_FREQUENT], 0);
    assert_int_equal(counts[SAMPLE_CLASS_PHRASE_COMMON], 0);
    assert_int_equal(counts[SAMPLE_CLASS_MISS], 5);
    delete_half(path, 0, 1);
    OK(index_reader_open(&reader, &path, 1, &err));
    FAILS(ERR_NOT_FOUND, query_sample(reader, &o, &sampled, counts, &err));
    index_reader_close(reader);
}

static void test_class_names(void **state)
{
    (void)state;
    for (int c = 0; c < SAMPLE_CLASS_COUNT; c++)
        assert_int_equal(query_class_by_name(sample_class_name((enum sample_class)c)), c);
    assert_int_equal(query_class_by_name("word"), -1);
    assert_int_equal(query_class_by_name(""), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made_news),
        cmocka_unit_test(test_sample_articles),
        cmocka_unit_test(test_seed_decides),
        cmocka_unit_test(test_classes_stand_alone),
        cmocka_unit_test(test_no_query_twice),
        cmocka_unit_test(test_little_to_sample),
        cmocka_unit_test(test_class_names),
    };
    return cmocka_run_group_tests(tests, make_indexes, remove_indexes);
}
