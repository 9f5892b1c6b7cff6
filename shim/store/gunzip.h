/* gunzip: a gzip file (RFC 1952, one member or several) inflated piece by piece, each member's checksum and
 * length checked. Memory: 100 KB. */
#ifndef PRESSMARK_STORE_GUNZIP_H
#define PRESSMARK_STORE_GUNZIP_H

#include <stddef.h>

#include "base/err.h"

struct gunzip;

/* Gives up to `size` packed bytes: how many, 0 at the end, or a negative code with *err filled. */
typedef long (*gunzip_read_fn)(void *ctx, char *to, size_t size, struct err *err);

int  gunzip_new(struct gunzip **out, gunzip_read_fn read, void *ctx, struct err *err);
void gunzip_free(struct gunzip *g); /* NULL allowed */

/* Up to `size` (> 0) unpacked bytes: how many, 0 at the end. ERR_FORMAT: damaged, cut off, or followed by
 * something else (NULs excepted, which tapes pad with); else the code of `read`. All that could be unpacked
 * before is given out first; afterwards every call fails the same. */
long gunzip_read(struct gunzip *g, char *to, size_t size, struct err *err);

#endif
