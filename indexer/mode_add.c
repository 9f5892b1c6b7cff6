/* mode_add: adding articles, and building an index anew from its own stored ones. */
#include "indexer/modes.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "indexer/interrupt.h"
#include "indexer/run.h"

int mode_failed(struct report *report, const struct err *err)
{
    if (err->code != ERR_CLOSED)
        report_error(report, err);
    return err_exit_status(err->code);
}

int mode_output_error(struct err *err)
{
    if (errno == EPIPE)
        return err_set(err, ERR_CLOSED, "the reader of standard output has gone away");
    return err_sys(err, "cannot write to standard output");
}

int mode_flush(struct err *err)
{
    return fflush(stdout) == 0 && !ferror(stdout) ? 0 : mode_output_error(err);
}

static int one_character(const char *option, const char *text, char *to, struct err *err)
{
    if (!text)
        return 0;
    if (!strcmp(text, "\\t") || !strcmp(text, "tab"))
        text = "\t";
    if (!text[0] || text[1])
        return err_set(err, ERR_USAGE, "%s wants one character, or 'tab', not '%s'", option, text);
    *to = text[0];
    return 0;
}

static int corpus_options_from(const struct index_options *o, struct corpus_options *c, struct err *err)
{
    corpus_options_init(c);
    c->format       = o->format;
    c->maps         = o->maps.items;
    c->map_count    = o->maps.count;
    c->encoding     = o->encoding;
    c->source       = o->source;
    c->follow_links = o->follow_links;
    c->record_max   = o->record_max;
    int code        = one_character("--csv-separator", o->csv_separator, &c->csv_separator, err);
    return code ? code : one_character("--csv-quote", o->csv_quote, &c->csv_quote, err);
}

static int status_of(const struct report *report)
{
    return interrupt_signal() ? 128 + interrupt_signal() : report->rejected ? STATUS_SOME_REJECTED : STATUS_ALL;
}

static void print_timings(const struct run *run)
{
    struct buf line = BUF_INIT;
    timings_json(run->pipeline.timings, run->pipeline.threads, &line);
    if (!line.failed)
        fprintf(stderr, "%.*s\n", STR_ARG(buf_view(&line)));
    buf_release(&line);
}

/* counted: what the report counts is in the index. */
static int finish(struct run *run, int code, bool counted, const struct err *err, struct report *report)
{
    int status = code ? mode_failed(report, err) : status_of(report);
    if (counted)
        report_summary(report, interrupt_signal() != 0);
    if (run->pipeline.timings)
        print_timings(run);
    run_close(run);
    return status;
}

/* Something can be read: a name that was mistyped shall not leave an empty index behind. */
static int check_inputs(const struct option_list *inputs, struct err *err)
{
    if (inputs->count == 0)
        return err_set(err, ERR_USAGE, "no input: name files or directories, or '-' for standard input");
    for (size_t i = inputs->count; i-- > 0;) /* the first is named, so it is looked at last */
        if (!strcmp(inputs->items[i], "-") || access(inputs->items[i], R_OK) == 0)
            return 0;
    int code = err_sys(err, "cannot read '%s'", inputs->items[0]);
    return inputs->count > 1 ? err_context(err, "none of the inputs can be read") : code;
}

int mode_add(const struct index_options *options, const char *index, const struct option_list *inputs,
             struct report *report)
{
    struct err            err = ERR_INIT;
    struct corpus_options how;
    struct corpus        *corpus = NULL;
    struct run            run;
    int                   code = check_inputs(inputs, &err);
    if (!code)
        code = corpus_options_from(options, &how, &err);
    if (!code)
        code = corpus_open(&corpus, inputs->items, inputs->count, &how, &err);
    if (!code)
        code = run_open(&run, options, index, INDEX_MAY_CREATE, false, report, &err);
    if (code) {
        corpus_close(corpus);
        return mode_failed(report, &err);
    }
    report->stats = corpus_counts(corpus);
    interrupt_catch();
    how.stop_fd = interrupt_descriptor();
    code        = run_batches(&run, article_source_corpus(corpus), true, true, &err);
    if (!code)
        code = run_merge_due(&run, &err);
    int status = finish(&run, code, true, &err, report);
    corpus_close(corpus);
    return status;
}

/* All segments are replaced in one commit, so that a rebuild that is stopped has changed nothing. */
int mode_rebuild(const struct index_options *options, const char *index, const struct option_list *rest,
                 struct report *report)
{
    struct err           err    = ERR_INIT;
    struct index_reader *reader = NULL;
    struct run           run;
    (void)rest;
    int code = run_open(&run, options, index, INDEX_ANY_VERSION, true, report, &err);
    if (code)
        return mode_failed(report, &err);
    interrupt_catch();
    code = index_reader_open_any_version(&reader, index, &err);
    if (!code) {
        struct manifest       *staged = index_writer_staged(run.writer);
        struct stored_articles stored = {reader, 0, staged->segment_count, 0};
        index_writer_remove(run.writer, 0, staged->segment_count);
        staged->language_count = 0;
        code = run_batches(&run, article_source_stored(&stored), false, false, &err);
    }
    bool committed = !code && !interrupt_signal() && !(code = index_writer_commit(run.writer, &err));
    if (committed)
        code = run_merge_due(&run, &err);
    else if (!code)
        report_line(report, "stopped before the end: the index is as it was");
    int status = finish(&run, code, committed, &err, report);
    index_reader_close(reader);
    return status;
}
