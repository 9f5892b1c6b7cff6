/* Leaves over the text of title and body: words, phrases and =words. */
#include "query/planner.h"

#include "query/query_parser.h"
#include "store/schema.h"

static struct place_in_index place_of(enum article_field field)
{
    return field == FIELD_TITLE
               ? (struct place_in_index){"S", SCHEMA_STEM_PREFIX "S", "no title has"}
               : (struct place_in_index){"", SCHEMA_STEM_PREFIX, "no article has"};
}

static struct str text_of(const struct text_leaf *l, const struct query_token *token)
{
    return str_of(l->node->text.data + token->begin, token->end - token->begin);
}

static void note_absent(const struct text_leaf *l, const struct query_token *token)
{
    query_note(&l->p->q->notes, "%s '%s'", l->in.what, query_clip(text_of(l, token)).text);
}

/* ---- one word -------------------------------------------------------------------------------- */

void planner_tally(struct planner *p, uint64_t df)
{
    if (!p->negative)
        p->plan->postings += df;
}

/* The stems of a word as one term; *df: the documents they are in, added up. */
static int stem_group(struct text_leaf *l, const struct query_token *token, uint32_t wqf, bool mark,
                      uint64_t *df,
                      const struct plan_query **out)
{
    struct planner     *p     = l->p;
    struct planner_list stems = {NULL, 0, 0};
    uint32_t            group = p->groups++;
    *df                       = 0;
    for (size_t i = 0; i < token->stem_count; i++) {
        const struct plan_query *term;
        uint64_t          documents;
        int code = planner_term(p, l->in.stem_prefix, token->stems[i], wqf, &documents, &term);
        if (!code && mark)
            code = planner_mark(p, token->stems[i], true, group, documents);
        if (!code)
            code = planner_add(p, &stems, term);
        if (code)
            return code;
        *df += documents;
    }
    planner_tally(p, *df);
    return planner_combine(p, PLAN_SYNONYM, &stems, out);
}

/* A lone character of a script that is cut into bigrams: all words that begin with it. */
static int lone_character(struct text_leaf *l, const struct query_token *token, uint64_t *df,
                          const struct plan_query **out)
{
    struct planner      *p     = l->p;
    struct planner_list  list  = {NULL, 0, 0};
    struct planner_words words;
    uint32_t             group = p->groups++;
    int code = planner_expand(p, l->node, l->in.stem_prefix, token->word, true, &words);
    *df      = 0;
    for (size_t i = 0; i < words.count && !code; i++) {
        const struct plan_query *term;
        code = planner_word_term(p, &words.items[i], &term);
        if (!code)
            code = planner_mark(p, words.items[i].text, true, group, words.items[i].found.df);
        if (!code)
            code = planner_add(p, &list, term);
        *df += words.items[i].found.df;
    }
    if (code)
        return code;
    planner_tally(p, *df);
    return words.count ? planner_combine(p, PLAN_SYNONYM, &list, out) : planner_nothing(p, out);
}

static bool same_stems(const struct query_token *a, const struct query_token *b)
{
    if (a->stem_count != b->stem_count)
        return false;
    for (size_t i = 0; i < a->stem_count; i++)
        if (!str_eq(a->stems[i], b->stems[i]))
            return false;
    return true;
}

/* How often the stems of words[at] are among the words; 0 when they stood at an earlier one already. */
static uint32_t repeats(const struct query_token *const *words, size_t count, size_t at)
{
    uint32_t n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!same_stems(words[i], words[at]))
            continue;
        if (i < at)
            return 0;
        n++;
    }
    return n;
}

/* ---- phrases --------------------------------------------------------------------------------- */

/* The plain words in this order, or near each other, one at least. *missing: one that the index does not hold, or
 * NULL. */
static int phrase(struct text_leaf *l, const struct query_token *const *words, size_t count,
                  const struct query_token **missing, const struct plan_query **out)
{
    struct planner     *p     = l->p;
    struct planner_list stems = {NULL, 0, 0}, order = {NULL, 0, 0};
    const struct plan_query   *weighed, *placed;
    int                 code = 0;
    *missing                 = NULL;
    if (count > 1 && query_token_is_tail(words[count - 2], words[count - 1]))
        count--;
    for (size_t i = 1; i < count; i++)
        if (words[i]->position != words[i - 1]->position + 1) {
            query_note(&p->q->notes, "'%s' holds a word too long to be found",
                       query_clip(l->node->text).text);
            return planner_nothing(p, out);
        }
    for (size_t i = 0; i < count && !code; i++) {
        uint32_t          wqf = repeats(words, count, i);
        uint64_t          df;
        const struct plan_query *term;
        if (wqf) {
            code = stem_group(l, words[i], wqf, false, &df, &term);
            if (!code)
                code = planner_add(p, &stems, term);
        }
        if (!code)
            code = planner_term(p, l->in.word_prefix, words[i]->word, 1, &df, &term);
        if (!code)
            code = planner_add(p, &order, term);
        if (!code)
            code = planner_mark(p, words[i]->word, false, p->groups++, df);
        if (!code && df == 0)
            *missing = words[i];
    }
    if (!code)
        code = planner_combine(p, PLAN_AND, &stems, &weighed);
    if (!code)
        code = l->node->kind == QUERY_NEAR && order.count > 1
                   ? planner_near(p, &order, (uint32_t)(order.count + l->node->within), &placed)
                   : planner_combine(p, PLAN_PHRASE, &order, &placed);
    return code ? code : planner_pair(p, PLAN_FILTER, weighed, placed, out);
}

