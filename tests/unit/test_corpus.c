#include "test_corpus.h"

#include <sys/socket.h>
#include <sys/un.h>

static const char line[] = "{\"id\":\"%s\",\"title\":\"t\"}\n";

static void write_article(void **state, const char *name, const char *id)
{
    char text[400];
    snprintf(text, sizeof text, line, id);
    write_text(state, name, text);
}

static void test_directory(void **state)
{
    const char *dir = in_scratch(state, "tree");
    mkdir(dir, 0700);
    write_article(state, "tree/b.jsonl", "b");
    write_article(state, "tree/B.jsonl", "B");
    write_article(state, "tree/.hidden.jsonl", "hidden");
    write_article(state, "tree/a/z.jsonl", "a/z");
    write_article(state, "tree/.git/x.jsonl", "git");
    write_article(state, "tree/c/d.jsonl", "c/d");
    mkdir(in_scratch(state, "tree/c/e"), 0700);
    write_article(state, "tree/c/e/f.jsonl", "c/e/f");
    mkdir(in_scratch(state, "tree/nothing"), 0700);
    write_article(state, "tree/\xC3\xA4 \n\x1B.jsonl", "strange name");
    write_file(state, "tree/pic.png", "\x89PNG\r\n\x1A\n\0\0\0\rIHDR", 16);
    write_text(state, "tree/LICENSE", "Some licence text.\n");
    struct got              *g    = read_one(dir);
    static const char *const want[] = {"B", "a/z", "b", "c/d", "c/e/f", "strange name"};
    assert_int_equal(g->count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_field(g, i, FIELD_ID, want[i]);
    assert_int_equal(g->rejections, 2);
    assert_rejected(g, 0, REJECT_UNKNOWN, "tree/LICENSE: no known format");
    assert_rejected(g, 1, REJECT_UNKNOWN, "tree/pic.png: no known format");
    assert_true(g->stats.bytes_total > 100);
    assert_int_equal(g->stats.bytes_read, g->stats.bytes_total);
    got_free(g);
    char slash[5000];
    snprintf(slash, sizeof slash, "%s/", dir); /* and with a slash at its end */
    g = read_one(slash);
    assert_int_equal(g->count, 6);
    assert_null(strstr(g->message[0], "//"));
    got_free(g);
}

static void test_links(void **state)
{
    struct corpus_options options = test_options();
    const char           *dir     = in_scratch(state, "links");
    mkdir(dir, 0700);
    write_article(state, "outside.jsonl", "outside");
    write_article(state, "links/real.jsonl", "real");
    mkdir(in_scratch(state, "links/sub"), 0700);
    assert_int_equal(symlink("../outside.jsonl", in_scratch(state, "links/file.jsonl")), 0);
    assert_int_equal(symlink("..", in_scratch(state, "links/sub/up")), 0);
    assert_int_equal(symlink("nowhere", in_scratch(state, "links/dead")), 0);
    assert_int_equal(symlink("self", in_scratch(state, "links/self")), 0);
    struct got *g = read_all(&dir, 1, &options);
    assert_int_equal(g->count, 1);
    assert_int_equal(g->stats.rejected[REJECT_SPECIAL], 4);
    assert_rejected(g, 0, REJECT_SPECIAL, "links/dead' is a symbolic link and not followed");
    got_free(g);
    options.follow_links = true;
    g                    = read_all(&dir, 1, &options);
    assert_int_equal(g->count, 2);
    assert_field(g, 0, FIELD_ID, "outside");
    assert_int_equal(g->stats.rejected[REJECT_UNREADABLE], 2);
    assert_int_equal(g->stats.rejected[REJECT_SPECIAL], 1);
    assert_rejected(g, 2, REJECT_SPECIAL, "links/sub/up' is a link back");
    got_free(g);
    options.follow_links = false; /* a link that the user names is the user's wish */
    const char *named    = in_scratch(state, "links/file.jsonl");
    g                    = read_all(&named, 1, &options);
    assert_int_equal(g->count, 1);
    got_free(g);
}

static void test_special_files(void **state)
{
    const char *dir = in_scratch(state, "special");
    mkdir(dir, 0700);
    assert_int_equal(mkfifo(in_scratch(state, "special/pipe.jsonl"), 0600), 0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/socket", dir);
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(fd >= 0 && bind(fd, (struct sockaddr *)&address, sizeof address) == 0);
    write_article(state, "special/x.jsonl", "x");
    const char *inputs[] = {dir, "/dev/zero", in_scratch(state, "special/pipe.jsonl")};
    struct corpus_options options = test_options();
    struct got *g = read_all(inputs, 3, &options);
    assert_int_equal(g->count, 1);
    assert_int_equal(g->rejections, 4);
    assert_rejected(g, 0, REJECT_SPECIAL, "is a pipe, which is read only where it is named itself");
    assert_rejected(g, 1, REJECT_SPECIAL, "is a device or a socket");
    assert_rejected(g, 2, REJECT_SPECIAL, "'/dev/zero' is a device");
    assert_rejected(g, 3, REJECT_EMPTY, "the file is empty"); /* nobody writes to it */
    got_free(g);
    close(fd);
}

/* A user may keep the index beside what it is made of. */
static void test_indexes_passed_over(void **state)
{
    mkdir(in_scratch(state, "news"), 0700);
    write_article(state, "news/x.jsonl", "x");
    write_text(state, "news/x.idx/manifest", "{}");
    struct got *g = read_one(in_scratch(state, "news"));
    assert_int_equal(g->rejections, 1); /* a manifest alone is a file like any other */
    got_free(g);
    write_text(state, "news/x.idx/lock", "");
    write_article(state, "news/x.idx/seg.jsonl", "segment");
    g = read_one(in_scratch(state, "news"));
    assert_int_equal(g->count, 1);
    assert_int_equal(g->rejections, 0);
    got_free(g);
    g = read_one(in_scratch(state, "news/x.idx"));
    assert_int_equal(g->count, 0);
    assert_rejected(g, 0, REJECT_UNKNOWN, "news/x.idx' is an index, which holds nothing to read");
    got_free(g);
}

/* As long as the limit is a record taken, one byte longer it is not; what comes after it is read all the same. */
static void test_record_max_to_the_byte(void **state)
{
    static const struct {
        const char *name, *before, *record, *after;
        size_t      others; /* articles besides */
    } cases[] = {
        {"a.jsonl", "", "{\"title\":\"a title of some length\"}", "\n{\"title\":\"b\"}\n", 1},
        {"b.jsonl", "{\"title\":\"b\"}\n", "{\"title\":\"a title of some length\"}", "", 1},
        {"c.json", "[", "{\"title\":\"a title of some length\"}", ",{\"title\":\"b\"}]", 1},
        {"d.json", "", "{\"title\":\"a title of some length\"}", "", 0},
        {"e.csv", "title,text\n", "a title of some length,\"and\nlines\"", "\nb,b\n", 1},
        {"f.csv", "title,text\n", "a title of some length,and no line end", "", 0},
        {"g.sgm", "<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n", "<REUTERS ID=\"1\"><TEXT><TITLE>a title</TITLE></TEXT>",
         "</REUTERS>\n<REUTERS ID=\"2\"><TITLE>b</TITLE></REUTERS>\n", 1},
        {"h.txt", "", "A title of some length\n\nand a text that is longer than the title.\n", "", 0},
        {"i.html", "", "<html><title>a title</title><p>and a text that is longer than the title</html>", "", 0},
    };
    struct corpus_options options = test_options();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf text = BUF_INIT;
        buf_printf(&text, "%s%s%s", cases[i].before, cases[i].record, cases[i].after);
        const char *path   = write_text(state, cases[i].name, text.data);
        options.record_max = strlen(cases[i].record);
        struct got *g      = read_all(&path, 1, &options);
        assert_int_equal(g->rejections, 0);
        assert_int_equal(g->count, 1 + cases[i].others);
        got_free(g);
        options.record_max--;
        g = read_all(&path, 1, &options);
        assert_int_equal(g->count, cases[i].others);
        assert_int_equal(g->rejections, 1);
        assert_rejected(g, 0, REJECT_TOO_LARGE, "record larger than ");
        got_free(g);
        buf_release(&text);
    }
}

static void test_unreadable(void **state)
{
    write_article(state, "ok.jsonl", "ok");
    const char *inputs[] = {in_scratch(state, "missing.jsonl"), in_scratch(state, "ok.jsonl"),
                            in_scratch(state, "ok.jsonl/below"), "", in_scratch(state, "bad\xFFname")};
    struct corpus_options options = test_options();
    struct got           *g       = read_all(inputs, 5, &options);
    assert_int_equal(g->count, 1);
    assert_int_equal(g->rejections, 4);
    assert_rejected(g, 0, REJECT_UNREADABLE, "cannot read '");
    assert_rejected(g, 0, REJECT_UNREADABLE, "missing.jsonl': No such file");
    assert_rejected(g, 3, REJECT_UNREADABLE, "bad\xEF\xBF\xBDname'");
    got_free(g);
    g = read_all(NULL, 0, &options);
    assert_int_equal(g->count + g->rejections, 0);
    got_free(g);
}

static void test_deep_tree(void **state)
{
    char path[4000];
    int  at = snprintf(path, sizeof path, "%s", in_scratch(state, "deep"));
    for (int i = 0; i < 200; i++) {
        assert_int_equal(mkdir(path, 0700), 0);
        at += snprintf(path + at, sizeof path - (size_t)at, "/d");
    }
    struct got *g = read_one(in_scratch(state, "deep"));
    assert_int_equal(g->count, 0);
    assert_rejected(g, 0, REJECT_UNREADABLE, "is nested too deep");
    assert_int_equal(g->stats.bytes_total, 0);
    got_free(g);
}

static void test_ids(void **state)
{
    struct buf text = BUF_INIT;
    buf_cstr(&text, "{\"title\":\"none\"}\n{\"title\":\"url\",\"url\":\"https://x.example/1\"}\n"
                    "{\"id\":\" a\\nb\\tc\\u0000d\\u0007 \",\"title\":\"controls\"}\n"
                    "{\"id\":\" \\n\",\"title\":\"blank\"}\n{\"id\":\"");
    buf_fill(&text, 'i', 5000);
    buf_cstr(&text, "\",\"title\":\"long\"}\n");
    const char *path = write_file(state, "ids.jsonl", text.data, text.len);
    struct got *g    = read_one(path);
    char        id[5200];
    assert_int_equal(g->count, 5);
    snprintf(id, sizeof id, "%s#1", path);
    assert_field(g, 0, FIELD_ID, id);
    assert_field(g, 1, FIELD_ID, "https://x.example/1");
    assert_field(g, 2, FIELD_ID, "a b c d");
    snprintf(id, sizeof id, "%s#4", path);
    assert_field(g, 3, FIELD_ID, id);
    assert_int_equal(strlen(g->field[4][FIELD_ID]), 5000);
    got_free(g);
    buf_release(&text);
}

static void test_tidying(void **state)
{
    struct got *g = read_text(state, "tidy.jsonl",
        "{\"title\":\"  many \\n\\n blanks\\t here \",\"text\":\"\\n one\\r\\ntwo\\rthree  four\\u0000 \\n\","
        "\"author\":\"BY JANE DOE\",\"lang\":\"pt_BR\",\"section\":\"a\\nb\",\"source\":\" S  T \"}\n"
        "{\"title\":\"t\",\"authors\":[\" by A\\nB \",\"\",\" \",\"By\",\"C\"],"
        "\"lang\":\"EN\",\"topics\":[\"x  y\",\"z\"]}\n"
        "{\"title\":\"same\",\"text\":\"same\",\"lang\":\"Finnish\",\"date\":\"no date\"}\n");
    assert_field(g, 0, FIELD_TITLE, "many blanks here");
    assert_field(g, 0, FIELD_BODY, "one\ntwo\nthree  four");
    assert_field(g, 0, FIELD_AUTHOR, "JANE DOE");
    assert_field(g, 0, FIELD_LANG, "pt");
    assert_field(g, 0, FIELD_SECTION, "a b");
    assert_field(g, 0, FIELD_SOURCE, "S T");
    assert_field(g, 1, FIELD_AUTHOR, "A\nB\nBy\nC");
    assert_field(g, 1, FIELD_LANG, "en");
    assert_field(g, 1, FIELD_TOPIC, "x y\nz");
    assert_field(g, 2, FIELD_BODY, "same");
    assert_field(g, 2, FIELD_LANG, "finnish");
    assert_field(g, 2, FIELD_DATE, "");
    assert_int_equal(g->stats.bad_dates, 1);
    got_free(g);
}

static void test_default_source(void **state)
{
    struct corpus_options options = test_options();
    const char *path = write_text(state, "s.jsonl",
                                  "{\"title\":\"a\"}\n{\"title\":\"b\",\"source\":\"own\"}\n");
    options.source   = "The Default";
    struct got *g    = read_all(&path, 1, &options);
    assert_field(g, 0, FIELD_SOURCE, "The Default");
    assert_field(g, 1, FIELD_SOURCE, "own");
    got_free(g);
}

static void test_formats(void **state)
{
    struct corpus_options options = test_options();
    struct err            err     = ERR_INIT;
    struct corpus        *c       = NULL;
    const char           *path    = write_text(state, "data.dat", "title,text\na,b\n");
    options.format                = "csv";
    struct got *g                 = read_all(&path, 1, &options);
    assert_int_equal(g->count, 1);
    got_free(g);
    options.format = "jsonl";
    g              = read_all(&path, 1, &options);
    assert_int_equal(g->rejections, 2);
    assert_rejected(g, 0, REJECT_MALFORMED, "data.dat:1: ");
    got_free(g);
    options.format = "xls";
    assert_int_equal(corpus_open(&c, &path, 1, &options, &err), ERR_USAGE);
    assert_string_equal(err.msg, "'xls' is no format: jsonl, json, csv, tsv, reuters, trec, html, text");
    assert_null(c);
    const char *const maps[] = {"nofield=x"};
    options.format           = NULL;
    options.maps             = maps;
    options.map_count        = 1;
    assert_int_equal(corpus_open(&c, &path, 1, &options, &err), ERR_USAGE);
    assert_null(c);
    corpus_close(NULL);
    size_t n = 0;
    for (const char *const *name = corpus_formats(); *name; name++, n++)
        assert_true(**name);
    assert_int_equal(n, 8);
}

/* Named, any text is a text; come across, only what is called one. */
static void test_plain_text(void **state)
{
    const char *dir = in_scratch(state, "texts");
    mkdir(dir, 0700);
    write_text(state, "texts/a.txt", "A title\n\nSome words of text.\n");
    const char *notes = write_text(state, "texts/NOTES", "Other words\n\nthat make up a text.\n");
    struct got *g     = read_one(dir);
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_ID, in_scratch(state, "texts/a.txt")); /* one article: no ordinal */
    assert_rejected(g, 0, REJECT_UNKNOWN, "NOTES");
    got_free(g);
    g = read_one(notes);
    assert_int_equal(g->count, 1);
    assert_field(g, 0, FIELD_ID, notes);
    got_free(g);
    g = read_one(write_file(state, "texts/binary", "\x7F" "ELF\2\1\1\0\0\0\0\0", 12));
    assert_int_equal(g->count, 0);
    assert_rejected(g, 0, REJECT_UNKNOWN, "binary: no known format");
    got_free(g);
}

