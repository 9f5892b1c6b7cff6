#include "bench/sample_article.h"

#include <stdio.h>
#include <stdlib.h>

#include "store/schema.h"
#include "text/languages.h"

enum { RARE_SHARE = 1000, RARE_MIN = 1, FREQUENT_SHARE = 20, FREQUENT_MIN = 3, CONTENT_MIN = 3 };

/* ---- opening ----------------------------------------------------------------------------------- */

static int number_of(const char *code)
{
    int lang = *code ? language_find(str_c(code)) : LANGUAGE_NONE;
    return lang < 0 ? LANGUAGE_NONE : lang;
}

static void add_language(struct sampler *s, int lang)
{
    for (size_t i = 0; i < s->language_count; i++)
        if (s->languages[i] == lang)
            return;
    const char *const *words = language_stop_words(lang);
    size_t             count = 0;
    while (words && words[count])
        count++;
    s->languages[s->language_count] = lang;
    s->stops[s->language_count++]   = (struct stop_list){words, count};
}

int sampler_init(struct sampler *s, struct index_reader *reader, bool plain, struct err *err)
{
    *s = (struct sampler){.reader = reader, .plain = plain,
                          .documents = index_reader_live_documents(reader),
                          .arena = ARENA_INIT, .term = BUF_INIT};
    if (!s->documents)
        return err_set(err, ERR_NOT_FOUND, "the index has no articles: index some first");
    s->rare      = s->documents / RARE_SHARE;
    s->frequent  = s->documents / FREQUENT_SHARE;
    s->rare      = s->rare < RARE_MIN ? RARE_MIN : s->rare;
    s->frequent  = s->frequent < FREQUENT_MIN ? FREQUENT_MIN : s->frequent;
    s->words     = calloc(SAMPLE_WORDS_MAX, sizeof *s->words);
    s->languages = calloc((size_t)language_count() + 1, sizeof *s->languages);
    s->stops     = calloc((size_t)language_count() + 1, sizeof *s->stops);
    if (!s->words || !s->languages || !s->stops)
        return err_oom(err);
    for (size_t i = 0; i < index_reader_count(reader); i++) {
        const struct manifest *m = index_reader_manifest(reader, i);
        for (size_t l = 0; l < m->language_count; l++)
            if (m->languages[l].documents)
                add_language(s, number_of(m->languages[l].code));
    }
    return analyzer_new(&s->analyzer, err);
}

void sampler_release(struct sampler *s)
{
    analyzer_free(s->analyzer);
    arena_release(&s->arena);
    buf_release(&s->term);
    free(s->words);
    free(s->languages);
    free(s->stops);
}

/* ---- words ------------------------------------------------------------------------------------- */

struct stop_key {
    struct str word;
};

static int compare_stop(const void *key, const void *item)
{
    const struct stop_key   *k = key;
    const char *const *const w = item;
    return str_cmp(k->word, str_c(*w));
}

static bool is_stop_word(const struct sampler *s, struct str word)
{
    struct stop_key key = {word};
    for (size_t i = 0; i < s->language_count; i++)
        if (s->stops[i].count &&
            bsearch(&key, s->stops[i].words, s->stops[i].count, sizeof *s->stops[i].words, compare_stop))
            return true;
    return false;
}

static bool is_sayable(const struct sampler *s, const struct token *token, bool accents)
{
    if (token->kind != TOKEN_WORD || (s->plain && accents))
        return false;
    for (size_t i = 0; i < token->word.len; i++) {
        unsigned char b = (unsigned char)token->word.data[i];
        if ((b < 'a' || b > 'z') && (s->plain || b < 0x80))
            return false;
    }
    return true;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] >= 0x80)
            return false;
    return true;
}

struct collecting {
    struct sampler *s;
    struct str      text;
    struct err     *err;
};

/* 1 ends the run: enough. */
static int collect(void *ctx, const struct token *token)
{
    struct collecting *c = ctx;
    struct sampler    *s = c->s;
    if (token->kind == TOKEN_JOINED)
        return 0;
    struct str         written = str_of(c->text.data + token->begin, token->end - token->begin);
    bool               accents = !is_ascii(written);
    struct sample_word w       = {.word     = arena_copy(&s->arena, token->word),
                                  .stem     = arena_copy(&s->arena, token->stem),
                                  .position = token->position,
                                  .sayable  = is_sayable(s, token, accents)};
    w.said = accents ? arena_copy(&s->arena, written) : w.word;
    if (!w.word.data || !w.stem.data || !w.said.data)
        return err_oom(c->err);
    w.content = w.sayable && w.word.len >= CONTENT_MIN && !token->stop_word && !is_stop_word(s, w.word);
    s->words[s->word_count++] = w;
    return s->word_count == SAMPLE_WORDS_MAX;
}

/* The language that an article was analyzed in. */
static int language_of(const struct sampler *s, size_t shard, struct str lang)
{
    int found = lang.len ? language_find(lang) : -1;
    if (found >= 0)
        return found;
    size_t index = index_reader_of_shard(s->reader, shard);
    return lang.len ? LANGUAGE_NONE : number_of(index_reader_manifest(s->reader, index)->default_language);
}

