/* languages: which languages there are, their stemmers and their stop words. One table. */
#ifndef PRESSMARK_TEXT_LANGUAGES_H
#define PRESSMARK_TEXT_LANGUAGES_H

#include <stdbool.h>

#include "base/str.h"

enum { LANGUAGE_NONE = 0 }; /* no stemmer, no stop words */

/* The number of a language by ISO 639-1 code ("en"), 639-2 code, English name ("english") or tag
 * ("en-US", "pt_BR"), in any case; -1 when it is not known at all. Languages that are known but have no
 * stemmer (Japanese, Czech, ...) have a number of their own too. */
int language_find(struct str name);

int         language_count(void);          /* numbers run from 0 to count - 1 */
const char *language_code(int lang);       /* "en"; "" for LANGUAGE_NONE */
const char *language_name(int lang);       /* "English" */
const char *language_stemmer(int lang);    /* libstemmer's name, NULL when there is none */
/* How many letters a stem begins with as its word does, if these are in a-z: 0 to 2. */
int         language_kept_letters(int lang);
const char *const *language_stop_words(int lang); /* folded, sorted, NULL-terminated; may be empty */
const char *language_probe(int lang);      /* words for the analyzer's fingerprint, between blanks */

#endif
