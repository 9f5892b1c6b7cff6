/* word_number: numbers as words, in one form however they are written. For shim/text. */
#ifndef PRESSMARK_TEXT_WORD_NUMBER_H
#define PRESSMARK_TEXT_WORD_NUMBER_H

#include <stdbool.h>
#include <stdint.h>

static inline bool word_is_digit(int32_t code)
{
    return code >= '0' && code <= '9';
}

/* Bring the number at the head of codes, which begin with a digit, into the form "1234.56"; returns how many there are
 * then.
 *   one mark only            "1,234" "1'234" thousands, if the groups fit; "1,5" "1.234" decimal
 *   the same mark repeated   "1.234.567" thousands, if the groups fit
 *   two marks                "1,234.56" "1.234,56": the last is decimal, if the groups before it fit
 * Groups fit when the first has 1 to 3 digits and no leading zero, the others 3. Anything else (versions,
 * dates, lists) stays as it is. The result is left alone when it comes again. */
long word_number(int32_t *codes, long count);

#endif
