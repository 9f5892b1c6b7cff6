#include "store/record.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

#include "store/checksum.h"
#include "store/record_layout.h"

/* deflateSetDictionary hashes all 32 KiB anew for every pack; copying a stream that has already read it costs a
 * third of that. The copies live in an arena, so that no pack allocates. */
struct record_writer {
    z_stream   primed;
    uint32_t   dictionary_id;
    uint32_t   count;    /* records of the pack at hand */
    struct buf raw;      /* their raw bytes */
    struct buf hashes;   /* what stands before the deflated bytes, a record after the other */
    size_t     arena_used;
    char      *arena;
};

enum { ARENA_BYTES = 640 * 1024 }; /* zlib wants about 270 KB for these parameters */

static voidpf arena_alloc(voidpf opaque, uInt items, uInt size)
{
    struct record_writer *w    = opaque;
    size_t                need = ((size_t)items * size + 63) & ~(size_t)63;
    if (need > ARENA_BYTES - w->arena_used)
        return Z_NULL;
    void *at = w->arena + w->arena_used;
    w->arena_used += need;
    return at;
}

static void arena_free(voidpf opaque, voidpf address)
{
    (void)opaque;
    (void)address;
}

int record_writer_new(struct record_writer **out, struct str dictionary, struct err *err)
{
    struct record_writer *w = calloc(1, sizeof *w);
    *out                    = NULL;
    if (!w)
        return err_oom(err);
    w->raw = w->hashes = BUF_INIT;
    /* the arena's first part holds the primed stream, the rest one copy at a time */
    w->arena = malloc(ARENA_BYTES);
    if (!w->arena)
        goto oom;
    w->primed.zalloc = arena_alloc;
    w->primed.zfree  = arena_free;
    w->primed.opaque = w;
    if (deflateInit2(&w->primed, RECORD_LEVEL, Z_DEFLATED, -RECORD_WINDOW, RECORD_MEMLEVEL,
                     Z_DEFAULT_STRATEGY) != Z_OK)
        goto oom;
    if (dictionary.len &&
        deflateSetDictionary(&w->primed, (const Bytef *)dictionary.data, (uInt)dictionary.len) != Z_OK)
        goto oom;
    w->dictionary_id = record_dictionary_id(dictionary);
    *out             = w;
    return 0;
oom:
    record_writer_free(w);
    return err_oom(err);
}

void record_writer_free(struct record_writer *w)
{
    if (!w)
        return;
    buf_release(&w->raw);
    buf_release(&w->hashes);
    free(w->arena);
    free(w);
}

uint32_t record_dictionary_id(struct str dictionary)
{
    if (dictionary.len == 0)
        return 0;
    uint32_t id = (uint32_t)checksum_64(dictionary);
    return id ? id : 1;
}

size_t record_lay_out(const struct article *article, struct buf *raw)
{
    size_t before = raw->len;
    for (int f = 0; f < FIELD_BODY; f++) {
        buf_varint(raw, article->field[f].len);
        buf_str(raw, article->field[f]);
    }
    size_t head = raw->len - before;
    buf_str(raw, article->field[FIELD_BODY]);
    return head;
}

int record_hash(const struct article *article, uint64_t *hash, struct err *err)
{
    struct buf raw = BUF_INIT;
    record_lay_out(article, &raw);
    int code = buf_failed(&raw, err);
    *hash    = checksum_64(buf_view(&raw));
    buf_release(&raw);
    return code;
}

int record_write(struct record_writer *w, const struct article *article, uint64_t *hash, struct err *err)
{
    size_t before = w->raw.len, head = record_lay_out(article, &w->raw), len = w->raw.len - before;
    int    code   = buf_failed(&w->raw, err);
    char   bytes[8];
    if (code)
        return code;
    if (len > RECORD_RAW_MAX) {
        w->raw.len = before;
        return err_set(err, ERR_LIMIT, "article of %zu bytes is too large to store", len);
    }
    uint64_t sum = checksum_64(str_of(w->raw.data + before, len));
    put_le(bytes, sum, sizeof bytes);
    buf_append(&w->hashes, bytes, sizeof bytes);
    buf_varint(&w->hashes, head);
    buf_varint(&w->hashes, len - head);
    w->count++;
    if (hash)
        *hash = sum;
    return buf_failed(&w->hashes, err);
}

bool record_writer_is_full(const struct record_writer *w)
{
    return w->raw.len >= RECORD_PACK_RAW || w->count == RECORD_PACK_MOST;
}

void record_writer_clear(struct record_writer *w)
{
    buf_clear(&w->raw);
    buf_clear(&w->hashes);
    w->count = 0;
}

static int deflate_raw(struct record_writer *w, struct buf *out, struct err *err)
{
    z_stream stream;
    size_t   mark = w->arena_used;
    if (deflateCopy(&stream, &w->primed) != Z_OK)
        return err_oom(err);
    size_t bound     = deflateBound(&stream, (uLong)w->raw.len);
    char  *to        = buf_reserve(out, bound);
    stream.next_in   = (const Bytef *)w->raw.data;
    stream.avail_in  = (uInt)w->raw.len;
    stream.next_out  = (Bytef *)to;
    stream.avail_out = (uInt)bound;
    int done         = to ? deflate(&stream, Z_FINISH) : Z_MEM_ERROR;
    w->arena_used    = mark; /* deflateEnd would only hand memory back */
    if (!to)
        return buf_failed(out, err);
    if (done != Z_STREAM_END)
        return err_set(err, ERR_INTERNAL, "deflate ended with %d", done);
    out->len += bound - stream.avail_out;
    out->data[out->len] = '\0';
    return 0;
}

int record_writer_take(struct record_writer *w, struct buf *out, struct err *err)
{
    char      fixed[RECORD_FIXED] = {RECORD_VERSION};
    const int count               = (int)w->count;
    if (!count)
        return 0;
    put_le(fixed + 1, w->dictionary_id, 4);
    put_le(fixed + 5, w->count, 1);
    buf_append(out, fixed, sizeof fixed);
    buf_str(out, buf_view(&w->hashes));
    int code = buf_failed(out, err);
    if (!code)
        code = deflate_raw(w, out, err);
    record_writer_clear(w);
    return code ? code : count;
}
