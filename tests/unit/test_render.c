/* Widths on a terminal, and results as text and JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "query/render.h"

/* ---- terminal --------------------------------------------------------------------------------- */

static void test_columns(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t      columns;
    } rows[] = {
        {"", 0},
        {"coal", 4},
        {"caf\xC3\xA9", 4},
        {"cafe\xCC\x81", 4},                 /* combining */
        {"\xE6\x9D\xB1\xE4\xBA\xAC", 4},     /* Han */
        {"\xEF\xBC\xA1", 2},                 /* full-width A */
        {"\xEF\xBD\xB1", 1},                 /* half-width katakana */
        {"\xED\x95\x9C\xEA\xB8\x80", 4},     /* Hangul */
        {"\xF0\x9F\x98\x80", 2},             /* an emoji */
        {"a\xE2\x80\x8B" "b", 2},            /* zero-width space */
        {"\x1B\xC2\x85\xE2\x80\xAE", 3},     /* shown as U+FFFD each */
        {"\xFF\xFE", 2},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (terminal_columns(str_c(rows[i].text)) != rows[i].columns)
            fail_msg("row %zu: %zu columns", i, terminal_columns(str_c(rows[i].text)));
}

static void test_fit(void **state)
{
    (void)state;
    struct str accented = STR("ae\xCC\x81o"), wide = STR("a\xE6\x9D\xB1\xE4\xBA\xAC");
    assert_int_equal(terminal_fit(accented, 0), 0);
    assert_int_equal(terminal_fit(accented, 1), 1);
    assert_int_equal(terminal_fit(accented, 2), 4); /* never between a letter and its accent */
    assert_int_equal(terminal_fit(accented, 3), 5);
    assert_int_equal(terminal_fit(wide, 2), 1);
    assert_int_equal(terminal_fit(wide, 3), 4);
    assert_int_equal(terminal_fit(wide, 99), 7);
    /* a woman, a joiner and a rocket are one grapheme */
    struct str astronaut = STR("x\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x9A\x80");
    assert_int_equal(terminal_fit(astronaut, 3), 1);
    assert_int_equal(terminal_fit(astronaut, 5), astronaut.len);
}

static void test_detect(void **state)
{
    (void)state;
    int fd = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct terminal_env none = {NULL, NULL, NULL}, wide = {"132", "", "xterm"}, odd = {"-5", "1", "dumb"},
                        huge = {"99999999999", NULL, NULL}, tiny = {"3", NULL, NULL};
    assert_int_equal(terminal_detect(fd, COLOR_AUTO, &none).width, 80);
    assert_false(terminal_detect(fd, COLOR_AUTO, &none).color);
    assert_true(terminal_detect(fd, COLOR_ALWAYS, &odd).color);
    assert_false(terminal_detect(fd, COLOR_NEVER, &wide).color);
    assert_int_equal(terminal_detect(fd, COLOR_AUTO, &wide).width, 132);
    assert_int_equal(terminal_detect(fd, COLOR_AUTO, &odd).width, 80);
    assert_int_equal(terminal_detect(fd, COLOR_AUTO, &huge).width, TERMINAL_WIDTH_MAX);
    assert_int_equal(terminal_detect(fd, COLOR_AUTO, &tiny).width, TERMINAL_WIDTH_MIN);
    close(fd);
}

/* ---- renderers -------------------------------------------------------------------------------- */

static struct snippet snippet_of(const char *text, struct snippet_mark *marks, size_t count)
{
    struct snippet s;
    snippet_init(&s);
    buf_cstr(&s.text, text);
    s.marks      = marks;
    s.mark_count = count;
    return s;
}

static struct article article_of(const char *id, const char *title, const char *date, const char *source)
{
    struct article a = {{{NULL, 0}}};
    a.field[FIELD_ID]     = str_c(id);
    a.field[FIELD_TITLE]  = str_c(title);
    a.field[FIELD_DATE]   = str_c(date);
    a.field[FIELD_SOURCE] = str_c(source);
    return a;
}

