/* Query text -> tree, every error with its place, and texts that nobody would write. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "query/query_lexer.h"
#include "query/query_parser.h"

static void expect_tree(const char *text, const char *tree)
{
    struct query q;
    struct err   err = ERR_INIT;
    struct buf   out = BUF_INIT;
    query_init(&q);
    int code = query_parse(&q, str_c(text), &err);
    if (code)
        fail_msg("%s: %s", text, err.msg);
    if (q.root)
        query_print(q.root, &out);
    assert_string_equal(out.data ? out.data : "", tree);
    assert_int_equal(q.place.len, 0);
    buf_release(&out);
    query_release(&q);
}

static void test_trees(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", ""},
        {"coal", "<coal>"},
        {"  climate \t policy\n", "<climate policy>"},
        {"climate\xC2\xA0policy\xE3\x80\x80now", "<climate policy now>"},
        {"\"exact phrase\"", "\"exact phrase\""},
        {"\"two words\"~5", "\"two words\"~5"},
        {"title:\"two words\"~0 x", "(title:\"two words\"~0 <x>)"},
        {"=\"two words\"~12", "\"two words\"~12"},
        {"-(\"a b\"~3) c", "(-\"a b\"~3 <c>)"},
        {"\"a b\"~", "\"a b\""},
        {"\"a b\"~x", "(\"a b\" <~x>)"},
        {"\"a b\"~5x", "(\"a b\" <~5x>)"},
        {"\"a b\" ~5", "(\"a b\" <~5>)"},
        {"\"a b~5", "\"a b~5\""}, /* never closed */
        {"=word", "=<word>"},
        {"=\"one two\"", "=<one two>"},
        {"wor*", "<wor>*"},
        {"+must -not may", "(+<must> -<not> <may>)"},
        {"a b -c d e", "(<a b> -<c> <d e>)"},
        {"a AND b", "(+<a> +<b>)"},
        {"a OR b", "(<a> | <b>)"},
        {"a NOT b", "(<a> -<b>)"},
        {"a AND NOT b", "(+<a> -<b>)"},
        {"NOT a b", "(-<a> <b>)"},
        {"NOT NOT a", "<a>"},
        {"NOT a AND NOT b c", "(-(<a> | <b>) <c>)"},
        {"a OR b AND c", "(<a> | (+<b> +<c>))"},
        {"(a OR b) AND c", "(+(<a> | <b>) +<c>)"},
        {"climate policy AND coal", "(<climate> (+<policy> +<coal>))"},
        {"climate OR policy coal", "((<climate> | <policy>) <coal>)"},
        {"+a OR b c", "(+(<a> | <b>) <c>)"},
        {"x +a AND b", "(<x> +(+<a> +<b>))"},
        {"-(a b) c", "(-<a b> <c>)"},
        {"+(a b) -\"c d\"", "(+<a b> -\"c d\")"},
        {"((((a))))", "<a>"},
        {"(+a)", "<a>"},
        {"title:coup", "title:<coup>"},
        {"TITLE:coup Date:2023", "(title:<coup> date:2023-01-01..2023-12-31)"},
        {"title:\"in niger\" coup", "(title:\"in niger\" <coup>)"},
        {"title:=coup", "title:=<coup>"},
        {"title:cou*", "title:<cou>*"},
        {"title:(coup +niger)", "(title:<coup> +title:<niger>)"},
        {"title:(coup source:bbc)", "(title:<coup> source:<bbc>)"},
        {"title:a b", "(title:<a> <b>)"},
        {"author:(john smith)", "author:<john smith>"},
        {"author:john author:smith", "(author:<john> author:<smith>)"},
        {"lang:(en de)", "(lang:<en> lang:<de>)"},
        {"-source:bbc coal", "(-source:<bbc> <coal>)"},
        {"+title:coal", "title:<coal>"},
        {"id:niger-coup(2).txt x", "(id:<niger-coup(2).txt> <x>)"},
        {"(id:a.txt)", "id:<a.txt>"},
        {"id:\"a (b).txt\"", "id:\"a (b).txt\""},
        {"title:AND", "title:<AND>"},
        {"=OR", "=<OR>"},
        {"+NOT a", "(+<NOT> <a>)"},
        {"and or not", "<and or not>"},
        {"date:2023", "date:2023-01-01..2023-12-31"},
        {"date:2024-02", "date:2024-02-01..2024-02-29"},
        {"date:2023-07-27", "date:2023-07-27..2023-07-27"},
        {"date:2023-07..2023-08", "date:2023-07-01..2023-08-31"},
        {"date:..2023", "date:0001-01-01..2023-12-31"},
        {"date:2023-07-27..", "date:2023-07-27..9999-12-31"},
        {"date:\"2023\"", "date:2023-01-01..2023-12-31"},
        {"date:(2022 OR 2023)", "(date:2022-01-01..2022-12-31 | date:2023-01-01..2023-12-31)"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_tree(rows[i][0], rows[i][1]);
}

