/* Accents do not count, but they can decide how a word is cut: energia and energía have two stems in Spanish. The index
 * knows which stems a word has as it is written with accents (SCHEMA_VARIANT_PREFIX); they are looked for, too. */
#include "query/planner.h"

#include "index/index_terms.h"
#include "store/schema.h"

static int add_stems(const struct text_leaf *l, struct query_token *token, struct buf *prefix)
{
    const struct planner *p     = l->p;
    struct index_terms   *terms = NULL;
    struct index_term     found;
    struct str            term;
    buf_clear(prefix);
    buf_cstr(prefix, SCHEMA_VARIANT_PREFIX);
    buf_str(prefix, token->word);
    buf_putc(prefix, ' ');
    int code = buf_failed(prefix, p->err);
    if (!code)
        code = index_terms_open(&terms, p->target->reader, buf_view(prefix), p->err);
    if (code)
        return code;
    while ((code = index_terms_next(terms, &term, NULL, &found, p->err)) == 1)
        if ((code = query_token_add_stem(token, str_skip(term, prefix->len), &p->plan->arena, p->err)) != 0)
            break;
    index_terms_close(terms);
    return code;
}

int plan_variants(struct text_leaf *l)
{
    struct buf prefix = BUF_INIT;
    int        code   = 0;
    for (size_t i = 0; i < l->tokens.count && l->p->target->has_variants && !code; i++)
        code = add_stems(l, &l->tokens.items[i], &prefix);
    buf_release(&prefix);
    return code;
}
