/* index_writer: staging, committing, failing to commit, and what is swept. */
#include "test_indexing.h"

#include "postings/postings_build.h"
#include "store/checksum.h"
#include "store/record_file.h"
#include "store/schema.h"

static struct index_writer *open_writer(enum index_open how)
{
    struct index_writer *w;
    OK(index_writer_open(&w, at("x.idx"), how, &err));
    return w;
}

/* A folder `to` with the files of a segment of `count` documents; `from` is used for its database. */
static void make_parts(const char *from, const char *to, uint32_t count)
{
    struct record_file_writer *records;
    struct buf                 path = BUF_INIT;
    OK(file_make_directory(to, &err));
    make_database(from, 0, (int)count, "x");
    file_join(&path, to, segment_file_names[SEGMENT_XAPIAN]);
    OK(xap_compact((const char *[]){from}, 1, path.data, &err));
    buf_clear(&path);
    file_join(&path, to, segment_file_names[SEGMENT_RECORDS]);
    OK(record_file_writer_new(&records, path.data, &err));
    for (uint32_t d = 0; d < count; d++)
        OK(record_file_writer_add(records, STR("x"), 1, &err));
    OK(record_file_writer_finish(records, &err));
    record_file_writer_free(records);
    struct postings_builder *postings;
    buf_clear(&path);
    file_join(&path, to, segment_file_names[SEGMENT_POSTINGS]);
    OK(postings_builder_new(&postings, &err));
    for (uint32_t d = 0; d < count; d++)
        OK(postings_builder_begin(postings, &err));
    OK(postings_builder_write(postings, path.data, &err));
    postings_builder_free(postings);
    buf_release(&path);
}

/* Stage a segment of `count` documents at row `at_row`, of which `deleted` (0: none) is deleted. */
static void stage_segment(struct index_writer *w, size_t at_row, uint32_t count, uint32_t deleted)
{
    const char          *work;
    struct segment_info  info = {.documents = count, .words = 7, .date_min = 1, .date_max = 2};
    struct tombstones    set  = {NULL, count, 0};
    struct buf           from = BUF_INIT, to = BUF_INIT;
    OK(index_writer_work(w, &work, &err));
    file_join(&from, work, "parts");
    file_join(&to, work, "segment");
    make_parts(from.data, to.data, count);
    OK(file_remove_tree(from.data, &err));
    if (deleted)
        assert_int_equal(tombstones_add(&set, deleted, &err), 1);
    OK(index_writer_insert(w, at_row, to.data, &info, &set, &err));
    assert_null(set.bits); /* taken over */
    buf_release(&from);
    buf_release(&to);
}

static struct manifest load(void)
{
    struct manifest m;
    OK(manifest_load(&m, at("x.idx"), &err));
    return m;
}

static int start_empty(void **state)
{
    (void)state;
    return file_remove_tree(at("x.idx"), &err);
}

/* An index of two segments, of 5 and 3 documents; the second of the first is deleted. */
static void make_index(void)
{
    struct index_writer *w = open_writer(INDEX_MAY_CREATE);
    stage_segment(w, 0, 5, 2);
    stage_segment(w, 1, 3, 0);
    OK(index_writer_commit(w, &err));
    index_writer_close(w);
}

static void a_new_index_is_there_at_once(void **state)
{
    (void)state;
    struct index_writer *w = open_writer(INDEX_MAY_CREATE);
    struct manifest      m = load();
    assert_int_equal(m.segment_count, 0);
    assert_int_equal(m.schema, SCHEMA_VERSION);
    assert_int_equal(strlen(m.uuid), 36);
    assert_string_equal(m.uuid, index_writer_committed(w)->uuid);
    index_writer_close(w);
    manifest_release(&m);
}

