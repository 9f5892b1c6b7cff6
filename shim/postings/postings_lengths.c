#include "postings/postings_lengths.h"

#include "base/lanes.h"
#include "postings/postings_codec.h"

enum { BITS_MOST = 16, ELSEWHERE = 255, HEAD = 4, PATCH = 3 /* bytes */ };

/* The bits with which rows of the lengths take least, those that need more being patched. */
static unsigned choose_bits(const uint32_t *lengths, uint32_t least, size_t count)
{
    size_t   of_bits[BITS_MOST + 1] = {0}, patches = 0, fewest = SIZE_MAX;
    unsigned best                   = BITS_MOST;
    for (size_t i = 0; i < count; i++)
        of_bits[codec_bits(&(uint32_t){lengths[i] - least}, 1)]++;
    for (unsigned bits = BITS_MOST + 1; bits-- > 0; patches += of_bits[bits]) {
        const size_t bytes = codec_bytes(count, bits) + PATCH * patches;
        best               = bytes < fewest ? bits : best;
        fewest             = bytes < fewest ? bytes : fewest;
    }
    return best;
}

uint8_t *lengths_pack(uint8_t *to, const uint32_t *lengths, size_t count)
{
    uint32_t least = UINT32_MAX, most = 0, rest[POSTINGS_HEAD_MOST];
    for (size_t i = 0; i < count; i++) {
        least = lengths[i] < least ? lengths[i] : least;
        most  = lengths[i] > most ? lengths[i] : most;
    }
    if (most >= POSTINGS_LONG) {
        *to = ELSEWHERE;
        return to + 1;
    }
    const unsigned bits  = choose_bits(lengths, least, count);
    uint8_t *const patches = to + HEAD + codec_bytes(count, bits), *p = patches;
    for (size_t i = 0; i < count; i++)
        rest[i] = (lengths[i] - least) >> bits ? 0 : lengths[i] - least;
    codec_pack(to + HEAD, rest, count, bits);
    for (size_t i = 0; i < count; i++)
        if ((lengths[i] - least) >> bits) {
            *p = (uint8_t)i;
            p  = store_u16(p + 1, lengths[i]);
        }
    to[0] = (uint8_t)bits;
    to[1] = (uint8_t)((p - patches) / PATCH);
    store_u16(to + 2, least);
    return p;
}

void lengths_look_up(const struct postings_file *f, const uint32_t *docids, uint32_t *lengths, size_t count)
{
    const uint16_t *all = postings_file_lengths(f);
    for (size_t i = 0; i < count; i++)
        lengths[i] = postings_length(f, all, docids[i]);
}

static void add(uint32_t *lengths, size_t count, uint32_t least)
{
    size_t i = 0;
    for (; i + 8 <= count; i += 8) {
        lanes_store(lengths + i, lanes_load(lengths + i) + lanes_all(least));
        lanes_store(lengths + i + 4, lanes_load(lengths + i + 4) + lanes_all(least));
    }
    for (; i < count; i++)
        lengths[i] += least;
}

const uint8_t *lengths_unpack(const struct postings_file *f, const uint8_t *from, const uint8_t *end,
                              const uint32_t *docids, uint32_t *lengths, size_t count)
{
    if (end > from && from[0] == ELSEWHERE) {
        lengths_look_up(f, docids, lengths, count);
        return from + 1;
    }
    if (end - from < HEAD || from[0] > BITS_MOST ||
        codec_bytes(count, from[0]) + PATCH * (size_t)from[1] > (size_t)(end - from) - HEAD)
        return NULL;
    const uint8_t *patch = from + HEAD + codec_bytes(count, from[0]);
    codec_unpack(from + HEAD, lengths, count, from[0]);
    add(lengths, count, load_u16(from + 2));
    for (unsigned left = from[1]; left; left--, patch += PATCH) {
        if (patch[0] >= count)
            return NULL;
        lengths[patch[0]] = load_u16(patch + 1);
    }
    return patch;
}
