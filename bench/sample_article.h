/* sample_article: articles of an index picked at random, and their words with what the index says of them. */
#ifndef PRESSMARK_BENCH_SAMPLE_ARTICLE_H
#define PRESSMARK_BENCH_SAMPLE_ARTICLE_H

#include "base/arena.h"
#include "bench/query_sample.h"
#include "corpus/random.h"
#include "index/index_terms.h"
#include "text/analyzer.h"

enum { SAMPLE_WORDS_MAX = 4096 }; /* of an article that are looked at */

struct sample_word {
    struct str said;       /* in a query: as written if that has accents, which stemming may need; else word */
    struct str word, stem; /* as the analyzer gives them */
    uint32_t   position;
    bool       sayable; /* letters only, with plain a-z */
    bool       content; /* sayable, no stop word and of three letters at least */
};

struct stop_list {
    const char *const *words;
    size_t             count;
};

struct sampler {
    struct index_reader *reader;
    struct analyzer     *analyzer;
    struct random        random;
    bool                 plain;
    uint64_t             documents, rare, frequent; /* as the header of query_sample says */
    int                 *languages; /* of the index */
    struct stop_list    *stops;     /* theirs */
    size_t               language_count;
    /* The article at hand. */
    struct arena        arena;
    struct sample_word *words; /* SAMPLE_WORDS_MAX */
    size_t              word_count;
    char                date[12]; /* "2023-07-27", or "" */
    /* A word of an article before it. */
    char       other[64], other_stem[ANALYZER_TERM_MAX + 1];
    struct buf term;
};

/* ERR_NOT_FOUND for an index without articles; ERR_OOM. */
int  sampler_init(struct sampler *s, struct index_reader *reader, bool plain, struct err *err);
void sampler_release(struct sampler *s);

/* Another article: 1, or 0 when this one was deleted or has no word that can be asked for. */
int sampler_next(struct sampler *s, struct err *err);

/* Documents with the word as written, with the stem. */
int sampler_word_df(struct sampler *s, struct str word, uint64_t *df, struct err *err);
int sampler_stem_df(struct sampler *s, struct str stem, uint64_t *df, struct err *err);

/* Has no article the word, as it is or stemmed in any language of the index? 1, 0. */
int sampler_is_absent(struct sampler *s, struct str word, struct err *err);

/* Do at most `most` words of the index begin so? 1, 0. */
int sampler_begins(struct sampler *s, struct str letters, size_t most, struct err *err);

/* Is the stem among those of the article? */
bool sampler_has_stem(const struct sampler *s, struct str stem);

/* Choose up to `count` content words of different stems; returns how many there were. */
size_t sampler_choose(struct sampler *s, size_t count, const struct sample_word **out);

#endif
