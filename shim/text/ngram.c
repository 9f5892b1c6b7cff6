/* Rule 3: scripts without blanks, cut into bigrams. */
#include <utf8proc.h>

#include "text/text_run.h"

enum { CLUSTER_MAX = 128 }; /* bytes of one character of a bigram, with its marks */

struct cluster {
    uint32_t begin, end;
    uint32_t last_cp;
    unsigned codes;
    size_t   len; /* 0: over-long */
    bool     cut;
    char     bytes[CLUSTER_MAX];
};

static void cluster_add(const struct run *r, struct cluster *cluster, const struct text_item *item)
{
    utf8proc_uint8_t bytes[4];
    size_t           len = (size_t)utf8proc_encode_char((utf8proc_int32_t)item->cp, bytes);
    if (!cluster->codes)
        cluster->begin = (uint32_t)(item->begin - r->text);
    cluster->end     = (uint32_t)(item->end - r->text);
    cluster->last_cp = item->cp;
    cluster->codes   = 2 - !cluster->codes;
    if (cluster->cut || len > sizeof cluster->bytes - cluster->len) {
        cluster->cut = true;
        return;
    }
    memcpy(cluster->bytes + cluster->len, bytes, len);
    cluster->len += len;
}

/* Hand out the bigram of two clusters, or with one NULL the other alone. */
static int emit_ngram(struct run *r, const struct cluster *a, const struct cluster *b)
{
    char                      key[2 * CLUSTER_MAX];
    const struct cache_entry *entry;
    uint32_t                  position = text_next_position(r);

    if (!a->len || (b && !b->len))
        return 0;
    memcpy(key, a->bytes, a->len);
    if (b)
        memcpy(key + a->len, b->bytes, b->len);
    struct str both = str_of(key, a->len + (b ? b->len : 0));
    int        rc   = stem_cache_trim(&r->a->cache, r->err); /* no word is held back here */
    if (!rc)
        rc = stem_cache_get(&r->a->cache, CACHE_NGRAM, both, &entry, r->err);
    if (rc || entry->flags & WORD_TOO_LONG)
        return rc;
    return text_emit(r, entry, b ? TOKEN_NGRAM : TOKEN_NGRAM_TAIL, 1, position, a->begin,
                     b ? b->end : a->end);
}

static void finish_cluster(struct cluster *cluster)
{
    if (cluster->cut)
        cluster->len = 0;
    else if (cluster->codes > 1)
        cluster->len = word_compose(str_of(cluster->bytes, cluster->len), cluster->bytes,
                                    sizeof cluster->bytes);
}

/* Of the letters only jamo and Hangul syllables can grow together; kana and Han never do. */
static bool begins_cluster(uint32_t last, uint32_t cp)
{
    return (cp >= 0x3041 && cp <= 0x9FFF) ||
           utf8proc_grapheme_break((utf8proc_int32_t)last, (utf8proc_int32_t)cp);
}

int ngram_take(struct run *r)
{
    struct text_cursor *c = &r->cursor;
    struct text_item    item;
    struct cluster      clusters[2];
    struct cluster     *last = NULL, *now = &clusters[0];
    int                 rc   = 0;

    now->codes = 0, now->len = 0, now->cut = false;
    for (;;) {
        struct text_place place = text_cursor_tell(c);
        if (!text_cursor_next(c, &item))
            break;
        if (item.class == CHAR_IGNORED)
            continue;
        if (item.class != CHAR_NGRAM && item.class != CHAR_MARK) {
            text_cursor_back(c, place);
            break;
        }
        if (item.class == CHAR_NGRAM && now->codes && begins_cluster(now->last_cp, item.cp)) {
            finish_cluster(now);
            if (last && (rc = emit_ngram(r, last, now)) != 0)
                return rc;
            last       = now;
            now        = &clusters[now == &clusters[0]];
            now->codes = 0, now->len = 0, now->cut = false;
        }
        cluster_add(r, now, &item);
    }
    finish_cluster(now);
    if (last)
        rc = emit_ngram(r, last, now);
    return rc ? rc : emit_ngram(r, now, NULL);
}
