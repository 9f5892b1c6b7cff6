/* Joining files of stored articles: packs are copied, and those with deleted articles packed anew. */
#include "store/record_file.h"

#include <stdlib.h>

struct copying {
    struct record_file_writer *to;
    const struct record_file  *from;
    const struct tombstones   *deleted; /* NULL: none */
    struct str                 dictionary; /* of `id`, the one of the pack at hand */
    uint32_t                   id;
    bool                       known;
    struct record_reader      *reader; /* made when a pack is packed anew, as the writer */
    struct record_writer      *packer; /* with `dictionary` */
    struct buf                 pack;
    struct record_pack         read;
};

/* The records that were kept back to be packed. */
static int flush(struct copying *c, struct err *err)
{
    if (!c->packer)
        return 0;
    buf_clear(&c->pack);
    int count = record_writer_take(c->packer, &c->pack, err);
    return count > 0 ? record_file_writer_add(c->to, buf_view(&c->pack), (uint32_t)count, err) : count;
}

/* Pass over to the dictionary of a pack, unless it is that of the one before. */
static int use_dictionary(struct copying *c, uint32_t id, struct err *err)
{
    if (c->known && id == c->id)
        return 0;
    int code = flush(c, err);
    record_writer_free(c->packer);
    c->packer     = NULL;
    c->dictionary = str_of(NULL, 0);
    c->id         = id;
    c->known      = true;
    if (code || !id)
        return code;
    code = record_file_dictionary(c->from, id, &c->dictionary, err);
    if (code == 0)
        code = err_set(err, ERR_CORRUPT, "the dictionary %08x of the stored articles is missing", (unsigned)id);
    return code < 0 ? code : record_file_writer_dictionary(c->to, c->dictionary, err);
}

/* Only packs with the dictionary at hand are read. */
static int find_dictionary(void *ctx, size_t shard, uint32_t id, struct str *out, struct err *err)
{
    const struct copying *c = ctx;
    (void)shard;
    (void)id;
    (void)err;
    *out = c->dictionary;
    return 0;
}

/* The records of a pack, but for the deleted ones, go to the pack at hand. */
static int pack_anew(struct copying *c, struct record pack, uint32_t docid, uint32_t records, struct err *err)
{
    struct article article;
    int            code = c->reader ? 0 : record_reader_new(&c->reader, find_dictionary, c, err);
    if (!code && !c->packer)
        code = record_writer_new(&c->packer, c->dictionary, err);
    for (uint32_t i = 0; i < records && !code; i++) {
        if (tombstones_has(c->deleted, docid + i))
            continue;
        code = record_read(c->reader, 0, (struct record){pack.pack, i, pack.at}, &article, err);
        if (!code)
            code = record_write(c->packer, &article, NULL, err);
        if (!code && record_writer_is_full(c->packer))
            code = flush(c, err);
    }
    return code;
}

static uint32_t count_deleted(const struct copying *c, uint32_t docid, uint32_t records)
{
    uint32_t count = 0;
    for (uint32_t i = 0; c->deleted && i < records; i++)
        count += tombstones_has(c->deleted, docid + i);
    return count;
}

static int copy_packs(struct copying *c, struct err *err)
{
    struct record record;
    uint32_t      id, records = 0;
    int           code = 0;
    if (c->deleted && c->deleted->deleted && c->deleted->documents != record_file_count(c->from))
        return err_set(err, ERR_CORRUPT, "the list of its deleted articles is another file's");
    for (uint32_t docid = 1; docid <= record_file_count(c->from) && !code; docid += records) {
        code = record_file_get(c->from, docid, &c->read, &record, err);
        if (!code)
            code = record_pack_facts(record.pack, &id, &records, err);
        if (!code && (record.number || !records))
            code = err_set(err, ERR_CORRUPT, "there are not as many stored articles as the places say");
        uint32_t deleted = code ? 0 : count_deleted(c, docid, records);
        if (!code && deleted < records)
            code = use_dictionary(c, id, err);
        if (!code && deleted && deleted < records)
            code = pack_anew(c, record, docid, records, err);
        if (!code && !deleted)
            code = flush(c, err);
        if (!code && !deleted)
            code = record_file_writer_add(c->to, record.pack, records, err);
    }
    return code ? code : flush(c, err);
}

static int copy_file(struct record_file_writer *to, const char *path, const struct tombstones *deleted,
                     struct err *err)
{
    struct record_file *from;
    int                 code = record_file_open(&from, path, err);
    if (code)
        return code;
    struct copying c = {.to = to, .from = from, .deleted = deleted, .pack = BUF_INIT, .read = {BUF_INIT, NULL, 0}};
    code             = copy_packs(&c, err);
    if (code)
        err_context(err, "'%s'", path);
    record_reader_free(c.reader);
    record_writer_free(c.packer);
    buf_release(&c.pack);
    buf_release(&c.read.bytes);
    record_file_close(from);
    return code;
}

int record_file_merge(const char *const *paths, const struct tombstones *const *deleted, size_t count,
                      const char *path, struct err *err)
{
    struct record_file_writer *w;
    int                        code = record_file_writer_new(&w, path, err);
    for (size_t i = 0; i < count && !code; i++)
        code = copy_file(w, paths[i], deleted ? deleted[i] : NULL, err);
    if (!code)
        code = record_file_writer_finish(w, err);
    record_file_writer_free(w);
    return code;
}
