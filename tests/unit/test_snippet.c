/* Which piece of a text is shown, and what is marked in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "query/snippet_match.h"
#include "query/terminal.h"
#include "text/languages.h"

static struct analyzer *analyzer;

static int set_up(void **state)
{
    (void)state;
    return analyzer_new(&analyzer, NULL);
}

static int tear_down(void **state)
{
    (void)state;
    analyzer_free(analyzer);
    return 0;
}

/* Make a snippet for the terms; "=word" is a word, others are stems. Weights fall from 8 on by halves. */
static void make(struct snippet *s, const char *terms, const char *lang, struct str text, size_t columns)
{
    struct plan_term  list[8];
    struct query_plan plan = {.terms = list};
    double            weight = 8;
    struct str        rest   = str_c(terms);
    struct err        err    = ERR_INIT;
    while (rest.len) {
        struct str term = str_split(&rest, ' ');
        bool       word = *term.data == '=';
        uint32_t   n    = (uint32_t)plan.term_count;
        list[plan.term_count++] = (struct plan_term){word ? str_skip(term, 1) : term, !word, n, weight};
        weight /= 2;
    }
    struct snippet_terms *t;
    snippet_init(s);
    assert_int_equal(snippet_terms_new(&t, &plan, &err), 0);
    assert_int_equal(snippet_make(s, t, analyzer, language_find(str_c(lang)), text, columns, &err), 0);
    snippet_terms_free(t);
}

/* The snippet with [ ] around marks and ... where it is cut. */
static void expect(const char *terms, const char *lang, const char *text, size_t columns, const char *shown)
{
    struct snippet s;
    struct buf     out = BUF_INIT;
    size_t         at  = 0;
    make(&s, terms, lang, str_c(text), columns);
    buf_cstr(&out, s.cut_before ? "..." : "");
    for (size_t i = 0; i < s.mark_count; i++) {
        buf_append(&out, s.text.data + at, s.marks[i].begin - at);
        buf_putc(&out, '[');
        buf_append(&out, s.text.data + s.marks[i].begin, s.marks[i].end - s.marks[i].begin);
        buf_putc(&out, ']');
        at = s.marks[i].end;
    }
    buf_append(&out, s.text.data ? s.text.data + at : "", s.text.len - at);
    buf_cstr(&out, s.cut_after ? "..." : "");
    if (strcmp(out.data, shown) != 0)
        fail_msg("for '%s' in %zu columns:\n  %s\nnot\n  %s", terms, columns, out.data, shown);
    buf_release(&out);
    snippet_release(&s);
}

static void test_marks(void **state)
{
    (void)state;
    expect("coal", "en", "Coals and COAL, charcoal.", SNIPPET_ALL, "[Coals] and [COAL], charcoal.");
    expect("=coals", "en", "Coals and COAL.", SNIPPET_ALL, "[Coals] and COAL.");
    expect("email", "en", "An e-mail, an email.", SNIPPET_ALL, "An [e-mail], an [email].");
    expect("email mail", "en", "An e-mail.", SNIPPET_ALL, "An [e-mail].");
    expect("\xE6\x9D\xB1\xE4\xBA\xAC \xE4\xBA\xAC\xE9\x83\xBD", "ja",
           "\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD\xE3\x81\xA8",
           SNIPPET_ALL, "[\xE6\x9D\xB1\xE4\xBA\xAC\xE9\x83\xBD]\xE3\x81\xA8");
    expect("coal", "en", "no such word", SNIPPET_ALL, "no such word");
    expect("coal", "en", "", SNIPPET_ALL, "");
    expect("coal", "en", " \n\t ", SNIPPET_ALL, "");
}

static void test_clean(void **state)
{
    (void)state;
    expect("coal", "en", "\x1B[31mred\x07\n\n  coal\xE2\x80\xAE \xFF.", SNIPPET_ALL,
           "\xEF\xBF\xBD[31mred\xEF\xBF\xBD [coal]\xEF\xBF\xBD \xEF\xBF\xBD.");
}

