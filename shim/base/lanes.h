/* lanes: vectors of GCC and clang, four numbers of 32 bits or two reals: SSE2, NEON, or plain registers, whatever the
 * machine has. */
#ifndef PRESSMARK_BASE_LANES_H
#define PRESSMARK_BASE_LANES_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

typedef uint32_t lanes __attribute__((vector_size(16)));
typedef double   reals __attribute__((vector_size(16)));
typedef int32_t  signs __attribute__((vector_size(16))); /* are compared in one step, others not */

/* The lanes i, j, k, l of `a` (0 .. 3) and `b` (4 .. 7). */
#if defined(__has_builtin) && __has_builtin(__builtin_shufflevector)
#define LANES_SHUFFLE(a, b, i, j, k, l) __builtin_shufflevector(a, b, i, j, k, l)
#else
#define LANES_SHUFFLE(a, b, i, j, k, l) __builtin_shuffle(a, b, (lanes){i, j, k, l})
#endif

static inline lanes lanes_load(const void *from)
{
    lanes v;
    memcpy(&v, from, sizeof v);
    return v;
}

static inline void lanes_store(void *to, lanes v)
{
    memcpy(to, &v, sizeof v);
}

static inline void reals_store(void *to, reals v)
{
    memcpy(to, &v, sizeof v);
}

static inline lanes lanes_all(uint32_t x)
{
    return (lanes){x, x, x, x};
}

/* Of what comparing gave: bit i is set where lane i is true. */
static inline unsigned lanes_mask(lanes v)
{
#ifdef __SSE2__
    return (unsigned)__builtin_ia32_movmskps((__attribute__((vector_size(16))) float)v);
#else
    return (v[0] & 1) | (v[1] & 2) | (v[2] & 4) | (v[3] & 8);
#endif
}

static inline uint32_t lanes_total(lanes v)
{
    return v[0] + v[1] + v[2] + v[3];
}

#endif
