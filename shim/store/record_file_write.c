/* Writing files of stored articles: one pack after the other, or whole files joined. */
#include "store/record_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/checksum.h"
#include "store/record.h"
#include "store/record_file_layout.h"

enum { WRITE_AT_ONCE = 64 * 1024 };

struct record_file_writer {
    char      *path;
    int        fd; /* -1: finished, or never open */
    struct buf pending;
    uint64_t   at;      /* bytes of the file so far, those pending included */
    uint32_t   count, packs;
    struct buf places; /* as they stand in the file, the end of the last one missing */
    struct buf entries, dictionaries;
};

static int write_out(struct record_file_writer *w, struct str data, struct err *err)
{
    while (data.len) {
        ssize_t n = write(w->fd, data.data, data.len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_sys(err, "cannot write '%s'", w->path);
        data = str_skip(data, (size_t)n);
    }
    return 0;
}

static int flush(struct record_file_writer *w, struct err *err)
{
    int code = buf_failed(&w->pending, err);
    if (!code)
        code = write_out(w, buf_view(&w->pending), err);
    buf_clear(&w->pending);
    return code;
}

static int put(struct record_file_writer *w, struct str data, struct err *err)
{
    int code = 0;
    w->at += data.len;
    if (w->pending.len + data.len > WRITE_AT_ONCE)
        code = flush(w, err);
    if (!code && data.len > WRITE_AT_ONCE)
        return write_out(w, data, err);
    buf_str(&w->pending, data);
    return code ? code : buf_failed(&w->pending, err);
}

int record_file_writer_new(struct record_file_writer **out, const char *path, struct err *err)
{
    struct record_file_writer *w = calloc(1, sizeof *w);
    *out                         = NULL;
    if (!w)
        return err_oom(err);
    static const char head[RECORD_FILE_HEAD];
    w->path  = strdup(path);
    w->fd    = w->path ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600) : -1;
    int code = !w->path ? err_oom(err) : w->fd >= 0 ? 0 : err_sys(err, "cannot create '%s'", path);
    if (code && w->path && errno == EEXIST)
        code = err_set(err, ERR_EXISTS, "'%s' is there already", path);
    if (!code)
        code = put(w, str_of(head, sizeof head), err);
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
    if (w->fd >= 0) {
        close(w->fd);
        unlink(w->path);
    }
    buf_release(&w->pending);
    buf_release(&w->places);
    buf_release(&w->entries);
    buf_release(&w->dictionaries);
    free(w->path);
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
    put_le(bytes, w->at, RECORD_FILE_OFFSET);
    put_le(bytes + RECORD_FILE_OFFSET, w->count, 4);
    buf_append(&w->places, bytes, sizeof bytes);
}

int record_file_writer_add(struct record_file_writer *w, struct str pack, uint32_t records, struct err *err)
{
    if (pack.len >= RECORD_FILE_MAX - w->at || records >= UINT32_MAX - w->count)
        return err_set(err, ERR_LIMIT, "'%s' would hold more articles than one segment can", w->path);
    add_place(w);
    w->count += records;
    w->packs++;
    int code = buf_failed(&w->places, err);
    return code ? code : put(w, pack, err);
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
    put_le(head + AT_BYTES, w->at, 8);
    put_le(head + AT_TAIL_SUM, checksum_64(buf_view(&w->places)), 8);
    put_le(head + AT_HEAD_SUM, checksum_64(str_of(head, AT_HEAD_SUM)), 8);
    if (lseek(w->fd, 0, SEEK_SET) < 0)
        return err_sys(err, "cannot write '%s'", w->path);
    return write_out(w, str_of(head, sizeof head), err);
}

int record_file_writer_finish(struct record_file_writer *w, struct err *err)
{
    uint64_t places = w->at;
    add_place(w);
    uint64_t dictionaries = places + w->places.len;
    buf_str(&w->places, buf_view(&w->entries)); /* from here on the whole tail */
    buf_str(&w->places, buf_view(&w->dictionaries));
    int code = buf_failed(&w->places, err);
    if (!code)
        code = put(w, buf_view(&w->places), err);
    if (!code)
        code = flush(w, err);
    if (!code)
        code = write_head(w, places, dictionaries, err);
    if (code)
        return code;
    int closed = close(w->fd);
    w->fd      = -1;
    if (closed < 0) {
        code = err_sys(err, "cannot write '%s'", w->path);
        unlink(w->path);
    }
    return code;
}
