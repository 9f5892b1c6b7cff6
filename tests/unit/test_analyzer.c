/* Every rule of the analyzer, by example. A token is written word/stem@position[begin,end), the stem left
 * out where it is the word, then # for numbers, ~ for bigrams, . for the last character of their run, +N for
 * N joined parts, ! for stop words, ^ where the word without its accents has another stem. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "text/analyzer.h"
#include "text/languages.h"

static struct analyzer *analyzer;
static struct err       err;

struct sample {
    const char *lang, *text, *tokens;
};

static int write_token(void *ctx, const struct token *t)
{
    struct buf *out = ctx;
    if (out->len)
        buf_putc(out, ' ');
    buf_str(out, t->word);
    if (!str_eq(t->word, t->stem)) {
        buf_putc(out, '/');
        buf_str(out, t->stem);
    }
    buf_printf(out, "@%u[%u,%u)", t->position, t->begin, t->end);
    if (t->kind == TOKEN_NUMBER)
        buf_putc(out, '#');
    if (t->kind == TOKEN_NGRAM)
        buf_putc(out, '~');
    if (t->kind == TOKEN_NGRAM_TAIL)
        buf_putc(out, '.');
    if (t->kind == TOKEN_JOINED)
        buf_printf(out, "+%u", t->parts);
    if (t->stop_word)
        buf_putc(out, '!');
    if (t->apart)
        buf_putc(out, '^');
    return 0;
}

static int lang_of(const char *code)
{
    int lang = language_find(str_c(code));
    assert_true(lang >= 0);
    return lang;
}

static void check_all(const struct sample *samples, size_t count)
{
    struct buf out    = BUF_INIT;
    size_t     failed = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t position = 0;
        buf_clear(&out);
        assert_int_equal(analyzer_run(analyzer, lang_of(samples[i].lang), str_c(samples[i].text), &position,
                                      write_token, &out, &err),
                         0);
        if (str_eq(buf_view(&out), str_c(samples[i].tokens)))
            continue;
        print_message("%s '%s'\n  gives  %.*s\n  wanted %s\n", samples[i].lang, samples[i].text,
                      STR_ARG(buf_view(&out)), samples[i].tokens);
        failed++;
    }
    buf_release(&out);
    assert_int_equal(failed, 0);
}

#define CHECK(samples) check_all(samples, sizeof(samples) / sizeof *(samples))

static void words(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"none", "", ""},
        {"none", " .,'-_\n", ""},
        {"none", "one two", "one@1[0,3) two@2[4,7)"},
        {"none", "don't rock'n'roll 'quoted'",
         "don't@1[0,5) rock'n'roll@2[6,17) quoted@3[19,25)"},
        {"none", "don\u2019t don\u2018t don\u02BCt don\uFF07t",
         "don't@1[0,7) don't@2[8,15) don't@3[16,22) don't@4[23,30)"},
        {"none", "www.example.com. End.", "www.example.com@1[0,15) end@2[17,20)"},
        {"none", "a..b a.'b a,b 1a.2", "a@1[0,1) b@2[3,4) a@3[5,6) b@4[8,9) a@5[10,11) b@6[12,13) "
                                       "1a@7[14,16)# 2@8[17,18)#"},
        {"none", "__init__ snake_case _ a_", "init@1[2,6) snake_case@2[9,19) a@3[22,23)"},
        {"none", "soft\u00ADhyphen z\u200Bw, j\u200Dk",
         "softhyphen@1[0,12) z@2[13,14) w@3[17,18) jk@4[20,25)"},
        {"none", "iPhone\u7528 B2.5mm", "iphone@1[0,6) \u7528@2[6,9). b2.5mm@3[10,16)"},
        {"none", "ok\xFFgo \xC3 \xED\xA0\x80x", "ok@1[0,2) go@2[3,5) x@3[11,12)"},
        {"none", "\u0301a\u0301b \u0301", "ab@1[2,6)"},
        {"none", "Windows\u2122 \u00A9 \U0001F600smile", "windows@1[0,7) smile@2[18,23)"},
        {"he", "\u05E6\u05D4\"\u05DC \u05E6\u05D4\u05F4\u05DC \u05D0\"a",
         "\u05E6\u05D4\u05DC@1[0,7) \u05E6\u05D4\u05DC@2[8,16) \u05D0@3[17,19) a@4[20,21)"},
        {"ca", "col\u00B7legi \u00B7a\u00B7 1\u00B72",
         "collegi/colleg@1[0,9) a@2[12,13)! 1@3[16,17)# 2@4[19,20)#"},
    };
    CHECK(samples);
}

static void elisions(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"none", "l'homme", "l@1[0,1) homme@2[2,7)"},
        {"none", "L\u2019HOMME", "l@1[0,1) homme@2[4,9)"},
        {"none", "\uFF4C\uFF07homme", "l@1[0,3) homme@2[6,11)"},
        {"none", "qu'il dell'arte jusqu'\u00E0",
         "qu@1[0,2) il@2[3,5) dell@3[6,10) arte@4[11,15) jusqu@5[16,21) a@6[22,24)"},
        {"none", "aujourd'hui l'11", "aujourd'hui@1[0,11) l@2[12,13) 11@3[14,16)#"},
        {"none", "all's All's all'alba", "all's@1[0,5) all's@2[6,11) all@3[12,15) alba@4[16,20)"},
        {"none", "qu'est-ce", "qu@1[0,2) estce@2[3,9)+2 est@2[3,6) ce@3[7,9)"},
        {"fr", "j'y vais", "j@1[0,1)! y@2[2,3)! vais@3[4,8)"},
        {"none", "l'e mail", "l@1[0,1) e@2[2,3) mail@3[4,8)"}, /* no compound with part of an elision */
    };
    CHECK(samples);
}