static void test_punctuation(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"!!! ??? ...", ""},
        {"\"\"", ""},
        {"()", ""},
        {") (", ""},
        {"+ - = * : ~ ^", ""},
        {"a & b", "<a & b>"},
        {"what's up, doc?", "<what's up, doc?>"},
        {"e-mail", "<e-mail>"},
        {"-- a", "<a>"},
        {"--a b", "<--a b>"},
        {"a - b", "<a - b>"},
        {"+-a", "<+-a>"},
        {"a)b", "<a)b>"},
        {"f(x)", "(<f> <x>)"},
        {":) smile", "<smile>"},
        {"12:30", "<12:30>"},
        {"http://example.com/a?b=c&d", "<http://example.com/a?b=c&d>"},
        {"title:", "<title:>"},
        {"title: coup", "<title: coup>"},
        {"title:!!!", "<title:!!!>"},
        {"a AND \"\"", "<a>"},
        {"a OR ()", "<a>"},
        {"\"\" AND a", "<a>"},
        {"\"a \xE2\x80\x9C" "b\xE2\x80\x9D c\"", "\"a \xE2\x80\x9C" "b\xE2\x80\x9D c\""},
        {"\xE2\x80\x9E" "a b\xE2\x80\x9C c", "(\"a b\" <c>)"},
        {"a\xE2\x80\x9D b", "<a\xE2\x80\x9D b>"}, /* no partner */
        {"\xC2\xABun deux\xC2\xBB", "\"un deux\""},
        {"\xE2\x80\x9D" "a b", "<a b>"},
        {"\"a\"-b", "(\"a\" <-b>)"},
        {"==a", "<==a>"},
        {"=(a)", "<a>"},
        {"-=(a) b", "(-<a> <b>)"},
        {"*", ""},
        {"a\xFF" "b", "<a\xEF\xBF\xBD" "b>"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        expect_tree(rows[i][0], rows[i][1]);
}

/* Pasted prose in typographic quotes is not a phrase too long, in ASCII ones it is one that was asked for. */
static void test_long_quotations(void **state)
{
    (void)state;
    struct buf words = BUF_INIT, text = BUF_INIT, tree = BUF_INIT;
    for (int i = 0; i < QUERY_PHRASE_MAX + 1; i++)
        buf_cstr(&words, i ? " w" : "w");
    buf_printf(&text, "\xE2\x80\x9C%s\xE2\x80\x9D", words.data);
    buf_printf(&tree, "<%s>", words.data);
    expect_tree(text.data, tree.data);
    buf_clear(&text);
    buf_printf(&text, "\"%s\"", words.data);
    expect_tree(text.data, text.data);
    buf_release(&words);
    buf_release(&text);
    buf_release(&tree);
}

static void expect_note(const char *text, const char *tree, const char *note)
{
    struct query q;
    struct err   err = ERR_INIT;
    query_init(&q);
    assert_int_equal(query_parse(&q, str_c(text), &err), 0);
    struct buf out = BUF_INIT;
    if (q.root)
        query_print(q.root, &out);
    assert_string_equal(out.data ? out.data : "", tree);
    const char *notes = q.notes.text.data ? q.notes.text.data : "";
    if (*note ? !strstr(notes, note) : *notes)
        fail_msg("%s: notes are: %s", text, notes);
    buf_release(&out);
    query_release(&q);
}

static void test_notes(void **state)
{
    (void)state;
    expect_note("foo:bar", "<foo:bar>", "there is no field 'foo'");
    expect_note("foo:\"a b\"", "(<foo:> \"a b\")", "there is no field 'foo'");
    expect_note("-foo:bar x", "(-<foo:bar> <x>)", "there is no field 'foo'");
    expect_note("http://a.b", "<http://a.b>", "");
    expect_note("mailto:x", "<mailto:x>", "");
    expect_note("foo://bar", "<foo://bar>", "");
    expect_note("12:30 a:b re:", "<12:30 a:b re:>", "");
    expect_note("\"foo:bar\"", "\"foo:bar\"", "");
    expect_note("\"a b", "\"a b\"", "never closed");
    expect_note("5\" screen", "(<5> \"screen\")", "never closed");
    expect_note("author:\"a b\"~2", "author:\"a b\"~2", "means nothing behind 'author:'");
    expect_note("\"a b\"~99", "\"a b\"~99", "");
    expect_note("(a b", "<a b>", "parenthesis is never closed");
    expect_note("a) b", "<a) b>", "closing parenthesis");
    expect_note("w*rd", "<w*rd>", "only at the end");
    expect_note("wor*", "<wor>*", "");
}

