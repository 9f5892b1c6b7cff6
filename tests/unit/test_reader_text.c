/* Plain text: what may stand on top of it, and what its title is. */
#include "test_corpus.h"

static void knows_the_mark_line(void **state)
{
    struct got *g = read_text(state, "a.txt",
        " date 2023-07-27 For free news sent to your inbox sign up to the\n\n"
        "The mayor of Bergen has said that Mr. Roe will stay. He gave no reason.\n\nA second paragraph "
        "(Agency)\n");
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_DATE, "2023-07-27");
    assert_field(g, 0, FIELD_TITLE, "The mayor of Bergen has said that Mr. Roe will stay.");
    assert_field(g, 0, FIELD_BODY, "The mayor of Bergen has said that Mr. Roe will stay. He gave no "
        "reason.\n\n"
                                   "A second paragraph (Agency)");
    got_free(g);
}

static void a_mark_must_be_one(void **state)
{
    struct got *g = read_text(state, "a.txt", "date 2023-07-277 is none\n\nText.\n");
    assert_field(g, 0, FIELD_DATE, "");
    assert_field(g, 0, FIELD_TITLE, "date 2023-07-277 is none");
    got_free(g);
    g = read_text(state, "a.txt", "date 2023-02-31 impossible\n\nText.\n");
    assert_field(g, 0, FIELD_DATE, "");
    assert_field(g, 0, FIELD_BODY, "Text.");
    assert_int_equal(g->stats.bad_dates, 1);
    got_free(g);
    g = read_text(state, "a.txt", "\xEF\xBB\xBF\r\n2023-07-27\r\n\r\nA title\r\n\r\nText.\r\n");
    assert_field(g, 0, FIELD_DATE, "2023-07-27");
    assert_field(g, 0, FIELD_TITLE, "A title");
    assert_field(g, 0, FIELD_BODY, "Text.");
    got_free(g);
}

