/* options: parsing, and what the table says to people and shells. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/options.h"
#include "base/utf8.h"

struct settings {
    bool               json, quiet, secret;
    const char        *output;
    uint64_t           number, memory;
    struct option_list filters;
    int                sort, action;
};

static const char *const sorts[] = {"relevance", "date", "-date", NULL};

static const struct option table[] = {
    {"Output", "json", 'j', OPTION_FLAG, offsetof(struct settings, json), NULL, "Write JSON.", NULL, 0},
    {NULL, "quiet", 'q', OPTION_FLAG, offsetof(struct settings, quiet), NULL, "Say nothing.", NULL, 0},
    {NULL, "output", 'o', OPTION_STRING, offsetof(struct settings, output), "FILE",
     ".starts with a dot, has a back\\slash, a 'quote', a \"quote\" and a dash - here.", NULL, 0},
    {NULL, "number", 'n', OPTION_COUNT, offsetof(struct settings, number), "N",
     "How many hits to show, at most; the default is ten, which fits a screen.", NULL, 0},
    {NULL, "offset", 0, OPTION_COUNT, offsetof(struct settings, number), "N", "Skip N hits.", NULL, 0},
    {"Search", "sort", 's', OPTION_CHOICE, offsetof(struct settings, sort), "ORDER", "Order of hits.", sorts,
     0},
    {NULL, "filter", 'f', OPTION_LIST, offsetof(struct settings, filters), "QUERY", "Only those.", NULL, 0},
    {NULL, "a-name-longer-than-the-column", 0, OPTION_SIZE, offsetof(struct settings, memory), "BYTES",
     "Memory.", NULL, 0},
    {"Action", "delete", 'd', OPTION_MODE, offsetof(struct settings, action), NULL, "Delete.", NULL, 1},
    {NULL, "merge", 0, OPTION_MODE, offsetof(struct settings, action), NULL, "Merge.", NULL, 2},
    {NULL, "print-man-options", 0, OPTION_FLAG, offsetof(struct settings, secret), NULL, NULL, NULL, 0},
};

static const char *const    synopsis[] = {"[OPTION]... INDEX QUERY...", "--merge INDEX", NULL};
static const struct program program    = {
    "press-test", "Search an index.",   synopsis, table, sizeof table / sizeof *table,
    "see --help", "Exit status:\n  0  hits\n  1  none",
};

/* ---- parsing ----------------------------------------------------------------------------------- */

struct run {
    struct settings    set;
    struct option_list operands;
    struct err         err;
    int                code;
};

/* Arguments as one string, blanks between. */
static void run(struct run *r, char *line)
{
    char *argv[32] = {line};
    int   argc     = 1;
    for (char *at = line; *at && argc < 31; argc++) {
        argv[argc] = at;
        while (*at && *at != ' ')
            at++;
        if (*at)
            *at++ = '\0';
    }
    *r      = (struct run){{.sort = -1}, {NULL, 0}, ERR_INIT, 0};
    r->code = options_parse(&program, argc, argv, &r->set, &r->operands, &r->err);
}

