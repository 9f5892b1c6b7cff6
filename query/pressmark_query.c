/* pressmark-query: searches the indexes that pressmark-index makes. */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/descriptors.h"
#include "query/batch_jobs.h"
#include "query/engine_exec.h"
#include "query/query_output.h"
#include "query/query_parser.h"

enum status { STATUS_FOUND = 0, STATUS_NONE = 1, STATUS_ERROR = 2 };

/* One run of the program. */
struct run {
    struct query_options options;
    struct option_list   operands, words;
    char *const         *argv;
    const char         **paths;
    size_t               path_count;
    struct terminal      terminal;
    struct timespec      started;
    struct search        search;
    struct buf           out, messages;
    struct err           err;
};

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
        query_print_error(&r->messages, query_program.name, &none, str_of(NULL, 0));
    }
    return found;
}

static int answer_one(struct run *r, struct searcher *s, const struct answering *a)
{
    struct buf    text = BUF_INIT;
    struct answer answer;
    join_words(&r->words, &text);
    int found = buf_failed(&text, &r->err);
    if (!found)
        found = answer_query(a, s, str_of(NULL, 0), buf_view(&text), &r->started, &r->search, &answer,
                             &r->out, &r->err);
    query_print_notes(&r->messages, query_program.name, &r->search.query.notes);
    if (found < 0)
        buf_clear(&r->out);
    buf_release(&text);
    return found;
}

/* The last line of a batch, on standard error. */
static void sum_up(struct run *r, const struct batch_totals *t)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    double seconds = (double)(now.tv_sec - r->started.tv_sec) +
                     (double)(now.tv_nsec - r->started.tv_nsec) / 1e9;
    if (t->noted > BATCH_NOTED)
        buf_printf(&r->messages, "%s: note: notes on %llu more queries are left out: ask one alone to see its own\n",
                   query_program.name, (unsigned long long)(t->noted - BATCH_NOTED));
    buf_printf(&r->messages, "%s: queries %llu, found something %llu, nothing %llu, failed %llu; ",
               query_program.name, (unsigned long long)t->queries, (unsigned long long)t->found,
               (unsigned long long)(t->queries - t->found - t->failed), (unsigned long long)t->failed);
    buf_printf(&r->messages, "%s%llu match%s, %.2f s\n", t->exact ? "" : "about ",
               (unsigned long long)t->matches, t->matches == 1 ? "" : "es", seconds);
}

static unsigned job_count(const struct query_options *o)
{
    long     processors = sysconf(_SC_NPROCESSORS_ONLN);
    uint64_t jobs       = o->jobs ? o->jobs : processors > 0 ? (uint64_t)processors : 1;
    return jobs > BATCH_JOBS_MAX ? BATCH_JOBS_MAX : (unsigned)jobs;
}

static int answer_batch(struct run *r, struct searcher *s, const struct answering *a)
{
    const struct query_options *o       = &r->options;
    const struct search_request request = answer_request(o, STR(""));
    struct batch_topics         topics;
    struct batch_totals         totals;
    int code = search_request_check(&request, &r->err);
    if (!code)
        code = batch_topics_open(&topics, o->batch, o->batch_format, &r->err);
    if (code)
        return code;
    code = query_output_write(&r->out, &r->err); /* the header line */
    if (!code) {
        code = batch_run(a, s, &topics, job_count(o), &totals, &r->err);
        sum_up(r, &totals);
    }
    batch_topics_close(&topics);
    if (!code && totals.failed)
        return ERR_QUERY; /* said already */
    return code ? code : totals.found > 0;
}

static const struct renderer *choose_renderer(int output)
{
    static const struct renderer *const renderers[] = {
        [OUTPUT_TEXT] = &render_text, [OUTPUT_JSON] = &render_json, [OUTPUT_CSV] = &render_csv,
        [OUTPUT_TSV] = &render_tsv,   [OUTPUT_TREC] = &render_trec,
    };
    return renderers[output];
}

static int answer(struct run *r, struct searcher *s)
{
    const struct query_options *o        = &r->options;
    const struct renderer      *renderer = choose_renderer(o->output);
    const struct answering      a        = {o, {renderer, r->terminal, r->paths}, r->path_count};
    const struct render_query   any      = {.qid      = o->batch ? STR("") : str_of(NULL, 0),
                                            .snippets = !o->no_snippet,
                                            .count    = o->count};
    if (o->show)
        return show(r, s, &a.listing);
    if (renderer->head)
        renderer->head(&any, &r->out);
    return o->batch ? answer_batch(r, s, &a) : answer_one(r, s, &a);
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
    const struct engine *engine = r->options.show ? NULL : engine_here(r->options.engine);
    if (!code && !r->options.show && !engine)
        code = engine_exec(engine_names[r->options.engine], r->argv, &r->err);
    if (!code)
        code = searcher_open(&s, r->paths, r->path_count, r->options.lang, engine, &r->err);
    if (code == ERR_NOT_FOUND && r->words.count < r->operands.count) {
        struct err what = r->err;
        err_set(&r->err, code, "%s; without -i the first operand names the index", what.msg);
    }
    if (!code)
        code = answer(r, s);
    searcher_close(s);
    return code;
}

static int fail(struct run *r)
{
    struct buf place = BUF_INIT;
    if (r->err.code && r->err.code != ERR_CLOSED) {
        query_print_place(&r->search.query, r->terminal.width, &place);
        query_print_error(&r->messages, query_program.name, &r->err, buf_view(&place));
    }
    buf_release(&place);
    return STATUS_ERROR;
}

int main(int argc, char **argv)
{
    struct run          r   = {.argv = argv};
    struct terminal_env env = {getenv("COLUMNS"), getenv("NO_COLOR"), getenv("TERM")};
    clock_gettime(CLOCK_MONOTONIC, &r.started);
    if (!descriptors_hold_standard())
        return STATUS_ERROR;
    descriptors_raise_limit();
    query_options_init(&r.options);
    search_init(&r.search);

    int found  = options_parse(&query_program, argc, argv, &r.options, &r.operands, &r.err);
    r.terminal = terminal_detect(STDOUT_FILENO, (enum color_mode)r.options.color, &env);
    if (found == 0)
        found = print_about(&r, &r.out) ? 1 : run_query(&r);
    query_output_messages(&r.messages); /* notes come before the results that they are about */
    int code   = found < 0 ? found : query_output_write(&r.out, &r.err);
    int status = code ? fail(&r) : found ? STATUS_FOUND : STATUS_NONE;
    query_output_messages(&r.messages);

    buf_release(&r.out);
    buf_release(&r.messages);
    search_release(&r.search);
    free(r.paths);
    options_release(&query_program, &r.options, &r.operands);
    return status;
}
