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

bool bits_unpack(const uint8_t *from, uint32_t *docids, uint32_t base, uint32_t last)
{
    const size_t   words = bits_words(last - base);
    const uint8_t *ranks = from + words * 8;
    uint32_t       i     = 0;
    for (size_t w = 0; w < words; w++) {
        uint64_t word = load_u64(from + w * 8);
        if (ranks[w] != i)
            return false;
        for (const uint32_t before = base + 1 + (uint32_t)w * 64; word && i < POSTINGS_BLOCK; word &= word - 1)
            docids[i++] = before + (uint32_t)__builtin_ctzll(word);
        if (word)
            return false;
    }
    return i == POSTINGS_BLOCK && docids[POSTINGS_BLOCK - 1] == last;
}
