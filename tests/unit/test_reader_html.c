/* Web pages: what their heads say, which of their text is the story, and hostile ones. */
#include "test_corpus.h"

#include "corpus/html_elements.h"

#define LONG "The harbour of the town was closed on Monday after a ship lost its load of timber " \
             "in the strait, officials said. "

static struct got *page(void **state, const char *text)
{
    struct got *g = read_text(state, "p.html", text);
    assert_int_equal(g->rejections, 0);
    assert_int_equal(g->count, 1);
    return g;
}

static void reads_json_ld_first(void **state)
{
    struct got *g = page(state,
        "<!DOCTYPE html><html lang=\"de-AT\"><head><title>Closed | The Post</title>\n"
        "<meta property=\"og:title\" content=\"Other title\"><meta property=\"og:site_name\" content=\"The "
        "Post\">\n"
        "<meta property='article:published_time' content='2020-01-01T00:00:00Z'>\n"
        "<link rel=\"alternate canonical\" href=\"https://post.example/a?b=1&amp;c=2\">\n"
        "<script type=\"application/ld+json\">//<![CDATA[\n{\"@context\": \"https://schema.org\", "
        "\"@graph\": [\n"
        "{\"@type\": \"WebSite\", \"headline\": \"no\"},\n"
        "{\"@type\": [\"Thing\", \"NewsArticle\"], \"headline\": \"Harbour &quot;closed&quot;\n again\",\n"
        " \"datePublished\": \"2023-07-27T10:00:00+02:00\", \"author\": [{\"@type\": \"Person\", \"name\": "
        "\"Jane Doe\"},"
        " \"By John Roe\"], \"publisher\": {\"name\": \"The Daily Post\"}, \"articleSection\": [\"Coast\"],\n"
        " \"keywords\": [\"ships\", \"harbour\"], \"inLanguage\": \"en-GB\"}]}//]]></script>\n"
        "</head><body><p>" LONG "</p></body></html>");
    assert_field(g, 0, FIELD_TITLE, "Harbour \"closed\" again");
    assert_field(g, 0, FIELD_DATE, "2023-07-27T08:00:00Z");
    assert_field(g, 0, FIELD_AUTHOR, "Jane Doe\nJohn Roe");
    assert_field(g, 0, FIELD_SOURCE, "The Daily Post");
    assert_field(g, 0, FIELD_SECTION, "Coast");
    assert_field(g, 0, FIELD_TOPIC, "ships\nharbour");
    assert_field(g, 0, FIELD_LANG, "en");
    assert_field(g, 0, FIELD_URL, "https://post.example/a?b=1&c=2");
    got_free(g);
}

static void reads_open_graph_and_meta_tags(void **state)
{
    struct got *g = page(state,
        "<html lang=nb><head><title>T</title><meta name=author content=\"Jane Doe, John Roe\">"
        "<meta content=\"Harbour closed - The Post\" property=\"og:title\"><meta property=og:site_name "
        "content='The Post'>"
        "<META NAME=\"news_keywords\" CONTENT=\"ships, harbour,, ships\"><meta property=article:section "
        "content=Coast>"
        "<meta property=article:author content=\"https://post.example/doe\"><meta name=pubdate content=\"27 "
        "July 2023\">"
        "<meta property=og:url content=\"https://post.example/a\"></head><body><p>" LONG "</p>");
    assert_field(g, 0, FIELD_TITLE, "Harbour closed");
    assert_field(g, 0, FIELD_DATE, "2023-07-27");
    assert_field(g, 0, FIELD_AUTHOR, "Jane Doe\nJohn Roe");
    assert_field(g, 0, FIELD_SOURCE, "The Post");
    assert_field(g, 0, FIELD_SECTION, "Coast");
    assert_field(g, 0, FIELD_TOPIC, "ships\nharbour");
    assert_field(g, 0, FIELD_LANG, "nb");
    assert_field(g, 0, FIELD_URL, "https://post.example/a");
    got_free(g);
}

static void falls_back_to_elements(void **state)
{
    struct got *g = page(state, "<html><head><title>Window &mdash; The Post</title></head><body>"
                                "<h1>Harbour <b>closed</b> &amp;lt;</h1>"
                                "<time datetime=\"2023-07-27\">x</time><p>" LONG "</p></body></html>");
    assert_field(g, 0, FIELD_TITLE, "Harbour closed &lt;");
    assert_field(g, 0, FIELD_DATE, "2023-07-27");
    got_free(g);
    g = page(state, "<html><head><title>a < b</title><meta name=date content=someday></head><p>" LONG);
    assert_field(g, 0, FIELD_TITLE, "a < b");
    assert_field(g, 0, FIELD_DATE, "");
    assert_int_equal(g->stats.bad_dates, 1);
    got_free(g);
    g = page(state, "<html><head><title>Harbour closed | Coast | News</title></head><h1>Harbour "
        "closed</h1><p>" LONG);
    assert_field(g, 0, FIELD_TITLE, "Harbour closed");
    got_free(g);
}

