/* options: a program's command line as one table, from which parsing, --help, the man page's option list
 * and shell completion follow.
 *
 * Rules: options may stand anywhere before "--"; "--name=value" and "--name value", "-n10" and "-n 10";
 * flags may be bundled; a lone "-" is an operand; names are never abbreviated. */
#ifndef PRESSMARK_BASE_OPTIONS_H
#define PRESSMARK_BASE_OPTIONS_H

#include <stdio.h>

#include "base/err.h"

enum option_kind {
    OPTION_FLAG,   /* target: bool, set to true */
    OPTION_STRING, /* target: const char * (into argv) */
    OPTION_COUNT,  /* target: uint64_t, decimal digits */
    OPTION_SIZE,   /* target: uint64_t, bytes with an optional K, M, G or T (powers of 1024) */
    OPTION_LIST,   /* target: struct option_list, may be given again and again */
    OPTION_CHOICE, /* target: int, the index in `choices` */
    OPTION_MODE,   /* target: int, set to `value`; at most one option with the same target may be given */
};

struct option {
    const char *group;   /* heading in the help; NULL: as the option before */
    const char *name;    /* without "--" */
    char        letter;  /* 0: none */
    enum option_kind kind;
    size_t      offset;  /* of the target in the program's options struct */
    const char *arg;     /* placeholder of the value, NULL for flags and modes; "FILE", "DIR", "PATH" and
                            "INDEX" are completed as file names */
    const char *help;    /* one or more sentences, plain text. NULL: the option works, but help, man page,
                            completion and suggestions do not show it */
    const char *const *choices; /* OPTION_CHOICE: plain words, NULL-terminated; the help lists them itself */
    int         value;   /* OPTION_MODE */
};

struct option_list {
    const char **items; /* into argv */
    size_t       count;
};

struct program {
    const char *name;              /* "pressmark-index" */
    const char *summary;           /* one line */
    const char *const *synopsis;   /* NULL-terminated, each what follows the name */
    const struct option *options;
    size_t      option_count;
    const char *unknown_hint;      /* what to do, shown after "unknown option '-x'; " (not '--x'), or NULL */
    const char *epilogue;          /* after the options in --help: exit status, see also; keeps its lines */
};

/* Parse into *target (the program's struct, already holding the defaults; lists empty). Operands, in order,
 * go to *operands. Free lists and operands with options_release, also after an error. Errors: ERR_USAGE,
 * naming the option and, where one is near, what was probably meant; ERR_OOM. */
int  options_parse(const struct program *program, int argc, char **argv, void *target,
                   struct option_list *operands, struct err *err);
void options_release(const struct program *program, void *target, struct option_list *operands);

struct buf;
/* The text of --help, wrapped at `width` columns (at least 40). */
void options_help(const struct program *program, int width, struct buf *out);
/* The SYNOPSIS and OPTIONS sections of the man page, in man(7) macros. */
void options_man(const struct program *program, struct buf *out);
/* A bash completion script. */
void options_completion(const struct program *program, struct buf *out);

#endif