static void a_short_first_line_alone_is_the_title(void **state)
{
    static const struct {
        const char *text, *title, *body;
    } cases[] = {
        {"Mill burns down\n\nThe mill burnt. It was old.\n", "Mill burns down", "The mill burnt. It was "
            "old."},
        {"Mill burns down", "Mill burns down", ""},
        {"Who burnt the mill?\n\nNobody.", "Who burnt the mill?", "Nobody."},
        {"The mill burnt.\n\nIt was old.", "The mill burnt.", "The mill burnt.\n\nIt was old."},
        {"He said \xE2\x80\x9Cno.\xE2\x80\x9D\n\nMore.", "He said “no.”", "He said “no.”\n\nMore."},
        {"The mill\nburnt down. It was old.", "The mill burnt down.", "The mill\nburnt down. It was old."},
        {"The U.S. Senate met. It rose.", "The U.S. Senate met.", "The U.S. Senate met. It rose."},
        {"It cost 3.50 and e.g. that. More.", "It cost 3.50 and e.g. that.", "It cost 3.50 and e.g. that. "
            "More."},
        {"工場が燃えた。古かった。", "工場が燃えた。", "工場が燃えた。古かった。"},
        {"No end\nto it", "No end to it", "No end\nto it"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct got *g = read_text(state, "a.txt", cases[i].text);
        assert_int_equal(g->count, 1);
        assert_field(g, 0, FIELD_TITLE, cases[i].title);
        assert_field(g, 0, FIELD_BODY, cases[i].body);
        got_free(g);
    }
}

static void a_long_sentence_is_cut_at_a_word(void **state)
{
    struct buf text = BUF_INIT;
    for (int i = 0; i < 60; i++)
        buf_cstr(&text, "wörter ");
    struct got *g = read_one(write_file(state, "a.txt", text.data, text.len));
    struct str  t = str_c(g->field[0][FIELD_TITLE]);
    assert_in_range(t.len, 180, 240);
    assert_string_equal(t.data + t.len - 10, "wörter…");
    got_free(g);
    buf_clear(&text);
    for (int i = 0; i < 500; i++)
        buf_cstr(&text, "長");
    g = read_one(write_file(state, "a.txt", text.data, text.len));
    assert_int_equal(strlen(g->field[0][FIELD_TITLE]), 200 * 3 + 3);
    got_free(g);
    buf_release(&text);
}

static void reads_keys_on_top(void **state)
{
    struct got *g = read_text(state, "a.txt",
        "Title: A mill burns\nDate: 3 July 2020\nAuthor: By Jane Doe and John Roe\nSource: The Post\n"
        "URL: https://example.org/a\nTags: fire, mills\nMood: sad\n\nThe story.\n");
    assert_field(g, 0, FIELD_TITLE, "A mill burns");
    assert_field(g, 0, FIELD_DATE, "2020-07-03");
    assert_field(g, 0, FIELD_AUTHOR, "Jane Doe\nJohn Roe");
    assert_field(g, 0, FIELD_SOURCE, "The Post");
    assert_field(g, 0, FIELD_URL, "https://example.org/a");
    assert_field(g, 0, FIELD_TOPIC, "fire\nmills");
    assert_field(g, 0, FIELD_BODY, "The story.");
    got_free(g);
    g = read_text(state, "a.txt", "Bergen: a mill burnt\n\nThe story.");
    assert_field(g, 0, FIELD_TITLE, "Bergen: a mill burnt");
    got_free(g);
    g = read_text(state, "a.txt", "Title: no empty line\nand so no keys at all.");
    assert_field(g, 0, FIELD_BODY, "Title: no empty line\nand so no keys at all.");
    got_free(g);
}

static void reads_other_encodings(void **state)
{
    struct got *g = read_text(state, "a.txt", "K\xF6ln\n\nDie Stra\xDF" "e.");
    assert_field(g, 0, FIELD_TITLE, "Köln");
    assert_field(g, 0, FIELD_BODY, "Die Straße.");
    got_free(g);
    const char wide[] = "\xFF\xFEH\0i\0\n\0\n\0x\0.\0";
    g = read_one(write_file(state, "w.txt", wide, sizeof wide - 1));
    assert_field(g, 0, FIELD_TITLE, "Hi");
    assert_field(g, 0, FIELD_BODY, "x.");
    got_free(g);
}

static void a_large_line_is_read_and_a_larger_one_named(void **state)
{
    struct buf text = BUF_INIT;
    buf_cstr(&text, "Large\n\n");
    buf_fill(&text, 'x', 8 << 20);
    const char *paths[2] = {write_file(state, "l.txt", text.data, text.len),
                            write_text(state, "s.txt", "Small\n\nText.")};
    struct corpus_options options = test_options();
    struct got           *g       = read_all(paths, 2, &options);
    assert_int_equal(g->count, 2);
    assert_field(g, 0, FIELD_TITLE, "Large");
    assert_int_equal(strlen(g->field[0][FIELD_BODY]), 8 << 20);
    got_free(g);
    options.record_max = 1 << 20;
    g                  = read_all(paths, 2, &options);
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_TITLE, "Small");
    assert_rejected(g, 0, REJECT_TOO_LARGE, "l.txt");
    got_free(g);
    buf_release(&text);
}

static void noise_is_an_article_or_a_rejection(void **state)
{
    uint64_t seed = 99;
    char     text[300];
    for (int i = 0; i < 300; i++) {
        for (size_t k = 0; k < sizeof text; k++) {
            seed    = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            text[k] = i % 3 ? "date 2023-07-:\n\n.\"A \xC3\xA9\xFF"[(seed >> 33) % 24] : (char)(seed >> 40);
        }
        struct got *g = read_one(write_file(state, "n.txt", text, (size_t)i));
        assert_in_range(g->count + g->rejections, 0, 1);
        got_free(g);
    }
}

static void reads_the_real_one(void **state)
{
    (void)state;
    char path[4200];
    if (!real_corpora())
        skip();
    snprintf(path, sizeof path, "%s/seed/niger-coup-2023-07-27.txt", real_corpora());
    struct got *g = read_one(path);
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_DATE, "2023-07-27");
    struct str title = str_c(g->field[0][FIELD_TITLE]);
    assert_in_range(title.len, 100, 160);
    assert_true(str_starts(str_c(g->field[0][FIELD_BODY]), title));
    got_free(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_the_mark_line),
        cmocka_unit_test(a_mark_must_be_one),
        cmocka_unit_test(a_short_first_line_alone_is_the_title),
        cmocka_unit_test(a_long_sentence_is_cut_at_a_word),
        cmocka_unit_test(reads_keys_on_top),
        cmocka_unit_test(reads_other_encodings),
        cmocka_unit_test(a_large_line_is_read_and_a_larger_one_named),
        cmocka_unit_test(noise_is_an_article_or_a_rejection),
        cmocka_unit_test(reads_the_real_one),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