/* ---- articles ---------------------------------------------------------------------------------- */

static void pick_document(struct sampler *s, size_t *shard, uint32_t *docid)
{
    uint64_t total = 0, at;
    size_t   count = index_reader_shards(s->reader);
    for (size_t i = 0; i < count; i++)
        total += index_reader_segment(s->reader, i)->documents;
    at = random_below(&s->random, total);
    for (*shard = 0; *shard + 1 < count && at >= index_reader_segment(s->reader, *shard)->documents; ++*shard)
        at -= index_reader_segment(s->reader, *shard)->documents;
    *docid = (uint32_t)at + 1;
}

static void keep_other(struct sampler *s)
{
    const struct sample_word *w;
    if (!s->word_count || !sampler_choose(s, 1, &w) || w->said.len >= sizeof s->other)
        return;
    snprintf(s->other, sizeof s->other, "%.*s", STR_ARG(w->said));
    snprintf(s->other_stem, sizeof s->other_stem, "%.*s", STR_ARG(w->stem));
}

int sampler_next(struct sampler *s, struct err *err)
{
    size_t         shard;
    uint32_t       docid, position = 0;
    struct article a;
    keep_other(s);
    s->word_count = 0;
    arena_clear(&s->arena);
    pick_document(s, &shard, &docid);
    if (index_reader_is_deleted(s->reader, shard, docid))
        return 0;
    int code = index_reader_article(s->reader, shard, docid, true, &a, err);
    if (code)
        return code;
    struct str date = a.field[FIELD_DATE];
    snprintf(s->date, sizeof s->date, "%.*s", (int)(date.len < 10 ? 0 : 10), date.data ? date.data : "");
    struct str        text = a.field[a.field[FIELD_BODY].len ? FIELD_BODY : FIELD_TITLE];
    struct collecting c    = {s, text, err};
    int               lang = language_of(s, shard, a.field[FIELD_LANG]);
    code = analyzer_run(s->analyzer, lang, text, &position, collect, &c, err);
    if (code < 0)
        return code;
    for (size_t i = 0; i < s->word_count; i++)
        if (s->words[i].content)
            return 1;
    s->word_count = 0;
    return 0;
}

bool sampler_has_stem(const struct sampler *s, struct str stem)
{
    for (size_t i = 0; i < s->word_count; i++)
        if (str_eq(s->words[i].stem, stem))
            return true;
    return false;
}

size_t sampler_choose(struct sampler *s, size_t count, const struct sample_word **out)
{
    size_t chosen = 0;
    for (int tries = 0; tries < 100 && chosen < count; tries++) {
        const struct sample_word *w   = &s->words[random_below(&s->random, s->word_count)];
        bool                      new = w->content;
        for (size_t i = 0; i < chosen && new; i++)
            new = !str_eq(out[i]->stem, w->stem);
        if (new)
            out[chosen++] = w;
    }
    return chosen;
}

/* ---- what the index says ------------------------------------------------------------------------- */

static int term_df(struct sampler *s, const char *prefix, struct str text, uint64_t *df, struct err *err)
{
    buf_clear(&s->term);
    schema_term(&s->term, prefix, text);
    struct arena      arena = ARENA_INIT;
    struct index_term found = {0, 0, NULL};
    int               code  = buf_failed(&s->term, err);
    if (!code)
        code = index_term_find(s->reader, buf_view(&s->term), &arena, &found, err);
    arena_release(&arena);
    *df = found.df;
    return code;
}

int sampler_word_df(struct sampler *s, struct str word, uint64_t *df, struct err *err)
{
    return term_df(s, "", word, df, err);
}

int sampler_stem_df(struct sampler *s, struct str stem, uint64_t *df, struct err *err)
{
    return term_df(s, SCHEMA_STEM_PREFIX, stem, df, err);
}

struct absence {
    struct sampler *s;
    struct err     *err;
};

/* 1 ends the run: it is there. */
static int look_for(void *ctx, const struct token *token)
{
    struct absence *a  = ctx;
    uint64_t        df = 0, stem_df = 0;
    int             code = sampler_word_df(a->s, token->word, &df, a->err);
    if (!code)
        code = sampler_stem_df(a->s, token->stem, &stem_df, a->err);
    return code ? code : df + stem_df > 0;
}

int sampler_is_absent(struct sampler *s, struct str word, struct err *err)
{
    struct absence a = {s, err};
    for (size_t i = 0; i < s->language_count; i++) {
        uint32_t position = 0;
        int      code     = analyzer_run(s->analyzer, s->languages[i], word, &position, look_for, &a, err);
        if (code)
            return code < 0 ? code : 0;
    }
    return 1;
}

int sampler_begins(struct sampler *s, struct str letters, size_t most, struct err *err)
{
    struct index_terms *terms;
    struct str          term;
    struct index_term   found;
    size_t              count = 0;
    int                 code  = index_terms_open(&terms, s->reader, letters, err);
    if (code)
        return code;
    while (count <= most && (code = index_terms_next(terms, &term, NULL, &found, err)) == 1)
        count++;
    index_terms_close(terms);
    return code < 0 ? code : count <= most;
}