#define RUN(r, literal)               \
    char line_of_##r[] = literal;     \
    struct run r;                     \
    run(&r, line_of_##r)

static void done(struct run *r)
{
    options_release(&program, &r->set, &r->operands);
    assert_null(r->operands.items);
    assert_null(r->set.filters.items);
    options_release(&program, &r->set, &r->operands); /* harmless twice */
}

static void parses_every_kind(void **state)
{
    (void)state;
    RUN(r, "INDEX --json -n 10 --sort=-date -f a --filter=b=c -o out --delete -fd -qj words - -- --json");
    assert_int_equal(r.code, 0);
    assert_true(r.set.json && r.set.quiet && !r.set.secret);
    assert_int_equal(r.set.number, 10);
    assert_int_equal(r.set.sort, 2);
    assert_string_equal(r.set.output, "out");
    assert_int_equal(r.set.action, 1);
    assert_int_equal(r.set.filters.count, 3);
    assert_string_equal(r.set.filters.items[0], "a");
    assert_string_equal(r.set.filters.items[1], "b=c");
    assert_string_equal(r.set.filters.items[2], "d");
    assert_int_equal(r.operands.count, 4);
    assert_string_equal(r.operands.items[0], "INDEX");
    assert_string_equal(r.operands.items[1], "words");
    assert_string_equal(r.operands.items[2], "-");
    assert_string_equal(r.operands.items[3], "--json");
    done(&r);
}

static void keeps_defaults_when_nothing_is_given(void **state)
{
    (void)state;
    RUN(r, "");
    assert_int_equal(r.code, 0);
    assert_int_equal(r.set.sort, -1);
    assert_int_equal(r.operands.count, 0);
    done(&r);
    struct settings    set = {0};
    struct option_list operands;
    assert_int_equal(options_parse(&program, 0, NULL, &set, &operands, NULL), 0);
    options_release(&program, &set, &operands);
}

static void reads_values_in_every_spelling(void **state)
{
    (void)state;
    RUN(attached, "-n10");
    assert_int_equal(attached.set.number, 10);
    done(&attached);
    RUN(bundled, "-jqn 7");
    assert_int_equal(bundled.set.number, 7);
    assert_true(bundled.set.json && bundled.set.quiet);
    done(&bundled);
    RUN(dashed, "--sort -date --output --json");
    assert_int_equal(dashed.set.sort, 2);
    assert_string_equal(dashed.set.output, "--json");
    assert_false(dashed.set.json);
    done(&dashed);
    RUN(empty, "--output=");
    assert_string_equal(empty.set.output, "");
    done(&empty);
    RUN(last, "-n 1 -n 2");
    assert_int_equal(last.set.number, 2);
    done(&last);
    RUN(hidden, "--print-man-options");
    assert_true(hidden.set.secret);
    done(&hidden);
}

static void keeps_many_operands_in_order(void **state)
{
    (void)state;
    char  digits[200][12];
    char *argv[201] = {digits[0]};
    for (int i = 0; i < 200; i++) {
        snprintf(digits[i], sizeof digits[i], "%d", i);
        argv[i + 1] = digits[i];
    }
    struct run r = {.code = 0};
    assert_int_equal(options_parse(&program, 201, argv, &r.set, &r.operands, &r.err), 0);
    assert_int_equal(r.operands.count, 200);
    for (int i = 0; i < 200; i++)
        assert_ptr_equal(r.operands.items[i], digits[i]);
    done(&r);
}

static void reads_sizes(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        uint64_t    bytes;
        bool        good;
    } cases[] = {
        {"0", 0, true},
        {"18446744073709551615", UINT64_MAX, true},
        {"18446744073709551616", 0, false},
        {"1K", 1024, true},
        {"512M", 512u << 20, true},
        {"3g", (uint64_t)3 << 30, true},
        {"2T", (uint64_t)2 << 40, true},
        {"16777215T", (uint64_t)16777215 << 40, true},
        {"16777216T", 0, false},
        {"M", 0, false},
        {"", 0, false},
        {"1KB", 0, false},
        {"1X", 0, false},
        {"-1", 0, false},
        {" 1", 0, false},
        {"0x10", 0, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[80];
        snprintf(line, sizeof line, "--a-name-longer-than-the-column=%s", cases[i].text);
        char      *argv[] = {line, line};
        struct run r      = {.code = 0};
        r.code            = options_parse(&program, 2, argv, &r.set, &r.operands, &r.err);
        assert_int_equal(r.code, cases[i].good ? 0 : ERR_USAGE);
        assert_int_equal(r.set.memory, cases[i].bytes);
        done(&r);
    }
}

static void names_what_is_wrong(void **state)
{
    (void)state;
    static const struct {
        const char *line, *message;
    } cases[] = {
        {"--offst", "unknown option '--offst'; did you mean '--offset'?"},
        {"--ofsfet=3", "unknown option '--ofsfet'; did you mean '--offset'?"},
        {"--zebra", "unknown option '--zebra'"},
        {"--del", "unknown option '--del'; did you mean '--delete'?"},
        {"--print-man-option", "unknown option '--print-man-option'"},
        {"--x", "unknown option '--x'"},
        {"--=3", "unknown option '--'"},
        {"-x", "unknown option '-x'; see --help"},
        {"-sorted", "option '-s' wants one of relevance, date, -date, not 'orted'"},
        {"-merge", "unknown option '-merge'; did you mean '--merge'? see --help"},
        {"-jx", "unknown option '-x' in '-jx'; see --help"},
        {"-j\xC3\xA9z", "unknown option '-\xC3\xA9' in '-j\xC3\xA9z'; see --help"},
        {"-n ten", "option '-n' wants a number, not 'ten'"},
        {"-n10K", "option '-n' wants a number, not '10K'"},
        {"--number=", "option '--number' wants a number, not ''"},
        {"--number", "option '--number' wants a number"},
        {"-jn", "option '-n' wants a number"},
        {"--sort x", "option '--sort' wants one of relevance, date, -date, not 'x'"},
        {"--sort Date", "option '--sort' wants one of relevance, date, -date, not 'Date'"},
        {"-s", "option '-s' wants one of relevance, date, -date"},
        {"--output", "option '--output' wants a value"},
        {"--json=yes", "'--json' takes no value"},
        {"--merge=", "'--merge' takes no value"},
        {"--delete --merge", "'--delete' and '--merge' cannot be given together"},
        {"--merge a -d", "'--merge' and '--delete' cannot be given together"},
        {"--a-name-longer-than-the-column=1Q",
         "option '--a-name-longer-than-the-column' wants a size such as 800K, 512M or 2G, not '1Q'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char line[80];
        snprintf(line, sizeof line, "%s", cases[i].line);
        struct run r;
        run(&r, line);
        assert_int_equal(r.code, ERR_USAGE);
        assert_int_equal(r.err.code, ERR_USAGE);
        assert_string_equal(r.err.msg, cases[i].message);
        done(&r);
    }
}

static void one_mode_may_be_given_twice(void **state)
{
    (void)state;
    RUN(r, "-d --delete");
    assert_int_equal(r.code, 0);
    assert_int_equal(r.set.action, 1);
    done(&r);
}

static void survives_a_huge_argument(void **state)
{
    (void)state;
    enum { HUGE_LEN = 1 << 20 };
    char *huge = malloc(HUGE_LEN + 1);
    assert_non_null(huge);
    memset(huge, 0xE9, HUGE_LEN);
    huge[HUGE_LEN] = '\0';
    static const char *const heads[] = {"--", "-", "-j", "--json=", "-n", "--sort="};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        memcpy(huge, heads[i], strlen(heads[i]));
        char      *argv[] = {huge, huge};
        struct run r      = {.code = 0};
        r.code            = options_parse(&program, 2, argv, &r.set, &r.operands, &r.err);
        assert_int_equal(r.code, ERR_USAGE);
        done(&r);
    }
    free(huge);
}

/* ---- texts ------------------------------------------------------------------------------------- */

static void help_is_grouped_and_aligned(void **state)
{
    (void)state;
    struct buf out = BUF_INIT;
    options_help(&program, 60, &out);
    assert_int_equal(buf_failed(&out, NULL), 0);
    assert_string_equal(out.data,
                        "Usage: press-test [OPTION]... INDEX QUERY...\n"
                        "       press-test --merge INDEX\n"
                        "\n"
                        "Search an index.\n"
                        "\n"
                        "Output:\n"
                        "  -j, --json          Write JSON.\n"
                        "  -q, --quiet         Say nothing.\n"
                        "  -o, --output=FILE   .starts with a dot, has a back\\slash,\n"
                        "                      a 'quote', a \"quote\" and a dash -\n"
                        "                      here.\n"
                        "  -n, --number=N      How many hits to show, at most; the\n"
                        "                      default is ten, which fits a screen.\n"
                        "      --offset=N      Skip N hits.\n"
                        "\n"
                        "Search:\n"
                        "  -s, --sort=ORDER    Order of hits. One of relevance, date,\n"
                        "                      -date.\n"
                        "  -f, --filter=QUERY  Only those.\n"
                        "      --a-name-longer-than-the-column=BYTES\n"
                        "                      Memory.\n"
                        "\n"
                        "Action:\n"
                        "  -d, --delete        Delete.\n"
                        "      --merge         Merge.\n"
                        "\n"
                        "Exit status:\n"
                        "  0  hits\n"
                        "  1  none\n");
    buf_release(&out);
}

static void help_keeps_its_width(void **state)
{
    (void)state;
    for (int width = -1; width < 120; width++) {
        struct buf out = BUF_INIT;
        options_help(&program, width, &out);
        size_t most = width < 40 ? 40 : (size_t)width;
        for (struct str rest = buf_view(&out); rest.data;) {
            struct str line = str_split(&rest, '\n');
            if (!memchr(line.data, '=', line.len) || !str_starts(str_trim(line), STR("--a-name")))
                assert_true(line.len <= (most > 46 ? most : 46)); /* 46: the synopsis' and labels' words */
        }
        buf_release(&out);
    }
}

static void man_page_is_escaped(void **state)
{
    (void)state;
    struct buf out = BUF_INIT;
    options_man(&program, &out);
    assert_int_equal(buf_failed(&out, NULL), 0);
    assert_non_null(strstr(out.data, ".SH SYNOPSIS\n\\fBpress\\-test\\fR [OPTION]... INDEX QUERY...\n.br\n"));
    assert_non_null(strstr(out.data, "\n.SH OPTIONS\n.SS Output\n.TP\n\\fB\\-j\\fR, \\fB\\-\\-json\\fR\n"));
    assert_non_null(strstr(out.data, "\n\\&.starts with a dot, has a back\\(rsslash, a \\(aqquote\\(aq, a "
                                     "\\(dqquote\\(dq and a dash \\- here.\n"));
    assert_non_null(strstr(out.data, "\\fB\\-\\-sort\\fR=\\fIORDER\\fR\n"));
    assert_non_null(strstr(out.data, "One of relevance, date, \\-date.\n"));
    assert_null(strstr(out.data, "print"));
    buf_release(&out);
}

/* bash itself says what the completion gives for a line, its last word being completed. */
static void completes(const char *words, const char *expected)
{
    struct buf script = BUF_INIT;
    buf_cstr(&script, "compopt() { for o; do [ \"$o\" = -o ] || echo \"[$o]\"; done; }\n");
    options_completion(&program, &script);
    buf_printf(&script, "COMP_WORDS=(press-test %s)\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n", words);
    buf_cstr(&script, "_press_test\nfor r in \"${COMPREPLY[@]}\"; do echo \"$r\"; done\n");
    char path[] = "/tmp/test_options.XXXXXX", command[64], got[4096];
    int  fd     = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, script.data, script.len), script.len);
    close(fd);
    snprintf(command, sizeof command, "bash -u %s 2>&1", path);
    FILE *bash = popen(command, "r");
    assert_non_null(bash);
    got[fread(got, 1, sizeof got - 1, bash)] = '\0';
    assert_int_equal(pclose(bash), 0);
    unlink(path);
    assert_string_equal(got, expected);
    buf_release(&script);
}

