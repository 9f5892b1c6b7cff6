/* guard: the one door from C++ back to C. Everything an extern "C" function does happens inside guard(),
 * and every exception becomes a code in one place, translate(). */
#ifndef PRESSMARK_XAP_GUARD_HH
#define PRESSMARK_XAP_GUARD_HH

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <string>

extern "C" { /* the base is C through and through */
#include "base/buf.h"
#include "base/err.h"
#include "base/file.h"
#include "base/utf8.h"
}

namespace xap {

/* An error of ours on its way to the guard, already in its final form. */
struct failure {
    struct err why;
};

[[noreturn]] void fail(int code, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The same for a failed system call; see err_sys. */
[[noreturn]] void fail_sys(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Turn the exception being handled into a code and fill *err. */
int translate(struct err *err) noexcept;

/* Run `work`, which returns what the C function is to return. */
template <typename Work> int guard(struct err *err, Work &&work) noexcept
{
    try {
        return work();
    } catch (...) {
        return translate(err);
    }
}

inline std::string bytes(struct str s)
{
    return s.len ? std::string(s.data, s.len) : std::string();
}

/* Append and answer 0, or fail as buf does. */
inline int append(struct buf *out, const std::string &text, struct err *err)
{
    buf_append(out, text.data(), text.size());
    return buf_failed(out, err);
}

} // namespace xap

#endif
