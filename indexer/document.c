#include "indexer/document.h"

#include <stdlib.h>

#include "index/facet.h"
#include "indexer/word_table.h"
#include "store/schema.h"
#include "text/languages.h"

/* A distinct lexeme of the article at hand. */
struct entry {
    uint32_t word, stem; /* numbers of words */
    uint32_t wdf;        /* of the stem, title weight included */
    uint32_t holder;     /* the entry that has the positions of its word: lexemes may fold to the same one */
    uint32_t positions;  /* how many; then, while scattering, where its next one goes */
};

struct occurrence {
    uint32_t entry, position;
};

/* What a lexeme is: numbers of words + 1, 0 unknown; and its entry, when the stamp is the article's. */
struct slot {
    uint32_t word, stem;
    uint32_t stamp, entry;
};

struct document_builder {
    struct analyzer   *analyzer;
    struct slot       *slots; /* by lexeme */
    size_t             slot_count;
    uint32_t           stamp, epoch;
    struct word_table  words;
    struct entry      *entries;
    size_t             entry_count, entry_cap;
    struct occurrence *occurrences;
    size_t             occurrence_count, occurrence_cap;
    uint32_t          *positions;
    size_t             position_cap;
    struct buf         term;
    /* of the article at hand */
    struct postings_builder *postings;
    uint32_t           shard;
    bool               in_title;
    uint64_t           tokens; /* with a position of their own */
    uint32_t           facets; /* terms of the field at hand so far */
    struct err        *err;
};

int document_builder_new(struct document_builder **out, struct analyzer *analyzer, struct err *err)
{
    *out = calloc(1, sizeof **out);
    if (!*out)
        return err_oom(err);
    (*out)->analyzer = analyzer;
    return word_table_init(&(*out)->words, err);
}

void document_builder_free(struct document_builder *b)
{
    if (!b)
        return;
    word_table_release(&b->words);
    buf_release(&b->term);
    free(b->slots);
    free(b->entries);
    free(b->occurrences);
    free(b->positions);
    free(b);
}

/* Room for one more element in a growing array; false when memory is out. */
static bool make_room(void **array, size_t count, size_t *cap, size_t size)
{
    if (count < *cap)
        return true;
    size_t grown = *cap ? *cap * 2 : 1024;
    void  *moved = realloc(*array, grown * size);
    if (!moved)
        return false;
    *array = moved;
    *cap   = grown;
    return true;
}

#define MAKE_ROOM(array, count, cap) \
    make_room((void **)&(array), (count), &(cap), sizeof *(array))

/* Texts of words to keep before they are gathered anew. */
enum { WORDS_BYTES = 8 << 20 };

static void forget_words(struct document_builder *b)
{
    if (b->slots)
        memset(b->slots, 0, b->slot_count * sizeof *b->slots);
    word_table_clear(&b->words);
}

/* *number: that of the text + 1. */
static int find_word(struct document_builder *b, struct str text, uint32_t *number)
{
    int code = word_table_find(&b->words, text, number, b->err);
    if (!code)
        ++*number;
    return code;
}

/* So that who leaves accents out finds the word, too. */
static int put_variant(struct document_builder *b, const struct token *token)
{
    buf_clear(&b->term);
    buf_cstr(&b->term, SCHEMA_VARIANT_PREFIX);
    buf_str(&b->term, token->word);
    buf_putc(&b->term, ' ');
    buf_str(&b->term, token->stem);
    int code = buf_failed(&b->term, b->err);
    if (code || b->term.len > POSTINGS_TERM_MAX)
        return code;
    return postings_builder_plain(b->postings, buf_view(&b->term), b->err);
}

static int new_entry(struct document_builder *b, const struct token *token, struct slot *slot)
{
    int code = slot->word ? 0 : find_word(b, token->word, &slot->word);
    if (!code && !slot->stem)
        code = find_word(b, token->stem, &slot->stem);
    if (!code && token->apart)
        code = put_variant(b, token);
    if (code)
        return code;
    if (!MAKE_ROOM(b->entries, b->entry_count, b->entry_cap))
        return err_oom(b->err);
    uint32_t     number = (uint32_t)b->entry_count++;
    struct word *word   = &b->words.words[slot->word - 1];
    if (word->stamp != b->stamp) {
        word->stamp = b->stamp;
        word->entry = number;
    }
    b->entries[number] = (struct entry){slot->word - 1, slot->stem - 1, 0, word->entry, 0};
    slot->stamp        = b->stamp;
    slot->entry        = number;
    return 0;
}

/* A new article has no entries yet. */
static void next_stamp(struct document_builder *b)
{
    if (b->words.bytes > WORDS_BYTES)
        forget_words(b);
    if (++b->stamp)
        return;
    forget_words(b);
    b->stamp = 1;
}

