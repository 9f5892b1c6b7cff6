/* random: numbers that depend on a seed alone, the same on every machine.
 *
 * Source: D. Blackman, S. Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021:
 * xoshiro256**, seeded by splitmix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number
 * generators", OOPSLA 2014). Not for secrets. */
#ifndef PRESSMARK_CORPUS_RANDOM_H
#define PRESSMARK_CORPUS_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t state[4];
};

/* splitmix64's mixing alone: a good hash of 64 bits. */
static inline uint64_t random_mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

/* Stream number `stream` of a seed; different pairs give unrelated numbers. */
static inline void random_init(struct random *r, uint64_t seed, uint64_t stream)
{
    uint64_t x = random_mix(random_mix(seed) ^ stream);
    for (int i = 0; i < 4; i++) {
        r->state[i] = random_mix(x);
        x += 0x9e3779b97f4a7c15u;
    }
}

static inline uint64_t random_next(struct random *r)
{
    uint64_t *s = r->state, x = s[1] * 5, t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = (s[3] << 45) | (s[3] >> 19);
    return ((x << 7) | (x >> 57)) * 9;
}

/* 0 .. n - 1 (n > 0). By one multiplication: a number is at most n / 2^64 of itself off its share. */
static inline uint64_t random_below(struct random *r, uint64_t n)
{
    return (uint64_t)(((unsigned __int128)random_next(r) * n) >> 64);
}

/* True in `of_65536` of 65,536 cases. */
static inline bool random_chance(struct random *r, uint32_t of_65536)
{
    return (random_next(r) >> 48) < of_65536;
}

#endif