static void keeps_the_story_and_drops_the_page(void **state)
{
    struct got *g = page(state,
        "<html><body><header><p>Masthead of the paper, which stands on every page of it</p></header>"
        "<nav><ul><li>Home<li>Sport</ul></nav><div class=\"wrap\"><article><h1>Closed</h1><p>First. "
        "" LONG "</p>"
        "<script>var p = '<p>code</p>';</script><style>p{}</style><noscript><p>Turn it on</p></noscript>"
        "<figure><img src=x><figcaption>A ship</figcaption></figure><aside><p>Read this, too, on another "
        "page</p></aside>"
        "<div class=\"c-relatedLinks\"><p>Something related and long enough to look like a paragraph of the "
        "story, almost"
        "</p></div><p hidden>Hidden</p><p style=\"color:red;display: none\">None</p><h2>A heading</h2>"
        "<p>Second&nbsp;&amp; last.<br>" LONG "</p><ul><li>An item<li>Another</ul><p><a href=x>Only a "
        "link</a></p>"
        "<button>Share</button><form><input><label>Your mail</label></form></article></div>"
        "<footer><p>All rights reserved</p></footer><template><p>T</p></template>"
        "<svg><title>S</title></svg>");
    struct buf want = BUF_INIT;
    buf_cstr(&want, "First. " LONG);
    want.len--;
    buf_cstr(&want, "\n\nA heading\n\nSecond & last.\n\n" LONG);
    want.len--;
    buf_cstr(&want, "\n\nAn item\n\nAnother");
    assert_field(g, 0, FIELD_TITLE, "Closed");
    assert_field(g, 0, FIELD_BODY, want.data);
    buf_release(&want);
    got_free(g);
}

static void believes_weight_more_than_names(void **state)
{
    struct got *g = page(state, "<body><form id=page><div "
        "class=\"sidebar-left\"><p>" LONG "</p><p>" LONG "</p></div></form>"
                                "<p>Short.</p></body>");
    assert_int_equal(strncmp(g->field[0][FIELD_BODY], LONG, 60), 0);
    got_free(g);
    g = page(state, "<body><div><p class=\"text comment\">One, " LONG "</p></div><div><p class=comment>Two, "
        "" LONG "</p></div>"
                    "<div><p class=comment>Three, " LONG "</p></div></body>");
    assert_non_null(strstr(g->field[0][FIELD_BODY], "One, "));
    assert_non_null(strstr(g->field[0][FIELD_BODY], "Three, "));
    got_free(g);
}

static void takes_json_ld_s_body_as_a_last_resort(void **state)
{
    struct got *g = page(state, "<html><script "
        "type=application/ld+json>{\"@type\":\"Article\",\"headline\":\"H\","
                                "\"articleBody\":\"" LONG LONG "\"}</script><body><p>Please "
                                "subscribe</p></body></html>");
    assert_int_equal(strncmp(g->field[0][FIELD_BODY], LONG LONG, 150), 0);
    got_free(g);
    g = page(state, "<html><script type=application/ld+json>{\"@type\":\"Article\", oops</script>"
                    "<script type=application/ld+json>[]</script><p>" LONG);
    assert_int_equal(strncmp(g->field[0][FIELD_BODY], LONG, 60), 0);
    got_free(g);
}

static void reads_the_declared_encoding_unless_it_is_utf_8(void **state)
{
    struct got *g = page(state, "<html><meta charset=\"iso-8859-2\"><title>\xB3\xF3" "d\xBC</title><p>" LONG);
    assert_field(g, 0, FIELD_TITLE, "łódź");
    got_free(g);
    g = page(state, "<html><meta http-equiv=Content-Type content=\"text/html; "
        "charset=gb2312\"><title>Köln</title><p>" LONG);
    assert_field(g, 0, FIELD_TITLE, "Köln");
    got_free(g);
    g = page(state, "<?xml version=\"1.0\" "
        "encoding=\"windows-1251\"?><html><title>\xCC\xE8\xF0</title><p>" LONG);
    assert_field(g, 0, FIELD_TITLE, "Мир");
    got_free(g);
}

