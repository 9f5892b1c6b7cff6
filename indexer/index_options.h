/* index_options: the command line of pressmark-index. The table in index_options.c is the one place an option
 * is made. */
#ifndef PRESSMARK_INDEXER_INDEX_OPTIONS_H
#define PRESSMARK_INDEXER_INDEX_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/options.h"

enum index_mode { MODE_ADD, MODE_DELETE, MODE_MERGE, MODE_VERIFY, MODE_STATS, MODE_DUMP, MODE_REBUILD };

struct index_options {
    int         mode; /* enum index_mode */
    const char *format, *encoding, *source, *lang, *positions, *xapian, *csv_separator, *csv_quote;
    struct option_list maps;
    bool        follow_links;
    uint64_t    record_max, memory, threads;
    bool        json, quiet, verbose, timings;
    bool        help, version, man_options, completion;
};

extern const struct program index_program;

void index_options_init(struct index_options *options);

#endif
