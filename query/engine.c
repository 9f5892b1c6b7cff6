#include "query/engine.h"

#include <stdlib.h>

const char *const engine_names[] = {"lookup", "xapian", NULL};

void search_result_release(struct search_result *result)
{
    free(result->hits);
    *result = (struct search_result){NULL, 0, 0, 0, 0};
}
