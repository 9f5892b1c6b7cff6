/* engine_exec: engines that are no part of this program, but of another that runs in its place. */
#ifndef PRESSMARK_QUERY_ENGINE_EXEC_H
#define PRESSMARK_QUERY_ENGINE_EXEC_H

#include "base/err.h"

/* Become pressmark-query-NAME: the same process, arguments (argv ends with NULL) and environment. It is looked for in
 * the folder of the program, else in ../lib/pressmark seen from there, where `make install` puts it. Nothing may have
 * been written or read yet. Returns only if it fails. ERR_INVALID: there is no such program, or it cannot be run. */
int engine_exec(const char *name, char *const argv[], struct err *err);

#endif
