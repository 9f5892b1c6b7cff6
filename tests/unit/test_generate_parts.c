/* What made-up news is made of: numbers, ranks and words. */
#include "test_generate.h"

#include "corpus/fixed.h"
#include "text/analyzer.h"
#include "text/languages.h"

/* ---- whole numbers for logarithms -------------------------------------------------------------- */

static void test_fixed(void **state)
{
    (void)state;
    struct random r;
    random_init(&r, 5, 0);
    for (int i = 0; i < 20000; i++) {
        uint64_t value = random_next(&r) >> random_below(&r, 63);
        if (!value)
            continue;
        double log = (double)fixed_log2(value, 20) / 4294967296.0;
        assert_true(fabs(log - (log2((double)value) - 20)) < 1e-9);
        fixed x = (fixed)(random_next(&r) >> 28) - ((fixed)1 << 35); /* -8 .. 8 */
        assert_near((double)fixed_exp2(x, 50), exp2((double)x / 4294967296.0 + 50), 4e-9, "exp2");
        uint64_t root = fixed_square_root((unsigned __int128)value * value + value);
        assert_true(root == value);
    }
    assert_true(fixed_log2(1, 0) == 0 && fixed_log2(UINT64_C(1) << 63, 0) == 63 * FIXED_ONE);
    assert_true(fixed_exp2(0, 0) == 1 && fixed_exp2(64 * FIXED_ONE, 0) == UINT64_MAX);
    assert_true(fixed_exp2(-FIXED_ONE, 0) == 0 && fixed_exp2(INT64_MAX, 0) == UINT64_MAX);
    assert_true(fixed_multiply(-3 * FIXED_ONE / 2, FIXED_ONE * 2) == -3 * FIXED_ONE);
}

static void test_normal(void **state)
{
    (void)state;
    enum { N = 200000 };
    struct random r;
    double        moment[5] = {0};
    random_init(&r, 6, 0);
    for (int i = 0; i < N; i++) {
        double z = (double)fixed_normal(&r) / 4294967296.0, power = 1;
        for (int m = 1; m < 5; m++)
            moment[m] += (power *= z) / N;
    }
    assert_true(fabs(moment[1]) < 0.01 && fabs(moment[3]) < 0.03);
    assert_near(moment[2], 1, 0.01, "variance");
    assert_near(moment[4], 3, 0.03, "fourth moment");
}

/* ---- ranks ------------------------------------------------------------------------------------- */

static void check_law(const struct law *l)
{
    enum { N = 2000000, OCTAVES = 40 };
    struct rank_law law;
    struct random   r;
    double          octave[OCTAVES] = {0}, first[20] = {0}, total = weight_between(l, 1, ldexp(1, 40));
    OK(rank_law_init(&law, (uint64_t)l->core, (uint64_t)(l->exponent * 1e6 + 0.5),
                     (uint64_t)(l->shift * 1e6 + 0.5), (uint64_t)(l->growth * 1e6 + 0.5), &err));
    random_init(&r, 7, 0);
    for (int i = 0; i < N; i++) {
        uint64_t rank = rank_law_draw(&law, &r);
        assert_true(rank < RANK_LAW_LAST && (l->growth > 0 || rank < (uint64_t)l->core));
        octave[63 - __builtin_clzll(rank + 1 < RANK_LAW_LAST ? rank + 1 : rank)]++;
        if (rank < 20)
            first[rank]++;
    }
    for (int k = 0; k < OCTAVES; k++) {
        double share = weight_between(l, ldexp(1, k), ldexp(1, k + 1)) / total * N;
        if (fabs(octave[k] - share) > 0.01 * share + 5 * sqrt(share) + 1)
            fail_msg("core %g exponent %g: octave %d has %g, not %g", l->core, l->exponent, k, octave[k],
                     share);
    }
    for (int i = 0; i < 20 && i < l->core; i++) {
        double share = weight(l, i + 1) / total * N;
        if (fabs(first[i] - share) > 5 * sqrt(share) + 1)
            fail_msg("core %g exponent %g: rank %d has %g, not %g", l->core, l->exponent, i + 1, first[i],
                     share);
    }
    rank_law_release(&law);
}

