/* driver: asks one adapter every request of a file and measures each round trip from outside, around the pipe.
 *
 * usage: driver WARM SEED REQUESTS ADAPTER ARGUMENT...
 * REQUESTS holds a line COMMAND<TAB>QUERY each. All of them are asked WARM times without being measured, then once
 * in an order shuffled by SEED. Prints, in that order, a line each: number of the request's line from 0, what the
 * adapter answered, nanoseconds of the round trip, nanoseconds by the adapter's own clock (- when it told none);
 * then the line "peak<TAB>KiB<TAB>awake" with the adapter's peak of resident memory. Status 2 when the adapter fails,
 * or says nothing for a minute.
 *
 * While it runs no processor sleeps: on each one a process of the class SCHED_IDLE spins, which gives way to any other
 * at once. Else every request would begin with a processor waking up, on a virtual machine with what its caches held
 * gone, and that would be measured as the engine's. Where the system refuses, the last line ends in asleep. */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ANSWER_MAX = 256, PATIENCE = 60000 }; /* bytes, milliseconds */

struct request {
    char  *line; /* with its '\n' */
    size_t len;
};

struct adapter {
    pid_t       pid;
    int         to, from;
    const char *name;
    char        answer[ANSWER_MAX]; /* the last one, without its '\n' */
    int64_t     took;
};

static _Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

static _Noreturn void die(const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    fputs("driver: ", stderr);
    vfprintf(stderr, fmt, args);
    fputc('\n', stderr);
    va_end(args);
    exit(2);
}

static int64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static struct request *read_requests(const char *path, size_t *count)
{
    struct request *list = NULL;
    size_t          cap  = 0, room = 0;
    char           *line = NULL;
    ssize_t         len;
    FILE           *in = fopen(path, "r");
    if (!in)
        die("cannot open '%s': %s", path, strerror(errno));
    *count = 0;
    while ((len = getline(&line, &room, in)) > 0) {
        if (line[len - 1] != '\n')
            die("'%s' does not end in a newline", path);
        if (*count == cap) {
            cap  = cap ? cap * 2 : 256;
            list = realloc(list, cap * sizeof *list);
            if (!list)
                die("out of memory");
        }
        list[(*count)++] = (struct request){line, (size_t)len};
        line = NULL;
        room = 0;
    }
    free(line);
    fclose(in);
    if (!*count)
        die("'%s' holds no request", path);
    return list;
}

static void start(struct adapter *a, char **command)
{
    int in[2], out[2];
    a->name = command[0];
    if (pipe(in) || pipe(out))
        die("cannot make a pipe: %s", strerror(errno));
    a->pid = fork();
    if (a->pid < 0)
        die("cannot fork: %s", strerror(errno));
    if (a->pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[0]), close(in[1]), close(out[0]), close(out[1]);
        execvp(command[0], command);
        fprintf(stderr, "driver: cannot run '%s': %s\n", command[0], strerror(errno));
        _exit(127);
    }
    close(in[0]), close(out[1]);
    a->to   = in[1];
    a->from = out[0];
}

/* One round trip. Answers are short, so that a line nearly always comes in one read. */
static void ask(struct adapter *a, const struct request *request)
{
    size_t  have = 0;
    int64_t begin = now();
    for (size_t sent = 0; sent < request->len;) {
        ssize_t n = write(a->to, request->line + sent, request->len - sent);
        if (n < 0)
            die("'%s' takes no more requests: %s", a->name, strerror(errno));
        sent += (size_t)n;
    }
    do {
        struct pollfd wait = {a->from, POLLIN, 0};
        if (have == sizeof a->answer || poll(&wait, 1, PATIENCE) != 1)
            die("'%s' does not answer '%.*s'", a->name, (int)request->len - 1, request->line);
        ssize_t n = read(a->from, a->answer + have, sizeof a->answer - have);
        if (n <= 0)
            die("'%s' ended at '%.*s'", a->name, (int)request->len - 1, request->line);
        have += (size_t)n;
    } while (a->answer[have - 1] != '\n');
    a->took             = now() - begin;
    a->answer[have - 1] = '\0';
    if (strlen(a->answer) != have - 1 || strchr(a->answer, '\n'))
        die("'%s' answers '%.*s' with more than a line", a->name, (int)request->len - 1, request->line);
}

