/* err: what went wrong, in a struct that the caller owns; never allocated, never global.
 *
 * A fallible function returns 0 (or a count >= 0) or one of the negative codes below and then has
 * filled *err. Messages are one line, lower case, no full stop: what went wrong first, the subject in
 * single quotes. Context is added once, by the function that knows it, with err_context().
 * The table is the one place that gives a code its number, exit status and hint; numbers are fixed. */
#ifndef PRESSMARK_BASE_ERR_H
#define PRESSMARK_BASE_ERR_H

/*   name         number exit  hint shown under the message; "" for none */
#define ERR_TABLE(X)                                                                                        \
    X(OOM,         -1,    2, "give it more memory, or lower --memory")                                      \
    X(IO,          -2,    2, "")                                                                            \
    X(FORMAT,      -3,    2, "")                                                                            \
    X(CORRUPT,     -4,    2, "check it with 'pressmark-index --verify INDEX'; what is readable can be "     \
                             "saved with --dump, or index the sources again")                              \
    X(LOCKED,      -5,   75, "wait until it has finished, then run the same command again")                 \
    X(STALE,       -6,    2, "the index changed while it was read: run the same command again")             \
    X(NOT_FOUND,   -7,    2, "")                                                                            \
    X(EXISTS,      -8,    2, "choose another path for the index")                                           \
    X(VERSION,     -9,    2, "bring it up to date with 'pressmark-index --rebuild INDEX'")                  \
    X(QUERY,      -10,    2, "")                                                                            \
    X(LIMIT,      -11,    2, "")                                                                            \
    X(INVALID,    -12,    2, "")                                                                            \
    X(CLOSED,     -13,    2, "")                                                                            \
    X(USAGE,      -14,    2, "")                                                                            \
    X(INTERNAL,   -15,    2, "this is a bug in Pressmark: please report it with the command that shows it")

enum err_code {
    ERR_OK = 0,
#define ERR_ENUM(name, number, status, hint) ERR_##name = (number),
    ERR_TABLE(ERR_ENUM)
#undef ERR_ENUM
};

struct err {
    int  code;      /* enum err_code */
    int  sys_errno; /* errno of the failed system call, else 0 */
    char msg[600];  /* UTF-8, NUL-terminated, cut at a character when too long */
};

#define ERR_INIT ((struct err){0, 0, ""})

/* Fill *err and return `code`, so that `return err_set(...)` reads well. err may be NULL. */
int err_set(struct err *err, int code, const char *fmt, ...) __attribute__((cold, format(printf, 3, 4)));

/* The same for a failed system call: appends ": " and strerror(errno). ENOENT and ENOTDIR become
 * ERR_NOT_FOUND, ENOMEM ERR_OOM, all else ERR_IO. */
int err_sys(struct err *err, const char *fmt, ...) __attribute__((cold, format(printf, 2, 3)));

/* Out of memory, in a message that needs none. */
int err_oom(struct err *err) __attribute__((cold));

/* Put "context: " in front of the message there is; returns err->code. */
int err_context(struct err *err, const char *fmt, ...) __attribute__((cold, format(printf, 2, 3)));

/* Table look-ups; an unknown code gives "UNKNOWN", status 2 and "". Static strings. */
const char *err_name(int code);
int         err_exit_status(int code);
const char *err_hint(int code);

#endif
