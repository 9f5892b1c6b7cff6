#include "query/word_source.h"

#include <math.h>
#include <stdlib.h>

#include "query/engine.h"
#include "query/word_place.h"

enum { END = UINT32_MAX }; /* no docid is as large */

/* ---- one list -------------------------------------------------------------------------------- */

struct list {
    struct postings_list  list;
    struct postings_block open;            /* the block at hand */
    uint32_t              block, held, at; /* of the block: how many postings, and which one it stands at */
    bool                  counted;
    uint32_t              docid;           /* 0: before the first */
    uint32_t              docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    uint32_t             *positions;       /* of the posting, room for `room` */
    size_t                room;
};

/* To the first docid from `docid` on; END when there is none. */
static int list_seek(struct list *l, uint32_t docid, struct err *err)
{
    if (l->docid == END || (l->docid && l->docid >= docid))
        return 0;
    if (!l->held || l->docids[l->held - 1] < docid) {
        l->block = postings_block_seek(&l->list, l->block, docid);
        l->at    = 0;
        l->held  = 0;
        if (l->block >= l->list.blocks) {
            l->docid = END;
            return 0;
        }
        int code = postings_block_open(&l->list, l->block, &l->open, err);
        if (code || (code = postings_block_docids(&l->list, &l->open, l->docids, err)))
            return code;
        l->held    = l->open.count;
        l->counted = false;
    }
    while (l->at < l->held && l->docids[l->at] < docid)
        l->at++;
    if (l->at == l->held)
        return err_set(err, ERR_CORRUPT, "a block of postings ends before its last document");
    l->docid = l->docids[l->at];
    return 0;
}

static int list_count(struct list *l, uint32_t *count, struct err *err)
{
    int code = l->counted ? 0 : postings_block_counts(&l->list, &l->open, l->counts, err);
    if (code)
        return code;
    l->counted = true;
    *count     = l->counts[l->at];
    return 0;
}

static int list_places(struct list *l, struct word_places *out, struct err *err)
{
    int code = list_count(l, &out->count, err);
    if (code)
        return code;
    if (out->count > l->room) {
        uint32_t *more = realloc(l->positions, out->count * sizeof *more);
        if (!more)
            return err_oom(err);
        l->positions = more;
        l->room      = out->count;
    }
    out->at = l->positions;
    return postings_block_positions(&l->list, l->block, l->at, l->counts, l->positions, err);
}

/* ---- a cursor over a shard ------------------------------------------------------------------- */

struct cursor {
    struct word_source          *source;
    const struct postings_file  *file;
    const uint16_t              *lengths;
    uint32_t                     docid;
    double                       weight;
    size_t                       count;
    struct list                **lists; /* of PLAN_PHRASE and PLAN_NEAR: one a word, else one a word there is */
};

static bool needs_all(const struct plan_query *q)
{
    return q->op == PLAN_PHRASE || q->op == PLAN_NEAR;
}

static void cursor_close(void *cursor)
{
    struct cursor *c = cursor;
    if (!c)
        return;
    for (size_t i = 0; i < c->count; i++) {
        free(c->lists[i]->positions);
        free(c->lists[i]);
    }
    free(c->lists);
    free(c);
}

static int add_list(struct cursor *c, const struct postings_term *term, struct err *err)
{
    struct list *l = calloc(1, sizeof *l);
    if (!l)
        return err_oom(err);
    c->lists[c->count++] = l;
    int code             = postings_list_open(&l->list, c->file, term, err);
    if (!code && needs_all(c->source->query) && l->list.kind != POSTINGS_POSITIONS)
        code = err_set(err, ERR_CORRUPT, "a word has no positions in a postings file");
    return code;
}

/* Add the lists of the query's terms; *none: of those that are all needed one is not there. */
static int add_lists(struct cursor *c, size_t shard, bool *none, struct err *err)
{
    const struct plan_query *q = c->source->query, *const *terms = q->op == PLAN_TERM ? &q : q->parts;
    size_t                   count = q->op == PLAN_TERM ? 1 : q->count;
    int                      code  = 0;
    if (!(c->lists = calloc(count, sizeof *c->lists)))
        return err_oom(err);
    for (size_t i = 0; i < count && !code && !*none; i++) {
        const struct index_term *found = &terms[i]->found;
        if (found->shards && found->shards[shard].df)
            code = add_list(c, &found->shards[shard], err);
        else if (needs_all(q))
            *none = true;
    }
    return code;
}

static int cursor_open(void *ctx, size_t shard, void **cursor)
{
    struct word_source *source = ctx;
    struct cursor      *c      = calloc(1, sizeof *c);
    bool                none   = false;
    *cursor                    = NULL;
    if (!c)
        return err_oom(&source->err);
    c->source  = source;
    c->file    = index_reader_postings(source->reader, shard);
    c->lengths = postings_file_lengths(c->file);
    int code   = add_lists(c, shard, &none, &source->err);
    if (code || none || !c->count)
        cursor_close(c);
    else
        *cursor = c;
    return code;
}

static void cursor_counts(void *cursor, uint32_t out[3])
{
    const struct cursor     *c = cursor;
    const struct plan_query *q = c->source->query;
    uint64_t                 sum = 0;
    uint32_t                 least = UINT32_MAX, most = 0;
    for (size_t i = 0; i < c->count; i++) {
        uint32_t df = c->lists[i]->list.df;
        sum += df;
        least = df < least ? df : least;
        most  = df > most ? df : most;
    }
    uint32_t documents = postings_file_documents(c->file);
    out[0]             = needs_all(q) ? 0 : most;
    out[2]             = needs_all(q) ? least : sum < documents ? (uint32_t)sum : documents;
    out[1]             = needs_all(q) ? least / 2 : out[2];
}

