#include "test_corpus.h"

static struct got *lines(void **state, const char *text)
{
    return read_text(state, "x.jsonl", text);
}

static void test_fields(void **state)
{
    struct got *g = lines(state,
        "{\"id\": 17, \"headline\": \"A \\u201cgood\\u201d\\n title\", "
        "\"pubDate\": \"Thu, 27 Jul 2023 10:00:00 +0200\","
        " \"authors\": [\"By Jane Doe\", {\"name\": \"John Roe\"}], \"source\": {\"id\": 3, \"name\": \"The Paper\"},"
        " \"section\": \"World\", \"link\": \"https://paper.example/1\", \"language\": \"en-GB\","
        " \"keywords\": \"coup, Niger; Sahel\", "
        "\"paragraphs\": [\"One.\", {\"text\": \"Two.\"}, [\"Three.\"], null]}\n");
    assert_int_equal(g->count, 1);
    assert_int_equal(g->rejections, 0);
    assert_field(g, 0, FIELD_ID, "17");
    assert_field(g, 0, FIELD_TITLE, "A “good” title");
    assert_field(g, 0, FIELD_DATE, "2023-07-27T08:00:00Z");
    assert_field(g, 0, FIELD_AUTHOR, "Jane Doe\nJohn Roe");
    assert_field(g, 0, FIELD_SOURCE, "The Paper");
    assert_field(g, 0, FIELD_SECTION, "World");
    assert_field(g, 0, FIELD_URL, "https://paper.example/1");
    assert_field(g, 0, FIELD_LANG, "en");
    assert_field(g, 0, FIELD_TOPIC, "coup, Niger\nSahel");
    assert_field(g, 0, FIELD_BODY, "One.\n\nTwo.\n\nThree.");
    got_free(g);
}

static void test_choice_among_keys(void **state)
{
    struct got *g = lines(state,
        "{\"description\":\"short\",\"text\":\"full\",\"content\":\"other\",\"title\":null,\"headline\":\"H\"}\n"
        "{\"text\":\"\",\"summary\":\"S\",\"TITLE\":\"T\",\"unknown\":{\"title\":\"no\"}}\n"
        "{\"headline\":{\"main\":\"Main\",\"kicker\":\"K\"},\"byline\":{\"original\":\"By A and B\"}}\n"
        "{\"_index\":\"news\",\"_id\":\"e1\",\"_source\":{\"title\":\"E\",\"text\":\"body\"}}\n"
        "{\"_id\":{\"$oid\":\"abc\"},\"date\":{\"$date\":{\"$numberLong\":\"1690444800000\"}},\"title\":\"mongo\"}\n"
        "{\"title\":\"first\",\"title\":\"second\",\"tags\":[\"Paris, Texas\"],\"tags\":[]}\n");
    assert_int_equal(g->count, 6);
    assert_field(g, 0, FIELD_BODY, "full");
    assert_field(g, 0, FIELD_TITLE, "H");
    assert_field(g, 1, FIELD_BODY, "S");
    assert_field(g, 1, FIELD_TITLE, "T");
    assert_field(g, 2, FIELD_TITLE, "Main");
    assert_field(g, 2, FIELD_AUTHOR, "A and B");
    assert_field(g, 3, FIELD_ID, "e1");
    assert_field(g, 3, FIELD_TITLE, "E");
    assert_field(g, 3, FIELD_BODY, "body");
    assert_field(g, 4, FIELD_ID, "abc");
    assert_field(g, 4, FIELD_DATE, "2023-07-27T08:00:00Z");
    assert_field(g, 5, FIELD_TITLE, "first");
    assert_field(g, 5, FIELD_TOPIC, "Paris, Texas");
    got_free(g);
}

