/* The lists of a postings file: their tables and bounds. */
#include "postings/postings_format.h"
#include "postings/postings_ranges.h"

int postings_list_damaged(const struct postings_list *list, struct err *err)
{
    return postings_corrupt(list->file, err, "a list of postings does not read");
}

/* ---- tables ---------------------------------------------------------------------------------- */

/* Find the head at the end of the list's bytes; list->end becomes its begin. */
static bool find_head(struct postings_list *list)
{
    if (list->end - list->data < 2)
        return false;
    list->end -= 2;
    list->head_bytes = load_u16(list->end);
    if (list->head_bytes > (uint64_t)(list->end - list->data))
        return false;
    list->end -= list->head_bytes;
    list->head = list->head_bytes ? list->end : NULL;
    return true;
}

/* Find champions at the end of the list's bytes; list->end becomes their begin. */
static bool find_champions(struct postings_list *list)
{
    if (list->end - list->data < 5)
        return false;
    list->end -= 5;
    list->champions_bytes      = load_u32(list->end);
    list->champion_bound_count = list->end[4];
    const uint64_t bounds      = (uint64_t)list->champion_bound_count * POSTINGS_BOUND_BYTES;
    if (bounds == 0 || bounds + list->champions_bytes > (uint64_t)(list->end - list->data))
        return false;
    list->champion_bounds = list->end -= bounds;
    list->champions       = list->end -= list->champions_bytes;
    return true;
}

/* Find ranges at the end of the list's bytes; list->end becomes their begin. */
static bool find_ranges(struct postings_list *list)
{
    const size_t bytes = ranges_bytes(list->file->head.documents);
    if (bytes > (uint64_t)(list->end - list->data))
        return false;
    list->ranges = list->end -= bytes;
    return true;
}

/* Find the tables at the end of the list's bytes; list->end becomes the end of its blocks. */
static bool find_tables(struct postings_list *list)
{
    const bool     weighed = list->kind == POSTINGS_WEIGHED, many = list->blocks > 1;
    const uint64_t blocks = list->blocks, groups = list->groups;
    if (weighed && postings_ranged(list->file->head.documents, list->df) && !find_ranges(list))
        return false;
    if (weighed && list->df > POSTINGS_CHAMPIONS_LEAST && !find_champions(list))
        return false;
    if (weighed && list->df > POSTINGS_HEAD_LEAST && !find_head(list))
        return false;
    const uint64_t whole = weighed ? !many && list->df < POSTINGS_FEW ? 2 : POSTINGS_IMPACT_BYTES : 0;
    const uint64_t each  = weighed ? POSTINGS_IMPACT_BYTES : 0;
    const uint64_t bytes = whole + (many ? blocks * (6 + each) + groups * (8 + each) : 0);
    if (bytes > (uint64_t)(list->end - list->data))
        return false;
    list->end -= bytes;
    const uint8_t *p = list->end;
    if (many) {
        list->last_docids  = p;
        list->starts       = list->last_docids + 4 * blocks;
        list->group_starts = list->starts + 2 * blocks;
        p                  = list->group_starts + 8 * groups;
    }
    if (many && weighed) {
        list->impacts       = p;
        list->group_impacts = list->impacts + blocks * POSTINGS_IMPACT_BYTES;
        p                   = list->group_impacts + groups * POSTINGS_IMPACT_BYTES;
    }
    if (weighed)
        list->list_impacts = p;
    return true;
}

/* Find the tables of positions at the end of the bytes of a list of several blocks; list->end becomes their begin. */
static bool find_run_tables(struct postings_list *list)
{
    const uint64_t blocks = list->blocks, bytes = 4 * blocks + 8 * (uint64_t)list->groups;
    if (bytes > (uint64_t)(list->end - list->data))
        return false;
    list->end -= bytes;
    list->run_starts       = list->end;
    list->run_group_starts = list->run_starts + 4 * blocks;
    list->runs             = list->data;
    list->runs_end         = list->end;
    return true;
}

