/* whole_process: how long a command takes from fork to its end, beside a process that does nothing.
 *
 * usage: whole_process ROUNDS COMMAND [ARG]...    The command's output goes to /dev/null. Rounds alternate between
 * the command and /bin/true. Prints one JSON object: minimum, median, 95th and 99th percentile, in milliseconds, of
 * both, from all rounds after a tenth for warming. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec * 1e-6;
}

/* Milliseconds; *status: as of waitpid. */
static double run(char *const *command, int *status)
{
    posix_spawn_file_actions_t actions;
    pid_t                      child;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0);
    double start = now_ms();
    if (posix_spawnp(&child, command[0], &actions, NULL, command, environ) != 0)
        *status = -1;
    else
        waitpid(child, status, 0);
    double elapsed = now_ms() - start;
    posix_spawn_file_actions_destroy(&actions);
    return elapsed;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void print(const char *name, double *times, size_t n)
{
    qsort(times, n, sizeof *times, ascending);
    printf("\"%s\": {\"min\": %.3f, \"p50\": %.3f, \"p95\": %.3f, \"p99\": %.3f}", name, times[0], times[n / 2],
           times[n * 95 / 100], times[n * 99 / 100]);
}

int main(int argc, char **argv)
{
    long rounds = argc > 2 ? strtol(argv[1], NULL, 10) : 0;
    if (rounds < 10 || rounds > 1000000) {
        fprintf(stderr, "usage: whole_process ROUNDS COMMAND [ARG]...   (10 rounds or more)\n");
        return 2;
    }
    size_t      n = (size_t)rounds, warm = n / 10;
    double     *own = malloc(n * sizeof *own), *empty = malloc(n * sizeof *empty);
    char        nothing[] = "true";
    char *const empty_command[] = {nothing, NULL};
    int         status = 0, ignored;
    if (!own || !empty)
        return 2;
    for (size_t i = 0; i < n + warm && status >= 0; i++) {
        double a = run(argv + 2, &status), b = run(empty_command, &ignored);
        if (i >= warm) {
            own[i - warm]   = a;
            empty[i - warm] = b;
        }
    }
    if (status < 0 || !WIFEXITED(status) || WEXITSTATUS(status) > 1) {
        fprintf(stderr, "whole_process: '%s' failed\n", argv[2]);
        return 2;
    }
    printf("{\"rounds\": %zu, ", n);
    print("command_ms", own, n);
    printf(", ");
    print("empty_ms", empty, n);
    printf("}\n");
    free(own);
    free(empty);
    return 0;
}