/* The lexeme's entry, made if need be; *out NULL: the article has its fill of words. */
static int find_entry(struct document_builder *b, const struct token *token, struct entry **out)
{
    if (b->epoch != analyzer_epoch(b->analyzer)) { /* lexemes were numbered anew */
        b->epoch = analyzer_epoch(b->analyzer);
        if (b->slots)
            memset(b->slots, 0, b->slot_count * sizeof *b->slots);
    }
    if (token->lexeme >= b->slot_count) {
        size_t       count = (size_t)token->lexeme * 2 + 1024;
        struct slot *slots = realloc(b->slots, count * sizeof *slots);
        if (!slots)
            return err_oom(b->err);
        memset(slots + b->slot_count, 0, (count - b->slot_count) * sizeof *slots);
        b->slots      = slots;
        b->slot_count = count;
    }
    struct slot *slot = &b->slots[token->lexeme];
    *out              = NULL;
    if (slot->stamp != b->stamp) {
        if (b->entry_count >= DOCUMENT_WORDS_MAX)
            return 0;
        int code = new_entry(b, token, slot);
        if (code)
            return code;
    }
    *out = &b->entries[slot->entry];
    return 0;
}

static const struct role {
    const char        *prefix;
    enum postings_kind kind;
} roles[ROLE_COUNT] = {
    [ROLE_WORD]       = {"", POSTINGS_POSITIONS},
    [ROLE_STEM]       = {SCHEMA_STEM_PREFIX, POSTINGS_WEIGHED},
    [ROLE_TITLE_WORD] = {"S", POSTINGS_POSITIONS},
    [ROLE_TITLE_STEM] = {SCHEMA_STEM_PREFIX "S", POSTINGS_WEIGHED},
};

/* Make the builder know the term of a word in a role. */
static int number_term(struct document_builder *b, struct word *word, enum word_role role)
{
    buf_clear(&b->term);
    buf_cstr(&b->term, roles[role].prefix);
    buf_str(&b->term, word->text);
    int code = buf_failed(&b->term, b->err);
    if (!code)
        code = postings_builder_term(b->postings, buf_view(&b->term), roles[role].kind, &word->postings[role], b->err);
    word->postings[role] += code == 0; /* + 1 */
    return code;
}

/* The word, whose term in that role the builder knows. */
static int prepare(struct document_builder *b, uint32_t number, enum word_role role, struct word **out)
{
    struct word *word = *out = &b->words.words[number];
    if (word->shard != b->shard) {
        word->shard = b->shard;
        memset(word->postings, 0, sizeof word->postings);
    }
    return word->postings[role] ? 0 : number_term(b, word, role);
}

static int put_stem(struct document_builder *b, uint32_t number, enum word_role role, uint32_t wdf)
{
    struct word *word;
    int          code = prepare(b, number, role, &word);
    return code ? code : postings_builder_weigh(b->postings, word->postings[role] - 1, wdf, b->err);
}

static int put_word(struct document_builder *b, uint32_t number, enum word_role role, const uint32_t *positions,
                    size_t count)
{
    struct word *word;
    int          code = prepare(b, number, role, &word);
    return code ? code : postings_builder_place(b->postings, word->postings[role] - 1, positions, count, b->err);
}

/* Joined tokens share the positions of their parts. */
static bool is_word(const struct token *token)
{
    return token->kind != TOKEN_JOINED;
}

static int take_token(void *ctx, const struct token *token)
{
    struct document_builder *b = ctx;
    b->tokens += is_word(token);
    if (b->occurrence_count >= DOCUMENT_POSITIONS_MAX || token->position >= UINT32_MAX / 2)
        return 0;
    struct entry *entry = NULL;
    int           code  = find_entry(b, token, &entry);
    if (code || !entry)
        return code;
    if (!MAKE_ROOM(b->occurrences, b->occurrence_count, b->occurrence_cap))
        return err_oom(b->err);
    entry->wdf += b->in_title ? SCHEMA_TITLE_WDF : 1;
    b->entries[entry->holder].positions++;
    b->occurrences[b->occurrence_count++] = (struct occurrence){entry->holder, token->position};
    if (!b->in_title)
        return 0;
    code = put_word(b, entry->word, ROLE_TITLE_WORD, &token->position, 1);
    return code ? code : put_stem(b, entry->stem, ROLE_TITLE_STEM, 1);
}

/* Occurrences stand in order of position: scatter them to their entries (a counting sort), then hand over
 * each entry with all its positions. */
static int add_words(struct document_builder *b)
{
    if (!b->positions || b->position_cap < b->occurrence_count) {
        free(b->positions);
        b->position_cap = b->occurrence_count + 1024;
        b->positions    = malloc(b->position_cap * sizeof *b->positions);
        if (!b->positions) {
            b->position_cap = 0;
            return err_oom(b->err);
        }
    }
    uint32_t at = 0;
    for (size_t e = 0; e < b->entry_count; e++) {
        uint32_t count          = b->entries[e].positions;
        b->entries[e].positions = at;
        at += count;
    }
    for (size_t o = 0; o < b->occurrence_count; o++)
        b->positions[b->entries[b->occurrences[o].entry].positions++] = b->occurrences[o].position;
    uint32_t begin = 0; /* an entry's cursor now stands at its end */
    for (size_t e = 0; e < b->entry_count; e++) {
        const struct entry *entry = &b->entries[e];
        uint32_t            count = entry->positions - begin;
        int                 code  = count ? put_word(b, entry->word, ROLE_WORD, b->positions + begin, count) : 0;
        if (!code)
            code = put_stem(b, entry->stem, ROLE_STEM, entry->wdf);
        if (code)
            return code;
        begin = entry->positions;
    }
    return 0;
}