/* Room for all words of the leaf. */
static const struct query_token **word_list(struct text_leaf *l)
{
    return arena_alloc(&l->p->plan->arena, (l->tokens.count + 1) * sizeof(struct query_token *));
}

/* "...", "..."~number and =: all words of the leaf. */
static int whole_phrase(struct text_leaf *l, const struct plan_query **out)
{
    const struct query_token **words = word_list(l), *missing;
    size_t                     count = 0;
    if (!words)
        return err_oom(l->p->err);
    for (size_t i = 0; i < l->tokens.count; i++)
        if (l->tokens.items[i].kind != TOKEN_JOINED)
            words[count++] = &l->tokens.items[i];
    if (!count)
        return 0;
    if (count > QUERY_PHRASE_MAX)
        return query_error(l->p->q, l->node->place, l->p->err, ERR_LIMIT, "a phrase of more than %d words",
                           QUERY_PHRASE_MAX);
    int code = phrase(l, words, count, &missing, out);
    if (!code && missing)
        note_absent(l, missing);
    return code;
}

/* ---- a bag of words -------------------------------------------------------------------------- */

struct bag {
    struct text_leaf               *leaf;
    struct planner_list        parts;
    const struct query_token **singles; /* words that stand alone */
    size_t                     single_count;
};

static bool is_lone_character(const struct text_leaf *l, const struct query_token *token)
{
    return token->kind == TOKEN_NGRAM_TAIL &&
           !query_token_is_tail(token > l->tokens.items ? token - 1 : NULL, token);
}

/* The joined token that covers exactly these words. */
static const struct query_token *joined_of(const struct text_leaf *l, const struct query_token *const *words,
                                           size_t count)
{
    for (size_t i = 0; i < l->tokens.count; i++) {
        const struct query_token *token = &l->tokens.items[i];
        if (token->kind == TOKEN_JOINED && token->begin == words[0]->begin &&
            token->end == words[count - 1]->end)
            return token;
    }
    return NULL;
}

/* Words glued together: a phrase, or the word that they make joined. */
static int glued(struct bag *b, const struct query_token *const *words, size_t count)
{
    struct planner           *p      = b->leaf->p;
    const struct query_token *joined = joined_of(b->leaf, words, count), *missing;
    const struct plan_query         *query, *term;
    uint64_t                  df   = 0;
    int                       code = phrase(b->leaf, words, count, &missing, &query);
    if (!code && joined)
        code = stem_group(b->leaf, joined, 1, true, &df, &term);
    if (!code && joined)
        code = planner_pair(p, PLAN_OR, term, query, &query);
    if (!code && missing && df == 0)
        note_absent(b->leaf, missing);
    return code ? code : planner_add(p, &b->parts, query);
}

/* In a plain bag a lone character has no claim on more words than there may be. */
static bool may_expand(const struct bag *b)
{
    const struct text_leaf *l = b->leaf;
    return l->node->kind != QUERY_ANY || l->p->expanded + QUERY_PREFIX_TERMS <= QUERY_EXPANDED_MAX;
}

/* words[0 .. count) are one word, or several that are glued together. */
static int add_unit(struct bag *b, const struct query_token *const *words, size_t count)
{
    if (count == 2 && query_token_is_tail(words[0], words[1]))
        count = 1;
    if (count > 1 && count <= QUERY_PHRASE_MAX)
        return glued(b, words, count);
    for (size_t i = 0; i < count; i++) { /* one, or more than a phrase may have: any of them */
        if (!is_lone_character(b->leaf, words[i]) || !may_expand(b)) {
            b->singles[b->single_count++] = words[i];
            continue;
        }
        const struct plan_query *query;
        uint64_t          df;
        int               code = lone_character(b->leaf, words[i], &df, &query);
        if (!code && df == 0)
            note_absent(b->leaf, words[i]);
        if (!code)
            code = planner_add(b->leaf->p, &b->parts, query);
        if (code)
            return code;
    }
    return 0;
}

static bool is_operator(struct str word)
{
    return str_eq(word, STR("AND")) || str_eq(word, STR("OR")) || str_eq(word, STR("NOT"));
}

/* A word in capitals where not all are: WHO, IT, US are names then. What would be an operator but for the
 * plain bag is none. */
