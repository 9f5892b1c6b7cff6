#include "store/record_file.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/checksum.h"
#include "store/record.h"
#include "store/record_file_layout.h"

struct record_file {
    const char *map;
    uint64_t    bytes;
    uint32_t    count, dictionary_count;
    uint64_t    offsets, dictionaries; /* where they stand */
};

static int parse_head(struct record_file *f, struct err *err)
{
    const char *head = f->map;
    if (f->bytes < RECORD_FILE_HEAD || memcmp(head, RECORD_FILE_MAGIC, sizeof RECORD_FILE_MAGIC - 1) != 0)
        return err_set(err, ERR_CORRUPT, "it is no file of stored articles");
    uint64_t version = get_le(head + AT_VERSION, 4);
    if (version != RECORD_FILE_VERSION)
        return err_set(err, ERR_VERSION, "its version is %llu, this program reads %d", (unsigned long long)version,
                       RECORD_FILE_VERSION);
    f->count            = (uint32_t)get_le(head + AT_COUNT, 4);
    f->offsets          = get_le(head + AT_OFFSETS, 8);
    f->dictionaries     = get_le(head + AT_DICTIONARIES, 8);
    f->dictionary_count = (uint32_t)get_le(head + AT_DICTIONARY_COUNT, 4);
    uint64_t table      = ((uint64_t)f->count + 1) * RECORD_FILE_OFFSET;
    uint64_t entries    = (uint64_t)f->dictionary_count * RECORD_FILE_ENTRY;
    if (get_le(head + AT_HEAD_SUM, 8) != checksum_64(str_of(head, AT_HEAD_SUM)) || f->count == UINT32_MAX ||
        get_le(head + AT_BYTES, 8) != f->bytes || f->offsets < RECORD_FILE_HEAD || f->offsets > f->bytes ||
        f->dictionaries > f->bytes || f->dictionaries < f->offsets || f->dictionaries - f->offsets != table ||
        entries > f->bytes - f->dictionaries)
        return err_set(err, ERR_CORRUPT, "its head is damaged, or it is cut off");
    return 0;
}

static int map_file(struct record_file *f, int fd, const char *path, struct err *err)
{
    struct stat st;
    if (fstat(fd, &st) < 0)
        return err_sys(err, "cannot read '%s'", path);
    if (!S_ISREG(st.st_mode))
        return err_set(err, ERR_FORMAT, "'%s' is not a regular file", path);
    f->bytes = (uint64_t)st.st_size;
    if (!f->bytes)
        return err_set(err, ERR_CORRUPT, "'%s': it is empty", path);
    void *map = mmap(NULL, (size_t)f->bytes, PROT_READ, MAP_SHARED, fd, 0);
    if (map == MAP_FAILED)
        return err_sys(err, "cannot map '%s'", path);
    f->map   = map;
    int code = parse_head(f, err);
    return code ? err_context(err, "'%s'", path) : 0;
}

int record_file_open(struct record_file **out, const char *path, struct err *err)
{
    *out   = NULL;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_sys(err, "cannot open '%s'", path);
    struct record_file *f    = calloc(1, sizeof *f);
    int                 code = f ? map_file(f, fd, path, err) : err_oom(err);
    close(fd);
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
        munmap((void *)(uintptr_t)f->map, (size_t)f->bytes);
    free(f);
}

uint32_t record_file_count(const struct record_file *f)
{
    return f->count;
}

int record_file_get(const struct record_file *f, uint32_t docid, struct str *out, struct err *err)
{
    if (docid < 1 || docid > f->count)
        return err_set(err, ERR_NOT_FOUND, "no stored article has the number %u", (unsigned)docid);
    const char *at    = f->map + f->offsets + (uint64_t)(docid - 1) * RECORD_FILE_OFFSET;
    uint64_t    begin = get_le(at, RECORD_FILE_OFFSET), end = get_le(at + RECORD_FILE_OFFSET, RECORD_FILE_OFFSET);
    if (begin < RECORD_FILE_HEAD || begin > end || end > f->offsets)
        return err_set(err, ERR_CORRUPT, "the place of stored article %u is damaged", (unsigned)docid);
    *out = str_of(f->map + begin, (size_t)(end - begin));
    return 0;
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
    const char *entry = f->map + f->dictionaries + (uint64_t)d->next++ * RECORD_FILE_ENTRY;
    uint64_t    len   = get_le(entry + 4, 4);
    if (len > RECORD_DICTIONARY_MAX || len > f->bytes - d->at)
        return err_set(err, ERR_CORRUPT, "the dictionaries of the stored articles are damaged");
    *id    = (uint32_t)get_le(entry, 4);
    *bytes = str_of(f->map + d->at, (size_t)len);
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

int record_file_check(const struct record_file *f, struct err *err)
{
    struct dictionaries d    = dictionaries_of(f);
    struct str          bytes, tail = str_of(f->map + f->offsets, (size_t)(f->bytes - f->offsets));
    uint32_t            id;
    int                 code;
    uint64_t            first = get_le(f->map + f->offsets, RECORD_FILE_OFFSET);
    if (checksum_64(tail) != get_le(f->map + AT_TAIL_SUM, 8))
        return err_set(err, ERR_CORRUPT, "the places or dictionaries of stored articles do not match their checksum");
    while ((code = next_dictionary(&d, &id, &bytes, err)) == 1)
        if (record_dictionary_id(bytes) != id)
            return err_set(err, ERR_CORRUPT, "the dictionary %08x of the stored articles is damaged", (unsigned)id);
    for (uint32_t docid = 1; docid <= f->count && !code; docid++)
        code = record_file_get(f, docid, &bytes, err);
    if (!code && (first != RECORD_FILE_HEAD || d.at != f->bytes ||
                  get_le(f->map + f->dictionaries - RECORD_FILE_OFFSET, RECORD_FILE_OFFSET) != f->offsets))
        code = err_set(err, ERR_CORRUPT, "there are bytes between the stored articles that belong to none");
    return code;
}

void record_file_sizes(const struct record_file *f, struct record_file_sizes *out)
{
    *out = (struct record_file_sizes){f->offsets - RECORD_FILE_HEAD, f->dictionaries - f->offsets,
                                      f->bytes - f->dictionaries};
}
