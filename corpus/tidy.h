/* tidy: what every article has in common, whichever reader it comes from. */
#ifndef PRESSMARK_CORPUS_TIDY_H
#define PRESSMARK_CORPUS_TIDY_H

#include "base/article.h"

struct tidy {
    struct buf field[FIELD_COUNT]; /* texts that had to change */
};

/* Trim all fields; NULs become blanks. In fields other than the text, runs of white space become one blank,
 * in author and topic within each line, of which empty ones go; "By " goes from authors. In an id control
 * characters become blanks too. A language is lower case and ends before '-' or '_'. Lines of a text end in
 * '\n' alone. Changed values are views of *t, which must stay as it is while *article is used. 0 or
 * ERR_OOM. */
int  tidy_article(struct tidy *t, struct article *article, struct err *err);
void tidy_release(struct tidy *t);

#endif
