#include "postings/postings_build.h"

#include <stdlib.h>

#include "postings/postings_format.h"
#include "postings/postings_writer.h"

struct source {
    struct postings_file *file;
    struct postings_terms terms;
    struct str            name; /* the term it stands at */
    uint64_t              key;  /* postings_key() of it, which decides nearly always */
    struct postings_term  term;
    uint32_t              before;  /* documents that are kept of the sources in front of it */
    uint32_t             *docids;  /* new ones by old, 0: left out; NULL: all are kept */
};

struct merge {
    struct source             *sources;
    size_t                     count;
    size_t                    *heap; /* sources by term, then by number; those that have one left */
    size_t                     left;
    uint32_t                  *lengths;
    int64_t                   *dates;
    struct postings_documents  documents;
    struct postings_writer    *writer;
    bool                       begun; /* the term at hand */
};

/* ---- the heap -------------------------------------------------------------------------------- */

static bool goes_first(const struct merge *m, size_t a, size_t b)
{
    const struct source *x = &m->sources[a], *y = &m->sources[b];
    if (x->key != y->key)
        return x->key < y->key;
    int c = str_cmp(x->name, y->name);
    return c < 0 || (c == 0 && a < b);
}

static void sink(struct merge *m, size_t at)
{
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= m->left)
            return;
        if (child + 1 < m->left && goes_first(m, m->heap[child + 1], m->heap[child]))
            child++;
        if (!goes_first(m, m->heap[child], m->heap[at]))
            return;
        size_t s       = m->heap[at];
        m->heap[at]    = m->heap[child];
        m->heap[child] = s;
        at             = child;
    }
}

/* 1, 0 at its end, or an error. */
static int next_term(struct source *s, struct err *err)
{
    int more = postings_terms_next(&s->terms, &s->name, &s->term, err);
    if (more == 1)
        s->key = postings_key(s->name);
    return more;
}

/* Move the first source of the heap to its next term. */
static int advance(struct merge *m, struct err *err)
{
    int more = next_term(&m->sources[m->heap[0]], err);
    if (more < 0)
        return more;
    if (more == 0)
        m->heap[0] = m->heap[--m->left];
    sink(m, 0);
    return 0;
}

/* ---- opening --------------------------------------------------------------------------------- */

/* Number the documents that are kept. */
static int leave_out(struct source *s, const struct tombstones *deleted, struct err *err)
{
    uint32_t documents = postings_file_documents(s->file), next = s->before;
    if (deleted->documents != documents)
        return postings_corrupt(s->file, err, "the list of its deleted documents is another file's");
    s->docids = malloc(((size_t)documents + 1) * sizeof *s->docids);
    if (!s->docids)
        return err_oom(err);
    for (uint32_t d = 1; d <= documents; d++)
        s->docids[d] = tombstones_has(deleted, d) ? 0 : ++next;
    return 0;
}

static uint32_t new_docid(const struct source *s, uint32_t docid)
{
    return s->docids ? s->docids[docid] : s->before + docid;
}

static int open_source(struct merge *m, const char *path, const struct tombstones *deleted, uint64_t *documents,
                       struct err *err)
{
    struct source *s    = &m->sources[m->count];
    int            code = postings_file_open(&s->file, path, err);
    if (code)
        return code;
    m->count++;
    s->before = (uint32_t)*documents;
    if (deleted && deleted->deleted)
        code = leave_out(s, deleted, err);
    if (code)
        return code;
    *documents += postings_file_documents(s->file) - (s->docids ? deleted->deleted : 0);
    if (*documents >= UINT32_MAX)
        return err_set(err, ERR_LIMIT, "the files to be merged have more than %u documents", UINT32_MAX - 1);
    code = postings_file_verify(s->file, err); /* else what is wrong would get good checksums */
    return code ? code : postings_terms_init(&s->terms, s->file, str_of("", 0), err);
}

static int gather_documents(struct merge *m, uint32_t documents, struct err *err)
{
    bool dated = false;
    for (size_t i = 0; i < m->count; i++)
        dated |= m->sources[i].file->head.date_width != 0;
    m->lengths = malloc(((size_t)documents + 1) * sizeof *m->lengths);
    m->dates   = dated ? malloc(((size_t)documents + 1) * sizeof *m->dates) : NULL;
    if (!m->lengths || (dated && !m->dates))
        return err_oom(err);
    for (size_t i = 0; i < m->count; i++) {
        const struct source *s       = &m->sources[i];
        const uint16_t      *lengths = postings_file_lengths(s->file);
        for (uint32_t d = 1; d <= postings_file_documents(s->file); d++) {
            const uint32_t to = new_docid(s, d);
            if (!to)
                continue;
            m->lengths[to - 1] = postings_length(s->file, lengths, d);
            if (dated && !postings_date(s->file, d, &m->dates[to - 1]))
                m->dates[to - 1] = POSTINGS_NO_DATE;
        }
    }
    m->documents = (struct postings_documents){documents, m->lengths, m->dates};
    return 0;
}

