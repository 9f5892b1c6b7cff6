#include "base/wide.h"
#include "postings/postings_format.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

int postings_corrupt(const struct postings_file *f, struct err *err, const char *what)
{
    return err_set(err, ERR_CORRUPT, "'%s' is damaged: %s", f->path, what);
}

void postings_file_close(struct postings_file *f)
{
    if (!f)
        return;
    if (f->map)
        munmap((void *)(uintptr_t)f->map, f->size);
    free(f);
}

/* ---- opening --------------------------------------------------------------------------------- */

static int map_bytes(struct postings_file *f, int fd, size_t size, struct err *err)
{
    void *map = mmap(NULL, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (map == MAP_FAILED)
        return err_sys(err, "cannot map '%s'", f->path);
    f->map  = map;
    f->size = size;
    return 0;
}

static int map_file(struct postings_file *f, struct err *err)
{
    int fd = open(f->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return err_sys(err, "cannot open '%s'", f->path);
    struct stat st;
    int         code = 0;
    if (fstat(fd, &st) < 0)
        code = err_sys(err, "cannot read '%s'", f->path);
    else if (!S_ISREG(st.st_mode) || (uint64_t)st.st_size < sizeof f->head || (uint64_t)st.st_size > SIZE_MAX / 2)
        code = postings_corrupt(f, err, "it is no postings file");
    if (!code)
        code = map_bytes(f, fd, (size_t)st.st_size, err);
    close(fd);
    return code;
}

static uint64_t divide_up(uint64_t a, uint64_t b)
{
    return a / b + (a % b != 0);
}

/* What the bytes of a section are made of, so that its size says whether all is there. */
static bool sections_fit(const struct postings_head *h)
{
    uint64_t at = sizeof *h;
    for (int i = 0; i < SECTIONS; i++) {
        const struct postings_section *s = &h->section[i];
        if (s->at < at || s->at > h->size || s->size > h->size - s->at)
            return false;
        at = s->at + s->size + (i == SECTION_LISTS ? POSTINGS_SLACK : 0);
    }
    const struct postings_section *s    = h->section;
    const uint64_t                 sums = s[SECTION_SUMS].at - sizeof *h;
    uint64_t                       wide = 0; /* bytes a document in COLUMNS */
    for (size_t i = 0; i < SCHEMA_COLUMNS; i++) {
        const struct postings_column *c = &h->columns[i];
        if ((c->width != 0 && c->width != 1 && c->width != 2 && c->width != 4) || (c->width == 0 && c->values > 1))
            return false;
        wide += c->width;
    }
    const uint64_t words = h->pair_words, entries = words ? (uint64_t)h->pairs + 1 : 0;
    const uint64_t pairs = words * sizeof(struct postings_pair_word) + entries * sizeof(struct postings_pair_entry);
    return at == h->size && h->position_bytes <= h->pairs_at &&
           h->pairs_at <= s[SECTION_LISTS].size && words <= POSTINGS_PAIR_WORDS && s[SECTION_PAIRS].size == pairs &&
           s[SECTION_LENGTHS].at % sizeof(uint16_t) == 0 &&
           s[SECTION_LENGTHS].size == (uint64_t)h->documents * 2 && s[SECTION_LONG].size % 8 == 0 &&
           (h->date_width == 0 || h->date_width == 4 || h->date_width == 8) &&
           s[SECTION_DATES].size == (uint64_t)h->documents * h->date_width &&
           s[SECTION_COLUMNS].size == (uint64_t)h->documents * wide &&
           (h->index_width == 4 || h->index_width == 8) && h->terms <= s[SECTION_TERMS].size &&
           s[SECTION_INDEX].size == divide_up(h->terms, POSTINGS_TERMS) * h->index_width &&
           s[SECTION_KEYS].size == divide_up(h->terms, POSTINGS_TERMS) * 8 &&
           s[SECTION_SUMS].size == divide_up(sums, POSTINGS_CHUNK) * 8;
}

static int check_head(struct postings_file *f, struct err *err)
{
    struct postings_head *h = &f->head;
    memcpy(h, f->map, sizeof *h);
    if (memcmp(h->magic, POSTINGS_MAGIC, sizeof h->magic) != 0)
        return postings_corrupt(f, err, "it is no postings file");
    if (h->version != POSTINGS_VERSION)
        return err_set(err, ERR_VERSION, "'%s' has version %u of postings files, this program reads %d", f->path,
                       h->version, POSTINGS_VERSION);
    if (h->sum != XXH3_64bits(h, offsetof(struct postings_head, sum)))
        return postings_corrupt(f, err, "the checksum of its head is wrong");
    if (h->size != f->size)
        return err_set(err, ERR_CORRUPT, "'%s' is damaged: it has %zu bytes instead of %llu", f->path, f->size,
                       (unsigned long long)h->size);
    if (h->documents == UINT32_MAX || !sections_fit(h))
        return postings_corrupt(f, err, "the parts that its head tells of do not fit");
    return 0;
}

/* What the head says, at hand. */
static void use_head(struct postings_file *f)
{
    for (int i = 0; i < SECTIONS; i++)
        f->part[i] = f->map + f->head.section[i].at;
    f->blocks = divide_up(f->head.terms, POSTINGS_TERMS);
    f->beside = postings_beside(f->head.documents);
    f->wide   = wide_here();
}

static struct postings_file *new_file(const char *path)
{
    struct postings_file *f = calloc(1, sizeof *f + strlen(path) + 1);
    if (f)
        memcpy(f->path, path, strlen(path) + 1);
    return f;
}

/* A file that is mapped and checked, as far as `code` is 0. */
static int end_open(struct postings_file **out, struct postings_file *f, int code)
{
    *out = code ? NULL : f;
    if (code)
        postings_file_close(f);
    else
        use_head(f);
    return code;
}

int postings_file_open(struct postings_file **out, const char *path, struct err *err)
{
    struct postings_file *f = new_file(path);
    int code = f ? map_file(f, err) : err_oom(err);
    if (!code)
        code = check_head(f, err);
    return end_open(out, f, code);
}

int postings_file_of_lists(struct postings_file **out, int fd, uint64_t size, uint32_t documents, const char *path,
                           struct err *err)
{
    struct postings_file *f = new_file(path);
    int code = f ? map_bytes(f, fd, (size_t)size + POSTINGS_SLACK, err) : err_oom(err);
    if (!code) {
        f->head.documents              = documents;
        f->head.section[SECTION_LISTS] = (struct postings_section){sizeof f->head, size - sizeof f->head};
    }
    return end_open(out, f, code);
}

int postings_file_verify(const struct postings_file *f, struct err *err)
{
    const struct postings_section *sums = &f->head.section[SECTION_SUMS];
    if (XXH3_64bits(f->part[SECTION_SUMS], (size_t)sums->size) != f->head.sums_sum)
        return postings_corrupt(f, err, "the checksum of its checksums is wrong");
    const uint8_t *p = f->map + sizeof f->head, *end = f->part[SECTION_SUMS], *sum = end;
    for (; p < end; sum += 8) {
        size_t n = (size_t)(end - p) < POSTINGS_CHUNK ? (size_t)(end - p) : POSTINGS_CHUNK;
        if (XXH3_64bits(p, n) != load_u64(sum))
            return err_set(err, ERR_CORRUPT, "'%s' is damaged: the checksum of the bytes from %zu on is wrong", f->path,
                           (size_t)(p - f->map));
        p += n;
    }
    return 0;
}

/* ---- documents ------------------------------------------------------------------------------- */

uint32_t postings_file_documents(const struct postings_file *f)
{
    return f->head.documents;
}

uint64_t postings_file_length(const struct postings_file *f)
{
    return f->head.length;
}

uint64_t postings_file_terms(const struct postings_file *f)
{
    return f->head.terms;
}

bool postings_file_wide(const struct postings_file *f)
{
    return f->wide;
}

const uint16_t *postings_file_lengths(const struct postings_file *f)
{
    return (const uint16_t *)(const void *)f->part[SECTION_LENGTHS];
}

uint32_t postings_long_length(const struct postings_file *f, uint32_t docid)
{
    const uint8_t *table = f->part[SECTION_LONG];
    uint64_t       low = 0, high = f->head.section[SECTION_LONG].size / 8;
    while (low < high) {
        uint64_t middle = low + (high - low) / 2;
        uint32_t at     = load_u32(table + 8 * middle);
        if (at == docid)
            return load_u32(table + 8 * middle + 4);
        if (at < docid)
            low = middle + 1;
        else
            high = middle;
    }
    return POSTINGS_LONG;
}

bool postings_date(const struct postings_file *f, uint32_t docid, int64_t *seconds)
{
    const uint32_t width = f->head.date_width;
    if (width == 0 || docid - 1 >= f->head.documents)
        return false;
    const uint8_t *p     = f->part[SECTION_DATES] + (uint64_t)(docid - 1) * width;
    uint64_t       since = width == 4 ? load_u32(p) : load_u64(p);
    if (since == (width == 4 ? UINT32_MAX : UINT64_MAX))
        return false;
    *seconds = (int64_t)((uint64_t)f->head.date_min + since);
    return true;
}
