#include "postings/postings_lenders.h"

#include <stdlib.h>
#include <sys/random.h>

int lenders_init(struct lenders *l, struct err *err)
{
    *l = (struct lenders){0};
    if (getrandom(&l->seed, sizeof l->seed, 0) != (ssize_t)sizeof l->seed)
        return err_sys(err, "cannot get random bytes");
    return 0;
}

list_print lenders_print(const struct lenders *l, list_print before, uint32_t postings, unsigned bits,
                         const uint8_t *docids, size_t len)
{
    const struct {
        list_print before, block;
        uint32_t   postings, bits;
    } all = {before, XXH3_128bits_withSeed(docids, len, l->seed), postings, bits};
    return XXH3_128bits_withSeed(&all, sizeof all, l->seed);
}

/* Where a print is, or would be. */
static struct lender *place_of(struct lender *places, size_t room, list_print print)
{
    size_t i = (size_t)print.low64 & (room - 1);
    while (places[i].bytes && !XXH128_isEqual(places[i].print, print))
        i = (i + 1) & (room - 1);
    return &places[i];
}

static int grow(struct lenders *l, struct err *err)
{
    const size_t   room   = l->room ? 2 * l->room : 256;
    struct lender *places = calloc(room, sizeof *places);
    if (!places)
        return err_oom(err);
    for (size_t i = 0; i < l->room; i++)
        if (l->places[i].bytes)
            *place_of(places, room, l->places[i].print) = l->places[i];
    free(l->places);
    l->places = places;
    l->room   = room;
    return 0;
}

int lenders_add(struct lenders *l, const struct lender *lender, struct err *err)
{
    int code = l->count >= l->room / 3 * 2 ? grow(l, err) : 0;
    if (code)
        return code;
    struct lender *place = place_of(l->places, l->room, lender->print);
    l->count += place->bytes == 0;
    *place = *lender;
    return 0;
}

const struct lender *lenders_find(const struct lenders *l, list_print print)
{
    const struct lender *place = l->room ? place_of(l->places, l->room, print) : NULL;
    return place && place->bytes ? place : NULL;
}

void lenders_release(struct lenders *l)
{
    free(l->places);
    *l = (struct lenders){0};
}