/* The docids of the list that begins at `at` of LISTS, of `bytes` bytes, in the place of the own. */
static bool borrow(struct postings_list *list, uint64_t at, uint64_t bytes)
{
    const struct postings_file *f     = list->file;
    const uint64_t              size  = f->head.section[SECTION_LISTS].size;
    struct postings_list        other = {
               .file = f, .kind = POSTINGS_WEIGHED, .df = list->df, .blocks = list->blocks, .groups = list->groups};
    if (at > size || bytes > size - at)
        return false;
    other.data = f->part[SECTION_LISTS] + at;
    other.end  = other.data + bytes;
    if (list->blocks > 1 && !find_tables(&other))
        return false;
    list->data         = other.data;
    list->end          = other.end;
    list->last_docids  = other.last_docids;
    list->starts       = other.starts;
    list->group_starts = other.group_starts;
    return true;
}

/* Find the parts of a list with positions. */
static bool find_parts(struct postings_list *list, bool borrows)
{
    const uint8_t *const lists = list->file->part[SECTION_LISTS], *p = list->data;
    uint64_t             back;
    list->runs_end = list->end;
    if (!borrows)
        return list->blocks == 1 || (find_run_tables(list) && find_tables(list));
    if (list->blocks == 1) { /* the block says itself where it ends */
        const uint64_t at = (uint64_t)(p - lists);
        if (!load_varint(&p, list->end, &back) || back / 2 > at)
            return false;
        list->runs  = p;
        list->front = 1 + (unsigned)(back & 1);
        return borrow(list, at - back / 2, back / 2);
    }
    if (list->end - list->data < 16)
        return false;
    const uint8_t *const where = list->end -= 16;
    list->front                = 2;
    return find_run_tables(list) && borrow(list, load_u64(where), load_u64(where + 8));
}

int postings_list_place(struct postings_list *list, const struct postings_file *f, const struct postings_term *term,
                        struct err *err)
{
    const uint64_t size = f->head.section[SECTION_LISTS].size;
    *list               = (struct postings_list){.file = f, .kind = term->kind, .df = term->df};
    if (term->df == 0 || term->df > f->head.documents || term->at > size || term->bytes > size - term->at)
        return postings_list_damaged(list, err);
    list->blocks = (term->df - 1) / POSTINGS_BLOCK + 1;
    list->groups = (list->blocks - 1) / POSTINGS_GROUP + 1;
    list->data   = f->part[SECTION_LISTS] + term->at;
    list->end    = list->data + term->bytes;
    list->counted = term->kind != POSTINGS_PLAIN && (list->blocks > 1 || term->cf > term->df);
    list->front   = term->kind == POSTINGS_WEIGHED && list->counted ? 2 : 1;
    if (term->df == 1) {
        list->runs       = list->data;
        list->runs_end   = list->end;
        list->only_docid = list->last_docid = term->only_docid;
        list->only_count                    = term->only_count;
        return term->only_docid == 0 || term->only_docid > f->head.documents ? postings_list_damaged(list, err) : 0;
    }
    if (list->kind == POSTINGS_POSITIONS ? !find_parts(list, term->borrows) : !find_tables(list))
        return postings_list_damaged(list, err);
    if (list->blocks == 1) {
        list->last_docid = f->head.documents;
        return 0;
    }
    list->last_docid = load_u32(list->last_docids + 4 * (size_t)(list->blocks - 1));
    return list->last_docid < list->df || list->last_docid > f->head.documents ? postings_list_damaged(list, err) : 0;
}

int postings_list_open(struct postings_list *list, const struct postings_file *f, const struct postings_term *term,
                       struct err *err)
{
    int code = postings_list_place(list, f, term, err);
    if (code || list->blocks > 1 || list->df == 1)
        return code;
    uint32_t docids[POSTINGS_BLOCK];
    int      count   = postings_block_read(list, 0, docids, NULL, err);
    list->last_docid = count < 0 ? 0 : docids[count - 1];
    return count < 0 ? count : 0;
}

