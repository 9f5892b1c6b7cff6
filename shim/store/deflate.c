#include "store/deflate.h"

#include <limits.h>
#include <stdint.h>
#include <stdlib.h>

#include <zlib.h>

enum {
    WINDOW = 9, /* bits; nothing is looked for in it */
    MEMORY = 6, /* codes are made anew after 4,096 bytes */
};

struct deflater {
    z_stream stream;
};

int deflater_new(struct deflater **out, struct err *err)
{
    struct deflater *d = calloc(1, sizeof *d);
    *out              = NULL;
    if (!d || deflateInit2(&d->stream, Z_BEST_SPEED, Z_DEFLATED, -WINDOW, MEMORY, Z_HUFFMAN_ONLY) != Z_OK) {
        free(d);
        return err_oom(err);
    }
    *out = d;
    return 0;
}

void deflater_free(struct deflater *d)
{
    if (!d)
        return;
    deflateEnd(&d->stream);
    free(d);
}

size_t deflater_pack(struct deflater *d, const unsigned char *from, size_t size, unsigned char *to)
{
    if (size > UINT_MAX || deflateReset(&d->stream) != Z_OK)
        return 0;
    d->stream.next_in   = (unsigned char *)(uintptr_t)from;
    d->stream.avail_in  = (uInt)size;
    d->stream.next_out  = to;
    d->stream.avail_out = (uInt)size;
    return deflate(&d->stream, Z_FINISH) == Z_STREAM_END && d->stream.total_out < size ? d->stream.total_out : 0;
}
