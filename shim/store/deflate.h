/* deflate: short runs of bytes made smaller, each for itself, as raw deflate (RFC 1951) that codes bytes and looks for
 * no repetitions: what gains by it are numbers, not text. */
#ifndef PRESSMARK_STORE_DEFLATE_H
#define PRESSMARK_STORE_DEFLATE_H

#include <stddef.h>

#include "base/err.h"

struct deflater;

int  deflater_new(struct deflater **out, struct err *err); /* ERR_OOM */
void deflater_free(struct deflater *d); /* NULL allowed */

/* `size` bytes into `to`, which has room for `size`. How many there are, or 0: they would not be fewer. Cost: some 80
 * MB/s. */
size_t deflater_pack(struct deflater *d, const unsigned char *from, size_t size, unsigned char *to);

#endif