static int open_all(struct merge *m, const char *const *paths, const struct tombstones *const *deleted, size_t count,
                    struct err *err)
{
    uint64_t documents = 0;
    int      code      = 0;
    m->sources         = calloc(count + 1, sizeof *m->sources);
    m->heap            = calloc(count + 1, sizeof *m->heap);
    if (!m->sources || !m->heap)
        return err_oom(err);
    for (size_t i = 0; !code && i < count; i++)
        code = open_source(m, paths[i], deleted ? deleted[i] : NULL, &documents, err);
    if (!code)
        code = gather_documents(m, (uint32_t)documents, err);
    for (size_t i = 0; !code && i < count; i++) {
        int more = next_term(&m->sources[i], err);
        if (more < 0)
            code = more;
        else if (more)
            m->heap[m->left++] = i;
    }
    for (size_t i = m->left / 2; i-- > 0;)
        sink(m, i);
    return code;
}

static void release(struct merge *m)
{
    for (size_t i = 0; i < m->count; i++) {
        postings_file_close(m->sources[i].file);
        free(m->sources[i].docids);
    }
    postings_writer_free(m->writer);
    free(m->sources);
    free(m->heap);
    free(m->lengths);
    free(m->dates);
}

/* ---- merging --------------------------------------------------------------------------------- */

/* New docids in place of old ones, 0 for those left out. Returns how many are kept. */
static uint32_t number_anew(const struct source *s, uint32_t *docids, uint32_t n)
{
    uint32_t kept = n;
    if (!s->docids)
        for (uint32_t i = 0; i < n; i++)
            docids[i] += s->before;
    for (uint32_t i = 0; s->docids && i < n; i++) {
        docids[i] = s->docids[docids[i]];
        kept -= docids[i] == 0;
    }
    return kept;
}

static void take_out(uint32_t *docids, uint32_t *counts, uint32_t n)
{
    for (uint32_t i = 0, kept = 0; i < n; i++) {
        docids[kept] = docids[i];
        counts[kept] = counts[i];
        kept += docids[i] != 0;
    }
}

/* Postings with positions, of which docids[i] may be 0: left out. */
static int copy_positions(struct merge *m, const struct source *s, const struct postings_list *list, uint32_t block,
                          const uint32_t *docids, const uint32_t *counts, uint32_t n, struct err *err)
{
    struct postings_run run  = {.table = NULL};
    int                 code = 0;
    for (uint32_t i = 0; !code && i < n; i++) {
        bool           good = i % POSTINGS_SUB || postings_position_run(list, block, i, &run);
        const uint8_t *end  = !good              ? NULL
                              : counts[i] == 1 ? run.rest
                                               : postings_skip_varints(run.rest, run.end, counts[i] - 1);
        if (!end)
            return postings_corrupt(s->file, err, "a list of positions does not read");
        struct str more = str_of((const char *)run.rest, (size_t)(end - run.rest));
        run.rest        = end;
        if (docids[i])
            code = postings_writer_add(m->writer, docids[i], counts[i], postings_first_position(&run, i % POSTINGS_SUB),
                                       more, err);
    }
    return code;
}

/* A term of which no document is kept is not begun. */
static int begin_term(struct merge *m, struct str term, enum postings_kind kind, struct err *err)
{
    int code = m->begun ? 0 : postings_writer_begin(m->writer, term, kind, err);
    m->begun = true;
    return code;
}

static int copy_block(struct merge *m, const struct source *s, struct str term, const struct postings_list *list,
                      uint32_t block, struct err *err)
{
    uint32_t docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    int      n = postings_block_read(list, block, docids, counts, err);
    if (n < 0)
        return n;
    const uint32_t kept = number_anew(s, docids, (uint32_t)n);
    int            code = kept ? begin_term(m, term, list->kind, err) : 0;
    if (code || !kept)
        return code;
    if (list->kind == POSTINGS_POSITIONS)
        return copy_positions(m, s, list, block, docids, counts, (uint32_t)n, err);
    if (kept < (uint32_t)n)
        take_out(docids, counts, (uint32_t)n);
    return postings_writer_add_all(m->writer, docids, counts, kept, err);
}

static int copy_list(struct merge *m, const struct source *s, struct str term, struct err *err)
{
    struct postings_list list;
    int                  code = postings_list_place(&list, s->file, &s->term, err);
    for (uint32_t block = 0; !code && block < list.blocks; block++)
        code = copy_block(m, s, term, &list, block, err);
    return code;
}

/* The lowest term, of all sources that have it. */
static int merge_term(struct merge *m, struct err *err)
{
    char                     name[POSTINGS_TERM_MAX];
    const struct source     *s    = &m->sources[m->heap[0]];
    const struct str         term = str_of(name, s->name.len);
    const enum postings_kind kind = s->term.kind;
    memcpy(name, s->name.data, s->name.len);
    int code = 0;
    m->begun = false;
    while (!code && m->left) {
        s = &m->sources[m->heap[0]];
        if (!str_eq(s->name, term))
            break;
        if (s->term.kind != kind)
            return postings_corrupt(s->file, err, "a term of it is of another kind in the files to be merged with");
        code = copy_list(m, s, term, err);
        if (!code)
            code = advance(m, err);
    }
    return code || !m->begun ? code : postings_writer_end(m->writer, err);
}

int postings_merge(const char *const *paths, const struct tombstones *const *deleted, size_t count, const char *path,
                   struct err *err)
{
    struct merge m    = {0};
    int          code = open_all(&m, paths, deleted, count, err);
    if (!code)
        code = postings_writer_open(&m.writer, path, &m.documents, err);
    while (!code && m.left)
        code = merge_term(&m, err);
    if (!code)
        code = postings_writer_finish(m.writer, err);
    release(&m);
    return code;
}
