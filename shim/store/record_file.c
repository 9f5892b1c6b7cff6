#include "store/record_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/checksum.h"
#include "store/record.h"
#include "store/record_file_layout.h"

struct record_file {
    int         fd;
    const char *tail;      /* places and dictionaries */
    void       *map;       /* they are in this, with what shares a page with them */
    size_t      map_bytes;
    uint64_t    bytes;
    uint32_t    count, packs, dictionary_count;
    uint64_t    places, dictionaries; /* where they stand */
    uint64_t    tail_sum;
};

static int parse_head(struct record_file *f, struct err *err)
{
    char head[RECORD_FILE_HEAD];
    if (pread(f->fd, head, sizeof head, 0) != sizeof head ||
        memcmp(head, RECORD_FILE_MAGIC, sizeof RECORD_FILE_MAGIC - 1) != 0)
        return err_set(err, ERR_CORRUPT, "it is no file of stored articles");
    uint64_t version = get_le(head + AT_VERSION, 4);
    if (version != RECORD_FILE_VERSION)
        return err_set(err, ERR_VERSION, "its version is %llu, this program reads %d", (unsigned long long)version,
                       RECORD_FILE_VERSION);
    f->count            = (uint32_t)get_le(head + AT_COUNT, 4);
    f->packs            = (uint32_t)get_le(head + AT_PACKS, 4);
    f->places           = get_le(head + AT_PLACES, 8);
    f->dictionaries     = get_le(head + AT_DICTIONARIES, 8);
    f->dictionary_count = (uint32_t)get_le(head + AT_DICTIONARY_COUNT, 4);
    f->tail_sum         = get_le(head + AT_TAIL_SUM, 8);
    uint64_t table      = ((uint64_t)f->packs + 1) * RECORD_FILE_PLACE;
    uint64_t entries    = (uint64_t)f->dictionary_count * RECORD_FILE_ENTRY;
    if (get_le(head + AT_HEAD_SUM, 8) != checksum_64(str_of(head, AT_HEAD_SUM)) || f->count == UINT32_MAX ||
        f->packs > f->count || f->count > (uint64_t)f->packs * UINT8_MAX ||
        get_le(head + AT_BYTES, 8) != f->bytes || f->places < RECORD_FILE_HEAD || f->places > f->bytes ||
        f->dictionaries > f->bytes || f->dictionaries < f->places || f->dictionaries - f->places != table ||
        entries > f->bytes - f->dictionaries)
        return err_set(err, ERR_CORRUPT, "its head is damaged, or it is cut off");
    return 0;
}

static int map_tail(struct record_file *f, struct err *err)
{
    const uint64_t before = f->places % (uint64_t)sysconf(_SC_PAGESIZE);
    f->map_bytes          = (size_t)(f->bytes - f->places + before);
    f->map                = mmap(NULL, f->map_bytes, PROT_READ, MAP_SHARED, f->fd, (off_t)(f->places - before));
    if (f->map == MAP_FAILED) {
        f->map = NULL;
        return err_sys(err, "it cannot be mapped");
    }
    f->tail = (const char *)f->map + before;
    return 0;
}

static int open_file(struct record_file *f, const char *path, struct err *err)
{
    struct stat st;
    f->fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (f->fd < 0)
        return err_sys(err, "cannot open '%s'", path);
    if (fstat(f->fd, &st) < 0)
        return err_sys(err, "cannot read '%s'", path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_FORMAT, "'%s' is not a regular file", path);
    f->bytes = (uint64_t)st.st_size;
    if (!f->bytes)
        return err_set(err, ERR_CORRUPT, "'%s': it is empty", path);
    int code = parse_head(f, err);
    if (!code)
        code = map_tail(f, err);
    return code ? err_context(err, "'%s'", path) : 0;
}

