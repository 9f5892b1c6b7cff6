/* A naive inverted file in memory, and whether a postings file says the same. */
#ifndef PRESSMARK_TEST_POSTINGS_H
#define PRESSMARK_TEST_POSTINGS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "postings/postings_build.h"
#include "postings/postings_format.h"
#include "postings/postings_ranges.h"

static struct err err;

/* A call that must succeed; what it returned. */
#define OK(call) must_succeed((call), __LINE__)
static inline int must_succeed(int code, int line)
{
    if (code < 0)
        fail_msg("line %d: %s: %s", line, err_name(code), err.msg);
    return code;
}

static uint64_t seed = 1;

static inline uint32_t draw(uint32_t below)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(((seed >> 32) * below) >> 32);
}

/* ---- a folder -------------------------------------------------------------------------------- */

static char folder[64];

static inline int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/pressmark-postings-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
    (void)state;
    return file_remove_tree(folder, &err);
}

/* One of 16 paths that live at a time. */
static inline const char *path_of(const char *name)
{
    static char     paths[16][128];
    static unsigned next;
    char           *path = paths[next++ % 16];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

static inline void read_all(const char *path, struct buf *out)
{
    buf_clear(out);
    OK(file_read(path, out, &err));
}

static inline void same_files(const char *x, const char *y)
{
    struct buf a = BUF_INIT, b = BUF_INIT;
    read_all(x, &a);
    read_all(y, &b);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.data, b.data, a.len);
    buf_release(&a);
    buf_release(&b);
}

/* ---- the model ------------------------------------------------------------------------------- */

struct model_posting {
    struct str         term;
    enum postings_kind kind;
    uint32_t           docid, count;
    uint32_t          *positions; /* count of them, of POSITIONS */
};

struct model {
    uint32_t              documents;
    uint64_t             *lengths;
    int64_t              *dates; /* INT64_MIN: none */
    struct model_posting *postings; /* by docid; of a document each term once */
    size_t                count, room;
};

static inline void *must_have(void *memory)
{
    assert_non_null(memory);
    return memory;
}

static inline void model_begin(struct model *m)
{
    if ((m->documents & (m->documents + 1)) == 0) { /* room for twice as many and one */
        const size_t room = 2 * (size_t)m->documents + 1;
        m->lengths        = must_have(realloc(m->lengths, room * sizeof *m->lengths));
        m->dates          = must_have(realloc(m->dates, room * sizeof *m->dates));
    }
    m->documents++;
    m->lengths[m->documents - 1] = 0;
    m->dates[m->documents - 1]   = INT64_MIN;
}

static inline void model_add(struct model *m, struct str term, enum postings_kind kind, uint32_t count,
                             const uint32_t *positions)
{
    if (m->count == m->room) {
        m->room     = m->room ? m->room * 2 : 64;
        m->postings = must_have(realloc(m->postings, m->room * sizeof *m->postings));
    }
    struct model_posting *p = &m->postings[m->count++];
    char                 *name = must_have(malloc(term.len));
    memcpy(name, term.data, term.len);
    *p = (struct model_posting){str_of(name, term.len), kind, m->documents, count, NULL};
    if (kind == POSTINGS_WEIGHED)
        m->lengths[m->documents - 1] += count;
    if (kind == POSTINGS_POSITIONS) {
        p->positions = must_have(malloc(count * sizeof *positions));
        memcpy(p->positions, positions, count * sizeof *positions);
    }
}

static inline void model_release(struct model *m)
{
    for (size_t i = 0; i < m->count; i++) {
        free((void *)(uintptr_t)m->postings[i].term.data);
        free(m->postings[i].positions);
    }
    free(m->lengths);
    free(m->dates);
    free(m->postings);
    *m = (struct model){0};
}

