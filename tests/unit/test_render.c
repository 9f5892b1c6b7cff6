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

static struct render_query asked = {{NULL, 0}, {"coal", 4}, "pressmark", true, false};

static void expect_hit(const struct renderer *renderer, const struct article *article, struct snippet *title,
                       struct snippet *snippet, struct terminal terminal, const char *shown)
{
    struct buf        out = BUF_INIT;
    struct render_hit hit = {.rank = 1, .weight = 2.5, .score = 2.5, .article = article, .title = title,
                             .snippet = snippet, .index = "news.idx", .query = &asked};
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
        struct render_hit hit      = {.rank = 1, .weight = 1, .article = &a, .title = &s, .snippet = &s,
                                      .index = "x", .query = &asked};
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
    expect_end((struct render_summary){12, 12, 12, 10, 60, 1, 0.84, false}, "12 matches in 60 articles, 0.8 ms\n");
    expect_end((struct render_summary){1, 1, 1, 1, 1, 1, 1, false}, "1 match in 1 article, 1.0 ms\n");
    expect_end((struct render_summary){0, 0, 0, 0, 0, 1, 0, false}, "no matches in 0 articles, 0.0 ms\n");
    expect_end((struct render_summary){10, 1237, 9000, 10, 20577, 2, 3, false},
               "about 1,200 matches in 20,577 articles of 2 indexes, 3.0 ms\n");
    expect_end((struct render_summary){1234567, 1234567, 1234567, 10, 2000000, 1, 3, false},
               "1,234,567 matches in 2,000,000 articles, 3.0 ms\n");
    expect_end((struct render_summary){104, 104, 110, 10, 200, 1, 3, false}, "about 104 matches in 200 articles, "
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
    render_text.count(&asked, 1234, &out);
    render_json.count(&asked, 1234, &out);
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

/* ---- tables and runs -------------------------------------------------------------------------- */

static void test_tables(void **state)
{
    (void)state;
    struct article  a        = article_of("a,1", "He said \"no\"", "2023-07-27", " x");
    struct snippet  s        = snippet_of("coal\tand \\n", NULL, 0);
    struct terminal terminal = {80, false};
    struct buf      out      = BUF_INIT;
    a.field[FIELD_AUTHOR]    = STR("Jane\nJohn");
    a.field[FIELD_TOPIC]     = STR("bell\x07");
    expect_hit(&render_csv, &a, NULL, &s, terminal,
               "1,2.5000,\"a,1\",\"He said \"\"no\"\"\",2023-07-27,\"Jane\nJohn\",\" x\",,,,bell\xEF\xBF\xBD,"
               "coal\tand \\n,news.idx\n");
    expect_hit(&render_tsv, &a, NULL, &s, terminal,
               "1\t2.5000\ta,1\tHe said \"no\"\t2023-07-27\tJane\\nJohn\t x\t\t\t\tbell\xEF\xBF\xBD\t"
               "coal\\tand \\\\n\tnews.idx\n");
    struct render_query topic = {STR("q,1"), STR("coal"), "pressmark", false, false}, count = topic;
    count.count               = true;
    render_csv.head(&asked, &out);
    render_csv.head(&topic, &out);
    render_tsv.head(&count, &out);
    render_csv.count(&count, 7, &out);
    render_tsv.count(&count, 7, &out);
    assert_string_equal(out.data,
                        "rank,weight,id,title,date,author,source,section,url,lang,topic,snippet,index\n"
                        "qid,rank,weight,id,title,date,author,source,section,url,lang,topic,index\n"
                        "qid\tcount\n\"q,1\",7\nq,1\t7\n");
    buf_release(&out);
    buf_release(&s.text);
}

/* Six columns whatever the ids; scores to ten digits. */
static void test_trec(void **state)
{
    (void)state;
    static const struct {
        const char *id, *shown;
    } rows[] = {
        {"NL-1", "NL-1"},
        {"50%20", "50%20"},                             /* one word: as it is */
        {"a b", "a%20b"},
        {"100% a\tb", "100%25%20a%09b"},
        {"caf\xC3\xA9 x", "caf\xC3\xA9%20x"},
        {"a\xC2\xA0" "b\xE3\x80\x80", "a%C2%A0b%E3%80%80"}, /* blanks of other scripts */
        {"\x1B[2J", "%1B[2J"},
        {"a\xE2\x80\xAE", "a%E2%80%AE"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf          out   = BUF_INIT, expected = BUF_INIT;
        struct article      a     = article_of(rows[i].id, "", "", "");
        struct render_query topic = {str_c(rows[i].id), STR("coal"), "run", false, false};
        struct render_hit   hit   = {.rank = 2, .score = 20.0 / 3, .article = &a, .query = &topic};
        struct terminal     terminal = {80, false};
        render_trec.hit(&hit, &terminal, &out);
        buf_printf(&expected, "%s Q0 %s 2 6.666666667 run\n", rows[i].shown, rows[i].shown);
        assert_string_equal(out.data, expected.data);
        buf_release(&out);
        buf_release(&expected);
    }
    assert_null(render_trec.count);
    assert_null(render_trec.explanation);
}

static void test_explanation(void **state)
{
    (void)state;
    struct explained_term terms[] = {{STR("coal~"), 3, 7}, {STR("source:reuters"), 2, 0}};
    struct str            words[] = {STR("coal~"), STR("night~"), STR("dam~")};
    const double          parts[] = {1.5, 0, 1};
    struct explanation    e       = {.engine = "lookup", .terms = terms, .term_count = 2, .parts = words,
                                     .part_count = 3};
    struct article        a       = article_of("1", "Coal", "", "");
    struct snippet        title   = snippet_of("Coal", NULL, 0);
    struct render_query   topic   = {STR("q1"), STR("coal \"night\""), "pressmark", false, false};
    struct render_hit hit = {.rank = 1, .weight = 2.5, .article = &a, .title = &title, .index = "x", .query = &topic,
                             .explanation = &e, .parts = parts};
    struct terminal   terminal = {80, false};
    struct buf        out      = BUF_INIT;
    buf_cstr(&e.tree, "(<coal> \"night\")");
    buf_cstr(&e.plan, "(coal~ OR dam~)");
    render_text.explanation(&topic, &e, &terminal, &out);
    render_text.hit(&hit, &terminal, &out);
    assert_string_equal(out.data, "understood: (<coal> \"night\")\nengine:     lookup\nplan:       (coal~ OR dam~)\n\n"
                                  "  articles  occurrences  term\n"
                                  "         3            7  coal~\n"
                                  "         2               source:reuters\n\n"
                                  "   1. Coal\n      1\n"
                                  "        1.5000  coal~\n        1.0000  dam~\n        2.5000  in all\n\n");
    buf_clear(&out);
    render_json.explanation(&topic, &e, &terminal, &out);
    render_json.hit(&hit, &terminal, &out);
    assert_string_equal(out.data, "{\"qid\": \"q1\", \"query\": \"coal \\\"night\\\"\", \"understood\": "
                                  "\"(<coal> \\\"night\\\")\", \"engine\": \"lookup\", \"plan\": "
                                  "\"(coal~ OR dam~)\", \"terms\": [{\"term\": \"coal~\", \"df\": 3, \"cf\": 7}, "
                                  "{\"term\": \"source:reuters\", \"df\": 2}]}\n"
                                  "{\"qid\": \"q1\", \"rank\": 1, \"weight\": 2.500000, \"id\": \"1\", "
                                  "\"title\": \"Coal\", \"terms\": [{\"term\": \"coal~\", \"weight\": 1.500000}, "
                                  "{\"term\": \"dam~\", \"weight\": 1.000000}], \"index\": \"x\"}\n");
    buf_release(&e.tree);
    buf_release(&e.plan);
    buf_release(&title.text);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns), cmocka_unit_test(test_fit), cmocka_unit_test(test_detect),
        cmocka_unit_test(test_text_hit), cmocka_unit_test(test_text_narrow),
        cmocka_unit_test(test_text_width), cmocka_unit_test(test_last_line),
        cmocka_unit_test(test_json), cmocka_unit_test(test_count_and_article),
        cmocka_unit_test(test_tables), cmocka_unit_test(test_trec), cmocka_unit_test(test_explanation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
