/* Queries from files: formats by content, ids, places, and bad records that cost their neighbours nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "query/batch_topics.h"

static char folder[64], path[80];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/pressmark-batch-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    struct err err;
    return file_remove_tree(folder, &err);
}

static void put(struct str content)
{
    struct err err = ERR_INIT;
    snprintf(path, sizeof path, "%s/queries", folder);
    unlink(path);
    assert_int_equal(file_write(path, content, &err), 0);
}

/* All topics of the file as "line qid|query" each, and "line !message" for what is refused. */
static void read_all(int format, struct buf *out)
{
    struct batch_topics topics;
    struct batch_topic  topic = {BUF_INIT, BUF_INIT, 0};
    struct err          err   = ERR_INIT;
    int                 got   = batch_topics_open(&topics, path, format, &err);
    buf_cstr(out, "");
    if (got) {
        buf_printf(out, "!%s", err.msg);
        return;
    }
    while ((got = batch_topics_next(&topics, &topic, &err)) != 0) {
        if (got > 0)
            buf_printf(out, "%llu %.*s|%.*s\n", (unsigned long long)topic.line, STR_ARG(buf_view(&topic.qid)),
                       STR_ARG(buf_view(&topic.query)));
        else
            buf_printf(out, "%llu !%s\n", (unsigned long long)topic.line, err.msg);
        if (got < 0 && got != ERR_FORMAT && got != ERR_LIMIT)
            break;
    }
    batch_topic_release(&topic);
    batch_topics_close(&topics);
}

/* shown NULL: the header line is refused. */
static void expect_of(struct str content, int format, const char *shown)
{
    struct buf out = BUF_INIT;
    put(content);
    read_all(format, &out);
    if (!shown)
        assert_non_null(strstr(out.data, "1 !no column of the header line of '"));
    else if (strcmp(out.data, shown) != 0)
        fail_msg("%.*s\n  gives\n%s\n  not\n%s", STR_ARG(content), out.data, shown);
    buf_release(&out);
}

static void expect(const char *content, const char *shown)
{
    expect_of(str_c(content), -1, shown);
}

static void test_tsv(void **state)
{
    (void)state;
    expect("1\tcoal\n2\tmine shaft\n", "1 1|coal\n2 2|mine shaft\n");
    expect("q1\tcoal", "1 q1|coal\n");
    expect("\n\n 7 \ta\tb\n", "3 7|a\tb\n");
    expect("1\tcoal\r\n2\tmine\r\n", "1 1|coal\n2 2|mine\n");
    expect("\xEF\xBB\xBF" "1\tcoal\n", "1 1|coal\n");
    expect("1\t\n2\tmine\n", "1 1|\n2 2|mine\n");
    expect("1\tcoal\nno tab\n\tno id\n4\tmine\n",
           "1 1|coal\n2 !no tab between the id and the query\n3 !there is no id before the tab\n4 4|mine\n");
    expect_of(STR("1\ta\0b\n2\tc\n"), -1, "1 1|a\n2 2|c\n"); /* shown up to the NUL; it is kept */
}

static void test_lines(void **state)
{
    (void)state;
    expect("coal\n\nmine shaft\n", "1 1|coal\n3 3|mine shaft\n");
    expect("\"a, b\" OR c\n", "1 1|\"a, b\" OR c\n");
    expect("query\n", "1 1|query\n"); /* one name alone is no header */
    expect("<b>coal\n", "1 1|<b>coal\n");
    expect("", "");
    expect("\n \n\t\n", "");
    expect("\xEF\xBB\xBF", "");
    expect_of(STR("1\tcoal\n"), BATCH_LINES, "1 1|1\tcoal\n");
}

static void test_csv(void **state)
{
    (void)state;
    expect("qid,query\n1,coal\n2,\"mine, shaft\"\n", "2 1|coal\n3 2|mine, shaft\n");
    expect("Title,desc,ID\ncoal,x,q1\n", "2 q1|coal\n");
    expect("topic;query\r\n1;\"a \"\"b\"\" c\"\r\n2;d\r\n", "2 1|a \"b\" c\n3 2|d\n");
    expect("query_id\ttext\n1\tcoal\n", "2 1|coal\n");
    expect("\xEF\xBB\xBF\"qid\",\"query\"\n\"1\",\"coal\"\n", "2 1|coal\n");
    expect("id,qid,query\na,b,c\n", "2 b|c\n"); /* the better name */
    expect("qid,query\n1,\"two\nlines\"\n2,next\n", "2 1|two\nlines\n4 2|next\n");
    expect("qid,query\n1,\"never closed\n2,next\n3,last\n",
           "2 !a quotation mark is never closed\n3 2|next\n4 3|last\n");
    expect("qid,query\n1\n,x\n3,last\n", "2 !the row has 1 columns only\n3 !the row has no id\n4 3|last\n");
    expect("qid,query\n1,\n", "2 1|\n");
    expect("qid,query\n1,\"a\"b\n", "2 1|ab\n");
    expect("qid,query\n", "");
    expect_of(STR("query\ncoal\n\"mine, shaft\"\n"), BATCH_CSV, "2 2|coal\n3 3|mine, shaft\n");
    expect_of(STR("a,b\ncoal,1\n"), BATCH_CSV, NULL);
}

