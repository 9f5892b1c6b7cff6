/* postings_bits: the docids of a full block as bits, where they lie close together: any of them is found by itself,
 * without decoding the others. For shim/postings and its tests. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_BITS_H
#define PRESSMARK_POSTINGS_POSTINGS_BITS_H

#include "postings/postings_file.h"

/* Words for docids that lie in `span` successive ones, and bytes: one more a word, see below. */
static inline size_t bits_words(uint32_t span)
{
    return span / 64 + (span % 64 != 0);
}

static inline size_t bits_bytes(uint32_t span)
{
    return bits_words(span) * 9;
}

/* Write bits_bytes() of POSTINGS_BLOCK docids behind `base`, ascending: a bit for each docid up to the last, in u64;
 * for each of these, u8 how many bits are set before it. */
void bits_pack(uint8_t *to, const uint32_t *docids, uint32_t base);

/* The reverse, of docids behind `base` up to `last`; `docids` holds POSTINGS_BLOCK. False: they are not so many, the
 * last one is another, or the numbers between are wrong. wide: wide_here(); a byte of bits is read at a time then. */
bool bits_unpack(const uint8_t *from, uint32_t *docids, uint32_t base, uint32_t last, bool wide);

#endif
