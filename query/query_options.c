#include "query/query_options.h"

#include <stddef.h>
#include <string.h>

#include "query/engine.h"

#define AT(member) offsetof(struct query_options, member)

static const char *const sort_choices[]  = {"relevance", "date", "-date", NULL};
static const char *const batch_choices[] = {"tsv", "csv", "trec", "lines", NULL}; /* as enum batch_format */
static const char *const color_choices[] = {"auto", "always", "never", NULL}; /* as enum color_mode */

static const struct option options[] = {
    {"Where", "index", 'i', OPTION_LIST, AT(indexes), "INDEX",
     "Search this index; every operand then belongs to the query. Given again and again, several indexes are "
     "searched as one.", NULL, 0},
    {"What", "any", 0, OPTION_FLAG, AT(any), NULL,
     "Take the query for a plain bag of words, in which no operator and no punctuation has a meaning.", NULL,
     0},
    {NULL, "since", 0, OPTION_STRING, AT(since), "DATE",
     "Only articles of this day, month or year (2023-07-27, 2023-07, 2023) or later.", NULL, 0},
    {NULL, "until", 0, OPTION_STRING, AT(until), "DATE",
     "Only articles of this day, month or year or earlier; to the end of it.", NULL, 0},
    {NULL, "lang", 'l', OPTION_STRING, AT(lang), "LANGUAGE",
     "Language of the words of the query, as a code (en) or a name (english). Default: every language that "
     "the "
     "index holds.", NULL, 0},
    {"Which matches", "limit", 'n', OPTION_COUNT, AT(limit), "N", "Show at most N matches. Default: 10.",
     NULL, 0},
    {NULL, "offset", 0, OPTION_COUNT, AT(offset), "N", "Pass over the first N matches.", NULL, 0},
    {NULL, "sort", 's', OPTION_CHOICE, AT(sort), "ORDER",
     "Order of the matches; date is the oldest first, -date the newest. Default: relevance, or -date where "
     "nothing in the query can be ranked.", sort_choices, 0},
    {NULL, "engine", 0, OPTION_CHOICE, AT(engine), "ENGINE",
     "What finds the matches: lookup, which is Pressmark's own, or xapian, which finds the same in the same order, "
     "only slower, and so checks it; it needs an index that was not made with --xapian none. Default: lookup.",
     engine_names, 0},
    {"Output", "count", 'c', OPTION_FLAG, AT(count), NULL, "Print the number of matches only, always "
                                                           "exact.", NULL, 0},
    {NULL, "show", 0, OPTION_STRING, AT(show), "ID", "Print the whole article with this id.", NULL, 0},
    {NULL, "explain", 0, OPTION_FLAG, AT(explain), NULL,
     "Print how the query was understood, its terms and the plan, and what each term weighs in each match.",
     NULL, 0},
    {NULL, "json", 0, OPTION_MODE, AT(output), NULL, "Print one JSON object a line.", NULL, OUTPUT_JSON},
    {NULL, "csv", 0, OPTION_MODE, AT(output), NULL, "Print comma separated values under a header line.", NULL,
     OUTPUT_CSV},
    {NULL, "tsv", 0, OPTION_MODE, AT(output), NULL, "Print tab separated values under a header line.", NULL,
     OUTPUT_TSV},
    {NULL, "trec", 0, OPTION_MODE, AT(output), NULL, "Print a run as trec_eval reads it: qid Q0 id rank "
                                                         "score tag.", NULL, OUTPUT_TREC},
    {NULL, "tag", 0, OPTION_STRING, AT(tag), "NAME", "Name of the run of --trec. Default: pressmark.", NULL,
     0},
    {NULL, "no-snippet", 0, OPTION_FLAG, AT(no_snippet), NULL, "Leave out the lines around what was found.",
     NULL, 0},
    {NULL, "color", 0, OPTION_CHOICE, AT(color), "WHEN",
     "Mark what was found by colour. Default: auto, on a terminal unless NO_COLOR is set.", color_choices, 0},
    {"Many queries", "batch", 0, OPTION_STRING, AT(batch), "FILE",
     "Run the queries of a file, or of standard input for -: TSV or CSV with ids, TREC topics, or one a "
     "line.", NULL, 0},
    {NULL, "batch-format", 0, OPTION_CHOICE, AT(batch_format), "FORMAT",
     "What the file is, where its content does not tell.", batch_choices, 0},
    {NULL, "jobs", 'j', OPTION_COUNT, AT(jobs), "N", "Run N queries at a time. Default: the number of "
                                                       "processors.", NULL, 0},
    {"General", "help", 'h', OPTION_FLAG, AT(help), NULL, "Show this help.", NULL, 0},
    {NULL, "version", 'V', OPTION_FLAG, AT(version), NULL, "Show the versions of the program and its "
                                                           "engine.", NULL, 0},
    {NULL, "print-man-options", 0, OPTION_FLAG, AT(man_options), NULL, NULL, NULL, 0},
    {NULL, "print-completion", 0, OPTION_FLAG, AT(completion), NULL, NULL, NULL, 0},
};

