#include "query/query_output.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "base/file.h"
#include "base/utf8.h"

int query_output_write(struct buf *out, struct err *err)
{
    int code = buf_failed(out, err);
    if (!code && file_write_all(STDOUT_FILENO, buf_view(out)) < 0)
        code = errno == EPIPE ? err_set(err, ERR_CLOSED, "the reader of the results has gone away")
                              : err_sys(err, "cannot write results");
    buf_clear(out);
    return code;
}

/* Texts of others stand in messages: nothing of them may reach the terminal as it is. */
static void print_line(struct buf *out, const char *where, const char *kind, struct str line)
{
    utf8_for_terminal(out, str_c(where));
    buf_printf(out, ": %s", kind);
    utf8_for_terminal(out, line);
    buf_putc(out, '\n');
}

void query_print_error(struct buf *out, const char *where, const struct err *err, struct str place)
{
    print_line(out, where, "", str_c(err->msg));
    buf_str(out, place);
    if (*err_hint(err->code))
        print_line(out, where, "", str_c(err_hint(err->code)));
}

void query_print_notes(struct buf *out, const char *where, const struct query_notes *notes)
{
    struct str lines = buf_view(&notes->text);
    while (lines.len)
        print_line(out, where, "note: ", str_split(&lines, '\n'));
    if (notes->count > QUERY_NOTES_MAX) {
        utf8_for_terminal(out, str_c(where));
        buf_printf(out, ": note: and %zu more\n", notes->count - QUERY_NOTES_MAX);
    }
}

void query_output_messages(struct buf *messages)
{
    if (messages->len)
        fwrite(messages->data, 1, messages->len, stderr);
    buf_clear(messages);
}
