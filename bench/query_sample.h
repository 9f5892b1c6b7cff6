/* query_sample: queries to measure with, taken from what an index holds.
 *
 * Articles are picked at random and words, pairs and phrases taken from their texts, so that each query
 * but a miss finds one article at least. How many articles a word has is asked of the index: nothing is
 * read through. Query n of a class depends on the index, the seed, the class and those before it in the
 * class only.
 *
 * N articles: a rare word is in N / 1000 of them at most (in one, if that is less), a frequent one in N /
 * 20 at least (three), of single words by their stems, in phrases by the words as written. Stop words, in
 * any of the index's languages, stand in phrases only: beside other words the planner would drop them. */
#ifndef PRESSMARK_BENCH_QUERY_SAMPLE_H
#define PRESSMARK_BENCH_QUERY_SAMPLE_H

#include "base/buf.h"
#include "index/index_reader.h"

/*    value          name             said in plain  what */
#define SAMPLE_CLASSES(X)                                                                                   \
    X(WORD_RARE,     "word-rare",     true)  /* one word */                                                \
    X(WORD_MIDDLE,   "word-middle",   true)                                                                \
    X(WORD_FREQUENT, "word-frequent", true)                                                                \
    X(OR,            "or",            true)  /* 2 to 5 words of one article, any of them */                \
    X(AND,           "and",           true)  /* 2 to 5 words of one article, all of them */                \
    X(PHRASE_COMMON, "phrase-common", true)  /* 2 to 5 words in a row, all frequent */                     \
    X(PHRASE_RARE,   "phrase-rare",   true)  /* 2 to 5 words in a row, one rare */                         \
    X(MIX,           "mix",           false) /* AND, OR, NOT, + and - together */                          \
    X(DATE,          "date",          false) /* one or two words, and a time that holds the article */     \
    X(WILDCARD,      "wildcard",      false) /* the first letters of a word; at most 1,000 words begin so */\
    X(MISS,          "miss",          true)  /* a word that no article has */

enum sample_class {
#define SAMPLE_CLASS_ENUM(value, name, plain) SAMPLE_CLASS_##value,
    SAMPLE_CLASSES(SAMPLE_CLASS_ENUM)
#undef SAMPLE_CLASS_ENUM
    SAMPLE_CLASS_COUNT
};

const char *sample_class_name(enum sample_class c); /* static */
int         query_class_by_name(const char *name); /* or -1 */

struct query_sample_options {
    uint64_t seed;
    uint64_t per_class;
    /* Only what the protocol of the Search Benchmark Game can say: word, +a +b, a b, "a b", in letters
     * a-z. Classes that it cannot say are left out, and AND is written with +. */
    bool plain;
    bool classes[SAMPLE_CLASS_COUNT];
};

/* Append lines "qid<TAB>query", class after class in the order above; the qid is "word-rare-001", ... No
 * query comes twice in a class. counts (SAMPLE_CLASS_COUNT of them): how many each class has; fewer than
 * asked for when 500 articles in a row gave nothing new. Errors: of reading the index; ERR_OOM;
 * ERR_NOT_FOUND for an index without articles. Cost: a query reads some articles, and for each some
 * terms' statistics; memory for the queries alone. */
int query_sample(struct index_reader *reader, const struct query_sample_options *options, struct buf *out,
                 uint64_t *counts, struct err *err);

#endif
