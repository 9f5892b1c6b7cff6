#include "postings/postings_codec.h"

#include <stdbool.h>
#include <string.h>

enum { FULL = 128, LANES = 4, ROWS = FULL / LANES };

/* Vectors of GCC and clang: SSE2, NEON, or plain registers, whatever the machine has. */
typedef uint32_t lanes __attribute__((vector_size(16)));

#if defined(__has_builtin) && __has_builtin(__builtin_shufflevector)
#define SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, (lanes){i, j, k, l})
#endif

static inline lanes load(const void *from)
{
    lanes v;
    memcpy(&v, from, sizeof v);
    return v;
}

static inline void store(void *to, lanes v)
{
    memcpy(to, &v, sizeof v);
}

static inline lanes all_lanes(uint32_t x)
{
    return (lanes){x, x, x, x};
}

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
    lanes    word = all_lanes(0);
    unsigned used = 0;
    for (unsigned row = 0; row < ROWS; row++) {
        lanes v = load(numbers + LANES * row);
        word |= v << used;
        used += bits;
        if (used >= 32) {
            store(to, word);
            to += sizeof word;
            used -= 32;
            word = used ? v >> (bits - used) : all_lanes(0);
        }
    }
}

/* With constant `row` and `bits` nothing of it is left but the shifts of one row. */
static inline __attribute__((always_inline)) void unpack_row(const uint8_t *from, uint32_t *to, unsigned row,
                                                             unsigned bits)
{
    const unsigned at = row * bits, word = at / 32, shift = at % 32;
    lanes          v  = load(from + 16 * word) >> shift;
    if (shift + bits > 32)
        v |= load(from + 16 * (word + 1)) << (32 - shift);
    if (bits < 32)
        v &= all_lanes((1u << bits) - 1);
    store(to + LANES * row, v);
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

void codec_sum(uint32_t *numbers, uint32_t base)
{
    const lanes zero = all_lanes(0), ones = all_lanes(1);
    lanes       last = all_lanes(base);
    for (unsigned row = 0; row < ROWS; row++) {
        lanes v = load(numbers + LANES * row) + ones;
        v += SHUFFLE(zero, v, 0, 4, 5, 6);
        v += SHUFFLE(zero, v, 0, 1, 4, 5);
        v += last;
        store(numbers + LANES * row, v);
        last = SHUFFLE(v, v, 3, 3, 3, 3);
    }
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