static void test_maps(void **state)
{
    const char *const     maps[]  = {"title=meta.hed", "text=Stycke"};
    struct corpus_options options = test_options();
    options.maps      = maps;
    options.map_count = 2;
    const char *path  = write_text(state, "m.jsonl",
                                   "{\"meta\":{\"hed\":\"Mapped\"},\"title\":\"own\",\"stycke\":[\"a\",\"b\"]}\n");
    struct got *g     = read_all(&path, 1, &options);
    assert_field(g, 0, FIELD_TITLE, "Mapped");
    assert_field(g, 0, FIELD_BODY, "a\n\nb");
    got_free(g);
}

static void test_numbers(void **state)
{
    struct got *g = lines(state, "{\"id\":9007199254740993,\"title\":\"a\",\"timestamp\":1690444800}\n"
                                 "{\"id\":12.0,\"title\":\"b\",\"timestamp\":1690444800.25}\n"
                                 "{\"id\":123456789012345678901234567890,\"title\":\"c\",\"date\":1e400}\n"
                                 "{\"id\":true,\"title\":5}\n");
    assert_int_equal(g->count, 4);
    assert_field(g, 0, FIELD_ID, "9007199254740993");
    assert_field(g, 0, FIELD_DATE, "2023-07-27T08:00:00Z");
    assert_field(g, 1, FIELD_ID, "12");
    assert_field(g, 1, FIELD_DATE, "2023-07-27T08:00:00Z");
    assert_field(g, 2, FIELD_ID, "123456789012345678901234567890");
    assert_field(g, 2, FIELD_DATE, "");
    assert_int_equal(g->stats.bad_dates, 1);
    assert_field(g, 3, FIELD_TITLE, "5");
    assert_non_null(strstr(g->field[3][FIELD_ID], "x.jsonl#4"));
    got_free(g);
}

static void test_bad_lines_among_good(void **state)
{
    struct got *g = lines(state, "{\"title\":\"1\"}\n{\"title\": \"broken\n\n{\"title\":\"4\"}\r\n[1]\n"
                                 "{\"title\":\"\\ud800\"}\n{\"a\":1}\nno JSON\n"
                                 "{\"title\":\"9\"} x\n{\"title\":\"10\"}");
    assert_int_equal(g->count, 3);
    assert_field(g, 0, FIELD_TITLE, "1");
    assert_field(g, 1, FIELD_TITLE, "4");
    assert_field(g, 2, FIELD_TITLE, "10");
    assert_int_equal(g->rejections, 6);
    assert_rejected(g, 0, REJECT_MALFORMED, "x.jsonl:2: string without end");
    assert_rejected(g, 1, REJECT_MALFORMED, "x.jsonl:5: the line is no JSON object");
    assert_rejected(g, 2, REJECT_MALFORMED, "x.jsonl:6: half a surrogate pair");
    assert_rejected(g, 3, REJECT_EMPTY, "x.jsonl:7: record without title, text and id");
    assert_rejected(g, 4, REJECT_MALFORMED, "x.jsonl:8: ");
    assert_rejected(g, 5, REJECT_MALFORMED, "x.jsonl:9: more behind the end");
    got_free(g);
}

static void test_line_separators_do_not_split(void **state)
{
    struct got *g = lines(state, "{\"title\":\"a\xE2\x80\xA8" "b\xC2\x85" "c\xE2\x80\xA9"
                          "d\"}\n{\"title\":\"e\"}\n");
    assert_int_equal(g->count, 2);
    assert_int_equal(g->rejections, 0);
    assert_field(g, 0, FIELD_TITLE, "a\xE2\x80\xA8" "b\xC2\x85" "c\xE2\x80\xA9" "d");
    got_free(g);
}

static void test_bytes(void **state)
{
    static const char text[] = "\xEF\xBB\xBF{\"title\":\"mark\"}\n{\"title\":\"caf\xE9\"}\n{\"title\":\"n\0l\"}\n"
                               "{\"title\":\"\xC3\xA9\xC3\xA9 \xFF\"}\n{\"title\":\"e\\u0000s\"}\n";
    struct got *g = read_one(write_file(state, "b.jsonl", text, sizeof text - 1));
    assert_int_equal(g->count, 5);
    assert_field(g, 0, FIELD_TITLE, "mark");
    assert_field(g, 1, FIELD_TITLE, "café");
    assert_field(g, 2, FIELD_TITLE, "n l");
    assert_field(g, 3, FIELD_TITLE, "éé \xEF\xBF\xBD");
    assert_field(g, 4, FIELD_TITLE, "e s");
    assert_int_equal(g->stats.repaired, 1);
    got_free(g);
}

