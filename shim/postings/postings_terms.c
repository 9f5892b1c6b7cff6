/* The dictionary of a postings file. */
#include "postings/postings_format.h"

struct entry {
    size_t               shared, rest; /* bytes */
    const uint8_t       *bytes;        /* of the rest */
    struct postings_term term;
};

static int damaged(const struct postings_file *f, struct err *err)
{
    return postings_corrupt(f, err, "its dictionary does not read");
}

static const uint8_t *terms_end(const struct postings_file *f)
{
    return f->part[SECTION_TERMS] + f->head.section[SECTION_TERMS].size;
}

/* Where a block begins; NULL: outside. */
static const uint8_t *block_at(const struct postings_file *f, uint64_t block)
{
    const uint8_t *p  = f->part[SECTION_INDEX] + block * f->head.index_width;
    uint64_t       at = f->head.index_width == 4 ? load_u32(p) : load_u64(p);
    return at < f->head.section[SECTION_TERMS].size ? f->part[SECTION_TERMS] + at : NULL;
}

static bool read_first(const struct postings_file *f, const uint8_t **p, struct str *term)
{
    const uint8_t *end = terms_end(f);
    if (!*p || *p >= end)
        return false;
    size_t len = *(*p)++;
    if (len == 0 || len > POSTINGS_TERM_MAX || len > (size_t)(end - *p))
        return false;
    *term = str_of((const char *)*p, len);
    *p += len;
    return true;
}

/* The facts of an entry. Most numbers in it are of one byte: *p is kept in a register for those. */
static inline const uint8_t *read_facts(const struct postings_file *f, const uint8_t *p, uint64_t *list_at,
                                        struct postings_term *t)
{
    const uint8_t *end = terms_end(f);
    uint64_t       tag, docid = 0, count = 1, more = 0, bytes = 0;
    if (!load_varint(&p, end, &tag) || tag >> 2 >= f->head.documents)
        return NULL;
    t->borrows = (tag & 3) == POSTINGS_BORROWED;
    t->kind    = t->borrows ? POSTINGS_POSITIONS : (enum postings_kind)(tag & 3);
    t->df      = (uint32_t)(tag >> 2) + 1;
    if (t->df == 1) {
        if (t->borrows || !load_varint(&p, end, &docid) || docid == 0 || docid > f->head.documents)
            return NULL;
        if (t->kind != POSTINGS_PLAIN && (!load_varint(&p, end, &more) || more >= UINT32_MAX))
            return NULL;
        count = more + 1;
    } else if (t->kind != POSTINGS_PLAIN && (!load_varint(&p, end, &more) || more > UINT64_MAX - t->df)) {
        return NULL;
    }
    if ((t->df > 1 || t->kind == POSTINGS_POSITIONS) && !load_varint(&p, end, &bytes))
        return NULL;
    const uint64_t size = f->head.section[SECTION_LISTS].size;
    if (*list_at > size || bytes > size - *list_at)
        return NULL;
    t->cf         = t->kind == POSTINGS_PLAIN ? 0 : t->df + more;
    t->at         = *list_at;
    t->bytes      = bytes;
    t->only_docid = t->df == 1 ? (uint32_t)docid : 0;
    t->only_count = t->df == 1 ? (uint32_t)count : 0;
    *list_at += bytes;
    return p;
}

/* Behind the facts of an entry that nothing is asked of, *list_at moved on; NULL: they do not read. Where a varint ends
 * is seen in eight bytes at once. */
static inline const uint8_t *skip_facts(const struct postings_file *f, const uint8_t *p, uint64_t *list_at)
{
    const uint8_t      *end    = terms_end(f);
    struct postings_term ignored;
    if (end - p < 8)
        return read_facts(f, p, list_at, &ignored);
    const unsigned kind   = p[0] & 3;
    const bool     single = p[0] < 4, listed = !single || kind == POSTINGS_POSITIONS;
    unsigned       before = 1u + single + (kind != POSTINGS_PLAIN); /* varints in front of the list's bytes */
    uint64_t       ends   = ~load_u64(p) & UINT64_C(0x8080808080808080), bytes = 0;
    while (--before)
        ends &= ends - 1;
    if (!ends)
        return read_facts(f, p, list_at, &ignored);
    p += (unsigned)__builtin_ctzll(ends) / 8 + 1;
    if (listed && !load_varint(&p, end, &bytes))
        return NULL;
    *list_at += bytes;
    return p;
}

/* The name of the first entry of a block, which brings *list_at. Returns where its facts are; NULL: it does not
 * read. */
static const uint8_t *read_first_name(const struct postings_file *f, const uint8_t *p, uint64_t *list_at,
                                      struct entry *e)
{
    struct str term;
    if (!read_first(f, &p, &term) || !load_varint(&p, terms_end(f), list_at))
        return NULL;
    e->shared = 0;
    e->rest   = term.len;
    e->bytes  = (const uint8_t *)term.data;
    return p;
}

/* The name of the next one. Returns where its facts are. */
static inline const uint8_t *read_name(const struct postings_file *f, const uint8_t *p, struct entry *e)
{
    const uint8_t *end = terms_end(f);
    if (!p || end - p < 3) /* no entry is shorter */
        return NULL;
    uint8_t lengths = *p++;
    e->shared       = lengths >> 4;
    e->rest         = lengths & 15;
    if (e->shared == 15)
        e->shared = *p++;
    if (e->rest == 15)
        e->rest = *p++;
    if (e->rest == 0 || e->shared + e->rest > POSTINGS_TERM_MAX || p > end || e->rest > (size_t)(end - p))
        return NULL;
    e->bytes = p;
    return p + e->rest;
}