static void normal_forms(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"none", "cafe caf\u00E9 cafe\u0301 CAF\u00C9",
         "cafe@1[0,4) cafe@2[5,10) cafe@3[11,17) cafe@4[18,23)"},
        {"none", "\uFF21\uFF22\uFF23 \uFB01n \u2167", "abc@1[0,9) fin@2[10,14) viii@3[15,18)"},
        {"none", "Stra\u00DFe STRASSE", "strasse@1[0,7) strasse@2[8,15)"},
        {"none", "\u00E6, \u0153uvre \u00F8l \u0142\u00F3d\u017A \u0111, \u00FEing \u00F0, \u0131",
         "ae@1[0,2) oeuvre@2[4,10) ol@3[11,14) lodz@4[15,22) "
         "d@5[23,25) thing@6[27,32) d@7[33,35) i@8[37,39)"},
        {"none", "\u1EB7, Ti\u1EBFng Vi\u1EC7t", "a@1[0,3) tieng@2[5,12) viet@3[13,19)"},
        {"none", "\u039F\u0394\u039F\u03A3 \u03BF\u03B4\u03CC\u03C2",
         "\u03BF\u03B4\u03BF\u03C3@1[0,8) \u03BF\u03B4\u03BF\u03C3@2[9,17)"},
        {"none", "\u0419\u0439 \u0451\u043B\u043A\u0430 \u0438\u0306",
         "\u0439\u0439@1[0,4) \u0435\u043B\u043A\u0430@2[5,13) \u0439@3[14,18)"},
        {"none", "\u0634\u064E\u0645\u0652\u0633 \u0634\u0645\u0633",
         "\u0634\u0645\u0633@1[0,10) \u0634\u0645\u0633@2[11,17)"},
        {"none", "\u05E9\u05C1\u05B8\u05DC\u05D5\u05B9\u05DD", "\u05E9\u05DC\u05D5\u05DD@1[0,14)"},
        {"none", "\u0915\u093F\u0924\u093E\u092C\u0947\u0902",
         "\u0915\u093F\u0924\u093E\u092C\u0947\u0902@1[0,21)"},
        {"none", "\u0130stanbul I\u0307z ISPARTA", "istanbul@1[0,9) iz@2[10,14) isparta@3[15,22)"},
        {"tr", "K\u0131zlar\u0131n KIZLARIN", "kizlarin/kiz@1[0,10) kizlarin/kiz@2[11,19)"},
        {"tr", "\u0130LLER iller I\u0307LLER", "iller/il@1[0,6) iller/il@2[7,12) iller/il@3[13,20)"},
        {"none", "U.N. u.n U.S.A. e.g. \u00C9.U. a.bc",
         "un@1[0,4) un@2[5,8) usa@3[9,15) eg@4[16,20) eu@5[21,26) a.bc@6[27,31)"},
        {"en", "us U.S. it", "us@1[0,2) us@2[3,7) it@3[8,10)!"},
        {"es", "energ\u00EDa energia casa", "energia/energ@1[0,8)^ energia/energi@2[9,16) casa/cas@3[17,21)"},
        {"fr", "arriv\u00E9e \u00E9cole", "arrivee/arriv@1[0,8)^ ecole/ecol@2[9,15)"},
        {"en", "caf\u00E9", "cafe@1[0,5)"},
        {"none", "CO\u2082 m\u00B2 10\u00B2 1\u00BD",
         "co2@1[0,5) m2@2[6,9) 10@3[10,12)# 2@4[12,14)# 1@5[15,16)# 1@6[16,18)# 2@7[16,18)#"},
    };
    CHECK(samples);
}

