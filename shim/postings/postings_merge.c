#include "postings/postings_build.h"

#include <stdlib.h>

#include "postings/postings_format.h"
#include "postings/postings_writer.h"

struct source {
    struct postings_file *file;
    struct postings_terms terms;
    struct str            name; /* the term it stands at */
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
    int c = str_cmp(m->sources[a].name, m->sources[b].name);
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

/* Move the first source of the heap to its next term. */
static int advance(struct merge *m, struct err *err)
{
    struct source *s    = &m->sources[m->heap[0]];
    int            more = postings_terms_next(&s->terms, &s->name, &s->term, err);
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
        struct source *s    = &m->sources[i];
        int            more = postings_terms_next(&s->terms, &s->name, &s->term, err);
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

/* A term of which no document is kept is not begun. */
static int add_posting(struct merge *m, const struct source *s, struct str term, uint32_t docid, uint32_t count,
                       uint32_t first, struct str more, struct err *err)
{
    int code = 0;
    docid    = new_docid(s, docid);
    if (!docid)
        return 0;
    if (!m->begun)
        code = postings_writer_begin(m->writer, term, s->term.kind, err);
    m->begun = true;
    return code ? code : postings_writer_add(m->writer, docid, count, first, more, err);
}

static int copy_block(struct merge *m, const struct source *s, struct str term, const struct postings_list *list,
                      uint32_t block, struct err *err)
{
    uint32_t docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    int      n = postings_block_docids(list, block, docids, err);
    if (n >= 0)
        n = postings_block_counts(list, block, counts, err);
    if (n < 0)
        return n;
    struct postings_run run  = {.table = NULL};
    int                 code = 0;
    for (uint32_t i = 0; !code && i < (uint32_t)n; i++) {
        uint32_t   first = 0;
        struct str more  = str_of(NULL, 0);
        if (list->kind == POSTINGS_POSITIONS) {
            bool           good = i % POSTINGS_SUB || postings_position_run(list, block, i, &run);
            const uint8_t *end  = good ? postings_skip_varints(run.rest, run.end, counts[i] - 1) : NULL;
            if (!end)
                return postings_corrupt(s->file, err, "a list of positions does not read");
            first    = postings_first_position(&run, i % POSTINGS_SUB);
            more     = str_of((const char *)run.rest, (size_t)(end - run.rest));
            run.rest = end;
        }
        code = add_posting(m, s, term, docids[i], counts[i], first, more, err);
    }
    return code;
}

static int copy_list(struct merge *m, const struct source *s, struct str term, struct err *err)
{
    struct postings_list list;
    int                  code = postings_list_open(&list, s->file, &s->term, err);
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