static void test_window(void **state)
{
    (void)state;
    static const char text[] =
        "The first sentence speaks of nothing. Another one has coal in it, and not much else. Then come many "
        "words "
        "that do not matter here at all, to fill the room. Here stand oil and coal beside each other. The "
        "end is "
        "far away from them, and says something about oil again.";
    expect("coal oil", "en", text, 50, "Here stand [oil] and [coal] beside each other. The end...");
    expect("coal oil", "en", text, 20, "...[oil] and [coal] beside...");
    expect("oil", "en", text, 30, "Here stand [oil] and coal beside...");
    expect("room", "en", text, 40, "...to fill the [room]. Here stand oil and...");
    expect("again", "en", text, 40, "...and says something about oil [again].");
    expect("noth", "en", text, 60, "The first sentence speaks of [nothing]. Another one has coal...");
    expect("absent", "en", text, 30, "The first sentence speaks of...");
    /* a rare word before two common ones */
    expect("coal much matter", "en", text, 24, "...[coal] in it, and not [much]...");
}

static void test_sentences(void **state)
{
    (void)state;
    /* wrapped by hand: the end of a line is not the end of a sentence; paragraphs are */
    expect("coal", "en", "Words before this\nline, which has coal in\nit and goes on.", 26,
           "...has [coal] in it and goes...");
    expect("coal", "en", "Words before this\n\nHere is the coal in\nthe pit.", 28, "Here is the [coal] in "
                                                                                   "the pit.");
    expect("coal", "en", "Words before this\n   Here is the coal in the pit.", 28, "Here is the [coal] in "
                                                                                   "the pit.");
    expect("coal", "en", "He said: \"No more!\" Then coal burnt.", 20, "Then [coal] burnt.");
    /* no blanks between sentences */
    expect("\xE7\x9F\xB3\xE7\x82\xAD", "ja",
           "\xE4\xB8\x80\xE4\xBA\x8C\xE4\xB8\x89\xE3\x80\x82"
           "\xE3\x81\xAE\xE7\x9F\xB3\xE7\x82\xAD\xE3\x81\xA8", 10,
           "\xE3\x81\xAE[\xE7\x9F\xB3\xE7\x82\xAD]\xE3\x81\xA8");
}

/* Never wider than asked for by more than a mark, whatever the text. */
static void test_width(void **state)
{
    (void)state;
    struct buf text = BUF_INIT;
    for (int i = 0; i < 400; i++)
        buf_cstr(&text, i % 7 ? "\xE7\x9F\xB3\xE7\x82\xAD" : i % 5 ? "coal e\xCC\x81 "
                                                                     "" : "\xF0\x9F\x98\x80\xF0\x9F\x98\x80, "
                                                                          "");
    for (size_t columns = 20; columns < 300; columns += 7) {
        struct snippet s;
        make(&s, "coal", "en", buf_view(&text), columns);
        assert_true(terminal_columns(buf_view(&s.text)) <= columns);
        assert_true(s.mark_count > 0);
        snippet_release(&s);
    }
    buf_release(&text);
}

/* A text of words like "zqz", now and then "coal"; `odd`: another of the same columns, with
 * letters of two bytes, bytes that are shown as a mark, and more and other white space between words. */
static void write_text(struct buf *plain, struct buf *odd)
{
    static const char *const white[] = {" ", "  ", "\t", " \t", "\t\t", "   ", "         "};
    static const char *const z[]     = {"z", "\xC3\xA9", "\x7F", "\x01"};
    buf_clear(plain);
    buf_clear(odd);
    for (int words = 100 + rand() % 100; words > 0; words--) {
        for (int letters = 1 + rand() % 9; letters > 0; letters--) {
            bool is_z = rand() % 4 == 0;
            buf_putc(plain, is_z ? 'z' : 'q');
            buf_cstr(odd, is_z ? z[rand() % 20 < 4 ? rand() % 4 : 0] : "q");
        }
        buf_putc(plain, ' ');
        buf_cstr(odd, white[rand() % 3 ? 0 : rand() % 7]);
        if (rand() % 12 == 0) {
            buf_cstr(plain, "coal ");
            buf_cstr(odd, "coal ");
        }
    }
}