static void numbers(void **state)
{
    (void)state;
    static const char *const forms[][2] = {
        {"1234.56", "1234.56"}, {"1,234.56", "1234.56"}, {"1.234,56", "1234.56"}, {"1'234.56", "1234.56"},
        {"1\u2019234,56", "1234.56"}, {"1,234", "1234"}, {"1,234,567", "1234567"}, {"1.234.567", "1234567"},
        {"1'234'567", "1234567"}, {"1.234.567,89", "1234567.89"}, {"1,234,567.8", "1234567.8"},
        {"1.5", "1.5"}, {"1,5", "1.5"}, {"0,125", "0.125"}, {"1.234", "1.234"}, {"1234,567", "1234.567"},
        {"1.2.3", "1.2.3"}, {"192.168.0.1", "192.168.0.1"}, {"1,2,3", "1,2,3"}, {"12,34.5", "12,34.5"},
        {"1,234.567.8", "1,234.567.8"}, {"5'11", "5'11"}, {"1,234km", "1234km"}, {"3.5mm", "3.5mm"},
        {"1990s", "1990s"},
        {"007", "007"}, {"0,123,456", "0,123,456"}, {"\uFF11\uFF0C\uFF12\uFF13\uFF14", "1234"},
        {"\u0661\u0662\u0663", "123"}, {"\u096A\u0968", "42"}, {"1\u0338,5", "1.5"},
    };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct buf wanted = BUF_INIT;
        buf_printf(&wanted, "%s@1[0,%zu)#", forms[i][1], strlen(forms[i][0]));
        const struct sample sample = {"none", forms[i][0], wanted.data};
        check_all(&sample, 1);
        buf_release(&wanted);
    }
}

