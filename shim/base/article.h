/* article: one news document, as every reader produces it and every record stores it.
 *
 * Fields are valid UTF-8 without NUL. An absent field is empty. author and topic may hold several
 * values, one a line ('\n' between). date is canonical: "YYYY-MM-DD" or "YYYY-MM-DDThh:mm:ssZ" (UTC).
 * lang is an ISO 639-1 code ("en"), or what the source said, lower case, when it is not one.
 * How each field is indexed stands in store/schema.h; which keys of a source fill it, in corpus/. */
#ifndef PRESSMARK_BASE_ARTICLE_H
#define PRESSMARK_BASE_ARTICLE_H

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

/* The name is the key in our JSON and the field in a query. The body comes last, so that a record can
 * be read up to it. */
#define ARTICLE_FIELDS(X) \
    X(ID, "id")           \
    X(TITLE, "title")     \
    X(DATE, "date")       \
    X(AUTHOR, "author")   \
    X(SOURCE, "source")   \
    X(SECTION, "section") \
    X(URL, "url")         \
    X(LANG, "lang")       \
    X(TOPIC, "topic")     \
    X(BODY, "text")

enum article_field {
#define ARTICLE_ENUM(name, key) FIELD_##name,
    ARTICLE_FIELDS(ARTICLE_ENUM)
#undef ARTICLE_ENUM
    FIELD_COUNT
};

struct article {
    struct str field[FIELD_COUNT]; /* borrowed: whoever hands the article out says for how long */
};

/* The field's name as above; static. */
const char *article_field_name(enum article_field field);

/* The field of that name, or -1. */
int article_field_by_name(struct str name);

/* Append the article as one JSON object without newline: fields in the order above, empty ones left
 * out, author and topic as arrays when they hold several values, non-ASCII as itself. */
void article_to_json(const struct article *article, struct buf *out);

/* Seconds since 1970-01-01T00:00:00Z of a canonical date (see above); false when it is not one.
 * A date without time counts as its midnight UTC. Years 0001..9999. */
bool article_date_seconds(struct str date, int64_t *seconds);

/* Days since 1970-01-01 of a day of the proleptic Gregorian calendar, and back.
 * Source: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil. */
int64_t days_from_civil(int year, unsigned month, unsigned day);
void    civil_from_days(int64_t days, int *year, unsigned *month, unsigned *day);

#endif
