/* glass_pack: how Xapian's glass tables write numbers and terms. Source: common/pack.h of 1.4.22. */
#ifndef PRESSMARK_XAP_GLASS_PACK_HH
#define PRESSMARK_XAP_GLASS_PACK_HH

#include <cstdint>
#include <cstring>

#include "base/str.h"

namespace xap::glass {

enum {
    UINT_MAX_BYTES    = 10, /* of put_uint */
    SORTING_MAX_BYTES = 5,  /* of put_sorting */
    KEY_MAX           = 255,
};

/* All of these write at p and return where they ended. */

/* 7 bits a byte, low bits first, the high bit says more follow. */
inline unsigned char *put_uint(unsigned char *p, uint64_t value)
{
    while (value >= 0x80) {
        *p++ = static_cast<unsigned char>(value | 0x80);
        value >>= 7;
    }
    *p++ = static_cast<unsigned char>(value);
    return p;
}

/* Low byte first, without zeros at the end: for the end of a key. */
inline unsigned char *put_uint_last(unsigned char *p, uint32_t value)
{
    for (; value; value >>= 8)
        *p++ = static_cast<unsigned char>(value);
    return p;
}

/* High byte first, so that it sorts as the numbers do: 15 bits in two bytes, else as many ones at the top
 * of the first byte as there are bytes less two, and a zero. The first byte is never 0xff. */
inline unsigned char *put_sorting(unsigned char *p, uint32_t value)
{
    unsigned length = 2, ones = 0;
    for (uint64_t rest = value >> 15; rest; rest >>= 7) {
        length++;
        ones = ones >> 1 | 0x80;
    }
    for (unsigned i = length; i-- > 0;)
        *p++ = static_cast<unsigned char>(i < 4 ? value >> (8 * i) : 0);
    p[-static_cast<int>(length)] |= static_cast<unsigned char>(ones);
    return p;
}

/* A term in a key: each NUL is followed by 0xff; where more follows a bare NUL is put behind by the caller.
 * Keys sort as the terms do. */
inline unsigned char *put_term(unsigned char *p, struct str term)
{
    while (term.len) {
        const void  *nul = memchr(term.data, 0, term.len);
        const size_t run = nul ? static_cast<size_t>(static_cast<const char *>(nul) - term.data) + 1 : term.len;
        memcpy(p, term.data, run);
        p += run;
        if (nul)
            *p++ = 0xff;
        term.data += run;
        term.len -= run;
    }
    return p;
}

} // namespace xap::glass

#endif