/* Many notes: the first few are kept, all are counted. */
static void test_note_flood(void **state)
{
    (void)state;
    struct query q;
    struct err   err  = ERR_INIT;
    struct buf   text = BUF_INIT;
    for (int i = 0; i < 200; i++)
        buf_printf(&text, "no%c%c:x ", 'a' + i / 26, 'a' + i % 26);
    query_init(&q);
    assert_int_equal(query_parse(&q, buf_view(&text), &err), 0);
    assert_int_equal(q.notes.count, 200);
    size_t lines = 0;
    for (const char *c = q.notes.text.data; *c; c++)
        lines += *c == '\n';
    assert_int_equal(lines, QUERY_NOTES_MAX);
    buf_release(&text);
    query_release(&q);
}

static void test_errors(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t      at, len;
        const char *message;
    } rows[] = {
        {"AND", 0, 3, "AND has nothing to its left"},
        {"a AND", 2, 3, "AND has nothing to its right"},
        {"a AND !!!", 2, 3, "AND has nothing to its right"},
        {"a OR OR b", 2, 2, "OR has nothing to its right"},
        {"a (OR b)", 3, 2, "OR has nothing to its left"},
        {"(a AND) b", 3, 3, "AND has nothing to its right"},
        {"a NOT", 2, 3, "NOT has nothing to its right"},
        {"a AND NOT", 6, 3, "NOT has nothing to its right"},
        {"-coal", 0, 5, "nothing to find, only '-coal' to leave out"},
        {"NOT coal", 0, 8, "nothing to find, only 'NOT coal' to leave out"},
        {"-a -b", 0, 2, "nothing to find, only '-a' to leave out"},
        {"a (-b -c)", 3, 2, "nothing to find"},
        {"NOT a AND NOT b", 0, 15, "nothing to find"},
        {"a OR -b", 5, 2, "OR cannot leave something out"},
        {"a OR NOT b", 5, 5, "OR cannot leave something out"},
        {"x date:2023-02-30", 7, 10, "no calendar has"},
        {"date:2023-13", 5, 7, "no calendar has"},
        {"date:0000", 5, 4, "no calendar has"},
        {"date:yesterday", 5, 9, "is no date"},
        {"date:2023-7", 5, 6, "is no date"},
        {"date:2023..20x4", 11, 4, "is no date"},
        {"date:2024..2023", 5, 10, "is empty"},
        {"date:\"..\" ", 6, 2, "no date on either side"},
        {"  x   date:99", 7, 2, "is no date"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct query q;
        struct err   err = ERR_INIT;
        query_init(&q);
        assert_int_equal(query_parse(&q, str_c(rows[i].text), &err), ERR_QUERY);
        if (!strstr(err.msg, rows[i].message) || q.place.at != rows[i].at || q.place.len != rows[i].len)
            fail_msg("'%s': %s at %zu+%zu", rows[i].text, err.msg, q.place.at, q.place.len);
        assert_null(q.root);
        query_release(&q);
    }
}

static void expect_place(const char *text, int width, const char *shown)
{
    struct query q;
    struct err   err = ERR_INIT;
    struct buf   out = BUF_INIT;
    query_init(&q);
    assert_int_not_equal(query_parse(&q, str_c(text), &err), 0);
    query_print_place(&q, width, &out);
    assert_string_equal(out.data, shown);
    buf_release(&out);
    query_release(&q);
}

static void test_carets(void **state)
{
    (void)state;
    expect_place("a AND", 80, "  a AND\n    ^^^\n");
    /* two columns each, so the caret stands below the operator */
    expect_place("\xE6\x9D\xB1\xE4\xBA\xAC AND", 80, "  \xE6\x9D\xB1\xE4\xBA\xAC AND\n       ^^^\n");
    expect_place("\x1B[2J AND", 80, "  \xEF\xBF\xBD[2J AND\n       ^^^\n");
    expect_place("one two three four five six seven eight nine ten AND", 40,
                 "  \xE2\x80\xA6" "t nine ten AND\n              ^^^\n");
}

