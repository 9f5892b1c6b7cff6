#include "indexer/run.h"

#include <stdio.h>
#include <stdlib.h>

#include "index/index_identity.h"
#include "indexer/interrupt.h"
#include "store/record.h"
#include "text/languages.h"

enum {
    BATCH_SHARE   = 8,         /* part of --memory that the text of a batch may be */
    BATCH_MIN     = 1 << 20,
    THREADS_MAX   = 64,
    SEGMENTS_MOST = 32,        /* merge within a run only when there are more */
};

static void tick(void *ctx)
{
    struct run *run = ctx;
    report_tick(run->report);
}

static bool stopped(void *ctx)
{
    (void)ctx;
    return interrupt_signal() != 0;
}

static void rejected(void *ctx, enum reject_reason reason, const struct err *why)
{
    struct run *run = ctx;
    report_rejected(run->report, reason, why->msg);
}

static int choose_language(struct run *run, struct err *err)
{
    struct manifest *m    = index_writer_staged(run->writer);
    const char      *name = run->options->lang ? run->options->lang
                          : *m->default_language ? m->default_language : "en";
    int              lang = language_find(str_c(name));
    if (lang < 0) /* of the index: --lang was checked before */
        return err_set(err, ERR_USAGE, "the index has the default language '%s', which this program does not know; "
                                       "name another with --lang", name);
    run->pipeline.shard.default_lang = lang;
    snprintf(m->default_language, sizeof m->default_language, "%s", language_code(lang));
    return 0;
}

static int check_pair(const char *positions, const char *xapian, struct err *err)
{
    if (!positions || !xapian || manifest_is_pair(positions, xapian))
        return 0;
    return err_set(err, ERR_USAGE, "--xapian none leaves out the file that --positions xapian puts words into: use "
                                   "--positions postings, or --xapian file");
}

/* Put what an option gives, if it does, in place of what the index was made with. */
static int choose(const char *option, const char *given, char *kept, bool may_change, struct err *err)
{
    if (!given || !strcmp(given, kept))
        return 0;
    if (!may_change)
        return err_set(err, ERR_USAGE, "the index was made with --%s %s, which --rebuild alone can change", option,
                       kept);
    memcpy(kept, given, strlen(given) + 1); /* a name that check_options knows: it fits */
    return 0;
}

/* What all segments have in common. `anew`: all will be made anew. */
static int choose_files(struct run *run, bool anew, struct err *err)
{
    struct manifest *m          = index_writer_staged(run->writer);
    bool             may_change = anew || !m->segment_count;
    int              code = choose("positions", run->options->positions, m->positions, may_change, err);
    if (!code)
        code = choose("xapian", run->options->xapian, m->xapian, may_change, err);
    if (!code)
        code = check_pair(m->positions, m->xapian, err);
    return code;
}

/* Before the index is opened, which may make it. */
static int check_options(const struct index_options *o, struct err *err)
{
    if (o->lang && language_find(str_c(o->lang)) < 0)
        return err_set(err, ERR_USAGE, "--lang does not know the language '%s'; use a code such as en, de or fr",
                       o->lang);
    if (o->positions && !manifest_is_positions(o->positions))
        return err_set(err, ERR_USAGE, "--positions is 'postings' or 'xapian', not '%s'", o->positions);
    if (o->xapian && !manifest_is_xapian(o->xapian))
        return err_set(err, ERR_USAGE, "--xapian is 'file' or 'none', not '%s'", o->xapian);
    return check_pair(o->positions, o->xapian, err);
}

static int load_dictionary(struct run *run, struct err *err)
{
    const char          *path = index_writer_path(run->writer);
    unsigned             id   = 0;
    struct index_reader *reader;
    if (sscanf(index_writer_committed(run->writer)->dictionary, "%8x", &id) != 1 || !id ||
        !index_writer_committed(run->writer)->segment_count)
        return 0;
    int code = index_reader_open(&reader, &path, 1, err);
    if (code)
        return code;
    struct str dictionary = {NULL, 0};
    for (size_t s = index_reader_shards(reader); s-- > 0 && !code;)
        code = record_file_dictionary(index_reader_records(reader, s), id, &dictionary, err);
    if (code == 1)
        buf_str(&run->dictionary, dictionary);
    index_reader_close(reader);
    /* one made from a handful of articles is made anew now that there are more */
    if (run->dictionary.len < RECORD_DICTIONARY_MAX / 2)
        buf_clear(&run->dictionary);
    return code < 0 ? code : buf_failed(&run->dictionary, err);
}

static int check_analysis(struct run *run, struct err *err)
{
    struct analyzer *analyzer;
    int              code = analyzer_new(&analyzer, err);
    if (!code)
        code = index_identity_check(index_writer_committed(run->writer), index_writer_path(run->writer), analyzer,
                                    err);
    analyzer_free(analyzer);
    return code;
}

