/* mode_tend: deleting articles and merging segments. */
#include "indexer/modes.h"

#include <stdio.h>
#include <stdlib.h>

#include "indexer/interrupt.h"
#include "indexer/run.h"

struct deleting {
    struct index_writer *writer;
    struct index_reader *reader;
    struct report       *report;
    uint64_t             deleted, missing;
};

static int delete_one(struct deleting *d, struct str id, struct err *err)
{
    size_t   segment;
    uint32_t docid;
    int      found = index_reader_find(d->reader, id, &segment, &docid, err);
    int      newly = found == 1 ? index_writer_delete(d->writer, segment, docid, err) : found;
    if (newly < 0)
        return newly;
    if (found)
        d->deleted += (uint64_t)newly; /* an id may be named twice */
    else {
        d->missing++;
        report_line(d->report, "no article has the id '%.*s'", id.len > 200 ? 200 : STR_ARG(id));
    }
    return 0;
}

static int delete_listed(struct deleting *d, struct err *err)
{
    char   *line = NULL;
    size_t  cap  = 0;
    ssize_t n;
    int     code = 0;
    while (!code && (n = getline(&line, &cap, stdin)) > 0) {
        struct str id = str_trim(str_of(line, (size_t)n));
        if (id.len)
            code = delete_one(d, id, err);
    }
    if (!code && ferror(stdin))
        code = err_sys(err, "cannot read standard input");
    free(line);
    return code;
}

int mode_delete(const struct index_options *options, const char *index, const struct option_list *ids,
                struct report *report)
{
    struct err      err = ERR_INIT;
    struct deleting d   = {NULL, NULL, report, 0, 0};
    (void)options;
    int code = ids->count ? 0 : err_set(&err, ERR_USAGE, "no id: name the articles to delete, or '-' to read ids");
    if (!code)
        code = index_writer_open(&d.writer, index, INDEX_MUST_EXIST, &err);
    if (!code)
        code = index_reader_open(&d.reader, &index, 1, &err);
    for (size_t i = 0; i < ids->count && !code; i++)
        code = strcmp(ids->items[i], "-") ? delete_one(&d, str_c(ids->items[i]), &err) : delete_listed(&d, &err);
    if (!code && d.deleted)
        code = index_writer_commit(d.writer, &err);
    uint64_t left = code ? 0 : manifest_live_documents(index_writer_committed(d.writer));
    if (!code && !report->quiet)
        report_line(report, "deleted %llu, not there %llu; %llu article%s in the index",
                    (unsigned long long)d.deleted, (unsigned long long)d.missing, (unsigned long long)left,
                    plural(left));
    index_reader_close(d.reader);
    index_writer_close(d.writer);
    if (code)
        return mode_failed(report, &err);
    return d.missing ? STATUS_SOME_REJECTED : STATUS_ALL;
}

int mode_merge(const struct index_options *options, const char *index, const struct option_list *rest,
               struct report *report)
{
    struct err err = ERR_INIT;
    struct run run;
    (void)rest;
    int code = run_open(&run, options, index, INDEX_MUST_EXIST, false, report, &err);
    if (code)
        return mode_failed(report, &err);
    interrupt_leave();
    size_t before               = index_writer_committed(run.writer)->segment_count;
    code                        = segment_merge(run.writer, 0, before, &err);
    const struct manifest *now  = index_writer_committed(run.writer);
    uint64_t               left = manifest_live_documents(now);
    if (!code && !report->quiet)
        report_line(report, "%zu segment%s became %zu; %llu article%s in the index", before, plural(before),
                    now->segment_count, (unsigned long long)left, plural(left));
    int status = code ? mode_failed(report, &err) : STATUS_ALL;
    run_close(&run);
    return status;
}