static uint64_t entries_in(const struct postings_file *f, uint64_t block)
{
    uint64_t left = f->head.terms - block * POSTINGS_TERMS;
    return left < POSTINGS_TERMS ? left : POSTINGS_TERMS;
}

/* How many of the blocks low .. high - 1, and of all before, have a key below this one. Without a branch: it would go
 * either way. */
static uint64_t count_keys_below(const struct postings_file *f, uint64_t key, uint64_t low, uint64_t high)
{
    const uint8_t *keys = f->part[SECTION_KEYS];
    for (uint64_t left = high - low, half; left > 0; left -= half) {
        half = (left + 1) / 2;
        low += load_u64(keys + 8 * (low + half - 1)) < key ? half : 0;
    }
    return low;
}

/* Blocks of the same key that are counted one by one. */
enum { FEW = 8 };

/* How many blocks begin with a term not above this one, or ERR_CORRUPT. */
static int count_blocks_up_to(const struct postings_file *f, struct str term, uint64_t *count, struct err *err)
{
    const uint64_t key  = postings_key(term);
    uint64_t       low  = count_keys_below(f, key, 0, f->blocks), high = low;
    while (high < f->blocks && high - low < FEW && load_u64(f->part[SECTION_KEYS] + 8 * high) == key)
        high++;
    if (high - low == FEW)
        high = key == UINT64_MAX ? f->blocks : count_keys_below(f, key + 1, high, f->blocks);
    while (low < high) { /* those of the same key */
        uint64_t       middle = low + (high - low) / 2;
        const uint8_t *p      = block_at(f, middle);
        struct str     first;
        if (!read_first(f, &p, &first))
            return damaged(f, err);
        if (str_cmp(first, term) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    *count = low;
    return 0;
}

static size_t common(const char *a, const char *b, size_t len)
{
    size_t n = 0;
    while (n < len && a[n] == b[n])
        n++;
    return n;
}

/* Who looks up a term reads its list next, its tables first, which stand behind it. Returns 1. */
static int fetch_list(const struct postings_file *f, const struct postings_term *t)
{
    const uint8_t *list = f->part[SECTION_LISTS] + t->at;
    __builtin_prefetch(list);
    if (t->bytes > 64)
        __builtin_prefetch(list + t->bytes - 64);
    if (t->bytes)
        __builtin_prefetch(list + t->bytes - 1);
    return 1;
}

/* Terms are not put together to be compared: it is known how much of `term` the one before shares with it. */
int postings_file_find(const struct postings_file *f, struct str term, struct postings_term *out, struct err *err)
{
    uint64_t block;
    int      code = count_blocks_up_to(f, term, &block, err);
    if (code || block-- == 0)
        return code;
    const uint64_t entries = entries_in(f, block);
    uint64_t       list_at = 0;
    size_t         len = 0, alike = 0;
    struct entry   e;
    const uint8_t *p = read_first_name(f, block_at(f, block), &list_at, &e);
    for (uint64_t i = 0; i < entries; i++, p = read_name(f, p, &e)) {
        if (!p || e.shared > len)
            return damaged(f, err);
        len = e.shared + e.rest;
        if (e.shared < alike)
            return 0; /* it is above */
        if (e.shared == alike) { /* else it differs where the one before did */
            size_t left = term.len - alike, most = left < e.rest ? left : e.rest;
            size_t n = common((const char *)e.bytes, term.data + alike, most);
            if (n == left && n == e.rest) {
                out->place = block * POSTINGS_TERMS + i;
                return read_facts(f, p, &list_at, out) ? fetch_list(f, out) : damaged(f, err);
            }
            if (n == left || (n < e.rest && e.bytes[n] > (unsigned char)term.data[alike + n]))
                return 0;
            alike += n;
        }
        p = skip_facts(f, p, &list_at);
    }
    return 0;
}

/* ---- all with a prefix ----------------------------------------------------------------------- */

int postings_terms_init(struct postings_terms *t, const struct postings_file *f, struct str prefix, struct err *err)
{
    t->file   = f;
    t->prefix = prefix;
    t->block = t->entry = t->at = t->list_at = 0;
    t->len                                  = 0;
    int code                                = count_blocks_up_to(f, prefix, &t->block, err);
    if (!code && t->block > 0)
        t->block--;
    return code;
}

int postings_terms_next(struct postings_terms *t, struct str *term, struct postings_term *out, struct err *err)
{
    const struct postings_file *f = t->file;
    while (t->block < f->blocks) {
        const uint8_t *p = t->entry == 0 ? block_at(f, t->block) : f->part[SECTION_TERMS] + t->at;
        struct entry   e;
        p = t->entry ? read_name(f, p, &e) : read_first_name(f, p, &t->list_at, &e);
        p = p ? read_facts(f, p, &t->list_at, &e.term) : NULL;
        if (!p || e.shared > t->len)
            return damaged(f, err);
        memcpy(t->term + e.shared, e.bytes, e.rest);
        t->len       = e.shared + e.rest;
        t->at        = (uint64_t)(p - f->part[SECTION_TERMS]);
        e.term.place = t->block * POSTINGS_TERMS + t->entry;
        if (++t->entry == entries_in(f, t->block)) {
            t->entry = 0;
            t->block++;
        }
        struct str here = str_of(t->term, t->len);
        if (str_starts(here, t->prefix)) {
            *term = here;
            *out  = e.term;
            return 1;
        }
        if (str_cmp(here, t->prefix) > 0)
            t->block = f->blocks;
    }
    return 0;
}
