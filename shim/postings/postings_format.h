/* postings_format: the bytes of a postings file, and how they are read. For shim/postings and its tests only.
 *
 * All numbers are little-endian; a varint has 7 bits a byte, the low ones first. Sections stand in the order of
 * enum postings_section_id:
 *   LISTS    the lists of all terms in the order of terms, then from `pairs_at` on those of pairs of words in the order
 *            of PAIRS, without gaps; then 8 zero bytes that belong to none
 *   LENGTHS  u16 a document: its length, or POSTINGS_LONG
 *   LONG     u32 docid, u32 length of each of those, by docid
 *   DATES    `date_width` bytes a document: seconds since `date_min`, all bits set: no date. Empty: none has one
 *   COLUMNS  of each schema_column(), one behind the other, `width` bytes a document: which of its values it has, their
 *            terms being the `values` from term `first` of the dictionary on and counted from 1; 0 none, all bits set
 *            several. Of width 0: no document has one, or all have the only one that there is
 *   TERMS    blocks of POSTINGS_TERMS entries, see below
 *   INDEX    `index_width` bytes a block of TERMS: where it begins
 *   KEYS     u64 a block of TERMS: postings_key() of its first term, by which most of a search needs no term
 *   PAIRS    which documents two frequent words stand side by side in. `pair_words` words with positions, at most the
 *            POSTINGS_PAIR_WORDS most frequent, each in at least one pair, by their place in the dictionary: u64 that
 *            place, u32 rank by df, u32 how many ranks from 0 on the word is in pairs with, u32 the first such pair,
 *            u32 0. Two words are in pairs whose df, multiplied, are at least one in POSTINGS_PAIRED of the square of
 *            the documents. Then of all `pairs`, by the rank of the word and of the one right behind it: u64 where in
 *            LISTS the list begins, u32 df, which may be 0, u32 of df 1 the docid, which is not in LISTS then; at last
 *            the same of the end of LISTS. Lists are PLAIN. Empty in a file of POSTINGS_PAIRS_LEAST documents or less
 *   SUMS     u64 for each POSTINGS_CHUNK bytes from the end of the head to here: their XXH3
 *
 * A block of TERMS: u8 length and bytes of its first term, varint where in LISTS the list of it begins, its facts;
 * then for each other term a byte with the length of what it shares with the term before (high half) and of the rest
 * (low half), 15 in either standing for a byte of its own that follows; the rest; its facts. Facts are varints:
 *   kind, or POSTINGS_BORROWED, + 4 * (df - 1)
 *   df 1: the docid; unless PLAIN, count - 1; of POSITIONS, bytes of the list, which holds the positions only, varints
 *   of the first one and of what lies between each and the one before
 *   else: unless PLAIN, cf - df; bytes of the list
 *
 * A list of df > 1 is its blocks, then, of two blocks or more, tables: of each block u32 last docid, and of each u16
 * where it begins, counted from the first of its group; of each group of blocks u64 where it begins. Then for WEIGHED
 * impacts of 8 bytes each: blocks, groups, the list. A list of one block has those of the list only, and below
 * POSTINGS_FEW postings of them one pair. Of more than POSTINGS_HEAD_LEAST postings the head follows, and u16 its
 * bytes, of which 0: there is none: u8 how many less 1, and a block of so many. Of more than POSTINGS_CHAMPIONS_LEAST
 * the champions follow: a list of df POSTINGS_CHAMPIONS, u16 0 in the place of its head; bounds of all other postings,
 * of each u8 wdf, 255 for 255 and more, and u16 length, POSTINGS_LONG for that and more, by falling wdf; u32 bytes of
 * that list, u8 bounds. In a file of more than POSTINGS_RANGES_LEAST documents, of which one in POSTINGS_RANGED is in
 * the list, its ranges follow, as postings_ranges.h says, and zeros up to ranges_bytes().
 * A block: u8 bits of a docid; of WEIGHED, u8 bits of a count; the docids, each less the one before and 1, or, their
 * bits being POSTINGS_AS_BITS, as postings_bits.h says: full blocks of docids within POSTINGS_SPAN have that, where
 * there is more than one; of WEIGHED the counts less 1. In a list of one block and no count but 1, counts and their
 * bits are left out.
 * Counts and positions of a block of POSITIONS: u8 bits of a count, the counts less 1, with the same exception; if
 * there is more than one run, u8 width (1, 2, 4) and so many bytes with the size of each but the last; runs of
 * POSTINGS_SUB postings: u8 bits of a first position; the first position of each posting; then of each posting varints
 * of what lies between its other ones and the one before. In a list of one block they stand behind it; in one of more
 * before all blocks, and of each block u32 where they begin, of each group u64, behind the other tables.
 * BORROWED is a list of POSITIONS whose docids are those of a WEIGHED list before it: most words are the only one of
 * their stem. Of one block it begins with a varint instead of the block: twice how many bytes before it the other list
 * begins, and 1 if that has counts. Of more it ends, instead of blocks and their tables, in the tables of positions,
 * u64 where in LISTS the other one begins, and u64 its bytes.
 * Most postings have one position, and its bits are found without reading those of their neighbours. In a file of more
 * than POSTINGS_BESIDE documents, a block of WEIGHED of POSTINGS_FEW postings or more that is not as bits, and a head,
 * end in the lengths of their documents: u8 bits of one, u8 patches, u16 the least, each less that, and of each patch
 * u8 its index and u16 the length; or one byte of 255: they are to be looked up. The numbers of a full block stand as
 * postings_codec.h says, shorter rows one behind the other, from the low bit of the first byte on.
 *
 * An impact: POSTINGS_IMPACTS pairs of u8 wdf, rounded up, 0 ending them and 255 for 255 and more, and u8 length,
 * rounded down as postings_length_byte() does; by falling wdf. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_FORMAT_H
#define PRESSMARK_POSTINGS_POSTINGS_FORMAT_H

#include "postings/postings_file.h"
#include "store/schema.h"

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "lengths are read as they stand in the file");

#define POSTINGS_MAGIC "PmkPost\n"
#define POSTINGS_SEVERAL UINT32_MAX /* values of a column */

