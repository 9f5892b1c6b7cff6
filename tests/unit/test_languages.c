/* The language table and the stop words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>
#include <libstemmer.h>

#include "base/buf.h"
#include "text/analyzer.h"
#include "text/languages.h"
#include "text/stem_cache.h"

static void names_are_found(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"en", "en"},       {"EN", "en"},        {"eng", "en"},     {"English", "en"}, {"english", "en"},
        {"en-US", "en"},    {"pt_BR", "pt"},     {"zh-Hant", "zh"}, {"nb", "no"},      {"nn-NO", "no"},
        {"ger", "de"},      {"deu", "de"},       {"iw", "he"},      {"in", "id"},      {"sr-Latn-RS", "sr"},
        {"Norwegian", "no"}, {"xh", "xh"},       {"zu", "zu"},      {"cs", "cs"},      {"vi", "vi"},
        {"none", ""},       {"und", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int lang = language_find(str_c(names[i][0]));
        assert_in_range(lang, 0, language_count() - 1);
        assert_string_equal(language_code(lang), names[i][1]);
    }
    static const char *const unknown[] = {"", "-", "_US", "e",
                                          "english-US", "xx", "engl", "en US", " en", "nb nn"};
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        assert_int_equal(language_find(str_c(unknown[i])), -1);
}

static void table_is_consistent(void **state)
{
    (void)state;
    assert_in_range(language_count(), 60, CACHE_LANGUAGES);
    assert_string_equal(language_code(LANGUAGE_NONE), "");
    assert_null(language_stemmer(LANGUAGE_NONE));
    for (int i = 1; i < language_count(); i++) {
        assert_int_equal(language_find(str_c(language_code(i))), i);
        assert_int_equal(language_find(str_c(language_name(i))), i);
        assert_non_null(language_stop_words(i));
        assert_int_equal(language_stemmer(i) != NULL, *language_probe(i) != '\0');
    }
    static const int outside[] = {-1, -1000, 1000};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        assert_string_equal(language_code(outside[i]), "");
        assert_null(language_stemmer(outside[i]));
        assert_null(language_stop_words(outside[i])[0]);
    }
}

static void every_stemmer_has_a_language(void **state)
{
    (void)state;
    for (const char **name = sb_stemmer_list(); *name; name++) {
        int lang = language_find(str_c(*name));
        if (strcmp(*name, "porter") == 0) {
            assert_int_equal(lang, -1);
            continue;
        }
        assert_true(lang > 0);
        assert_string_equal(language_stemmer(lang), *name);
    }
}

struct found {
    size_t count;
    bool   stop_word;
    char   word[ANALYZER_TERM_MAX + 1];
};

static int keep(void *ctx, const struct token *token)
{
    struct found *found = ctx;
    found->count++;
    found->stop_word = token->stop_word;
    memcpy(found->word, token->word.data, token->word.len);
    found->word[token->word.len] = '\0';
    return 0;
}

static void stop_words_are_folded_and_sorted(void **state)
{
    (void)state;
    struct err       err = ERR_INIT;
    struct analyzer *a;
    assert_int_equal(analyzer_new(&a, &err), 0);
    for (int i = 0; i < language_count(); i++) {
        const char *const *words = language_stop_words(i);
        for (; *words; words++) {
            struct found found    = {0};
            uint32_t     position = 0;
            assert_int_equal(analyzer_run(a, i, str_c(*words), &position, keep, &found, &err), 0);
            if (found.count != 1 || !found.stop_word || strcmp(found.word, *words) != 0)
                print_message("%s: '%s' gives %zu tokens, '%s'\n", language_code(i), *words, found.count,
                              found.word);
            assert_int_equal(found.count, 1);
            assert_string_equal(found.word, *words);
            assert_true(found.stop_word);
            assert_true(!words[1] || strcmp(words[0], words[1]) < 0);
        }
    }
    analyzer_free(a);
}

static void main_languages_have_stop_words(void **state)
{
    (void)state;
    static const char *const codes[] = {"en", "de", "fr", "es", "it", "pt",
                                        "nl", "sv", "no", "da", "fi", "ru"};
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
        size_t count = 0;
        while (language_stop_words(language_find(str_c(codes[i])))[count])
            count++;
        assert_in_range(count, 50, 400);
    }
}

/* ---- letters that are kept ---- */

static int keep_stem(void *ctx, const struct token *token)
{
    struct buf *stem = ctx;
    buf_clear(stem);
    buf_str(stem, token->stem);
    return 0;
}

/* English keeps two letters, or leaves none behind the first: all its endings behind all beginnings. */
static void english_stems_begin_as_their_words(void **state)
{
    (void)state;
    static const char *const endings[] = {
        "", "a", "y", "s", "e", "l", "ll", "ss", "us", "ed", "eed", "eedly", "edly", "ing", "ingly", "ies",
        "ied", "sses", "ational", "tional", "enci", "anci", "abli", "entli", "izer", "ization", "ation", "ator",
        "alism", "aliti", "alli", "fulness", "ousli", "ousness", "iveness", "iviti", "biliti", "bli", "ogi",
        "fulli", "lessli", "cli", "icate", "iciti", "ical", "ful", "ness", "ative", "alize", "al", "ance",
        "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ism", "ate", "iti", "ous", "ive",
        "ize", "ion", "sion", "tion", "kis", "kies", "dly", "ently", "ly", "rly", "nly", "ngly",
    };
    struct analyzer *a;
    struct err       err;
    struct buf       stem = BUF_INIT, found = BUF_INIT;
    int              english = language_find(STR("en"));
    assert_int_equal(analyzer_new(&a, &err), 0);
    for (unsigned pair = 0; pair < 26 * 26; pair++)
        for (size_t e = 0; e < sizeof endings / sizeof *endings; e++) {
            struct analyzer_initials initials = {{0}, {false}};
            uint32_t                 position = 0;
            char                     word[16];
            snprintf(word, sizeof word, "%c%c%s", 'a' + pair / 26, 'a' + pair % 26, endings[e]);
            assert_int_equal(analyzer_run(a, english, str_c(word), &position, keep_stem, &stem, &err), 0);
            analyzer_initials_add(&initials, buf_view(&stem));
            buf_clear(&found);
            assert_int_equal(analyzer_run_some(a, english, str_c(word), &initials, &position, keep_stem, &found, &err),
                             0);
            if (found.len != stem.len)
                print_message("'%s' was passed over\n", word);
            assert_int_equal(found.len, stem.len);
        }
    analyzer_free(a);
    buf_release(&stem);
    buf_release(&found);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_are_found),
        cmocka_unit_test(table_is_consistent),
        cmocka_unit_test(every_stemmer_has_a_language),
        cmocka_unit_test(stop_words_are_folded_and_sorted),
        cmocka_unit_test(english_stems_begin_as_their_words),
        cmocka_unit_test(main_languages_have_stop_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
