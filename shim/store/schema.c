#include "store/schema.h"

#include "base/utf8.h"
#include "store/checksum.h"

enum { TERM_MAX = 240 }; /* bytes, a NUL counting twice: below Xapian's limit of 245 */

static const struct schema_field fields[FIELD_COUNT] = {
    [FIELD_ID]      = {SCHEMA_EXACT, "Q", NULL},
    [FIELD_TITLE]   = {SCHEMA_TEXT, "S", NULL},
    [FIELD_DATE]    = {SCHEMA_DATE, NULL, NULL},
    [FIELD_AUTHOR]  = {SCHEMA_FACET, "A", "XAW"},
    [FIELD_SOURCE]  = {SCHEMA_FACET, "H", "XHW"},
    [FIELD_SECTION] = {SCHEMA_FACET, "XSEC", "XSECW"},
    [FIELD_URL]     = {SCHEMA_NONE, NULL, NULL},
    [FIELD_LANG]    = {SCHEMA_EXACT, "L", NULL},
    [FIELD_TOPIC]   = {SCHEMA_FACET, "K", "XKW"},
    [FIELD_BODY]    = {SCHEMA_TEXT, "", NULL},
};

const struct schema_field *schema_field(enum article_field field)
{
    return &fields[field];
}

const char *schema_column(size_t i)
{
    static const enum article_field columns[SCHEMA_COLUMNS] = {FIELD_SOURCE, FIELD_LANG};
    return fields[columns[i]].prefix;
}

void schema_term(struct buf *out, const char *prefix, struct str value)
{
    size_t weight = strlen(prefix) + value.len;
    for (const char *nul = value.data, *end = nul + value.len;
         value.len && (nul = memchr(nul, 0, (size_t)(end - nul))); nul++)
        weight++;
    buf_cstr(out, prefix);
    if (weight <= TERM_MAX) {
        buf_str(out, value);
        return;
    }
    char digest[CHECKSUM_TEXT];
    checksum_bytes(value, digest);
    size_t room = TERM_MAX - strlen(prefix) - CHECKSUM_TEXT, keep = 0; /* '#' and 32 digits */
    for (size_t used = 0; keep < value.len && used < room; keep++)
        used += value.data[keep] ? 1 : 2;
    if (keep > 0)
        keep--; /* the last byte counted may be a NUL's second half */
    buf_append(out, value.data, utf8_floor(value, keep));
    buf_putc(out, '#');
    buf_cstr(out, digest);
}