enum {
    POSTINGS_TERMS  = 16, /* in a block of the dictionary */
    POSTINGS_CHUNK  = 65536,
    POSTINGS_SUB    = 16,
    POSTINGS_FEW    = 16,
    POSTINGS_HEAD_LEAST = 512,
    POSTINGS_CHAMPIONS_LEAST = 12 * POSTINGS_CHAMPIONS,
    POSTINGS_BESIDE   = 65536,
    POSTINGS_RANGES_LEAST = 65536,
    POSTINGS_RANGED   = 32,
    POSTINGS_PAIRS_LEAST = 65536,
    POSTINGS_PAIRED   = 16,
    POSTINGS_PAIR_WORDS = 512,
    POSTINGS_SLACK  = 8, /* readable bytes behind the lists */
    POSTINGS_SPAN   = 2048,
    POSTINGS_AS_BITS = 33,
    POSTINGS_BORROWED = 3, /* in the place of a kind */
    POSTINGS_BOUND_BYTES = 3,
    POSTINGS_IMPACT_BYTES = 2 * POSTINGS_IMPACTS,
};

enum postings_section_id {
    SECTION_LISTS, SECTION_LENGTHS, SECTION_LONG, SECTION_DATES, SECTION_COLUMNS, SECTION_TERMS, SECTION_INDEX,
    SECTION_KEYS, SECTION_PAIRS, SECTION_SUMS, SECTIONS
};

struct postings_section {
    uint64_t at, size; /* bytes; from the beginning of the file */
};

struct postings_column {
    uint64_t first;
    uint32_t values, width; /* width 0, 1, 2, 4 */
};

struct postings_head {
    char                    magic[8];
    uint32_t                version, documents;
    uint64_t                length, terms, postings, positions;
    uint64_t                position_bytes; /* of LISTS, their widths and sizes included */
    int64_t                 date_min, date_max;
    uint32_t                date_width;  /* 0, 4, 8 */
    uint32_t                index_width; /* 4, 8 */
    uint64_t                pairs_at;    /* in LISTS */
    uint32_t                pair_words, pairs;
    struct postings_section section[SECTIONS];
    uint64_t                size;     /* of the file */
    uint64_t                sums_sum; /* XXH3 of SUMS */
    struct postings_column  columns[SCHEMA_COLUMNS];
    uint64_t                sum;      /* XXH3 of the head up to here */
};
_Static_assert(sizeof(struct postings_head) == 312, "the head of the file");

/* Of PAIRS. */
struct postings_pair_word {
    uint64_t place;
    uint32_t rank, partners, begin, zero;
};
struct postings_pair_entry {
    uint64_t at;
    uint32_t df, docid;
};
_Static_assert(sizeof(struct postings_pair_word) == 24 && sizeof(struct postings_pair_entry) == 16, "PAIRS");

struct postings_file {
    const uint8_t       *map;
    size_t               size;
    struct postings_head head;
    const uint8_t       *part[SECTIONS];
    uint64_t             blocks; /* of TERMS */
    bool                 beside; /* postings_beside() */
    bool                 wide;   /* wide_here() */
    char                 path[]; /* for messages */
};

