/* schema: how each field of an article stands in the index. THE field table; Xapian's own (Omega's) prefixes.
 *
 *   Z + stem              stems of title and body, with wdf; title occurrences count SCHEMA_TITLE_WDF times
 *   ZS + stem             stems of the title, with wdf
 *   word, S + word        words of title and body, of the title: positions, wdf 0
 *   prefix + folded value boolean: facets (author, source, ...) as a whole
 *   word prefix + word    boolean: each word of a facet, its words joined by '-' as one word too
 *   XV + word + ' ' + stem boolean: the word has this stem where it is written with accents, and without them another
 *   Q + id                exact; over-long ones as Q + their head + hash (schema_term)
 *   D M Y                 yyyymmdd, yyyymm, yyyy of the date (UTC)
 *   value SLOT_DATE       seconds since 1970 (xap_sortable) */
#ifndef PRESSMARK_STORE_SCHEMA_H
#define PRESSMARK_STORE_SCHEMA_H

#include "base/article.h"
#include "base/buf.h"

/* History, one line a version: 1 all in one file of Xapian's; 2 words with positions in the postings file. */
enum { SCHEMA_VERSION = 2, SCHEMA_TITLE_WDF = 2 };

enum schema_slot { SLOT_DATE = 0 };

enum schema_kind {
    SCHEMA_NONE,  /* stored only */
    SCHEMA_TEXT,  /* analyzed: stems and words */
    SCHEMA_FACET, /* folded as a whole and by words */
    SCHEMA_EXACT, /* bytes as they are */
    SCHEMA_DATE,
};

struct schema_field {
    enum schema_kind kind;
    const char *prefix;      /* of its boolean terms, or of its words with positions ("" body) */
    const char *word_prefix; /* SCHEMA_FACET: of its single words */
};

const struct schema_field *schema_field(enum article_field field);

/* Fields of which the postings file says for each document what it has: those that filter and of which a document has
 * one. The prefix of the values of field `i` of them. */
enum { SCHEMA_COLUMNS = 2 };
const char *schema_column(size_t i);

#define SCHEMA_STEM_PREFIX "Z"
#define SCHEMA_VARIANT_PREFIX "XV"
#define SCHEMA_DAY_PREFIX "D"
#define SCHEMA_MONTH_PREFIX "M"
#define SCHEMA_YEAR_PREFIX "Y"

/* Append prefix + value as a term. One over 240 bytes (a NUL counting twice) is cut at a character and ends
 * in '#' and 32 hexadecimal digits, the XXH3-128 of the whole value, so that different ones stay different. */
void schema_term(struct buf *out, const char *prefix, struct str value);

#endif
