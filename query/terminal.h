/* terminal: what the reader's screen is like, and how wide a text stands on it. */
#ifndef PRESSMARK_QUERY_TERMINAL_H
#define PRESSMARK_QUERY_TERMINAL_H

#include <stdbool.h>

#include "base/str.h"

enum color_mode { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct terminal {
    int  width; /* columns, TERMINAL_WIDTH_MIN .. TERMINAL_WIDTH_MAX */
    bool color;
};

enum { TERMINAL_WIDTH_MIN = 20, TERMINAL_WIDTH_MAX = 1000, TERMINAL_WIDTH_DEFAULT = 80 };

/* What the environment says, read once at the start. Any may be NULL. */
struct terminal_env {
    const char *columns, *no_color, *term;
};

/* Width: of the terminal at `fd`, else COLUMNS, else 80. Colour: as `mode` says; COLOR_AUTO: on a terminal,
 * unless NO_COLOR is set and not empty (no-color.org) or TERM is "dumb". */
struct terminal terminal_detect(int fd, enum color_mode mode, const struct terminal_env *env);

/* Columns that s takes on one line, by Unicode's widths (utf8proc): CJK and emoji two, combining marks none;
 * unsafe and ill-formed characters one, since they are shown as U+FFFD. */
size_t terminal_columns(struct str s);

/* Bytes of the longest head of s that ends between two graphemes and takes at most `columns`. */
size_t terminal_fit(struct str s, size_t columns);

#endif
