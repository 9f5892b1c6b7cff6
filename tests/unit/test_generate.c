/* generate: the statistics of made-up news against the laws that its header claims. Nothing here is left
 * to chance: what holds once holds always. */
#include "test_generate.h"

/* What is counted over a corpus. */
struct counted {
    struct generate_options options;
    uint64_t                documents;
    struct lexicon          lexicon;
    struct table            words;
    double                  tokens;
    double                  log_sum, log_squares, length_sum;
    double                  distinct_at[8], tokens_at[8]; /* after documents / 2^k */
    double                  in_topic, of_topics;          /* words of any topic: of the article's, all */
    double                 *follows, *heads;              /* by rank of the first; ranks below HEADS */
    double                  documents_of[64];             /* by topic; by year */
    double                  documents_in[64];
    struct table            topic_names;
};

enum { HEADS = 300, KNOWN = 1 << 18 };

static void count_text(struct counted *c, struct str text, const bool *topics)
{
    uint64_t length = 0, before = UINT64_MAX;
    char     word[LEXICON_WORD_MAX];
    size_t   len = 0;
    for (size_t i = 0; i <= text.len; i++) {
        char b = i < text.len ? text.data[i] : ' ';
        if ((b | 32) >= 'a' && (b | 32) <= 'z') {
            assert_true(len < sizeof word);
            word[len++] = (char)(b | 32);
            continue;
        }
        assert_true(strchr(" ,.\n", b) != NULL);
        if (!len)
            continue;
        struct table_row *row = look_up(&c->words, word, len);
        row->count++;
        length++;
        len           = 0;
        uint64_t rank = row->rank;
        if (rank != UINT32_MAX && lexicon_topic(&c->lexicon, rank) >= 0) {
            c->of_topics++;
            c->in_topic += topics[lexicon_topic(&c->lexicon, rank)];
        }
        uint64_t follower;
        int      link;
        if (before < HEADS && lexicon_follower(&c->lexicon, before, &follower, &link)) {
            c->heads[before]++;
            c->follows[before] += rank == (link < 0 ? follower : (uint64_t)link);
        }
        before = b == '.' ? UINT64_MAX : rank;
    }
    c->tokens += (double)length;
    c->length_sum += (double)length;
    c->log_sum += log((double)length);
    c->log_squares += log((double)length) * log((double)length);
}

static void count_article(struct counted *c, const struct article *a)
{
    bool       topics[64] = {false};
    struct str names      = a->field[FIELD_TOPIC];
    while (names.data) {
        struct str name = str_split(&names, '\n');
        topics[look_up(&c->topic_names, name.data, name.len)->rank] = true;
    }
    for (size_t t = 0; t < c->options.topics; t++)
        c->documents_of[t] += topics[t];
    int64_t seconds;
    assert_true(article_date_seconds(a->field[FIELD_DATE], &seconds));
    int      year;
    unsigned month, day;
    civil_from_days(seconds / 86400, &year, &month, &day);
    assert_in_range(year, c->options.first_year, c->options.first_year + c->options.years - 1);
    c->documents_in[(uint64_t)year - c->options.first_year]++;
    count_text(c, a->field[FIELD_BODY], topics);
}

static size_t distinct(const struct table *t)
{
    size_t n = 0;
    for (size_t i = 0; i < t->size; i++)
        n += t->rows[i].count > 0;
    return n;
}

static void count_corpus(struct counted *c)
{
    struct generator *g;
    struct article    a;
    char              word[LEXICON_WORD_MAX];
    bool              is_name;
    OK(lexicon_init(&c->lexicon, c->options.seed, (uint32_t)c->options.topics, 0, &err));
    c->words       = new_table(1 << 21);
    c->topic_names = new_table(256);
    c->heads       = calloc(HEADS, sizeof *c->heads);
    c->follows     = calloc(HEADS, sizeof *c->follows);
    for (uint32_t rank = 0; rank < KNOWN; rank++)
        look_up(&c->words, word, lexicon_spell(&c->lexicon, rank, word, &is_name))->rank = rank;
    for (uint32_t t = 0; t < c->options.topics; t++)
        look_up(&c->topic_names, word, lexicon_topic_name(&c->lexicon, t, word))->rank = t;
    OK(generator_new(&g, &c->options, &err));
    for (uint64_t i = 0; i < c->documents; i++) {
        OK(generator_article(g, i, &a, &err));
        count_article(c, &a);
        for (int k = 0; k < 8; k++)
            if (i + 1 == c->documents >> k) {
                c->distinct_at[k] = (double)distinct(&c->words);
                c->tokens_at[k]   = c->tokens;
            }
    }
    generator_free(g);
}