/* ---- moving ---------------------------------------------------------------------------------- */

/* To the first document from `docid` on that any list has. */
static int seek_any(struct cursor *c, uint32_t docid, struct err *err)
{
    c->docid = END;
    for (size_t i = 0; i < c->count; i++) {
        int code = list_seek(c->lists[i], docid, err);
        if (code)
            return code;
        if (c->lists[i]->docid < c->docid)
            c->docid = c->lists[i]->docid;
    }
    return 0;
}

/* To the first document from `docid` on that all lists have. */
static int seek_all(struct cursor *c, uint32_t docid, struct err *err)
{
    for (size_t agreed = 0, i = 0; agreed < c->count && docid != END; i = (i + 1) % c->count) {
        int code = list_seek(c->lists[i], docid, err);
        if (code)
            return code;
        agreed = c->lists[i]->docid == docid ? agreed + 1 : 1;
        docid  = c->lists[i]->docid;
    }
    c->docid = docid;
    return 0;
}

/* 1 the words stand as they must, 0 they do not. */
static int check_places(const struct cursor *c, struct err *err)
{
    const struct plan_query *q = c->source->query;
    struct word_places       places[WORD_PLACES_MAX];
    if (c->count > WORD_PLACES_MAX)
        return err_set(err, ERR_LIMIT, "more than %d words in a phrase", WORD_PLACES_MAX);
    for (size_t i = 0; i < c->count; i++) {
        int code = list_places(c->lists[i], &places[i], err);
        if (code)
            return code;
    }
    return q->op == PLAN_PHRASE ? word_places_phrase(places, c->count)
                                : word_places_near(places, c->count, q->window);
}

static int seek_placed(struct cursor *c, uint32_t docid, struct err *err)
{
    for (;; docid = c->docid + 1) {
        int code = seek_all(c, docid, err);
        if (!code && c->docid != END)
            code = check_places(c, err);
        if (code || c->docid == END)
            return code < 0 ? code : 0;
    }
}

static int weigh(struct cursor *c, struct err *err)
{
    uint64_t wdf = 0;
    for (size_t i = 0; i < c->count; i++) {
        uint32_t count = 0;
        int      code  = c->lists[i]->docid == c->docid ? list_count(c->lists[i], &count, err) : 0;
        if (code)
            return code;
        wdf += count;
    }
    c->weight = word_source_weight(c->source, wdf < UINT32_MAX ? (uint32_t)wdf : UINT32_MAX,
                                   postings_length(c->file, c->lengths, c->docid));
    return 0;
}

static int cursor_seek(void *cursor, uint32_t at_least, double min_weight, uint32_t *docid)
{
    struct cursor *c   = cursor;
    struct err    *err = &c->source->err;
    (void)min_weight;
    int code = needs_all(c->source->query) ? seek_placed(c, at_least, err) : seek_any(c, at_least, err);
    if (!code && c->docid > postings_file_documents(c->file) && c->docid != END)
        code = err_set(err, ERR_CORRUPT, "postings of a document %u of %u", (unsigned)c->docid,
                       (unsigned)postings_file_documents(c->file));
    if (!code && c->docid != END && c->source->query->op == PLAN_SYNONYM)
        code = weigh(c, err);
    *docid = c->docid == END ? 0 : c->docid;
    return code;
}

/* ---- weights --------------------------------------------------------------------------------- */

static double idf(const struct word_source *source)
{
    double n = (double)source->statistics.documents;
    double f = (double)plan_synonym_df(source->query, source->statistics.documents);
    double q = (n - f + 0.5) / (f + 0.5);
    return log(q < 2 ? 1 + q / 2 : q);
}

double word_source_weight(const struct word_source *source, uint32_t wdf, uint32_t length)
{
    double relative = source->statistics.average_length > 0 ? length / source->statistics.average_length : 0;
    double saturation = ENGINE_K1 * (1 - ENGINE_B + ENGINE_B * relative);
    return idf(source) * (ENGINE_K1 + 1) * wdf / (wdf + saturation);
}

static double cursor_weight(void *cursor)
{
    return ((const struct cursor *)cursor)->weight;
}

/* What no wdf reaches. */
static double cursor_max_weight(void *cursor)
{
    return idf(((const struct cursor *)cursor)->source) * (ENGINE_K1 + 1);
}

struct word_statistics word_statistics_of(const struct index_reader *r)
{
    struct word_statistics s      = {0, 0};
    uint64_t               length = 0;
    for (size_t i = 0; i < index_reader_shards(r); i++) {
        s.documents += postings_file_documents(index_reader_postings(r, i));
        length += postings_file_length(index_reader_postings(r, i));
    }
    if (s.documents)
        s.average_length = (double)length / (double)s.documents;
    return s;
}

const struct xap_source_ops word_source_ops = {cursor_open, cursor_close, cursor_counts, cursor_seek, NULL, NULL};

const struct xap_source_ops word_source_weighed_ops = {cursor_open, cursor_close,  cursor_counts,
                                                       cursor_seek, cursor_weight, cursor_max_weight};
