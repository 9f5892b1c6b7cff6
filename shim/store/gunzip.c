#include "store/gunzip.h"

#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

enum { PACKED = 64 * 1024, GZIP_ONLY = 16 /* added to the window bits */ };

struct gunzip {
    gunzip_read_fn read;
    void          *ctx;
    z_stream       stream;
    bool           in_member, had_one, ended; /* ended: `read` has nothing more */
    struct err     problem;                   /* why there will be nothing more */
    char           packed[PACKED];
};

int gunzip_new(struct gunzip **out, gunzip_read_fn read, void *ctx, struct err *err)
{
    struct gunzip *g = malloc(sizeof *g);
    if (!g)
        return err_oom(err);
    g->read      = read;
    g->ctx       = ctx;
    g->stream    = (z_stream){0};
    g->in_member = g->had_one = g->ended = false;
    g->problem   = ERR_INIT;
    if (inflateInit2(&g->stream, MAX_WBITS + GZIP_ONLY) != Z_OK) {
        free(g);
        return err_oom(err);
    }
    *out = g;
    return 0;
}

void gunzip_free(struct gunzip *g)
{
    if (!g)
        return;
    inflateEnd(&g->stream);
    free(g);
}

/* Have packed bytes at hand, unless there are none any more. */
static int refill(struct gunzip *g, struct err *err)
{
    if (g->stream.avail_in || g->ended)
        return 0;
    long got = g->read(g->ctx, g->packed, sizeof g->packed, err);
    if (got < 0)
        return (int)got;
    g->ended           = got == 0;
    g->stream.next_in  = (const unsigned char *)g->packed;
    g->stream.avail_in = (unsigned)got;
    return 0;
}

/* Between members: 1 another one begins, 0 the file ends. */
static int begin_member(struct gunzip *g, struct err *err)
{
    int code;
    while (!(code = refill(g, err)) && g->stream.avail_in && g->had_one && !*g->stream.next_in) {
        g->stream.next_in++;
        g->stream.avail_in--;
    }
    if (code)
        return code;
    if (!g->stream.avail_in)
        return g->had_one ? 0 : err_set(err, ERR_FORMAT, "the gzip data ends too early");
    if (g->had_one && *g->stream.next_in != 0x1F)
        return err_set(err, ERR_FORMAT, "something that is not gzip follows the gzip data");
    inflateReset(&g->stream);
    g->in_member = true;
    return 1;
}

/* One step of inflating: 1 it goes on, or why it cannot. */
static int inflate_some(struct gunzip *g, struct err *err)
{
    int code = refill(g, err);
    if (code)
        return code;
    switch (inflate(&g->stream, Z_NO_FLUSH)) {
    case Z_STREAM_END:
        g->in_member = false;
        g->had_one   = true;
        return 1;
    case Z_OK:
        return 1;
    case Z_BUF_ERROR: /* there is room: it wants more of the file */
        return err_set(err, ERR_FORMAT, "the gzip data ends too early");
    case Z_MEM_ERROR:
        return err_oom(err);
    default:
        return err_set(err, ERR_FORMAT, "the gzip data is damaged: %s",
                       g->stream.msg ? g->stream.msg : "no reason given");
    }
}

long gunzip_read(struct gunzip *g, char *to, size_t size, struct err *err)
{
    unsigned room       = size < UINT_MAX ? (unsigned)size : UINT_MAX;
    int      code       = g->problem.code ? g->problem.code : 1;
    g->stream.next_out  = (unsigned char *)to;
    g->stream.avail_out = room;
    while (code > 0 && g->stream.avail_out)
        code = g->in_member ? inflate_some(g, &g->problem) : begin_member(g, &g->problem);
    if (room > g->stream.avail_out)
        return (long)(room - g->stream.avail_out);
    if (code && err)
        *err = g->problem;
    return code;
}
