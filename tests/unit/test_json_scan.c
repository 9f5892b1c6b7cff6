#include "test_corpus.h"

#include <jansson.h>

#include "corpus/json_scan.h"

/* Is all of s one value, by our reading? */
static bool ours(struct str s)
{
    struct json_scan scan = {s.data, s.data + s.len, NULL};
    bool             ok   = json_scan_skip(&scan) && !json_scan_peek(&scan) && scan.at == scan.end;
    assert_int_equal(ok, scan.problem == NULL && scan.at == scan.end);
    assert_true(scan.at >= s.data && scan.at <= scan.end);
    return ok;
}

static void test_valid_and_not(void **state)
{
    static const char *const good[] = {"{}", "[]", " [ ] ", "null", "true", "false", "0", "-0", "1.5e-7",
                                       "-12E+3",
                                       "\"\"", "\"\\u00e9\\ud83d\\ude00\\n\\/\"",
        "{\"a\":[1,{\"b\":null}],\"c\":\"\"}",
                                       "[[[]],{},\"\\\\\"]", "\t\r\n1"};
    static const char *const bad[]  = {"", " ", "{", "}", "[", "]", "[1", "[1,]", "[,1]", "{\"a\"}",
                                       "{\"a\":}",
                                       "{\"a\":1,}", "{a:1}", "{1:2}", "[1 2]", "{\"a\":1 \"b\":2}", "[}",
        "{]",
                                       "01", "-", "+1", "1.", ".5", "1e", "1e+", "0x1", "NaN", "nul",
        "truex", "'a'",
                                       "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"",
                                       "\"\\udc00\"", "\"\\ud800\\u0041\"", "\"\\ud800x\"", "\"a\nb\"",
        "\"a\tb\"",
                                       "1 2", "{} {}", "[]]", "// x", "\"\x01\""};
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (!ours(str_c(good[i])))
            fail_msg("%s should do", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (ours(str_c(bad[i])))
            fail_msg("%s should not do", bad[i]);
}

/* Made from pieces of JSON at random, we and jansson agree on what is JSON. */
static void test_against_jansson(void **state)
{
    static const char *const pieces[] = {"{", "}", "[", "]", ",", ":", "\"a\"", "\"\\u0041\"", "1", "-2.5e3",
                                         "null",
                                         "true", " ", "\"\\ud83d\\ude00\"", "\"\\ud83d\"", "0", "\"", "\\",
        "x", "{}",
                                         "[]", "\"k\":", "\n", "false", "\xC3\xA9", ".", "e"};
    uint64_t                 x        = 0x9E3779B97F4A7C15u;
    size_t                   valid    = 0;
    struct buf               text     = BUF_INIT;
    (void)state;
    for (int round = 0; round < 300000; round++) {
        buf_clear(&text);
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        size_t count = 1 + x % 9;
        for (size_t i = 0; i < count; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            buf_cstr(&text, pieces[x % (sizeof pieces / sizeof *pieces)]);
        }
        json_error_t error;
        json_t      *json = json_loadb(text.data, text.len, JSON_DECODE_ANY | JSON_ALLOW_NUL, &error);
        if (!json && json_error_code(&error) == json_error_numeric_overflow)
            continue; /* to us a number is a text */
        if (ours(buf_view(&text)) != (json != NULL))
            fail_msg("we and jansson do not agree on: %s", text.data);
        valid += json != NULL;
        json_decref(json);
    }
    assert_true(valid > 10000);
    buf_release(&text);
}

static void check_string(const char *json, const char *want)
{
    struct buf       decoded = BUF_INIT;
    struct str       got;
    struct json_scan scan = {json, json + strlen(json), NULL};
    assert_true(json_scan_string(&scan, &decoded, &got));
    assert_true(str_eq(got, str_c(want)));
    assert_true(decoded.len <= strlen(json));
    buf_release(&decoded);
}

static void test_strings(void **state)
{
    (void)state;
    check_string("\"\"", "");
    check_string(" \"plain text without any escape\"", "plain text without any escape");
    check_string("\"a\\\"b\\\\c\\/d\\b\\f\\n\\r\\t\"", "a\"b\\c/d\b\f\n\r\t");
    check_string("\"caf\\u00E9 \\u20ac \\ud83d\\ude00\"", "café € 😀");
    check_string("\"a\\u0000b\"", "a b");
    check_string("\"\xE2\x80\xA8 stays\"", "\xE2\x80\xA8 stays");
}

/* Every head of a text is refused without a read beyond its end. */
static void test_every_head(void **state)
{
    static const char text[] = "{\"a\":[1,-2.5e+3,{\"b\":\"x\\u00e9\\ud83d\\ude00\\\\\"},null],\"c\":{},\"d\":false}";
    (void)state;
    for (size_t n = 0; n < sizeof text - 1; n++) {
        char *copy = malloc(n + (n == 0));
        assert_non_null(copy);
        memcpy(copy, text, n);
        assert_false(ours(str_of(copy, n)));
        free(copy);
    }
    assert_true(ours(STR(text)));
}

static void test_depth(void **state)
{
    struct buf deep = BUF_INIT;
    (void)state;
    buf_fill(&deep, '[', 1024);
    buf_fill(&deep, ']', 1024);
    assert_true(ours(buf_view(&deep)));
    buf_clear(&deep);
    buf_fill(&deep, '[', 1025);
    buf_fill(&deep, ']', 1025);
    assert_false(ours(buf_view(&deep)));
    buf_clear(&deep);
    for (int i = 0; i < 1000000; i++)
        buf_cstr(&deep, "{\"a\":");
    assert_false(ours(buf_view(&deep)));
    buf_release(&deep);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_valid_and_not), cmocka_unit_test(test_against_jansson),
        cmocka_unit_test(test_strings),
        cmocka_unit_test(test_every_head),    cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