static void expect_hit(const struct renderer *renderer, const struct article *article, struct snippet *title,
                       struct snippet *snippet, struct terminal terminal, const char *shown)
{
    struct buf        out = BUF_INIT;
    struct render_hit hit = {1, 2.5, article, title, snippet, "news.idx"};
    renderer->hit(&hit, &terminal, &out);
    if (strcmp(out.data, shown) != 0)
        fail_msg("\n%s\nnot\n%s", out.data, shown);
    buf_release(&out);
}

static void test_text_hit(void **state)
{
    (void)state;
    struct snippet_mark marks[] = {{4, 8}, {60, 64}};
    struct article      a       = article_of("a.txt", "Coal", "2023-07-27T10:00:00Z", "The Independent");
    struct snippet      title   = snippet_of("Coal", &(struct snippet_mark){0, 4}, 1);
    struct snippet      s = snippet_of("the coal in the first line, and some words in the second as coal "
                                       "is", marks, 2);
    struct terminal     plain = {46, false}, color = {46, true};
    expect_hit(&render_text, &a, &title, &s, plain,
               "   1. Coal\n"
               "      2023-07-27  The Independent  a.txt\n"
               "      the coal in the first line, and some\n"
               "      words in the second as coal is\n"
               "\n");
    expect_hit(&render_text, &a, &title, NULL, plain, "   1. Coal\n      2023-07-27  The Independent  "
                                                      "a.txt\n\n");
    expect_hit(&render_text, &a, &title, &s, color,
               "   1. \x1B[1m\x1B[1;31mCoal\x1B[0m\x1B[1m\x1B[0m\n"
               "      \x1B[2m2023-07-27  The Independent  a.txt\x1B[0m\n"
               "      the \x1B[1;31mcoal\x1B[0m in the first line, and some\n"
               "      words in the second as \x1B[1;31mcoal\x1B[0m is\n"
               "\n");
    buf_release(&title.text);
    buf_release(&s.text);
}

static void test_text_narrow(void **state)
{
    (void)state;
    struct article  a     = article_of("a-long-id-of-an-article.txt", "", "", "A source\x1B[2J");
    struct snippet  title = snippet_of("", NULL, 0);
    struct snippet  s     = snippet_of("one two three four five six seven eight nine ten eleven", NULL, 0);
    struct terminal narrow = {20, false};
    s.cut_before           = true;
    expect_hit(&render_text, &a, &title, &s, narrow,
               "   1. (no title)\n"
               "      A source\xEF\xBF\xBD[2J\n"
               "      a-long-id-of-an-article.txt\n" /* whole: --show takes it */
               "      \xE2\x80\xA6one two three\n"
               "      four five six\n"
               "      seven eight\xE2\x80\xA6\n"
               "\n");
    buf_release(&s.text);
    /* wide characters break anywhere, two columns each */
    s = snippet_of("\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC"
                   "\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC",
                   NULL, 0);
    a = article_of("1", "", "", "");
    expect_hit(&render_text, &a, &title, &s, narrow,
               "   1. (no title)\n      1\n"
               "      \xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\xE4\xBA\xAC\xE6\x9D\xB1\n"
               "      \xE4\xBA\xAC\n\n");
    buf_release(&s.text);
    buf_release(&title.text);
}

