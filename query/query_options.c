#include "query/query_options.h"

#include <stddef.h>

#include "query/engine.h"

#define AT(member) offsetof(struct query_options, member)

static const char *const sort_choices[]  = {"relevance", "date", "-date", NULL};
static const char *const color_choices[] = {"auto", "always", "never", NULL}; /* as enum color_mode */

static const struct option options[] = {
    {"Where", "index", 'i', OPTION_LIST, AT(indexes), "INDEX",
     "Search this index; every operand then belongs to the query. Given again and again, several indexes are "
     "searched as one.", NULL, 0},
    {"What", "since", 0, OPTION_STRING, AT(since), "DATE",
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
     "only slower, and so checks it. Default: lookup.", engine_names, 0},
    {"Output", "count", 'c', OPTION_FLAG, AT(count), NULL, "Print the number of matches only, always "
                                                           "exact.", NULL, 0},
    {NULL, "show", 0, OPTION_STRING, AT(show), "ID", "Print the whole article with this id.", NULL, 0},
    {NULL, "json", 0, OPTION_FLAG, AT(json), NULL, "Print one JSON object a line.", NULL, 0},
    {NULL, "no-snippet", 0, OPTION_FLAG, AT(no_snippet), NULL, "Leave out the lines around what was found.",
     NULL, 0},
    {NULL, "color", 0, OPTION_CHOICE, AT(color), "WHEN",
     "Mark what was found by colour. Default: auto, on a terminal unless NO_COLOR is set.", color_choices, 0},
    {"General", "help", 'h', OPTION_FLAG, AT(help), NULL, "Show this help.", NULL, 0},
    {NULL, "version", 'V', OPTION_FLAG, AT(version), NULL, "Show the versions of the program and its "
                                                           "engine.", NULL, 0},
    {NULL, "print-man-options", 0, OPTION_FLAG, AT(man_options), NULL, NULL, NULL, 0},
    {NULL, "print-completion", 0, OPTION_FLAG, AT(completion), NULL, NULL, NULL, 0},
};

static const char *const synopsis[] = {
    "[OPTION]... INDEX QUERY...",
    "[OPTION]... -i INDEX [-i INDEX]... QUERY...",
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
        "  =word  polic*       not stemmed; any ending\n"
        "  a AND (b OR c)      AND, OR, NOT and parentheses\n"
        "  title:word          also author: source: section: topic: lang: id:\n"
        "  date:2023-07        a year, month or day, or a range of them: a..b, a.., ..b\n"
        "The shell wants quotes around quotes: '\"exact phrase\" -coal'.\n"
        "\n"
        "Without -i, PRESSMARK_INDEX in the environment names the index.\n"
        "Exit status: 0 something was found, 1 nothing, 2 error.",
};

void query_options_init(struct query_options *o)
{
    *o = (struct query_options){.limit = 10, .sort = -1, .engine = ENGINE_DEFAULT};
}

/* taken: the operand that was taken for the index, or NULL. */
static int check_together(const struct query_options *o, const char *taken, size_t words, struct err *err)
{
    if (o->show && words)
        return err_set(err, ERR_USAGE, "--show prints one article and takes no query");
    if (o->show && (o->count || o->since || o->until || o->offset || o->sort >= 0))
        return err_set(err, ERR_USAGE, "--show prints one article: of the other options only --json goes "
                                       "with it");
    if (o->count && (o->offset || o->sort >= 0))
        return err_set(err, ERR_USAGE, "--count prints a number only: --offset and --sort do not go with it");
    bool nothing = !o->show && !words && !o->since && !o->until;
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