/* The model's documents without the deleted ones. */
static inline struct model model_without(const struct model *m, const struct tombstones *deleted)
{
    struct model kept = {0};
    size_t       i    = 0;
    for (uint32_t d = 1; d <= m->documents; d++) {
        const bool keep = !tombstones_has(deleted, d);
        if (keep) {
            model_begin(&kept);
            kept.dates[kept.documents - 1] = m->dates[d - 1];
        }
        for (; i < m->count && m->postings[i].docid == d; i++)
            if (keep)
                model_add(&kept, m->postings[i].term, m->postings[i].kind, m->postings[i].count,
                          m->postings[i].positions);
    }
    return kept;
}

/* Give the documents from `first` on, up to before `end` (docids of the model), to a builder. */
static inline void model_feed(const struct model *m, uint32_t first, uint32_t end, struct postings_builder *b)
{
    size_t i = 0;
    while (i < m->count && m->postings[i].docid < first)
        i++;
    for (uint32_t d = first; d < end; d++) {
        OK(postings_builder_begin(b, &err));
        if (m->dates[d - 1] != INT64_MIN)
            postings_builder_date(b, m->dates[d - 1]);
        for (; i < m->count && m->postings[i].docid == d; i++) {
            const struct model_posting *p = &m->postings[i];
            if (p->kind == POSTINGS_PLAIN)
                OK(postings_builder_plain(b, p->term, &err));
            else if (p->kind == POSTINGS_WEIGHED)
                OK(postings_builder_weighed(b, p->term, p->count, &err));
            else
                OK(postings_builder_positions(b, p->term, p->positions, p->count, &err));
        }
    }
}

static inline void model_build(const struct model *m, uint32_t first, uint32_t end, const char *path)
{
    struct postings_builder *b;
    OK(postings_builder_new(&b, &err));
    model_feed(m, first, end, b);
    OK(postings_builder_write(b, path, &err));
    postings_builder_free(b);
}

static inline int by_term_and_docid(const void *left, const void *right)
{
    const struct model_posting *a = left, *b = right;
    int                         c = str_cmp(a->term, b->term);
    return c ? c : (a->docid > b->docid) - (a->docid < b->docid);
}

/* Of a block as bits, each docid alone; those between are not there. */
static inline void check_bits(const struct postings_list *list, uint32_t block, const struct model_posting *p)
{
    struct postings_bits bits;
    uint32_t             n = postings_block_count(list, block), last = p[n - 1].docid, i = 0;
    uint32_t             base = block ? postings_block_last(list, block - 1) : 0;
    bool                 close = n == POSTINGS_BLOCK && list->blocks > 1 && last - base <= POSTINGS_SPAN;
    struct postings_block b;
    OK(postings_block_open(list, block, &b, &err));
    assert_int_equal(postings_block_bits(&b, &bits), close);
    if (!close)
        return;
    assert_true(bits.base == base && bits.last == last);
    for (uint32_t d = base + 1; d <= last; d++) {
        bool there = p[i].docid == d;
        assert_int_equal(postings_bits_has(&bits, d), there);
        if (there)
            assert_int_equal(postings_bits_index(&bits, d), i);
        if (there && list->kind == POSTINGS_WEIGHED)
            assert_int_equal(postings_bits_count(&bits, i), p[i].count);
        i += there;
    }
}

/* Each alone, and one run for many: in order, some left out, and back, with room for no more and to spare. */
static inline void check_positions(const struct postings_list *list, uint32_t block, const uint32_t *counts, uint32_t n,
                                   const struct model_posting *p)
{
    struct postings_run run = {.table = NULL};
    for (uint32_t i = 0; i < n; i++) {
        uint32_t *positions = must_have(malloc(counts[i] * sizeof *positions));
        OK(postings_block_positions(list, block, i, counts, positions, &err));
        assert_memory_equal(positions, p[i].positions, counts[i] * sizeof *positions);
        free(positions);
    }
    for (uint32_t step = 1; step <= 5; step++)
        for (uint32_t i = step % n; i < n; i += step) {
            const size_t room      = counts[i] + (i % 3 ? (size_t)POSTINGS_SPARE : 0);
            uint32_t    *positions = must_have(malloc(room * sizeof *positions));
            OK(postings_run_positions(list, block, i, counts, &run, positions, room, &err));
            assert_memory_equal(positions, p[i].positions, counts[i] * sizeof *positions);
            free(positions);
        }
}

