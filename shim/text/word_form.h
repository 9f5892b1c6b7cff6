/* word_form: one word normalised (rule 2), stemmed (4) and folded (5). Knows nothing of text around it. */
#ifndef PRESSMARK_TEXT_WORD_FORM_H
#define PRESSMARK_TEXT_WORD_FORM_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"
#include "text/analyzer.h"

struct sb_stemmer;

enum {
    WORD_RAW_MAX = 1024, /* bytes of a word as collected: what has no more than ANALYZER_WORD_MAX
                            characters once composed never takes more than 64 * 4 code points of 4 bytes */
};

enum word_flags {
    WORD_TOO_LONG = 1 << 0, /* over one of the limits; the forms are empty */
    WORD_NUMBER   = 1 << 1, /* begins with a digit */
    WORD_LETTERS  = 1 << 2, /* holds a letter */
    WORD_SINGLE   = 1 << 3, /* is one letter */
    WORD_ACRONYM  = 1 << 4, /* lost its stops */
    WORD_STOP     = 1 << 5, /* a stop word */
    WORD_APART    = 1 << 6, /* written without its accents it would have another stem */
};

struct word_form {
    uint8_t flags;
    uint8_t norm_len, word_len, stem_len;
    char    norm[ANALYZER_TERM_MAX]; /* normalised, what is stemmed */
    char    word[ANALYZER_TERM_MAX]; /* norm, folded */
    char    stem[ANALYZER_TERM_MAX]; /* stem, folded */
};

enum word_quirk {
    QUIRK_NONE,
    QUIRK_DOTLESS_I,   /* Turkish: I is the capital of U+0131 */
    QUIRK_COMMA_BELOW, /* Romanian: the stemmer knows s and t with a cedilla only, not with the comma */
};

/* Make all forms of a word of well-formed UTF-8, at most WORD_RAW_MAX bytes. stemmer may be NULL.
 * stop_words are NULL-terminated. Errors: ERR_OOM. */
int word_form_make(struct word_form *form, struct str raw, enum word_quirk quirk, struct sb_stemmer *stemmer,
                   const char *const *stop_words, struct err *err);

/* Compose a cluster of rule 3 (NFKC); its length in bytes, 0 when it is longer than `size`. */
size_t word_compose(struct str cluster, char *out, size_t size);

/* Rules 2 (without acronyms and numbers) and 5 for well-formed text of at most WORD_RAW_MAX bytes. */
void word_fold_text(struct str text, struct buf *out);

#endif