static void test_reject_texts(void **state)
{
    (void)state;
    for (int i = 0; i < REJECT_COUNT; i++)
        assert_true(strlen(reject_text((enum reject_reason)i, 2)) > 10);
}

/* Closed in the middle of anything, nothing is lost. */
static void test_close_early(void **state)
{
    const char *dir = in_scratch(state, "early");
    mkdir(dir, 0700);
    for (int i = 0; i < 5; i++) {
        char name[40];
        snprintf(name, sizeof name, "early/%d.jsonl", i);
        write_text(state, name, "{\"title\":\"1\"}\nbroken\n{\"title\":\"2\"}\n");
    }
    for (int steps = 0; steps < 18; steps++) {
        struct corpus_options options = test_options();
        struct corpus        *c;
        struct article        a;
        struct err            err = ERR_INIT;
        enum reject_reason    reason;
        assert_int_equal(corpus_open(&c, &dir, 1, &options, &err), 0);
        for (int i = 0; i < steps; i++)
            assert_true(corpus_next(c, &a, &reason, &err) != 0 || i >= 15);
        corpus_close(c);
    }
}

/* ---- real ones, where they are at hand ---- */

static void count_real(const char *const *names, size_t count, const char *const *maps, size_t map_count,
                       uint64_t articles, uint64_t empty)
{
    struct corpus_options options = test_options();
    const char           *dir     = real_corpora();
    char                  paths[8][600];
    const char           *inputs[8];
    if (!dir)
        skip();
    for (size_t i = 0; i < count; i++) {
        snprintf(paths[i], sizeof paths[i], "%s/%s", dir, names[i]);
        inputs[i] = paths[i];
    }
    options.now       = 1800000000;
    options.maps      = maps;
    options.map_count = map_count;
    struct got *g     = read_all(inputs, count, &options);
    assert_int_equal(g->count, articles);
    assert_int_equal(g->rejections, empty);
    assert_int_equal(g->stats.rejected[REJECT_EMPTY], empty);
    assert_int_equal(g->stats.bad_dates, 0);
    assert_int_equal(g->stats.repaired, 0);
    assert_int_equal(g->stats.bytes_read, g->stats.bytes_total);
    got_free(g);
}