uint32_t postings_block_last(const struct postings_list *list, uint32_t block)
{
    return list->last_docids ? load_u32(list->last_docids + 4 * (size_t)block) : list->last_docid;
}

/* Galloping, then halving: what is near is found in a few steps. */
uint32_t postings_block_seek(const struct postings_list *list, uint32_t block, uint32_t docid)
{
    if (block >= list->blocks || docid > list->last_docid)
        return list->blocks;
    if (postings_block_last(list, block) >= docid)
        return block;
    uint32_t low = block, step = 1, high = block + 1; /* low is below; high is not, or not looked at */
    while (high < list->blocks && postings_block_last(list, high) < docid) {
        low = high;
        step *= 2;
        high = list->blocks - low > step ? low + step : list->blocks;
    }
    while (high - low > 1) {
        uint32_t middle = low + (high - low) / 2;
        if (postings_block_last(list, middle) < docid)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* ---- impacts --------------------------------------------------------------------------------- */

static int no_bound(struct postings_impact out[POSTINGS_IMPACTS])
{
    out[0]     = (struct postings_impact){UINT32_MAX, 0};
    out[1].wdf = 0;
    return 1;
}

static int read_impacts(const uint8_t *p, int pairs, struct postings_impact out[POSTINGS_IMPACTS])
{
    int n = 0;
    for (; n < pairs && p[2 * n]; n++)
        out[n] = (struct postings_impact){p[2 * n] == 255 ? UINT32_MAX : p[2 * n], postings_byte_length(p[2 * n + 1])};
    if (n == 0)
        return no_bound(out);
    if (n < POSTINGS_IMPACTS)
        out[n].wdf = 0;
    return n;
}

int postings_list_impacts(const struct postings_list *list, struct postings_impact out[POSTINGS_IMPACTS])
{
    if (list->kind != POSTINGS_WEIGHED)
        return no_bound(out);
    if (list->df == 1) {
        const uint16_t *lengths = postings_file_lengths(list->file);
        out[0]     = (struct postings_impact){list->only_count, postings_length(list->file, lengths, list->only_docid)};
        out[1].wdf = 0;
        return 1;
    }
    return read_impacts(list->list_impacts, list->df < POSTINGS_FEW ? 1 : POSTINGS_IMPACTS, out);
}

int postings_block_impacts(const struct postings_list *list, uint32_t block,
                           struct postings_impact out[POSTINGS_IMPACTS])
{
    if (!list->impacts)
        return postings_list_impacts(list, out);
    return read_impacts(list->impacts + (size_t)block * POSTINGS_IMPACT_BYTES, POSTINGS_IMPACTS, out);
}

int postings_group_impacts(const struct postings_list *list, uint32_t group,
                           struct postings_impact out[POSTINGS_IMPACTS])
{
    if (!list->group_impacts)
        return postings_list_impacts(list, out);
    return read_impacts(list->group_impacts + (size_t)group * POSTINGS_IMPACT_BYTES, POSTINGS_IMPACTS, out);
}

int postings_list_champions(const struct postings_list *list, struct postings_list *out, struct err *err)
{
    if (!list->champions)
        return 0;
    const struct postings_term term = {.df    = POSTINGS_CHAMPIONS,
                                       .kind  = POSTINGS_WEIGHED,
                                       .at    = (uint64_t)(list->champions - list->file->part[SECTION_LISTS]),
                                       .bytes = list->champions_bytes};
    const int code = postings_list_place(out, list->file, &term, err);
    return code ? code : 1;
}

struct postings_impact postings_champion_bound(const struct postings_list *list, uint32_t i)
{
    const uint8_t *p = list->champion_bounds + (size_t)i * POSTINGS_BOUND_BYTES;
    return (struct postings_impact){*p == 255 ? UINT32_MAX : *p, load_u16(p + 1)};
}
