#include "indexer/timings.h"

#include <time.h>

uint64_t timings_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

void timings_add(struct timings *to, const struct timings *more)
{
    for (int s = 0; s < TIMING_COUNT; s++)
        to->ns[s] += more->ns[s];
}

void timings_json(const struct timings *t, unsigned threads, struct buf *out)
{
    static const char *const names[] = {
#define TIMING_NAME(name, text) text,
        TIMING_STAGES(TIMING_NAME)
#undef TIMING_NAME
    };
    buf_printf(out, "{\"threads\": %u", threads);
    for (int s = 0; s < TIMING_COUNT; s++)
        buf_printf(out, ", \"%s\": %.6f", names[s], (double)t->ns[s] / 1e9);
    buf_putc(out, '}');
}
