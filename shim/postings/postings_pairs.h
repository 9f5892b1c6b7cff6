/* postings_pairs: in which documents two frequent words stand side by side, as lists beside those of terms. A phrase of
 * frequent words alone would otherwise be looked for in the positions of most documents. Which words are frequent is
 * the file's own, so that lists are made from its positions once these are written, and made anew in a merge. Partial
 * nextword indexes: Bahle, Williams and Zobel, "Efficient Phrase Querying with an Auxiliary Index", SIGIR 2002. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_PAIRS_H
#define PRESSMARK_POSTINGS_POSTINGS_PAIRS_H

#include "base/buf.h"
#include "postings/postings_format.h"

/* A frequent word with positions. */
struct pair_word {
    struct postings_term term;
    uint32_t             rank;     /* among these words, the most frequent first, from 0 */
    uint32_t             partners; /* it is in pairs with the words of ranks below that, which may stand behind it */
    uint32_t             begin;    /* number of the first of these pairs */
};

/* Of a file of so many documents; in order of the dictionary once they are chosen. */
struct pair_words {
    uint32_t          documents, count, pairs;
    struct pair_word *all;
    size_t            room;
};

void pair_words_release(struct pair_words *words);

/* The next term, whatever it is; one that is in no pair is left out. ERR_OOM. */
int pair_words_add(struct pair_words *words, const struct postings_term *term, struct err *err);

/* All were added: choose those that are in pairs, at most POSTINGS_PAIR_WORDS, and number pairs. */
void pair_words_choose(struct pair_words *words);

/* What PAIRS says of word `i`. */
struct postings_pair_word pair_words_entry(const struct pair_words *words, uint32_t i);

/* The documents of a file one after the other, and which pairs stand in each. */
struct pair_walk;

/* Only the lists of `file` are read, and it is borrowed, as are the words, which are chosen. Memory: some 1.5 KB a
 * word, 8 bytes a pair, and 20 bytes a position that the words have in 64 successive documents. ERR_OOM. */
int  pair_walk_new(struct pair_walk **out, const struct postings_file *file, const struct pair_words *words,
                   struct err *err);
void pair_walk_free(struct pair_walk *walk); /* NULL allowed */

/* The next document with a pair: 1; 0: there is none; or an error (ERR_CORRUPT, ERR_OOM). *pairs is borrowed until the
 * next call: each once, in any order. */
int pair_walk_next(struct pair_walk *walk, uint32_t *docid, const uint32_t **pairs, uint32_t *count, struct err *err);

#endif
