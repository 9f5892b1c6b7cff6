/* html_elements: which HTML elements matter to the text of a page, and what their attributes tell. */
#ifndef PRESSMARK_CORPUS_HTML_ELEMENTS_H
#define PRESSMARK_CORPUS_HTML_ELEMENTS_H

#include "corpus/html_tokens.h"

/* DROP: never text of a page. DOUBT: left out unless most of the page's prose stands in it. */
enum html_role { INLINE, BLOCK, PARAGRAPH, HEADING, ITEM, DROP, DOUBT, BREAK };

struct html_element {
    char           name[12];
    enum html_role role;
    bool           open_end; /* its end tag may be left out: the next of its kind ends it */
};

enum { HTML_ELEMENTS = 67 };
extern const struct html_element html_elements[HTML_ELEMENTS]; /* in byte order of the names */

/* An index in html_elements, or -1: such an element is inline. */
int html_find_element(struct str name);

struct html_traits {
    int doubt; /* 0 none that it belongs to the story, 1 by its class or id, 2 hidden, or by its role */
    int mark;  /* of the story: 1 <main>, 2 <article>, 3 said to be the article's body; 0 any other */
};
struct html_traits html_traits_of(const struct html_token *tag);

#endif
