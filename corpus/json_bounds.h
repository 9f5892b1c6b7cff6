/* json_bounds: where a JSON value ends, before anyone reads it: only strings and brackets count. */
#ifndef PRESSMARK_CORPUS_JSON_BOUNDS_H
#define PRESSMARK_CORPUS_JSON_BOUNDS_H

#include "base/str.h"

/* All 0 to begin with, at the value's first byte, '{' or '['. */
struct json_bounds {
    size_t at;    /* bytes looked at */
    size_t depth; /* open brackets */
    bool   in_string;
};

enum json_bound {
    BOUND_MORE, /* the text ends first: come again with more of it */
    BOUND_END,  /* the value ends before text.data[b->at] */
    BOUND_TORN, /* a raw line end in a string at b->at: a quote must be missing */
};

/* Go on looking, from text.data[b->at]. */
enum json_bound json_bounds_find(struct json_bounds *b, struct str text);

/* Is there an array of objects, at most three objects deep and in no other array? *at: the byte behind its
 * '['; *around: the objects it lies in. The text may end anywhere. */
bool json_bounds_array(struct str text, size_t *at, int *around);

#endif
