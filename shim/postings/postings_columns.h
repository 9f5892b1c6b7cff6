/* postings_columns: of each document which source it has and which language, as a number, put together from the lists
 * while they are written. For the writer and the check; who asks has struct postings_value. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_COLUMNS_H
#define PRESSMARK_POSTINGS_POSTINGS_COLUMNS_H

#include "postings/postings_format.h"

struct column {
    struct postings_column head;
    uint32_t              *numbers; /* of docid 1 on; NULL: no document has a value */
};

struct columns {
    uint32_t       documents;
    struct column  all[SCHEMA_COLUMNS];
    struct column *open;   /* what the term at hand is a value of; NULL: of none */
    uint32_t       number; /* of that value */
};

void columns_init(struct columns *c, uint32_t documents);
/* The next term, `place` being its number in the dictionary. Memory: 4 bytes a document for each column that has a
 * value. ERR_OOM. */
int columns_begin(struct columns *c, struct str term, enum postings_kind kind, uint64_t place, struct err *err);

/* A document that has it. */
static inline void columns_add(struct columns *c, uint32_t docid)
{
    if (c->open) {
        uint32_t *number = &c->open->numbers[docid - 1];
        *number          = *number ? POSTINGS_SEVERAL : c->number;
    }
}

/* All terms are there: make each column as narrow as it can be. */
void columns_end(struct columns *c);
void columns_release(struct columns *c);

#endif
