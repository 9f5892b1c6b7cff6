/* The lists of a postings file: their tables and bounds. */
#include "postings/postings_format.h"

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

/* Find the tables at the end of the list's bytes; list->end becomes the end of its blocks. */
static bool find_tables(struct postings_list *list)
{
    const bool     weighed = list->kind == POSTINGS_WEIGHED, many = list->blocks > 1;
    const uint64_t blocks = list->blocks, groups = list->groups;
    if (weighed && list->df > POSTINGS_HEAD_LEAST && !find_head(list))
        return false;
    const uint64_t whole = weighed ? !many && list->df < POSTINGS_FEW ? 2 : POSTINGS_IMPACT_BYTES : 0;
    const uint64_t each  = weighed ? POSTINGS_IMPACT_BYTES : 0;
    const uint64_t bytes = whole + (many ? blocks * (8 + each) + groups * (8 + each) : 0);
    if (bytes > (uint64_t)(list->end - list->data))
        return false;
    list->end -= bytes;
    const uint8_t *p = list->end;
    if (many) {
        list->last_docids  = p;
        list->starts       = list->last_docids + 4 * blocks;
        list->group_starts = list->starts + 4 * blocks;
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
    if (term->df == 1) {
        list->only_docid = list->last_docid = term->only_docid;
        list->only_count                    = term->only_count;
        return term->only_docid == 0 || term->only_docid > f->head.documents ? postings_list_damaged(list, err) : 0;
    }
    if (!find_tables(list))
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