static void append_utf16(struct buf *out, const char *text, bool big)
{
    for (; *text; text++) {
        buf_putc(out, big ? 0 : *text);
        buf_putc(out, big ? *text : 0);
    }
}

static void test_utf16(void **state)
{
    for (int big = 0; big < 2; big++) {
        struct buf text = BUF_INIT;
        buf_cstr(&text, big ? "\xFE\xFF" : "\xFF\xFE");
        for (int i = 0; i < 1500; i++)
            append_utf16(&text,
                         "{\"title\":\"some words here, enough to fill more than one chunk of it all\"}\n",
        big);
        struct got *g = read_one(write_file(state, "w.jsonl", text.data, text.len));
        assert_int_equal(g->count, 1500);
        assert_int_equal(g->rejections, 0);
        got_free(g);
        g = read_one(write_file(state, "w.jsonl", text.data + 2, text.len - 3)); /* no mark, torn */
        assert_int_equal(g->count, 1499);
        assert_int_equal(g->rejections, 1);
        got_free(g);
        buf_release(&text);
    }
}

static void test_too_long_line(void **state)
{
    struct corpus_options options = test_options();
    struct buf            text    = BUF_INIT;
    options.record_max            = 1 << 20;
    buf_cstr(&text, "{\"title\":\"before\"}\n{\"title\":\"");
    buf_fill(&text, 'x', 5 << 20);
    buf_cstr(&text, "\"}\n{\"title\":\"after\"}\n");
    const char *path = write_file(state, "long.jsonl", text.data, text.len);
    struct got *g    = read_all(&path, 1, &options);
    assert_int_equal(g->count, 2);
    assert_field(g, 1, FIELD_TITLE, "after");
    assert_int_equal(g->rejections, 1);
    assert_rejected(g, 0, REJECT_TOO_LARGE, "long.jsonl:2: record larger than 1048576 bytes");
    got_free(g);
    options.record_max = 64 << 20; /* and within the limit it is an article */
    g = read_all(&path, 1, &options);
    assert_int_equal(g->count, 3);
    assert_int_equal(strlen(g->field[1][FIELD_TITLE]), 5 << 20);
    got_free(g);
    buf_release(&text);
}

static void test_100_mb_line(void **state)
{
    const char *path = write_text(state, "huge.jsonl", "{\"title\":\"before\"}\n");
    FILE       *f    = fopen(path, "ab");
    char        block[4096];
    memset(block, 'y', sizeof block);
    assert_non_null(f);
    for (int i = 0; i < 25600; i++)
        fwrite(block, 1, sizeof block, f);
    fputs("\n{\"title\":\"after\"}\n", f);
    assert_int_equal(fclose(f), 0);
    struct got *g = read_one(path);
    assert_int_equal(g->count, 2);
    assert_int_equal(g->rejections, 1);
    assert_rejected(g, 0, REJECT_TOO_LARGE, ":2: ");
    got_free(g);
    unlink(path);
}

static void test_deep_nesting(void **state)
{
    static const char *const opens[] = {"[", "{\"a\":", "{\"text\":", "{\"text\":[", "{\"a\":["};
    for (size_t i = 0; i < sizeof opens / sizeof *opens; i++) {
        struct buf text = BUF_INIT;
        buf_cstr(&text, "{\"title\":\"one\"}\n{\"text\":");
        for (int n = 0; n < 100000; n++)
            buf_cstr(&text, opens[i]);
        buf_cstr(&text, "\n{\"title\":\"two\"}\n");
        struct got *g = read_one(write_file(state, "deep.jsonl", text.data, text.len));
        assert_int_equal(g->count, 2);
        assert_int_equal(g->rejections, 1);
        assert_rejected(g, 0, REJECT_MALFORMED, ":2: nested too deep");
        got_free(g);
        g = read_one(write_file(state, "deep.json", text.data, text.len));
        assert_true(g->rejections >= 1);
        got_free(g);
        buf_release(&text);
    }
}