/* ---- hostile --------------------------------------------------------------------------------- */

static int parse(struct str text, struct err *err)
{
    struct query q;
    struct buf   out = BUF_INIT;
    query_init(&q);
    int code = query_parse(&q, text, err);
    if (q.root)
        query_print(q.root, &out);
    if (q.place.len)
        query_print_place(&q, 80, &out);
    assert_true(q.place.at + q.place.len <= q.text.len);
    assert_true(!code || code == ERR_QUERY || code == ERR_LIMIT);
    buf_release(&out);
    query_release(&q);
    return code;
}

static void test_limits(void **state)
{
    (void)state;
    struct err err  = ERR_INIT;
    struct buf text = BUF_INIT;

    buf_fill(&text, 'a', 1000000);
    assert_int_equal(parse(buf_view(&text), &err), ERR_LIMIT);
    buf_clear(&text);
    buf_fill(&text, 'a', QUERY_BYTES_MAX);
    assert_int_equal(parse(buf_view(&text), &err), 0);

    buf_clear(&text);
    buf_fill(&text, '(', 60000);
    assert_int_equal(parse(buf_view(&text), &err), ERR_LIMIT);
    assert_non_null(strstr(err.msg, "64 deep"));
    buf_clear(&text);
    buf_fill(&text, '(', 100000);
    assert_int_equal(parse(buf_view(&text), &err), ERR_LIMIT);
    buf_clear(&text);
    buf_fill(&text, '(', QUERY_DEPTH_MAX);
    buf_cstr(&text, "a");
    buf_fill(&text, ')', QUERY_DEPTH_MAX);
    assert_int_equal(parse(buf_view(&text), &err), 0);

    buf_clear(&text);
    for (int i = 0; i < QUERY_TERMS_MAX; i++)
        buf_cstr(&text, "a ");
    assert_int_equal(parse(buf_view(&text), &err), 0);
    buf_cstr(&text, "a");
    assert_int_equal(parse(buf_view(&text), &err), ERR_LIMIT);
    assert_non_null(strstr(err.msg, "256 words"));

    /* one character each, over and over */
    for (int c = 0; c < 256; c++) {
        buf_clear(&text);
        buf_fill(&text, c, QUERY_BYTES_MAX);
        parse(buf_view(&text), &err);
    }
    static const char *const pieces[] = {
        "()", "\"\" ", "NOT ", "-(", "+(",   "title:(",  "a AND ", "a OR ", "=\"",
        "+-", "a*",    "* ",   "=",  "-a ", "\xC2\xAB", "x:y ",   "date:2023.. ",
    };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        buf_clear(&text);
        while (text.len + strlen(pieces[i]) < QUERY_BYTES_MAX)
            buf_cstr(&text, pieces[i]);
        parse(buf_view(&text), &err);
    }
    buf_release(&text);
}

static uint32_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX */
    return (uint32_t)(*seed >> 33);
}

static void test_random(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a", "coal", " ", " ", " ", "(", ")", "\"", "+", "-", "=", "*", ":", "AND", "OR", "NOT", "''",
        "..", "id:", "\xE6\x9D\xB1", "\xC3", "\xE2\x80\x9C", "\xFF", "\x1B", "foo:", "2023", "title:",
        "date:", "lang:", "\xCC\x81",
    };
    uint64_t   seed = 20230727;
    struct err err  = ERR_INIT;
    struct buf text = BUF_INIT;
    for (int round = 0; round < 20000; round++) {
        buf_clear(&text);
        for (uint32_t n = next_random(&seed) % 24; n > 0; n--)
            buf_cstr(&text, pieces[next_random(&seed) % (sizeof pieces / sizeof *pieces)]);
        parse(buf_view(&text), &err);
        buf_clear(&text);
        for (uint32_t n = next_random(&seed) % 64; n > 0; n--)
            buf_putc(&text, (int)(next_random(&seed) & 0xFF));
        parse(buf_view(&text), &err);
    }
    buf_release(&text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trees),      cmocka_unit_test(test_punctuation),
        cmocka_unit_test(test_long_quotations),
        cmocka_unit_test(test_notes),      cmocka_unit_test(test_note_flood),  cmocka_unit_test(test_errors),
        cmocka_unit_test(test_carets),     cmocka_unit_test(test_limits),      cmocka_unit_test(test_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
