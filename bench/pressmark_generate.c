/* pressmark-generate: a made-up corpus to measure on, of any size, the same everywhere; see
 * corpus/generate.h. */
#include <signal.h>
#include <stddef.h>
#include <stdio.h>

#include "bench/bench_command.h"
#include "bench/bench_modes.h"
#include "bench/decimal_option.h"
#include "corpus/generate.h"
#include "query/query_output.h"

enum { PIECE = 1 << 20 }; /* bytes written at a time */

struct settings {
    struct generate_options generate;
    uint64_t                documents, skip;
    const char             *exponent, *shift, *growth, *length_sigma;
    bool                    help, version;
};

#define AT(member) offsetof(struct settings, member)

static const struct option options[] = {
    {"How much", "documents", 'n', OPTION_COUNT, AT(documents), "N", "Write N articles. Default: 1000.",
     NULL, 0},
    {NULL, "skip", 0, OPTION_COUNT, AT(skip), "N",
     "Begin behind the first N: articles depend on their number, not on those before them, so that parts of a "
     "corpus can be made at the same time.", NULL, 0},
    {NULL, "seed", 's', OPTION_COUNT, AT(generate.seed), "N", "Another seed gives another corpus. Default: 1.",
     NULL, 0},
    {"Words", "vocabulary", 0, OPTION_COUNT, AT(generate.vocabulary), "N",
     "Words of the core, whose frequencies follow the law of Zipf and Mandelbrot, from 1 to 1000000. Default: "
     "8000.", NULL, 0},
    {NULL, "exponent", 0, OPTION_STRING, AT(exponent), "S",
     "The word of rank R comes in proportion to 1 / (R + Q)^S; from 0 to 4. Default: 1.", NULL, 0},
    {NULL, "shift", 0, OPTION_STRING, AT(shift), "Q", "From 0 to 1000. Default: 2.7.", NULL, 0},
    {NULL, "growth", 0, OPTION_STRING, AT(growth), "B",
     "Beyond the core new words keep coming: N words of text hold about N^B different ones, as Heaps has it; "
     "from 0.1 to 0.95, or 0 for the core alone. Default: 0.49.", NULL, 0},
    {NULL, "topics", 0, OPTION_COUNT, AT(generate.topics), "N",
     "Topics, each with words of its own; from 1 to 10000. Default: 20.", NULL, 0},
    {"Articles", "length", 0, OPTION_COUNT, AT(generate.length), "N",
     "Mean number of words of a text; from 3 to 20000. Lengths are lognormal. Default: 300.", NULL, 0},
    {NULL, "length-sigma", 0, OPTION_STRING, AT(length_sigma), "S",
     "Standard deviation of the logarithm of the length; from 0 to 2. Default: 0.6.", NULL, 0},
    {NULL, "first-year", 0, OPTION_COUNT, AT(generate.first_year), "YEAR",
     "First year of the dates. Default: 2004.", NULL, 0},
    {NULL, "years", 0, OPTION_COUNT, AT(generate.years), "N",
     "Years that the dates are spread over. Default: 20.", NULL, 0},
    {"General", "help", 'h', OPTION_FLAG, AT(help), NULL, "Show this help.", NULL, 0},
    {NULL, "version", 'V', OPTION_FLAG, AT(version), NULL, "Show the version.", NULL, 0},
};

static const char *const synopsis[] = {"[OPTION]...", NULL};

static const struct program program = {
    .name         = "pressmark-generate",
    .summary      = "Write made-up news to measure on, one JSON object a line.",
    .synopsis     = synopsis,
    .options      = options,
    .option_count = sizeof options / sizeof *options,
    .epilogue     = "The same options give the same bytes everywhere, and a corpus is the beginning of every\n"
                    "larger one.\n"
                    "Exit status: 0 all was written, 2 error.",
};

static int read_decimals(struct settings *s, struct err *err)
{
    const struct {
        const char *name, *text;
        uint64_t   *value;
    } rows[] = {
        {"exponent", s->exponent, &s->generate.exponent},
        {"shift", s->shift, &s->generate.shift},
        {"growth", s->growth, &s->generate.growth},
        {"length-sigma", s->length_sigma, &s->generate.length_sigma},
    };
    int code = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows && !code; i++)
        if (rows[i].text)
            code = bench_millionths(rows[i].name, rows[i].text, rows[i].value, err);
    return code;
}

static int check(const struct settings *s, const struct option_list *operands, struct err *err)
{
    if (operands->count)
        return err_set(err, ERR_USAGE, "'%s' is one operand too many: there are only options",
                       operands->items[0]);
    if (s->documents > UINT64_MAX - s->skip)
        return err_set(err, ERR_USAGE, "--skip and --documents together are too many");
    return 0;
}

static int generate(const struct settings *s, struct buf *out, struct err *err)
{
    struct generator *g;
    struct article    article;
    int               code = generator_new(&g, &s->generate, err);
    if (code)
        return code;
    for (uint64_t i = 0; i < s->documents && !code; i++) {
        code = generator_article(g, s->skip + i, &article, err);
        if (code)
            break;
        article_to_json(&article, out);
        buf_putc(out, '\n');
        if (out->len >= PIECE || out->failed)
            code = query_output_write(out, err);
    }
    generator_free(g);
    return code ? code : query_output_write(out, err);
}

int main(int argc, char **argv)
{
    struct settings    s        = {.documents = 1000};
    struct option_list operands = {NULL, 0};
    struct buf         out      = BUF_INIT;
    struct err         err      = ERR_INIT;
    signal(SIGPIPE, SIG_IGN);
    generate_options_init(&s.generate);
    int code = options_parse(&program, argc, argv, &s, &operands, &err);
    if (!code && s.help)
        options_help(&program, 80, &out);
    else if (!code && s.version)
        buf_cstr(&out, "pressmark-generate " PRESSMARK_VERSION "\n");
    else if (!code)
        code = check(&s, &operands, &err);
    if (!code && !s.help && !s.version)
        code = read_decimals(&s, &err);
    if (!code)
        code = s.help || s.version ? query_output_write(&out, &err) : generate(&s, &out, &err);
    if (code && code != ERR_CLOSED)
        bench_fail(&program, &err);
    buf_release(&out);
    options_release(&program, &s, &operands);
    return code ? BENCH_FAILED : BENCH_DONE;
}
