/* analyzer: text -> tokens. One analyzer for indexing, searching and highlighting, always.
 *
 * What it does, in order (each rule once, here and in analyzer.c):
 *   1. Split into words by Unicode classes: letters, marks, digits and '_' make words ('_' only between
 *      them); of UAX #29 the rules that keep an apostrophe (' U+2019) or a full stop between letters, and
 *      . , ' between digits. Typographic apostrophes count as '. The Catalan point (col.legi, U+00B7) and
 *      Hebrew gershayim (also as ") between letters are read over, as are soft hyphens, joiners and other
 *      characters without a width; U+200B separates. Symbols (also U+2122) separate. Split always after a
 *      Romance elision (l' d' j' qu' dell' ...) when a letter follows: "l'homme" is "l", "homme"; but not
 *      before an s alone ("all's").
 *   2. Normalise each word by NFKC and full case folding (in Turkish I is the capital of U+0131); the iota
 *      subscript and U+0640 are dropped. Acronyms lose their stops ("U.N." -> "un"). Digits of all scripts
 *      become 0-9. Numbers lose their thousands marks and get '.' as decimal mark ("1,234.56" and
 *      "1.234,56" -> "1234.56"). One mark alone is a thousands mark if it is , or ' before 3 digits
 *      ("1,234" -> "1234"), else decimal ("1.234", "1,5" -> "1.5"), whatever the language, so that a
 *      number is one term. What fits no pattern (1.2.3, 192.168.0.1) stays.
 *   3. Runs of Han, kana and Hangul (and of Thai, Lao, Khmer, Burmese, by grapheme) become overlapping
 *      bigrams, one position each, the last character alone at the end ("東京都" -> 東京 京都 都). A run of
 *      one character is that last character only.
 *   4. Stem by libstemmer in the language asked for, on the normalised form before step 5. Languages
 *      without a stemmer keep the word.
 *   5. Fold accents in stem and word: decompose, drop combining marks of Latin, Greek, Cyrillic (but not
 *      of U+0439), Hebrew and Arabic, compose; ø đ ł ß æ œ þ ð ı become o d l ss ae oe th d i.
 *   6. Compounds: words joined by '-' (U+2010, U+2011 too; 2 to 4 parts, one of them with a letter), and
 *      a single letter that is no stop word of the language, a blank and a word of more letters (neither of
 *      them in a '-' compound, the letter not behind an elision), give besides their parts one more
 *      token, the parts joined, at the first part's position ("e-mail", "e mail": email, e, mail).
 *      Five parts and more are not joined. Joined tokens never overlap.
 * Words of more than 64 characters are dropped; their position stays. Paragraphs (a blank line, a line
 * indented by 3 or more blanks, a tab or U+3000, U+2029) leave a gap of ANALYZER_GAP positions, if words
 * stand on both sides; between fields the caller adds it.
 *
 * So a text gives the same tokens in all its canonical forms, and an output word, analysed again, gives
 * itself (a bigram: itself and its last character; a joined word need not).
 * Output words and stems are valid UTF-8, at most ANALYZER_TERM_MAX bytes, never with A-Z in them. */
#ifndef PRESSMARK_TEXT_ANALYZER_H
#define PRESSMARK_TEXT_ANALYZER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum {
    ANALYZER_VERSION  = 2,  /* of the rules above: part of the fingerprint */
    ANALYZER_WORD_MAX = 64, /* characters */
    ANALYZER_TERM_MAX = 232,/* bytes of a word or a stem, leaving room for a prefix; longer ones count as over-long */
    ANALYZER_GAP      = 10, /* positions between paragraphs, and between title and body: each more makes all numbers of
                               positions larger, 100 took 0.05 of the text more */
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
    bool       stop_word;   /* of the language asked for; never an acronym with its stops */
    bool       apart;       /* the word without accents, as `word` has it, would have another stem */
};

/* Called for each token in order of position, a joined token before its parts. Non-zero stops the run
 * and is returned by it. */
typedef int (*token_fn)(void *ctx, const struct token *token);

/* One thread. Caches words, with their stems: about 32 MB between runs; within one, what the different words
 * of that text need besides, about 60 bytes each. */
struct analyzer;

int  analyzer_new(struct analyzer **out, struct err *err); /* caller frees; ERR_OOM */
void analyzer_free(struct analyzer *a);

/* Tokenise text (any bytes: ill-formed UTF-8 separates words). Positions run from *position + 1 on;
 * afterwards *position is the last one given (dropped words and gaps counted), so that the next field
 * goes on from there. `lang` is a number from languages.h.
 * A text has at most UINT32_MAX bytes; positions stop growing at UINT32_MAX.
 * Errors: ERR_OOM; ERR_LIMIT for a longer text; or what fn returned. Cost: linear, about 50 ns a token when
 * the word is in the cache, which takes one hash look-up. */
int analyzer_run(struct analyzer *a, int lang, struct str text, uint32_t *position, token_fn fn, void *ctx,
                 struct err *err);

/* How the words begin that somebody looks for: of each first letter a to z a bit for each second one, of digits
 * whether there are any. Words that begin otherwise are never left out. */
struct analyzer_initials {
    uint32_t second[26];
    bool     digit[10];
};

/* Take in a word or stem, as tokens have them. */
void analyzer_initials_add(struct analyzer_initials *initials, struct str word);

/* analyzer_run for who looks for some words only: most of the words that begin otherwise are passed over before
 * they are stemmed, which is what analyzing costs. All other tokens come as analyzer_run gives them. */
int analyzer_run_some(struct analyzer *a, int lang, struct str text, const struct analyzer_initials *initials,
                      uint32_t *position, token_fn fn, void *ctx, struct err *err);

/* Fold as steps 2 and 5 do, acronyms and numbers left alone, without stemming, for names, sources, topics
 * and ids of terms: white space runs and NULs become one blank, ends trimmed, ill-formed UTF-8 U+FFFD.
 * Folding twice changes nothing. Appends to *out. */
struct buf;
void analyzer_fold(struct analyzer *a, struct str text, struct buf *out);

/* Grows by one whenever the cache was emptied: lexemes from before mean nothing any more.
 * It changes between tokens: look at it at each. */
uint32_t analyzer_epoch(const struct analyzer *a);

/* Fingerprint of the analysis in one language: 16 hexadecimal digits and NUL, over ANALYZER_VERSION, the
 * Unicode version, the language's stop words and the stems of its probe words. Two analyzers with the
 * same fingerprint give the same terms. Cost: under 50 microseconds (a query pays it per language). */
int analyzer_fingerprint(struct analyzer *a, int lang, char out[17], struct err *err);

#endif
