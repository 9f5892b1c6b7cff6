#include "query/query_analysis.h"

#include <stdlib.h>

struct collector {
    struct query_tokens *tokens;
    struct arena        *arena;
    size_t               max, at; /* at: where the language at hand has come to */
    struct err          *err;
};

static bool same_place(const struct query_token *a, const struct token *b)
{
    return a->begin == b->begin && a->end == b->end && (a->kind == TOKEN_JOINED) == (b->kind == TOKEN_JOINED);
}

/* Joined tokens stand before their parts. */
static bool stands_before(const struct query_token *a, const struct token *b)
{
    if (a->begin != b->begin)
        return a->begin < b->begin;
    return a->kind == TOKEN_JOINED && b->kind != TOKEN_JOINED;
}

int query_token_add_stem(struct query_token *token, struct str stem, struct arena *arena, struct err *err)
{
    for (size_t i = 0; i < token->stem_count; i++)
        if (str_eq(token->stems[i], stem))
            return 0;
    struct str *stems = arena_alloc(arena, (token->stem_count + 1) * sizeof *stems);
    struct str  copy  = arena_copy(arena, stem);
    if (!stems || !copy.data)
        return err_oom(err);
    if (token->stem_count)
        memcpy(stems, token->stems, token->stem_count * sizeof *stems);
    stems[token->stem_count++] = copy;
    token->stems               = stems;
    return 0;
}

/* Languages cut a text nearly alike (joined tokens depend on stop words): find the token where another
 * language put it, or insert it. */
static int collect(void *ctx, const struct token *token)
{
    struct collector    *c    = ctx;
    struct query_tokens *list = c->tokens;
    while (c->at < list->count && stands_before(&list->items[c->at], token))
        c->at++;
    if (c->at == list->count || !same_place(&list->items[c->at], token)) {
        if (list->count >= c->max)
            return err_set(c->err, ERR_LIMIT, "more than %zu words", c->max);
        if (list->count == list->cap) {
            size_t              cap   = list->cap ? list->cap * 2 : 16;
            struct query_token *items = arena_alloc(c->arena, cap * sizeof *items);
            if (!items)
                return err_oom(c->err);
            if (list->count)
                memcpy(items, list->items, list->count * sizeof *items);
            list->items = items;
            list->cap   = cap;
        }
        struct str word = arena_copy(c->arena, token->word);
        if (!word.data)
            return err_oom(c->err);
        struct query_token *slot = &list->items[c->at];
        memmove(slot + 1, slot, (list->count - c->at) * sizeof *slot);
        *slot = (struct query_token){word, NULL, 0, token->begin, token->end, token->position, token->kind,
                                     false, false};
        list->count++;
    }
    struct query_token *found = &list->items[c->at];
    found->stop_word |= token->stop_word;
    found->apart |= token->apart;
    return query_token_add_stem(found, token->stem, c->arena, c->err);
}

struct plain_word {
    struct query_token *token;
    struct arena       *arena;
    struct err         *err;
};

static int take_plain(void *ctx, const struct token *token)
{
    const struct plain_word *p = ctx;
    return str_eq(token->word, p->token->word) ? query_token_add_stem(p->token, token->stem, p->arena, p->err) : 0;
}

/* The stems of a word that is written with accents, as it would be without. */
static int add_plain_stems(struct analyzer *analyzer, struct query_languages languages, struct query_token *token,
                           struct arena *arena, struct err *err)
{
    struct plain_word plain = {token, arena, err};
    int               code  = 0;
    for (size_t i = 0; i < languages.count && !code; i++) {
        uint32_t position = 0;
        code = analyzer_run(analyzer, languages.items[i], token->word, &position, take_plain, &plain, err);
    }
    return code;
}

int query_analyze(struct analyzer *analyzer, struct query_languages languages, struct str text, size_t max,
                  struct arena *arena, struct query_tokens *out, struct err *err)
{
    *out = (struct query_tokens){NULL, 0, 0};
    for (size_t i = 0; i < languages.count; i++) {
        struct collector c        = {out, arena, max, 0, err};
        uint32_t         position = 0;
        int code = analyzer_run(analyzer, languages.items[i], text, &position, collect, &c, err);
        if (code)
            return code;
    }
    int code = 0;
    for (size_t i = 0; i < out->count && !code; i++)
        if (out->items[i].apart)
            code = add_plain_stems(analyzer, languages, &out->items[i], arena, err);
    return code;
}

bool query_token_is_tail(const struct query_token *before, const struct query_token *token)
{
    return token->kind == TOKEN_NGRAM_TAIL && before && before->kind == TOKEN_NGRAM &&
           before->end > token->begin;
}

/* Characters that hold words together without a blank. */
static bool is_glue(struct str gap)
{
    static const char *const marks[] = {"&", "/", "@", ".", "\\", "-", "_", "+", "://", "\xE2\x80\x90",
                                        "\xE2\x80\x91"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_eq(gap, str_c(marks[i])))
            return true;
    return false;
}

bool query_tokens_glued(struct str text, const struct query_token *a, const struct query_token *b)
{
    if (b->begin < a->end) /* bigrams overlap */
        return true;
    struct str gap = str_of(text.data + a->end, b->begin - a->end);
    if (str_eq(gap, STR(":")))
        return a->kind == TOKEN_NUMBER && b->kind == TOKEN_NUMBER;
    return is_glue(gap);
}