static void test_array(void **state)
{
    struct got *g = read_text(state, "a.json",
                              " [ {\"title\":\"1\"},\n {\"title\":\"2\", \"x\":[{\"y\":\"]}\"}]} ,"
                                               "3, \n{\"text\":\"4 \\\" }\"}]\n");
    assert_int_equal(g->count, 3);
    assert_field(g, 1, FIELD_TITLE, "2");
    assert_field(g, 2, FIELD_BODY, "4 \" }");
    assert_int_equal(g->rejections, 1);
    got_free(g);
    g = read_text(state, "a.json", "[]");
    assert_int_equal(g->count + g->rejections, 0);
    got_free(g);
    g = read_text(state, "noname", "[\n{\"title\":\"1\"},\n{\"title\":\"2\"}\n]");
    assert_int_equal(g->count, 2);
    assert_non_null(strstr(g->field[1][FIELD_ID], "noname#2"));
    got_free(g);
}

static void test_array_with_a_broken_element(void **state)
{
    struct got *g = read_text(state, "a.json",
                              "[\n {\"title\":\"1\"},\n {\"title\":\"bro\"ken\"},\n {\"title\":\"3\"},\n"
                                               " {\"title\":\"no end},\n {\"title\":\"5\"},\n {\"title\" \"6\"},\n"
                                               " {\"title\":\"7\"}\n]\n");
    assert_int_equal(g->count, 4);
    assert_field(g, 0, FIELD_TITLE, "1");
    assert_field(g, 1, FIELD_TITLE, "3");
    assert_field(g, 2, FIELD_TITLE, "5");
    assert_field(g, 3, FIELD_TITLE, "7");
    assert_int_equal(g->rejections, 3);
    assert_rejected(g, 0, REJECT_MALFORMED, "a.json:3: ");
    got_free(g);
}

static void test_torn_array(void **state)
{
    struct got *g = read_text(state, "a.json", "[{\"title\":\"1\"},{\"title\":\"2");
    assert_int_equal(g->count, 1);
    assert_int_equal(g->rejections, 1);
    assert_rejected(g, 0, REJECT_MALFORMED, "ends in the middle");
    got_free(g);
}

static void test_wrapped(void **state)
{
    struct got *g = read_text(state, "w.json",
                              "{\n\"status\":\"ok\",\"articles\":[{\"title\":\"1\"},{\"title\":\"2\"}],"
                                               "\"more\":{\"x\":[{\"title\":\"no\"}]}}\n{\"title\":\"3\"}");
    assert_int_equal(g->count, 3);
    assert_field(g, 0, FIELD_TITLE, "1");
    assert_field(g, 2, FIELD_TITLE, "3");
    assert_int_equal(g->rejections, 0);
    got_free(g);
    g = read_text(state, "w.json",
                  "{\"response\":{\"n\":1,\"names\":[\"a\"],\"docs\":[\n{\"title\":\"1\"}\n]}}");
    assert_int_equal(g->count, 1);
    assert_int_equal(g->rejections, 0);
    got_free(g);
    g = read_text(state, "w.json",
                  "{\n \"images\":[{\"url\":\"u\"}],\n \"title\":\"T\",\n \"text\":\"B\"\n}\n");
    assert_int_equal(g->count, 1); /* an article that holds an array of objects */
    assert_field(g, 0, FIELD_TITLE, "T");
    got_free(g);
    g = read_text(state, "w.json", "{\"a\":{\"b\":{\"c\":{\"d\":[{\"title\":\"too deep\"}]}}}}");
    assert_int_equal(g->count, 0);
    assert_rejected(g, 0, REJECT_EMPTY, "w.json:1");
    got_free(g);
}