static void survives_hostile_pages(void **state)
{
    static const struct {
        const char *begin, *again, *end;
        int         times;
    } pages[] = {
        {"<html><body>", "<div>", LONG, 100000},
        {"<html><body>", "<b>", LONG, 100000},
        {"<html><body><b>", "</i>", LONG, 100000},
        {"<html><body><p ", "a", ">" LONG, 1000000},
        {"<html><body><p ", "a1 a2=b ", ">" LONG, 100000},
        {"<html><body><p>" LONG, "<!--", "", 100000},
        {"<html><body><p>" LONG, "<![CDATA[", "", 100000},
        {"<html><body><p>" LONG, "<script>", "", 100000},
        {"<html><body><p>" LONG, "<a href=\"", "", 100000},
        {"<html><body><p>" LONG, "</", "", 100000},
        {"<html><body><p>" LONG, "<p>a", "", 200000},
        {"<html><body><p>" LONG, "<article><p>" LONG, "", 20000},
        {"<html><body><p>" LONG, "&#x110000;&a", "", 100000},
        {"<html><script type=application/ld+json>", "[", "</script><p>" LONG, 100000},
        {"<html><script type=application/ld+json>", "{\"@graph\":", "</script><p>" LONG, 100000},
        {"<html><script type=application/ld+json>[", "{\"@type\":\"Article\",\"author\":\"x\"},",
            "1]</script><p>" LONG, 20000},
    };
    for (size_t i = 0; i < sizeof pages / sizeof *pages; i++) {
        struct buf text = BUF_INIT;
        buf_cstr(&text, pages[i].begin);
        for (int n = 0; n < pages[i].times; n++)
            buf_cstr(&text, pages[i].again);
        buf_cstr(&text, pages[i].end);
        struct got *g = read_one(write_file(state, "h.html", text.data, text.len));
        assert_int_equal(g->count, 1);
        if (!strstr(g->field[0][FIELD_BODY], "The harbour of the town"))
            fail_msg("page %zu gave '%.100s'", i, g->field[0][FIELD_BODY]);
        got_free(g);
        buf_release(&text);
    }
}

static void every_cut_and_any_noise_is_sound(void **state)
{
    static const char text[] =
        "<!doctype html><html lang='en'><head><title>T &amp; t</title><meta name=author content='A B'>"
        "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"H\"}</script></head>"
        "<body><!-- c --><article itemprop=articleBody><p class=\"x\">One <a "
        "href='#'>link</a></p><br/></article></body></html>";
    static const char bytes[] = "<>/!-=\"' apdiv&;#x\0\xFF\xC3";
    struct corpus_options options = test_options();
    options.format                = "html";
    char     noise[sizeof text];
    uint64_t seed = 5;
    for (size_t n = 1; n < sizeof text; n++) {
        memcpy(noise, text, sizeof text);
        for (size_t k = n % 2 ? n : 0; k < n; k++)
            if ((seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u) >> 59 == 0)
                noise[k] = bytes[(seed >> 33) % (sizeof bytes - 1)];
        const char *path = write_file(state, "cut.html", noise, n);
        struct got *g    = read_all(&path, 1, &options);
        assert_int_equal(g->count + g->rejections, 1);
        got_free(g);
    }
}

static void names_a_page_too_large(void **state)
{
    struct buf text = BUF_INIT;
    buf_cstr(&text, "<html><body><p>");
    buf_fill(&text, 'x', 3 << 20);
    struct corpus_options options = test_options();
    options.record_max            = 1 << 20;
    const char *path              = write_file(state, "big.html", text.data, text.len);
    struct got *g                 = read_all(&path, 1, &options);
    assert_int_equal(g->count, 0);
    assert_rejected(g, 0, REJECT_TOO_LARGE, "big.html");
    got_free(g);
    buf_release(&text);
}

static void the_table_of_elements_is_in_order(void **state)
{
    (void)state;
    for (int i = 0; i < HTML_ELEMENTS; i++)
        assert_int_equal(html_find_element(str_c(html_elements[i].name)), i);
    assert_int_equal(html_find_element(STR("ARTICLE")), html_find_element(STR("article")));
    assert_int_equal(html_find_element(STR("x-custom-element")), -1);
}

static void reads_all_of_the_real_ones(void **state)
{
    (void)state;
    char path[4200];
    if (!real_corpora())
        skip();
    snprintf(path, sizeof path, "%s/fundus_html/html", real_corpora());
    struct corpus_options options = test_options();
    options.now                   = 1785888000; /* 2026-08-05: after the last of the pages */
    const char *paths[]           = {path};
    struct got *g                 = read_all(paths, 1, &options);
    size_t      titled = 0, dated = 0, bodies = 0;
    assert_int_equal(g->count, 258);
    assert_int_equal(g->rejections, 0);
    for (size_t i = 0; i < g->count; i++) {
        titled += *g->field[i][FIELD_TITLE] != 0;
        dated += *g->field[i][FIELD_DATE] != 0;
        bodies += strlen(g->field[i][FIELD_BODY]) > 100;
    }
    assert_int_equal(titled, 258);
    assert_true(dated >= 248);
    assert_true(bodies >= 256);
    got_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_json_ld_first),
        cmocka_unit_test(reads_open_graph_and_meta_tags),
        cmocka_unit_test(falls_back_to_elements),
        cmocka_unit_test(keeps_the_story_and_drops_the_page),
        cmocka_unit_test(believes_weight_more_than_names),
        cmocka_unit_test(takes_json_ld_s_body_as_a_last_resort),
        cmocka_unit_test(reads_the_declared_encoding_unless_it_is_utf_8),
        cmocka_unit_test(survives_hostile_pages),
        cmocka_unit_test(every_cut_and_any_noise_is_sound),
        cmocka_unit_test(names_a_page_too_large),
        cmocka_unit_test(the_table_of_elements_is_in_order),
        cmocka_unit_test(reads_all_of_the_real_ones),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
