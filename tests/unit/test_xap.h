/* What the tests of xap share: a scratch directory and short names. */
#ifndef PRESSMARK_TEST_XAP_H
#define PRESSMARK_TEST_XAP_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <ftw.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "xap/xap.h"

#if defined(__SANITIZE_ADDRESS__)
#define UNDER_ASAN true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define UNDER_ASAN true
#endif
#endif
#ifndef UNDER_ASAN
#define UNDER_ASAN false
#endif

static char       scratch[256];
static struct err err;

/* The call gives 0 or more; else the message is shown. */
#define OK(call)                                                                                           \
    do {                                                                                                   \
        if ((call) < 0)                                                                                    \
            fail_msg("%s: %s", #call, err.msg);                                                            \
    } while (0)

/* The call fails with that code, and *err says so in one line. */
#define FAILS(expected, call)                                                                              \
    do {                                                                                                   \
        err = ERR_INIT;                                                                                    \
        int got_ = (call);                                                                                 \
        if (got_ != (expected))                                                                            \
            fail_msg("%s gave %d (%s: %s), not %s", #call, got_, err_name(got_), err.msg,                  \
                     err_name(expected));                                                                  \
        assert_int_equal(err.code, (expected));                                                            \
        assert_true(err.msg[0] != '\0' && strchr(err.msg, '\n') == NULL);                                  \
    } while (0)

/* A path in the scratch directory; valid for 64 calls. */
static inline const char *at(const char *name)
{
    static char ring[64][512];
    static int  next;
    char       *out = ring[next++ % 64];
    snprintf(out, sizeof ring[0], "%s/%s", scratch, name);
    return out;
}

static inline int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

static inline int make_scratch(void **state)
{
    (void)state;
    const char *tmp = getenv("TMPDIR");
    snprintf(scratch, sizeof scratch, "%.200s/test.XXXXXX", tmp ? tmp : "/tmp");
    return mkdtemp(scratch) ? 0 : -1;
}

static inline int remove_scratch(void **state)
{
    (void)state;
    return nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

/* A new database of `count` documents with terms "all", "n<i>" and data "<mark><i>", i from 1. */
static inline void make_database(const char *path, unsigned flags, int count, const char *mark)
{
    struct xap_writer *w;
    struct xap_doc    *doc;
    OK(xap_writer_open(&w, path, flags | XAP_CREATE | XAP_NO_SYNC, &err));
    OK(xap_doc_new(&doc, &err));
    for (int i = 1; i <= count; i++) {
        char           text[32];
        const uint32_t positions[] = {1, 7, 9};
        OK(xap_doc_clear(doc, &err));
        OK(xap_doc_add_postings(doc, STR("all"), positions, 3, 2, &err));
        snprintf(text, sizeof text, "n%d", i);
        OK(xap_doc_add_term(doc, str_c(text), (uint32_t)i, &err));
        snprintf(text, sizeof text, "%s%d", mark, i);
        OK(xap_doc_set_data(doc, str_c(text), &err));
        OK(xap_writer_add(w, doc, NULL, &err));
    }
    OK(xap_writer_set_metadata(w, STR("mark"), str_c(mark), &err));
    OK(xap_writer_commit(w, &err));
    xap_writer_close(w);
    xap_doc_free(doc);
}

static inline struct xap_db *open_one(const char *path)
{
    struct xap_db *db;
    OK(xap_db_open(&db, &path, 1, &err));
    return db;
}

static inline uint64_t count_documents(const char *path)
{
    struct xap_db   *db = open_one(path);
    struct xap_stats stats;
    OK(xap_db_stats(db, 0, &stats, &err));
    xap_db_close(db);
    return stats.documents;
}

static inline void assert_buf(struct buf *b, const char *expected)
{
    assert_int_equal(buf_failed(b, NULL), 0);
    assert_string_equal(b->data ? b->data : "", expected);
    buf_clear(b);
}

#endif
