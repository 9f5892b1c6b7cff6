/* postings_pairs_check: are the lists of pairs what positions say? For the check. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_PAIRS_CHECK_H
#define PRESSMARK_POSTINGS_POSTINGS_PAIRS_CHECK_H

#include "postings/postings_pairs.h"

/* `words`, chosen, are those of all terms of the file, whose lists were checked. 0, ERR_CORRUPT or ERR_OOM. Memory:
 * what pair_walk_new() says, and 800 bytes a pair. */
int pairs_check(const struct postings_file *f, const struct pair_words *words, struct err *err);

#endif