/* Where they stand beside postings they are those of the table; they do in large files. */
static inline void check_lengths(const struct postings_list *list, uint32_t number, const uint32_t *docids, uint32_t n)
{
    const uint16_t       *all = postings_file_lengths(list->file);
    const bool            wanted = list->kind == POSTINGS_WEIGHED && postings_file_documents(list->file) > 65536;
    struct postings_block block;
    struct postings_bits  bits;
    uint32_t              lengths[POSTINGS_BLOCK];
    OK(postings_block_open(list, number, &block, &err));
    const int beside = OK(postings_block_lengths(list, &block, docids, lengths, &err));
    assert_int_equal(beside, wanted && n >= 16 && !postings_block_bits(&block, &bits));
    for (uint32_t i = 0; beside && i < n; i++)
        assert_int_equal(lengths[i], postings_length(list->file, all, docids[i]));
}

static inline void check_block(const struct postings_list *list, uint32_t block, const struct model_posting *p)
{
    uint32_t docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK], n = postings_block_count(list, block);
    postings_block_fetch(list, block + draw(3)); /* changes nothing, whether there is such a block or not */
    assert_int_equal(OK(postings_block_read(list, block, docids, counts, &err)), n);
    assert_int_equal(postings_block_last(list, block), p[n - 1].docid);
    for (uint32_t i = 0; i < n; i++) {
        assert_int_equal(docids[i], p[i].docid);
        assert_int_equal(counts[i], p[i].kind == POSTINGS_PLAIN ? 1 : p[i].count);
    }
    if (list->kind == POSTINGS_POSITIONS)
        check_positions(list, block, counts, n, p);
    check_lengths(list, block, docids, n);
}

/* Goes before: is no worse by wdf and length, and better by one, or earlier. */
static inline bool goes_before(const struct model_posting *a, uint32_t a_length, const struct model_posting *b,
                               uint32_t b_length)
{
    return a->count >= b->count && a_length <= b_length &&
           (a->count > b->count || a_length < b_length || a->docid < b->docid);
}

/* The head has the postings that fewer than POSTINGS_HEAD_RANKS others go before, if they are not too many. */
static inline void check_head(const struct postings_file *f, const struct postings_list *list,
                              const struct model_posting *p, size_t count)
{
    const uint16_t *lengths = postings_file_lengths(f);
    uint32_t        docids[POSTINGS_HEAD_MOST], wdfs[POSTINGS_HEAD_MOST], beside[POSTINGS_HEAD_MOST], want = 0;
    int             n    = OK(postings_list_head(list, docids, wdfs, beside, &err));
    bool            over = list->kind != POSTINGS_WEIGHED || count <= 512;
    assert_in_range(n, 0, POSTINGS_HEAD_MOST);
    for (size_t i = 0; i < count && !over; i++) {
        uint32_t length = postings_length(f, lengths, p[i].docid), before = 0;
        for (size_t k = 0; k < count && before < POSTINGS_HEAD_RANKS; k++)
            before += goes_before(&p[k], postings_length(f, lengths, p[k].docid), &p[i], length);
        over = p[i].count > 255 || (before < POSTINGS_HEAD_RANKS && want == POSTINGS_HEAD_MOST);
        if (over || before == POSTINGS_HEAD_RANKS)
            continue;
        if (n) {
            assert_true(want < (uint32_t)n);
            assert_int_equal(docids[want], p[i].docid);
            assert_int_equal(wdfs[want], p[i].count);
            assert_int_equal(beside[want], length);
        }
        want++;
    }
    assert_int_equal(n, over ? 0 : want);
}

/* A posting, and what it weighs where champions are chosen. */
struct weighed_posting {
    const struct model_posting *p;
    double                      weight;
};

static inline int by_falling_weight(const void *left, const void *right)
{
    const struct weighed_posting *a = left, *b = right;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return a->p->docid < b->p->docid ? -1 : 1;
}

