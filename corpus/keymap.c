#include "corpus/keymap.h"

#include <stdlib.h>

enum {
    KEY_MAX   = 128,
    MAP_MAX   = 512,  /* --map options that are told apart by rank */
    RANK_NAME = 1024, /* ranks of built-in names begin here, those of names in an envelope twice as high */
};

/* The names of each field in newspapers' dumps, news APIs, feeds and schema.org, best first. */
static const struct {
    int         field;
    const char *names;
} table[] = {
    {FIELD_ID,
     "id docno docid documentid articleid newsid storyid itemid recordid uuid guid uid identifier"},
    {FIELD_TITLE,
     "title headline hed heading maintitle webtitle articletitle newstitle titletext dctitle "
     "ogtitle subject"},
    {FIELD_DATE,
     "date published pubdate publishdate publisheddate datepublished datepublish publishedat "
     "publishedon publicationdate dateofpublication firstpublicationdate webpublicationdate "
     "articledate publishtime pubtime datetime timestamp dcdate posted postedat releasedate issued "
     "created createdat datecreated createdutc time modified updated updatedat lastmodified"},
    {FIELD_AUTHOR,
     "author authors byline by creator creators dccreator writer writers journalist journalists "
     "reporter reporters authorname contributor contributors"},
    {FIELD_SOURCE,
     "source publisher publication outlet newspaper sourcename sitename site sourcedomain domain "
     "provider agency journal feed"},
    {FIELD_SECTION,
     "section category sectionname articlesection rubric desk newsdesk channel column department "
     "kicker"},
    {FIELD_URL,
     "url link weburl articleurl canonicalurl canonical permalink href uri sourceurl pageurl"},
    {FIELD_LANG,
     "lang language langcode languagecode inlanguage dclanguage locale"},
    {FIELD_TOPIC,
     "topics topic tags tag keywords keyword subjects categories labels label"},
    {FIELD_BODY,
     "text body content article articlebody fulltext maintext bodytext articletext storytext story "
     "contents plaintext cleantext rawtext paragraphs document leadparagraph abstract summary "
     "description snippet lead standfirst trailtext excerpt"},
};

/* Objects that records come wrapped in. */
static const char *const envelopes[] = {"_source.", "data.", "doc.", "document.", "article.", "fields.",
                                        "attributes."};

struct slot {
    char *key; /* normal form, owned; NULL: free slot */
    int   field, rank;
};

struct keymap {
    struct slot *slots;
    size_t       mask; /* slots - 1, a power of two less one */
};

/* The form in which keys compare; its length, or 0 when there is none. */
static size_t normal_form(struct str key, char out[KEY_MAX])
{
    size_t n = 0;
    if (key.len > KEY_MAX)
        return 0;
    for (size_t i = 0; i < key.len; i++) {
        char c = key.data[i];
        if (c == '-' || c == '_' || c == ' ' || c == ':')
            continue;
        out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
    }
    return n;
}

/* FNV-1a, 32 bits: http://www.isthe.com/chongo/tech/comp/fnv/ */
static size_t hash(const char *key, size_t len)
{
    uint32_t h = 2166136261u;
    for (size_t i = 0; i < len; i++)
        h = (h ^ (unsigned char)key[i]) * 16777619u;
    return h ^ h >> 15;
}

/* Where the key stands or would stand. */
static struct slot *find_slot(const struct keymap *k, const char *key, size_t len)
{
    size_t at = hash(key, len) & k->mask;
    while (k->slots[at].key && (strncmp(k->slots[at].key, key, len) != 0 || k->slots[at].key[len]))
        at = (at + 1) & k->mask;
    return &k->slots[at];
}

/* First come, first served: a key that is there already stays. */
static bool add(struct keymap *k, struct str name, int field, int rank)
{
    char         key[KEY_MAX];
    size_t       len  = normal_form(name, key);
    struct slot *slot = find_slot(k, key, len);
    if (slot->key)
        return true;
    slot->key   = strndup(key, len);
    slot->field = field;
    slot->rank  = rank;
    return slot->key != NULL;
}

static int add_map(struct keymap *k, struct str map, int rank, struct err *err)
{
    struct str key  = map, name = str_split(&key, '=');
    int        field = str_eq(name, STR("body")) ? FIELD_BODY : article_field_by_name(name);
    char       normal[KEY_MAX];
    if (!key.data)
        return err_set(err, ERR_USAGE, "'%.*s' maps nothing: write field=key, as in title=hed", STR_ARG(map));
    if (field < 0)
        return err_set(err, ERR_USAGE,
                       "'%.*s' is no field: id, title, date, author, source, section, url, lang, "
                       "topic or text", STR_ARG(name));
    if (!normal_form(key, normal) || memchr(key.data, 0, key.len))
        return err_set(err, ERR_USAGE, "'%.*s' names no key of 1 to %d bytes", STR_ARG(map), KEY_MAX);
    return add(k, key, field, rank) ? 0 : err_oom(err);
}

int keymap_new(struct keymap **out, const char *const *maps, size_t count, struct err *err)
{
    size_t slots = 1024; /* the table has about 150 names */
    while (slots < 4 * count)
        slots *= 2;
    struct keymap *k = calloc(1, sizeof *k);
    if (k)
        k->slots = calloc(slots, sizeof *k->slots);
    if (!k || !k->slots) {
        free(k);
        return err_oom(err);
    }
    k->mask = slots - 1;
    int rc = 0;
    for (size_t i = 0; i < count && !rc; i++)
        rc = add_map(k, str_c(maps[i]), i < MAP_MAX ? (int)i : MAP_MAX, err);
    for (size_t i = 0; i < sizeof table / sizeof *table && !rc; i++) {
        struct str names = str_c(table[i].names);
        for (int rank = RANK_NAME; names.data && !rc; rank++)
            if (!add(k, str_split(&names, ' '), table[i].field, rank))
                rc = err_oom(err);
    }
    if (rc) {
        keymap_free(k);
        return rc;
    }
    *out = k;
    return 0;
}

void keymap_free(struct keymap *k)
{
    if (!k)
        return;
    for (size_t i = 0; i <= k->mask; i++)
        free(k->slots[i].key);
    free(k->slots);
    free(k);
}

static const struct slot *look_up(const struct keymap *k, struct str key)
{
    char   normal[KEY_MAX];
    size_t len = normal_form(key, normal);
    if (!len)
        return NULL;
    const struct slot *slot = find_slot(k, normal, len);
    return slot->key ? slot : NULL;
}

int keymap_find(const struct keymap *k, struct str key, int *rank)
{
    int                base = 0;
    const struct slot *slot = look_up(k, key);
    if (!slot && key.len && memchr(key.data, '.', key.len)) {
        for (size_t i = 0; i < sizeof envelopes / sizeof *envelopes && !slot; i++)
            if (str_starts(key, str_c(envelopes[i])))
                slot = look_up(k, str_skip(key, strlen(envelopes[i])));
        base = RANK_NAME;
    }
    if (!slot)
        return -1;
    *rank = base + slot->rank;
    return slot->field;
}
