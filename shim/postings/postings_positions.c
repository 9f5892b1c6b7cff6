/* The positions in the lists of a postings file. */
#include "base/lanes.h"
#include "postings/postings_codec.h"
#include "postings/postings_format.h"

static int damaged(const struct postings_list *list, struct err *err)
{
    return postings_corrupt(list->file, err, "a list of positions does not read");
}

const uint8_t *postings_skip_varints(const uint8_t *p, const uint8_t *end, uint64_t count)
{
    const uint64_t high = UINT64_C(0x8080808080808080), ones = UINT64_C(0x0101010101010101);
    while (count && end - p >= 8) {
        const uint64_t ends = (~load_u64(p) & high) >> 7; /* the last bytes of varints have no high bit */
        const uint64_t upto = ends * ones;                /* in each byte: how many end there or before */
        if (count < 8) {
            const uint64_t enough = ((upto | high) - count * ones) & high; /* bytes that end as many as that */
            if (enough)
                return p + (unsigned)__builtin_ctzll(enough) / 8 + 1;
        }
        count -= upto >> 56;
        p += 8;
    }
    for (; count; p++) {
        if (p == end)
            return NULL;
        count -= *p < 0x80;
    }
    return p;
}

/* Sum of the first `count` of seven bytes at most; without a branch: it would go any way. */
static inline uint64_t sum_bytes(uint64_t bytes, uint32_t count)
{
    const uint64_t even = UINT64_C(0x00FF00FF00FF00FF);
    bytes &= ((uint64_t)1 << 8 * count) - 1;
    return ((bytes & even) + (bytes >> 8 & even)) * UINT64_C(0x0001000100010001) >> 48;
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
    *p += sizes * width;
    if (width == 1) {
        *skip = sum_bytes(load_u64(table), i / POSTINGS_SUB);
        return true;
    }
    for (size_t run = 0; run < i / POSTINGS_SUB; run++)
        for (uint8_t k = 0; k < width; k++)
            *skip += (uint64_t)table[run * width + k] << 8 * k;
    return true;
}

bool postings_position_run(const struct postings_list *list, uint32_t block, uint32_t i, struct postings_run *run)
{
    uint64_t       number;
    const uint8_t *end = list->runs_end;
    run->packed        = NULL;
    run->end           = end;
    run->number        = i / POSTINGS_SUB;
    run->next_i        = i - i % POSTINGS_SUB;
    run->passed        = 0;
    if (list->df == 1) {
        const uint8_t *p = list->runs;
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

/* Positions are read so many at a time, the last ones for nothing. */
enum { TOGETHER = POSTINGS_SPARE };

/* Varints of a posting's positions but the first, of `count`, into an array with `room`: *p moves behind them. Most
 * varints are of one byte or two, which of them nobody can tell: there is no branch for that. */
static bool read_more(const uint8_t **p, const uint8_t *end, uint32_t count, uint32_t *positions, size_t room)
{
    const uint8_t *at   = *p, *behind[TOGETHER];
    uint64_t       next = (uint64_t)positions[0] + 1, step; /* the lowest that may follow */
    uint32_t       k    = 1;
    for (; k < count && end - at > 2 * TOGETHER && room - k >= TOGETHER && next < UINT32_MAX - TOGETHER * 0x4000;
         k += TOGETHER) {
        const uint8_t *q    = at;
        uint32_t       last = (uint32_t)next, longer = 0;
        for (uint32_t j = 0; j < TOGETHER; j++) {
            const uint32_t two = q[0] >> 7;
            longer |= q[0] & q[1];
            last += (q[0] & 0x7f) + ((uint32_t)q[1] << 7) * two;
            positions[k + j] = last++;
            behind[j]        = q += 1 + two;
        }
        if (longer & 0x80)
            break;
        if (count - k <= TOGETHER) {
            *p = behind[count - k - 1];
            return true;
        }
        next = last;
        at   = q;
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

/* Of counts[0 .. 3] those whose number, `at` and on, is below `end`. */
static inline lanes counts_below(const uint32_t *counts, signs at, signs end)
{
    return lanes_load(counts) & (lanes)(at < end);
}

/* Sum of the first `n` of a run's counts, less 1 each. Of a full run without a branch: it would go any way. */
static inline uint32_t sum_more(const uint32_t *counts, uint32_t n, bool full)
{
    const signs end = (signs)lanes_all(n);
    uint32_t    sum = 0;
    if (full)
        return lanes_total(counts_below(counts, (signs){0, 1, 2, 3}, end) +
                           counts_below(counts + 4, (signs){4, 5, 6, 7}, end) +
                           counts_below(counts + 8, (signs){8, 9, 10, 11}, end) +
                           counts_below(counts + 12, (signs){12, 13, 14, 15}, end)) - n;
    for (uint32_t k = 0; k < n; k++)
        sum += counts[k] - 1;
    return sum;
}

/* Positions of posting `i` behind its first one. */
static int read_others(const struct postings_list *list, uint32_t i, const uint32_t *counts, struct postings_run *run,
                       uint32_t *positions, size_t room, struct err *err)
{
    const uint32_t begin = i - i % POSTINGS_SUB, n = i % POSTINGS_SUB;
    const uint32_t before = sum_more(counts + begin, n, run->count == POSTINGS_BLOCK);
    run->next = postings_skip_varints(run->next, run->end, before - run->passed);
    if (run->next && read_more(&run->next, run->end, counts[i], positions, room)) {
        run->passed = before + counts[i] - 1;
        run->next_i = i + 1;
        return 0;
    }
    run->packed = NULL;
    return damaged(list, err);
}

/* The run that posting `i` is in, from its begin on. */
static int enter_run(const struct postings_list *list, uint32_t block, uint32_t i, struct postings_run *run,
                     struct err *err)
{
    if (list->kind != POSTINGS_POSITIONS || block >= list->blocks || i >= postings_block_count(list, block))
        return err_set(err, ERR_INVALID, "a posting without positions was asked for them");
    return postings_position_run(list, block, i, run) ? 0 : damaged(list, err);
}

int postings_run_positions(const struct postings_list *list, uint32_t block, uint32_t i, const uint32_t *counts,
                           struct postings_run *run, uint32_t *positions, size_t room, struct err *err)
{
    if (run->block != block || run->number != i / POSTINGS_SUB || !run->packed) {
        int code = enter_run(list, block, i, run, err);
        if (code)
            return code;
    }
    positions[0] = postings_first_position(run, i % POSTINGS_SUB);
    if (counts[i] == 1) /* what the neighbours have besides is passed over when somebody has to */
        return 0;
    if (i < run->next_i) {
        run->next   = run->rest;
        run->next_i = i - i % POSTINGS_SUB;
        run->passed = 0;
    }
    return read_others(list, i, counts, run, positions, room, err);
}

int postings_block_positions(const struct postings_list *list, uint32_t block, uint32_t i, const uint32_t *counts,
                             uint32_t *positions, struct err *err)
{
    struct postings_run run = {.table = NULL};
    return postings_run_positions(list, block, i, counts, &run, positions, counts[i], err);
}