static void a_commit_makes_segments_visible(void **state)
{
    (void)state;
    struct index_writer *w = open_writer(INDEX_MAY_CREATE);
    stage_segment(w, 0, 5, 2);
    struct manifest before = load();
    assert_int_equal(before.segment_count, 0); /* not yet */
    OK(index_writer_commit(w, &err));
    struct manifest m = load();
    assert_int_equal(m.generation, before.generation + 1);
    assert_int_equal(m.segment_count, 1);
    assert_string_equal(m.segments[0].name, "seg-000001");
    assert_int_equal(m.segments[0].documents, 5);
    assert_int_equal(m.segments[0].deleted, 1);
    assert_int_equal(m.segments[0].words, 7);
    assert_int_equal(m.segments[0].deleted_generation, m.generation);
    char     sum[CHECKSUM_TEXT], name[64];
    uint64_t bytes;
    for (int f = 0; f < SEGMENT_FILES; f++) {
        snprintf(name, sizeof name, "x.idx/seg-000001/%s", segment_file_names[f]);
        OK(checksum_file(at(name), sum, &bytes, &err));
        assert_string_equal(m.segments[0].files[f].sum, sum);
        assert_int_equal(m.segments[0].files[f].bytes, bytes);
    }
    OK(checksum_file(at("x.idx/seg-000001/deleted-1"), sum, &bytes, &err));
    assert_string_equal(m.segments[0].deleted_sum, sum);
    assert_int_equal(m.segments[0].deleted_bytes, bytes);
    index_writer_close(w);
    manifest_release(&m);
    manifest_release(&before);
}

static void rows_keep_their_deletions(void **state)
{
    (void)state;
    make_index();
    struct index_writer *w = open_writer(INDEX_MUST_EXIST);
    stage_segment(w, 0, 4, 4);
    stage_segment(w, 2, 6, 0);
    OK(index_writer_commit(w, &err));
    index_writer_close(w);
    w = open_writer(INDEX_MUST_EXIST);
    const struct manifest *m = index_writer_committed(w);
    static const struct {
        uint64_t documents, deleted;
        uint32_t docid;
    } rows[] = {{4, 1, 4}, {5, 1, 2}, {6, 0, 0}, {3, 0, 0}};
    assert_int_equal(m->segment_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(m->segments[i].documents, rows[i].documents);
        assert_int_equal(m->segments[i].deleted, rows[i].deleted);
        assert_int_equal(index_writer_deleted(w, i)->deleted, rows[i].deleted);
        assert_true(!rows[i].docid || tombstones_has(index_writer_deleted(w, i), rows[i].docid));
    }
    index_writer_close(w);
}

static void deleting_writes_one_new_file(void **state)
{
    (void)state;
    make_index();
    struct index_writer *w = open_writer(INDEX_MUST_EXIST);
    assert_int_equal(index_writer_delete(w, 0, 2, &err), 0); /* it was before */
    assert_int_equal(index_writer_delete(w, 0, 5, &err), 1);
    assert_int_equal(index_writer_delete(w, 0, 5, &err), 0);
    assert_int_equal(index_writer_delete(w, 0, 6, &err), 0); /* no document */
    assert_true(is_there("x.idx/seg-000001/deleted-1"));
    OK(index_writer_commit(w, &err));
    assert_false(is_there("x.idx/seg-000001/deleted-1"));
    assert_true(is_there("x.idx/seg-000001/deleted-2"));
    assert_int_equal(index_writer_committed(w)->segments[0].deleted, 2);
    OK(index_writer_commit(w, &err)); /* nothing new: no new file */
    assert_true(is_there("x.idx/seg-000001/deleted-2"));
    assert_int_equal(manifest_live_documents(index_writer_committed(w)), 6);
    index_writer_close(w);
}

static void removing_keeps_the_rest(void **state)
{
    (void)state;
    make_index();
    struct index_writer *w = open_writer(INDEX_MUST_EXIST);
    index_writer_remove(w, 0, 1);
    assert_true(is_there("x.idx/seg-000001/xapian")); /* readers may have it open until the commit and after */
    OK(index_writer_commit(w, &err));
    assert_false(is_there("x.idx/seg-000001"));
    assert_int_equal(index_writer_committed(w)->segment_count, 1);
    assert_string_equal(index_writer_committed(w)->segments[0].name, "seg-000002");
    stage_segment(w, 1, 2, 0); /* numbers are not used again */
    assert_string_equal(index_writer_staged(w)->segments[1].name, "seg-000003");
    OK(index_writer_commit(w, &err));
    index_writer_close(w);
}

static void what_is_not_committed_is_gone(void **state)
{
    (void)state;
    make_index();
    struct index_writer *w = open_writer(INDEX_MUST_EXIST);
    stage_segment(w, 2, 4, 1);
    assert_int_equal(index_writer_delete(w, 1, 1, &err), 1);
    index_writer_remove(w, 0, 1);
    assert_true(is_there("x.idx/seg-000003"));
    index_writer_close(w);
    struct manifest m = load();
    assert_int_equal(m.segment_count, 2);
    assert_int_equal(m.segments[1].deleted, 0);
    assert_true(is_there("x.idx/seg-000001/xapian"));
    assert_false(is_there("x.idx/seg-000003"));
    manifest_release(&m);
}

