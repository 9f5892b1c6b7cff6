/* pressmark-bench: measures what Pressmark does. One mode a question; each has its own --help. */
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "bench/bench_modes.h"
#include "xap/xap.h"

static const struct mode {
    const char *name, *help;
    int (*run)(int argc, char **argv);
} modes[] = {
    {"latency", "how long queries take, by class and number of hits", mode_latency},
    {"build", "how long indexing takes, stage by stage, and how it grows", mode_build},
    {"plot", "pictures of reports", mode_plot},
    {"eval", "how good rankings are, by judged queries", mode_eval},
    {"compare", "what became slower or faster between two measurements", mode_compare},
};

enum { MODE_COUNT = sizeof modes / sizeof *modes };

static void print_help(FILE *to)
{
    fputs("Usage: pressmark-bench MODE [OPTION]... ARGUMENT...\nMeasure Pressmark.\n\n", to);
    for (size_t i = 0; i < MODE_COUNT; i++)
        fprintf(to, "  %-10s %s\n", modes[i].name, modes[i].help);
    fputs("\npressmark-bench MODE --help tells the options of a mode.\n", to);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    signal(SIGPIPE, SIG_IGN);
    for (size_t i = 0; i < MODE_COUNT; i++)
        if (!strcmp(name, modes[i].name))
            return modes[i].run(argc - 1, argv + 1);
    if (!strcmp(name, "--help") || !strcmp(name, "-h")) {
        print_help(stdout);
        return fflush(stdout) == 0 ? BENCH_DONE : BENCH_FAILED;
    }
    if (!strcmp(name, "--version") || !strcmp(name, "-V")) {
        printf("pressmark-bench %s, Xapian %s\n", PRESSMARK_VERSION, xap_version());
        return fflush(stdout) == 0 ? BENCH_DONE : BENCH_FAILED;
    }
    if (*name)
        fprintf(stderr, "pressmark-bench: there is no mode '%.60s'\n", name);
    print_help(stderr);
    return BENCH_FAILED;
}
