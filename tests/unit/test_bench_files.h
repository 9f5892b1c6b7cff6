/* What the tests of bench share: a scratch folder with files of given bytes. */
#ifndef PRESSMARK_TEST_BENCH_FILES_H
#define PRESSMARK_TEST_BENCH_FILES_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"

static char folder[256];

static inline int make_folder(void **state)
{
    (void)state;
    const char *tmp = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/bench-XXXXXX", tmp ? tmp : "/tmp");
    return mkdtemp(folder) ? 0 : -1;
}

static inline int remove_folder(void **state)
{
    (void)state;
    return file_remove_tree(folder, NULL);
}

/* The path of a new file with these bytes; static, until the fourth call after. */
static inline const char *made_of(struct str bytes)
{
    static char     paths[4][320];
    static unsigned count;
    struct err      err;
    char           *path = paths[count % 4];
    snprintf(path, sizeof paths[0], "%s/%u", folder, count++);
    if (file_write(path, bytes, &err))
        fail_msg("%s", err.msg);
    return path;
}

static inline const char *made(const char *text)
{
    return made_of(str_c(text));
}

#endif
