/* wide: a second way for code that registers of 256 bits (AVX2) make much faster. Whether the processor has them is
 * found out by the running program. */
#ifndef PRESSMARK_BASE_WIDE_H
#define PRESSMARK_BASE_WIDE_H

#include <stdbool.h>
#include <stdint.h>

#if defined(__x86_64__) && __has_include(<sys/platform/x86.h>)
#define WIDE      1
#define WIDE_CODE __attribute__((target("avx2,bmi,popcnt")))
#include <immintrin.h>
#include <sys/platform/x86.h>
#else
#define WIDE 0
#define WIDE_CODE
#endif

/* Bits that are set. */
static inline WIDE_CODE uint32_t wide_popcount(uint64_t word)
{
    return (uint32_t)__builtin_popcountll(word);
}

/* May code that is marked WIDE_CODE run here? What the C library found out when the process began: to ask the processor
 * takes a virtual machine as long as a search. */
static inline bool wide_here(void)
{
#if WIDE
    return CPU_FEATURE_ACTIVE(AVX2) && CPU_FEATURE_ACTIVE(BMI1) && CPU_FEATURE_ACTIVE(POPCNT);
#else
    return false;
#endif
}

#endif