static inline int by_rising_docid(const void *left, const void *right)
{
    const struct weighed_posting *a = left, *b = right;
    return a->p->docid < b->p->docid ? -1 : 1;
}

/* The champions are the postings that weigh most, and no other is above the bounds of the others. */
static inline void check_champions(const struct postings_file *f, const struct postings_list *list,
                                   const struct model_posting *p, size_t count)
{
    const uint16_t         *lengths = postings_file_lengths(f);
    const double            average = (double)postings_file_length(f) / postings_file_documents(f);
    const bool              wanted  = list->kind == POSTINGS_WEIGHED && count > 24576;
    struct postings_list    champions;
    struct weighed_posting *all = must_have(malloc(count * sizeof *all));
    assert_int_equal(OK(postings_list_champions(list, &champions, &err)), wanted);
    for (size_t i = 0; wanted && i < count; i++) {
        const uint32_t length = postings_length(f, lengths, p[i].docid);
        const double   k      = 0.4 + 0.6 / (average < 1 ? 1 : average) * length;
        all[i]                = (struct weighed_posting){&p[i], p[i].count / (p[i].count + k)};
    }
    if (wanted) {
        uint32_t docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
        qsort(all, count, sizeof *all, by_falling_weight);
        qsort(all, POSTINGS_CHAMPIONS, sizeof *all, by_rising_docid);
        assert_int_equal(champions.df, POSTINGS_CHAMPIONS);
        for (uint32_t i = 0; i < POSTINGS_CHAMPIONS; i++) {
            const uint32_t at = i % POSTINGS_BLOCK, block = i / POSTINGS_BLOCK;
            if (at == 0) {
                assert_int_equal(OK(postings_block_read(&champions, block, docids, counts, &err)), POSTINGS_BLOCK);
                check_lengths(&champions, block, docids, POSTINGS_BLOCK);
            }
            assert_int_equal(docids[at], all[i].p->docid);
            assert_int_equal(counts[at], all[i].p->count);
        }
    }
    for (size_t i = POSTINGS_CHAMPIONS; wanted && i < count; i++) {
        const uint32_t length  = postings_length(f, lengths, all[i].p->docid);
        bool           bounded = false;
        for (uint32_t k = 0; k < list->champion_bound_count; k++) {
            const struct postings_impact bound = postings_champion_bound(list, k);
            bounded |= bound.wdf >= all[i].p->count && bound.length <= length;
        }
        assert_true(bounded);
    }
    free(all);
}

/* The number of each range is the least that its best posting allows. */
static inline void check_ranges(const struct postings_file *f, const struct postings_list *list,
                                const struct model_posting *p, size_t count)
{
    const uint32_t documents = postings_file_documents(f);
    const bool     wanted    = list->kind == POSTINGS_WEIGHED && documents > 65536 && count * 32 >= documents;
    const double   average   = (double)postings_file_length(f) / documents;
    size_t         i         = 0;
    assert_int_equal(list->ranges != NULL, wanted);
    for (uint32_t first = 1; wanted && first <= documents; first += 4) {
        double   best   = 0;
        unsigned number = 0;
        for (; i < count && p[i].docid < first + 4; i++) {
            const uint32_t length = postings_length(f, postings_file_lengths(f), p[i].docid);
            const double   weight = p[i].count / (p[i].count + 0.4 + 0.6 / (average < 1 ? 1 : average) * length);
            best                  = weight > best ? weight : best;
        }
        while (best * 100 > postings_range_hundredths[number])
            number++;
        for (uint32_t docid = first; docid < first + 4; docid++)
            assert_int_equal(postings_range_number(list->ranges, docid), number);
    }
}