static void bigrams(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"ja", "\u6771\u4EAC\u90FD", "\u6771\u4EAC@1[0,6)~ \u4EAC\u90FD@2[3,9)~ \u90FD@3[6,9)."},
        {"ja", "\u90FD \u6771\u4EAC", "\u90FD@1[0,3). \u6771\u4EAC@2[4,10)~ \u4EAC@3[7,10)."},
        {"ja", "\uFF76\uFF9E\uFF84", "\u30AC\u30C8@1[0,9)~ \u30C8@2[6,9)."},
        {"ja", "\u30AB\u3099\u30C8", "\u30AC\u30C8@1[0,9)~ \u30C8@2[6,9)."},
        {"ko", "\uD55C\uAD6D", "\uD55C\uAD6D@1[0,6)~ \uAD6D@2[3,6)."},
        {"ko", "\u1112\u1161\u11AB\u1100\u116E\u11A8", "\uD55C\uAD6D@1[0,18)~ \uAD6D@2[9,18)."},
        {"th", "\u0E01\u0E34\u0E19", "\u0E01\u0E34\u0E19@1[0,9)~ \u0E19@2[6,9)."},
        {"ja", "2023\u5E74A", "2023@1[0,4)# \u5E74@2[4,7). a@3[7,8)"},
        {"ja", "\u337F", "\u682A\u5F0F@1[0,3)~ \u5F0F\u4F1A@2[0,3)~ \u4F1A\u793E@3[0,3)~ \u793E@4[0,3)."},
    };
    CHECK(samples);
}

static void compounds(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"en", "E-mails", "emails/email@1[0,7)+2 e@1[0,1) mails/mail@2[2,7)"},
        {"en", "e mails", "emails/email@1[0,7)+2 e@1[0,1) mails/mail@2[2,7)"},
        {"en", "emails", "emails/email@1[0,6)"},
        {"en", "e\u2011mail e\u2010mail",
         "email@1[0,8)+2 e@1[0,1) mail@2[4,8) email@3[9,17)+2 e@3[9,10) mail@4[13,17)"},
        {"none", "a-b-c-d", "abcd@1[0,7)+4 a@1[0,1) b@2[2,3) c@3[4,5) d@4[6,7)"},
        {"none", "a-b-c-d-e", "a@1[0,1) b@2[2,3) c@3[4,5) d@4[6,7) e@5[8,9)"},
        {"none", "a-b-c-d-e-f gh-i",
         "a@1[0,1) b@2[2,3) c@3[4,5) d@4[6,7) e@5[8,9) f@6[10,11) ghi@7[12,16)+2 gh@7[12,14) i@8[15,16)"},
        {"none", "2023-07-27 f-16 1-a",
         "2023@1[0,4)# 07@2[5,7)# 27@3[8,10)# f16@4[11,15)+2 f@4[11,12) 16@5[13,15)# "
         "1a@6[16,19)+2 1@6[16,17)# a@7[18,19)"},
        {"none", "a- b -c a--b", "a@1[0,1) b@2[3,4) c@3[6,7) a@4[8,9) b@5[11,12)"},
        {"none", "U.S.-led", "usled@1[0,8)+2 us@1[0,4) led@2[5,8)"},
        {"en", "a word I am x ray",
         "a@1[0,1)! word@2[2,6) i@3[7,8)! am@4[9,11)! xray@5[12,17)+2 x@5[12,13) ray@6[14,17)"},
        {"none", "e  mail", "e@1[0,1) mail@2[3,7)"},
        {"none", "e\nmail", "e@1[0,1) mail@2[2,6)"},
        {"none", "e\u00A0mail", "email@1[0,7)+2 e@1[0,1) mail@2[3,7)"},
        {"none", "e e cummings e", "e@1[0,1) ecummings@2[2,12)+2 e@2[2,3) cummings@3[4,12) e@4[13,14)"},
        {"none", "x mail-order", "x@1[0,1) mailorder@2[2,12)+2 mail@2[2,6) order@3[7,12)"},
        {"none", "vitamin-b twelve", "vitaminb@1[0,9)+2 vitamin@1[0,7) b@2[8,9) twelve@3[10,16)"},
        {"none", "e 1", "e@1[0,1) 1@2[2,3)#"},
        {"none", "e-\u4EAC", "e@1[0,1) \u4EAC@2[2,5)."},
        {"none", "1,5-liter", "1.5liter@1[0,9)+2 1.5@1[0,3)# liter@2[4,9)"},
    };
    CHECK(samples);
}

