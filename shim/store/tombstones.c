#include "store/tombstones.h"

void tombstones_release(struct tombstones *t)
{
    free(t->bits);
    *t = (struct tombstones){NULL, 0, 0};
}

static int make_bits(struct tombstones *t, struct err *err)
{
    if (!t->bits)
        t->bits = calloc(1, tombstones_bytes(t->documents) + 1);
    return t->bits ? 0 : err_oom(err);
}

int tombstones_add(struct tombstones *t, uint32_t docid, struct err *err)
{
    if (docid < 1 || docid > t->documents || tombstones_has(t, docid))
        return 0;
    int code = make_bits(t, err);
    if (code)
        return code;
    t->bits[(docid - 1) / 8] |= (unsigned char)(1u << ((docid - 1) % 8));
    t->deleted++;
    return 1;
}

int tombstones_parse(struct tombstones *t, struct str bytes, uint64_t deleted, struct err *err)
{
    uint64_t count = 0;
    if (bytes.len == tombstones_bytes(t->documents))
        for (size_t i = 0; i < bytes.len; i++)
            count += (uint64_t)__builtin_popcount((unsigned char)bytes.data[i]);
    if (bytes.len != tombstones_bytes(t->documents) || count != deleted ||
        (t->documents % 8 && (unsigned char)bytes.data[bytes.len - 1] >> t->documents % 8))
        return err_set(err, ERR_CORRUPT, "the list of deleted documents does not fit its segment");
    int code = make_bits(t, err);
    if (code)
        return code;
    memcpy(t->bits, bytes.data, bytes.len);
    t->deleted = (uint32_t)count;
    return 0;
}
