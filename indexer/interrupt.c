#include "indexer/interrupt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <string.h>
#include <unistd.h>

/* A signal handler can reach nothing else. */
static atomic_int noted;
static int        wake[2]; /* a pipe; 0 while there is none */

static void note(int number)
{
    int saved = errno;
    noted     = number;
    if (wake[1] && write(wake[1], "", 1) < 0) {
        /* it is full: readable all the same */
    }
    errno = saved;
}

static void leave(int number)
{
    static const char text[] = "pressmark-index: stopped by a signal while merging: the index is as it was last "
                               "committed\n";
    if (write(STDERR_FILENO, text, sizeof text - 1) < 0) {
        /* then nobody reads it */
    }
    _exit(128 + number);
}

static void handle_with(void (*handler)(int))
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    action.sa_flags   = (int)SA_RESETHAND;
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

void interrupt_catch(void)
{
    int ends[2];
    if (!wake[1] && pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
        wake[0] = ends[0];
        wake[1] = ends[1];
    }
    handle_with(note);
}

void interrupt_leave(void)
{
    handle_with(leave);
}

int interrupt_signal(void)
{
    return noted;
}

int interrupt_descriptor(void)
{
    return wake[0];
}
