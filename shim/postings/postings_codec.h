/* postings_codec: numbers packed with as many bits each as the largest one needs.
 *
 * A full block of 128 stands in four lanes of 32 bits, side by side: number i in lane i % 4, each lane filled
 * from its low bits up, so that one vector operation unpacks four of them (the layout of SIMD-BP128; Lemire
 * and Boytsov, "Decoding billions of integers per second through vectorization", 2015). A shorter one is a
 * plain row of bits. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_CODEC_H
#define PRESSMARK_POSTINGS_POSTINGS_CODEC_H

#include <stddef.h>
#include <stdint.h>

/* Bits that the largest needs: 0 .. 32. */
unsigned codec_bits(const uint32_t *numbers, size_t count);

/* Bytes of `count` (at most 128) numbers of `bits` each. */
static inline size_t codec_bytes(size_t count, unsigned bits)
{
    return (count * bits + 7) / 8;
}

/* Write codec_bytes(); `to` has room for 8 more. */
void codec_pack(uint8_t *to, const uint32_t *numbers, size_t count, unsigned bits);

/* The reverse, of up to 128 numbers; reads up to 8 bytes more. `numbers` holds 128. */
void codec_unpack(const uint8_t *from, uint32_t *numbers, size_t count, unsigned bits);

/* Number `i` of a full block alone. */
uint32_t codec_one(const uint8_t *from, uint32_t i, unsigned bits);

/* Differences less 1 -> numbers behind `base`, of 128, modulo 2^32. */
void codec_sum(uint32_t *numbers, uint32_t base);

#endif
