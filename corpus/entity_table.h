/* entity_table: names of characters, for entity.c. */
#ifndef PRESSMARK_CORPUS_ENTITY_TABLE_H
#define PRESSMARK_CORPUS_ENTITY_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct entity {
    char     name[9];
    uint16_t codepoint;
};

extern const struct entity entity_table[]; /* in byte order of the names */
extern const size_t        entity_count;

#endif
