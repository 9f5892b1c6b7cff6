/* generate: made-up news, as much as is asked for, to measure on.
 *
 * Article i depends on the options and i alone, and its bytes are the same on every machine: a corpus is the
 * beginning of every larger one, and any part of it can be made without the rest. What the texts obey:
 *
 *   words       Zipf-Mandelbrot with a tail that never ends (rank_law.h). Of ranks, the law holds in expectation
 *               but for the three rules that follow, which together move the share of an octave of ranks by less
 *               than a tenth
 *   topics      an article has one or two; a word that belongs to a topic becomes, in 3 cases of 4, the word
 *               that one of the article's topics has in its place (lexicon.h)
 *   phrases     a quarter of the words has one that follows it in 3 cases of 10, a quarter of these with a
 *               function word between; followers have followers
 *   bursts      a word that is no function word is in 3 cases of 8 one that the article already had
 *   lengths     lognormal, in words of the text, from 3 to 65,536
 *   dates       even over the years, to the second
 *   sentences   of 6 to 25 words, 2 to 6 of them a paragraph; titles of 4 to 9 words, mostly of the text */
#ifndef PRESSMARK_CORPUS_GENERATE_H
#define PRESSMARK_CORPUS_GENERATE_H

#include "base/article.h"
#include "base/err.h"

/* All numbers but the first and those of years and words are in millionths. */
struct generate_options {
    uint64_t seed;
    uint64_t vocabulary;                /* 1 .. 1,000,000: ranks of the core */
    uint64_t exponent, shift, growth;   /* 0 .. 4, 0 .. 1000, 0 or 0.1 .. 0.95: see rank_law.h */
    uint64_t length, length_sigma;      /* mean number of words of a text, whole: 3 .. 20,000; sigma of its
                                           logarithm: 0 .. 2 */
    uint64_t topics;                    /* 1 .. 10,000 */
    uint64_t first_year, years;         /* within 1 .. 9999 */
};

/* Seed 1, 8,000 words, exponent 1, shift 2.7, growth 0.49 (which is that of Reuters-RCV1: C. D. Manning,
 * P. Raghavan, H. Schuetze, "Introduction to Information Retrieval", 2008, 5.1.1), 300 words and sigma
 * 0.6, 20 topics, 20 years from 2004. */
void generate_options_init(struct generate_options *options);

struct generator;

/* Errors: ERR_USAGE, naming the option as the program of the same name has it; ERR_OOM. Cost: about a
 * microsecond a word of the vocabulary and 100 ms. */
int  generator_new(struct generator **out, const struct generate_options *options, struct err *err);
void generator_free(struct generator *g); /* NULL allowed */

/* Article number `number`, from 0 on: id, title, date, author (none in a tenth of them, two in another),
 * source, lang, topic and text, borrowed until the next call. ERR_OOM. Cost: linear in its words. */
int generator_article(struct generator *g, uint64_t number, struct article *out, struct err *err);

#endif
