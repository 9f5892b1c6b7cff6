/* Words side by side, and words near each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "query/word_place.h"

enum { WORDS = 4, PLACES = 8 };

/* "1 5, 2 9": words with their positions. */
struct example {
    struct word_places words[WORDS];
    uint32_t           at[WORDS][PLACES];
    size_t             count;
};

static void read_example(struct example *e, const char *text)
{
    memset(e, 0, sizeof *e);
    e->count = 1;
    for (char *end; *text; text = end) {
        if (*text == ',') {
            e->count++;
            text++;
        }
        struct word_places *w           = &e->words[e->count - 1];
        e->at[e->count - 1][w->count++] = (uint32_t)strtoul(text, &end, 10);
    }
    for (size_t i = 0; i < e->count; i++)
        e->words[i].at = e->at[i];
}

static void test_phrases(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        bool        found;
    } expected[] = {
        {"7", true},
        {"1,2", true},
        {"2,1", false},
        {"1,3", false},
        {"1 5 9,3 10", true},
        {"1 5 9,3 10,11", true},
        {"1 5 9,3 10,12", false},
        {"1 4,2,3,1 4", true},  /* to be or to */
        {"1 4,2,3,1 5", false},
        {"1 2,1 2", true},
        {"4294967294,4294967295", true},
        {"4294967295,0", false}, /* nothing comes after the last */
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct example e;
        read_example(&e, expected[i].words);
        if (word_places_phrase(e.words, e.count) != expected[i].found)
            fail_msg("%s: not %d", expected[i].words, expected[i].found);
    }
    assert_false(word_places_phrase(NULL, 0));
}

static void test_near(void **state)
{
    (void)state;
    static const struct {
        const char *words;
        uint32_t    window;
        bool        found;
    } expected[] = {
        {"5", 1, true},
        {"1,2", 2, true},
        {"2,1", 2, true},
        {"1,3", 2, false},
        {"1,3", 3, true},
        {"1 20,10 19", 2, true},
        {"1,2,3", 2, false},     /* three words take three places */
        {"3,1,2", 3, true},
        {"1 30,2 31,5 33", 4, true},
        {"1 30,2 31,5 34", 4, false},
        {"4,4", 9, false},       /* the same word twice, there once */
        {"4 6,4 6", 2, false},
        {"4 6,4 6", 3, true},
        {"4 6,4 6,5", 3, true},
        {"4 6,4,6", 9, false},   /* two places for three */
        {"4 6 8,4,6", 9, true},  /* who came first must move */
        {"4294967290,4294967295", 6, true},
        {"4294967290,4294967295", 5, false},
        {"0,4294967295", UINT32_MAX, false},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        struct example e;
        read_example(&e, expected[i].words);
        if (word_places_near(e.words, e.count, expected[i].window) != expected[i].found)
            fail_msg("%s within %u: not %d", expected[i].words, (unsigned)expected[i].window, expected[i].found);
    }
    assert_false(word_places_near(NULL, 0, 5));
}

/* Every way to choose a position a word. */
static bool near_by_trying(const struct example *e, size_t word, uint32_t *chosen, uint32_t window)
{
    uint32_t low = UINT32_MAX, high = 0;
    for (size_t i = 0; i < word; i++) {
        low  = chosen[i] < low ? chosen[i] : low;
        high = chosen[i] > high ? chosen[i] : high;
        for (size_t j = 0; j < i; j++)
            if (chosen[i] == chosen[j])
                return false;
    }
    if (word && high - low >= window)
        return false;
    if (word == e->count)
        return true;
    for (uint32_t p = 0; p < e->words[word].count; p++) {
        chosen[word] = e->at[word][p];
        if (near_by_trying(e, word + 1, chosen, window))
            return true;
    }
    return false;
}

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
    return (uint32_t)(*seed >> 33);
}

static void test_near_random(void **state)
{
    (void)state;
    uint64_t seed = 20230727;
    unsigned both[2] = {0, 0};
    for (int round = 0; round < 20000; round++) {
        struct example e = {.count = 1 + next_random(&seed) % WORDS};
        uint32_t       chosen[WORDS], window = 1 + next_random(&seed) % 7;
        for (size_t i = 0; i < e.count; i++) {
            e.words[i].at = e.at[i];
            for (uint32_t p = 0, n = next_random(&seed) % PLACES; e.words[i].count < n; p++)
                if (next_random(&seed) % 4 == 0)
                    e.at[i][e.words[i].count++] = p;
        }
        bool found = word_places_near(e.words, e.count, window);
        assert_int_equal(found, near_by_trying(&e, 0, chosen, window));
        both[found]++;
    }
    assert_true(both[0] > 1000 && both[1] > 1000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_phrases), cmocka_unit_test(test_near),
                                       cmocka_unit_test(test_near_random)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