static void test_trec(void **state)
{
    (void)state;
    expect("<top>\n<num> Number: 301\n<title> Organized Crime\n<desc> Description:\nWhat?\n</top>\n"
           "\n<top>\n<num> Number: 302\n<title>\nPolio and\nPost-Polio\n\n<desc>\nx\n</top>\n",
           "1 301|Organized Crime\n8 302|Polio and\nPost-Polio\n");
    expect("<TOP><NUM>7</NUM><TITLE>a < b</TITLE></TOP>\n", "1 7|a < b\n");
    expect("<top>\n<num> 1\n<title> Topic: coal\n</top>\n", "1 1|coal\n");
    expect("<top>\n<num> 1\n<title> coal\n<top>\n<num> 2\n<title> mine\n", "1 1|coal\n4 2|mine\n");
    expect("<top>\n<title> coal\n</top>\n<top>\n<num> 2\n</top>\n<top>\n<num> 3\n<title>\n</top>\n",
           "1 !a topic without a number\n4 !topic '2' has no title\n7 3|\n");
    expect("<top>\r\n<num> Number: 1\r\n<title> coal\r\n</top>\r\n", "1 1|coal\n");
    expect("<top>\n<num> 1\n<title> a\n</top>\nstray\n</topics>\n<top>\n<num> 2\n<title> b\n</top>",
           "1 1|a\n5 !text outside of <top> ... </top>\n7 2|b\n");
    expect("<top><num> 1 <title> a </top><top><num> 2 <title> b </top>\n<top><num> 3 <title> c </top>\n",
           "1 !more than one topic on a line\n2 3|c\n");
    expect("<top>", "1 !a topic without a number\n");
    expect_of(STR("<topics>\n<top>\n<num> 1\n<title> a\n</top>\n</topics>\n"), BATCH_TREC, "2 1|a\n");
}

static void test_long_lines(void **state)
{
    (void)state;
    struct buf content = BUF_INIT, out = BUF_INIT;
    for (size_t len = BATCH_RECORD_MAX - 4; len <= 3 * (size_t)BATCH_RECORD_MAX; len += BATCH_RECORD_MAX) {
        buf_clear(&content);
        buf_cstr(&content, "1\ta\n2\t");
        buf_fill(&content, 'x', len);
        buf_cstr(&content, "\n3\tb\n");
        put(buf_view(&content));
        buf_clear(&out);
        read_all(-1, &out);
        if (len < BATCH_RECORD_MAX)
            assert_int_equal(out.len, len + strlen("1 1|a\n2 2|\n3 3|b\n"));
        else
            assert_string_equal(out.data, "1 1|a\n2 !longer than 1048576 bytes\n3 3|b\n");
    }
    buf_clear(&content); /* without an end, and without a line at all */
    buf_fill(&content, 'x', 5 * (size_t)BATCH_RECORD_MAX);
    put(buf_view(&content));
    buf_clear(&out);
    read_all(-1, &out);
    assert_string_equal(out.data, "1 !longer than 1048576 bytes\n");
    buf_clear(&content); /* a quote that is closed too far away */
    buf_cstr(&content, "qid,query\n1,\"a\n");
    for (size_t i = 0; i < 3000; i++) {
        buf_fill(&content, 'y', 500);
        buf_putc(&content, '\n');
    }
    buf_cstr(&content, "9,b\n");
    put(buf_view(&content));
    buf_clear(&out);
    read_all(-1, &out);
    assert_true(str_starts(buf_view(&out), STR("2 !a quotation mark is never closed\n"
                                               "3 !the row has 1 columns only\n")));
    assert_non_null(strstr(out.data, "\n3003 9|b\n"));
    buf_release(&content);
    buf_release(&out);
}

static void test_refusals(void **state)
{
    (void)state;
    struct batch_topics topics;
    struct err          err = ERR_INIT;
    char                missing[96];
    snprintf(missing, sizeof missing, "%s/nothing", folder);
    assert_int_equal(batch_topics_open(&topics, missing, -1, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.msg, "nothing'"));
    assert_int_equal(batch_topics_open(&topics, folder, -1, &err), ERR_IO); /* a folder */
    put(STR("\xFF\xFE" "1\0\t\0a\0\n\0"));
    assert_int_equal(batch_topics_open(&topics, path, -1, &err), ERR_FORMAT);
    assert_non_null(strstr(err.msg, "UTF-16"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tsv),  cmocka_unit_test(test_lines),      cmocka_unit_test(test_csv),
        cmocka_unit_test(test_trec), cmocka_unit_test(test_long_lines), cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
