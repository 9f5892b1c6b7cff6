#include "corpus/fixed.h"

typedef unsigned __int128 wide;

/* 2^(1/2), 2^(1/4), ... 2^(2^-32), 63 bits behind the point: each the square root of the one before. */
static const uint64_t roots_of_two[32] = {
    0xb504f333f9de6484u, 0x9837f0518db8a96fu, 0x8b95c1e3ea8bd6e6u, 0x85aac367cc487b14u,
    0x82cd8698ac2ba1d7u, 0x8164d1f3bc030773u, 0x80b1ed4fd999ab6cu, 0x8058d7d2d5e5f6b0u,
    0x802c6436d0e04f50u, 0x8016302f17467628u, 0x800b179c82028fd0u, 0x80058baf7fee3b5du,
    0x8002c5d00fdcfcb6u, 0x800162e61bed4a48u, 0x8000b17292f702a3u, 0x800058b92abbae02u,
    0x80002c5c8dade4d7u, 0x8000162e44eaf636u, 0x80000b1721fa7c18u, 0x8000058b90de7e4cu,
    0x800002c5c8678f36u, 0x80000162e431db9fu, 0x800000b1721872d0u, 0x80000058b90c1aa8u,
    0x8000002c5c8605a4u, 0x800000162e4300e6u, 0x8000000b17217ff8u, 0x800000058b90bfddu,
    0x80000002c5c85fe6u, 0x8000000162e42ff1u, 0x80000000b17217f8u, 0x8000000058b90bfcu,
};

#define LN2_TWICE ((fixed)5954088943) /* 2 ln 2 */

fixed fixed_of_millionths(uint64_t value)
{
    return (fixed)(((wide)value << 32) / 1000000);
}

/* Right shifts of negative numbers are arithmetic in every compiler we build with; division would not be. */
static int64_t shift_down(__int128 value, int bits)
{
    return (int64_t)(value >> bits);
}

fixed fixed_multiply(fixed a, fixed b)
{
    return shift_down((__int128)a * b, 32);
}

fixed fixed_log2(uint64_t value, int scale)
{
    int      top      = 63 - __builtin_clzll(value);
    uint64_t mantissa = value << (63 - top); /* 1 <= mantissa < 2, 63 bits behind the point */
    fixed    fraction = 0;
    for (int bit = 31; bit >= 0; bit--) {
        wide square = (wide)mantissa * mantissa >> 63;
        if (square >> 64) {
            fraction |= (fixed)1 << bit;
            square >>= 1;
        }
        mantissa = (uint64_t)square;
    }
    return (fixed)(top - scale) * FIXED_ONE + fraction;
}

uint64_t fixed_exp2(fixed x, int scale)
{
    int64_t  whole    = (x >> 32) + scale;
    uint64_t mantissa = (uint64_t)1 << 63;
    if (whole < 0)
        return 0;
    if (whole > 63)
        return UINT64_MAX;
    for (int j = 0; j < 32; j++)
        if (x >> (31 - j) & 1)
            mantissa = (uint64_t)((wide)mantissa * roots_of_two[j] >> 63);
    return mantissa >> (63 - whole);
}

uint64_t fixed_square_root(wide value)
{
    uint64_t root = 0;
    for (int bit = 63; bit >= 0; bit--) {
        uint64_t more = root | (uint64_t)1 << bit;
        if ((wide)more * more <= value)
            root = more;
    }
    return root;
}

fixed fixed_normal(struct random *random)
{
    int64_t  u, v;
    uint64_t radius; /* u * u + v * v, 62 bits behind the point */
    do {
        uint64_t both = random_next(random);
        u             = (int64_t)(both >> 32) - ((int64_t)1 << 31);
        v             = (int64_t)(both & 0xffffffffu) - ((int64_t)1 << 31);
        radius        = (uint64_t)(u * u) + (uint64_t)(v * v);
    } while (radius == 0 || radius >= (uint64_t)1 << 62);
    fixed    minus_2_ln = fixed_multiply(LN2_TWICE, -fixed_log2(radius, 62));
    uint64_t factor     = fixed_square_root(((wide)(uint64_t)minus_2_ln << 62) / radius); /* 16 bits behind */
    return shift_down((__int128)u * (__int128)factor, 15);
}