static int add_text(struct document_builder *b, const struct article *article, int lang)
{
    uint32_t position = 0;
    b->in_title       = true;
    int code = analyzer_run(b->analyzer, lang, article->field[FIELD_TITLE], &position, take_token, b, b->err);
    b->in_title = false;
    position += ANALYZER_GAP;
    if (!code)
        code = analyzer_run(b->analyzer, lang, article->field[FIELD_BODY], &position, take_token, b, b->err);
    return code ? code : add_words(b);
}

static int add_facet_term(void *ctx, struct str term, struct err *err)
{
    struct document_builder *b = ctx;
    (void)err; /* that of b */
    return b->facets++ < DOCUMENT_FACETS_MAX ? postings_builder_plain(b->postings, term, b->err) : 0;
}

static int add_exact(struct document_builder *b, const char *prefix, struct str value)
{
    buf_clear(&b->term);
    schema_term(&b->term, prefix, value);
    int code = buf_failed(&b->term, b->err);
    return code ? code : postings_builder_plain(b->postings, buf_view(&b->term), b->err);
}

static int add_facets(struct document_builder *b, enum article_field field, struct str values)
{
    int code  = 0;
    b->facets = 0;
    while (values.len && !code && b->facets < DOCUMENT_FACETS_MAX) {
        struct str value = str_trim(str_split(&values, '\n'));
        if (!value.len)
            continue;
        buf_clear(&b->term);
        facet_whole(b->analyzer, field, value, &b->term);
        code = buf_failed(&b->term, b->err);
        if (!code)
            code = add_facet_term(b, buf_view(&b->term), b->err);
        if (!code)
            code = facet_words(b->analyzer, field, value, add_facet_term, b, b->err);
    }
    return code;
}

static int add_date(struct document_builder *b, struct str date, struct document_facts *facts)
{
    facts->has_date = article_date_seconds(date, &facts->date);
    if (!facts->has_date)
        return 0;
    char       day[8] = {date.data[0], date.data[1], date.data[2], date.data[3],
                         date.data[5], date.data[6], date.data[8], date.data[9]};
    int        code   = add_exact(b, SCHEMA_DAY_PREFIX, str_of(day, 8));
    if (!code)
        code = add_exact(b, SCHEMA_MONTH_PREFIX, str_of(day, 6));
    if (!code)
        code = add_exact(b, SCHEMA_YEAR_PREFIX, str_of(day, 4));
    postings_builder_date(b->postings, facts->date);
    return code;
}

static int add_field(struct document_builder *b, enum article_field field, struct str value,
                     struct document_facts *facts)
{
    switch (schema_field(field)->kind) {
    case SCHEMA_FACET: return add_facets(b, field, value);
    case SCHEMA_EXACT: return add_exact(b, schema_field(field)->prefix, value);
    case SCHEMA_DATE: return add_date(b, value, facts);
    case SCHEMA_TEXT: /* both together, by add_text */
    case SCHEMA_NONE: return 0;
    }
    return 0;
}

int document_language(const struct article *article, int default_lang)
{
    if (!article->field[FIELD_LANG].len)
        return default_lang;
    int lang = language_find(article->field[FIELD_LANG]);
    return lang >= 0 ? lang : LANGUAGE_NONE;
}

static int count_word(void *ctx, const struct token *token)
{
    *(uint64_t *)ctx += is_word(token);
    return 0;
}

int document_count_words(struct analyzer *analyzer, const struct article *article, int lang, uint64_t *words,
                         struct err *err)
{
    uint32_t position = 0;
    *words            = 0;
    int code = analyzer_run(analyzer, lang, article->field[FIELD_TITLE], &position, count_word, words, err);
    return code ? code : analyzer_run(analyzer, lang, article->field[FIELD_BODY], &position, count_word, words, err);
}

int document_build(struct document_builder *b, const struct article *article, int lang,
                   struct postings_builder *postings, uint32_t shard, struct document_facts *facts, struct err *err)
{
    int code            = 0;
    b->postings         = postings;
    b->shard            = shard;
    b->err              = err;
    b->tokens           = 0;
    b->entry_count      = 0;
    b->occurrence_count = 0;
    next_stamp(b);
    *facts = (struct document_facts){0};
    if (!code)
        code = add_text(b, article, lang);
    for (int f = 0; f < FIELD_COUNT && !code; f++) {
        struct str value = article->field[f];
        if (f == FIELD_LANG && lang != LANGUAGE_NONE) /* what it was analyzed as, known or by default */
            value = str_c(language_code(lang));
        if (value.len)
            code = add_field(b, (enum article_field)f, value, facts);
    }
    facts->words = b->tokens;
    return code;
}
