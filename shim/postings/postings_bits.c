#include "postings/postings_bits.h"

#include <string.h>

#include "base/wide.h"
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

/* The docids of the bits of a word, the first of which would be `before`: docids[i .. end - 1]. */
static inline void take_all(uint64_t word, uint32_t before, uint32_t *docids, uint32_t i, uint32_t end)
{
    enum { STEP = 8 }; /* so many are written, whether there are or not: how many there are is foretold badly */
    uint32_t *to = docids + i;
    for (; i + STEP <= POSTINGS_BLOCK && i < end; i += STEP)
        for (int k = 0; k < STEP; k++)
            word = take(word, before, to++);
    for (; i < end; i++)
        word = take(word, before, to++);
}

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

/* The same, a byte of bits at a time, as long as there is room for 8 more. */
WIDE_CODE static inline void take_bytes(uint64_t word, uint32_t before, uint32_t *docids, uint32_t i, uint32_t end)
{
    __m256i first = _mm256_set1_epi32((int)before);
    if (end + 8 > POSTINGS_BLOCK) {
        for (; i < end; i++)
            word = take(word, before, &docids[i]);
        return;
    }
#pragma GCC unroll 8
    for (int k = 0; k < 8; k++, word >>= 8) {
        const __m128i places = _mm_loadl_epi64((const void *)&PLACES[word & 0xff]);
        _mm256_storeu_si256((void *)(docids + i), _mm256_add_epi32(_mm256_cvtepu8_epi32(places), first));
        i += (uint32_t)__builtin_popcount((unsigned)word & 0xff);
        first = _mm256_add_epi32(first, _mm256_set1_epi32(8));
    }
}

#else
#define take_bytes take_all
#endif

static inline __attribute__((always_inline)) bool unpack(const uint8_t *from, uint32_t *docids, uint32_t base,
                                                         uint32_t last, bool wide)
{
    const size_t   words = bits_words(last - base);
    const uint8_t *ranks = from + words * 8;
    uint32_t       i     = 0;
    for (size_t w = 0; w < words; w++) {
        const uint64_t word   = load_u64(from + w * 8);
        const uint32_t before = base + 1 + (uint32_t)w * 64, end = i + (wide ? wide_popcount : popcount64)(word);
        if (ranks[w] != i || end > POSTINGS_BLOCK)
            return false;
        (wide ? take_bytes : take_all)(word, before, docids, i, end);
        i = end;
    }
    return i == POSTINGS_BLOCK && docids[POSTINGS_BLOCK - 1] == last;
}

static bool unpack_narrow(const uint8_t *from, uint32_t *docids, uint32_t base, uint32_t last)
{
    return unpack(from, docids, base, last, false);
}

WIDE_CODE static bool unpack_wide(const uint8_t *from, uint32_t *docids, uint32_t base, uint32_t last)
{
    return unpack(from, docids, base, last, true);
}

bool bits_unpack(const uint8_t *from, uint32_t *docids, uint32_t base, uint32_t last, bool wide)
{
    return (wide ? unpack_wide : unpack_narrow)(from, docids, base, last);
}
