/* query_options: the command line of pressmark-query. */
#ifndef PRESSMARK_QUERY_QUERY_OPTIONS_H
#define PRESSMARK_QUERY_QUERY_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/options.h"

enum query_output_option { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_CSV, OUTPUT_TSV, OUTPUT_TREC };

enum query_sort_option { SORT_RELEVANCE, SORT_DATE, SORT_DATE_NEWEST };

struct query_options {
    struct option_list indexes;
    uint64_t           limit, offset;
    int                sort;  /* enum query_sort_option; -1: not given */
    int                color; /* enum color_mode */
    int                output; /* enum query_output_option */
    int                batch_format; /* enum batch_format; -1: by content */
    int                engine; /* of engine_names */
    uint64_t           jobs;
    const char        *since, *until, *lang, *show, *batch, *tag;
    bool               count, no_snippet, any, explain;
    bool               help, version, man_options, completion;
};

extern const struct program query_program;

void query_options_init(struct query_options *o);

/* Split operands into the indexes (of -i, else of PRESSMARK_INDEX, else the first operand) and the words of
 * the
 * query, and check that options go together. paths: room for as many as -i gave, at least one. Errors:
 * ERR_USAGE. */
int query_options_resolve(const struct query_options *o, const char *index_env,
                          const struct option_list *operands,
                          const char **paths, size_t *path_count, struct option_list *words, struct err *err);

#endif
