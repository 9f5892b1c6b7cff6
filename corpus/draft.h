/* draft: an article in the making, and how raw text of a source becomes a field.
 *
 * A part separator, DRAFT_BREAK, stands between parts of a raw text that belong apart (two <HEAD>s, two
 * paragraphs): it becomes "; ", a line break or a blank line. */
#ifndef PRESSMARK_CORPUS_DRAFT_H
#define PRESSMARK_CORPUS_DRAFT_H

#include "base/article.h"
#include "corpus/reader.h"

#define DRAFT_BREAK '\f'

struct draft {
    struct buf field[FIELD_COUNT];
};

void draft_clear(struct draft *d);
void draft_release(struct draft *d);

/* Hand the fields out; they live as long as the draft is left alone. 1, or ERR_OOM. */
int draft_finish(const struct draft *d, struct article *out, struct err *err);

/* Append s with white space and control characters run together to one blank, none at either end. */
void draft_line(struct buf *out, struct str s);

/* The parts of s as draft_line makes them, `joint` between them and what *out holds; empty ones left out. */
void draft_join(struct buf *out, struct str s, const char *joint);

/* The same, one a line, each value once. */
void draft_values(struct buf *out, struct str s);

/* Append s as body text: lines as they are without blanks at their ends, other control characters blanks,
 * parts and empty lines as one blank line; no empty line at either end. */
void draft_body(struct buf *out, struct str s);

/* The names of a byline ("By A B and C D, Reuters"), one a line, without "By"; without agencies and offices
 * too when not `all` are wanted. */
void draft_byline(struct buf *out, struct str s, bool all);

/* Take s for the date when there is none yet: DATE_OK and DATE_BAD as date_parse. */
bool draft_date(struct draft *d, struct str s, const struct reader_context *context, bool *bad);

/* Read until the whole member lies in the window: 0, or as source_more (TOO_LARGE when it does not fit). */
int draft_whole(struct source *s, enum reject_reason *reason, struct err *err);

/* Bytes of a record into UTF-8, as encoding_view; an article with repairs counts in context->repaired. The
 * user's --encoding goes before `declared`. 0 or ERR_OOM. */
int draft_decode(struct str *bytes, struct buf *scratch, const char *declared, struct reader_context *context,
                 struct err *err);

#endif