static void release_counted(struct counted *c)
{
    lexicon_release(&c->lexicon);
    free(c->words.rows);
    free(c->topic_names.rows);
    free(c->heads);
    free(c->follows);
}

static struct law law_of(const struct generate_options *o)
{
    return (struct law){(double)o->vocabulary, (double)o->exponent / 1e6, (double)o->shift / 1e6,
                        (double)o->growth / 1e6};
}

static int compare_counts(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;
    return (*x < *y) - (*x > *y);
}

/* The most frequent words of the core, in order of their counts: the slope of log frequency over log
 * (rank + shift), least squares over points evenly spaced in the logarithm. */
static void check_slope(const struct counted *c, const struct law *l)
{
    uint32_t *counts = calloc(c->words.size, sizeof *counts);
    double    n = 0, x1 = 0, y1 = 0, xx = 0, xy = 0;
    assert_non_null(counts);
    for (size_t i = 0; i < c->words.size; i++)
        counts[i] = c->words.rows[i].count;
    qsort(counts, c->words.size, sizeof *counts, compare_counts);
    for (double rank = 1; rank < l->core / 2; rank = floor(rank * 1.1 + 1)) {
        double x = log(rank + l->shift), y = log((double)counts[(size_t)rank - 1]);
        n++;
        x1 += x;
        y1 += y;
        xx += x * x;
        xy += x * y;
    }
    assert_near((n * xy - x1 * y1) / (n * xx - x1 * x1), -l->exponent, 0.04, "slope of the frequencies");
    free(counts);
}

/* The share of each octave of true ranks, as far as words of theirs are many enough to say. */
static void check_octaves(struct counted *c, const struct law *l)
{
    double total = weight_between(l, 1, ldexp(1, 40)), octave[18] = {0};
    for (size_t i = 0; i < c->words.size; i++)
        if (c->words.rows[i].rank < KNOWN - 1)
            octave[31 - __builtin_clz(c->words.rows[i].rank + 1)] += c->words.rows[i].count;
    for (int k = 0; k < 18; k++) {
        char what[40];
        snprintf(what, sizeof what, "share of octave %d", k);
        double expected = weight_between(l, ldexp(1, k), ldexp(1, k + 1)) / total;
        assert_near(octave[k] / c->tokens, expected, 0.1, what);
    }
}

/* How many words that come with these chances are seen in n draws. */
static double expected_distinct(const struct law *l, double n)
{
    double total = weight_between(l, 1, ldexp(1, 40)), sum = 0;
    for (double low = 1; low < ldexp(1, 40);) {
        double next = low < 2000 ? low + 1 : floor(low * 1.01);
        sum += (next - low) * -expm1(-n * weight(l, (low + next - 1) / 2) / total);
        low = next;
    }
    return sum;
}

static void test_law_of_texts(void **state)
{
    (void)state;
    struct counted c = {.documents = 8192};
    generate_options_init(&c.options);
    c.options.seed = 11;
    count_corpus(&c);
    struct law l = law_of(&c.options);
    check_slope(&c, &l);
    check_octaves(&c, &l);
    /* 3 of 8 words that are no function words come again in a burst and are no new draw. */
    for (int k = 0; k < 8; k++)
        assert_near(c.distinct_at[k], expected_distinct(&l, c.tokens_at[k] * 5 / 8), 0.05, "different words");
    release_counted(&c);
}

static void test_other_laws(void **state)
{
    (void)state;
    struct counted c = {.documents = 4096};
    generate_options_init(&c.options);
    c.options.vocabulary = 2000;
    c.options.exponent   = 1200000;
    c.options.shift      = 5000000;
    c.options.topics     = 5;
    count_corpus(&c);
    struct law l = law_of(&c.options);
    check_slope(&c, &l);
    release_counted(&c);
}

