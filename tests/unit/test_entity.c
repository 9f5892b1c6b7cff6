/* Character references: every name, every kind of number, and what only looks like one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "base/utf8.h"
#include "corpus/entity.h"
#include "corpus/entity_table.h"

static void check(const char *text, const char *want)
{
    struct buf out = BUF_INIT;
    entity_decode(&out, str_c(text));
    if (!str_eq(buf_view(&out), str_c(want)))
        fail_msg("'%s' gave '%.*s', expected '%s'", text, STR_ARG(buf_view(&out)), want);
    buf_release(&out);
}

static void resolves_names_and_numbers(void **state)
{
    (void)state;
    check("", "");
    check("plain", "plain");
    check("&lt;CO> &amp; &quot;x&quot; &apos;y&apos;", "<CO> & \"x\" 'y'");
    check("caf&eacute; &Eacute;&thetasym;&frac12;&sup2;&euro;", "café Éϑ½²€");
    check("&#233;&#xE9;&#Xe9;&#x1F600;", "ééé😀");
    check("&#65 &#65x &#x41g", "A Ax Ag");
    check("&#9;&#10;x", "\t\nx");
}

static void makes_control_characters_blanks(void **state)
{
    (void)state;
    check("a&#5;b&#0;c&#127;d&#31;e&#129;f&#13;g", "a b c d e f g");
}

static void reads_the_c1_range_as_windows(void **state)
{
    (void)state;
    check("&#147;x&#148; &#151; &#x80; &#133;", "“x” — € …");
}

static void replaces_what_is_no_character(void **state)
{
    (void)state;
    check("&#xD800;&#xFFFE;&#xFDD0;&#x110000;&#99999999999999999999;", "\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
}

static void keeps_what_is_no_reference(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "AT&T", "&", "&&", "&;", "&#;", "&#x;", "&# 5;", "&copy 2020", "&nosuch;", "&AMP;x",
        "&toolongforaname;", "a & b;", "&amp", "?a=1&lt=2",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check(texts[i], texts[i]);
}

static void never_resolves_twice(void **state)
{
    (void)state;
    check("&amp;lt; &amp;#65; &#38;amp;", "&lt; &#65; &amp;");
}

static void every_name_of_the_table_is_found(void **state)
{
    (void)state;
    assert_int_equal(entity_count, 253);
    for (size_t i = 0; i < entity_count; i++) {
        char       text[16];
        struct buf want = BUF_INIT;
        snprintf(text, sizeof text, "&%s;", entity_table[i].name);
        buf_utf8(&want, entity_table[i].codepoint);
        check(text, want.data);
        buf_release(&want);
        if (i)
            assert_true(strcmp(entity_table[i - 1].name, entity_table[i].name) < 0);
    }
}

static void noise_stays_valid(void **state)
{
    (void)state;
    uint64_t   seed = 7;
    struct buf text = BUF_INIT, out = BUF_INIT;
    for (int i = 0; i < 100000; i++) {
        buf_clear(&text);
        buf_clear(&out);
        for (int n = 0; n < 12; n++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            buf_putc(&text, "&#x;0123456789abcdefltgAMP \0"[(seed >> 33) % 28]);
        }
        entity_decode(&out, buf_view(&text));
        assert_int_equal(utf8_valid_len(buf_view(&out)), out.len);
        assert_true(out.len <= text.len);
    }
    buf_release(&text);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resolves_names_and_numbers),
        cmocka_unit_test(makes_control_characters_blanks),
        cmocka_unit_test(reads_the_c1_range_as_windows),
        cmocka_unit_test(replaces_what_is_no_character),
        cmocka_unit_test(keeps_what_is_no_reference),
        cmocka_unit_test(never_resolves_twice),
        cmocka_unit_test(every_name_of_the_table_is_found),
        cmocka_unit_test(noise_stays_valid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
