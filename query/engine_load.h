/* engine_load: engines that are no part of the program, but a file that is loaded when one is asked for. */
#ifndef PRESSMARK_QUERY_ENGINE_LOAD_H
#define PRESSMARK_QUERY_ENGINE_LOAD_H

#include "query/engine.h"

/* What the file pressmark-NAME.so exports: the engine, or NULL where `version` is not the one it was built with, as
 * then the two may not agree what a reader or a plan is. */
typedef const struct engine *(*engine_export)(const char *version);
#define ENGINE_EXPORT "pressmark_engine"

/* Load the engine from the folder of the program, else from ../lib/pressmark seen from there, where `make install` puts
 * it. It stays loaded. ERR_INVALID: there is no such file, it cannot be loaded, or is of another version. */
int engine_load(const struct engine **out, const char *name, struct err *err);

#endif