static void paragraphs(void **state)
{
    (void)state;
    static const struct sample samples[] = {
        {"none", "\n\n  a\nb", "a@1[4,5) b@2[6,7)"},
        {"none", "a\n\nb", "a@1[0,1) b@12[3,4)"},
        {"none", "a\r\n\r\nb\rc\r\rd", "a@1[0,1) b@12[5,6) c@13[7,8) d@24[10,11)"},
        {"none", "a\n \t\n\n\nb", "a@1[0,1) b@12[7,8)"},
        {"none", "a\n  b\n   c\n\td", "a@1[0,1) b@2[4,5) c@13[9,10) d@24[12,13)"},
        {"none", "a\u2029b\u2028c", "a@1[0,1) b@12[4,5) c@13[8,9)"},
        {"none", "a\n\u3000b", "a@1[0,1) b@12[5,6)"},
        {"none", "a\n-\nb", "a@1[0,1) b@2[4,5)"},
        {"none", "\u4EAC\n\n\u90FD", "\u4EAC@1[0,3). \u90FD@12[5,8)."},
    };
    CHECK(samples);

    uint32_t position = 7;
    struct buf out    = BUF_INIT;
    assert_int_equal(analyzer_run(analyzer, 0, STR("a\n\nb\n\n"), &position, write_token, &out, &err), 0);
    assert_string_equal(out.data, "a@8[0,1) b@19[3,4)");
    assert_int_equal(position, 19); /* no gap before nothing */
    buf_release(&out);
}

static void limits(void **state)
{
    (void)state;
    struct buf text = BUF_INIT, out = BUF_INIT;
    uint32_t   position = 0;

    buf_cstr(&text, "a ");
    buf_fill(&text, 'b', 64);
    buf_putc(&text, ' ');
    buf_fill(&text, 'c', 65);
    buf_cstr(&text, " d x-");
    buf_fill(&text, 'e', 64); /* the joined word would be too long */
    buf_putc(&text, ' ');
    for (int i = 0; i < 61; i++)
        buf_utf8(&text, 0x10400); /* 244 bytes */
    buf_cstr(&text, " y");
    assert_int_equal(analyzer_run(analyzer, 0, buf_view(&text), &position, write_token, &out, &err), 0);
    assert_non_null(strstr(out.data, "bbb@2[2,66) d@4[133,134) x@5[135,136) eee"));
    assert_null(strstr(out.data, "ccc"));
    assert_null(strstr(out.data, "xee"));
    assert_non_null(strstr(out.data, "eee@6[137,201) y@8["));
    assert_int_equal(position, 8);

    /* Accents and case folding count after normalising: 64 ligatures make 128 letters. */
    buf_clear(&text);
    buf_clear(&out);
    position = 0;
    for (int i = 0; i < 33; i++)
        buf_utf8(&text, 0x00E6);
    buf_cstr(&text, " z");
    assert_int_equal(analyzer_run(analyzer, 0, buf_view(&text), &position, write_token, &out, &err), 0);
    assert_string_equal(out.data, "z@2[67,68)");

    /* A character with very many marks is dropped as a long word is. */
    buf_clear(&text);
    buf_clear(&out);
    position = 0;
    buf_utf8(&text, 0x4EAC);
    for (int i = 0; i < 1000; i++)
        buf_utf8(&text, 0x0301);
    buf_utf8(&text, 0x90FD);
    assert_int_equal(analyzer_run(analyzer, 0, buf_view(&text), &position, write_token, &out, &err), 0);
    assert_string_equal(out.data, "\u90FD@2[2003,2006).");
    buf_release(&text);
    buf_release(&out);
}

static int count_token(void *ctx, const struct token *t)
{
    (void)t;
    ++*(size_t *)ctx;
    return 0;
}

