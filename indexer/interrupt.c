#include "indexer/interrupt.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t noted; /* a signal handler can reach nothing else */

static void note(int number)
{
    noted = number;
}

void interrupt_catch(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = note;
    action.sa_flags   = (int)SA_RESETHAND; /* no SA_RESTART: reads shall return */
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

int interrupt_signal(void)
{
    return noted;
}
