/* analyzer: text -> tokens. One analyzer for indexing, searching and highlighting, always.
 *
 * What it does, in order (each rule once, here and in analyzer.c):
 *   1. Split into words by Unicode classes: letters, marks, digits and '_' make words; of UAX #29 the
 *      rules that keep an apostrophe (' U+2019) or a full stop between letters, and . , ' between
 *      digits. Typographic apostrophes count as '. Split always after a Romance elision (l' d' j' qu'
 *      dell' ...) when a letter follows: "l'homme" is "l", "homme".
 *   2. Normalise each word by NFKC and full case folding. Acronyms lose their stops ("U.N." -> "un").
 *      Numbers lose their thousands marks and get '.' as decimal mark ("1,234.56" and "1.234,56" ->
 *      "1234.56").
 *   3. Runs of Han, kana and Hangul (and of Thai, Lao, Khmer, Burmese, by grapheme) become overlapping
 *      bigrams, one position each, the last character alone at the end ("東京都" -> 東京 京都 都).
 *   4. Stem by libstemmer in the language asked for, on the normalised form before step 5. Languages
 *      without a stemmer keep the word.
 *   5. Fold accents in stem and word: decompose, drop combining marks of Latin, Greek, Cyrillic (but not
 *      of U+0439), Hebrew and Arabic, compose; ø đ ł ß æ œ þ ð ı become o d l ss ae oe th d i.
 *   6. Compounds: words joined by '-' (U+2010, U+2011 too; 2 to 4 parts, one of them with a letter), and
 *      a single letter that is no stop word of the language, a blank and a word, give besides their parts
 *      one more token, the parts joined, at the first part's position ("e-mail", "e mail": e mail + email).
 * Words of more than 64 characters are dropped; their position stays. Paragraphs (a blank line, a line
 * indented by 3 or more blanks or a tab, U+2029) leave a gap of ANALYZER_GAP positions.
 *
 * Output words and stems are valid UTF-8, at most ANALYZER_TERM_MAX bytes, never with A-Z in them. */
#ifndef PRESSMARK_TEXT_ANALYZER_H
#define PRESSMARK_TEXT_ANALYZER_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum {
    ANALYZER_VERSION  = 1,  /* of the rules above: part of the fingerprint */
    ANALYZER_WORD_MAX = 64, /* characters */
    ANALYZER_TERM_MAX = 240,/* bytes of a word or a stem; longer ones count as over-long */
    ANALYZER_GAP      = 100,/* positions between paragraphs, and between title and body */
};

enum token_kind {
    TOKEN_WORD,
    TOKEN_NUMBER,  /* begins with a digit */
    TOKEN_NGRAM,   /* a bigram of rule 3 */
    TOKEN_NGRAM_TAIL, /* the last character of such a run alone; a query of two or more drops it */
    TOKEN_JOINED,  /* rule 6: shares its position with the first part */
};

struct token {
    struct str word;        /* folded surface form; borrowed until the callback returns */
    struct str stem;        /* folded stem; equal to word where there is no stemmer */
    uint32_t   position;
    uint32_t   begin, end;  /* bytes of the source text; of a joined token, of all its parts */
    uint32_t   lexeme;      /* small number, the same for the same (word before folding, language) as
                               long as analyzer_epoch() stays; a key for per-document tables */
    uint8_t    kind;        /* enum token_kind */
    uint8_t    parts;       /* TOKEN_JOINED: how many plain tokens it joins, which follow it; else 1 */
    bool       stop_word;   /* of the language asked for */
};

/* Called for each token in order of position, a joined token before its parts. Non-zero stops the run
 * and is returned by it. */
typedef int (*token_fn)(void *ctx, const struct token *token);

/* One thread. Caches stems: memory up to about 32 MB. */
struct analyzer;

int  analyzer_new(struct analyzer **out, struct err *err); /* caller frees; ERR_OOM */
void analyzer_free(struct analyzer *a);

/* Tokenise text (any bytes: ill-formed UTF-8 separates words). Positions run from *position + 1 on;
 * afterwards *position is the last one given (dropped words and gaps counted), so that the next field
 * goes on from there. `lang` is a number from languages.h.
 * Errors: ERR_OOM; or what fn returned. Cost: linear; a cached word costs one hash look-up. */
int analyzer_run(struct analyzer *a, int lang, struct str text, uint32_t *position, token_fn fn, void *ctx,
                 struct err *err);

/* Fold one word as steps 2 and 5 do, without stemming, for names, sources, topics and ids of terms:
 * white space runs become one blank, ends trimmed. Appends to *out. */
struct buf;
void analyzer_fold(struct analyzer *a, struct str text, struct buf *out);

/* Grows by one whenever the cache was emptied: lexemes from before mean nothing any more.
 * It only changes between runs, never within one. */
uint32_t analyzer_epoch(const struct analyzer *a);

/* Fingerprint of the analysis in one language: 16 hexadecimal digits and NUL, over ANALYZER_VERSION, the
 * Unicode version, the language's stop words and its stems of a fixed probe list. Two analyzers with the
 * same fingerprint give the same terms. Cost: under 50 microseconds (a query pays it per language). */
int analyzer_fingerprint(struct analyzer *a, int lang, char out[17], struct err *err);

#endif
