/* popcount: the bits set in a word, where the processor is not asked to count them itself. */
#ifndef PRESSMARK_BASE_POPCOUNT_H
#define PRESSMARK_BASE_POPCOUNT_H

#include <stdint.h>

/* By twos, fours and eights (Warren, Hacker's Delight, 2nd edition, 5-1). Cost: 12 instructions. */
static inline uint32_t popcount64(uint64_t word)
{
    word -= word >> 1 & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + (word >> 2 & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0f0f0f0f0f0f0f0f);
    return (uint32_t)(word * UINT64_C(0x0101010101010101) >> 56);
}

#endif