static void completion_knows_options_choices_and_files(void **state)
{
    (void)state;
    if (system("command -v bash >/dev/null 2>&1") != 0)
        skip();
    completes("--off", "[nospace]\n--offset=\n");
    completes("--js", "--json\n");
    completes("--print", "");
    completes("--sort ''", "relevance\ndate\n-date\n");
    completes("--sort = da", "date\n");
    completes("--sort =", "relevance\ndate\n-date\n");
    completes("-s -d", "-date\n");
    completes("--output ''", "[default]\n");
    completes("--number ''", "");
    completes("''", "[default]\n");
    completes("-- --js", "[default]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parses_every_kind),
        cmocka_unit_test(keeps_defaults_when_nothing_is_given),
        cmocka_unit_test(reads_values_in_every_spelling),
        cmocka_unit_test(keeps_many_operands_in_order),
        cmocka_unit_test(reads_sizes),
        cmocka_unit_test(names_what_is_wrong),
        cmocka_unit_test(one_mode_may_be_given_twice),
        cmocka_unit_test(survives_a_huge_argument),
        cmocka_unit_test(help_is_grouped_and_aligned),
        cmocka_unit_test(help_keeps_its_width),
        cmocka_unit_test(man_page_is_escaped),
        cmocka_unit_test(completion_knows_options_choices_and_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
