#include "query/lookup_list.h"

#include <math.h>

enum { NO_BLOCK = UINT32_MAX };

void lookup_statistics_init(struct lookup_statistics *all, const struct index_reader *reader)
{
    uint64_t length    = 0;
    all->documents     = 0;
    all->length_factor = 0;
    for (size_t i = 0; i < index_reader_shards(reader); i++) {
        all->documents += postings_file_documents(index_reader_postings(reader, i));
        length += postings_file_length(index_reader_postings(reader, i));
    }
    if (length)
        all->length_factor = 1 / ((double)length / (double)all->documents);
    for (uint32_t i = 0; i < LOOKUP_NORMALS; i++)
        all->normals[i] = ENGINE_K1 * ((double)i * all->length_factor * ENGINE_B + (1 - ENGINE_B));
}

struct lookup_shard lookup_shard_of(const struct index_reader *reader, size_t shard,
                                    const struct lookup_statistics *statistics, struct arena *arena, struct err *err)
{
    const struct postings_file *file = index_reader_postings(reader, shard);
    return (struct lookup_shard){file, postings_file_lengths(file), postings_file_documents(file), statistics, arena,
                                 postings_file_wide(file), 0, err};
}

uint32_t lookup_fail(struct lookup_shard *s, int code)
{
    if (!s->code)
        s->code = code;
    return LOOKUP_END;
}

/* ---- making one ------------------------------------------------------------------------------- */

/* factor of engine.h: all of the weight but the quotient. */
static double factor_of(const struct lookup_statistics *statistics, const struct plan_query *term)
{
    bool     one = term->op == PLAN_TERM;
    uint64_t df  = one ? term->found.df : plan_synonym_df(term, statistics->documents);
    double   n = (double)statistics->documents, f = (double)df, q = one ? (double)term->wqf : 1;
    double   odds = (n - f + 0.5) / (f + 0.5);
    if (odds < 2)
        odds = odds * 0.5 + 1;
    return log(odds) * ((ENGINE_K3 + 1) * q / (ENGINE_K3 + q)) * (ENGINE_K1 + 1);
}

static struct lookup_list *new_list(struct lookup_shard *s, uint32_t df)
{
    struct lookup_list *l = arena_alloc(s->arena, sizeof *l);
    if (!l) {
        lookup_fail(s, err_oom(s->err));
        return NULL;
    }
    l->shard      = s;
    l->df         = df;
    l->blocks     = (df + POSTINGS_BLOCK - 1) / POSTINGS_BLOCK;
    l->bounds     = NULL;
    l->count      = 0;
    l->counted    = NO_BLOCK;
    l->measured   = NO_BLOCK;
    l->opened     = NO_BLOCK;
    lookup_list_rewind(l);
    l->all_docids = l->all_counts = NULL;
    return l;
}

struct lookup_list *lookup_list_open(struct lookup_shard *s, const struct postings_term *term, double factor)
{
    struct lookup_list *l = new_list(s, term->df);
    if (!l)
        return NULL;
    int code = postings_list_place(&l->file, s->file, term, s->err);
    if (code) {
        lookup_fail(s, code);
        return NULL;
    }
    l->factor       = factor;
    l->impact_count = postings_list_impacts(&l->file, l->impacts);
    l->most         = l->factor > 0 ? lookup_list_most(l) : 0;
    return l;
}

struct lookup_list *lookup_list_champions(struct lookup_list *l, double *others)
{
    struct postings_list file;
    const int            there = l->all_docids ? 0 : postings_list_champions(&l->file, &file, l->shard->err);
    if (there < 0)
        lookup_fail(l->shard, there);
    struct lookup_list *champions = there > 0 ? new_list(l->shard, file.df) : NULL;
    if (!champions)
        return NULL;
    champions->file         = file;
    champions->factor       = l->factor;
    champions->most         = l->most;
    champions->impact_count = l->impact_count;
    memcpy(champions->impacts, l->impacts, sizeof l->impacts);
    *others = 0;
    for (uint32_t i = 0; i < l->file.champion_bound_count; i++) {
        const struct postings_impact pair  = postings_champion_bound(&l->file, i);
        const double                 bound = lookup_list_bound_by(l, &pair, 1);
        *others                            = bound > *others ? bound : *others;
    }
    return champions;
}