/* Its peak of resident memory in KiB. */
static long stop(struct adapter *a)
{
    struct rusage usage;
    int           status;
    close(a->to);
    if (wait4(a->pid, &status, 0, &usage) != a->pid || status)
        die("'%s' failed", a->name);
    close(a->from);
    return usage.ru_maxrss;
}

/* ---- processors that stay awake ------------------------------------------------------------------ */

static _Noreturn void spin(size_t cpu, pid_t parent)
{
    struct sched_param none = {0};
    cpu_set_t          here;
    CPU_ZERO(&here);
    CPU_SET(cpu, &here);
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) || getppid() != parent || sched_setaffinity(0, sizeof here, &here) ||
        sched_setscheduler(0, SCHED_IDLE, &none))
        _exit(1);
    for (;;) {
#if defined(__x86_64__) || defined(__i386__)
        __builtin_ia32_pause(); /* leaves the other thread of a core alone */
#elif defined(__aarch64__)
        __asm__ volatile("yield");
#endif
    }
}

/* One process for each processor that this one may run on, pids[0 .. the number returned - 1]. */
static size_t keep_awake(pid_t pids[CPU_SETSIZE])
{
    cpu_set_t all;
    size_t    count  = 0;
    pid_t     parent = getpid();
    if (sched_getaffinity(0, sizeof all, &all))
        die("cannot tell which processors there are: %s", strerror(errno));
    for (size_t cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &all))
            continue;
        pid_t pid = fork();
        if (pid < 0)
            die("cannot fork: %s", strerror(errno));
        if (pid == 0)
            spin(cpu, parent);
        pids[count++] = pid;
    }
    return count;
}

/* False: one of them had ended. */
static bool let_sleep(const pid_t *pids, size_t count)
{
    bool all = true;
    for (size_t i = 0; i < count; i++) {
        int status = 0;
        kill(pids[i], SIGKILL);
        all &= waitpid(pids[i], &status, 0) == pids[i] && WIFSIGNALED(status);
    }
    return all;
}

/* ---- requests ------------------------------------------------------------------------------------ */

/* splitmix64 */
static uint64_t next_random(uint64_t *state)
{
    uint64_t z = (*state += 0x9e3779b97f4a7c15);
    z          = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z          = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

static size_t *shuffled(size_t count, uint64_t seed)
{
    size_t *order = malloc(count * sizeof *order);
    if (!order)
        die("out of memory");
    for (size_t i = 0; i < count; i++) {
        size_t j = next_random(&seed) % (i + 1);
        order[i] = i;
        order[i] = order[j];
        order[j] = i;
    }
    return order;
}

static uint64_t number(const char *text)
{
    char    *end;
    uint64_t n = strtoull(text, &end, 10);
    if (end == text || *end)
        die("'%s' is no number", text);
    return n;
}

int main(int argc, char **argv)
{
    struct adapter a = {.pid = 0};
    size_t         count, awake;
    pid_t          spinning[CPU_SETSIZE];
    if (argc < 5)
        die("usage: driver WARM SEED REQUESTS ADAPTER ARGUMENT...");
    uint64_t        warm     = number(argv[1]);
    size_t         *order;
    struct request *requests = read_requests(argv[3], &count);
    order = shuffled(count, number(argv[2]));
    signal(SIGPIPE, SIG_IGN);
    awake = keep_awake(spinning);
    start(&a, argv + 4);
    while (warm-- > 0)
        for (size_t i = 0; i < count; i++)
            ask(&a, &requests[order[i]]);
    for (size_t i = 0; i < count; i++) {
        ask(&a, &requests[order[i]]);
        char *engine = strchr(a.answer, '\t');
        if (engine)
            *engine++ = '\0';
        printf("%zu\t%s\t%" PRId64 "\t%s\n", order[i], a.answer, a.took, engine ? engine : "-");
    }
    long peak = stop(&a);
    printf("peak\t%ld\t%s\n", peak, let_sleep(spinning, awake) ? "awake" : "asleep");
    for (size_t i = 0; i < count; i++)
        free(requests[i].line);
    free(requests);
    free(order);
    return fflush(stdout) || ferror(stdout) ? 2 : 0;
}
