#include "xap/guard.hh"

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <system_error>

#include <xapian.h>

namespace xap {

void fail(int code, const char *fmt, ...)
{
    char    text[sizeof(failure::why.msg) + 8];
    failure f;
    va_list ap;
    va_start(ap, fmt);
    std::vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    err_set(&f.why, code, "%s", text);
    throw f;
}

void fail_sys(const char *fmt, ...)
{
    int     saved = errno;
    char    text[sizeof(failure::why.msg) + 8];
    failure f;
    va_list ap;
    va_start(ap, fmt);
    std::vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    errno = saved;
    err_sys(&f.why, "%s", text);
    throw f;
}

/* Xapian keeps the errno of a failed system call to itself and gives only its text. */
static int errno_of(const Xapian::Error &e)
{
    const char *text = e.get_error_string();
    if (text)
        for (int n = 1; n < 134; n++)
            if (std::strcmp(text, std::strerror(n)) == 0)
                return n;
    return 0;
}

static int code_of_errno(int number, int otherwise)
{
    switch (number) {
    case 0:
        return otherwise;
    case ENOENT:
    case ENOTDIR:
        return ERR_NOT_FOUND;
    case EEXIST:
        return ERR_EXISTS;
    case ENOMEM:
        return ERR_OOM;
    default:
        return ERR_IO;
    }
}

/* Xapian's message may quote bytes of a file or a query: make one line of valid UTF-8 of it. */
static int report(struct err *err, int code, const Xapian::Error &e) noexcept
{
    struct buf  text = BUF_INIT;
    const char *more = e.get_error_string();
    utf8_for_terminal(&text, str_of(e.get_msg().data(), e.get_msg().size()));
    if (!e.get_context().empty()) {
        buf_cstr(&text, "; ");
        utf8_for_terminal(&text, str_of(e.get_context().data(), e.get_context().size()));
    }
    if (more)
        buf_printf(&text, ": %s", more);
    err_set(err, code, "%s (xapian %s)", text.data ? text.data : "", e.get_type());
    if (err)
        err->sys_errno = errno_of(e);
    buf_release(&text);
    return code;
}

/* Most derived classes first: Version and NotFound are Opening errors, and all of those Database errors. */
int translate(struct err *err) noexcept
{
    try {
        throw;
    } catch (const failure &f) {
        if (err)
            *err = f.why;
        return f.why.code;
    } catch (const Xapian::DatabaseLockError &e) {
        return report(err, ERR_LOCKED, e);
    } catch (const Xapian::DatabaseModifiedError &e) {
        return report(err, ERR_STALE, e);
    } catch (const Xapian::DatabaseNotFoundError &e) {
        return report(err, ERR_NOT_FOUND, e);
    } catch (const Xapian::DatabaseVersionError &e) {
        return report(err, ERR_VERSION, e);
    } catch (const Xapian::DatabaseCorruptError &e) {
        return report(err, ERR_CORRUPT, e);
    } catch (const Xapian::DatabaseClosedError &e) {
        return report(err, ERR_CLOSED, e);
    } catch (const Xapian::DatabaseCreateError &e) {
        return report(err, code_of_errno(errno_of(e), ERR_EXISTS), e);
    } catch (const Xapian::DatabaseError &e) { /* without an errno the bytes are wrong */
        return report(err, code_of_errno(errno_of(e), ERR_CORRUPT), e);
    } catch (const Xapian::DocNotFoundError &e) {
        return report(err, ERR_NOT_FOUND, e);
    } catch (const Xapian::WildcardError &e) {
        return report(err, ERR_LIMIT, e);
    } catch (const Xapian::RangeError &e) {
        return report(err, ERR_LIMIT, e);
    } catch (const Xapian::QueryParserError &e) {
        return report(err, ERR_QUERY, e);
    } catch (const Xapian::SerialisationError &e) {
        return report(err, ERR_CORRUPT, e);
    } catch (const Xapian::NetworkError &e) {
        return report(err, ERR_IO, e);
    } catch (const Xapian::FeatureUnavailableError &e) {
        return report(err, ERR_INVALID, e);
    } catch (const Xapian::InvalidArgumentError &e) {
        return report(err, ERR_INVALID, e);
    } catch (const Xapian::InvalidOperationError &e) {
        return report(err, ERR_INVALID, e);
    } catch (const Xapian::UnimplementedError &e) {
        return report(err, ERR_INVALID, e);
    } catch (const Xapian::Error &e) {
        return report(err, ERR_INTERNAL, e);
    } catch (const std::length_error &e) { /* Xapian met a length that makes no sense */
        return err_set(err, ERR_CORRUPT, "damaged database: %s", e.what());
    } catch (const std::out_of_range &e) {
        return err_set(err, ERR_CORRUPT, "damaged database: %s", e.what());
    } catch (const std::bad_alloc &) {
        return err_oom(err);
    } catch (const std::system_error &e) {
        return err_set(err, ERR_IO, "%s", e.what());
    } catch (const std::exception &e) {
        return err_set(err, ERR_INTERNAL, "unexpected exception: %s", e.what());
    } catch (...) {
        return err_set(err, ERR_INTERNAL, "unexpected exception of unknown type");
    }
}

} // namespace xap