struct lookup_list *lookup_list_of(struct lookup_shard *s, const uint32_t *docids, const uint32_t *counts,
                                   size_t count, double factor)
{
    struct lookup_list *l = new_list(s, (uint32_t)count);
    if (!l)
        return NULL;
    l->all_docids   = docids;
    l->all_counts   = counts;
    l->factor       = factor;
    l->most         = 0;
    l->impacts[0]   = (struct postings_impact){0, 0};
    l->impact_count = 1;
    for (size_t i = 0; i < count && factor > 0; i++) {
        double weight     = lookup_list_weight(l, docids[i], counts[i]);
        l->most           = weight > l->most ? weight : l->most;
        l->impacts[0].wdf = counts[i] > l->impacts[0].wdf ? counts[i] : l->impacts[0].wdf;
    }
    return l;
}

struct lookup_list *lookup_list_new(struct lookup_shard *s, size_t shard, const struct plan_query *term)
{
    const struct plan_query *const *terms = term->op == PLAN_TERM ? &term : term->parts;
    size_t                          count = term->op == PLAN_TERM ? 1 : term->count;
    struct postings_term *held = arena_alloc(s->arena, (count + 1) * sizeof *held);
    size_t                here = 0;
    if (!held) {
        lookup_fail(s, err_oom(s->err));
        return NULL;
    }
    for (size_t i = 0; i < count; i++)
        if (terms[i]->found.shards && terms[i]->found.shards[shard].df)
            held[here++] = terms[i]->found.shards[shard];
    if (!here)
        return NULL;
    double factor = held[0].kind == POSTINGS_WEIGHED ? factor_of(s->statistics, term) : 0; /* else counts are no wdf */
    return here == 1 ? lookup_list_open(s, &held[0], factor) : lookup_list_join(s, held, here, factor);
}

/* ---- going through it -------------------------------------------------------------------------- */

uint32_t lookup_list_last(const struct lookup_list *l, uint32_t block)
{
    if (l->blocks == 1 && l->block == 0)
        return l->docids[l->count - 1];
    if (!l->all_docids)
        return postings_block_last(&l->file, block);
    uint32_t end = (block + 1) * POSTINGS_BLOCK;
    return l->all_docids[(end < l->df ? end : l->df) - 1];
}

uint32_t lookup_list_block(const struct lookup_list *l, uint32_t block, uint32_t docid)
{
    if (!l->all_docids)
        return postings_block_seek(&l->file, block, docid);
    uint32_t end = l->blocks;
    while (block < end) {
        uint32_t middle = block + (end - block) / 2;
        if (lookup_list_last(l, middle) < docid)
            block = middle + 1;
        else
            end = middle;
    }
    return block;
}

/* Postings in a block of a list that is put together. */
static uint32_t size_of(const struct lookup_list *l, uint32_t block)
{
    return block + 1 < l->blocks ? (uint32_t)POSTINGS_BLOCK : l->df - block * POSTINGS_BLOCK;
}

/* A failure ends the list. */
static bool failed(struct lookup_list *l, int code)
{
    if (code)
        l->docid = lookup_fail(l->shard, code);
    return code != 0;
}

/* Have l->open be that block of the file. */
static bool open_block(struct lookup_list *l, uint32_t block)
{
    if (l->opened == block)
        return true;
    l->opened = NO_BLOCK;
    if (failed(l, postings_block_open(&l->file, block, &l->open, l->shard->err)))
        return false;
    l->opened = block;
    return true;
}

bool lookup_list_load(struct lookup_list *l, uint32_t block)
{
    l->at    = 0;
    l->block = NO_BLOCK; /* what was decoded is gone */
    if (l->all_docids) {
        l->count = size_of(l, block);
        memcpy(l->docids, l->all_docids + block * POSTINGS_BLOCK, l->count * sizeof *l->docids);
    } else {
        if (!open_block(l, block) ||
            failed(l, postings_block_docids(&l->file, &l->open, l->docids, l->shard->err)))
            return false;
        l->count = l->open.count;
    }
    l->block = block;
    lanes_store(l->docids + l->count, lanes_all(LOOKUP_END));
    lanes_store(l->docids + l->count + 4, lanes_all(LOOKUP_END));
    l->docid = l->docids[0];
    return true;
}

