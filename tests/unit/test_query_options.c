/* The command line of pressmark-query: what is index, what is query, what goes together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>

#include "base/buf.h"
#include "query/query_options.h"

/* Parse and resolve a command line written with '|' between its words. "index index / word word", or the
 * message of the error. */
static void expect(const char *line, const char *index_env, const char *shown)
{
    char              *argv[32] = {(char[]){"pressmark-query"}};
    int                argc     = 1;
    struct buf         text = BUF_INIT, out = BUF_INIT;
    struct query_options o;
    struct option_list operands = {NULL, 0}, words = {NULL, 0};
    struct err         err = ERR_INIT;
    const char        *paths[8];
    size_t             count = 0;
    buf_cstr(&text, line);
    for (char *at = text.data; at && *at;) {
        char *end    = strchr(at, '|');
        argv[argc++] = at;
        if (end)
            *end++ = '\0';
        at = end;
    }
    query_options_init(&o);
    int code = options_parse(&query_program, argc, argv, &o, &operands, &err);
    if (!code)
        code = query_options_resolve(&o, index_env, &operands, paths, &count, &words, &err);
    for (size_t i = 0; i < count && !code; i++)
        buf_printf(&out, "%s ", paths[i]);
    buf_cstr(&out, code ? err.msg : "/");
    for (size_t i = 0; i < words.count && !code; i++)
        buf_printf(&out, " %s", words.items[i]);
    if (code ? !strstr(out.data, shown) : strcmp(out.data, shown) != 0)
        fail_msg("%s\n  gives  %s\n  not    %s", line, out.data, shown);
    options_release(&query_program, &o, &operands);
    buf_release(&text);
    buf_release(&out);
}

static void test_operands(void **state)
{
    (void)state;
    expect("news.idx|coal|mine", NULL, "news.idx / coal mine");
    expect("-i|a.idx|-i|b.idx|coal|mine", NULL, "a.idx b.idx / coal mine");
    expect("-ia.idx|coal", "env.idx", "a.idx / coal");
    expect("coal|mine", "env.idx", "env.idx / coal mine");
    expect("coal|mine", "", "coal / mine");
    expect("news.idx|coal|-n|3|mine", NULL, "news.idx / coal mine");
    expect("news.idx|--|-coal|--mine", NULL, "news.idx / -coal --mine");
    expect("news.idx|--since|2023", NULL, "news.idx /");
    expect("--show|a.txt|news.idx", NULL, "news.idx /");
    expect("--show=a.txt", "env.idx", "env.idx /");
}

static void test_refusals(void **state)
{
    (void)state;
    expect("", NULL, "no index named");
    expect("news.idx", NULL, "no query for index 'news.idx': the first operand names the index");
    expect("news.idx", "env.idx", "env.idx / news.idx");
    expect("-i|a.idx", NULL, "no query; see");
    expect("", "env.idx", "no query; see");
    expect("news.idx|coal|--limt|3", NULL, "did you mean '--limit'?");
    expect("news.idx|coal|-mine", NULL, "write NOT word");
    expect("--show|a|news.idx|coal", NULL, "takes no query");
    expect("--show|a|news.idx|--count", NULL, "only --json goes with it");
    expect("news.idx|coal|--count|--offset|3", NULL, "--count prints a number only");
    expect("news.idx|coal|--count|--sort=date", NULL, "--count prints a number only");
    expect("news.idx|coal|--sort|size", NULL, "size");
    expect("news.idx|coal|-n|many", NULL, "many");
    expect("news.idx|coal|-n|-1", NULL, "-1");
    expect("news.idx|coal|--color=purple", NULL, "purple");
}

static void test_batch(void **state)
{
    (void)state;
    expect("news.idx|--batch|q.tsv", NULL, "news.idx /");
    expect("--batch|-|--trec|--tag|run1|--jobs|3|--any", "env.idx", "env.idx /");
    expect("-i|a.idx|-i|b.idx|--batch=q.tsv|--csv|--count", NULL, "a.idx b.idx /");
    expect("news.idx|coal|--trec", NULL, "news.idx / coal");
    expect("news.idx|coal|--explain|--json", NULL, "news.idx / coal");
    expect("news.idx|coal|--batch|q.tsv", NULL, "--batch takes its queries from 'q.tsv'");
    expect("news.idx|--batch|q.tsv|--show|a", NULL, "only --json goes with it");
    expect("news.idx|--show|a|--csv", NULL, "only --json goes with it");
    expect("news.idx|--show|a|--explain", NULL, "only --json goes with it");
    expect("news.idx|coal|--jobs|2", NULL, "--jobs goes with --batch only");
    expect("news.idx|coal|--batch-format|csv", NULL, "--batch-format goes with --batch only");
    expect("news.idx|--batch|q|--batch-format|xml", NULL, "xml");
    expect("news.idx|coal|--trec|--count", NULL, "--count does not go with it");
    expect("news.idx|coal|--explain|--count", NULL, "do not go with it");
    expect("news.idx|coal|--explain|--tsv", NULL, "do not go with it");
    expect("news.idx|coal|--tag|x", NULL, "--tag goes with --trec only");
    expect("news.idx|coal|--trec|--tag|a b", NULL, "'a b' is not one word");
    expect("news.idx|coal|--trec|--tag=", NULL, "is not one word");
    expect("news.idx|coal|--trec|--json", NULL, "--json");
}

static void test_defaults(void **state)
{
    (void)state;
    struct query_options o;
    query_options_init(&o);
    assert_int_equal(o.limit, 10);
    assert_int_equal(o.offset, 0);
    assert_int_equal(o.sort, -1);
    assert_int_equal(o.output, OUTPUT_TEXT);
    assert_int_equal(o.batch_format, -1);
    assert_false(o.count || o.help || o.any || o.explain);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_operands), cmocka_unit_test(test_refusals), cmocka_unit_test(test_batch),
        cmocka_unit_test(test_defaults),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
