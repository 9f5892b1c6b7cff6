#include "store/manifest.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/random.h>
#include <sys/stat.h>

#include "base/file.h"

const char *const segment_file_names[SEGMENT_FILES] = {
    [SEGMENT_XAPIAN] = "xapian", [SEGMENT_POSTINGS] = "postings", [SEGMENT_RECORDS] = "records"};

void manifest_init(struct manifest *m)
{
    *m = (struct manifest){.next_segment = 1, .positions = "postings", .xapian = "file"};
}

void manifest_release(struct manifest *m)
{
    free(m->languages);
    free(m->segments);
    manifest_init(m);
}

static void *copy_rows(const void *rows, size_t count, size_t size)
{
    void *to = malloc(count * size + 1);
    if (to && count)
        memcpy(to, rows, count * size);
    return to;
}

int manifest_copy(struct manifest *to, const struct manifest *from, struct err *err)
{
    *to           = *from;
    to->languages = copy_rows(from->languages, from->language_count, sizeof *from->languages);
    to->segments  = copy_rows(from->segments, from->segment_count, sizeof *from->segments);
    if (to->languages && to->segments)
        return 0;
    manifest_release(to);
    return err_oom(err);
}

int manifest_new_uuid(struct manifest *m, struct err *err)
{
    unsigned char b[16];
    if (getrandom(b, sizeof b, 0) != (ssize_t)sizeof b)
        return err_sys(err, "cannot get random bytes");
    b[6] = (unsigned char)((b[6] & 0x0F) | 0x40); /* RFC 9562, version 4 */
    b[8] = (unsigned char)((b[8] & 0x3F) | 0x80);
    char *to = m->uuid;
    for (int i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10)
            *to++ = '-';
        *to++ = "0123456789abcdef"[b[i] >> 4];
        *to++ = "0123456789abcdef"[b[i] & 15];
    }
    *to = '\0';
    return 0;
}

/* One more zeroed row at the end of an array of `count` rows. */
static void *add_row(void **rows, size_t *count, size_t size)
{
    char *grown = realloc(*rows, (*count + 1) * size);
    if (!grown)
        return NULL;
    *rows = grown;
    return memset(grown + size * (*count)++, 0, size);
}

struct manifest_language *manifest_language(struct manifest *m, const char *code, bool add)
{
    for (size_t i = 0; i < m->language_count; i++)
        if (!strcmp(m->languages[i].code, code))
            return &m->languages[i];
    if (!add || strlen(code) >= sizeof m->languages->code)
        return NULL;
    void                     *rows = m->languages;
    struct manifest_language *row  = add_row(&rows, &m->language_count, sizeof *row);
    m->languages                   = rows;
    if (row)
        memcpy(row->code, code, strlen(code) + 1);
    return row;
}

struct segment_info *manifest_add_segment(struct manifest *m)
{
    void                *rows = m->segments;
    struct segment_info *row  = add_row(&rows, &m->segment_count, sizeof *row);
    m->segments               = rows;
    return row;
}

uint64_t manifest_live_documents(const struct manifest *m)
{
    uint64_t live = 0;
    for (size_t i = 0; i < m->segment_count; i++)
        live += m->segments[i].documents - m->segments[i].deleted;
    return live;
}

bool manifest_is_positions(const char *name)
{
    return !strcmp(name, "postings") || !strcmp(name, "xapian");
}

bool manifest_is_xapian(const char *name)
{
    return !strcmp(name, "file") || !strcmp(name, "none");
}

bool manifest_is_pair(const char *positions, const char *xapian)
{
    return strcmp(positions, "xapian") != 0 || strcmp(xapian, "none") != 0;
}

bool manifest_has_file(const struct manifest *m, enum segment_file file)
{
    return file != SEGMENT_XAPIAN || strcmp(m->xapian, "none") != 0;
}

uint64_t segment_bytes(const struct segment_info *info)
{
    uint64_t bytes = 0;
    for (int f = 0; f < SEGMENT_FILES; f++)
        bytes += info->files[f].bytes;
    return bytes;
}

int manifest_load(struct manifest *m, const char *index_path, struct err *err)
{
    struct stat st;
    manifest_init(m);
    if (stat(index_path, &st) < 0)
        return errno == ENOENT ? err_set(err, ERR_NOT_FOUND, "there is no index at '%s'", index_path)
                               : err_sys(err, "cannot open index '%s'", index_path);
    if (!S_ISDIR(st.st_mode))
        return err_set(err, ERR_NOT_FOUND, "'%s' is a file, not an index", index_path);
    struct buf path = BUF_INIT, text = BUF_INIT;
    text.limit      = 64u << 20;
    file_join(&path, index_path, "manifest");
    int code = buf_failed(&path, err);
    if (!code)
        code = file_read(path.data, &text, err);
    if (code == ERR_NOT_FOUND)
        code = err_set(err, ERR_NOT_FOUND, "'%s' is a directory, but not an index: it has no manifest",
                       index_path);
    else if (!code) {
        code = manifest_parse(m, buf_view(&text), err);
        if (code)
            err_context(err, "'%s'", path.data);
    }
    buf_release(&path);
    buf_release(&text);
    return code;
}

int manifest_store(const struct manifest *m, const char *index_path, struct err *err)
{
    struct buf text = BUF_INIT;
    int        code = manifest_print(m, &text, err);
    if (!code)
        code = file_replace(index_path, "manifest", buf_view(&text), err);
    buf_release(&text);
    return code;
}
