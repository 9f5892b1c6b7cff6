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
    bool       at_hand; /* a pack is, this one: */
    size_t     shard;
    struct record pack;
    struct buf raw;    /* so much of it as was inflated */
    uint32_t   dictionary_id; /* of the one at hand; 0 none */
    struct str dictionary;
};

/* What is said before the deflated bytes. */
struct header {
    uint32_t   dictionary_id;
    uint64_t   hash, begin, head_len, body_len; /* of the record asked for; where it begins in the raw bytes */
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

static int torn(struct err *err)
{
    return err_set(err, ERR_CORRUPT, "a stored article is torn");
}

int record_pack_facts(struct str pack, uint32_t *dictionary_id, uint32_t *records, struct err *err)
{
    if (pack.len < RECORD_FIXED)
        return torn(err);
    if (pack.data[0] != RECORD_VERSION)
        return err_set(err, ERR_VERSION, "a stored article has version %d, this program reads %d",
                       (unsigned char)pack.data[0], RECORD_VERSION);
    *dictionary_id = (uint32_t)get_le(pack.data + 1, 4);
    *records       = (uint32_t)get_le(pack.data + 5, 1);
    return 0;
}

static int parse_header(struct record record, struct header *h, struct err *err)
{
    uint32_t count;
    uint64_t total = 0;
    int      code  = record_pack_facts(record.pack, &h->dictionary_id, &count, err);
    if (code)
        return code;
    if (record.number >= count)
        return torn(err);
    h->packed = str_skip(record.pack, RECORD_FIXED);
    for (uint32_t i = 0; i < count; i++) {
        uint64_t hash, head_len, body_len;
        if (h->packed.len < 8)
            return torn(err);
        hash      = get_le(h->packed.data, 8);
        h->packed = str_skip(h->packed, 8);
        if (!str_varint(&h->packed, &head_len) || !str_varint(&h->packed, &body_len) || head_len > RECORD_RAW_MAX ||
            body_len > RECORD_RAW_MAX - head_len)
            return torn(err);
        if (i == record.number) {
            h->hash     = hash;
            h->begin    = total;
            h->head_len = head_len;
            h->body_len = body_len;
        }
        total += head_len + body_len;
    }
    /* deflate cannot expand more than 1032 times (zlib's technical notes) */
    return total > RECORD_RAW_MAX + (uint64_t)RECORD_PACK_RAW || total > 1040 * (h->packed.len + 1) ? torn(err) : 0;
}

int record_stored_hash(struct record record, uint64_t *hash, struct err *err)
{
    struct header h;
    int           code = parse_header(record, &h, err);
    if (!code)
        *hash = h.hash;
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

/* Begin with another pack. */
static int begin_pack(struct record_reader *r, size_t shard, const struct header *h, struct err *err)
{
    int code = load_dictionary(r, shard, h->dictionary_id, err);
    if (code)
        return code;
    int status = r->stream_ready ? inflateReset(&r->stream) : inflateInit2(&r->stream, -RECORD_WINDOW);
    if (status != Z_OK)
        return err_oom(err);
    r->stream_ready = true;
    if (h->dictionary_id && inflateSetDictionary(&r->stream, (const Bytef *)r->dictionary.data,
                                                 (uInt)r->dictionary.len) != Z_OK)
        return err_set(err, ERR_CORRUPT, "the dictionary of a stored article does not fit");
    r->stream.next_in  = (const Bytef *)h->packed.data;
    r->stream.avail_in = (uInt)h->packed.len;
    buf_clear(&r->raw);
    return 0;
}

/* Have the first `want` raw bytes of the pack at hand in r->raw. */
static int inflate_up_to(struct record_reader *r, size_t want, struct err *err)
{
    if (r->raw.len >= want)
        return 0;
    char *to = buf_reserve(&r->raw, want - r->raw.len);
    if (!to)
        return buf_failed(&r->raw, err);
    r->stream.next_out  = (Bytef *)to;
    r->stream.avail_out = (uInt)(want - r->raw.len);
    while (r->stream.avail_out)
        if (inflate(&r->stream, Z_SYNC_FLUSH) != Z_OK)
            break;
    if (r->stream.avail_out)
        return err_set(err, ERR_CORRUPT, "a stored article cannot be inflated");
    r->raw.len        = want;
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

/* Inflate a record, or its head. */
static int inflate_record(struct record_reader *r, size_t shard, struct record record, const struct header *h,
                          bool whole, struct err *err)
{
    bool at_hand = r->at_hand && r->shard == shard && r->pack.at == record.at &&
                   r->pack.pack.data == record.pack.data && r->pack.pack.len == record.pack.len;
    r->at_hand   = false; /* until all went well */
    int code     = at_hand ? 0 : begin_pack(r, shard, h, err);
    if (!code)
        code = inflate_up_to(r, (size_t)(h->begin + h->head_len + (whole ? h->body_len : 0)), err);
    r->at_hand = !code;
    r->shard   = shard;
    r->pack    = record;
    return code;
}

static int read_article(struct record_reader *r, size_t shard, struct record record, bool whole,
                        struct article *out, struct err *err)
{
    struct header h;
    int           code = parse_header(record, &h, err);
    if (!code)
        code = inflate_record(r, shard, record, &h, whole, err);
    if (code)
        return code;
    struct str raw = str_skip(buf_view(&r->raw), (size_t)h.begin);
    raw.len        = (size_t)(h.head_len + (whole ? h.body_len : 0));
    if (whole && checksum_64(raw) != h.hash)
        return err_set(err, ERR_CORRUPT, "a stored article does not match its checksum");
    out->field[FIELD_BODY] = whole ? str_skip(raw, (size_t)h.head_len) : str_of("", 0);
    return split_head(str_of(raw.data, (size_t)h.head_len), out, err);
}

int record_read_head(struct record_reader *r, size_t shard, struct record record, struct article *out,
                     struct err *err)
{
    return read_article(r, shard, record, false, out, err);
}

int record_read(struct record_reader *r, size_t shard, struct record record, struct article *out, struct err *err)
{
    return read_article(r, shard, record, true, out, err);
}
