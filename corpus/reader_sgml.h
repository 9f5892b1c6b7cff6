/* reader_sgml: what the SGML newswires share: records between a tag and its end, and the text in them.
 *
 * No SGML parser: these files declare DTDs nobody has, close tags or not, and use names no XML allows. */
#ifndef PRESSMARK_CORPUS_READER_SGML_H
#define PRESSMARK_CORPUS_READER_SGML_H

#include "corpus/reader.h"

/* ---- records ---- */

struct sgml_records {
    struct source *source;
    struct str     name;    /* "REUTERS", "DOC"; compared without case */
    size_t         pending; /* bytes of the record handed out last */
    bool           any;
};

/* The next record, from its start tag up to its end tag or the next start tag (a record without end tag
 * ends there): 1 and *record, which lives in the window until the next call; 0 at the end. Negative, for one
 * record or the rest of the member, the sequence going on behind it: ERR_LIMIT (TOO_LARGE), ERR_FORMAT
 * (TRUNCATED: the member ends inside a record; MALFORMED: no record at all), or what source_more says.
 * *line: of its start. */
int sgml_record_next(struct sgml_records *r, struct str *record, enum reject_reason *reason, uint64_t *line,
                     struct err *err);

/* ---- text ---- */

enum { SGML_KEEP = -1, SGML_DROP = -2 };

struct sgml_element {
    const char *name; /* compared without case */
    /* Where its text goes; SGML_KEEP: where its parent's goes, as a part of it; SGML_DROP: nowhere. */
    int         slot;
};

/* Append the text of a record, entities resolved, to slots[]: each to that of the innermost element the
 * table knows, slots[loose] outside of all of them, and parts apart by DRAFT_BREAK. Unknown tags and comments
 * are left out. Cost: one pass; elements deeper than 64 count as their parent. */
void sgml_collect(struct str record, const struct sgml_element *table, size_t table_count, int loose,
                  struct buf *slots);

/* An attribute of the record's own start tag; empty without. */
struct str sgml_attribute(struct str record, struct str name);

/* Whether a tag of that name begins anywhere in s. */
bool sgml_has_tag(struct str s, struct str name);

#endif
