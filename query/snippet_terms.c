/* Finding the terms of a query among the tokens of a text: a hash table, open addressing. */
#include <stdlib.h>

#include "query/snippet_match.h"

struct snippet_terms {
    const struct plan_term *terms;
    uint32_t               *slots; /* number of a term + 1; 0: free */
    size_t                  mask;
    struct analyzer_initials initials;
    bool                    lengths[2][ANALYZER_TERM_MAX + 1]; /* that words and stems have: a look before the hash */
};

/* FNV-1a. */
static size_t hash(struct str s, bool is_stem)
{
    uint64_t h = is_stem ? 14695981039346656037u : 14695981039346656037u ^ 0xFF;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.data[i]) * 1099511628211u;
    return (size_t)(h ^ h >> 32);
}

static uint32_t *slot_of(const struct snippet_terms *t, struct str text, bool is_stem)
{
    size_t at = hash(text, is_stem) & t->mask;
    while (t->slots[at]) {
        const struct plan_term *term = &t->terms[t->slots[at] - 1];
        if (term->is_stem == is_stem && str_eq(term->text, text))
            break;
        at = (at + 1) & t->mask;
    }
    return &t->slots[at];
}

int snippet_terms_new(struct snippet_terms **out, const struct query_plan *plan, struct err *err)
{
    struct snippet_terms *t     = calloc(1, sizeof *t);
    size_t                slots = 16;
    while (slots < plan->term_count * 2)
        slots *= 2;
    *out = NULL;
    if (!t || !(t->slots = calloc(slots, sizeof *t->slots))) {
        free(t);
        return err_oom(err);
    }
    t->terms = plan->terms;
    t->mask  = slots - 1;
    for (size_t i = 0; i < plan->term_count; i++) {
        uint32_t *slot = slot_of(t, plan->terms[i].text, plan->terms[i].is_stem);
        if (!*slot)
            *slot = (uint32_t)i + 1;
        analyzer_initials_add(&t->initials, plan->terms[i].text);
        if (plan->terms[i].text.len <= ANALYZER_TERM_MAX)
            t->lengths[plan->terms[i].is_stem][plan->terms[i].text.len] = true;
    }
    *out = t;
    return 0;
}

void snippet_terms_free(struct snippet_terms *terms)
{
    if (!terms)
        return;
    free(terms->slots);
    free(terms);
}

const struct plan_term *snippet_term_of(const struct snippet_terms *t, const struct token *token)
{
    uint32_t found = t->lengths[true][token->stem.len] ? *slot_of(t, token->stem, true) : 0;
    if (!found && t->lengths[false][token->word.len])
        found = *slot_of(t, token->word, false);
    return found ? &t->terms[found - 1] : NULL;
}

const struct analyzer_initials *snippet_terms_initials(const struct snippet_terms *t)
{
    return &t->initials;
}
