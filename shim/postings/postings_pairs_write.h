/* postings_pairs_write: the lists of pairs, behind those of terms. For the writer. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_PAIRS_WRITE_H
#define PRESSMARK_POSTINGS_POSTINGS_PAIRS_WRITE_H

#include "postings/postings_list_out.h"
#include "postings/postings_pairs.h"

/* Write the lists of all pairs of the words, which are chosen and whose own lists are written, by `list`; the section
 * PAIRS goes to *table. Memory: 20 MB, what pair_walk_new() says, and 4 bytes a pair for each million postings of
 * them, which are kept in a file without a name meanwhile. Errors: ERR_IO, ERR_OOM. */
int pairs_write(const struct pair_words *words, struct list_out *list, struct buf *table, struct err *err);

#endif
