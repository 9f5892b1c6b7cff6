#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const struct {
    int         code, status;
    const char *name, *hint;
} rows[] = {
#define ERR_ROW(name, number, status, hint) {(number), (status), #name, (hint)},
    ERR_TABLE(ERR_ROW)
#undef ERR_ROW
};

/* A message cut by vsnprintf may end inside a character: drop the torn one. */
static void trim_torn_utf8(char *msg)
{
    size_t len = strlen(msg), at = len;
    while (at > 0 && len - at < 4 && ((unsigned char)msg[at - 1] & 0xC0) == 0x80)
        at--;
    if (at == 0)
        return;
    unsigned char lead = (unsigned char)msg[at - 1];
    size_t        want = lead < 0xC0 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    if (want > len - at)
        msg[at - 1] = '\0';
}

__attribute__((format(printf, 4, 0)))
static void fill(struct err *err, int code, int sys_errno, const char *fmt, va_list ap)
{
    err->code      = code;
    err->sys_errno = sys_errno;
    if (vsnprintf(err->msg, sizeof err->msg, fmt, ap) >= (int)sizeof err->msg)
        trim_torn_utf8(err->msg);
}

int err_set(struct err *err, int code, const char *fmt, ...)
{
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, code, 0, fmt, ap);
        va_end(ap);
    }
    return code;
}

int err_sys(struct err *err, const char *fmt, ...)
{
    int saved = errno;
    int code  = saved == ENOMEM                       ? ERR_OOM
              : saved == ENOENT || saved == ENOTDIR ? ERR_NOT_FOUND
                                                    : ERR_IO;
    if (err) {
        va_list ap;
        va_start(ap, fmt);
        fill(err, code, saved, fmt, ap);
        va_end(ap);
        size_t len = strlen(err->msg);
        snprintf(err->msg + len, sizeof err->msg - len, ": %s", strerror(saved));
        trim_torn_utf8(err->msg);
    }
    return code;
}

int err_oom(struct err *err)
{
    return err_set(err, ERR_OOM, "out of memory");
}

int err_context(struct err *err, const char *fmt, ...)
{
    char    old[sizeof err->msg], head[sizeof err->msg];
    va_list ap;
    memcpy(old, err->msg, sizeof old);
    va_start(ap, fmt);
    vsnprintf(head, sizeof head, fmt, ap);
    va_end(ap);
    if (snprintf(err->msg, sizeof err->msg, "%s: %s", head, old) >= (int)sizeof err->msg)
        trim_torn_utf8(err->msg);
    return err->code;
}

const char *err_name(int code)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].code == code)
            return rows[i].name;
    return "UNKNOWN";
}

int err_exit_status(int code)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].code == code)
            return rows[i].status;
    return 2;
}

const char *err_hint(int code)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].code == code)
            return rows[i].hint;
    return "";
}
