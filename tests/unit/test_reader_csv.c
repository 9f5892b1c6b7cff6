#include "test_corpus.h"

static struct got *csv(void **state, const char *text)
{
    return read_text(state, "x.csv", text);
}

static void test_rows(void **state)
{
    struct got *g = csv(state, "id,Title,published,author,tags,text\r\n"
                               "1,First,2023-07-27,By A,\"x, y\",\"He said \"\"no\"\",\r\nthen left.\"\r\n"
                               "\r\n"
                               "2, padded ,,,,b\n"
                               "3,short row\n"
                               "4,extra,,,,c,,\n"
                               "5,last,,,,d");
    assert_int_equal(g->rejections, 0);
    assert_int_equal(g->count, 5);
    assert_field(g, 0, FIELD_ID, "1");
    assert_field(g, 0, FIELD_TITLE, "First");
    assert_field(g, 0, FIELD_DATE, "2023-07-27");
    assert_field(g, 0, FIELD_AUTHOR, "A");
    assert_field(g, 0, FIELD_TOPIC, "x\ny");
    assert_field(g, 0, FIELD_BODY, "He said \"no\",\nthen left.");
    assert_field(g, 1, FIELD_TITLE, "padded");
    assert_field(g, 2, FIELD_TITLE, "short row");
    assert_field(g, 4, FIELD_BODY, "d");
    got_free(g);
}

static void test_separators_and_quotes(void **state)
{
    struct corpus_options options = test_options();
    struct got           *g       = csv(state, "title;text\na, b;c\n");
    assert_field(g, 0, FIELD_TITLE, "a, b");
    got_free(g);
    g = csv(state, "title|text\na;b|c\n");
    assert_field(g, 0, FIELD_TITLE, "a;b");
    got_free(g);
    g = read_text(state, "x.tsv",
                  "title\ttext\nan \"inner\" quote\t5\" disk\n\"quoted\ttab\"\tb\n\tonly text\n");
    assert_int_equal(g->count, 3);
    assert_field(g, 0, FIELD_TITLE, "an \"inner\" quote");
    assert_field(g, 0, FIELD_BODY, "5\" disk");
    assert_field(g, 1, FIELD_TITLE, "quoted tab");
    assert_field(g, 2, FIELD_TITLE, "");
    got_free(g);
    const char *path      = write_text(state, "q.csv", "title;text\n'a;b';'it''s \"x\"'\n");
    options.csv_quote     = '\'';
    options.csv_separator = ';';
    g                     = read_all(&path, 1, &options);
    assert_field(g, 0, FIELD_TITLE, "a;b");
    assert_field(g, 0, FIELD_BODY, "it's \"x\"");
    got_free(g);
    options.csv_quote     = 0;
    options.csv_separator = '#';
    path                  = write_text(state, "q.csv", "title#text\na,b#c\n");
    g                     = read_all(&path, 1, &options);
    assert_field(g, 0, FIELD_TITLE, "a,b");
    got_free(g);
}

static void test_old_line_ends(void **state)
{
    struct got *g = csv(state, "title,text\ra,b\r\"c\rd\",e\r");
    assert_int_equal(g->count, 2);
    assert_field(g, 1, FIELD_TITLE, "c d");
    got_free(g);
}

static void test_stray_quotes_within_a_line(void **state)
{
    struct got *g = csv(state, "title,text\n\"He said \"hi\" to me\",x\na 5\" disk,y\n\"ok\",z\n");
    assert_int_equal(g->count, 3);
    assert_int_equal(g->rejections, 0);
    assert_field(g, 0, FIELD_TITLE, "He said \"hi\" to me");
    assert_field(g, 1, FIELD_TITLE, "a 5\" disk");
    got_free(g);
}