/* Runs without a break, which must cost neither memory nor more than linear time. */
static void endless_runs(void **state)
{
    (void)state;
    static const char *const runs[] = {
        "a", "A1", "_", "'", "a'", "a_", "1,", "a-", "e\u0301", "\u00E6", "\u0301", "\u00AD", "a\u00AD",
        "\u6771", "\u6771\u0301", "\u1100", "\u1161", "\u337F", "e ", "\n", " ", "\xFF", "\xE4\xBA",
        "l'", "a.", "\u00BD", "\u05D0\"", "\uFDFA",
    };
    enum { SIZE = 1 << 20 };
    for (size_t i = 0; i < sizeof runs / sizeof *runs; i++) {
        struct buf text = BUF_INIT;
        while (text.len < SIZE)
            buf_cstr(&text, runs[i]);
        size_t   count    = 0;
        uint32_t position = 0;
        assert_int_equal(analyzer_run(analyzer, 0, buf_view(&text), &position, count_token, &count, &err), 0);
        assert_true(count <= 2 * text.len);
        struct buf folded = BUF_INIT;
        analyzer_fold(analyzer, buf_view(&text), &folded);
        assert_int_equal(buf_failed(&folded, &err), 0);
        buf_release(&folded);
        buf_release(&text);
    }
    struct str huge = str_of("", (size_t)UINT32_MAX + 1);
    uint32_t   position = 0;
    assert_int_equal(analyzer_run(analyzer, 0, huge, &position, count_token, &position, &err), ERR_LIMIT);
    assert_true(strlen(err.msg) > 0);
}

static int stop_at_second(void *ctx, const struct token *t)
{
    (void)t;
    return ++*(int *)ctx == 2 ? 42 : 0;
}

static void callback_stops_the_run(void **state)
{
    (void)state;
    static const char *const texts[] = {"one two three", "e-mail me", "\u6771\u4EAC\u90FD", "x a-b", "one a"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        int        count    = 0;
        uint32_t   position = 0;
        struct str text     = str_c(texts[i]);
        assert_int_equal(analyzer_run(analyzer, 0, text, &position, stop_at_second, &count, &err), 42);
        assert_int_equal(count, 2);
    }
}

static int keep_lexeme(void *ctx, const struct token *t)
{
    *(uint32_t *)ctx = t->lexeme;
    return 0;
}

static uint32_t lexeme_of(const char *word, const char *lang)
{
    uint32_t   lexeme = UINT32_MAX, position = 0;
    int        number = lang_of(lang);
    struct str text   = str_c(word);
    assert_int_equal(analyzer_run(analyzer, number, text, &position, keep_lexeme, &lexeme, &err), 0);
    return lexeme;
}

static void lexemes(void **state)
{
    (void)state;
    assert_int_equal(lexeme_of("caf\u00E9", "fr"), lexeme_of("CAFE\u0301", "fr"));
    assert_int_equal(lexeme_of("1,234", "en"), lexeme_of("1234", "en"));
    assert_int_equal(lexeme_of("U.N.", "en"), lexeme_of("un", "en"));
    assert_int_not_equal(lexeme_of("cafe", "fr"), lexeme_of("caf\u00E9", "fr"));
    assert_int_not_equal(lexeme_of("cafe", "fr"), lexeme_of("cafe", "en"));
}

/* More different words than the cache holds: it is emptied within the text, and all comes out as before. */
static void cache_is_emptied(void **state)
{
    (void)state;
    struct analyzer *small;
    struct buf       text = BUF_INIT, before = BUF_INIT, after = BUF_INIT;
    uint32_t         position = 0, epoch;
    size_t           count    = 0;
    int              en       = lang_of("en");

    assert_int_equal(analyzer_new(&small, &err), 0);
    epoch = analyzer_epoch(small);
    assert_int_equal(analyzer_run(small, en, STR("Talking talks"), &position, write_token, &before, &err), 0);
    for (unsigned i = 0; i < 700000; i++)
        buf_printf(&text, "w%x ", i);
    position = 0;
    assert_int_equal(analyzer_run(small, en, buf_view(&text), &position, count_token, &count, &err), 0);
    assert_int_equal(count, 700000);
    assert_in_range(analyzer_epoch(small), epoch + 1, epoch + 5);
    position = 0;
    assert_int_equal(analyzer_run(small, en, STR("Talking talks"), &position, write_token, &after, &err), 0);
    assert_string_equal(before.data, after.data);
    assert_int_equal(lexeme_of("one", "en"), lexeme_of("One", "en"));
    analyzer_free(small);
    buf_release(&text);
    buf_release(&before);
    buf_release(&after);
}

