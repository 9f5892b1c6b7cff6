/* pressmark-queries: queries to measure with, sampled from an index; see query_sample.h. */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/bench_command.h"
#include "bench/bench_modes.h"
#include "bench/query_sample.h"
#include "query/query_output.h"

enum { PER_CLASS_MAX = 10000 };
enum { NOTHING_SAMPLED = 1 }; /* exit status */

struct settings {
    uint64_t           seed, per_class;
    struct option_list classes;
    bool               plain, help, version;
};

#define AT(member) offsetof(struct settings, member)

static const struct option options[] = {
    {"What", "per-class", 'n', OPTION_COUNT, AT(per_class), "N",
     "Queries of each class, up to 10000. Default: 50.", NULL, 0},
    {NULL, "class", 'c', OPTION_LIST, AT(classes), "CLASS",
     "Only this class: word-rare, word-middle, word-frequent, or, and, phrase-common, phrase-rare, mix, date, "
     "wildcard or miss. May be given again and again.", NULL, 0},
    {NULL, "plain", 0, OPTION_FLAG, AT(plain), NULL,
     "Only what the protocol of the Search Benchmark Game can say: a word, +a +b, a b, \"a b\", in letters a to "
     "z.", NULL, 0},
    {NULL, "seed", 's', OPTION_COUNT, AT(seed), "N", "Another seed gives other queries. Default: 1.",
     NULL, 0},
    {"General", "help", 'h', OPTION_FLAG, AT(help), NULL, "Show this help.", NULL, 0},
    {NULL, "version", 'V', OPTION_FLAG, AT(version), NULL, "Show the version.", NULL, 0},
};

static const char *const synopsis[] = {"[OPTION]... INDEX...", NULL};

static const struct program program = {
    .name         = "pressmark-queries",
    .summary      = "Write queries to measure with, taken from what an index holds: lines \"qid<TAB>query\".",
    .synopsis     = synopsis,
    .options      = options,
    .option_count = sizeof options / sizeof *options,
    .epilogue     = "The same index, options and seed give the same queries. Several indexes are sampled as\n"
                    "one.\n"
                    "Exit status: 0 queries were written, 1 none was found, 2 error.",
};

static int choose_classes(const struct settings *s, struct query_sample_options *o, struct err *err)
{
    for (size_t i = 0; i < s->classes.count; i++) {
        int c = query_class_by_name(s->classes.items[i]);
        if (c < 0)
            return err_set(err, ERR_USAGE, "no class is called '%s'; see pressmark-queries --help",
                           s->classes.items[i]);
        o->classes[c] = true;
    }
    for (int c = 0; c < SAMPLE_CLASS_COUNT && !s->classes.count; c++)
        o->classes[c] = true;
    return 0;
}

static int check(const struct settings *s, const struct option_list *operands, struct err *err)
{
    if (!operands->count)
        return err_set(err, ERR_USAGE, "no index named; see pressmark-queries --help");
    if (s->per_class < 1 || s->per_class > PER_CLASS_MAX)
        return err_set(err, ERR_USAGE, "--per-class is out of range: give it from 1 to %d", PER_CLASS_MAX);
    return 0;
}

/* Queries written, or an error. */
static int sample(const struct settings *s, const struct option_list *operands, struct buf *out,
                  struct err *err)
{
    struct query_sample_options o = {.seed = s->seed, .per_class = s->per_class, .plain = s->plain};
    struct index_reader        *reader;
    uint64_t                    counts[SAMPLE_CLASS_COUNT], all = 0;
    int                         code = check(s, operands, err);
    if (!code)
        code = choose_classes(s, &o, err);
    if (!code)
        code = index_reader_open(&reader, operands->items, operands->count, err);
    if (code)
        return code;
    code = query_sample(reader, &o, out, counts, err);
    index_reader_close(reader);
    if (code)
        return code;
    for (int c = 0; c < SAMPLE_CLASS_COUNT; c++) {
        all += counts[c];
        if (o.classes[c] && counts[c] < o.per_class)
            fprintf(stderr, "%s: note: %llu of %llu queries of the class '%s' were found\n", program.name,
                    (unsigned long long)counts[c], (unsigned long long)o.per_class,
                    sample_class_name((enum sample_class)c));
    }
    return all > 0;
}

int main(int argc, char **argv)
{
    struct settings    s        = {.seed = 1, .per_class = 50};
    struct option_list operands = {NULL, 0};
    struct buf         out      = BUF_INIT;
    struct err         err      = ERR_INIT;
    signal(SIGPIPE, SIG_IGN);
    int found = options_parse(&program, argc, argv, &s, &operands, &err);
    if (!found && s.help)
        options_help(&program, 80, &out);
    else if (!found && s.version)
        buf_cstr(&out, "pressmark-queries " PRESSMARK_VERSION "\n");
    if (!found)
        found = s.help || s.version ? 1 : sample(&s, &operands, &out, &err);
    int code = found < 0 ? found : query_output_write(&out, &err);
    if (code && code != ERR_CLOSED)
        bench_fail(&program, &err);
    buf_release(&out);
    options_release(&program, &s, &operands);
    return code ? BENCH_FAILED : found ? BENCH_DONE : NOTHING_SAMPLED;
}