static void test_unclosed_quote(void **state)
{
    struct got *g = csv(state, "title,text\n1,a\n2,\"b\n\"3\",\"c\nc\"\n4,d\n");
    assert_int_equal(g->count, 3);
    assert_field(g, 0, FIELD_TITLE, "1");
    assert_field(g, 1, FIELD_TITLE, "3");
    assert_field(g, 1, FIELD_BODY, "c\nc");
    assert_field(g, 2, FIELD_TITLE, "4");
    assert_int_equal(g->rejections, 1);
    assert_rejected(g, 0, REJECT_MALFORMED, "x.csv:3: a quoted field without end");
    got_free(g);
    g = csv(state, "title,text\n1,a\n2,\"b\n3,c\n4,d\n"); /* to the end of the file */
    assert_int_equal(g->count, 3);
    assert_int_equal(g->rejections, 1);
    assert_field(g, 2, FIELD_TITLE, "4");
    got_free(g);
    g = csv(state, "title,text\n1,a\n2,\"b");
    assert_int_equal(g->count, 1);
    assert_int_equal(g->rejections, 1);
    got_free(g);
}

/* Unclosed quotes over more bytes than a record may have, and on every line: the rest is read, and in time that
 * grows with the file, not with its square. */
static void test_unclosed_quote_in_a_large_file(void **state)
{
    struct corpus_options options = test_options();
    struct buf            text    = BUF_INIT;
    options.record_max            = 200 << 10;
    buf_cstr(&text, "title,text\nx,\"open\n");
    for (int i = 0; i < 1500; i++) {
        buf_printf(&text, "%d,", i);
        buf_fill(&text, 'b', 1000);
        buf_putc(&text, '\n');
    }
    const char *path = write_file(state, "large.csv", text.data, text.len);
    struct got *g    = read_all(&path, 1, &options);
    assert_int_equal(g->count, 1500);
    assert_int_equal(g->rejections, 1);
    assert_rejected(g, 0, REJECT_MALFORMED, "large.csv:2: ");
    got_free(g);
    static const char *const rows[] = {"\"a\n", "\"\"\"a\n", "a,\"\n", "\"\n\n", "\"a\"b,\n",
                                       "\"a\",\"\"\"\n"};
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        buf_clear(&text);
        buf_cstr(&text, "title,text\n");
        for (int i = 0; i < 200000; i++)
            buf_cstr(&text, rows[r]);
        g = read_one(write_file(state, "hostile.csv", text.data, text.len));
        assert_true(g->count + g->rejections > 0);
        got_free(g);
    }
    buf_release(&text);
}

static void test_too_long_line(void **state)
{
    struct corpus_options options = test_options();
    struct buf            text    = BUF_INIT;
    options.record_max            = 200 << 10;
    buf_cstr(&text, "title,text\na,b\nlong,");
    buf_fill(&text, 'x', 2 << 20);
    buf_cstr(&text, "\nc,d\n");
    const char *path = write_file(state, "long.csv", text.data, text.len);
    struct got *g    = read_all(&path, 1, &options);
    assert_int_equal(g->count, 2);
    assert_field(g, 1, FIELD_TITLE, "c");
    assert_rejected(g, 0, REJECT_TOO_LARGE, "long.csv:3: ");
    got_free(g);
    buf_release(&text);
}

static void test_bad_rows_and_headers(void **state)
{
    struct got *g = csv(state, "title,text\na,b\nc,d,e\n,\nf,g\n");
    assert_int_equal(g->count, 2);
    assert_rejected(g, 0, REJECT_MALFORMED, "x.csv:3: the row has more fields than the header");
    assert_rejected(g, 1, REJECT_EMPTY, "x.csv:4: ");
    got_free(g);
    g = csv(state, "otsikko,teksti,id\na,b,1\nc,d,2\n");
    assert_int_equal(g->count, 0);
    assert_int_equal(g->rejections, 1);
    assert_rejected(g, 0, REJECT_MALFORMED, "x.csv:1: the header 'otsikko, teksti, id' names neither title nor text");
    got_free(g);
    g = csv(state, "title,text\n");
    assert_int_equal(g->count + g->rejections, 0);
    got_free(g);
    g = csv(state, "title,\"text\na,b\nc,d\n");
    assert_int_equal(g->count, 0);
    assert_rejected(g, 0, REJECT_MALFORMED, "x.csv:1: ");
    got_free(g);
    g = csv(state, "\n\n");
    assert_int_equal(g->count + g->rejections, 0);
    got_free(g);
}

