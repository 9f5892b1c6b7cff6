/* What the tests of corpus/ share: a scratch directory, and a whole corpus read into memory. */
#ifndef PRESSMARK_TEST_CORPUS_H
#define PRESSMARK_TEST_CORPUS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka wants those before it. */
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"
#include "corpus/corpus.h"

/* ---- a scratch directory: the group's state ---- */

static inline int scratch_make(void **state)
{
    char *dir = strdup("/tmp/pressmark-test-XXXXXX");
    *state    = dir && mkdtemp(dir) ? dir : NULL;
    return *state ? 0 : -1;
}

static inline int scratch_remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st, (void)type, (void)ftw;
    return remove(path);
}

static inline int scratch_remove(void **state)
{
    int rc = nftw(*state, scratch_remove_one, 16, FTW_DEPTH | FTW_PHYS);
    free(*state);
    return rc;
}

/* The path of a name in the scratch directory; one of 32 static places. */
static inline const char *in_scratch(void **state, const char *name)
{
    static char     paths[32][5000];
    static unsigned turn;
    char           *path = paths[turn++ % 32];
    snprintf(path, sizeof paths[0], "%s/%s", (const char *)*state, name);
    return path;
}

/* Write a file, making the directory it lies in; its path. */
static inline const char *write_file(void **state, const char *name, const void *data, size_t len)
{
    const char *path = in_scratch(state, name);
    char        dir[5000];
    snprintf(dir, sizeof dir, "%s", path);
    *strrchr(dir, '/') = '\0';
    assert_true(mkdir(dir, 0700) == 0 || errno == EEXIST);
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(data, 1, len, f), len);
    assert_int_equal(fclose(f), 0);
    return path;
}

static inline const char *write_text(void **state, const char *name, const char *text)
{
    return write_file(state, name, text, strlen(text));
}

/* ---- a corpus, read to its end ---- */

enum { GOT_MAX = 2000 };

struct got {
    size_t              count, rejections;
    char               *field[GOT_MAX][FIELD_COUNT]; /* "" where absent */
    char                message[GOT_MAX][600];
    enum reject_reason  reason[GOT_MAX];
    struct corpus_stats stats;
};

static inline void got_free(struct got *g)
{
    for (size_t i = 0; i < g->count && i < GOT_MAX; i++)
        for (int f = 0; f < FIELD_COUNT; f++)
            free(g->field[i][f]);
    free(g);
}

/* Every text must keep the promise of base/article.h. */
static inline void check_article(const struct article *a)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        struct str s = a->field[f];
        assert_int_equal(utf8_valid_len(s), s.len);
        assert_true(!s.len || !memchr(s.data, 0, s.len));
        assert_true(!s.len || f == FIELD_BODY || f == FIELD_AUTHOR || f == FIELD_TOPIC ||
                    !memchr(s.data, '\n', s.len));
    }
    assert_true(a->field[FIELD_ID].len > 0);
}

static inline struct got *read_all(const char *const *inputs, size_t count,
                                   const struct corpus_options *options)
{
    struct got        *g   = calloc(1, sizeof *g);
    struct err         err = ERR_INIT;
    struct corpus     *c;
    struct article     a;
    enum reject_reason reason = REJECT_COUNT;
    assert_non_null(g);
    assert_int_equal(corpus_open(&c, inputs, count, options, &err), 0);
    for (int rc; (rc = corpus_next(c, &a, &reason, &err)) != 0;) {
        assert_int_not_equal(rc, ERR_OOM);
        if (rc < 0) {
            assert_in_range(reason, 0, REJECT_COUNT - 1);
            assert_int_equal(utf8_valid_len(str_c(err.msg)), strlen(err.msg));
            assert_true(*err.msg);
            if (g->rejections < GOT_MAX) {
                memcpy(g->message[g->rejections], err.msg, sizeof err.msg);
                g->reason[g->rejections] = reason;
            }
            g->rejections++;
            continue;
        }
        check_article(&a);
        for (int f = 0; f < FIELD_COUNT && g->count < GOT_MAX; f++) {
            g->field[g->count][f] = strndup(a.field[f].data ? a.field[f].data : "", a.field[f].len);
            assert_non_null(g->field[g->count][f]);
        }
        g->count++;
    }
    g->stats = *corpus_counts(c);
    assert_int_equal(g->stats.articles, g->count);
    uint64_t rejected = 0;
    for (int i = 0; i < REJECT_COUNT; i++)
        rejected += g->stats.rejected[i];
    assert_int_equal(rejected, g->rejections);
    corpus_close(c);
    return g;
}

static inline struct corpus_options test_options(void)
{
    struct corpus_options options;
    corpus_options_init(&options);
    options.now = 1700000000; /* 2023-11-14 */
    return options;
}

static inline struct got *read_one(const char *path)
{
    struct corpus_options options = test_options();
    return read_all(&path, 1, &options);
}

/* A text as a file of that name, read. */
static inline struct got *read_text(void **state, const char *name, const char *text)
{
    return read_one(write_text(state, name, text));
}

static inline void assert_field(const struct got *g, size_t i, enum article_field f, const char *want)
{
    assert_in_range(i, 0, g->count - 1);
    assert_string_equal(g->field[i][f], want);
}

static inline void assert_rejected(const struct got *g, size_t i, enum reject_reason reason, const char *part)
{
    assert_true(i < g->rejections);
    if (g->reason[i] != reason || !strstr(g->message[i], part))
        fail_msg("rejection %zu is %d '%s', not %d '%s'", i, (int)g->reason[i], g->message[i], (int)reason,
                 part);
}

/* Where the real corpora lie, or NULL: then the test is to be skipped. */
static inline const char *real_corpora(void)
{
    const char *dir = getenv("PRESSMARK_CORPORA");
    if (!dir)
        dir = "../shared/corpora";
    return access(dir, R_OK) == 0 ? dir : NULL;
}

#endif