static void test_iltalehti(void **state)
{
    static const char *const names[] = {"iltalehti_fi/docs.jsonl.gz"};
    (void)state;
    count_real(names, 1, NULL, 0, 345540, 0);
}

static void test_iltalehti_csv(void **state)
{
    static const char *const maps[]  = {"title=otsikko", "date=paivamaara", "text=tiivistelma"};
    static const char *const names[] = {"iltalehti_fi/shard-000.csv.gz", "iltalehti_fi/shard-007.csv.gz",
                                        "iltalehti_fi/shard-028.csv.gz", "iltalehti_fi/shard-055.csv.gz",
                                        "iltalehti_fi/shard-087.csv.gz"};
    (void)state;
    count_real(names, 5, maps, 3, 5000, 0);
}

static void test_other_sets(void **state)
{
    static const struct {
        const char *name;
        uint64_t    articles, empty;
    } sets[] = {
        {"gnad10k_test/docs.jsonl.gz", 1028, 0},        {"checkthat2020_claims/docs.jsonl.gz", 10375, 0},
        {"fakenews_es/docs.jsonl.gz", 1543, 0},         {"wikinews_ja/docs.jsonl.gz", 3670, 0},
        {"npl/docs.jsonl.gz", 11429, 0},                {"cranfield/docs.jsonl.gz", 1400, 0},
        {"reuters21578/docs.jsonl.gz", 21578, 0},       {"factrueval_ru/docs.jsonl.gz", 254, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        count_real(&sets[i].name, 1, NULL, 0, sets[i].articles, sets[i].empty);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_directory),     cmocka_unit_test(test_links),
        cmocka_unit_test(test_special_files), cmocka_unit_test(test_unreadable),
        cmocka_unit_test(test_indexes_passed_over), cmocka_unit_test(test_record_max_to_the_byte),
        cmocka_unit_test(test_deep_tree),     cmocka_unit_test(test_ids),
        cmocka_unit_test(test_tidying),       cmocka_unit_test(test_default_source),
        cmocka_unit_test(test_formats),       cmocka_unit_test(test_plain_text),
        cmocka_unit_test(test_reject_texts),
        cmocka_unit_test(test_close_early),   cmocka_unit_test(test_iltalehti),
        cmocka_unit_test(test_iltalehti_csv), cmocka_unit_test(test_other_sets),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
