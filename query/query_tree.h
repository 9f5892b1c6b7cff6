/* query_tree: a query as its writer meant it, before any index is asked. Built by query_parser, read by
 * query_plan.
 *
 * All places and texts are slices of query.text, the query with white space runs made one blank, ends
 * trimmed and ill-formed UTF-8 replaced. */
#ifndef PRESSMARK_QUERY_TREE_H
#define PRESSMARK_QUERY_TREE_H

#include "base/article.h"
#include "query/query_date.h"
#include "query/query_notes.h"

enum query_kind {
    QUERY_WORDS,  /* text: words as typed, next to each other: any of them */
    QUERY_PHRASE, /* text: the words in this order */
    QUERY_NEAR,   /* text: the words in any order, with at most `within` others among them */
    QUERY_EXACT,  /* text: a word that is not to be stemmed */
    QUERY_ANY,    /* text: words; punctuation between them says nothing */
    QUERY_PREFIX, /* text: the begin of a word, without its '*' */
    QUERY_DATE,
    QUERY_OR,     /* any of the parts */
    QUERY_GROUP,  /* the parts by their roles; a AND b is a group of two required parts */
};

/* What a part is to the group it stands in. */
enum query_role { ROLE_MAY, ROLE_MUST, ROLE_NOT };

struct query_place {
    size_t at, len; /* bytes of query.text */
};

struct query_node {
    enum query_kind    kind;
    enum query_role    role;
    enum article_field field;  /* of a leaf; FIELD_BODY: title and body */
    bool               quoted; /* of a leaf: a QUERY_PHRASE, or an exact or date value in quotes */
    struct query_place place;  /* of all of it */
    struct str         text;   /* of a leaf */
    size_t             within; /* QUERY_NEAR */
    size_t             stars;  /* QUERY_PREFIX: how many '*' stand behind the text */
    struct query_date  date;   /* QUERY_DATE */
    struct query_node *first;  /* parts of QUERY_OR and QUERY_GROUP, one at least */
    struct query_node *next;   /* in the same parent */
    struct query_node *older;  /* all nodes of the query, newest first */
};

struct query {
    struct buf          text;
    struct query_node  *root;  /* NULL: there is nothing to search for */
    struct query_node  *nodes; /* all of them */
    struct query_notes  notes;
    struct query_place  place; /* of the error; len 0: it has none */
};

void query_init(struct query *q);
void query_release(struct query *q);

/* A zeroed node that lives as long as the query; NULL: out of memory. */
struct query_node *query_node_new(struct query *q, enum query_kind kind);

/* Append the tree in one line: <words>, any<words>, "phrase", "near"~5, =<exact>, <begin>*, a field in front with ':',
 * (a | b) for OR, (+a b -c) for a group. */
void query_print(const struct query_node *node, struct buf *out);

/* Names of the fields a query can ask for, with commas; static. */
const char *query_field_names(void);
/* The field of that name (ASCII letters in any case), -1 when a query cannot ask for it. */
int query_field_by_name(struct str name);

/* Append the query's line and, under it, carets at the place, cut to about `width` columns, safe for a
 * terminal; each line indented by two blanks and ended. Nothing when the query has no place set. */
void query_print_place(const struct query *q, int width, struct buf *out);

#endif
