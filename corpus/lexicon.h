/* lexicon: the words of a made-up English, one for each rank, without end.
 *
 * The first ranks are function words of English in about the order of their frequency. All others are
 * made of syllables and never one of those: (onset vowel) twice or more and a coda, so that each number
 * has a word of its own and small numbers short ones. About a quarter are forms of another word, half as
 * frequent or less, by -s, -ed or -ing, which English stemming takes off again: no base ends in what the
 * stemmer would mend ("-at", "-bl", "-iz") or in a doubled letter.
 *
 * Behind the function words the ranks stand in columns. The first stretch of them is one column. From
 * `first_topic` on each run of `block` ranks has one rank a column: `topics` columns of words that belong to
 * a topic, and as many of words that belong to none. A word's forms stand in its column. */
#ifndef PRESSMARK_CORPUS_LEXICON_H
#define PRESSMARK_CORPUS_LEXICON_H

#include "base/err.h"
#include "base/str.h"
#include "corpus/random.h"

enum {
    LEXICON_FUNCTION_WORDS = 108,
    LEXICON_WORD_MAX       = 40, /* bytes of a word */
    LEXICON_GROUPS         = 2,  /* columns of topics, columns of none */
};

struct lexicon {
    uint64_t salt, first_topic;
    uint32_t topics, block;
    uint32_t cached; /* ranks below are spelled in `words` */
    struct lexicon_word {
        char    text[22]; /* longer ones are not cached: len 0 */
        uint8_t len, is_name;
    } *words;
};

/* Words of ranks 0 .. cached - 1 are kept ready, 24 bytes each. topics >= 1. ERR_OOM. */
int  lexicon_init(struct lexicon *l, uint64_t seed, uint32_t topics, uint32_t cached, struct err *err);
void lexicon_release(struct lexicon *l);

/* Write the word of a rank (below RANK_LAW_LAST) to out; returns its length. *is_name: it is written with a
 * capital, as one base in eight is. */
size_t lexicon_spell(const struct lexicon *l, uint64_t rank, char out[LEXICON_WORD_MAX], bool *is_name);

static inline size_t lexicon_word(const struct lexicon *l, uint64_t rank, char out[LEXICON_WORD_MAX],
                                  bool *is_name)
{
    if (rank < l->cached && l->words[rank].len) {
        memcpy(out, l->words[rank].text, sizeof l->words[rank].text);
        *is_name = l->words[rank].is_name;
        return l->words[rank].len;
    }
    return lexicon_spell(l, rank, out, is_name);
}

/* The topic a word belongs to, or -1. */
static inline int64_t lexicon_topic(const struct lexicon *l, uint64_t rank)
{
    if (rank < l->first_topic)
        return -1;
    uint32_t column = (uint32_t)((rank - l->first_topic) % l->block);
    return column < l->topics ? (int64_t)column : -1;
}

/* The word that another topic (or the same) has in the place of this topic's word. */
static inline uint64_t lexicon_counterpart(const struct lexicon *l, uint64_t rank, uint32_t topic)
{
    return rank - (rank - l->first_topic) % l->block + topic;
}

/* The word that tends to follow this one, in its column and up to half as deep again in rank. *link: the
 * function word between them, or -1. False for the three words of four that have none, and function
 * words. */
bool lexicon_follower(const struct lexicon *l, uint64_t rank, uint64_t *follower, int *link);

/* A topic's name: the most frequent of its words, spelled to out; returns its length. */
size_t lexicon_topic_name(const struct lexicon *l, uint32_t topic, char out[LEXICON_WORD_MAX]);

#endif
