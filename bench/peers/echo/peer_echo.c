/* echo: answers at once, whatever is asked, so that the driver can tell what the pipe itself costs. */
#include <string.h>

#include "bench/peers/peer.h"

static void version(FILE *out)
{
    fputs("echo", out);
}

static int build(const char *folder)
{
    (void)folder;
    return 0;
}

static void *open_nothing(const char *folder)
{
    static char nothing;
    (void)folder;
    return &nothing;
}

static int64_t search(void *engine, struct peer_request *request)
{
    (void)engine;
    (void)request;
    return 0;
}

static void close_nothing(void *engine)
{
    (void)engine;
}

int main(int argc, char **argv)
{
    static const struct peer peer = {"echo", version, build, open_nothing, search, close_nothing};
    return peer_main(argc, argv, &peer);
}