/* No line is wider than the terminal, whatever the text. */
static void test_text_width(void **state)
{
    (void)state;
    struct buf text = BUF_INIT;
    for (int i = 0; i < 200; i++)
        buf_cstr(&text, i % 3 ? "\xE6\x9D\xB1 " : i % 5 ? "cafe\xCC\x81 "
                                                          "" : "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    struct article a = article_of("1", "", "", "");
    for (int width = TERMINAL_WIDTH_MIN; width < 150; width++) {
        struct terminal   terminal = {width, false};
        struct buf        out      = BUF_INIT;
        struct snippet    s        = snippet_of(text.data, NULL, 0);
        struct render_hit hit      = {1, 1, &a, &s, &s, "x"};
        s.cut_after                = true;
        render_text.hit(&hit, &terminal, &out);
        struct str rest  = buf_view(&out);
        int        lines = 0;
        while (rest.len) {
            assert_true(terminal_columns(str_split(&rest, '\n')) <= (size_t)width);
            lines++;
        }
        assert_int_equal(lines, 2 + 1 + 3 + 1);
        buf_release(&s.text);
        buf_release(&out);
    }
    buf_release(&text);
}

static void expect_end(struct render_summary summary, const char *shown)
{
    struct buf      out      = BUF_INIT;
    struct terminal terminal = {80, false};
    render_text.end(&summary, &terminal, &out);
    assert_string_equal(out.data, shown);
    buf_clear(&out);
    render_json.end(&summary, &terminal, &out);
    assert_int_equal(out.len, 0);
    buf_release(&out);
}

static void test_last_line(void **state)
{
    (void)state;
    expect_end((struct render_summary){12, 12, 12, 10, 60, 1, 0.84}, "12 matches in 60 articles, 0.8 ms\n");
    expect_end((struct render_summary){1, 1, 1, 1, 1, 1, 1}, "1 match in 1 article, 1.0 ms\n");
    expect_end((struct render_summary){0, 0, 0, 0, 0, 1, 0}, "no matches in 0 articles, 0.0 ms\n");
    expect_end((struct render_summary){10, 1237, 9000, 10, 20577, 2, 3},
               "about 1,200 matches in 20,577 articles of 2 indexes, 3.0 ms\n");
    expect_end((struct render_summary){1234567, 1234567, 1234567, 10, 2000000, 1, 3},
               "1,234,567 matches in 2,000,000 articles, 3.0 ms\n");
    expect_end((struct render_summary){104, 104, 110, 10, 200, 1, 3}, "about 104 matches in 200 articles, "
                                                                      "3.0 ms\n");
}

static void test_json(void **state)
{
    (void)state;
    struct snippet_mark mark     = {0, 4};
    struct article      a        = article_of("a\"1", "Coal\x1B", "2023-07-27", "");
    struct snippet      title    = snippet_of("Coal", NULL, 0), s = snippet_of("coal \"here\"", &mark, 1);
    struct terminal     terminal = {80, true};
    a.field[FIELD_AUTHOR]        = STR("Jane\nJohn");
    a.field[FIELD_BODY]          = STR("not in a listing");
    expect_hit(&render_json, &a, &title, &s, terminal,
               "{\"rank\": 1, \"weight\": 2.5000, \"id\": \"a\\\"1\", \"title\": \"Coal\\u001b\", \"date\": "
               "\"2023-07-27\", "
               "\"author\": [\"Jane\", \"John\"], \"snippet\": \"coal \\\"here\\\"\", \"index\": "
               "\"news.idx\"}\n");
    a = article_of("", "", "", "");
    expect_hit(&render_json, &a, &title, NULL, terminal,
               "{\"rank\": 1, \"weight\": 2.5000, \"index\": \"news.idx\"}\n");
    buf_release(&title.text);
    buf_release(&s.text);
}

static void test_count_and_article(void **state)
{
    (void)state;
    struct buf      out      = BUF_INIT;
    struct terminal terminal = {80, false};
    struct article  a        = article_of("1", "Coal\x07", "2023-07-27", "");
    a.field[FIELD_AUTHOR]    = STR("Jane\nJohn");
    a.field[FIELD_BODY]      = STR("one\x1B[2J\n\n\ttwo");
    render_text.count(1234, &out);
    render_json.count(1234, &out);
    assert_string_equal(out.data, "1234\n{\"count\": 1234}\n");
    buf_clear(&out);
    render_text.article(&a, &terminal, &out);
    assert_string_equal(out.data, "id: 1\ntitle: Coal\xEF\xBF\xBD\ndate: 2023-07-27\nauthor: Jane\nauthor: "
                                  "John\n\n"
                                  "one\xEF\xBF\xBD[2J\n\n\ttwo\n");
    buf_clear(&out);
    render_json.article(&a, &terminal, &out);
    assert_string_equal(out.data, "{\"id\": \"1\", \"title\": \"Coal\\u0007\", \"date\": \"2023-07-27\", "
                                  "\"author\": [\"Jane\", \"John\"], \"text\": "
                                  "\"one\\u001b[2J\\n\\n\\ttwo\"}\n");
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns), cmocka_unit_test(test_fit), cmocka_unit_test(test_detect),
        cmocka_unit_test(test_text_hit), cmocka_unit_test(test_text_narrow),
        cmocka_unit_test(test_text_width), cmocka_unit_test(test_last_line),
        cmocka_unit_test(test_json), cmocka_unit_test(test_count_and_article),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
