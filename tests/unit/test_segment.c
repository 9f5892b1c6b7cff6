/* segment: batches become segments; which are merged when, and what a merge carries along or drops. */
#include "test_indexing.h"

static struct index_writer *writer;

static int start(void **state)
{
    (void)state;
    OK(file_remove_tree(at("x.idx"), &err));
    OK(index_writer_open(&writer, at("x.idx"), INDEX_MAY_CREATE, &err));
    return 0;
}

static int end(void **state)
{
    (void)state;
    index_writer_close(writer);
    writer = NULL;
    return 0;
}

static const struct segment_info *row(size_t i)
{
    assert_true(i < index_writer_committed(writer)->segment_count);
    return &index_writer_committed(writer)->segments[i];
}

static size_t rows(void)
{
    return index_writer_committed(writer)->segment_count;
}

/* Articles first .. last - 1, each with an id of its own, as one segment. */
static void add(unsigned first, unsigned last)
{
    add_made(writer, (struct made_source){.first = first, .last = last, .ids = 1000000, .words = 20});
}

static void merge(size_t from, size_t count)
{
    OK(segment_merge(writer, from, count, &err));
}

/* ---- which are due ---- */

static struct manifest sizes(const uint64_t *bytes, size_t count)
{
    struct manifest m;
    manifest_init(&m);
    for (size_t i = 0; i < count; i++) {
        struct segment_info *info = manifest_add_segment(&m);
        assert_non_null(info);
        info->files[SEGMENT_RECORDS].bytes = bytes[i];
    }
    return m;
}

static void due_is(const uint64_t *bytes, size_t count, size_t expected, size_t expected_from)
{
    struct manifest m    = sizes(bytes, count);
    size_t          from = 99;
    assert_int_equal(segment_merge_due(&m, &from), expected);
    if (expected)
        assert_int_equal(from, expected_from);
    manifest_release(&m);
}

static void what_is_due(void **state)
{
    (void)state;
    due_is((const uint64_t[]){1}, 0, 0, 0);
    due_is((const uint64_t[]){5}, 1, 0, 0);
    due_is((const uint64_t[]){200, 100}, 2, 0, 0);
    due_is((const uint64_t[]){199, 100}, 2, 2, 0);
    due_is((const uint64_t[]){1000, 100, 51}, 3, 2, 1);
    due_is((const uint64_t[]){300, 100, 50}, 3, 0, 0);
    due_is((const uint64_t[]){299, 100, 50}, 3, 3, 0);       /* too small for all that follow */
    due_is((const uint64_t[]){100, 1000, 10}, 3, 3, 0);      /* a small one before a large one */
    due_is((const uint64_t[]){5000, 100, 1000, 10}, 4, 3, 1);
    due_is((const uint64_t[]){0, 0, 0}, 3, 0, 0);
}

/* Whatever is committed: after the merge every segment is at least twice as large as all that follow it together, so
 * that there are few; and nothing is copied often. */
static void merging_keeps_few_and_copies_little(void **state)
{
    (void)state;
    uint64_t bytes[64], copied = 0, added = 0;
    size_t   count = 0;
    uint32_t dice  = 12345;
    for (int commit = 0; commit < 5000; commit++) {
        dice           = dice * 1664525 + 1013904223;
        bytes[count++] = 1000 + (dice >> 20);
        added += bytes[count - 1];
        struct manifest m = sizes(bytes, count);
        size_t          from, due = segment_merge_due(&m, &from);
        manifest_release(&m);
        if (due) {
            assert_int_equal(from + due, count); /* always up to the end: order is kept */
            for (size_t i = from + 1; i < count; i++)
                bytes[from] += bytes[i];
            copied += bytes[from];
            count = from + 1;
        }
        uint64_t behind = 0;
        for (size_t i = count; i-- > 0; behind += bytes[i])
            assert_true(bytes[i] >= 2 * behind);
        m = sizes(bytes, count);
        assert_int_equal(segment_merge_due(&m, &from), 0);
        manifest_release(&m);
        assert_true(count <= 12); /* log3 of 5,000 commits of up to 5 KB, and some */
    }
    assert_true(copied / added <= 12);
}

/* ---- staging ---- */

static void a_batch_becomes_the_last_segment(void **state)
{
    (void)state;
    add(0, 5);
    add(5, 8);
    assert_int_equal(rows(), 2);
    assert_int_equal(row(0)->documents, 5);
    assert_int_equal(row(1)->documents, 3);
    assert_int_equal(row(1)->words, 3 * 24); /* and four of the title: a, made, up, article */
    assert_true(row(1)->date_min == row(1)->date_max);
    assert_ids(at("x.idx"), "0 1 2 3 4 5 6 7 ");
    const struct manifest_language *english = manifest_language(index_writer_staged(writer), "en", false);
    assert_non_null(english);
    assert_int_equal(english->documents, 8);
    assert_false(is_there("x.idx/tmp-1"));
}

static void newer_versions_replace_older_ones(void **state)
{
    (void)state;
    add_made(writer, (struct made_source){.last = 7, .ids = 5, .words = 20}); /* 0 and 1 twice */
    assert_int_equal(row(0)->documents, 7);
    assert_int_equal(row(0)->deleted, 2);
    assert_ids(at("x.idx"), "2 3 4 0 1 ");
    add_made(writer, (struct made_source){.first = 8, .last = 10, .ids = 5, .words = 20}); /* 3 and 4 again */
    assert_int_equal(row(0)->deleted, 4);
    assert_ids(at("x.idx"), "2 0 1 3 4 ");
}

static void what_is_known_makes_no_segment(void **state)
{
    (void)state;
    add(0, 5);
    add(0, 5);
    assert_int_equal(rows(), 1);
    assert_int_equal(row(0)->deleted, 0);
}