static void test_bytes(void **state)
{
    static const char text[] = "\xEF\xBB\xBFtitle,text\ncaf\xE9,n\0l\n\xC3\xA9\xC3\xA9\xFF,x\n\xC3,\xA9\n";
    struct got *g = read_one(write_file(state, "b.csv", text, sizeof text - 1));
    assert_int_equal(g->count, 3);
    assert_field(g, 0, FIELD_TITLE, "café");
    assert_field(g, 0, FIELD_BODY, "n l");
    assert_field(g, 1, FIELD_TITLE, "éé\xEF\xBF\xBD");
    assert_field(g, 2, FIELD_TITLE, "Ã");
    assert_field(g, 2, FIELD_BODY, "©");
    assert_int_equal(g->stats.repaired, 1);
    got_free(g);
    struct corpus_options options = test_options();
    options.encoding              = "windows-1251";
    const char *path              = write_text(state, "c.csv", "title,text\n\xEF\xF0\xE8,x\nsafe,\xC3\xA9\n");
    g                             = read_all(&path, 1, &options);
    assert_field(g, 0, FIELD_TITLE, "при");
    assert_field(g, 1, FIELD_BODY, "é");
    got_free(g);
}

static void test_choice_among_columns(void **state)
{
    struct got *g = csv(state, "summary,headline,title,text\ns,h,t,b\ns,h,,\n");
    assert_field(g, 0, FIELD_TITLE, "t");
    assert_field(g, 0, FIELD_BODY, "b");
    assert_field(g, 1, FIELD_TITLE, "h");
    assert_field(g, 1, FIELD_BODY, "s");
    got_free(g);
}

static void test_wide_rows(void **state)
{
    struct buf text = BUF_INIT;
    buf_cstr(&text, "title");
    buf_fill(&text, ',', 1000000);
    buf_cstr(&text, "\na");
    buf_fill(&text, ',', 1000000);
    buf_cstr(&text, "\nb,x");
    buf_fill(&text, ',', 1000001);
    buf_cstr(&text, "z\nc\n");
    struct got *g = read_one(write_file(state, "wide.csv", text.data, text.len));
    assert_int_equal(g->count, 2);
    assert_int_equal(g->rejections, 1);
    got_free(g);
    buf_release(&text);
}

static void test_told_by_content(void **state)
{
    struct got *g = read_text(state, "export", "id,headline,body\n1,\"a, b\",c\n");
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_TITLE, "a, b");
    got_free(g);
    g = read_text(state, "export", "id\t\"headline\"\tbody\n1\ta\tb\n");
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_BODY, "b");
    got_free(g);
}

static void test_any_bytes(void **state)
{
    static const char *const pieces[] = {"\"", ",", "\n", "\r", "a", "\"\"", " ", "\t", ";", "title", "\xFF",
                                         "\"a\"", "\r\n"};
    uint64_t                 x        = 0x2545F4914F6CDD1Du;
    for (int round = 0; round < 3000; round++) {
        struct buf text = BUF_INIT;
        buf_cstr(&text, round % 4 ? "title,text\n" : "");
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        for (size_t i = 0, count = x % 40; i < count; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            buf_cstr(&text, pieces[x % (sizeof pieces / sizeof *pieces)]);
        }
        got_free(read_one(write_file(state, "any.csv", text.data ? text.data : "", text.len)));
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),           cmocka_unit_test(test_separators_and_quotes),
        cmocka_unit_test(test_old_line_ends),  cmocka_unit_test(test_stray_quotes_within_a_line),
        cmocka_unit_test(test_unclosed_quote), cmocka_unit_test(test_unclosed_quote_in_a_large_file),
        cmocka_unit_test(test_too_long_line),  cmocka_unit_test(test_bad_rows_and_headers),
        cmocka_unit_test(test_bytes),          cmocka_unit_test(test_choice_among_columns),
        cmocka_unit_test(test_wide_rows),      cmocka_unit_test(test_told_by_content),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
