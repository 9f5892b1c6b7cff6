/* The engines of pressmark-query-xapian. */
#include "query/engine_xapian.h"
#include "query/lookup.h"

const struct engine *engine_here(int number)
{
    return number == ENGINE_LOOKUP ? &engine_lookup : &engine_xapian;
}
