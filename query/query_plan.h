/* query_plan: a query's tree -> what the engine is asked, and what is worth showing of an article.
 *
 *   words      OR of their stems; a word of several languages is a synonym group of its stems. Words glued
 *              by punctuation are a phrase, or what they make joined: e-mail is email or "e mail". Stop words
 *              beside other words are left out
 *   "phrase"   AND of the stems, which weigh, filtered by the words' positions
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

#include "query/query_analysis.h"
#include "query/query_tree.h"
#include "xap/xap.h"

/* What a plan is made for; all borrowed. */
struct plan_target {
    struct xap_db         *db;
    struct analyzer       *analyzer;
    struct query_languages languages;
    uint64_t               documents;
    bool                   describe; /* keep words for the plan, its parts and terms */
    size_t                 only;     /* number of the one unit that is to weigh; 0: all weigh */
};

/* A term of the index that a plan looks for; terms may stand there more than once. */
struct plan_lookup {
    struct str words;  /* see plan_words.h */
    uint64_t   df, cf; /* documents that have it, occurrences; words and filters are not counted: cf 0 */
};

/* Something made for the engine. */
struct plan_part {
    struct xap_query *query;
    struct str        words; /* empty unless the target asked for them */
};

/* A stem or word that the query looks for, to be marked in what is shown. */
struct plan_term {
    struct str text;
    bool       is_stem; /* else a word as it is written, folded */
    uint32_t   group;   /* terms that stand for the same word of the query share it; from 0 */
    double     weight;  /* the rarer in the index, the more */
};

/* What an article weighs is the sum of what the units of the plan weigh there: a unit is a stem, or stems
 * that count as one. */
struct plan_unit {
    struct str words;
};

struct query_plan {
    struct xap_query  *query;  /* NULL: nothing can match. Freed with the plan */
    bool               scored; /* some part weighs: else order is of no meaning */
    uint64_t           postings; /* documents of all its terms together: what it costs to count matches */
    struct plan_term  *terms;
    size_t             term_count;
    size_t             unit_count;
    /* Empty unless the target asked for them; units: unit_count of them, number 1 first. */
    struct str          words;
    struct plan_unit   *units;
    struct plan_lookup *lookups;
    size_t              lookup_count;
    /* owned */
    struct arena       arena;
    struct plan_part  *parts;
    size_t             part_count, part_cap, term_cap, unit_cap, lookup_cap;
};

void query_plan_init(struct query_plan *plan);
void query_plan_release(struct query_plan *plan);

/* Plan q->root into *plan, initialised; what is doubtful goes to q->notes. Errors: ERR_QUERY and ERR_LIMIT
 * with
 * q->place; ERR_OOM; those of reading the index. Cost: a look-up or two in the index a word. */
int query_plan_make(struct query_plan *plan, struct query *q, const struct plan_target *target,
                    struct err *err);

#endif