/* With a small core the law of Heaps shows early: from one size to eight times it. */
static void test_growth(void **state)
{
    (void)state;
    static const uint64_t growths[] = {300000, 490000, 700000};
    for (int i = 0; i < 3; i++) {
        struct counted c = {.documents = 8192};
        generate_options_init(&c.options);
        c.options.vocabulary = 200;
        c.options.topics     = 2;
        c.options.growth     = growths[i];
        count_corpus(&c);
        double slope = log(c.distinct_at[0] / c.distinct_at[3]) / log(c.tokens_at[0] / c.tokens_at[3]);
        assert_near(slope, (double)growths[i] / 1e6, 0.06, "growth of the vocabulary");
        release_counted(&c);
    }
    struct counted closed = {.documents = 2048};
    generate_options_init(&closed.options);
    closed.options.vocabulary = 500;
    closed.options.topics     = 2;
    closed.options.growth     = 0;
    count_corpus(&closed);
    /* the counterpart of a word, or its follower, may lie a little behind the core */
    assert_in_range((uint64_t)closed.distinct_at[0], 495, 500 * 3 / 2 + 4);
    release_counted(&closed);
}

static void test_lengths(void **state)
{
    (void)state;
    static const struct {
        uint64_t length, sigma;
    } rows[] = {{300, 600000}, {80, 1000000}, {500, 0}};
    for (int i = 0; i < 3; i++) {
        struct counted c = {.documents = 6000};
        generate_options_init(&c.options);
        c.options.length       = rows[i].length;
        c.options.length_sigma = rows[i].sigma;
        count_corpus(&c);
        double n = (double)c.documents, sigma = (double)rows[i].sigma / 1e6, mean = c.log_sum / n;
        assert_near(c.length_sum / n, (double)rows[i].length, 0.04, "mean length");
        assert_near(mean, log((double)rows[i].length) - sigma * sigma / 2, 0.01, "mean of the logarithm");
        double deviation = sqrt(fmax(0, c.log_squares / n - mean * mean));
        assert_true(fabs(deviation - sigma) <= 0.025 * sigma + 1e-6);
        release_counted(&c);
    }
}

static void test_phrases_topics_dates(void **state)
{
    (void)state;
    struct counted c = {.documents = 8192};
    generate_options_init(&c.options);
    c.options.seed = 12;
    count_corpus(&c);
    double followed = 0, heads = 0;
    for (int h = 0; h < HEADS; h++) {
        followed += c.follows[h];
        heads += c.heads[h];
        if (c.heads[h] >= 1000) /* by chance at most the share of its rank, below 3 % */
            assert_in_range((uint64_t)(1000 * c.follows[h] / c.heads[h]), 220, 340);
    }
    assert_true(heads > 10000);
    assert_near(followed / heads, 0.29, 0.05, "words followed"); /* 0.3, less where a sentence ends */
    /* 3 of 4 are put into one of its topics, of the rest a twentieth are by chance */
    assert_near(c.in_topic / c.of_topics, 0.75 + 0.25 * 1.3 / 20, 0.03, "words of the article's own topics");
    for (size_t t = 0; t < c.options.topics; t++)
        assert_near(c.documents_of[t], (double)c.documents * (1 + 19.0 / 60) / 20, 0.15,
                    "articles of a topic");
    for (size_t y = 0; y < c.options.years; y++)
        assert_near(c.documents_in[y], (double)c.documents / 20, 0.15, "articles of a year");
    release_counted(&c);
}

/* Every corner together, and lengths at both of their ends. */
static void test_extremes(void **state)
{
    (void)state;
    struct generate_options o = {.seed = 0, .vocabulary = 1, .exponent = 0, .shift = 0, .growth = 0,
                                 .length = 3, .length_sigma = 2000000, .topics = 1, .first_year = 9999, .years = 1};
    struct counted          c = {.options = o, .documents = 300};
    count_corpus(&c);
    assert_true(c.tokens >= 900);
    release_counted(&c);
    c                      = (struct counted){.options = o, .documents = 30};
    c.options.length       = 20000;
    c.options.growth       = 950000;
    c.options.exponent     = 4000000;
    c.options.first_year   = 1;
    count_corpus(&c);
    release_counted(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_law_of_texts),
        cmocka_unit_test(test_other_laws),
        cmocka_unit_test(test_growth),
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_phrases_topics_dates),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
