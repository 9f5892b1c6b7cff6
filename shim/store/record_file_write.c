/* Writing files of stored articles: one pack after the other, or whole files joined. */
#include "store/record_file.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/file_out.h"
#include "store/checksum.h"
#include "store/record.h"
#include "store/record_file_layout.h"

struct record_file_writer {
    struct file_out file;
    uint32_t        count, packs;
    struct buf      places; /* as they stand in the file, the end of the last one missing */
    struct buf      entries, dictionaries;
};

int record_file_writer_new(struct record_file_writer **out, const char *path, struct err *err)
{
    static const char          head[RECORD_FILE_HEAD];
    struct record_file_writer *w = malloc(sizeof *w);
    *out                         = NULL;
    if (!w)
        return err_oom(err);
    *w       = (struct record_file_writer){.file = FILE_OUT_INIT};
    int code = file_out_create(&w->file, path, err);
    if (!code)
        code = file_out_write(&w->file, head, sizeof head, err);
    if (code)
        record_file_writer_free(w);
    else
        *out = w;
    return code;
}

void record_file_writer_free(struct record_file_writer *w)
{
    if (!w)
        return;
    file_out_release(&w->file);
    buf_release(&w->places);
    buf_release(&w->entries);
    buf_release(&w->dictionaries);
    free(w);
}

int record_file_writer_dictionary(struct record_file_writer *w, struct str dictionary, struct err *err)
{
    char       entry[RECORD_FILE_ENTRY];
    uint32_t   id   = record_dictionary_id(dictionary);
    struct str have = buf_view(&w->dictionaries);
    if (!id)
        return 0;
    if (dictionary.len > RECORD_DICTIONARY_MAX)
        return err_set(err, ERR_INVALID, "a dictionary of %zu bytes is too large", dictionary.len);
    for (size_t i = 0; i < w->entries.len; i += RECORD_FILE_ENTRY) {
        size_t len = (size_t)get_le(w->entries.data + i + 4, 4);
        if (get_le(w->entries.data + i, 4) == id)
            return str_eq(str_of(have.data, len), dictionary)
                       ? 0
                       : err_set(err, ERR_CORRUPT, "two dictionaries of stored articles have the id %08x",
                                 (unsigned)id);
        have = str_skip(have, len);
    }
    put_le(entry, id, 4);
    put_le(entry + 4, dictionary.len, 4);
    buf_append(&w->entries, entry, sizeof entry);
    buf_str(&w->dictionaries, dictionary);
    int code = buf_failed(&w->entries, err);
    return code ? code : buf_failed(&w->dictionaries, err);
}

static void add_place(struct record_file_writer *w)
{
    char bytes[RECORD_FILE_PLACE];
    put_le(bytes, w->file.at, RECORD_FILE_OFFSET);
    put_le(bytes + RECORD_FILE_OFFSET, w->count, 4);
    buf_append(&w->places, bytes, sizeof bytes);
}

int record_file_writer_add(struct record_file_writer *w, struct str pack, uint32_t records, struct err *err)
{
    if (pack.len >= RECORD_FILE_MAX - w->file.at || records >= UINT32_MAX - w->count)
        return err_set(err, ERR_LIMIT, "'%s' would hold more articles than one segment can", w->file.path);
    add_place(w);
    w->count += records;
    w->packs++;
    int code = buf_failed(&w->places, err);
    return code ? code : file_out_write(&w->file, pack.data, pack.len, err);
}

static int write_head(struct record_file_writer *w, uint64_t places, uint64_t dictionaries, struct err *err)
{
    char head[RECORD_FILE_HEAD] = RECORD_FILE_MAGIC;
    put_le(head + AT_VERSION, RECORD_FILE_VERSION, 4);
    put_le(head + AT_COUNT, w->count, 4);
    put_le(head + AT_PLACES, places, 8);
    put_le(head + AT_PACKS, w->packs, 4);
    put_le(head + AT_DICTIONARIES, dictionaries, 8);
    put_le(head + AT_DICTIONARY_COUNT, w->entries.len / RECORD_FILE_ENTRY, 4);
    put_le(head + AT_BYTES, w->file.at, 8);
    put_le(head + AT_TAIL_SUM, checksum_64(buf_view(&w->places)), 8);
    put_le(head + AT_HEAD_SUM, checksum_64(str_of(head, AT_HEAD_SUM)), 8);
    return file_out_write_at(&w->file, head, sizeof head, 0, err);
}

int record_file_writer_finish(struct record_file_writer *w, struct err *err)
{
    uint64_t places = w->file.at;
    add_place(w);
    uint64_t dictionaries = places + w->places.len;
    buf_str(&w->places, buf_view(&w->entries)); /* from here on the whole tail */
    buf_str(&w->places, buf_view(&w->dictionaries));
    int code = buf_failed(&w->places, err);
    if (!code)
        code = file_out_write(&w->file, w->places.data, w->places.len, err);
    if (!code)
        code = file_out_flush(&w->file, err);
    if (!code)
        code = write_head(w, places, dictionaries, err);
    return code ? code : file_out_finish(&w->file, err);
}
