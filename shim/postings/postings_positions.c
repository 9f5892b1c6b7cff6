/* The positions in the lists of a postings file. */
#include "postings/postings_codec.h"
#include "postings/postings_format.h"

static int damaged(const struct postings_list *list, struct err *err)
{
    return postings_corrupt(list->file, err, "a list of positions does not read");
}

const uint8_t *postings_skip_varints(const uint8_t *p, const uint8_t *end, uint64_t count)
{
    const uint64_t high = UINT64_C(0x8080808080808080);
    while (count >= 8 && end - p >= 8) { /* the last bytes of varints have no high bit */
        uint64_t ends = (~load_u64(p) & high) >> 7;
        count -= ends * UINT64_C(0x0101010101010101) >> 56;
        p += 8;
    }
    for (; count; p++) {
        if (p == end)
            return NULL;
        count -= *p < 0x80;
    }
    return p;
}

/* Bytes of the runs before the one of posting `i`; *p moves behind the table of sizes, if there is one. */
static bool skip_runs(const uint8_t **p, const uint8_t *end, uint32_t count, uint32_t i, uint64_t *skip)
{
    const size_t sizes = (count - 1) / POSTINGS_SUB;
    *skip              = 0;
    if (sizes == 0)
        return true;
    if (*p == end)
        return false;
    const uint8_t width = *(*p)++, *table = *p;
    if ((width != 1 && width != 2 && width != 4) || sizes * width > (size_t)(end - *p))
        return false;
    for (size_t run = 0; run < i / POSTINGS_SUB; run++)
        for (uint8_t k = 0; k < width; k++)
            *skip += (uint64_t)table[run * width + k] << 8 * k;
    *p += sizes * width;
    return true;
}

bool postings_position_run(const struct postings_list *list, uint32_t block, uint32_t i, struct postings_run *run)
{
    uint64_t       number;
    const uint8_t *end = list->end;
    run->packed        = NULL;
    run->end           = end;
    run->number        = i / POSTINGS_SUB;
    run->next_i        = i - i % POSTINGS_SUB;
    if (list->df == 1) {
        const uint8_t *p = list->data;
        if (!load_varint(&p, end, &number) || number > UINT32_MAX)
            return false;
        run->block  = block;
        run->bits   = 0;
        run->base   = (uint32_t)number;
        run->packed = run->rest = run->next = p;
        return true;
    }
    if (!run->table || run->block != block) {
        run->table = postings_block_runs(list, block, &run->count);
        run->block = block;
    }
    if (!run->table || i >= run->count)
        return false;
    const uint8_t *p = run->table;
    if (!skip_runs(&p, end, run->count, i, &number) || number >= (uint64_t)(end - p))
        return false;
    p += number;
    const size_t count = run->count - run->next_i < POSTINGS_SUB ? run->count - run->next_i : POSTINGS_SUB;
    run->bits          = *p++;
    run->base          = 0;
    if (run->bits > 32 || codec_bytes(count, run->bits) > (size_t)(end - p))
        return false;
    run->packed = p;
    run->rest = run->next = p + codec_bytes(count, run->bits);
    return true;
}

/* Varints of a posting's positions but the first: *p moves behind them. */
static bool read_more(const uint8_t **p, const uint8_t *end, uint32_t first, uint32_t count, uint32_t *positions)
{
    const uint8_t *at   = *p;
    uint64_t       next = (uint64_t)first + 1, step; /* the lowest that may follow */
    uint32_t       k    = 1;
    for (; k < count && end - at >= 2 && at[0] < 0x80 && next <= UINT32_MAX - 0x80; k++) { /* most are short */
        positions[k] = (uint32_t)next + *at++;
        next         = (uint64_t)positions[k] + 1;
    }
    for (; k < count; k++) {
        if (!load_varint(&at, end, &step) || step > UINT32_MAX || next + step > UINT32_MAX)
            return false;
        positions[k] = (uint32_t)(next + step);
        next += step + 1;
    }
    *p = at;
    return true;
}

int postings_run_positions(const struct postings_list *list, uint32_t block, uint32_t i, const uint32_t *counts,
                           struct postings_run *run, uint32_t *positions, struct err *err)
{
    if (run->block != block || run->number != i / POSTINGS_SUB || !run->packed) {
        if (list->kind != POSTINGS_POSITIONS || block >= list->blocks || i >= postings_block_count(list, block))
            return err_set(err, ERR_INVALID, "a posting without positions was asked for them");
        if (!postings_position_run(list, block, i, run))
            return damaged(list, err);
    } else if (i < run->next_i) {
        run->next   = run->rest;
        run->next_i = i - i % POSTINGS_SUB;
    }
    positions[0] = postings_first_position(run, i % POSTINGS_SUB);
    if (counts[i] == 1) /* what the neighbours have besides is passed over when somebody has to */
        return 0;
    uint64_t skip = 0;
    for (uint32_t k = run->next_i; k < i; k++)
        skip += counts[k] - 1;
    if (skip && !(run->next = postings_skip_varints(run->next, run->end, skip))) {
        run->packed = NULL;
        return damaged(list, err);
    }
    run->next_i = i + 1;
    if (!read_more(&run->next, run->end, positions[0], counts[i], positions)) {
        run->packed = NULL;
        return damaged(list, err);
    }
    return 0;
}

int postings_block_positions(const struct postings_list *list, uint32_t block, uint32_t i, const uint32_t *counts,
                             uint32_t *positions, struct err *err)
{
    struct postings_run run = {.table = NULL};
    return postings_run_positions(list, block, i, counts, &run, positions, err);
}