static void test_rank_law(void **state)
{
    (void)state;
    static const struct law laws[] = {
        {8000, 1, 2.7, 0.49}, {500, 1.2, 0, 0.3}, {100000, 0.8, 10, 0.7}, {1, 1, 0, 0.5}, {3, 0, 0, 0},
        {20000, 0, 5, 0.1}, {1000, 4, 0.5, 0.6}, {1000, 1, 1000, 0.95},
    };
    for (size_t i = 0; i < sizeof laws / sizeof *laws; i++)
        check_law(&laws[i]);
}

/* ---- words ------------------------------------------------------------------------------------- */

static void test_words_differ(void **state)
{
    (void)state;
    struct lexicon l;
    struct table   t = new_table(1 << 21);
    char           word[LEXICON_WORD_MAX], cached[LEXICON_WORD_MAX];
    bool           is_name, cached_name;
    size_t         names = 0;
    OK(lexicon_init(&l, 3, 20, 1000, &err));
    for (uint64_t i = 0; i < 600000; i++) {
        uint64_t rank = i < 400000 ? i : i < 500000 ? 3000000000 + i : RANK_LAW_LAST - 1000000 + i;
        size_t   len  = lexicon_spell(&l, rank, word, &is_name);
        assert_in_range(len, 1, LEXICON_WORD_MAX);
        for (size_t b = 0; b < len; b++)
            assert_in_range(word[b], 'a', 'z');
        assert_int_equal(lexicon_word(&l, rank, cached, &cached_name), len);
        assert_memory_equal(word, cached, len);
        assert_int_equal(is_name, cached_name);
        struct table_row *row = look_up(&t, word, len);
        if (row->count++)
            fail_msg("rank %llu is '%.*s', as rank %u", (unsigned long long)rank, (int)len, word, row->rank);
        row->rank = (uint32_t)rank;
        names += is_name;
    }
    assert_in_range(names, 600000 / 14, 600000 / 10);
    free(t.rows);
    lexicon_release(&l);
}

static int keep_stem(void *ctx, const struct token *token)
{
    struct buf *out = ctx;
    if (token->kind == TOKEN_JOINED)
        return 0;
    buf_str(out, token->stem);
    buf_putc(out, ' ');
    return 0;
}

/* A form of a word has its stem. */
static void test_forms_stem_alike(void **state)
{
    (void)state;
    static const char *const endings[] = {"s", "ed", "ing"};
    struct lexicon   l;
    struct analyzer *analyzer;
    struct buf       stems = BUF_INIT, text = BUF_INIT;
    char             word[LEXICON_WORD_MAX];
    bool             is_name;
    size_t           forms[3] = {0}, bases = 0;
    OK(lexicon_init(&l, 3, 20, 0, &err));
    OK(analyzer_new(&analyzer, &err));
    for (uint64_t rank = LEXICON_FUNCTION_WORDS; rank < 40000; rank++) {
        size_t len = lexicon_spell(&l, rank, word, &is_name), base = 0;
        for (int e = 0; e < 3 && !base; e++) {
            size_t end = strlen(endings[e]);
            if (len > end && memcmp(word + len - end, endings[e], end) == 0) {
                base = len - end;
                forms[e]++;
            }
        }
        bases += !base;
        if (!base)
            continue;
        uint32_t position = 0;
        buf_clear(&text);
        buf_clear(&stems);
        buf_printf(&text, "%.*s %.*s", (int)len, word, (int)base, word);
        OK(analyzer_run(analyzer, language_find(STR("en")), buf_view(&text), &position, keep_stem, &stems,
                        &err));
        struct str rest = buf_view(&stems), a = str_split(&rest, ' '), b = str_split(&rest, ' ');
        if (!str_eq(a, b))
            fail_msg("'%s' stems to '%s'", text.data, stems.data);
    }
    for (int e = 0; e < 3; e++)
        assert_in_range(forms[e], bases / 20, bases / 3);
    buf_release(&stems);
    buf_release(&text);
    analyzer_free(analyzer);
    lexicon_release(&l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_normal),
        cmocka_unit_test(test_rank_law),
        cmocka_unit_test(test_words_differ),
        cmocka_unit_test(test_forms_stem_alike),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
