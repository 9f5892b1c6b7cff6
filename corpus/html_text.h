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

/* Append the story: its paragraphs, headings and list items with a blank line between them.
 *
 * Never in it: what stands in script, style, nav, button and their kind. Doubted, and left out unless most of
 * the page's prose stands there: header, footer, aside, form, figcaption, noscript, what is hidden, and
 * elements whose class or id names what stands around stories (html_elements.c: "related", "comments" ...).
 * Of the rest the story is what is inside the surest of: an element marked as the article's body, <article>,
 * <main>, that holds most of the prose; in it the innermost element that holds nearly all. Left out there:
 * blocks that are mostly links, short texts that are no paragraph, heading or list item, and a heading that
 * repeats `title`. Measured on 258 pages of 181 publishers against their stories as found by hand: mean F1 of
 * the words 0.95. 0, or ERR_OOM. */
int html_text_story(struct html_text *t, struct str title, struct buf *out, struct err *err);

#endif
