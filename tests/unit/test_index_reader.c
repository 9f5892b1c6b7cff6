/* index_reader: which manifests it takes, and what it says of a segment that is gone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "index/index_reader.h"
#include "store/checksum.h"
#include "store/schema.h"

static char folder[64];

static int make_folder(void **state)
{
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/pressmark-reader-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
    (void)state;
    struct err err;
    return file_remove_tree(folder, &err);
}

/* A manifest of the given format and schema; with a segment that has no files, or without. */
static void write_manifest(int format, int schema, bool segment)
{
    struct manifest m;
    struct buf      text = BUF_INIT, changed = BUF_INIT;
    struct err      err = ERR_INIT;
    char            sum[CHECKSUM_TEXT];
    manifest_init(&m);
    assert_int_equal(manifest_new_uuid(&m, &err), 0);
    m.schema     = schema;
    m.generation = 3;
    if (segment) {
        struct segment_info *info = manifest_add_segment(&m);
        snprintf(info->name, sizeof info->name, "seg-000001");
        info->documents = 1;
    }
    assert_int_equal(manifest_print(&m, &text, &err), 0);
    struct str body = str_of(text.data, text.len - CHECKSUM_TEXT);
    buf_printf(&changed, "{\"pressmark\": %d%s", format, strchr(text.data, ','));
    changed.len -= text.len - body.len;
    checksum_bytes(buf_view(&changed), sum);
    buf_printf(&changed, "%s\n", sum);
    assert_int_equal(file_replace(folder, "manifest", buf_view(&changed), &err), 0);
    buf_release(&text);
    buf_release(&changed);
    manifest_release(&m);
}

static int open_code(bool any_version, struct err *err)
{
    struct index_reader *reader = NULL;
    const char          *path   = folder;
    int code = any_version ? index_reader_open_any_version(&reader, path, err)
                           : index_reader_open(&reader, &path, 1, err);
    assert_true((code == 0) == (reader != NULL));
    index_reader_close(reader);
    return code;
}

static void test_versions(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    write_manifest(MANIFEST_FORMAT, SCHEMA_VERSION, false);
    assert_int_equal(open_code(false, &err), 0);
    assert_int_equal(open_code(true, &err), 0);
    write_manifest(MANIFEST_FORMAT, SCHEMA_VERSION + 1, false);
    assert_int_equal(open_code(false, &err), ERR_VERSION);
    assert_int_equal(open_code(true, &err), 0);
    write_manifest(MANIFEST_FORMAT + 1, SCHEMA_VERSION, false); /* of another format nothing is understood */
    assert_int_equal(open_code(false, &err), ERR_FORMAT);
    assert_int_equal(open_code(true, &err), ERR_FORMAT);
    assert_non_null(strstr(err.msg, "the index has format"));
}

/* The manifest stays as it is, so it is damage and not a commit that was faster. */
static void test_missing_segment(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    write_manifest(MANIFEST_FORMAT, SCHEMA_VERSION, true);
    assert_int_equal(open_code(false, &err), ERR_CORRUPT);
    assert_int_equal(err.code, ERR_CORRUPT);
    assert_non_null(strstr(err.msg, "seg-000001/xapian"));
    write_manifest(MANIFEST_FORMAT, SCHEMA_VERSION + 1, true);
    assert_int_equal(open_code(true, &err), ERR_CORRUPT);
}

static void test_no_index(void **state)
{
    (void)state;
    struct err           err = ERR_INIT;
    struct index_reader *reader;
    const char          *path = "/nowhere/at/all";
    assert_int_equal(index_reader_open(&reader, &path, 1, &err), ERR_NOT_FOUND);
    assert_null(reader);
    index_reader_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_missing_segment),
        cmocka_unit_test(test_no_index),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
