/* record_layout: what record_writer.c and record_reader.c must agree on, and nobody else needs. */
#ifndef PRESSMARK_STORE_RECORD_LAYOUT_H
#define PRESSMARK_STORE_RECORD_LAYOUT_H

#include <stdint.h>

#include "base/article.h"
#include "base/buf.h"

enum {
    RECORD_FIXED    = 1 + 4 + 1, /* version, dictionary id, records */
    RECORD_WINDOW   = 15, /* zlib's window bits; the dictionary fills it */
    RECORD_MEMLEVEL = 8,
    RECORD_LEVEL    = 5, /* 20 % faster than 6 and less than 1 % larger on newswire: see bench/results */
};

/* Append the raw bytes of a record, which are hashed and deflated; returns the length of the head. */
size_t record_lay_out(const struct article *article, struct buf *raw);

static inline void put_le(char *to, uint64_t value, int bytes)
{
    for (int i = 0; i < bytes; i++)
        to[i] = (char)(value >> (8 * i));
}

static inline uint64_t get_le(const char *from, int bytes)
{
    uint64_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint64_t)(unsigned char)from[i] << (8 * i);
    return value;
}

#endif
