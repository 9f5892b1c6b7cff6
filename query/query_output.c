#include "query/query_output.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/utf8.h"

int query_output_write(struct buf *out, struct err *err)
{
    int    code = buf_failed(out, err);
    size_t done = 0;
    while (!code && done < out->len) {
        ssize_t n = write(STDOUT_FILENO, out->data + done, out->len - done);
        if (n >= 0)
            done += (size_t)n;
        else if (errno == EPIPE)
            code = err_set(err, ERR_CLOSED, "the reader of the results has gone away");
        else if (errno != EINTR)
            code = err_sys(err, "cannot write results");
    }
    buf_clear(out);
    return code;
}

/* Texts of others stand in messages: nothing of them may reach the terminal as it is. */
static void print_line(const char *program, const char *kind, struct str line)
{
    struct buf safe = BUF_INIT;
    utf8_for_terminal(&safe, line);
    fprintf(stderr, "%s: %s%.*s\n", program, kind, STR_ARG(buf_view(&safe)));
    buf_release(&safe);
}

void query_output_error(const char *program, const struct err *err, struct str place)
{
    print_line(program, "", str_c(err->msg));
    fprintf(stderr, "%.*s", STR_ARG(place));
    if (*err_hint(err->code))
        print_line(program, "", str_c(err_hint(err->code)));
}

void query_output_notes(const char *program, struct str lines, size_t more)
{
    while (lines.len)
        print_line(program, "note: ", str_split(&lines, '\n'));
    if (more)
        fprintf(stderr, "%s: note: and %zu more\n", program, more);
}
