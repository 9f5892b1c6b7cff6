/* child_process: another program from its start to its end, and what that cost. */
#ifndef PRESSMARK_BENCH_CHILD_PROCESS_H
#define PRESSMARK_BENCH_CHILD_PROCESS_H

#include <stdint.h>

#include "base/buf.h"
#include "base/err.h"

struct child_cost {
    uint64_t ns;         /* from before posix_spawn to the return of wait4 */
    double   cpu;        /* seconds, user and system */
    uint64_t peak_bytes; /* resident; never below our own when it was started, whose memory spawning shares */
    int      status;     /* exit status */
};

/* Run argv[0], found in PATH, with no input. Its standard output goes to *out, its standard error to
 * *messages; NULL: to nowhere. ERR_NOT_FOUND or ERR_IO when it cannot be started, ERR_IO when a signal
 * ended it. */
int child_run(const char *const *argv, struct child_cost *cost, struct buf *out, struct buf *messages,
              struct err *err);

/* The same with standard output into the file `path`, which is made or emptied. */
int child_run_into(const char *const *argv, const char *path, struct child_cost *cost, struct buf *messages,
                   struct err *err);

#endif
