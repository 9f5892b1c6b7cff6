/* planner: what the parts of query_plan share; nobody else's business. */
#ifndef PRESSMARK_QUERY_PLANNER_H
#define PRESSMARK_QUERY_PLANNER_H

#include "query/query_plan.h"

struct planner {
    struct query_plan        *plan;
    struct query             *q;
    const struct plan_target *target;
    struct err               *err;
    bool                      negative;  /* below a NOT: nothing of it is to be marked or weighed */
    size_t                    tokens;    /* words so far */
    size_t                    expanded;  /* words that '*' stood for so far */
    size_t                    plain, stop_words; /* words outside of phrases, and how many are stop words */
    uint32_t                  groups;    /* of terms so far */
};

/* Parts of a query under construction; memory of the plan's arena. */
struct planner_list {
    const struct plan_query **items;
    size_t                    count, cap;
};

/* What a node became: query NULL when it says nothing (punctuation only). */
struct planner_part {
    const struct plan_query *query;
    bool                     scored;
    int                      field; /* the one field of a part that only filters; -1: several */
};

/* All nodes live in the plan's arena, and so does what lists hold: nothing may be added to a list that was
 * made a node. Errors: ERR_OOM; of terms also those of index_term_find. */
int planner_add(struct planner *p, struct planner_list *list, const struct plan_query *query);
/* A list of one is its part, for operators where that means the same. */
int planner_combine(struct planner *p, enum plan_op op, const struct planner_list *list,
                    const struct plan_query **out);
int planner_pair(struct planner *p, enum plan_op op, const struct plan_query *a, const struct plan_query *b,
                 const struct plan_query **out);
int planner_unweighed(struct planner *p, const struct plan_query *part, const struct plan_query **out);
/* Terms near each other: see PLAN_NEAR. */
int planner_near(struct planner *p, const struct planner_list *list, uint32_t window, const struct plan_query **out);
int planner_nothing(struct planner *p, const struct plan_query **out);
/* prefix + text as a term; *df (may be NULL) gets the documents that have it. */
int planner_term(struct planner *p, const char *prefix, struct str text, uint32_t wqf, uint64_t *df,
                 const struct plan_query **out);
/* The same for a term that is complete. */
int planner_whole_term(struct planner *p, struct str term, uint64_t *df, const struct plan_query **out);
/* Dates from the first day of `from` to the last of `to`. */
int planner_range(struct planner *p, const struct query_date *from, const struct query_date *to,
                  const struct plan_query **out);

/* The terms of the index that begin with prefix + text, at most QUERY_PREFIX_TERMS (else ERR_LIMIT at the node's
 * place); with most_common they are cut instead, the commonest kept. */
struct planner_words {
    struct planner_word {
        struct str        text, term; /* without the prefix, and with it */
        struct index_term found;      /* without its shards where there may be many more terms than are kept */
    } *items;
    size_t count, cap;
};
int planner_expand(struct planner *p, const struct query_node *node, const char *prefix, struct str text,
                   bool most_common, struct planner_words *out);

int planner_word_term(struct planner *p, const struct planner_word *word, const struct plan_query **out);

/* A term to be marked. */
int planner_mark(struct planner *p, struct str text, bool is_stem, uint32_t group, uint64_t df);

/* Add to what the query costs, except below a NOT. */
void planner_tally(struct planner *p, uint64_t df);

/* ---- leaves ---------------------------------------------------------------------------------- */

/* Where the terms of a text leaf stand, and what to say of a word that none has. */
struct place_in_index {
    const char *word_prefix, *stem_prefix, *what;
};

struct text_leaf {
    struct planner          *p;
    const struct query_node *node;
    struct place_in_index    in;
    struct query_tokens      tokens;
};

int plan_text_leaf(struct planner *p, const struct query_node *node, struct planner_part *out);
int plan_filter_leaf(struct planner *p, const struct query_node *node, struct planner_part *out);

/* Parts of plan_text_leaf: any of the words; the words that begin like the leaf's one. *out stays as it is
 * for a leaf without words. */
int plan_variants(struct text_leaf *l); /* adds stems to the leaf's words that they have with other accents */
int plan_words(struct text_leaf *l, const struct plan_query **out);
int plan_prefix(struct text_leaf *l, const struct plan_query **out);

#endif