bool lookup_list_read_counts(struct lookup_list *l, uint32_t block)
{
    l->counted = NO_BLOCK;
    if (l->all_docids)
        memcpy(l->counts, l->all_counts + block * POSTINGS_BLOCK, size_of(l, block) * sizeof *l->counts);
    else if (!open_block(l, block) ||
             failed(l, postings_block_counts(&l->file, &l->open, l->counts, l->shard->err)))
        return false;
    l->counted = block;
    return true;
}

bool lookup_list_measure(struct lookup_list *l)
{
    if (l->measured == l->block)
        return true;
    if (l->all_docids || !open_block(l, l->block) || !l->open.lengths)
        return false;
    l->measured = NO_BLOCK;
    int code    = postings_block_lengths(&l->file, &l->open, l->docids, l->lengths, l->shard->err);
    if (code < 0)
        return !failed(l, code);
    l->measured = l->block;
    return true;
}

uint32_t lookup_list_advance(struct lookup_list *l, uint32_t docid)
{
    if (l->docid == LOOKUP_END)
        return LOOKUP_END;
    if (l->block == NO_BLOCK || l->docids[l->count - 1] < docid) {
        uint32_t block = lookup_list_block(l, l->block == NO_BLOCK ? l->from : l->block + 1, docid);
        if (block >= l->blocks)
            return l->docid = LOOKUP_END;
        if (!lookup_list_load(l, block))
            return LOOKUP_END;
    }
    if (l->docids[l->count - 1] < docid && l->blocks == 1)
        return l->docid = LOOKUP_END;
    if (l->docids[l->count - 1] < docid) /* its block's end was said to be later */
        return l->docid = lookup_fail(l->shard, err_set(l->shard->err, ERR_CORRUPT, "postings out of order"));
    l->at = lookup_docids_find(l->docids, l->at, docid);
    return l->docid = l->docids[l->at];
}

/* Lists of more blocks lie too far apart to be in a cache. */
enum { FAR = 512 };

/* Have the block on its way from memory that the first of docids behind the open one is asked for in. */
static void fetch_ahead(const struct lookup_list *l, const uint32_t *docids, uint32_t count)
{
    uint32_t i = 0;
    while (i < count && docids[i] <= l->open.last)
        i++;
    if (i < count)
        postings_block_fetch(&l->file, lookup_list_block(l, l->opened + 1, docids[i]));
}

bool lookup_list_enter_bits(struct lookup_list *l, uint32_t docid, const uint32_t *next, uint32_t count)
{
    if (l->all_docids || l->docid == LOOKUP_END)
        return false;
    uint32_t block = lookup_list_block(l, lookup_list_at(l), docid);
    if (block >= l->blocks) {
        l->docid = LOOKUP_END;
        return false;
    }
    if (!open_block(l, block))
        return false;
    if (l->blocks > FAR)
        fetch_ahead(l, next, count);
    if (!postings_block_bits(&l->open, &l->bits)) {
        (void)lookup_list_load(l, block);
        return false;
    }
    l->bits_block = block;
    lookup_list_restart(l, block);
    return true;
}

static bool ask_bits(struct lookup_list *l, uint32_t docid)
{
    if (l->block != NO_BLOCK)
        lookup_list_restart(l, l->bits_block);
    if (!postings_bits_has(&l->bits, docid))
        return false;
    l->docid   = docid;
    l->bits_at = postings_bits_index(&l->bits, docid);
    return true;
}

bool lookup_list_ask(struct lookup_list *l, uint32_t docid)
{
    if (!lookup_list_decoded(l, docid) && (lookup_list_in_bits(l, docid) || lookup_list_enter_bits(l, docid, NULL, 0)))
        return ask_bits(l, docid);
    return lookup_list_seek(l, docid) == docid;
}

double lookup_list_weigh(struct lookup_list *l, uint32_t docid)
{
    if (!lookup_list_has(l, docid))
        return 0;
    if (l->block == NO_BLOCK)
        return lookup_list_weight(l, docid, postings_bits_count(&l->bits, l->bits_at));
    return lookup_list_count(l, l->block) ? lookup_list_weight(l, docid, l->counts[l->at]) : 0;
}