static bool is_in_capitals(const struct text_leaf *l, const struct query_token *token)
{
    bool small = false;
    if (l->node->kind == QUERY_ANY && is_operator(text_of(l, token)))
        return false;
    for (uint32_t i = token->begin; i < token->end; i++)
        if (l->node->text.data[i] >= 'a' && l->node->text.data[i] <= 'z')
            return false;
    for (size_t i = 0; i < l->node->text.len; i++)
        small |= l->node->text.data[i] >= 'a' && l->node->text.data[i] <= 'z';
    return small && token->end - token->begin > 1;
}

/* Stop words say nothing beside other words: leaving them out finds what was meant sooner and orders it
 * better (mean average precision +0.6 to +1.3 points on three judged collections). */
static bool leave_out(const struct bag *b, const struct query_token *token, size_t units)
{
    if (!token->stop_word || b->leaf->p->target->keep_stop_words || is_in_capitals(b->leaf, token))
        return false;
    for (size_t i = 0; i < b->single_count; i++)
        if (!b->singles[i]->stop_word)
            return true;
    return units > 0;
}

static int add_singles(struct bag *b)
{
    struct planner *p     = b->leaf->p;
    size_t          units = b->parts.count;
    for (size_t i = 0; i < b->single_count; i++) {
        const struct plan_query *query;
        uint64_t          df;
        uint32_t          wqf = repeats(b->singles, b->single_count, i);
        if (!wqf || leave_out(b, b->singles[i], units))
            continue;
        int code = stem_group(b->leaf, b->singles[i], wqf, true, &df, &query);
        if (!code && df == 0)
            note_absent(b->leaf, b->singles[i]);
        if (!code)
            code = planner_add(p, &b->parts, query);
        if (code)
            return code;
        p->plain++;
        p->stop_words += b->singles[i]->stop_word;
    }
    return 0;
}

/* "e mail" may also be email: one word more. */
static int add_joined(struct bag *b, const struct query_token *token)
{
    const struct plan_query *query;
    uint64_t          df;
    bool any = b->leaf->node->kind == QUERY_ANY;
    if (!any && !memchr(b->leaf->node->text.data + token->begin, ' ', token->end - token->begin))
        return 0;
    int code = stem_group(b->leaf, token, 1, true, &df, &query);
    return code ? code : planner_add(b->leaf->p, &b->parts, query);
}

int plan_words(struct text_leaf *l, const struct plan_query **out)
{
    struct bag                 b     = {l, {NULL, 0, 0}, word_list(l), 0};
    const struct query_token **words = word_list(l);
    size_t                     count = 0;
    int                        code  = 0;
    if (!b.singles || !words)
        return err_oom(l->p->err);
    for (size_t i = 0; i < l->tokens.count && !code; i++) {
        const struct query_token *token = &l->tokens.items[i];
        if (token->kind == TOKEN_JOINED) {
            code = add_joined(&b, token);
            continue;
        }
        if (l->node->kind == QUERY_ANY && query_token_is_tail(count ? words[count - 1] : NULL, token))
            continue;
        if (count && (l->node->kind == QUERY_ANY ||
                      !query_tokens_glued(l->node->text, words[count - 1], token))) {
            code  = add_unit(&b, words, count);
            count = 0;
        }
        words[count++] = token;
    }
    if (!code && count)
        code = add_unit(&b, words, count);
    if (!code)
        code = add_singles(&b);
    return code || !b.parts.count ? code : planner_combine(l->p, PLAN_OR, &b.parts, out);
}

/* ---------------------------------------------------------------------------------------------- */

/* The leaf's words, at most as many as are left. A plain bag that holds more is cut. */
static int analyze(struct text_leaf *l)
{
    struct planner *p    = l->p;
    size_t          max  = QUERY_TERMS_MAX - p->tokens;
    struct str      text = l->node->text;
    for (;;) {
        int code = query_analyze(p->target->analyzer, p->target->languages, text, max, &p->plan->arena,
                                 &l->tokens, p->err);
        if (code != ERR_LIMIT)
            return code;
        if (l->node->kind != QUERY_ANY)
            return query_error(p->q, l->node->place, p->err, ERR_LIMIT, "more than %d words",
                               QUERY_TERMS_MAX);
        query_note(&p->q->notes, "more than %d words: those further on are left out", QUERY_TERMS_MAX);
        text.len = l->tokens.items[max - max / 8].begin; /* other languages may find a few more */
    }
}

int plan_text_leaf(struct planner *p, const struct query_node *node, struct planner_part *out)
{
    struct text_leaf l = {p, node, place_of(node->field), {NULL, 0, 0}};
    *out          = (struct planner_part){NULL, true, -1};
    int code = analyze(&l);
    if (code)
        return code;
    code = plan_variants(&l);
    if (code)
        return code;
    p->tokens += l.tokens.count;
    switch (node->kind) {
    case QUERY_PHRASE:
    case QUERY_NEAR:
    case QUERY_EXACT: return whole_phrase(&l, &out->query);
    case QUERY_PREFIX: return l.tokens.count ? plan_prefix(&l, &out->query) : 0;
    default: return plan_words(&l, &out->query);
    }
}
