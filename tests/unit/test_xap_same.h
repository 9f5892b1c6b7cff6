/* Are two databases the same, as far as anyone can read? */
#ifndef PRESSMARK_TEST_XAP_SAME_H
#define PRESSMARK_TEST_XAP_SAME_H

#include "base/file.h"
#include "test_xap.h"

enum { SLOTS = 4 };

static const uint32_t slots[SLOTS] = {0, 7, 256, 0xfffffffe}; /* of values; their keys sort in other orders */

static inline void same_bytes(struct buf *x, struct buf *y)
{
    assert_int_equal(buf_failed(x, NULL), 0);
    assert_int_equal(x->len, y->len);
    if (x->len)
        assert_memory_equal(x->data, y->data, x->len);
    buf_clear(x);
    buf_clear(y);
}

static inline void same_list(struct xap_db *x, struct xap_db *y, struct str term)
{
    struct xap_postings *px, *py;
    struct xap_posting   a = {0}, b = {0};
    struct buf           bx = BUF_INIT, by = BUF_INIT;
    OK(xap_postings_open(&px, x, 0, term, &err));
    OK(xap_postings_open(&py, y, 0, term, &err));
    for (;;) {
        const int more = xap_postings_next(px, &a, &err);
        OK(more);
        assert_int_equal(xap_postings_next(py, &b, &err), more);
        if (!more)
            break;
        assert_int_equal(a.docid, b.docid);
        assert_int_equal(a.wdf, b.wdf);
        assert_int_equal(a.doc_length, b.doc_length);
        if (term.len == 0)
            continue;
        OK(xap_db_positions(x, 0, a.docid, term, &bx, &err));
        OK(xap_db_positions(y, 0, a.docid, term, &by, &err));
        same_bytes(&bx, &by);
    }
    xap_postings_close(px);
    xap_postings_close(py);
    buf_release(&bx);
    buf_release(&by);
}

static inline void same_terms(struct xap_db *x, struct xap_db *y)
{
    struct xap_terms *tx, *ty;
    struct str        wx, wy;
    uint64_t          dx, dy, cx, cy;
    OK(xap_terms_open(&tx, x, STR(""), &err));
    OK(xap_terms_open(&ty, y, STR(""), &err));
    for (;;) {
        const int more = xap_terms_next(tx, &wx, &dx, &err);
        OK(more);
        assert_int_equal(xap_terms_next(ty, &wy, &dy, &err), more);
        if (!more)
            break;
        assert_true(str_eq(wx, wy));
        assert_int_equal(dx, dy);
        OK(xap_db_term(x, wx, &dx, &cx, &err));
        OK(xap_db_term(y, wx, &dy, &cy, &err));
        assert_int_equal(dx, dy);
        assert_int_equal(cx, cy);
        same_list(x, y, wx);
    }
    xap_terms_close(tx);
    xap_terms_close(ty);
}

static inline void same_documents(struct xap_db *x, struct xap_db *y, uint32_t last)
{
    struct buf bx = BUF_INIT, by = BUF_INIT;
    for (uint32_t d = 1; d <= last; d++) {
        OK(xap_db_data(x, 0, d, &bx, &err));
        OK(xap_db_data(y, 0, d, &by, &err));
        same_bytes(&bx, &by);
        for (size_t i = 0; i < SLOTS; i++) {
            OK(xap_db_value(x, 0, d, slots[i], &bx, &err));
            OK(xap_db_value(y, 0, d, slots[i], &by, &err));
            same_bytes(&bx, &by);
        }
    }
    buf_release(&bx);
    buf_release(&by);
}

static inline void same_hits(struct xap_db *x, struct xap_db *y, const struct xap_search *search)
{
    struct xap_result rx, ry;
    OK(xap_search(x, search, &rx, &err));
    OK(xap_search(y, search, &ry, &err));
    assert_int_equal(rx.count, ry.count);
    assert_int_equal(rx.lower, ry.lower);
    assert_int_equal(rx.estimate, ry.estimate);
    assert_int_equal(rx.upper, ry.upper);
    for (size_t i = 0; i < rx.count; i++) {
        assert_int_equal(rx.hits[i].docid, ry.hits[i].docid);
        assert_true(rx.hits[i].weight == ry.hits[i].weight);
    }
    xap_result_release(&rx);
    xap_result_release(&ry);
}

/* Weights and their bounds come from the lengths, and from the bounds of wdf and lengths. */
static inline void same_searches(struct xap_db *x, struct xap_db *y)
{
    static const char *const words[]   = {"a", "the", "everywhere", "w9", "w13"};
    struct xap_query        *parts[5], *query;
    for (size_t i = 0; i < 5; i++)
        OK(xap_query_term(&parts[i], str_c(words[i]), 1, &err));
    for (int op = XAP_OR; op <= XAP_NEAR; op++) {
        OK(xap_query_combine(&query, (enum xap_op)op, parts, op == XAP_AND ? 3 : op < XAP_PHRASE ? 5 : 2,
                             op < XAP_PHRASE ? 0 : 10, &err));
        struct xap_search search = XAP_SEARCH_INIT;
        search.query             = query;
        same_hits(x, y, &search);
        search.sort      = XAP_BY_VALUE_DESCENDING;
        search.sort_slot = slots[2];
        same_hits(x, y, &search);
        xap_query_free(query);
    }
    OK(xap_query_value_range(&query, slots[3], STR("c"), STR("k"), &err));
    struct xap_search search = XAP_SEARCH_INIT;
    search.query             = query;
    search.check_at_least    = UINT32_MAX;
    same_hits(x, y, &search);
    xap_query_free(query);
    for (size_t i = 0; i < 5; i++)
        xap_query_free(parts[i]);
}

static inline void same_databases(const char *path_x, const char *path_y)
{
    struct xap_db   *x = open_one(path_x), *y = open_one(path_y);
    struct xap_stats sx, sy;
    OK(xap_db_stats(x, 0, &sx, &err));
    OK(xap_db_stats(y, 0, &sy, &err));
    assert_int_equal(sx.documents, sy.documents);
    assert_int_equal(sx.last_docid, sy.last_docid);
    assert_true(sx.average_length == sy.average_length);
    assert_int_equal(sx.has_positions, sy.has_positions);
    assert_string_not_equal(sx.uuid, sy.uuid);
    same_terms(x, y);
    same_list(x, y, STR("")); /* all lengths */
    same_documents(x, y, (uint32_t)sx.last_docid);
    same_searches(x, y);
    xap_db_close(x);
    xap_db_close(y);
}

static inline void sound(const char *path)
{
    struct buf report = BUF_INIT;
    const int  faults = xap_check(path, 0, &report, &err);
    OK(faults);
    if (faults)
        fail_msg("%s: %.*s", path, STR_ARG(buf_view(&report)));
    buf_release(&report);
}

#endif
