/* Xapian's structural check, in a child that may die of what it reads. */
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <ostream>
#include <streambuf>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "xap/xap_handles.hh"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN 1
#endif
#endif

using namespace xap;

#ifdef UNDER_ASAN /* Xapian 1.4 frees what it opened to check through a base without virtual destructor */
extern "C" __attribute__((visibility("default"))) const char *__asan_default_options();
extern "C" const char *__asan_default_options()
{
    return "new_delete_type_mismatch=0";
}
#endif

namespace {

constexpr size_t REPORT_MAX = 64 << 10; /* bytes of the report kept */

/* What the child leaves behind in shared memory. */
struct verdict {
    bool       finished;
    int        code; /* 0, or an error of the check itself */
    size_t     faults;
    struct err err;
};

/* Unbuffered, so that a child that dies has said what it found so far. */
class pipe_stream : public std::streambuf {
public:
    explicit pipe_stream(int to) : fd(to) {}

protected:
    std::streamsize xsputn(const char *data, std::streamsize size) override
    {
        return file_write_all(fd, str_of(data, size_t(size))) < 0 ? 0 : size;
    }
    int overflow(int c) override
    {
        const char byte = char(c);
        return c == EOF || xsputn(&byte, 1) == 1 ? 0 : EOF;
    }

private:
    int fd;
};

void limit_memory()
{
#ifndef UNDER_ASAN /* whose shadow memory is larger than any limit */
    constexpr rlim_t more  = 1UL << 30; /* bytes beyond what it starts with */
    unsigned long    pages = 0;
    FILE            *statm = std::fopen("/proc/self/statm", "re");
    if (statm && std::fscanf(statm, "%lu", &pages) == 1) {
        const rlim_t  now = pages * rlim_t(sysconf(_SC_PAGESIZE)) + more;
        struct rlimit limit;
        if (getrlimit(RLIMIT_AS, &limit) == 0) {
            limit.rlim_cur = std::min(limit.rlim_max, now);
            setrlimit(RLIMIT_AS, &limit);
        }
    }
    if (statm)
        std::fclose(statm);
#endif
}

[[noreturn]] void child(const char *path, bool directory, int fd, unsigned seconds, int out, verdict *said)
{
    sigset_t none;
    sigemptyset(&none);
    for (int each : {SIGALRM, SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT}) /* a handler of our caller's would */
        std::signal(each, SIG_DFL);                                      /* go on living in the child */
    std::signal(SIGPIPE, SIG_IGN);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    dup2(out, STDOUT_FILENO); /* last words of the C library go into the report too */
    dup2(out, STDERR_FILENO);
    alarm(seconds);
    limit_memory();
    said->code = guard(&said->err, [&] {
        pipe_stream  to(out);
        std::ostream report(&to);
        said->faults = directory ? Xapian::Database::check(path, 0, &report)
                                 : Xapian::Database::check(fd, 0, &report);
        return 0;
    });
    said->finished = true;
    _exit(0);
}

/* Read all there is; keep what fits. */
void drain(int fd, struct buf *report)
{
    char part[4096];
    for (;;) {
        const ssize_t n = read(fd, part, sizeof part);
        if (n == 0 || (n < 0 && errno != EINTR))
            return;
        if (n > 0 && report && report->len < REPORT_MAX)
            buf_append(report, part, std::min(size_t(n), REPORT_MAX - report->len));
    }
}

int conclude(const verdict *said, int status, unsigned seconds, struct buf *report, struct err *err)
{
    char why[sizeof said->err.msg + 32];
    if (said->finished && said->code == 0)
        return int(std::min<size_t>(said->faults, INT32_MAX));
    if (said->finished && said->code == ERR_IO) { /* whatever else it throws comes of what it read */
        if (err)
            *err = said->err;
        return said->code;
    }
    if (said->finished)
        std::snprintf(why, sizeof why, "%s\n", said->err.msg);
    else if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
        std::snprintf(why, sizeof why, "the check did not finish within %u seconds\n", seconds);
    else if (WIFSIGNALED(status))
        std::snprintf(why, sizeof why, "the check died of signal %d (%s)\n", WTERMSIG(status),
                      strsignal(WTERMSIG(status)));
    else
        std::snprintf(why, sizeof why, "the check ended before its end\n");
    if (report)
        buf_cstr(report, why);
    return 1;
}

} // namespace

/* What the check holds in the parent; all of it goes whatever happens. */
struct holdings {
    int      fd = -1, ends[2] = {-1, -1};
    verdict *said = nullptr;

    ~holdings()
    {
        for (int each : {fd, ends[0], ends[1]})
            if (each >= 0)
                close(each);
        if (said)
            munmap(said, sizeof *said);
    }
};

int xap_check(const char *path, unsigned seconds, struct buf *report, struct err *err) noexcept
{
    return guard(err, [&] {
        holdings    hold;
        struct stat st;
        hold.fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (hold.fd < 0 || fstat(hold.fd, &st) != 0)
            fail_sys("cannot check database '%s'", path);
        const bool directory = S_ISDIR(st.st_mode);
        if (!directory && !S_ISREG(st.st_mode))
            fail(ERR_INVALID, "'%s' is neither a file nor a directory", path);
        /* Without this file Xapian would look for a stub file, which may name programs to run. */
        if (directory && faccessat(hold.fd, "iamglass", F_OK, 0) != 0)
            fail_sys("no database in directory '%s'", path);

        void *shared = mmap(nullptr, sizeof *hold.said, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
                            -1, 0);
        if (shared == MAP_FAILED)
            fail_sys("cannot check database '%s'", path);
        hold.said = static_cast<verdict *>(shared);
        if (pipe2(hold.ends, O_CLOEXEC) != 0)
            fail_sys("cannot check database '%s'", path);
        const pid_t pid = fork();
        if (pid < 0)
            fail_sys("cannot check database '%s'", path);
        if (pid == 0)
            child(path, directory, hold.fd, seconds, hold.ends[1], hold.said);

        close(hold.ends[1]);
        hold.ends[1] = -1;
        drain(hold.ends[0], report);
        int status = 0;
        while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
            ;
        const int faults = conclude(hold.said, status, seconds, report, err);
        const int failed = report && faults >= 0 ? buf_failed(report, err) : 0;
        return failed ? failed : faults;
    });
}
