#include "store/record.h"

#include <stdlib.h>
#define ZLIB_CONST
#include <zlib.h>

#include "store/checksum.h"
#include "store/record_layout.h"

struct record_reader {
    record_dictionary_fn find;
    void      *find_ctx;
    z_stream   stream;
    bool       stream_ready;
    struct buf raw;
    uint32_t   dictionary_id; /* of the one at hand; 0 none */
    struct str dictionary;
};

struct header {
    uint32_t   dictionary_id;
    uint64_t   hash, head_len, body_len;
    struct str packed;
};

int record_reader_new(struct record_reader **out, record_dictionary_fn find, void *ctx, struct err *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return err_oom(err);
    **out = (struct record_reader){.find = find, .find_ctx = ctx};
    return 0;
}

void record_reader_free(struct record_reader *r)
{
    if (!r)
        return;
    if (r->stream_ready)
        inflateEnd(&r->stream);
    buf_release(&r->raw);
    free(r);
}

static int parse_header(struct str record, struct header *h, struct err *err)
{
    if (record.len < RECORD_FIXED)
        return err_set(err, ERR_CORRUPT, "a stored article is torn");
    if (record.data[0] != RECORD_VERSION)
        return err_set(err, ERR_VERSION, "a stored article has version %d, this program reads %d",
                       (unsigned char)record.data[0], RECORD_VERSION);
    h->dictionary_id = (uint32_t)get_le(record.data + 1, 4);
    h->hash          = get_le(record.data + 5, 8);
    h->packed        = str_skip(record, RECORD_FIXED);
    if (!str_varint(&h->packed, &h->head_len) || !str_varint(&h->packed, &h->body_len) ||
        h->head_len > RECORD_RAW_MAX || h->body_len > RECORD_RAW_MAX - h->head_len ||
        /* deflate cannot expand more than 1032 times (zlib's technical notes) */
        h->head_len + h->body_len > 1040 * (h->packed.len + 1))
        return err_set(err, ERR_CORRUPT, "a stored article is torn");
    return 0;
}

int record_stored_hash(struct str record, uint64_t *hash, struct err *err)
{
    struct header h;
    int           code = parse_header(record, &h, err);
    if (!code)
        *hash = h.hash;
    return code;
}

int record_stored_dictionary(struct str record, uint32_t *id, struct err *err)
{
    struct header h;
    int           code = parse_header(record, &h, err);
    if (!code)
        *id = h.dictionary_id;
    return code;
}

static int load_dictionary(struct record_reader *r, size_t shard, uint32_t id, struct err *err)
{
    if (id == 0 || id == r->dictionary_id)
        return 0;
    r->dictionary_id = 0;
    int code         = r->find(r->find_ctx, shard, id, &r->dictionary, err);
    if (!code && record_dictionary_id(r->dictionary) != id)
        code = err_set(err, ERR_CORRUPT, "the dictionary %08x of the stored articles is damaged", (unsigned)id);
    if (!code)
        r->dictionary_id = id;
    return code;
}

/* Inflate the first `want` raw bytes into r->raw. */
static int inflate_head(struct record_reader *r, const struct header *h, size_t want, struct err *err)
{
    int status = r->stream_ready ? inflateReset(&r->stream) : inflateInit2(&r->stream, -RECORD_WINDOW);
    if (status != Z_OK)
        return err_oom(err);
    r->stream_ready = true;
    if (h->dictionary_id && inflateSetDictionary(&r->stream, (const Bytef *)r->dictionary.data,
                                                 (uInt)r->dictionary.len) != Z_OK)
        return err_set(err, ERR_CORRUPT, "the dictionary of a stored article does not fit");
    buf_clear(&r->raw);
    char *to = buf_reserve(&r->raw, want);
    if (!to)
        return buf_failed(&r->raw, err);
    r->stream.next_in   = (const Bytef *)h->packed.data;
    r->stream.avail_in  = (uInt)h->packed.len;
    r->stream.next_out  = (Bytef *)to;
    r->stream.avail_out = (uInt)want;
    while (r->stream.avail_out) {
        status = inflate(&r->stream, Z_SYNC_FLUSH);
        if (status != Z_OK)
            break;
    }
    if (r->stream.avail_out)
        return err_set(err, ERR_CORRUPT, "a stored article cannot be inflated");
    r->raw.len     = want;
    r->raw.data[want] = '\0';
    return 0;
}

static int split_head(struct str head, struct article *out, struct err *err)
{
    for (int f = 0; f < FIELD_BODY; f++) {
        uint64_t len;
        if (!str_varint(&head, &len) || len > head.len)
            return err_set(err, ERR_CORRUPT, "the head of a stored article is torn");
        out->field[f] = str_of(head.data, (size_t)len);
        head          = str_skip(head, (size_t)len);
    }
    return head.len ? err_set(err, ERR_CORRUPT, "the head of a stored article is too long") : 0;
}

static int read_article(struct record_reader *r, size_t shard, struct str record, bool whole,
                        struct article *out, struct err *err)
{
    struct header h;
    int           code = parse_header(record, &h, err);
    if (code)
        return code;
    code = load_dictionary(r, shard, h.dictionary_id, err);
    if (code)
        return code;
    code = inflate_head(r, &h, (size_t)(whole ? h.head_len + h.body_len : h.head_len), err);
    if (code)
        return code;
    struct str raw = buf_view(&r->raw);
    if (whole && checksum_64(raw) != h.hash)
        return err_set(err, ERR_CORRUPT, "a stored article does not match its checksum");
    out->field[FIELD_BODY] = whole ? str_skip(raw, (size_t)h.head_len) : str_of("", 0);
    return split_head(str_of(raw.data, (size_t)h.head_len), out, err);
}

int record_read_head(struct record_reader *r, size_t shard, struct str record, struct article *out,
                     struct err *err)
{
    return read_article(r, shard, record, false, out, err);
}

int record_read(struct record_reader *r, size_t shard, struct str record, struct article *out, struct err *err)
{
    return read_article(r, shard, record, true, out, err);
}
