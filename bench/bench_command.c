#include "bench/bench_command.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"
#include "bench/bench_modes.h"

enum { HELP_WIDTH = 100 };

int bench_parse(const struct program *program, int argc, char **argv, void *target, const bool *help,
                struct option_list *operands, struct err *err)
{
    struct buf out  = BUF_INIT;
    int        code = options_parse(program, argc, argv, target, operands, err);
    if (code || !*help)
        return code;
    options_help(program, HELP_WIDTH, &out);
    code = buf_failed(&out, err);
    if (!code)
        code = bench_write(NULL, &out, err);
    buf_release(&out);
    return code ? code : 1;
}

static void print_safe(const struct program *program, const char *text)
{
    struct buf line = BUF_INIT;
    buf_printf(&line, "%s: ", program->name);
    utf8_for_terminal(&line, str_c(text));
    fprintf(stderr, "%.*s\n", STR_ARG(buf_view(&line)));
    buf_release(&line);
}

int bench_fail(const struct program *program, const struct err *err)
{
    if (err->code == ERR_CLOSED)
        return BENCH_FAILED;
    print_safe(program, err->msg);
    if (*err_hint(err->code))
        fprintf(stderr, "%s\n", err_hint(err->code));
    return BENCH_FAILED;
}

void bench_note(const struct program *program, const char *fmt, ...)
{
    struct buf text = BUF_INIT;
    va_list    ap;
    va_start(ap, fmt);
    buf_vprintf(&text, fmt, ap);
    va_end(ap);
    buf_putc(&text, '\0');
    if (!text.failed)
        print_safe(program, text.data);
    buf_release(&text);
}

int bench_write(const char *path, const struct buf *text, struct err *err)
{
    FILE *file = path ? fopen(path, "w") : stdout;
    if (!file)
        return err_sys(err, "cannot write '%s'", path);
    bool done = fwrite(buf_view(text).data, 1, text->len, file) == text->len;
    done      = (path ? fclose(file) : fflush(file)) == 0 && done;
    if (done)
        return 0;
    if (errno == EPIPE)
        return err_set(err, ERR_CLOSED, "the reader of standard output has gone away");
    return path ? err_sys(err, "cannot write '%s'", path) : err_sys(err, "cannot write to standard output");
}

int bench_write_outputs(const struct bench_output *outputs, size_t count, struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < count && !code; i++) {
        if (!outputs[i].wanted)
            continue;
        code = buf_failed(outputs[i].text, err);
        if (!code)
            code = bench_write(outputs[i].path, outputs[i].text, err);
    }
    return code;
}

int bench_sibling(struct buf *out, const char *name, struct err *err)
{
    char    self[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", self, sizeof self - 1);
    if (len < 0)
        return err_sys(err, "cannot find this program's own folder");
    struct str folder = str_of(self, (size_t)len);
    while (folder.len && folder.data[folder.len - 1] != '/')
        folder.len--;
    buf_str(out, folder);
    buf_cstr(out, name);
    buf_putc(out, '\0');
    return buf_failed(out, err);
}