/* As it is shown, but for letters that write_text() puts in the place of z. */
static void as_plain(struct str text, struct buf *out)
{
    buf_clear(out);
    for (size_t at = 0; at < text.len;) {
        size_t begin = at++;
        while (at < text.len && ((unsigned char)text.data[at] & 0xC0) == 0x80)
            at++;
        buf_putc(out, text.data[begin] == ' ' || text.data[begin] >= 'a' ? text.data[begin] : 'z');
    }
}

/* What is shown depends on columns, not on bytes. */
static void test_columns(void **state)
{
    (void)state;
    struct buf plain = BUF_INIT, odd = BUF_INIT, seen = BUF_INIT;
    srand(5);
    for (int round = 0; round < 3000; round++) {
        struct snippet a, b;
        size_t         columns = 20 + (size_t)rand() % 200;
        write_text(&plain, &odd);
        make(&a, "coal", "en", buf_view(&plain), columns);
        make(&b, "coal", "en", buf_view(&odd), columns);
        as_plain(buf_view(&b.text), &seen);
        if (!str_eq(buf_view(&seen), buf_view(&a.text)))
            fail_msg("in %zu columns, round %d:\n  %s\nnot\n  %s", columns, round, seen.data, a.text.data);
        assert_int_equal(a.mark_count, b.mark_count);
        snippet_release(&a);
        snippet_release(&b);
    }
    buf_release(&plain);
    buf_release(&odd);
    buf_release(&seen);
}

static void test_long_text(void **state)
{
    (void)state;
    struct buf     text = BUF_INIT;
    struct snippet s;
    for (int i = 0; i < 100000; i++)
        buf_cstr(&text, "coal and oil ");
    make(&s, "coal oil", "en", buf_view(&text), 60);
    assert_true(s.cut_after && s.text.len > 20 && s.text.len < 100);
    snippet_release(&s);

    buf_clear(&text); /* one word of two megabytes, then a term that is not looked for any more */
    buf_fill(&text, 'x', 2 << 20);
    buf_cstr(&text, " coal");
    make(&s, "coal", "en", buf_view(&text), 60);
    assert_int_equal(s.mark_count, 0);
    assert_true(s.cut_after && s.text.len <= 60);
    snippet_release(&s);
    buf_release(&text);
}

static void test_best_window(void **state)
{
    (void)state;
    struct snippet_hit hits[] = {
        {0, 4, 1, 1, 0, 4},       {100, 104, 2, 1, 100, 104}, {110, 114, 2, 1, 110, 114},
        {200, 204, 1, 1, 200, 204}, {210, 214, 2, 1, 210, 214}, {300, 304, 3, 5, 300, 304},
    };
    struct snippet_window w;
    assert_int_equal(snippet_best_window(hits, 6, 20, &w, NULL), 0);
    assert_int_equal(w.first, 5); /* the rare one */
    assert_int_equal(w.end, 6);
    assert_int_equal(snippet_best_window(hits, 5, 20, &w, NULL), 0);
    assert_int_equal(w.first, 3); /* two different ones */
    assert_int_equal(w.end, 5);
    assert_int_equal(snippet_best_window(hits, 5, 1, &w, NULL), 0); /* none fits: the first */
    assert_int_equal(w.end - w.first, 1);
    assert_int_equal(snippet_best_window(hits, 6, 1000, &w, NULL), 0);
    assert_int_equal(w.first, 0);
    assert_int_equal(w.end, 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_marks),     cmocka_unit_test(test_clean), cmocka_unit_test(test_window),
        cmocka_unit_test(test_sentences), cmocka_unit_test(test_width),
        cmocka_unit_test(test_columns),
        cmocka_unit_test(test_long_text),
        cmocka_unit_test(test_best_window),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