int run_open(struct run *run, const struct index_options *options, const char *index, enum index_open how,
             bool fresh_analysis, struct report *report, struct err *err)
{
    *run = (struct run){.options = options, .report = report};
    run->pipeline = (struct pipeline_options){
        .threads    = (unsigned)(options->threads < 1 ? 1 : options->threads > THREADS_MAX ? THREADS_MAX
                                                                                          : options->threads),
        .batch_text = options->memory / BATCH_SHARE < BATCH_MIN ? BATCH_MIN : options->memory / BATCH_SHARE,
        .trained    = &run->dictionary,
        .timings    = options->timings ? &run->timings : NULL,
        .tick       = tick,
        .stopped    = stopped,
        .rejected   = rejected,
        .ctx        = run,
    };
    int code = check_options(options, err);
    if (!code)
        code = index_writer_open(&run->writer, index, how, err);
    if (!code)
        code = choose_language(run, err);
    if (!code)
        code = choose_files(run, fresh_analysis, err);
    if (!code && !fresh_analysis)
        code = check_analysis(run, err);
    if (!code && !fresh_analysis)
        code = load_dictionary(run, err);
    if (code)
        run_close(run);
    return code;
}

void run_close(struct run *run)
{
    index_writer_close(run->writer);
    buf_release(&run->dictionary);
    run->writer = NULL;
}

static void count_batch(struct report *report, const struct batch *batch)
{
    report->unchanged += batch->unchanged;
    report->updated += batch->updated;
    for (size_t i = 0; i < batch->shard_count; i++) {
        report->added += batch->shards[i].added;
        report->updated += batch->shards[i].updated;
        report->unchanged += batch->shards[i].unchanged;
        report->text_bytes += batch->shards[i].text_bytes;
        for (uint64_t n = 0; n < batch->shards[i].too_large; n++)
            report_rejected(report, REJECT_TOO_LARGE, "article that is too large to store");
    }
}

/* Does the batch change the index? */
static bool is_change(const struct batch *batch)
{
    for (size_t i = 0; i < batch->shard_count; i++)
        if (batch->shards[i].documents)
            return true;
    return false;
}

static int run_batch(struct run *run, struct article_source source, bool compare, bool commit, bool *more,
                     struct err *err)
{
    struct batch     batch  = {0};
    struct manifest *staged = index_writer_staged(run->writer);
    run->pipeline.shard.dictionary = buf_view(&run->dictionary);
    run->pipeline.index_path       = compare && staged->segment_count ? index_writer_path(run->writer) : NULL;
    int code = index_writer_work(run->writer, &run->pipeline.work, err);
    if (!code)
        code = pipeline_run(&run->pipeline, source, &batch, err);
    if (!code && is_change(&batch)) {
        snprintf(staged->dictionary, sizeof staged->dictionary, "%08x",
                 (unsigned)record_dictionary_id(buf_view(&run->dictionary)));
        uint64_t begin = timings_begin(run->pipeline.timings);
        code           = segment_stage_batch(run->writer, &batch, err);
        timings_end(run->pipeline.timings, TIMING_COMPACT, begin);
        begin = timings_begin(run->pipeline.timings);
        if (!code && commit)
            code = index_writer_commit(run->writer, err);
        timings_end(run->pipeline.timings, TIMING_COMMIT, begin);
        if (!code && commit)
            report_commit(run->report, manifest_live_documents(index_writer_committed(run->writer)));
    }
    if (!code)
        count_batch(run->report, &batch);
    *more = !batch.ended && !batch.stopped;
    batch_release(&batch);
    return code;
}

/* Merge the segments that are due. All that was read is committed, and a merge happens or does not: a signal
 * may end the process at once. */
int run_merge_due(struct run *run, struct err *err)
{
    int    code = 0;
    size_t from, due = segment_merge_due(index_writer_committed(run->writer), &from);
    interrupt_leave();
    uint64_t begin = timings_begin(run->pipeline.timings);
    if (due && !interrupt_signal())
        code = segment_merge(run->writer, from, due, err);
    timings_end(run->pipeline.timings, TIMING_MERGE, begin);
    interrupt_catch();
    return code;
}

int run_batches(struct run *run, struct article_source source, bool compare, bool commit, struct err *err)
{
    bool more = true;
    int  code = 0;
    while (more && !code && !interrupt_signal()) {
        code = run_batch(run, source, compare, commit, &more, err);
        if (!code && commit && index_writer_committed(run->writer)->segment_count > SEGMENTS_MOST)
            code = run_merge_due(run, err);
    }
    return code;
}