static const char *const synopsis[] = {
    "[OPTION]... INDEX QUERY...",
    "[OPTION]... -i INDEX [-i INDEX]... QUERY...",
    "[OPTION]... --batch FILE INDEX",
    "[OPTION]... --show ID INDEX",
    NULL,
};

const struct program query_program = {
    .name         = "pressmark-query",
    .summary      = "Search an index of news that pressmark-index made.",
    .synopsis     = synopsis,
    .options      = options,
    .option_count = sizeof options / sizeof *options,
    .unknown_hint = "to leave a word out of the results, write NOT word, or put -- before the query",
    .epilogue     =
        "Query:\n"
        "  climate policy      any of the words, in all their forms, the best first\n"
        "  +climate -coal      climate must be there, coal must not\n"
        "  \"exact phrase\"      these words in this order\n"
        "  \"two words\"~5       in any order, with at most 5 others among them\n"
        "  =word  polic*       not stemmed; any ending\n"
        "  a AND (b OR c)      AND, OR, NOT and parentheses\n"
        "  title:word          also author: source: section: topic: lang: id:\n"
        "  date:2023-07        a year, month or day, or a range of them: a..b, a.., ..b\n"
        "The shell wants quotes around quotes: '\"exact phrase\" -coal'.\n"
        "\n"
        "Without -i, PRESSMARK_INDEX in the environment names the index.\n"
        "Exit status: 0 something was found, 1 nothing, 2 error, also in one query of a batch.",
};

void query_options_init(struct query_options *o)
{
    *o = (struct query_options){.limit = 10, .sort = -1, .batch_format = -1, .engine = ENGINE_DEFAULT};
}

static int check_batch(const struct query_options *o, size_t words, struct err *err)
{
    if (words)
        return err_set(err, ERR_USAGE, "--batch takes its queries from '%s': write none beside it", o->batch);
    return 0;
}

static int check_alone(const struct query_options *o, struct err *err)
{
    if (o->jobs)
        return err_set(err, ERR_USAGE, "--jobs goes with --batch only");
    if (o->batch_format >= 0)
        return err_set(err, ERR_USAGE, "--batch-format goes with --batch only");
    return 0;
}

static int check_output(const struct query_options *o, struct err *err)
{
    if (o->explain && (o->count || o->output > OUTPUT_JSON))
        return err_set(err, ERR_USAGE, "--explain prints text or, with --json, objects: --count, --csv, "
                                       "--tsv and --trec do not go with it");
    if (o->count && o->output == OUTPUT_TREC)
        return err_set(err, ERR_USAGE, "--trec prints a run: --count does not go with it");
    if (o->tag && o->output != OUTPUT_TREC)
        return err_set(err, ERR_USAGE, "--tag goes with --trec only");
    if (o->tag && (!*o->tag || strpbrk(o->tag, " \t\r\n\v\f")))
        return err_set(err, ERR_USAGE, "--tag '%s' is not one word", o->tag);
    return 0;
}

/* taken: the operand that was taken for the index, or NULL. */
static int check_together(const struct query_options *o, const char *taken, size_t words, struct err *err)
{
    if (o->show && words)
        return err_set(err, ERR_USAGE, "--show prints one article and takes no query");
    if (o->show && (o->count || o->since || o->until || o->offset || o->sort >= 0 || o->any || o->explain ||
                    o->output > OUTPUT_JSON || o->batch))
        return err_set(err, ERR_USAGE, "--show prints one article: of the other options only --json goes "
                                       "with it");
    if (o->count && (o->offset || o->sort >= 0))
        return err_set(err, ERR_USAGE, "--count prints a number only: --offset and --sort do not go with it");
    int code = o->batch ? check_batch(o, words, err) : check_alone(o, err);
    if (!code)
        code = check_output(o, err);
    if (code)
        return code;
    bool nothing = !o->show && !o->batch && !words && !o->since && !o->until;
    if (nothing && taken)
        return err_set(err, ERR_USAGE, "no query for index '%s': the first operand names the index; see "
                                       "pressmark-query --help", taken);
    if (nothing)
        return err_set(err, ERR_USAGE, "no query; see pressmark-query --help");
    return 0;
}

int query_options_resolve(const struct query_options *o, const char *index_env,
                          const struct option_list *operands,
                          const char **paths, size_t *path_count, struct option_list *words, struct err *err)
{
    const char *taken = NULL;
    *words            = *operands;
    *path_count       = 1;
    if (o->indexes.count) {
        for (size_t i = 0; i < o->indexes.count; i++)
            paths[i] = o->indexes.items[i];
        *path_count = o->indexes.count;
    } else if (index_env && *index_env) {
        paths[0] = index_env;
    } else if (operands->count) {
        paths[0] = taken = operands->items[0];
        *words   = (struct option_list){operands->items + 1, operands->count - 1};
    } else {
        return err_set(err, ERR_USAGE, "no index named; see pressmark-query --help");
    }
    return check_together(o, taken, words->count, err);
}
