#include "query/terminal.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <utf8proc.h>

#include "base/utf8.h"

static bool is_set(const char *value)
{
    return value && *value;
}

struct terminal terminal_detect(int fd, enum color_mode mode, const struct terminal_env *env)
{
    struct winsize size  = {0, 0, 0, 0};
    bool           tty   = isatty(fd) != 0;
    long           width = 0;
    if (tty && ioctl(fd, TIOCGWINSZ, &size) == 0)
        width = size.ws_col;
    if (width <= 0 && is_set(env->columns))
        width = strtol(env->columns, NULL, 10);
    if (width <= 0)
        width = TERMINAL_WIDTH_DEFAULT;
    if (width < TERMINAL_WIDTH_MIN)
        width = TERMINAL_WIDTH_MIN;
    if (width > TERMINAL_WIDTH_MAX)
        width = TERMINAL_WIDTH_MAX;
    bool dumb  = env->term && strcmp(env->term, "dumb") == 0;
    bool color = mode == COLOR_ALWAYS || (mode == COLOR_AUTO && tty && !is_set(env->no_color) && !dumb);
    return (struct terminal){(int)width, color};
}

static size_t columns_of(uint32_t cp)
{
    if (cp < 0x7F)
        return 1;
    if (utf8_is_unsafe(cp))
        return 1;
    int width = utf8proc_charwidth((utf8proc_int32_t)cp);
    return width > 0 ? (size_t)width : 0;
}

static bool is_plain(uint32_t cp)
{
    return cp >= 0x20 && cp < 0x7F;
}

size_t terminal_columns(struct str s)
{
    size_t columns = 0;
    while (s.len) {
        size_t plain = 0;
        while (plain < s.len && is_plain((unsigned char)s.data[plain]))
            plain++;
        columns += plain;
        s = str_skip(s, plain);
        if (s.len)
            columns += columns_of(utf8_next(&s));
    }
    return columns;
}

size_t terminal_fit(struct str s, size_t columns)
{
    struct str         rest  = s;
    size_t             whole = 0, used = 0; /* up to the last boundary that fits */
    uint32_t           last  = 0;
    utf8proc_int32_t   state = 0;
    while (rest.len) {
        size_t   at = s.len - rest.len;
        uint32_t cp = (unsigned char)*rest.data;
        if (is_plain(last) && is_plain(cp)) { /* always parted, and by far the most of what is shown */
            if (used == columns)
                return at;
            rest  = str_skip(rest, 1);
            whole = at;
            state = 0;
            last  = cp;
            used++;
            continue;
        }
        cp = utf8_next(&rest);
        if (at == 0 || utf8proc_grapheme_break_stateful((utf8proc_int32_t)last, (utf8proc_int32_t)cp, &state))
            whole = at;
        used += columns_of(cp);
        if (used > columns)
            return whole;
        last = cp;
    }
    return s.len;
}