/* A folder that is not empty where the commit must put its file. */
static void obstruct(const char *name, const char *inside)
{
    OK(file_make_directory(at(name), &err));
    put_file(inside, "in the way");
}

static void fails_then_succeeds(const char *name, const char *inside)
{
    make_index();
    struct index_writer *w = open_writer(INDEX_MUST_EXIST);
    stage_segment(w, 2, 4, 0);
    assert_int_equal(index_writer_delete(w, 0, 1, &err), 1);
    obstruct(name, inside);
    FAILS(ERR_IO, index_writer_commit(w, &err));
    assert_int_equal(index_writer_committed(w)->segment_count, 2);
    struct manifest m = load();
    assert_int_equal(m.segment_count, 2);
    assert_int_equal(m.generation, 1);
    assert_int_equal(m.segments[0].deleted, 1);
    assert_true(is_there("x.idx/seg-000001/deleted-1"));
    OK(file_remove_tree(at(name), &err));
    OK(index_writer_commit(w, &err)); /* what was staged still is */
    index_writer_close(w);
    manifest_release(&m);
    m = load();
    assert_int_equal(m.segment_count, 3);
    assert_int_equal(m.generation, 2);
    assert_int_equal(m.segments[0].deleted, 2);
    manifest_release(&m);
}

static void a_manifest_that_cannot_be_written_changes_nothing(void **state)
{
    (void)state;
    fails_then_succeeds("x.idx/manifest.tmp", "x.idx/manifest.tmp/x");
}

static void tombstones_that_cannot_be_written_change_nothing(void **state)
{
    (void)state;
    fails_then_succeeds("x.idx/seg-000001/deleted-2.tmp", "x.idx/seg-000001/deleted-2.tmp/x");
}

static void a_failed_commit_leaves_nothing_behind(void **state)
{
    (void)state;
    make_index();
    struct index_writer *w = open_writer(INDEX_MUST_EXIST);
    stage_segment(w, 2, 4, 0);
    obstruct("x.idx/manifest.tmp", "x.idx/manifest.tmp/x");
    FAILS(ERR_IO, index_writer_commit(w, &err));
    index_writer_close(w);
    assert_false(is_there("x.idx/seg-000003"));
    assert_false(is_there("x.idx/manifest.tmp"));
    struct manifest m = load();
    assert_int_equal(m.segment_count, 2);
    manifest_release(&m);
}

static void the_sweep_takes_what_is_ours_alone(void **state)
{
    (void)state;
    static const char *const foreign[] = {"README", "seg-",   "seg-12x",     "seg-000001.bak",
                                          "tmp-",   "tmp-x1", "manifest.old"};
    static const char *const dead[]    = {"seg-000009", "seg-7", "tmp-1", "manifest.tmp"};
    char                     name[64];
    make_index();
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        snprintf(name, sizeof name, "x.idx/%s", foreign[i]);
        put_file(name, "mine");
    }
    for (size_t i = 0; i < sizeof dead / sizeof *dead; i++) {
        snprintf(name, sizeof name, "x.idx/%s", dead[i]);
        OK(file_make_directory(at(name), &err));
        snprintf(name, sizeof name, "x.idx/%s/sub", dead[i]);
        OK(file_make_directory(at(name), &err));
    }
    put_file("x.idx/seg-000001/deleted-9", "of a commit that did not happen");
    put_file("x.idx/seg-000001/deleted-3.tmp", "half of");
    put_file("x.idx/seg-000001/deleted-x", "mine");
    put_file("x.idx/seg-000001/notes", "mine");
    put_file("kept", "mine");
    assert_int_equal(symlink(at("kept"), at("x.idx/seg-7/link")), 0); /* removed as a link */
    index_writer_close(open_writer(INDEX_MUST_EXIST));
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++) {
        snprintf(name, sizeof name, "x.idx/%s", foreign[i]);
        assert_true(is_there(name));
    }
    for (size_t i = 0; i < sizeof dead / sizeof *dead; i++) {
        snprintf(name, sizeof name, "x.idx/%s", dead[i]);
        assert_false(is_there(name));
    }
    assert_true(is_there("x.idx/seg-000001/deleted-1"));
    assert_false(is_there("x.idx/seg-000001/deleted-9"));
    assert_false(is_there("x.idx/seg-000001/deleted-3.tmp"));
    assert_true(is_there("x.idx/seg-000001/deleted-x"));
    assert_true(is_there("x.idx/seg-000001/notes"));
    assert_true(is_there("kept"));
}

