/* postings_lengths: the lengths of a few documents in a row, to stand beside their postings: in a large file the table
 * of all lengths is in no cache, and looking up a hundred of them costs more than decoding them. They are packed by the
 * bits that most of them need, others patched (PFOR; Zukowski et al., "Super-scalar RAM-CPU cache compression", 2006).
 * For shim/postings and its tests. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_LENGTHS_H
#define PRESSMARK_POSTINGS_POSTINGS_LENGTHS_H

#include "postings/postings_format.h"

enum { LENGTHS_MOST = 4 + 2 * POSTINGS_HEAD_MOST }; /* bytes of so many, which are the most */

/* Do lengths stand beside the postings of a block, in a file where they do at all? */
static inline bool lengths_belong(enum postings_kind kind, uint32_t count, bool as_bits)
{
    return kind == POSTINGS_WEIGHED && count >= POSTINGS_FEW && !as_bits;
}

/* Take the lengths of documents from the table of all. */
void lengths_look_up(const struct postings_file *f, const uint32_t *docids, uint32_t *lengths, size_t count);

/* Write the lengths of `count` documents; returns what is behind them. Needs POSTINGS_SLACK bytes of room more. */
uint8_t *lengths_pack(uint8_t *to, const uint32_t *lengths, size_t count);

/* The reverse, of the documents `docids`; up to POSTINGS_SLACK bytes behind `end` are read, too. `lengths` holds
 * POSTINGS_BLOCK at least. Returns what is behind them; NULL: they do not read, or not before `end`. */
const uint8_t *lengths_unpack(const struct postings_file *f, const uint8_t *from, const uint8_t *end,
                              const uint32_t *docids, uint32_t *lengths, size_t count);

#endif
