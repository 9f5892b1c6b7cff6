#include "text/stem_cache.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <unistd.h>
#define XXH_INLINE_ALL
#include <xxhash.h>

#include "text/languages.h"

enum { FIRST_SLOTS = 1024, STEP = 8 };

/* An empty table in place of the one there is, which stays on failure. */
static int new_table(struct stem_cache *cache, size_t count, struct err *err)
{
    struct cache_slot *slots = calloc(count, sizeof *slots);
    if (!slots)
        return err_oom(err);
    cache->slots = slots;
    cache->mask  = count - 1;
    cache->used  = 0;
    return 0;
}

int stem_cache_init(struct stem_cache *cache, struct err *err)
{
    memset(cache, 0, sizeof *cache);
    cache->turkish  = language_find(STR("tr"));
    cache->romanian = language_find(STR("ro"));
    /* A seed nobody knows, so that no text can be made to collide. Nothing that is stored depends on it. */
    if (getentropy(&cache->seed, sizeof cache->seed) != 0)
        cache->seed = (uint64_t)(uintptr_t)cache;
    return new_table(cache, FIRST_SLOTS, err);
}

static void free_chunks(struct stem_cache *cache)
{
    for (size_t i = 0; i < cache->chunk_count; i++)
        free(cache->chunks[i]);
    cache->chunk_count = 0;
    cache->fill        = 0;
}

void stem_cache_release(struct stem_cache *cache)
{
    for (int i = 0; i < CACHE_LANGUAGES; i++)
        sb_stemmer_delete(cache->stemmers[i]);
    free_chunks(cache);
    free(cache->chunks);
    free(cache->slots);
}

int stem_cache_trim(struct stem_cache *cache, struct err *err)
{
    if (cache->chunk_count * CACHE_CHUNK + (cache->mask + 1) * sizeof *cache->slots <= CACHE_LIMIT)
        return 0;
    struct cache_slot *old = cache->slots;
    int                rc  = new_table(cache, FIRST_SLOTS, err);
    if (rc)
        return rc;
    free(old);
    free_chunks(cache);
    cache->lexemes = 0;
    cache->epoch++;
    return 0;
}

static struct cache_entry *entry_at(const struct stem_cache *cache, uint32_t at)
{
    size_t where = (size_t)(at - 1) * STEP;
    return (struct cache_entry *)(void *)(cache->chunks[where / CACHE_CHUNK] + where % CACHE_CHUNK);
}

static uint64_t hash_of(const struct stem_cache *cache, int lang, struct str key)
{
    return XXH3_64bits_withSeed(key.data, key.len, cache->seed + (uint64_t)lang);
}

/* The entry of the key, or NULL and the free slot where it belongs. */
static const struct cache_entry *find(const struct stem_cache *cache, uint64_t hash, int lang, struct str key,
                                      size_t *slot)
{
    uint32_t tag = (uint32_t)(hash >> 32);
    size_t   i   = (size_t)hash & cache->mask;
    for (; cache->slots[i].at; i = (i + 1) & cache->mask) {
        if (cache->slots[i].tag != tag)
            continue;
        const struct cache_entry *entry = entry_at(cache, cache->slots[i].at);
        if (entry->key_len == key.len && entry->lang == lang && memcmp(entry->bytes, key.data, key.len) == 0)
            return entry;
    }
    *slot = i;
    return NULL;
}

static int grow_table(struct stem_cache *cache, struct err *err)
{
    struct cache_slot *old  = cache->slots;
    size_t             mask = cache->mask, used = cache->used;
    int                rc   = new_table(cache, (mask + 1) * 2, err);
    if (rc)
        return rc;
    for (size_t i = 0; i <= mask; i++) {
        if (!old[i].at)
            continue;
        const struct cache_entry *entry = entry_at(cache, old[i].at);
        uint64_t hash = hash_of(cache, entry->lang, str_of(entry->bytes, entry->key_len));
        size_t   to   = (size_t)hash & cache->mask;
        while (cache->slots[to].at)
            to = (to + 1) & cache->mask;
        cache->slots[to] = old[i];
    }
    cache->used = used;
    free(old);
    return 0;
}

static struct cache_entry *new_entry(struct stem_cache *cache, size_t bytes, uint32_t *at, struct err *err)
{
    size_t size = (sizeof(struct cache_entry) + bytes + STEP - 1) / STEP * STEP;
    if (!cache->chunk_count || size > CACHE_CHUNK - cache->fill) {
        if (cache->chunk_count == cache->chunk_room) {
            size_t room = cache->chunk_room ? 2 * cache->chunk_room : 64;
            char **more = realloc(cache->chunks, room * sizeof *more);
            if (!more) {
                err_oom(err);
                return NULL;
            }
            cache->chunks     = more;
            cache->chunk_room = room;
        }
        char *chunk = malloc(CACHE_CHUNK);
        if (!chunk) {
            err_oom(err);
            return NULL;
        }
        cache->chunks[cache->chunk_count++] = chunk;
        cache->fill                         = 0;
    }
    size_t where = (cache->chunk_count - 1) * CACHE_CHUNK + cache->fill;
    if (where / STEP >= UINT32_MAX) {
        err_set(err, ERR_LIMIT, "a text holds more than 32 GB of different words");
        return NULL;
    }
    *at = (uint32_t)(where / STEP) + 1;
    cache->fill += size;
    return entry_at(cache, *at);
}