static void one_writer_at_a_time(void **state)
{
    (void)state;
    struct index_writer *w = open_writer(INDEX_MAY_CREATE), *other;
    char                 process[32];
    FAILS(ERR_LOCKED, index_writer_open(&other, at("x.idx"), INDEX_MAY_CREATE, &err));
    assert_null(other);
    snprintf(process, sizeof process, "process %ld", (long)getpid());
    assert_non_null(strstr(err.msg, process));
    index_writer_close(w);
    index_writer_close(open_writer(INDEX_MUST_EXIST));
}

static void a_lock_that_is_a_link_is_refused(void **state)
{
    (void)state;
    struct index_writer *w;
    OK(file_make_directory(at("x.idx"), &err));
    put_file("precious", "mine");
    assert_int_equal(symlink(at("precious"), at("x.idx/lock")), 0);
    FAILS(ERR_IO, index_writer_open(&w, at("x.idx"), INDEX_MAY_CREATE, &err));
    uint64_t size;
    OK(file_size(at("precious"), &size, &err));
    assert_int_equal(size, 4);
}

static void what_is_no_index_is_left_alone(void **state)
{
    (void)state;
    struct index_writer *w;
    FAILS(ERR_NOT_FOUND, index_writer_open(&w, at("x.idx"), INDEX_MUST_EXIST, &err));
    FAILS(ERR_NOT_FOUND, index_writer_open(&w, at("none/x.idx"), INDEX_MAY_CREATE, &err));
    put_file("file", "text");
    FAILS(ERR_EXISTS, index_writer_open(&w, at("file"), INDEX_MAY_CREATE, &err));
    OK(file_make_directory(at("x.idx"), &err));
    FAILS(ERR_NOT_FOUND, index_writer_open(&w, at("x.idx"), INDEX_MUST_EXIST, &err));
    assert_false(is_there("x.idx/lock"));
    put_file("x.idx/letter.txt", "text");
    FAILS(ERR_EXISTS, index_writer_open(&w, at("x.idx"), INDEX_MAY_CREATE, &err));
    assert_false(is_there("x.idx/lock"));
    assert_false(is_there("x.idx/manifest"));
}

static void segments_without_a_manifest_are_kept(void **state)
{
    (void)state;
    struct index_writer *w;
    make_index();
    assert_int_equal(unlink(at("x.idx/manifest")), 0);
    FAILS(ERR_EXISTS, index_writer_open(&w, at("x.idx"), INDEX_MAY_CREATE, &err));
    assert_true(is_there("x.idx/seg-000001/xapian"));
    assert_true(is_there("x.idx/seg-000002/xapian"));
}

static void what_died_while_making_an_index_is_taken_up(void **state)
{
    (void)state;
    OK(file_make_directory(at("x.idx"), &err));
    put_file("x.idx/lock", "");
    put_file("x.idx/manifest.tmp", "half a mani");
    index_writer_close(open_writer(INDEX_MAY_CREATE));
    assert_true(is_there("x.idx/manifest"));
    assert_false(is_there("x.idx/manifest.tmp"));
}

/* Replace `from` in the manifest by `to`, with a checksum that fits. */
static void edit_manifest(const char *from, const char *to)
{
    struct buf text = BUF_INIT, edited = BUF_INIT;
    char       sum[CHECKSUM_TEXT];
    OK(file_read(at("x.idx/manifest"), &text, &err));
    char *place = strstr(text.data, from);
    assert_non_null(place);
    text.len -= CHECKSUM_TEXT;
    buf_append(&edited, text.data, (size_t)(place - text.data));
    buf_cstr(&edited, to);
    place += strlen(from);
    buf_append(&edited, place, (size_t)(text.data + text.len - place));
    checksum_bytes(buf_view(&edited), sum);
    buf_printf(&edited, "%s\n", sum);
    OK(file_replace(at("x.idx"), "manifest", buf_view(&edited), &err));
    buf_release(&text);
    buf_release(&edited);
}

static void of_another_format_nothing_is_swept(void **state)
{
    (void)state;
    struct index_writer *w;
    make_index();
    edit_manifest("\"pressmark\": 2", "\"pressmark\": 1");
    for (int how = INDEX_MUST_EXIST; how <= INDEX_ANY_VERSION; how++)
        FAILS(ERR_FORMAT, index_writer_open(&w, at("x.idx"), (enum index_open)how, &err));
    assert_true(is_there("x.idx/seg-000001/xapian"));
    assert_true(is_there("x.idx/seg-000002/xapian"));
}