static void many_shards_become_one_segment(void **state)
{
    (void)state;
    struct pipeline_options options = plain_options(1);
    struct batch            whole   = {0};
    struct made_source      source  = {.last = 1, .ids = 1000000, .words = 5};
    OK(index_writer_work(writer, &options.work, &err));
    struct buf expected = BUF_INIT;
    /* 150 batches of an article, put together into one of 150 shards */
    whole.shards = calloc(150, sizeof *whole.shards);
    assert_non_null(whole.shards);
    for (unsigned i = 0; i < 150; i++) {
        struct batch one;
        struct buf   name = BUF_INIT;
        source.first      = i;
        source.last       = i + 1;
        OK(pipeline_run(&options, made_source(&source), &one, &err));
        assert_int_equal(one.shard_count, 1);
        buf_printf(&name, "%s/one-%u", options.work, i);
        assert_int_equal(rename(one.shards[0].path, name.data), 0);
        free(one.shards[0].path);
        one.shards[0].path = name.data; /* taken over */
        whole.shards[whole.shard_count++] = one.shards[0];
        one.shard_count                   = 0;
        batch_release(&one);
        buf_printf(&expected, "%u ", i);
    }
    OK(segment_stage_batch(writer, &whole, &err));
    OK(index_writer_commit(writer, &err));
    assert_int_equal(row(0)->documents, 150);
    assert_ids(at("x.idx"), expected.data);
    batch_release(&whole);
    made_release(&source);
    buf_release(&expected);
}

/* ---- merging ---- */

static void merging_keeps_the_order(void **state)
{
    (void)state;
    add(10, 13);
    add(0, 3);
    add(20, 22);
    add(7, 8);
    merge(1, 2);
    assert_int_equal(rows(), 3);
    assert_int_equal(row(1)->documents, 5);
    assert_ids(at("x.idx"), "10 11 12 0 1 2 20 21 7 ");
    merge(0, 3);
    assert_int_equal(rows(), 1);
    assert_ids(at("x.idx"), "10 11 12 0 1 2 20 21 7 ");
    assert_int_equal(row(0)->words, 9 * 24);
}

static void deletions_are_dropped(void **state)
{
    (void)state;
    add(0, 10);
    add(10, 20);
    add(20, 21);
    OK(index_writer_delete(writer, 0, 4, &err));
    OK(index_writer_delete(writer, 2, 1, &err)); /* the whole segment */
    OK(index_writer_commit(writer, &err));
    const uint64_t text = row(0)->text_bytes + row(1)->text_bytes, article = row(2)->text_bytes;
    merge(0, 3);
    assert_int_equal(rows(), 1);
    assert_int_equal(row(0)->documents, 19);
    assert_int_equal(row(0)->words, 19 * 24);
    assert_in_range(text - row(0)->text_bytes, article - 20, article + 20); /* one of nearly this size */
    assert_int_equal(row(0)->deleted, 0);
    assert_int_equal(row(0)->deleted_generation, 0);
    assert_false(is_there("x.idx/seg-000001"));
    assert_ids(at("x.idx"), "0 1 2 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 ");
}

static void one_segment_alone(void **state)
{
    (void)state;
    add(0, 10);
    uint64_t generation = index_writer_committed(writer)->generation;
    merge(0, 1);
    merge(0, 0);
    assert_int_equal(index_writer_committed(writer)->generation, generation); /* nothing to do */
    OK(index_writer_delete(writer, 0, 10, &err));
    OK(index_writer_commit(writer, &err));
    merge(0, 1);
    assert_int_equal(row(0)->documents, 9);
    assert_ids(at("x.idx"), "0 1 2 3 4 5 6 7 8 ");
}

static void nothing_left(void **state)
{
    (void)state;
    add(0, 2);
    add(2, 3);
    OK(index_writer_delete(writer, 0, 1, &err));
    OK(index_writer_delete(writer, 0, 2, &err));
    OK(index_writer_delete(writer, 1, 1, &err));
    OK(index_writer_commit(writer, &err));
    merge(0, 2);
    assert_int_equal(rows(), 0);
    assert_ids(at("x.idx"), "");
    add(0, 2); /* and it goes on */
    assert_ids(at("x.idx"), "0 1 ");
}

static void a_merge_that_fails_changes_nothing(void **state)
{
    (void)state;
    add(0, 5);
    add(5, 10);
    uint64_t generation = index_writer_committed(writer)->generation;
    OK(file_replace(at("x.idx/seg-000002"), "postings", STR("no postings"), &err));
    err = ERR_INIT;
    assert_true(segment_merge(writer, 0, 2, &err) < 0);
    assert_true(err.msg[0] != '\0');
    assert_int_equal(index_writer_committed(writer)->generation, generation);
    end(NULL);
    struct manifest m;
    OK(manifest_load(&m, at("x.idx"), &err));
    assert_int_equal(m.segment_count, 2);
    assert_true(is_there("x.idx/seg-000001/xapian"));
    assert_true(is_there("x.idx/seg-000002/xapian"));
    assert_false(is_there("x.idx/seg-000003"));
    manifest_release(&m);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, start, end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_due),
        cmocka_unit_test(merging_keeps_few_and_copies_little),
        TEST(a_batch_becomes_the_last_segment),
        TEST(newer_versions_replace_older_ones),
        TEST(what_is_known_makes_no_segment),
        TEST(many_shards_become_one_segment),
        TEST(merging_keeps_the_order),
        TEST(deletions_are_dropped),
        TEST(one_segment_alone),
        TEST(nothing_left),
        TEST(a_merge_that_fails_changes_nothing),
    };
    return cmocka_run_group_tests_name("segment", tests, make_scratch, remove_scratch);
}
