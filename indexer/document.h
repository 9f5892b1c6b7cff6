/* document: an article -> the terms, positions and values of a document (store/schema.h says which).
 *
 * Tokens of one article are gathered first, one entry a lexeme; the terms of a word are looked up once a
 * shard and not once a token. */
#ifndef PRESSMARK_INDEXER_DOCUMENT_H
#define PRESSMARK_INDEXER_DOCUMENT_H

#include "base/article.h"
#include "postings/postings_build.h"
#include "text/analyzer.h"

/* Caps on what one article may bring, far above any news: Xapian, where it is to have positions, counts them in
 * 32 bits, and its own writer takes about a kilobyte of memory for each distinct term. What is past them is
 * stored, but not found. */
enum {
    DOCUMENT_POSITIONS_MAX = 1 << 24,
    DOCUMENT_WORDS_MAX     = 1 << 17, /* distinct words; two terms each, four in titles */
    DOCUMENT_FACETS_MAX    = 1 << 17, /* terms of its authors; of its topics; ... */
};

/* The language to analyze an article in: its own where we know it, none where it names one we do not know, else the
 * default. */
int document_language(const struct article *article, int default_lang);

/* Words of title and body, as struct document_facts counts them, without building anything. */
int document_count_words(struct analyzer *analyzer, const struct article *article, int lang, uint64_t *words,
                         struct err *err);

struct document_builder;

/* One thread; borrows the analyzer. */
int  document_builder_new(struct document_builder **out, struct analyzer *analyzer, struct err *err);
void document_builder_free(struct document_builder *b);

struct document_facts {
    uint64_t words;    /* tokens with a position */
    bool     has_date;
    int64_t  date;     /* seconds since 1970 */
};

/* Put everything but the record into the document begun last in `postings`. `lang` is the number of the language to
 * analyze in; `shard` another one, never 0, whenever `postings` was emptied. */
int document_build(struct document_builder *b, const struct article *article, int lang,
                   struct postings_builder *postings, uint32_t shard, struct document_facts *facts, struct err *err);

#endif
