/* bench_command: what the modes of pressmark-bench share at the command line: options, errors, files of
 * results. */
#ifndef PRESSMARK_BENCH_COMMAND_H
#define PRESSMARK_BENCH_COMMAND_H

#include <stdbool.h>

#include "base/buf.h"
#include "base/options.h"

/* Parse a mode's command line. Where *help, a target of the options, is set afterwards, print the help.
 * Returns 0 to go on, 1 after help, or ERR_USAGE, ERR_OOM, ERR_IO. Release operands and target by
 * options_release always. */
int bench_parse(const struct program *program, int argc, char **argv, void *target, const bool *help,
                struct option_list *operands, struct err *err);

/* Print the error with its hint on standard error. Returns BENCH_FAILED. */
int bench_fail(const struct program *program, const struct err *err);

/* Print a line "program: text" on standard error. */
void bench_note(const struct program *program, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Write all of the buffer into the file, new or over what was there; NULL: to standard output. ERR_IO. */
int bench_write(const char *path, const struct buf *text, struct err *err);

/* What a mode writes where; path NULL: standard output. Each as bench_write does, until one fails; those
 * not wanted are passed over. */
struct bench_output {
    bool              wanted;
    const char       *path;
    const struct buf *text; /* a failure of it is an error */
};
int bench_write_outputs(const struct bench_output *outputs, size_t count, struct err *err);

/* The folder of the running program; *out gets "FOLDER/name" and a NUL. */
int bench_sibling(struct buf *out, const char *name, struct err *err);

#endif
