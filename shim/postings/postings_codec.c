#include "postings/postings_codec.h"

#include <stdbool.h>
#include <string.h>

#include "base/lanes.h"

enum { FULL = 128, LANES = 4, ROWS = FULL / LANES };

unsigned codec_bits(const uint32_t *numbers, size_t count)
{
    uint32_t any = 0;
    for (size_t i = 0; i < count; i++)
        any |= numbers[i];
    return any ? 32u - (unsigned)__builtin_clz(any) : 0;
}

/* ---- full blocks ----------------------------------------------------------------------------- */

static void pack_full(uint8_t *to, const uint32_t *numbers, unsigned bits)
{
    lanes    word = lanes_all(0);
    unsigned used = 0;
    for (unsigned row = 0; row < ROWS; row++) {
        lanes v = lanes_load(numbers + LANES * row);
        word |= v << used;
        used += bits;
        if (used >= 32) {
            lanes_store(to, word);
            to += sizeof word;
            used -= 32;
            word = used ? v >> (bits - used) : lanes_all(0);
        }
    }
}

/* With constant `row` and `bits` nothing of it is left but the shifts of one row. */
static inline __attribute__((always_inline)) void unpack_row(const uint8_t *from, uint32_t *to, unsigned row,
                                                             unsigned bits)
{
    const unsigned at = row * bits, word = at / 32, shift = at % 32;
    lanes          v  = lanes_load(from + 16 * word) >> shift;
    if (shift + bits > 32)
        v |= lanes_load(from + 16 * (word + 1)) << (32 - shift);
    if (bits < 32)
        v &= lanes_all((1u << bits) - 1);
    lanes_store(to + LANES * row, v);
}

#define ROWS_4(row, bits)                                                                       \
    unpack_row(from, to, row, bits), unpack_row(from, to, (row) + 1, bits),                     \
    unpack_row(from, to, (row) + 2, bits), unpack_row(from, to, (row) + 3, bits)
#define UNPACK(bits)                                                                            \
    static void unpack_##bits(const uint8_t *from, uint32_t *to)                                \
    {                                                                                           \
        ROWS_4(0, bits), ROWS_4(4, bits), ROWS_4(8, bits), ROWS_4(12, bits);                    \
        ROWS_4(16, bits), ROWS_4(20, bits), ROWS_4(24, bits), ROWS_4(28, bits);                 \
    }
#define ALL_BITS(X)                                                                             \
    X(1) X(2) X(3) X(4) X(5) X(6) X(7) X(8) X(9) X(10) X(11) X(12) X(13) X(14) X(15) X(16)      \
    X(17) X(18) X(19) X(20) X(21) X(22) X(23) X(24) X(25) X(26) X(27) X(28) X(29) X(30) X(31) X(32)
ALL_BITS(UNPACK)

static void unpack_0(const uint8_t *from, uint32_t *to)
{
    (void)from;
    memset(to, 0, FULL * sizeof *to);
}

typedef void (*unpack_fn)(const uint8_t *from, uint32_t *to);
#define UNPACK_NAME(bits) unpack_##bits,
static const unpack_fn UNPACK_FULL[33] = {unpack_0, ALL_BITS(UNPACK_NAME)};

/* Returns the last one, in all lanes. */
static inline lanes sum_row(uint32_t *numbers, lanes last)
{
    const lanes zero = lanes_all(0);
    lanes       v    = lanes_load(numbers) + lanes_all(1);
    v += LANES_SHUFFLE(zero, v, 0, 4, 5, 6);
    v += LANES_SHUFFLE(zero, v, 0, 1, 4, 5);
    v += last;
    lanes_store(numbers, v);
    return LANES_SHUFFLE(v, v, 3, 3, 3, 3);
}

void codec_sum(uint32_t *numbers, uint32_t base)
{
    lanes last = lanes_all(base);
    for (unsigned row = 0; row < ROWS; row += 4, numbers += 4 * LANES) { /* a step a row would be a fifth slower */
        last = sum_row(numbers, last);
        last = sum_row(numbers + LANES, last);
        last = sum_row(numbers + 2 * LANES, last);
        last = sum_row(numbers + 3 * LANES, last);
    }
}

uint32_t codec_one(const uint8_t *from, uint32_t i, unsigned bits)
{
    const unsigned at = i / LANES * bits, shift = at % 32;
    const uint8_t *p  = from + 16 * (size_t)(at / 32) + 4 * (size_t)(i % LANES);
    uint32_t       low, high = 0;
    if (bits == 0)
        return 0;
    memcpy(&low, p, sizeof low);
    if (shift + bits > 32)
        memcpy(&high, p + 16, sizeof high);
    return (uint32_t)((low | (uint64_t)high << 32) >> shift & (((uint64_t)1 << bits) - 1));
}

/* ---- shorter ones ---------------------------------------------------------------------------- */

static void pack_row(uint8_t *to, const uint32_t *numbers, size_t count, unsigned bits)
{
    uint64_t word = 0;
    unsigned used = 0;
    for (size_t i = 0; i < count; i++) {
        word |= (uint64_t)numbers[i] << used;
        used += bits;
        if (used >= 32) {
            memcpy(to, &word, 4);
            to += 4;
            word >>= 32;
            used -= 32;
        }
    }
    memcpy(to, &word, 4);
}

static void unpack_row_of_bits(const uint8_t *from, uint32_t *numbers, size_t count, unsigned bits)
{
    const uint64_t mask = ((uint64_t)1 << bits) - 1;
    size_t         at   = 0;
    for (size_t i = 0; i < count; i++, at += bits) {
        uint64_t word;
        memcpy(&word, from + at / 8, sizeof word);
        numbers[i] = (uint32_t)(word >> at % 8 & mask);
    }
}

void codec_pack(uint8_t *to, const uint32_t *numbers, size_t count, unsigned bits)
{
    if (count == FULL)
        pack_full(to, numbers, bits);
    else
        pack_row(to, numbers, count, bits);
}

void codec_unpack(const uint8_t *from, uint32_t *numbers, size_t count, unsigned bits)
{
    if (count == FULL)
        UNPACK_FULL[bits](from, numbers);
    else
        unpack_row_of_bits(from, numbers, count, bits);
}