static void folding(void **state)
{
    (void)state;
    static const char *const samples[][2] = {
        {"", ""},
        {"  Le\tMonde \n", "le monde"},
        {"S\u00FCddeutsche\u00A0Zeitung", "suddeutsche zeitung"},
        {"O\u2019Neill, J.-P.", "o'neill, j.-p."},
        {"\u0130zmir", "izmir"},
        {"a\xFF" "b", "a\uFFFDb"},
        {"1,234", "1,234"},
        {"\u6771\u4EAC \uFF76\uFF9E", "\u6771\u4EAC \u30AC"},
    };
    struct buf out = BUF_INIT;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        buf_clear(&out);
        buf_cstr(&out, "X");
        analyzer_fold(analyzer, str_c(samples[i][0]), &out);
        assert_string_equal(out.data + 1, samples[i][1]);
    }
    buf_clear(&out);
    analyzer_fold(analyzer, str_of("a\0b", 3), &out);
    assert_string_equal(out.data, "a b");

    struct buf text = BUF_INIT; /* longer than one piece */
    for (int i = 0; i < 5000; i++)
        buf_cstr(&text, i % 300 ? "\u00C9" : " ");
    buf_clear(&out);
    analyzer_fold(analyzer, buf_view(&text), &out);
    assert_int_equal(out.len, 5000 - 1);
    buf_release(&text);

    out.limit = 3; /* a failure stays to be seen */
    buf_clear(&out);
    analyzer_fold(analyzer, STR("abcdef"), &out);
    assert_int_equal(buf_failed(&out, &err), ERR_LIMIT);
    buf_release(&out);
}

static void fingerprints(void **state)
{
    (void)state;
    char             a[17], b[17];
    struct analyzer *other;
    assert_int_equal(analyzer_new(&other, &err), 0);
    for (int i = 0; i < language_count(); i++) {
        assert_int_equal(analyzer_fingerprint(analyzer, i, a, &err), 0);
        assert_int_equal(analyzer_fingerprint(other, i, b, &err), 0);
        assert_string_equal(a, b);
        assert_int_equal(strspn(a, "0123456789abcdef"), 16);
        for (int k = 0; k < i; k++) {
            if (!language_stemmer(i) && !language_stemmer(k))
                continue;
            assert_int_equal(analyzer_fingerprint(other, k, b, &err), 0);
            assert_string_not_equal(a, b);
        }
    }
    analyzer_free(other);
}

static int set_up(void **state)
{
    (void)state;
    return analyzer_new(&analyzer, &err);
}

static int tear_down(void **state)
{
    (void)state;
    analyzer_free(analyzer);
    analyzer_free(NULL);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words),
        cmocka_unit_test(elisions),
        cmocka_unit_test(normal_forms),
        cmocka_unit_test(numbers),
        cmocka_unit_test(bigrams),
        cmocka_unit_test(compounds),
        cmocka_unit_test(paragraphs),
        cmocka_unit_test(limits),
        cmocka_unit_test(endless_runs),
        cmocka_unit_test(callback_stops_the_run),
        cmocka_unit_test(lexemes),
        cmocka_unit_test(cache_is_emptied),
        cmocka_unit_test(folding),
        cmocka_unit_test(fingerprints),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
