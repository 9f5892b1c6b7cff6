/* pressmark-query: searches the indexes that pressmark-index makes. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "query/listing.h"
#include "query/query_options.h"
#include "query/query_output.h"
#include "query/query_parser.h"

enum status { STATUS_FOUND = 0, STATUS_NONE = 1, STATUS_ERROR = 2 };

/* One run of the program. */
struct run {
    struct query_options options;
    struct option_list   operands, words;
    const char         **paths;
    size_t               path_count;
    struct terminal      terminal;
    struct timespec      started;
    struct search        search;
    struct buf           out;
    struct err           err;
};

static double milliseconds_since(const struct timespec *start)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - start->tv_sec) * 1e3 + (double)(now.tv_nsec - start->tv_nsec) / 1e6;
}

/* --help and its like: true when one was asked for. */
static bool print_about(const struct run *r, struct buf *out)
{
    const struct query_options *o = &r->options;
    if (o->help)
        options_help(&query_program, r->terminal.width > 100 ? 100 : r->terminal.width, out);
    else if (o->version)
        buf_printf(out, "pressmark-query %s, built for Xapian %s\n", PRESSMARK_VERSION, PRESSMARK_XAPIAN);
    else if (o->man_options)
        options_man(&query_program, out);
    else if (o->completion)
        options_completion(&query_program, out);
    return o->help || o->version || o->man_options || o->completion;
}

/* The words with a blank between; stops past what the parser takes, which then says so. */
static void join_words(const struct option_list *words, struct buf *out)
{
    for (size_t i = 0; i < words->count && out->len <= QUERY_BYTES_MAX; i++) {
        if (i > 0)
            buf_putc(out, ' ');
        buf_cstr(out, words->items[i]);
    }
}

static int show(struct run *r, struct searcher *s, const struct listing *listing)
{
    const char *id    = r->options.show;
    int         found = listing_article(listing, s, str_c(id), &r->out, &r->err);
    if (found == 0) {
        struct err none;
        err_set(&none, ERR_NOT_FOUND, "no article has the id '%s'", id);
        query_output_error(query_program.name, &none, str_of(NULL, 0));
    }
    return found;
}

static int search_and_list(struct run *r, struct searcher *s, const struct listing *listing)
{
    static const enum search_sort sorts[] = {[SORT_RELEVANCE] = SEARCH_SORT_RELEVANCE,
                                             [SORT_DATE] = SEARCH_SORT_OLDEST,
                                             [SORT_DATE_NEWEST] = SEARCH_SORT_NEWEST};
    const struct query_options   *o = &r->options;
    struct buf                    text = BUF_INIT;
    join_words(&r->words, &text);
    struct search_request request = {
        .query  = buf_view(&text),
        .since  = o->since,
        .until  = o->until,
        .offset = o->offset,
        .limit  = o->count ? 0 : o->limit,
        .sort   = o->sort < 0 ? SEARCH_SORT_AUTO : sorts[o->sort],
        .exact  = o->count,
    };
    struct search *search = &r->search;
    int            code   = buf_failed(&text, &r->err);
    if (!code)
        code = searcher_run(s, &request, search, &r->err);
    buf_release(&text);
    const struct query_notes *notes = &search->query.notes;
    query_output_notes(query_program.name, buf_view(&notes->text),
                       notes->count > QUERY_NOTES_MAX ? notes->count - QUERY_NOTES_MAX : 0);
    if (code)
        return code;
    const struct search_result *result = &search->result;
    if (o->count) {
        listing->renderer->count(result->estimate, &r->out);
        return result->estimate > 0;
    }
    code = listing_hits(listing, s, search, o->offset, &r->out, &r->err);
    if (code)
        return code;
    struct render_summary summary = {
        .lower = result->lower, .estimate = result->estimate, .upper = result->upper,
        .shown = result->count, .documents = searcher_documents(s), .indexes = r->path_count,
        .milliseconds = milliseconds_since(&r->started),
    };
    listing->renderer->end(&summary, &listing->terminal, &r->out);
    return result->count > 0 || result->lower > 0;
}

/* 1 something was found, 0 nothing, or an error. */
static int run_query(struct run *r)
{
    r->paths = calloc(r->options.indexes.count + 1, sizeof *r->paths);
    if (!r->paths)
        return err_oom(&r->err);
    int code = query_options_resolve(&r->options, getenv("PRESSMARK_INDEX"), &r->operands, r->paths,
                                     &r->path_count, &r->words, &r->err);
    struct searcher     *s      = NULL;
    const struct engine *engine = NULL;
    if (!code && !r->options.show)
        code = engine_find(&engine, r->options.engine, &r->err);
    if (!code)
        code = searcher_open(&s, r->paths, r->path_count, r->options.lang, engine, &r->err);
    if (code == ERR_NOT_FOUND && r->words.count < r->operands.count) {
        struct err what = r->err;
        err_set(&r->err, code, "%s; without -i the first operand names the index", what.msg);
    }
    if (code)
        return code;
    struct listing listing = {r->options.json ? &render_json : &render_text, r->terminal,
                              !r->options.no_snippet, r->paths};
    code = r->options.show ? show(r, s, &listing) : search_and_list(r, s, &listing);
    searcher_close(s);
    return code;
}

static int fail(struct run *r)
{
    struct buf place = BUF_INIT;
    if (r->err.code != ERR_CLOSED) {
        query_print_place(&r->search.query, r->terminal.width, &place);
        query_output_error(query_program.name, &r->err, buf_view(&place));
    }
    buf_release(&place);
    return STATUS_ERROR;
}

int main(int argc, char **argv)
{
    struct run          r   = {.paths = NULL};
    struct terminal_env env = {getenv("COLUMNS"), getenv("NO_COLOR"), getenv("TERM")};
    clock_gettime(CLOCK_MONOTONIC, &r.started);
    query_options_init(&r.options);
    search_init(&r.search);

    int found  = options_parse(&query_program, argc, argv, &r.options, &r.operands, &r.err);
    r.terminal = terminal_detect(STDOUT_FILENO, (enum color_mode)r.options.color, &env);
    if (found == 0)
        found = print_about(&r, &r.out) ? 1 : run_query(&r);
    int code   = found < 0 ? found : query_output_write(&r.out, &r.err);
    int status = code ? fail(&r) : found ? STATUS_FOUND : STATUS_NONE;

    buf_release(&r.out);
    search_release(&r.search);
    free(r.paths);
    options_release(&query_program, &r.options, &r.operands);
    return status;
}
