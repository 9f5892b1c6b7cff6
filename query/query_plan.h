/* query_plan: a query's tree -> what the engine is asked, and what is worth showing of an article.
 *
 *   words      OR of their stems; a word of several languages is a synonym group of its stems. Words glued
 *              by punctuation are a phrase, or what they make joined: e-mail is email or "e mail". Stop words
 *              beside other words are left out, unless the target keeps them
 *   "phrase"   AND of the stems, which weigh, filtered by the words' positions
 *   "near"~5   the same, the words in any order and no paragraph between them
 *   =word      its stem, filtered by the word
 *   begin*     the words that begin so; their stems weigh
 *   facets     boolean: an unquoted value by each of its words, a quoted one as a whole
 *   lang, id   boolean: exact. date: boolean: day, month or year term, or a range of the date's value
 *
 * In a group, parts with weight that are required must all match, the others add weight; without required
 * ones any will do. Boolean parts filter: of the same field any, of different fields all. A group without
 * parts that weigh has no ranking. In an OR boolean parts are alternatives. */
#ifndef PRESSMARK_QUERY_PLAN_H
#define PRESSMARK_QUERY_PLAN_H

#include "query/plan_query.h"
#include "query/query_analysis.h"
#include "query/query_tree.h"

/* What a plan is made for; all borrowed. */
struct plan_target {
    const struct index_reader *reader;
    struct analyzer           *analyzer;
    struct query_languages     languages;
    uint64_t                   documents;
    bool                       keep_stop_words; /* beside other words, too */
    bool                       has_variants;    /* the index holds words whose accents decide their stems */
};

/* A stem or word that the query looks for, to be marked in what is shown. */
struct plan_term {
    struct str text;
    bool       is_stem; /* else a word as it is written, folded */
    uint32_t   group;   /* terms that stand for the same word of the query share it; from 0 */
    double     odds;    /* 1 and more, the rarer in the index; their logarithm is the idf of BM25, kept above zero */
};

struct query_plan {
    const struct plan_query *query;    /* NULL: nothing can match */
    bool                     scored;   /* some part weighs: else order is of no meaning */
    uint64_t                 postings; /* documents of all its terms together: what it costs to count matches */
    struct plan_term        *terms;
    size_t                   term_count;
    /* owned */
    struct arena             arena;
    size_t                   term_cap;
};

void query_plan_init(struct query_plan *plan);
void query_plan_release(struct query_plan *plan);

/* Plan q->root into *plan, initialised; what is doubtful goes to q->notes. Errors: ERR_QUERY and ERR_LIMIT
 * with q->place; ERR_OOM; those of reading the index. Cost: a look-up or two in the index a word. */
int query_plan_make(struct query_plan *plan, struct query *q, const struct plan_target *target,
                    struct err *err);

/* Of what the plan finds only articles dated from the first day of `since` to the last of `until`; all of
 * these where it has no query. ERR_OOM. */
int query_plan_limit_dates(struct query_plan *plan, const struct query_date *since, const struct query_date *until,
                           struct err *err);

#endif