/* Larger than a record may be, yet read element by element. */
static void test_large_array(void **state)
{
    static const char *const heads[] = {"[", "{\"status\":\"ok\",\"articles\":["};
    struct corpus_options    options = test_options();
    options.record_max               = 300 << 10;
    for (size_t h = 0; h < 2; h++) {
        struct buf text = BUF_INIT;
        buf_cstr(&text, heads[h]);
        for (int i = 0; i < 1000; i++) {
            buf_printf(&text, "%s{\"id\":%d,\"text\":\"", i ? "," : "", i);
            buf_fill(&text, 'a' + i % 26, 2000);
            buf_cstr(&text, "\"}");
        }
        buf_cstr(&text, ",{\"text\":\"");
        buf_fill(&text, 'x', 900 << 10);
        buf_cstr(&text, "\"},{\"title\":\"last\"}");
        buf_cstr(&text, h ? "]}" : "]");
        const char *path = write_file(state, "big.json", text.data, text.len);
        struct got *g    = read_all(&path, 1, &options);
        assert_int_equal(g->count, 1001);
        assert_field(g, 999, FIELD_ID, "999");
        assert_field(g, 1000, FIELD_TITLE, "last");
        assert_int_equal(g->rejections, 1);
        assert_rejected(g, 0, REJECT_TOO_LARGE, "big.json:1: ");
        got_free(g);
        buf_release(&text);
    }
}

static void test_formats_told_apart(void **state)
{
    struct got *g = read_text(state, "t.txt",
                              "{\"title\":\"1\"}\n{\"title\":\"2\"}\n"); /* whatever the name says */
    assert_int_equal(g->count, 2);
    got_free(g);
    g = read_text(state, "t.json", "{\"title\":\"1\"}\n{broken\n{\"title\":\"3\"}\n");
    assert_int_equal(g->count, 2);
    got_free(g);
    g = read_text(state, "t.json", "{\n \"title\": \"1\"\n}\n{\n \"title\": \"2\"\n}\n");
    assert_int_equal(g->count, 2);
    got_free(g);
    g = read_text(state, "t.jsonl", "{\"title\":\"only\"}");
    assert_int_equal(g->count, 1);
    got_free(g);
}

/* Any bytes at all: no crash, and an end. */
static void test_any_bytes(void **state)
{
    static const char *const pieces[] = {"{", "}", "[", "]", ",", ":", "\"title\":", "\"x\"", "\n", "\"",
                                         "\\", "{\"text\":\"a\"}",
                                         "1", " ", "\xFF", "null", "{\"a\":[{", "\n {"};
    uint64_t                 x        = 0x2545F4914F6CDD1Du;
    for (int round = 0; round < 3000; round++) {
        struct buf text = BUF_INIT;
        x ^= x << 13, x ^= x >> 7, x ^= x << 17;
        for (size_t i = 0, count = x % 30; i < count; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            buf_cstr(&text, pieces[x % (sizeof pieces / sizeof *pieces)]);
        }
        got_free(read_one(write_file(state, round % 2 ? "any.json" : "any.jsonl", text.data ? text.data : "",
                                     text.len)));
        buf_release(&text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fields),         cmocka_unit_test(test_choice_among_keys),
        cmocka_unit_test(test_maps),           cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_bad_lines_among_good),
        cmocka_unit_test(test_line_separators_do_not_split),
        cmocka_unit_test(test_bytes),          cmocka_unit_test(test_utf16),
        cmocka_unit_test(test_too_long_line),  cmocka_unit_test(test_100_mb_line),
        cmocka_unit_test(test_deep_nesting),   cmocka_unit_test(test_array),
        cmocka_unit_test(test_array_with_a_broken_element),
        cmocka_unit_test(test_torn_array),     cmocka_unit_test(test_wrapped),
        cmocka_unit_test(test_large_array),    cmocka_unit_test(test_formats_told_apart),
        cmocka_unit_test(test_any_bytes),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
