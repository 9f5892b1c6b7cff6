/* stem_cache: from a word as it was collected to its forms, by one look-up. A hash table of small slots
 * over an arena of entries; nothing is freed but all at once. */
#ifndef PRESSMARK_TEXT_STEM_CACHE_H
#define PRESSMARK_TEXT_STEM_CACHE_H

#include "base/err.h"
#include "base/str.h"
#include "text/word_form.h"

enum {
    CACHE_LIMIT     = 32 << 20, /* bytes; emptied between words when it has more */
    CACHE_NGRAM     = 255,      /* in place of a language: the key is its own word and stem */
    CACHE_CHUNK     = 1 << 16,  /* bytes of the arena allocated at a time */
    CACHE_LANGUAGES = 128,
};

/* Valid until the cache is emptied. The forms overlap in `bytes` where they can. */
struct cache_entry {
    uint32_t lexeme;
    uint16_t key_len;
    uint16_t norm_at, word_at, stem_at;
    uint8_t  lang, flags; /* flags: enum word_flags */
    uint8_t  norm_len, word_len, stem_len;
    char     bytes[]; /* the key first */
};

struct cache_slot {
    uint32_t tag; /* upper half of the hash */
    uint32_t at;  /* entry in steps of 8 bytes, plus 1; 0: free */
};

struct stem_cache {
    struct cache_slot *slots;
    size_t             mask, used;
    char             **chunks;
    size_t             chunk_count, chunk_room;
    size_t             fill; /* of the last chunk */
    uint32_t           lexemes, epoch;
    uint64_t           seed;
    int                turkish, romanian; /* languages with a quirk */
    struct sb_stemmer *stemmers[CACHE_LANGUAGES]; /* made when first needed */
};

int  stem_cache_init(struct stem_cache *cache, struct err *err);
void stem_cache_release(struct stem_cache *cache);

/* To be called while no entry is held: empties the cache when it is over its limit. */
int stem_cache_trim(struct stem_cache *cache, struct err *err);

/* The forms of `key` (at most WORD_RAW_MAX bytes of well-formed UTF-8) in a language or CACHE_NGRAM.
 * Errors: ERR_OOM. */
int stem_cache_get(struct stem_cache *cache, int lang, struct str key, const struct cache_entry **entry,
                   struct err *err);

/* The same, made anew and left out of the cache. */
int stem_cache_make(struct stem_cache *cache, int lang, struct str key, struct word_form *form,
                    struct err *err);

static inline struct str entry_norm(const struct cache_entry *e)
{
    return str_of(e->bytes + e->norm_at, e->norm_len);
}

static inline struct str entry_word(const struct cache_entry *e)
{
    return str_of(e->bytes + e->word_at, e->word_len);
}

static inline struct str entry_stem(const struct cache_entry *e)
{
    return str_of(e->bytes + e->stem_at, e->stem_len);
}

#endif
