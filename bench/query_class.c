#include "bench/query_class.h"

#include <string.h>

static const char *const names[] = {
#define QUERY_CLASS_NAME(name, text, what) text,
    QUERY_CLASSES(QUERY_CLASS_NAME)
#undef QUERY_CLASS_NAME
    "nothing",
};

const char *query_class_name(enum query_class class)
{
    return names[class];
}

/* ---- by shape -------------------------------------------------------------------------------- */

/* What is anywhere in a tree, and what its top is. */
struct shape {
    bool   date, wildcard, field;
    size_t words;   /* in leaves that are no phrases */
    size_t phrases; /* of two words or more */
    size_t nested;  /* groups and ORs below the top */
};

/* White space is made one blank by the parser. */
static size_t count_words(struct str text)
{
    size_t count = 0;
    for (struct str rest = text; rest.data;)
        count += str_split(&rest, ' ').len > 0;
    return count;
}

static void look_at_leaf(const struct query_node *leaf, struct shape *shape)
{
    size_t words = count_words(leaf->text);
    if (leaf->kind == QUERY_DATE)
        shape->date = true;
    else if (leaf->field != FIELD_BODY)
        shape->field = true;
    if (leaf->kind == QUERY_PREFIX)
        shape->wildcard = true;
    else if (leaf->kind == QUERY_PHRASE && words > 1)
        shape->phrases++;
    else
        shape->words += words;
}

static bool is_leaf(const struct query_node *node)
{
    return node->kind != QUERY_OR && node->kind != QUERY_GROUP;
}

/* Depth is bounded by QUERY_DEPTH_MAX. */
static void look_at(const struct query_node *node, struct shape *shape)
{
    if (is_leaf(node)) {
        look_at_leaf(node, shape);
        return;
    }
    for (const struct query_node *part = node->first; part; part = part->next) {
        shape->nested += !is_leaf(part);
        look_at(part, shape);
    }
}

/* Have all parts of a group this role? */
static bool all_parts(const struct query_node *group, enum query_role role)
{
    for (const struct query_node *part = group->first; part; part = part->next)
        if (part->role != role)
            return false;
    return true;
}

/* A required part of several words side by side is no plain AND. */
static bool parts_are_words(const struct query_node *group)
{
    for (const struct query_node *part = group->first; part; part = part->next)
        if (!is_leaf(part) || count_words(part->text) > 1)
            return false;
    return true;
}

enum query_class query_class_of_shape(const struct query *q)
{
    const struct query_node *root  = q->root;
    struct shape             shape = {0};
    if (!root)
        return CLASS_NOTHING;
    look_at(root, &shape);
    if (shape.date)
        return CLASS_DATE;
    if (shape.wildcard)
        return CLASS_WILDCARD;
    if (shape.field)
        return CLASS_FIELD;
    if (is_leaf(root))
        return shape.phrases ? CLASS_PHRASE_COMMON : shape.words > 1 ? CLASS_OR : CLASS_WORD;
    if (shape.phrases || shape.nested)
        return CLASS_BOOLEAN;
    if (root->kind == QUERY_OR || all_parts(root, ROLE_MAY))
        return CLASS_OR;
    if (all_parts(root, ROLE_MUST) && parts_are_words(root))
        return shape.words > 1 ? CLASS_AND : CLASS_WORD;
    return CLASS_BOOLEAN;
}

/* ---- by what the index holds ----------------------------------------------------------------- */

static int has_rare_word(struct searcher *s, const struct search *search, bool *rare, struct err *err)
{
    const struct query_plan *plan      = &search->plan;
    uint64_t                 documents = searcher_documents(s);
    *rare                              = false;
    for (size_t i = 0; i < plan->term_count && !*rare; i++) {
        if (plan->terms[i].is_stem) /* a phrase marks words as they are written */
            continue;
        struct arena      arena = ARENA_INIT;
        struct index_term found = {0, 0, NULL};
        int               code  = index_term_find(searcher_reader(s), plan->terms[i].text, &arena, &found, err);
        arena_release(&arena);
        if (code)
            return code;
        *rare = found.df <= 1 || found.df * RARE_ONE_IN <= documents;
    }
    return 0;
}

int query_class_of(struct searcher *s, struct str text, enum query_class *out, struct err *err)
{
    struct search         search;
    struct search_request request = {.query = text, .exact = true};
    search_init(&search);
    int code = searcher_run(s, &request, &search, err);
    *out     = code ? CLASS_NOTHING : query_class_of_shape(&search.query);
    if (*out != CLASS_NOTHING && search.result.estimate == 0) {
        *out = CLASS_MISS;
    } else if (*out == CLASS_PHRASE_COMMON) {
        bool rare;
        code = has_rare_word(s, &search, &rare, err);
        if (!code && rare)
            *out = CLASS_PHRASE_RARE;
    }
    search_release(&search);
    return code;
}
