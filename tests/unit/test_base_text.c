/* base: UTF-8 and JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json_out.h"
#include "base/utf8.h"

#define assert_str(s, literal) assert_bytes((s), STR(literal), __FILE__, __LINE__)

static void assert_bytes(struct str got, struct str want, const char *file, int line)
{
    if (str_eq(got, want))
        return;
    print_error("got '%.*s', wanted '%.*s'\n", STR_ARG(got), STR_ARG(want));
    _fail(file, line);
}

/* ---- utf8 -------------------------------------------------------------------------------------- */

static void utf8_takes_every_character_there_is(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    for (uint32_t cp = 0; cp <= 0x10FFFF; cp++) {
        if (cp >= 0xD800 && cp <= 0xDFFF)
            continue;
        buf_clear(&b);
        buf_utf8(&b, cp);
        struct str s = buf_view(&b);
        assert_int_equal(utf8_valid_len(s), s.len);
        assert_int_equal(utf8_next(&s), cp);
        assert_int_equal(s.len, 0);
    }
    buf_release(&b);
}

static void utf8_repairs_the_maximal_bad_part(void **state)
{
    (void)state;
#define R "\xEF\xBF\xBD"
    static const struct {
        struct str in, out;
    } cases[] = {
        {STR("plain"), STR("plain")},
        {STR("caf\xC3\xA9"), STR("caf\xC3\xA9")},
        {STR(R), STR(R)},                                  /* a genuine U+FFFD */
        {STR("a\0b"), STR("a b")},
        {STR("\xC3"), STR(R)},                             /* torn at the end */
        {STR("\xE2\x82"), STR(R)},
        {STR("\xF0\x9F\x98"), STR(R)},
        {STR("\xE2\x82x"), STR(R "x")},                    /* torn before a letter */
        {STR("\xC0\xAF"), STR(R R)},                       /* overlong '/' */
        {STR("\xE0\x80\xAF"), STR(R R R)},
        {STR("\xF0\x80\x80\xAF"), STR(R R R R)},
        {STR("\xED\xA0\x80"), STR(R R R)},                 /* surrogate */
        {STR("\xF4\x90\x80\x80"), STR(R R R R)},           /* past U+10FFFF */
        {STR("\xF5\xFF\xFE"), STR(R R R)},
        {STR("\x80\xBF"), STR(R R)},                       /* continuations alone */
        {STR("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF" "A"), STR(R R R R "A")}, /* as in table 3-8 of the standard */
        {STR("caf\xE9 \xC3\xA9\0"), STR("caf" R " \xC3\xA9 ")},
    };
#undef R
    struct buf b = BUF_INIT;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        buf_clear(&b);
        utf8_repair(&b, cases[i].in);
        assert_bytes(buf_view(&b), cases[i].out, __FILE__, __LINE__);
    }
    buf_release(&b);
    assert_int_equal(utf8_valid_len(STR("ab\xC3\xA9\xE9z")), 4);
    assert_int_equal(utf8_valid_len(STR("")), 0);
}

static void utf8_repair_makes_any_bytes_valid(void **state)
{
    (void)state;
    uint32_t   seed = 1;
    char       bytes[64];
    struct buf b = BUF_INIT;
    for (int round = 0; round < 20000; round++) {
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed     = seed * 1664525u + 1013904223u;
            bytes[i] = (char)(seed >> 24);
        }
        buf_clear(&b);
        utf8_repair(&b, str_of(bytes, sizeof bytes));
        assert_int_equal(utf8_valid_len(buf_view(&b)), b.len);
        assert_null(memchr(b.data, 0, b.len));
    }
    buf_release(&b);
}

static void utf8_floor_tears_nothing(void **state)
{
    (void)state;
    struct str s = STR("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    static const size_t floors[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 10};
    for (size_t at = 0; at < sizeof floors / sizeof *floors; at++)
        assert_int_equal(utf8_floor(s, at), floors[at]);
}

static void terminal_text_is_harmless(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    utf8_for_terminal(&b, STR("\x1B[31mred\x07 a \t\n b\xC2\x9B" "c\xE2\x80\xAE" "d\xE2\x80\xA8" "e\xFF "
                              "caf\xC3\xA9 "));
    assert_str(buf_view(&b), "\xEF\xBF\xBD[31mred\xEF\xBF\xBD a b\xEF\xBF\xBD" "c\xEF\xBF\xBD" "d "
                             "e\xEF\xBF\xBD caf\xC3\xA9 ");
    buf_clear(&b);
    utf8_for_terminal_lines(&b, STR("a\n\tb\r\x1B" "c\xE2\x80\xA9" "d"));
    assert_str(buf_view(&b), "a\n\tb\xEF\xBF\xBD\xEF\xBF\xBD" "c\nd");
    buf_release(&b);
    assert_false(utf8_is_unsafe(' ') || utf8_is_unsafe(0xA0) || utf8_is_unsafe(0x200D));
    static const uint32_t unsafe[] = {0,      0x1F,   0x7F,   0x80,   0x9F,   0x061C,
                                      0x200E, 0x200F, 0x2028, 0x202E, 0x2066, 0x2069};
    for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
        assert_true(utf8_is_unsafe(unsafe[i]));
}

/* ---- json -------------------------------------------------------------------------------------- */

static void json_escapes(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    buf_json_string(&b, STR("a\"\\/\b\f\n\r\t\0\x1F\x7F\xC2\x80\xE2\x80\xA8\xE2\x80\xAE\xC3\xA9"
                            "\xF0\x9F\x98\x80\xFF"));
    assert_str(buf_view(&b), "\"a\\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\\u007f\\u0080\\u2028\\u202e"
                             "\xC3\xA9\xF0\x9F\x98\x80\xEF\xBF\xBD\"");
    buf_clear(&b);
    buf_json_string(&b, str_of(NULL, 0));
    buf_json_lines(&b, STR("a\n\"b\"\n"));
    assert_str(buf_view(&b), "\"\"[\"a\", \"\\\"b\\\"\", \"\"]");
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(utf8_takes_every_character_there_is),
        cmocka_unit_test(utf8_repairs_the_maximal_bad_part),
        cmocka_unit_test(utf8_repair_makes_any_bytes_valid),
        cmocka_unit_test(utf8_floor_tears_nothing),
        cmocka_unit_test(terminal_text_is_harmless),
        cmocka_unit_test(json_escapes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