/* The postings p[0 .. count) of one term. */
static inline void check_term(const struct postings_file *f, const struct postings_term *term,
                              const struct model_posting *p, size_t count)
{
    struct postings_list list;
    uint64_t             cf = 0;
    for (size_t i = 0; i < count; i++)
        cf += p[i].kind == POSTINGS_PLAIN ? 0 : p[i].count;
    assert_int_equal(term->df, count);
    assert_int_equal(term->kind, p->kind);
    assert_int_equal(term->cf, cf);
    OK(postings_list_open(&list, f, term, &err));
    assert_int_equal(list.df, count);
    assert_int_equal(list.blocks, (count + POSTINGS_BLOCK - 1) / POSTINGS_BLOCK);
    assert_int_equal(list.last_docid, p[count - 1].docid);
    for (uint32_t block = 0; block < list.blocks; block++) {
        check_block(&list, block, p + (size_t)block * POSTINGS_BLOCK);
        check_bits(&list, block, p + (size_t)block * POSTINGS_BLOCK);
    }
    check_head(f, &list, p, count);
    check_champions(f, &list, p, count);
    check_ranges(f, &list, p, count);
    for (int i = 0; i < 20; i++) { /* seeking from anywhere to anywhere */
        uint32_t from = draw(list.blocks), docid = draw(p[count - 1].docid + 2), want = from;
        while (want < list.blocks && postings_block_last(&list, want) < docid)
            want++;
        assert_int_equal(postings_block_seek(&list, from, docid), want);
    }
}

/* Which of schema_column() the term is a value of; -1: of none. */
static inline int column_of(const struct model_posting *p)
{
    for (int i = 0; p->kind == POSTINGS_PLAIN && i < SCHEMA_COLUMNS; i++)
        if (str_starts(p->term, str_c(schema_column((size_t)i))))
            return i;
    return -1;
}

/* How many values each document has of a column, of docid 1 on. */
static inline uint32_t *count_values(const struct model *m, int column)
{
    uint32_t *counts = must_have(calloc((size_t)m->documents + 1, sizeof *counts));
    for (size_t i = 0; i < m->count; i++)
        counts[m->postings[i].docid - 1] += column_of(&m->postings[i]) == column;
    return counts;
}

/* What the column says of each document is what the postings p[0 .. count) of the term do. */
static inline void check_value(const struct postings_file *f, const struct postings_term *term,
                               const struct model_posting *p, size_t count, uint32_t *const values[SCHEMA_COLUMNS])
{
    struct postings_value value;
    const int             column = column_of(p);
    size_t                k      = 0;
    assert_int_equal(postings_value_of(f, term, &value), column >= 0);
    for (uint32_t d = 1; column >= 0 && d <= postings_file_documents(f); d++) {
        const bool there = k < count && p[k].docid == d;
        k += there;
        assert_int_equal(postings_value_has(&value, d), values[column][d - 1] > 1 ? POSTINGS_HAS_SEVERAL
                                                        : there                   ? POSTINGS_HAS
                                                                                  : POSTINGS_HAS_NOT);
    }
    if (column >= 0) /* there are no such documents */
        assert_int_equal(postings_value_has(&value, 0) + postings_value_has(&value, postings_file_documents(f) + 1),
                         POSTINGS_HAS_NOT);
}