/* Do lengths stand beside postings, too, in a file of so many documents? */
static inline bool postings_beside(uint32_t documents)
{
    return documents > POSTINGS_BESIDE;
}

/* Has a weighed list of so many postings ranges? */
static inline bool postings_ranged(uint32_t documents, uint32_t df)
{
    return documents > POSTINGS_RANGES_LEAST && (uint64_t)df * POSTINGS_RANGED >= documents;
}
_Static_assert(POSTINGS_CHAMPIONS * POSTINGS_RANGED <= POSTINGS_RANGES_LEAST, "champions have no ranges");

/* "'PATH' is damaged: WHAT", as ERR_CORRUPT. */
int postings_corrupt(const struct postings_file *f, struct err *err, const char *what);

/* The same of a list whose postings do not read. */
int postings_list_damaged(const struct postings_list *list, struct err *err);

/* What PAIRS says of its word `i`; of pair `number`, or, that being `pairs`, of the end of all lists. */
struct postings_pair_word  postings_pair_word_at(const struct postings_file *f, uint32_t i);
struct postings_pair_entry postings_pair_entry_at(const struct postings_file *f, uint32_t number);

/* Pair `number` of PAIRS: as postings_file_pair() says, but ERR_CORRUPT without a message. */
int postings_pair_number(const struct postings_file *f, uint32_t number, struct postings_term *out);

/* The first 8 bytes of a term as a number, zeros behind a shorter one: terms ascend by it, but for equal ones. */
static inline uint64_t postings_key(struct str term)
{
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (i < term.len ? (unsigned char)term.data[i] : 0);
    return key;
}

/* Of a file that is being written, `size` bytes so far, with POSTINGS_SLACK more behind them: one of which nothing but
 * lists may be read, `fd` and `path` being borrowed for this call. ERR_IO, ERR_OOM. */
int postings_file_of_lists(struct postings_file **out, int fd, uint64_t size, uint32_t documents, const char *path,
                           struct err *err);

/* Compare the checksum of SUMS, and of each chunk. */
int postings_file_verify(const struct postings_file *f, struct err *err);

/* Where the runs of a block of POSITIONS begin, and of how many postings they are; NULL: damaged. */
const uint8_t *postings_block_runs(const struct postings_list *list, uint32_t block, uint32_t *count);

/* The run that posting `i` of a block of POSITIONS is in; false: damaged. */
bool postings_position_run(const struct postings_list *list, uint32_t block, uint32_t i, struct postings_run *run);

/* The first position of posting `i` of its run. */
static inline uint32_t postings_first_position(const struct postings_run *run, uint32_t i)
{
    uint64_t word;
    size_t   at = (size_t)i * run->bits;
    memcpy(&word, run->packed + at / 8, sizeof word);
    return run->base + (uint32_t)(word >> at % 8 & (((uint64_t)1 << run->bits) - 1));
}

/* Skip `count` varints that end before `end`; NULL: they do not. Cost: 8 bytes at a time. */
const uint8_t *postings_skip_varints(const uint8_t *p, const uint8_t *end, uint64_t count);

static inline uint32_t load_u16(const uint8_t *p)
{
    uint16_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint32_t load_u32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t load_u64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* A varint before `end`, *p moved behind it; false: it is torn or over 64 bits. */
static inline bool load_varint(const uint8_t **p, const uint8_t *end, uint64_t *value)
{
    const uint8_t *at = *p;
    if (end - at >= 3) { /* nearly all are this short, and not at the end */
        const uint32_t a = at[0], b = at[1], c = at[2];
        if (a < 0x80) {
            *value = a;
            *p     = at + 1;
            return true;
        }
        if (b < 0x80) {
            *value = (a & 0x7f) | b << 7;
            *p     = at + 2;
            return true;
        }
        if (c < 0x80) {
            *value = (a & 0x7f) | (b & 0x7f) << 7 | c << 14;
            *p     = at + 3;
            return true;
        }
    }
    uint64_t v = 0;
    for (unsigned shift = 0; shift < 64 && *p < end; shift += 7) {
        uint64_t byte = *(*p)++;
        if (shift == 63 && byte > 1)
            return false;
        v |= (byte & 0x7f) << shift;
        if (byte < 0x80) {
            *value = v;
            return true;
        }
    }
    return false;
}

/* Returns what is behind it. */
static inline uint8_t *store_u16(uint8_t *p, uint32_t value)
{
    const uint16_t v = (uint16_t)value;
    memcpy(p, &v, sizeof v);
    return p + sizeof v;
}

/* At most 10 bytes; returns what is behind them. */
static inline uint8_t *store_varint(uint8_t *p, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *p++ = (uint8_t)(value | 0x80);
    *p++ = (uint8_t)value;
    return p;
}

#endif