int record_file_open(struct record_file **out, const char *path, struct err *err)
{
    struct record_file *f = calloc(1, sizeof *f);
    *out                  = NULL;
    if (!f)
        return err_oom(err);
    int code = open_file(f, path, err);
    if (code)
        record_file_close(f);
    else
        *out = f;
    return code;
}

void record_file_close(struct record_file *f)
{
    if (!f)
        return;
    if (f->map)
        munmap(f->map, f->map_bytes);
    if (f->fd >= 0)
        close(f->fd);
    free(f);
}

uint32_t record_file_count(const struct record_file *f)
{
    return f->count;
}

/* Where a pack begins; with number f->packs, where the last one ends. */
static uint64_t pack_begin(const struct record_file *f, uint32_t pack)
{
    return get_le(f->tail + (uint64_t)pack * RECORD_FILE_PLACE, RECORD_FILE_OFFSET);
}

static uint32_t records_before(const struct record_file *f, uint32_t pack)
{
    return (uint32_t)get_le(f->tail + (uint64_t)pack * RECORD_FILE_PLACE + RECORD_FILE_OFFSET, 4);
}

/* Read `len` bytes from `at` on to the end of *bytes. */
static int read_at(const struct record_file *f, uint64_t at, size_t len, struct buf *bytes, struct err *err)
{
    char  *to   = buf_reserve(bytes, len);
    size_t done = 0;
    while (to && done < len) {
        ssize_t n = pread(f->fd, to + done, len - done, (off_t)(at + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return err_sys(err, "the stored articles cannot be read");
        if (n == 0)
            return err_set(err, ERR_CORRUPT, "it was cut off while it was open");
        done += (size_t)n;
    }
    bytes->len += done;
    return buf_failed(bytes, err);
}

static int get_pack(const struct record_file *f, uint32_t number, struct record_pack *pack, struct err *err)
{
    uint64_t begin = pack_begin(f, number), end = pack_begin(f, number + 1);
    if (begin < RECORD_FILE_HEAD || begin > end || end > f->places)
        return err_set(err, ERR_CORRUPT, "the place of stored articles from number %u on is damaged",
                       (unsigned)records_before(f, number) + 1);
    if (pack->file == f && pack->at == begin && pack->bytes.len == end - begin)
        return 0;
    buf_clear(&pack->bytes);
    pack->file = NULL;
    int code   = read_at(f, begin, (size_t)(end - begin), &pack->bytes, err);
    if (code)
        return code;
    pack->file = f;
    pack->at   = begin;
    return 0;
}

/* The last pack with no more than `number` records before it, or the first one; there is one. Packs hold about as many
 * records each: it is looked for from where it would be then, by steps that double, so little of the table is read. */
static uint32_t find_pack(const struct record_file *f, uint32_t number)
{
    uint32_t pack = (uint32_t)((uint64_t)number * f->packs / f->count), end = pack + 1;
    uint64_t step = 1;
    for (; pack && records_before(f, pack) > number; step *= 2) {
        end  = pack;
        pack = pack > step ? (uint32_t)(pack - step) : 0;
    }
    for (; end < f->packs && records_before(f, end) <= number; step *= 2) {
        pack = end;
        end  = f->packs - end > step ? (uint32_t)(end + step) : f->packs;
    }
    while (end - pack > 1) {
        const uint32_t middle = pack + (end - pack) / 2;
        if (records_before(f, middle) <= number)
            pack = middle;
        else
            end = middle;
    }
    return pack;
}

int record_file_get(const struct record_file *f, uint32_t docid, struct record_pack *pack, struct record *out,
                    struct err *err)
{
    if (docid < 1 || docid > f->count)
        return err_set(err, ERR_NOT_FOUND, "no stored article has the number %u", (unsigned)docid);
    const uint32_t number = docid - 1, at = f->packs ? find_pack(f, number) : 0;
    if (!f->packs || records_before(f, at) > number)
        return err_set(err, ERR_CORRUPT, "the place of stored article %u is damaged", (unsigned)docid);
    int code = get_pack(f, at, pack, err);
    *out     = (struct record){buf_view(&pack->bytes), number - records_before(f, at), pack->at};
    return code;
}

/* A walk through the dictionaries. */
struct dictionaries {
    const struct record_file *file;
    uint64_t                  at; /* of the next one's bytes */
    uint32_t                  next;
};

static struct dictionaries dictionaries_of(const struct record_file *f)
{
    return (struct dictionaries){f, f->dictionaries + (uint64_t)f->dictionary_count * RECORD_FILE_ENTRY, 0};
}

/* 1, 0 at the end, or ERR_CORRUPT. */
static int next_dictionary(struct dictionaries *d, uint32_t *id, struct str *bytes, struct err *err)
{
    const struct record_file *f = d->file;
    if (d->next == f->dictionary_count)
        return 0;
    const char *entry = f->tail + (f->dictionaries - f->places) + (uint64_t)d->next++ * RECORD_FILE_ENTRY;
    uint64_t    len   = get_le(entry + 4, 4);
    if (len > RECORD_DICTIONARY_MAX || len > f->bytes - d->at)
        return err_set(err, ERR_CORRUPT, "the dictionaries of the stored articles are damaged");
    *id    = (uint32_t)get_le(entry, 4);
    *bytes = str_of(f->tail + (d->at - f->places), (size_t)len);
    d->at += len;
    return 1;
}

int record_file_dictionary(const struct record_file *f, uint32_t id, struct str *out, struct err *err)
{
    struct dictionaries d = dictionaries_of(f);
    uint32_t            this;
    int                 code;
    while ((code = next_dictionary(&d, &this, out, err)) == 1)
        if (this == id)
            return 1;
    return code;
}

static int check_pack(const struct record_file *f, uint32_t number, struct record_pack *pack, struct err *err)
{
    uint32_t id, records;
    int      code = get_pack(f, number, pack, err);
    if (!code)
        code = record_pack_facts(buf_view(&pack->bytes), &id, &records, err);
    if (!code && (records_before(f, number + 1) <= records_before(f, number) ||
                  records_before(f, number + 1) - records_before(f, number) != records))
        code = err_set(err, ERR_CORRUPT, "the stored articles from number %u on are not as many as their place says",
                       (unsigned)records_before(f, number) + 1);
    return code;
}

int record_file_check(const struct record_file *f, struct err *err)
{
    struct dictionaries d    = dictionaries_of(f);
    struct str          bytes, tail = str_of(f->tail, (size_t)(f->bytes - f->places));
    struct record_pack  pack = {BUF_INIT, NULL, 0};
    uint32_t            id;
    int                 code;
    if (checksum_64(tail) != f->tail_sum)
        return err_set(err, ERR_CORRUPT, "the places or dictionaries of stored articles do not match their checksum");
    while ((code = next_dictionary(&d, &id, &bytes, err)) == 1)
        if (record_dictionary_id(bytes) != id)
            return err_set(err, ERR_CORRUPT, "the dictionary %08x of the stored articles is damaged", (unsigned)id);
    for (uint32_t p = 0; p < f->packs && !code; p++)
        code = check_pack(f, p, &pack, err);
    buf_release(&pack.bytes);
    if (!code && (pack_begin(f, 0) != RECORD_FILE_HEAD || pack_begin(f, f->packs) != f->places || d.at != f->bytes))
        code = err_set(err, ERR_CORRUPT, "there are bytes between the stored articles that belong to none");
    if (!code && (records_before(f, 0) != 0 || records_before(f, f->packs) != f->count))
        code = err_set(err, ERR_CORRUPT, "there are not as many stored articles as the head says");
    return code;
}

void record_file_sizes(const struct record_file *f, struct record_file_sizes *out)
{
    *out = (struct record_file_sizes){f->places - RECORD_FILE_HEAD, f->dictionaries - f->places,
                                      f->bytes - f->dictionaries};
}