/* All that the file says is what the model says. */
static inline void model_check(const struct model *m, const char *path)
{
    struct postings_file *f;
    struct postings_terms terms;
    struct postings_term  term, found;
    struct str            name;
    size_t                distinct = 0, count;
    uint64_t              total    = 0;
    struct model_posting *sorted   = must_have(malloc((m->count + 1) * sizeof *sorted));
    uint32_t             *values[SCHEMA_COLUMNS];
    for (int i = 0; i < SCHEMA_COLUMNS; i++)
        values[i] = count_values(m, i);
    if (m->count)
        memcpy(sorted, m->postings, m->count * sizeof *sorted);
    qsort(sorted, m->count, sizeof *sorted, by_term_and_docid);
    OK(postings_check(path, &err));
    OK(postings_file_open(&f, path, &err));
    assert_int_equal(postings_file_documents(f), m->documents);
    const uint16_t *lengths = postings_file_lengths(f);
    for (uint32_t d = 1; d <= m->documents; d++) {
        int64_t date = INT64_MIN;
        total += m->lengths[d - 1];
        assert_int_equal(postings_length(f, lengths, d), m->lengths[d - 1]);
        assert_int_equal(postings_date(f, d, &date), m->dates[d - 1] != INT64_MIN);
        assert_true(date == m->dates[d - 1]);
    }
    assert_int_equal(postings_file_length(f), total);
    OK(postings_terms_init(&terms, f, str_of("", 0), &err));
    for (size_t i = 0; i < m->count; i += count, distinct++) {
        for (count = 1; i + count < m->count && str_eq(sorted[i + count].term, sorted[i].term);)
            count++;
        assert_int_equal(OK(postings_terms_next(&terms, &name, &term, &err)), 1);
        assert_true(str_eq(name, sorted[i].term));
        assert_int_equal(OK(postings_file_find(f, name, &found, &err)), 1);
        assert_true(term.at == found.at && term.bytes == found.bytes && term.only_docid == found.only_docid);
        assert_int_equal(term.place, distinct);
        assert_int_equal(found.place, distinct);
        check_term(f, &found, sorted + i, count);
        check_value(f, &found, sorted + i, count, values);
    }
    assert_int_equal(OK(postings_terms_next(&terms, &name, &term, &err)), 0);
    assert_int_equal(postings_file_terms(f), distinct);
    postings_file_close(f);
    for (int i = 0; i < SCHEMA_COLUMNS; i++)
        free(values[i]);
    free(sorted);
}

/* ---- random documents ------------------------------------------------------------------------ */

/* Terms of all shapes: long ones that share much, NULs, high bytes; the kind is in the first byte. */
static inline struct str make_term(uint32_t number, enum postings_kind kind, char out[POSTINGS_TERM_MAX])
{
    size_t len = 0;
    out[len++] = "QZw"[kind];
    switch (number % 7) {
    case 1:
        len = POSTINGS_TERM_MAX - 4;
        memset(out + 1, 'x', len - 1);
        break;
    case 3:
        out[len++] = '\0';
        break;
    case 5:
        out[len++] = '\xff';
        break;
    default:
        break;
    }
    len += (size_t)snprintf(out + len, 4, "%u", number % 1000);
    if (number >= 1000)
        out[len < POSTINGS_TERM_MAX ? len++ : len - 1] = (char)(number / 1000);
    return str_of(out, len);
}

static inline void add_random(struct model *m, uint32_t words)
{
    char name[POSTINGS_TERM_MAX];
    model_begin(m);
    if (draw(3))
        m->dates[m->documents - 1] = (int64_t)draw(UINT32_MAX) - 1000000000;
    model_add(m, make_term(m->documents % 256000, POSTINGS_PLAIN, name), POSTINGS_PLAIN, 1, NULL);
    if (draw(4))
        model_add(m, draw(3) ? STR("Hpost") : STR("Hwire"), POSTINGS_PLAIN, 1, NULL);
    if (!draw(8))
        model_add(m, STR("Hextra"), POSTINGS_PLAIN, 1, NULL);
    if (m->documents % 50)
        model_add(m, STR("Len"), POSTINGS_PLAIN, 1, NULL);
    for (uint32_t w = 0; w < words; w++) {
        uint32_t positions[40], n = 0, at = 0;
        if (draw(w + 1) < 2)
            model_add(m, make_term(w, POSTINGS_WEIGHED, name), POSTINGS_WEIGHED, 1 + draw(draw(20) ? 4 : 400), NULL);
        if (draw(w + 1) > 1)
            continue;
        for (uint32_t want = draw(8) ? 1 + draw(3) : 1 + draw(40); n < want; n++)
            positions[n] = at += 1 + draw(draw(3) ? 100 : 10000000);
        struct str twin = make_term(w, POSTINGS_WEIGHED, name); /* of which the list borrows */
        name[0]         = 'Y';
        if (w % 3)
            model_add(m, twin, POSTINGS_WEIGHED, n, NULL);
        model_add(m, make_term(w, POSTINGS_POSITIONS, name), POSTINGS_POSITIONS, n, positions);
    }
}

#endif
