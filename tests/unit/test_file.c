/* file: reading up to a limit and not a byte more, writing and replacing whole files, syncing, removing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/pressmark-file-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    struct err err;
    return file_remove_tree(folder, &err);
}

static const char *path_of(const char *name)
{
    static char path[128];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static const char *made(const char *name, struct str data)
{
    struct err  err;
    const char *path = path_of(name);
    assert_int_equal(file_remove_tree(path, &err), 0);
    assert_int_equal(file_write(path, data, &err), 0);
    return path;
}

static void test_limit(void **state)
{
    (void)state;
    static const struct {
        size_t bytes, before, limit;
        int    code;
    } cases[] = {
        {0, 0, 0, 0}, {1, 0, 2, 0}, {2, 0, 2, 0}, {3, 0, 2, ERR_LIMIT}, {0, 2, 2, 0}, {1, 2, 2, ERR_LIMIT},
        {65535, 0, 65536, 0}, {65536, 0, 65536, 0}, {65537, 0, 65536, ERR_LIMIT}, {200000, 7, 200007, 0},
        {200000, 7, 200006, ERR_LIMIT}, {200000, 7, 0, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf  data = BUF_INIT, got = BUF_INIT;
        struct err  err  = ERR_INIT;
        buf_fill(&data, 'x', cases[i].bytes);
        const char *path = made("limit", buf_view(&data));
        buf_fill(&got, '.', cases[i].before);
        got.limit = cases[i].limit;
        assert_int_equal(file_read(path, &got, &err), cases[i].code);
        if (cases[i].code) {
            assert_non_null(strstr(err.msg, path));
            assert_true(got.len <= got.limit);
        } else {
            assert_int_equal(got.len, cases[i].before + cases[i].bytes);
            if (cases[i].bytes)
                assert_memory_equal(got.data + cases[i].before, data.data, data.len);
        }
        buf_release(&data);
        buf_release(&got);
    }
}

static void test_reading_what_is_no_file(void **state)
{
    (void)state;
    struct buf got = BUF_INIT;
    struct err err;
    uint64_t   size;
    assert_int_equal(file_read(path_of("none"), &got, &err), ERR_NOT_FOUND);
    assert_int_equal(file_read(folder, &got, &err), ERR_FORMAT);
    assert_int_equal(mkfifo(path_of("pipe"), 0600), 0);
    assert_int_equal(file_read(path_of("pipe"), &got, &err), ERR_FORMAT);
    assert_int_equal(file_size(path_of("pipe"), &size, &err), ERR_FORMAT);
    buf_release(&got);
}

static void test_writing(void **state)
{
    (void)state;
    struct err  err;
    struct stat st;
    struct buf  got  = BUF_INIT;
    const char *path = made("new", STR("first"));
    assert_int_equal(file_write(path, STR("second"), &err), ERR_IO); /* it exists */
    assert_int_equal(file_replace(folder, "new", STR("third"), &err), 0);
    assert_int_equal(file_read(path, &got, &err), 0);
    assert_string_equal(got.data, "third");
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    made("new.tmp", STR("left by a writer that died"));
    assert_int_equal(file_replace(folder, "new", STR("fourth"), &err), 0);
    assert_int_equal(access(path_of("new.tmp"), F_OK), -1);
    assert_int_equal(file_make_directory(path_of("full"), &err), 0);
    assert_int_equal(file_write(path_of("full/x"), STR("x"), &err), 0);
    assert_int_not_equal(file_replace(folder, "full", STR("fifth"), &err), 0); /* cannot stand in its place */
    assert_int_equal(access(path_of("full.tmp"), F_OK), -1);
    buf_release(&got);
}

/* The file system of processes refuses to sync directories with EINVAL, as some others do; and files, too,
 * where that is no excuse. */
static void test_syncing(void **state)
{
    (void)state;
    struct err err;
    assert_int_equal(file_sync(folder, &err), 0);
    assert_int_equal(file_sync(made("synced", STR("x")), &err), 0);
    assert_int_equal(file_sync(path_of("none"), &err), ERR_NOT_FOUND);
    if (access("/proc/self/status", R_OK))
        skip();
    assert_int_equal(file_sync("/proc/self", &err), 0);
    assert_int_equal(file_sync("/proc/self/status", &err), ERR_IO);
    assert_non_null(strstr(err.msg, "cannot sync '/proc/self/status'"));
}

static void test_removing(void **state)
{
    (void)state;
    struct err err;
    made("kept", STR("x"));
    assert_int_equal(file_make_directory(path_of("tree"), &err), 0);
    assert_int_equal(file_make_directory(path_of("tree/deep"), &err), 0);
    assert_int_equal(file_write(path_of("tree/deep/file"), STR("x"), &err), 0);
    assert_int_equal(symlink("../kept", path_of("tree/link")), 0);
    assert_int_equal(symlink("..", path_of("tree/up")), 0);
    assert_int_equal(file_remove_tree(path_of("tree"), &err), 0);
    assert_int_equal(access(path_of("tree"), F_OK), -1);
    assert_int_equal(access(path_of("kept"), F_OK), 0);
    assert_int_equal(file_remove_tree(path_of("tree"), &err), 0); /* a missing one is no error */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit),   cmocka_unit_test(test_reading_what_is_no_file),
        cmocka_unit_test(test_writing), cmocka_unit_test(test_syncing),
        cmocka_unit_test(test_removing),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
