/* run: what adding, rebuilding and merging share: the options of a pipeline, made from the command line and
 * the index, and a loop of batches. */
#ifndef PRESSMARK_INDEXER_RUN_H
#define PRESSMARK_INDEXER_RUN_H

#include "indexer/index_options.h"
#include "indexer/report.h"
#include "indexer/segment.h"
#include "indexer/segment_merge.h"

struct run {
    const struct index_options *options;
    struct report              *report;
    struct index_writer        *writer;
    struct pipeline_options     pipeline;
    struct buf                  dictionary;
    struct timings              timings; /* with --timings */
};

/* Open the index for writing and prepare: language, dictionary, threads, memory. fresh_analysis: the index is
 * about to be built anew, so its analysis need not be ours and its dictionary is not taken over. */
int  run_open(struct run *run, const struct index_options *options, const char *index, enum index_open how,
              bool fresh_analysis, struct report *report, struct err *err);
void run_close(struct run *run);

/* Read batches from the source until it ends or a signal comes. Each is staged; with `commit` it is committed
 * at once, else it is left to the caller. compare: with what the index holds. */
int run_batches(struct run *run, struct article_source source, bool compare, bool commit, struct err *err);

/* Merge what is due, unless a signal came; one that comes now ends the process. */
int run_merge_due(struct run *run, struct err *err);

#endif
