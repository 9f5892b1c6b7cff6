#include "query/engine.h"

#include <stdlib.h>

#include "query/engine_load.h"
#include "query/lookup.h"

const char *const engine_names[] = {"lookup", "xapian", NULL};

int engine_find(const struct engine **out, int number, struct err *err)
{
    if (number == ENGINE_LOOKUP) {
        *out = &engine_lookup;
        return 0;
    }
    return engine_load(out, engine_names[number], err);
}

void search_result_release(struct search_result *result)
{
    free(result->hits);
    *result = (struct search_result){NULL, 0, 0, 0, 0};
}
