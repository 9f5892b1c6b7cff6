/* Leaves begin*: the words of the index that begin so. */
#include <stdlib.h>

#include "query/planner.h"
#include "query/query_parser.h"

static size_t characters(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.data[i] & 0xC0) != 0x80;
    return n;
}

static int by_text(const void *a, const void *b)
{
    const struct str *x = a, *y = b;
    return str_cmp(*x, *y);
}

/* The stems of the words found weigh; which words match does not depend on them. */
static int weigh_words(struct text_leaf *l, const struct planner_words *words, const struct plan_query **out)
{
    struct planner     *p     = l->p;
    struct planner_list list  = {NULL, 0, 0};
    struct str         *stems = NULL;
    size_t              count = 0;
    int                 code  = 0;
    for (size_t i = 0; i < words->count && !code; i++) {
        struct query_tokens tokens;
        code = query_analyze(p->target->analyzer, p->target->languages, words->items[i].text, 1,
                             &p->plan->arena,
                             &tokens, p->err);
        if (code == ERR_LIMIT || (!code && tokens.count == 0)) { /* not one word without its neighbours */
            code = 0;
            continue;
        }
        struct str *more = code ? NULL : realloc(stems, (count + tokens.items[0].stem_count) * sizeof *stems);
        if (!more) {
            code = code ? code : err_oom(p->err);
            break;
        }
        stems = more;
        for (size_t s = 0; s < tokens.items[0].stem_count; s++)
            stems[count++] = tokens.items[0].stems[s];
    }
    if (count)
        qsort(stems, count, sizeof *stems, by_text);
    for (size_t i = 0; i < count && !code; i++) {
        const struct plan_query *term;
        if (i > 0 && str_eq(stems[i], stems[i - 1]))
            continue;
        code = planner_term(p, l->in.stem_prefix, stems[i], 1, NULL, &term);
        if (!code)
            code = planner_add(p, &list, term);
    }
    free(stems);
    if (code)
        return code;
    return list.count ? planner_combine(p, PLAN_SYNONYM, &list, out) : planner_nothing(p, out);
}

/* F***: more stars than one stand for letters that somebody would not write, rather than for any ending. */
static bool is_struck_out(const struct query_node *node)
{
    return node->stars > 1;
}

static int too_wide(struct text_leaf *l, const struct plan_query **out)
{
    struct planner   *p     = l->p;
    struct query_clip begin = query_clip(l->node->text);
    if (!is_struck_out(l->node))
        return query_error(p->q, l->node->place, p->err, ERR_QUERY,
                           "'%s*' is too wide: write at least %d letters before the '*'", begin.text,
                           QUERY_PREFIX_MIN);
    query_note(&p->q->notes, "'%s*' is too wide: searched as '%s'", begin.text, begin.text);
    return plan_words(l, out);
}

int plan_prefix(struct text_leaf *l, const struct plan_query **out)
{
    struct planner      *p     = l->p;
    struct query_token  *token = &l->tokens.items[0];
    struct planner_list  list  = {NULL, 0, 0};
    struct planner_words words;
    const struct plan_query    *any, *weights;
    if (l->tokens.count != 1) {
        query_note(&p->q->notes, "'*' means any ending of a single word: not in '%s'",
                   query_clip(l->node->text).text);
        return plan_words(l, out);
    }
    if (token->kind == TOKEN_NGRAM || token->kind == TOKEN_NGRAM_TAIL)
        return plan_words(l, out);
    if (characters(token->word) < QUERY_PREFIX_MIN)
        return too_wide(l, out);
    uint32_t group = p->groups++;
    int      code  = planner_expand(p, l->node, l->in.word_prefix, token->word, is_struck_out(l->node), &words);
    for (size_t i = 0; i < words.count && !code; i++) {
        const struct plan_query *term;
        code = planner_word_term(p, &words.items[i], &term);
        if (!code)
            code = planner_add(p, &list, term);
        if (!code)
            code = planner_mark(p, words.items[i].text, false, group, words.items[i].found.df);
        planner_tally(p, words.items[i].found.df);
    }
    if (code)
        return code;
    if (!words.count) {
        query_note(&p->q->notes, "%s a word that begins with '%s'", l->in.what,
                   query_clip(l->node->text).text);
        return planner_nothing(p, out);
    }
    code = planner_combine(p, PLAN_OR, &list, &any);
    if (!code)
        code = planner_unweighed(p, any, &any);
    if (!code)
        code = weigh_words(l, &words, &weights);
    return code ? code : planner_pair(p, PLAN_AND_MAYBE, any, weights, out);
}
