#include "query/batch_lines.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { READ_BYTES = 1 << 16 };

/* Bytes more into the window: 1, 0 at the end, or an error. */
static int fill(struct batch_lines *l, struct err *err)
{
    if (l->eof)
        return 0;
    char *room = buf_reserve(&l->window, READ_BYTES);
    if (!room)
        return buf_failed(&l->window, err);
    ssize_t n;
    do
        n = read(l->fd, room, READ_BYTES);
    while (n < 0 && errno == EINTR);
    if (n < 0)
        return err_sys(err, "cannot read queries from '%s'", l->name);
    l->eof = n == 0;
    l->window.len += (size_t)n;
    return n > 0;
}

static int pass_over_mark(struct batch_lines *l, struct err *err)
{
    int code = 1;
    while (code > 0 && l->window.len < 3)
        code = fill(l, err);
    struct str head = buf_view(&l->window);
    if (code < 0)
        return code;
    if (str_starts(head, STR("\xFF\xFE")) || str_starts(head, STR("\xFE\xFF")))
        return err_set(err, ERR_FORMAT, "'%s' is UTF-16: convert it to UTF-8", l->name);
    if (str_starts(head, STR("\xEF\xBB\xBF")))
        l->begin = l->end = 3;
    return 0;
}

int batch_lines_open(struct batch_lines *l, const char *path, struct err *err)
{
    bool standard = strcmp(path, "-") == 0;
    *l            = (struct batch_lines){.name = standard ? "standard input" : path, .owned = !standard};
    l->window     = BUF_INIT;
    l->fd         = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (l->fd < 0)
        return err_sys(err, "cannot read queries from '%s'", l->name);
    int code = pass_over_mark(l, err);
    if (code)
        batch_lines_close(l);
    return code;
}

void batch_lines_close(struct batch_lines *l)
{
    if (l->owned && l->fd >= 0)
        close(l->fd);
    buf_release(&l->window);
    l->fd = -1;
}

static bool is_blank(struct str s)
{
    return str_trim(s).len == 0;
}

int batch_lines_peek(struct batch_lines *l, struct str *out, struct err *err)
{
    for (;;) {
        struct str head = str_skip(buf_view(&l->window), l->end);
        struct str rest = head;
        while (rest.data && memchr(rest.data, '\n', rest.len))
            if (!is_blank(str_split(&rest, '\n'))) {
                *out = head;
                return 0;
            }
        int code = head.len < BATCH_RECORD_MAX ? fill(l, err) : 0;
        if (code < 0)
            return code;
        if (code == 0) { /* reading may have moved the window */
            *out = str_skip(buf_view(&l->window), l->end);
            return 0;
        }
    }
}

/* Find the end of the line that begins at l->end: 1 and *end behind its '\n', 0 when nothing is left, or an
 * error. ERR_LIMIT when it ends past `max` bytes from l->begin; *end is then where the window ends. */
static int find_line(struct batch_lines *l, size_t max, size_t *end, struct err *err)
{
    for (size_t seen = l->end;;) {
        struct str  window = buf_view(&l->window);
        const char *found  = window.len > seen ? memchr(window.data + seen, '\n', window.len - seen) : NULL;
        *end               = found ? (size_t)(found - window.data) + 1 : window.len;
        if (*end - l->begin > max)
            return err_set(err, ERR_LIMIT, "longer than %d bytes", BATCH_RECORD_MAX);
        if (found)
            return 1;
        seen     = window.len;
        int code = fill(l, err);
        if (code < 0)
            return code;
        if (code == 0)
            return window.len > l->end;
    }
}

/* Pass over the rest of a line too long to hold. */
static int pass_over(struct batch_lines *l, struct err *err)
{
    for (;;) {
        struct str  rest  = str_skip(buf_view(&l->window), l->begin);
        const char *found = rest.len ? memchr(rest.data, '\n', rest.len) : NULL;
        if (found) {
            l->end = (size_t)(found - l->window.data) + 1;
            return 0;
        }
        l->begin = l->end = l->window.len = 0;
        int code = fill(l, err);
        if (code <= 0)
            return code;
    }
}

int batch_lines_next(struct batch_lines *l, struct err *err)
{
    size_t end;
    l->line  = l->line ? l->line + l->lines : 1;
    l->lines = 1;
    buf_consume(&l->window, l->end);
    l->begin = l->end = 0;
    int code = find_line(l, BATCH_RECORD_MAX, &end, err);
    if (code > 0)
        l->end = end;
    if (code != ERR_LIMIT)
        return code;
    struct err why = ERR_INIT;
    if (pass_over(l, &why)) {
        *err = why;
        return why.code;
    }
    l->begin = l->end;
    return ERR_LIMIT;
}

int batch_lines_more(struct batch_lines *l, struct err *err)
{
    size_t end;
    int    code = find_line(l, BATCH_RECORD_MAX, &end, err);
    if (code == ERR_LIMIT)
        return 0;
    if (code <= 0)
        return code;
    l->end = end;
    l->lines++;
    return 1;
}

void batch_lines_cut(struct batch_lines *l, uint64_t keep)
{
    size_t at = l->begin;
    l->lines  = 0;
    while (l->lines < keep && at < l->end) {
        const char *found = memchr(l->window.data + at, '\n', l->end - at);
        at                = found ? (size_t)(found - l->window.data) + 1 : l->end;
        l->lines++;
    }
    l->end = at;
}

struct str batch_lines_record(const struct batch_lines *l)
{
    struct str s = str_of(buf_view(&l->window).data + l->begin, l->end - l->begin);
    if (s.len && s.data[s.len - 1] == '\n')
        s.len--;
    if (s.len && s.data[s.len - 1] == '\r')
        s.len--;
    return s;
}