static void another_schema_is_for_rebuilding_alone(void **state)
{
    (void)state;
    struct index_writer *w;
    char                 now[32];
    make_index();
    snprintf(now, sizeof now, "\"schema\": %d", SCHEMA_VERSION);
    edit_manifest(now, "\"schema\": 9999");
    FAILS(ERR_VERSION, index_writer_open(&w, at("x.idx"), INDEX_MAY_CREATE, &err));
    w = open_writer(INDEX_ANY_VERSION);
    assert_int_equal(index_writer_committed(w)->segment_count, 2);
    OK(index_writer_commit(w, &err));
    index_writer_close(w);
    struct manifest m = load();
    assert_int_equal(m.schema, SCHEMA_VERSION);
    manifest_release(&m);
}

static void a_damaged_manifest_is_refused_and_kept(void **state)
{
    (void)state;
    struct index_writer *w;
    make_index();
    OK(file_replace(at("x.idx"), "manifest", STR("{}"), &err));
    for (int how = INDEX_MUST_EXIST; how <= INDEX_ANY_VERSION; how++)
        FAILS(ERR_CORRUPT, index_writer_open(&w, at("x.idx"), (enum index_open)how, &err));
    assert_true(is_there("x.idx/seg-000002/xapian"));
}

static void lost_tombstones_are_told(void **state)
{
    (void)state;
    struct index_writer *w;
    make_index();
    OK(file_replace(at("x.idx/seg-000001"), "deleted-1", STR("\x06"), &err)); /* two bits where one was */
    FAILS(ERR_CORRUPT, index_writer_open(&w, at("x.idx"), INDEX_MUST_EXIST, &err));
    assert_int_equal(unlink(at("x.idx/seg-000001/deleted-1")), 0);
    FAILS(ERR_NOT_FOUND, index_writer_open(&w, at("x.idx"), INDEX_MUST_EXIST, &err));
}

static void the_work_folder_lives_until_the_commit(void **state)
{
    (void)state;
    struct index_writer *w = open_writer(INDEX_MAY_CREATE);
    const char          *work, *again;
    struct stat          st;
    OK(index_writer_work(w, &work, &err));
    OK(index_writer_work(w, &again, &err));
    assert_string_equal(work, again);
    assert_int_equal(stat(work, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);
    OK(index_writer_commit(w, &err));
    assert_int_equal(stat(work, &st), -1);
    OK(index_writer_work(w, &work, &err));
    assert_int_equal(stat(work, &st), 0);
    index_writer_close(w);
    assert_int_equal(stat(again, &st), -1);
}

static void a_segment_that_is_not_there_is_told(void **state)
{
    (void)state;
    struct index_writer *w    = open_writer(INDEX_MAY_CREATE);
    struct segment_info  info = {.documents = 1};
    struct tombstones    none = {NULL, 1, 0};
    FAILS(ERR_NOT_FOUND, index_writer_insert(w, 0, at("nothing"), &info, &none, &err));
    assert_int_equal(index_writer_staged(w)->segment_count, 0);
    OK(index_writer_commit(w, &err));
    index_writer_close(w);
    index_writer_close(NULL);
}

#define TEST(function) cmocka_unit_test_setup(function, start_empty)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_new_index_is_there_at_once),
        TEST(a_commit_makes_segments_visible),
        TEST(rows_keep_their_deletions),
        TEST(deleting_writes_one_new_file),
        TEST(removing_keeps_the_rest),
        TEST(what_is_not_committed_is_gone),
        TEST(a_manifest_that_cannot_be_written_changes_nothing),
        TEST(tombstones_that_cannot_be_written_change_nothing),
        TEST(a_failed_commit_leaves_nothing_behind),
        TEST(the_sweep_takes_what_is_ours_alone),
        TEST(one_writer_at_a_time),
        TEST(a_lock_that_is_a_link_is_refused),
        TEST(what_is_no_index_is_left_alone),
        TEST(segments_without_a_manifest_are_kept),
        TEST(what_died_while_making_an_index_is_taken_up),
        TEST(of_another_format_nothing_is_swept),
        TEST(another_schema_is_for_rebuilding_alone),
        TEST(a_damaged_manifest_is_refused_and_kept),
        TEST(lost_tombstones_are_told),
        TEST(the_work_folder_lives_until_the_commit),
        TEST(a_segment_that_is_not_there_is_told),
    };
    return cmocka_run_group_tests_name("index_writer", tests, make_scratch, remove_scratch);
}
