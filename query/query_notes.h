/* query_notes: what is doubtful about a query, told to the person who asked, while the search goes on. */
#ifndef PRESSMARK_QUERY_NOTES_H
#define PRESSMARK_QUERY_NOTES_H

#include "base/buf.h"

enum { QUERY_NOTES_MAX = 8, QUERY_CLIP_BYTES = 60 };

struct query_notes {
    struct buf text;  /* one note a line, each ending in '\n' */
    size_t     count; /* noted, those past QUERY_NOTES_MAX included, which are not kept */
};

#define QUERY_NOTES_INIT ((struct query_notes){BUF_INIT, 0})

void query_notes_release(struct query_notes *notes);

/* Add a note unless the same stands there already. Form as of error messages: lower case, no full stop. */
void query_note(struct query_notes *notes, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* A piece of the query for a message: cut at QUERY_CLIP_BYTES with an ellipsis. */
struct query_clip {
    char text[QUERY_CLIP_BYTES + 4];
};
struct query_clip query_clip(struct str s);

#endif
