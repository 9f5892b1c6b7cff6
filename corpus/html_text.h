/* html_text: the story of a page: its visible text without the page around it. */
#ifndef PRESSMARK_CORPUS_HTML_TEXT_H
#define PRESSMARK_CORPUS_HTML_TEXT_H

#include "corpus/html_tokens.h"

struct html_text;

int  html_text_new(struct html_text **out, struct err *err);
void html_text_free(struct html_text *t);
void html_text_begin(struct html_text *t);

/* Take the page's tokens one after the other. */
void html_text_take(struct html_text *t, const struct html_token *token);

/* The first heading of the first level, empty without. */
struct str html_text_heading(const struct html_text *t);

/* Append the story: paragraphs and other blocks with a blank line between them. Left out: what stands in
 * script, style, nav, header, footer, aside, form and their kind, or is hidden; and blocks that are mostly links
 * or, as list items, short ones. Where an element marked as the article's body, an <article> or <main> holds
 * most of the text, only its text counts. 0, or ERR_OOM. */
int html_text_story(struct html_text *t, struct buf *out, struct err *err);

#endif
