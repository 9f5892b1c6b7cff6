/* char_class: what a code point is to the analyzer. ASCII and whatever was asked before cost one table
 * look-up; the rest follows from Unicode's categories, a few ranges and the NFKC case-folded form, so that
 * text means the same in whatever form of normalisation it comes. */
#ifndef PRESSMARK_TEXT_CHAR_CLASS_H
#define PRESSMARK_TEXT_CHAR_CLASS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum char_class {
    CHAR_UNKNOWN,    /* in a page not filled yet */
    CHAR_OTHER,      /* separates words */
    CHAR_BLANK,      /* separates too: U+0020, U+00A0 */
    CHAR_IGNORED,    /* as if it were not there: soft hyphen, joiners, variation selectors, bidi controls */
    CHAR_LETTER,
    CHAR_DIGIT,
    CHAR_MARK,       /* belongs to what stands before it */
    CHAR_NGRAM,      /* a letter of a script that rule 3 cuts into bigrams */
    CHAR_UNDERSCORE,
    CHAR_APOSTROPHE,
    CHAR_STOP,       /* . */
    CHAR_COMMA,
    CHAR_INNER,      /* between letters as if it were not there: the Catalan point, gershayim */
    CHAR_QUOTE,      /* " is gershayim between Hebrew letters */
    CHAR_HYPHEN,
    CHAR_SEVERAL,    /* stands for what char_expand gives, of more than one class or another form */
};

enum {
    CHAR_PAGE          = 128, /* code points a page */
    CHAR_PAGES         = 0x110000 / CHAR_PAGE,
    CHAR_EXPANSION_MAX = 32,  /* the longest in Unicode is 18, U+FDFA */
};

/* Begins zeroed, is filled as text asks for it: some 10 microseconds a page, 1.2 MB for all of Unicode. */
struct char_classes {
    uint16_t  number[CHAR_PAGES]; /* of a page, from 1 on; 0: not filled yet */
    uint16_t  count;
    uint8_t (*pages)[CHAR_PAGE];
};

void char_classes_release(struct char_classes *classes);

uint8_t char_classes_fill(struct char_classes *classes, uint32_t cp);

/* The class of a code point below 0x110000; never CHAR_UNKNOWN. */
static inline uint8_t char_class_of(struct char_classes *classes, uint32_t cp)
{
    unsigned number = classes->number[cp / CHAR_PAGE];
    return number ? classes->pages[number - 1][cp % CHAR_PAGE] : char_classes_fill(classes, cp);
}

/* What is dropped before anything else: the iota subscript U+0345, of which case folding would make a
 * letter, and U+0640, which stretches Arabic words to fill a line, with its presentation forms. */
bool char_is_dropped(uint32_t cp);

/* The full decomposition of the case-folded NFKC form: 0 (of an ignored one) or more code points. */
size_t char_expand(uint32_t cp, uint32_t out[CHAR_EXPANSION_MAX]);

/* A number symbol such as U+00B2 or U+00BD: never grows together with digits beside it. */
bool char_is_number_symbol(uint32_t cp);

/* A base whose accents rule 5 drops: Latin, Greek, Cyrillic, Hebrew, Arabic and digits. */
bool char_sheds_accents(uint32_t cp);

/* 0..9 for a decimal digit of any script, else -1. */
int char_digit_value(uint32_t cp);

bool char_is_mark(uint32_t cp);
bool char_is_letter(uint32_t cp); /* of words or bigrams */

#endif
