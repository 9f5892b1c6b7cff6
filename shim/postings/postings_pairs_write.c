#include "postings/postings_pairs_write.h"

#include <stdlib.h>

enum { CHUNK = 1 << 20 }; /* postings that are sorted at a time; more than pairs can be in one document */

/* Postings come by document and are wanted by pair: chunks of them are sorted and put aside. */
struct sorter {
    struct postings_spill spill; /* u32 docids, by pair, of one chunk behind the other */
    struct buf            ends;  /* u32 a chunk and pair: where in the chunk its docids end */
    uint32_t              pairs, count;
    uint32_t             *of, *docids, *sorted; /* postings of the chunk at hand */
};

static int sorter_init(struct sorter *s, uint32_t pairs, const char *path, struct err *err)
{
    *s = (struct sorter){.pairs  = pairs,
                         .of     = malloc(CHUNK * sizeof *s->of),
                         .docids = malloc(CHUNK * sizeof *s->docids),
                         .sorted = malloc(CHUNK * sizeof *s->sorted)};
    int code = postings_spill_open(&s->spill, path, ".pairs", err);
    return !code && !(s->of && s->docids && s->sorted) ? err_oom(err) : code;
}

static void sorter_release(struct sorter *s)
{
    postings_spill_release(&s->spill);
    buf_release(&s->ends);
    free(s->of);
    free(s->docids);
    free(s->sorted);
}

/* Put the chunk aside. */
static int end_chunk(struct sorter *s, struct err *err)
{
    uint32_t *ends = calloc(s->pairs, sizeof *ends);
    if (!ends)
        return err_oom(err);
    for (uint32_t i = 0; i < s->count; i++)
        ends[s->of[i]]++;
    for (uint32_t pair = 0, at = 0; pair < s->pairs; pair++) { /* begins, which become ends as they are filled */
        const uint32_t count = ends[pair];
        ends[pair]           = at;
        at += count;
    }
    for (uint32_t i = 0; i < s->count; i++)
        s->sorted[ends[s->of[i]]++] = s->docids[i];
    buf_append(&s->ends, ends, s->pairs * sizeof *ends);
    free(ends);
    int code = buf_failed(&s->ends, err);
    if (!code)
        code = postings_spill_add(&s->spill, s->sorted, s->count * sizeof *s->sorted, err);
    s->count = 0;
    return code;
}

static int sort_all(struct sorter *s, const struct pair_words *words, struct list_out *list, struct err *err)
{
    struct postings_file *file = NULL;
    struct pair_walk     *walk = NULL;
    const uint32_t       *pairs;
    uint32_t              docid, count;
    int                   more = 0, code = postings_out_read(list->out, list->documents->count, &file, err);
    if (!code)
        code = pair_walk_new(&walk, file, words, err);
    while (!code && (more = pair_walk_next(walk, &docid, &pairs, &count, err)) > 0) {
        if (count > CHUNK - s->count) {
            code = end_chunk(s, err);
            postings_out_forget(file->map, file->size);
        }
        for (uint32_t i = 0; !code && i < count; i++, s->count++) {
            s->of[s->count]     = pairs[i];
            s->docids[s->count] = docid;
        }
    }
    pair_walk_free(walk);
    postings_file_close(file);
    code = code ? code : more;
    return code ? code : end_chunk(s, err);
}

/* The list of a pair, from all chunks. */
static int write_pair(const struct sorter *s, struct str spilled, uint32_t pair, struct list_out *list, struct err *err)
{
    const size_t   bytes  = s->pairs * sizeof(uint32_t); /* of the ends of a chunk */
    const uint8_t *docids = (const uint8_t *)spilled.data, *ends = (const uint8_t *)s->ends.data;
    int            code   = 0;
    list_out_begin(list, POSTINGS_PLAIN);
    for (size_t left = s->ends.len; left; left -= bytes, ends += bytes) {
        const uint32_t from = pair ? load_u32(ends + 4 * (size_t)(pair - 1)) : 0;
        const uint32_t to   = load_u32(ends + 4 * (size_t)pair);
        for (uint32_t i = from; !code && i < to; i++)
            code = list_out_add(list, load_u32(docids + 4 * (size_t)i), 1, err);
        docids += 4 * (size_t)load_u32(ends + bytes - 4);
    }
    return !code && list->df ? list_out_end(list, err) : code;
}

static void add_entry(struct buf *table, uint64_t file_at, uint32_t df, uint32_t docid)
{
    const struct postings_pair_entry entry = {file_at - sizeof(struct postings_head), df, docid};
    buf_append(table, &entry, sizeof entry);
}

static int write_all(struct sorter *s, const struct pair_words *words, struct list_out *list, struct buf *table,
                     struct err *err)
{
    struct str spilled;
    uint64_t   written = 0;
    int        code    = postings_spill_read(&s->spill, &spilled, err);
    for (uint32_t i = 0; i < words->count; i++) {
        const struct postings_pair_word word = pair_words_entry(words, i);
        buf_append(table, &word, sizeof word);
    }
    for (uint32_t pair = 0; !code && pair < s->pairs; pair++) {
        code = write_pair(s, spilled, pair, list, err);
        if (s->spill.map && (written += list->df) > CHUNK) {
            written = 0;
            postings_out_forget(s->spill.map, spilled.len);
        }
        add_entry(table, list->list_at, list->df, list->df == 1 ? list->docids[0] : 0);
    }
    add_entry(table, list->out->at, 0, 0);
    return code ? code : buf_failed(table, err);
}

int pairs_write(const struct pair_words *words, struct list_out *list, struct buf *table, struct err *err)
{
    if (!words->pairs)
        return 0;
    struct sorter s;
    int           code = sorter_init(&s, words->pairs, list->out->file.path, err);
    if (!code)
        code = sort_all(&s, words, list, err);
    if (!code)
        code = write_all(&s, words, list, table, err);
    sorter_release(&s);
    return code;
}
