#include "postings/postings_bits.h"

#include <string.h>

#include "postings/postings_format.h"

void bits_pack(uint8_t *to, const uint32_t *docids, uint32_t base)
{
    const size_t words = bits_words(docids[POSTINGS_BLOCK - 1] - base);
    uint8_t     *ranks = to + words * 8;
    uint32_t     i     = 0;
    for (size_t w = 0; w < words; w++) {
        uint64_t word = 0;
        ranks[w]      = (uint8_t)i;
        for (; i < POSTINGS_BLOCK && (docids[i] - base - 1) / 64 == w; i++)
            word |= 1ull << (docids[i] - base - 1) % 64;
        memcpy(to + w * 8, &word, sizeof word);
    }
}

/* The docid of the lowest bit, if there is one; without it. */
static inline uint64_t take(uint64_t word, uint32_t before, uint32_t *docid)
{
    *docid = before + (uint32_t)__builtin_ctzll(word | 1ull << 63);
    return word & (word - 1);
}

bool bits_unpack(const uint8_t *from, uint32_t *docids, uint32_t base, uint32_t last)
{
    enum { STEP = 8 }; /* so many are written, whether there are or not: how many there are is foretold badly */
    const size_t   words = bits_words(last - base);
    const uint8_t *ranks = from + words * 8;
    uint32_t       i     = 0;
    for (size_t w = 0; w < words; w++) {
        uint64_t       word   = load_u64(from + w * 8);
        const uint32_t before = base + 1 + (uint32_t)w * 64;
        uint32_t       end    = i + popcount64(word);
        if (ranks[w] != i || end > POSTINGS_BLOCK)
            return false;
        uint32_t *to = docids + i;
        for (; i + STEP <= POSTINGS_BLOCK && i < end; i += STEP)
            for (int k = 0; k < STEP; k++)
                word = take(word, before, to++);
        while (i < end)
            word = take(word, before, &docids[i++]);
        i = end;
    }
    return i == POSTINGS_BLOCK && docids[POSTINGS_BLOCK - 1] == last;
}