/* Put `part` behind the bytes there are, unless it is the head of the part that begins at `shared`. */
static uint16_t put_bytes(struct cache_entry *entry, size_t *len, size_t shared, size_t shared_len,
                          struct str part)
{
    if (part.len <= shared_len && memcmp(entry->bytes + shared, part.data, part.len) == 0)
        return (uint16_t)shared;
    size_t at = *len;
    memcpy(entry->bytes + at, part.data, part.len);
    *len += part.len;
    return (uint16_t)at;
}

/* lexeme NULL: a new one. */
static const struct cache_entry *add(struct stem_cache *cache, uint64_t hash, int lang, struct str key,
                                     const struct word_form *form, const uint32_t *lexeme, struct err *err)
{
    uint32_t at;
    size_t   slot, len = key.len;

    if (cache->used >= (cache->mask + 1) / 2 && grow_table(cache, err))
        return NULL;
    struct cache_entry *entry = new_entry(
        cache, key.len + (size_t)form->norm_len + form->word_len + form->stem_len, &at, err);
    if (!entry)
        return NULL;
    find(cache, hash, lang, key, &slot);
    cache->slots[slot] = (struct cache_slot){(uint32_t)(hash >> 32), at};
    cache->used++;

    entry->lexeme   = lexeme ? *lexeme : cache->lexemes++;
    entry->key_len  = (uint16_t)key.len;
    entry->lang     = (uint8_t)lang;
    entry->flags    = form->flags;
    entry->norm_len = form->norm_len;
    entry->word_len = form->word_len;
    entry->stem_len = form->stem_len;
    memcpy(entry->bytes, key.data, key.len);
    struct str norm = str_of(form->norm, form->norm_len), word = str_of(form->word, form->word_len);
    struct str stem = str_of(form->stem, form->stem_len);
    entry->norm_at  = put_bytes(entry, &len, 0, key.len, norm);
    entry->word_at  = put_bytes(entry, &len, entry->norm_at, norm.len, word);
    entry->stem_at  = put_bytes(entry, &len, entry->word_at, word.len, stem);
    return entry;
}

int stem_cache_make(struct stem_cache *cache, int lang, struct str key, struct word_form *form,
                    struct err *err)
{
    struct sb_stemmer *stemmer = cache->stemmers[lang];
    const char        *name    = language_stemmer(lang);
    if (!stemmer && name) {
        stemmer = cache->stemmers[lang] = sb_stemmer_new(name, "UTF_8");
        if (!stemmer)
            return err_oom(err);
    }
    enum word_quirk quirk = lang == cache->turkish    ? QUIRK_DOTLESS_I
                            : lang == cache->romanian ? QUIRK_COMMA_BELOW
                                                      : QUIRK_NONE;
    return word_form_make(form, key, quirk, stemmer, language_stop_words(lang), err);
}

static void ngram_form(struct word_form *form, struct str key)
{
    memset(form, 0, sizeof *form);
    if (key.len > ANALYZER_TERM_MAX) {
        form->flags = WORD_TOO_LONG;
        return;
    }
    form->norm_len = form->word_len = form->stem_len = (uint8_t)key.len;
    memcpy(form->norm, key.data, key.len);
    memcpy(form->word, key.data, key.len);
    memcpy(form->stem, key.data, key.len);
    form->flags = WORD_LETTERS;
}

static int add_missing(struct stem_cache *cache, uint64_t hash, int lang, struct str key,
                       const struct cache_entry **entry, struct err *err)
{
    struct word_form form;
    size_t           slot;
    uint32_t         lexeme;
    bool             known = false;

    if (lang == CACHE_NGRAM) {
        ngram_form(&form, key);
    } else {
        int rc = stem_cache_make(cache, lang, key, &form, err);
        if (rc)
            return rc;
        struct str norm = str_of(form.norm, form.norm_len);
        if (norm.len && !str_eq(norm, key)) {
            uint64_t                  norm_hash = hash_of(cache, lang, norm);
            const struct cache_entry *same      = find(cache, norm_hash, lang, norm, &slot);
            if (!same)
                same = add(cache, norm_hash, lang, norm, &form, NULL, err);
            if (!same)
                return err->code;
            lexeme = same->lexeme;
            known  = true;
        }
    }
    *entry = add(cache, hash, lang, key, &form, known ? &lexeme : NULL, err);
    return *entry ? 0 : err->code;
}

int stem_cache_get(struct stem_cache *cache, int lang, struct str key, const struct cache_entry **entry,
                   struct err *err)
{
    size_t   slot;
    uint64_t hash = hash_of(cache, lang, key);

    *entry = find(cache, hash, lang, key, &slot);
    return *entry ? 0 : add_missing(cache, hash, lang, key, entry, err);
}
