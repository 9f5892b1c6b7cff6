#include "base/wide.h"
#include "postings/postings_bits.h"

#if WIDE

/* Of each byte, which of its bits are set, in ascending order, a byte each: PLACES[0xA2] is 0x070501. */
#define PLACE(b, bit)                                                                                       \
    ((b) >> (bit) & 1 ? (uint64_t)(bit) << 8 * __builtin_popcount((unsigned)(b) & ((1u << (bit)) - 1)) : 0)
#define PLACES_1(b)                                                                                         \
    (PLACE(b, 0) | PLACE(b, 1) | PLACE(b, 2) | PLACE(b, 3) | PLACE(b, 4) | PLACE(b, 5) | PLACE(b, 6) | PLACE(b, 7))
#define PLACES_4(b)  PLACES_1(b), PLACES_1((b) + 1), PLACES_1((b) + 2), PLACES_1((b) + 3)
#define PLACES_16(b) PLACES_4(b), PLACES_4((b) + 4), PLACES_4((b) + 8), PLACES_4((b) + 12)
#define PLACES_64(b) PLACES_16(b), PLACES_16((b) + 16), PLACES_16((b) + 32), PLACES_16((b) + 48)
static const uint64_t PLACES[256] = {PLACES_64(0), PLACES_64(64), PLACES_64(128), PLACES_64(192)};

/* The docids of the bits of a word, the first of which would be `before`; behind them up to 8 others. */
WIDE_CODE static inline void take_bytes(uint64_t word, uint32_t before, uint32_t *docids)
{
    __m256i first = _mm256_set1_epi32((int)before);
#pragma GCC unroll 8
    for (int k = 0; k < 8; k++, word >>= 8) {
        const __m128i places = _mm_loadl_epi64((const void *)&PLACES[word & 0xff]);
        _mm256_storeu_si256((void *)docids, _mm256_add_epi32(_mm256_cvtepu8_epi32(places), first));
        docids += __builtin_popcount((unsigned)word & 0xff);
        first = _mm256_add_epi32(first, _mm256_set1_epi32(8));
    }
}

WIDE_CODE bool bits_unpack_wide(const uint8_t *from, uint32_t *docids, uint32_t base, uint32_t last)
{
    const size_t   words = bits_words(last - base);
    const uint8_t *ranks = from + words * 8;
    uint32_t       i     = 0;
    for (size_t w = 0; w < words; w++) {
        uint64_t word;
        memcpy(&word, from + w * 8, sizeof word);
        const uint32_t before = base + 1 + (uint32_t)w * 64, end = i + (uint32_t)__builtin_popcountll(word);
        if (ranks[w] != i || end > POSTINGS_BLOCK)
            return false;
        if (end + 8 <= POSTINGS_BLOCK)
            take_bytes(word, before, docids + i);
        else
            for (uint32_t k = i; k < end; k++, word &= word - 1)
                docids[k] = before + (uint32_t)__builtin_ctzll(word);
        i = end;
    }
    return i == POSTINGS_BLOCK && docids[POSTINGS_BLOCK - 1] == last;
}

#else

bool bits_unpack_wide(const uint8_t *from, uint32_t *docids, uint32_t base, uint32_t last)
{
    return bits_unpack(from, docids, base, last);
}

#endif
