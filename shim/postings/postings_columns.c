#include "postings/postings_columns.h"

#include <stdlib.h>

/* ---- writing --------------------------------------------------------------------------------- */

void columns_init(struct columns *c, uint32_t documents)
{
    *c = (struct columns){.documents = documents};
}

void columns_release(struct columns *c)
{
    for (size_t i = 0; i < SCHEMA_COLUMNS; i++)
        free(c->all[i].numbers);
}

int columns_begin(struct columns *c, struct str term, enum postings_kind kind, uint64_t place, struct err *err)
{
    c->open = NULL;
    for (size_t i = 0; kind == POSTINGS_PLAIN && i < SCHEMA_COLUMNS; i++)
        if (str_starts(term, str_c(schema_column(i))))
            c->open = &c->all[i];
    if (!c->open)
        return 0;
    struct postings_column *head = &c->open->head;
    if (!c->open->numbers) {
        if (!(c->open->numbers = calloc((size_t)c->documents + 1, sizeof *c->open->numbers)))
            return err_oom(err);
        head->first = place;
    }
    c->number = head->values = (uint32_t)(place - head->first) + 1; /* terms of another kind may be among them */
    return 0;
}

static bool all_have_it(const struct columns *c, const struct column *column)
{
    uint32_t i = 0;
    while (i < c->documents && column->numbers[i] == 1)
        i++;
    return i == c->documents;
}

void columns_end(struct columns *c)
{
    for (size_t i = 0; i < SCHEMA_COLUMNS; i++) {
        struct postings_column *head = &c->all[i].head;
        const bool              none = !head->values || (head->values == 1 && all_have_it(c, &c->all[i]));
        head->width                  = none                        ? 0
                                       : head->values < UINT8_MAX  ? 1
                                       : head->values < UINT16_MAX ? 2
                                                                   : 4;
    }
}

/* ---- asking ---------------------------------------------------------------------------------- */

bool postings_value_of(const struct postings_file *f, const struct postings_term *term, struct postings_value *out)
{
    const uint8_t *numbers = f->part[SECTION_COLUMNS];
    for (size_t i = 0; term->kind == POSTINGS_PLAIN && i < SCHEMA_COLUMNS; i++) {
        const struct postings_column *c = &f->head.columns[i];
        const uint64_t                n = term->place - c->first;
        if (n < c->values) {
            *out = (struct postings_value){numbers, c->width, (uint32_t)n + 1, f->head.documents};
            return true;
        }
        numbers += (uint64_t)c->width * f->head.documents;
    }
    return false;
}

enum postings_has postings_value_has(const struct postings_value *v, uint32_t docid)
{
    uint32_t number, several;
    if (docid - 1 >= v->documents)
        return POSTINGS_HAS_NOT;
    const uint8_t *p = v->numbers + (uint64_t)(docid - 1) * v->width;
    switch (v->width) {
    case 0: return POSTINGS_HAS;
    case 1: number = *p, several = UINT8_MAX; break;
    case 2: number = load_u16(p), several = UINT16_MAX; break;
    default: number = load_u32(p), several = POSTINGS_SEVERAL;
    }
    return number == v->number ? POSTINGS_HAS : number == several ? POSTINGS_HAS_SEVERAL : POSTINGS_HAS_NOT;
}
