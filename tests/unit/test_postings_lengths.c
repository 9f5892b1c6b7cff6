/* Lengths beside postings: rows of lengths of many shapes read back, cut or claimed too short they do not; large files
 * have them, built or merged, small ones do not. */
#include "test_postings.h"

#include "postings/postings_lengths.h"

/* ---- rows ------------------------------------------------------------------------------------ */

enum shape { SAME, NEAR, SPREAD, NEWS, LONG, ALL_LONG, SHAPES };

static uint32_t length_of(enum shape shape)
{
    switch (shape) {
    case SAME: return 300;
    case NEAR: return 290 + draw(20);
    case SPREAD: return draw(POSTINGS_LONG);
    case NEWS: return draw(30) ? 50 + draw(400) : draw(20000);
    case LONG: return draw(4) ? draw(1000) : POSTINGS_LONG + draw(3);
    case ALL_LONG: return POSTINGS_LONG + draw(100000);
    case SHAPES: break;
    }
    fail();
    return 0;
}

/* A file of documents so long. */
static struct postings_file *open_shape(enum shape shape, uint32_t documents)
{
    struct model          m    = {0};
    struct postings_file *f    = NULL;
    const char           *path = path_of("shape");
    for (uint32_t d = 0; d < documents; d++) {
        const uint32_t length = length_of(shape);
        model_begin(&m);
        if (length)
            model_add(&m, STR("Zword"), POSTINGS_WEIGHED, length, NULL);
    }
    model_build(&m, 1, m.documents + 1, path);
    OK(postings_file_open(&f, path, &err));
    OK(file_remove_tree(path, &err));
    model_release(&m);
    return f;
}

static void check_row(const struct postings_file *f, uint32_t count)
{
    const uint16_t *all = postings_file_lengths(f);
    uint32_t        docids[POSTINGS_HEAD_MOST], lengths[POSTINGS_HEAD_MOST], back[POSTINGS_HEAD_MOST];
    uint8_t         bytes[LENGTHS_MOST + POSTINGS_SLACK];
    for (uint32_t i = 0, docid = 0; i < count; i++) {
        docids[i]  = docid += 1 + draw(postings_file_documents(f) / count);
        lengths[i] = postings_length(f, all, docid);
    }
    const uint8_t *end = lengths_pack(bytes, lengths, count);
    assert_in_range(end - bytes, 1, 4 + 2 * (size_t)count);
    assert_ptr_equal(lengths_unpack(f, bytes, end, docids, back, count), end);
    assert_memory_equal(back, lengths, count * sizeof *back);
    assert_ptr_equal(lengths_unpack(f, bytes, end + 1, docids, back, count), end); /* more may follow */
    for (const uint8_t *cut = bytes; cut < end; cut++)
        assert_null(lengths_unpack(f, bytes, cut, docids, back, count));
    bytes[0] = (uint8_t)(17 + draw(255 - 17)); /* too many bits */
    assert_null(lengths_unpack(f, bytes, bytes + sizeof bytes, docids, back, count));
}

static void test_rows(void **state)
{
    (void)state;
    for (enum shape shape = 0; shape < SHAPES; shape++) {
        struct postings_file *f = open_shape(shape, 3000);
        for (uint32_t count = 1; count <= POSTINGS_HEAD_MOST; count++)
            check_row(f, count);
        for (uint32_t round = 0; round < 50; round++)
            check_row(f, POSTINGS_BLOCK);
        postings_file_close(f);
    }
}

/* A patch that is for none of them. */
static void test_patches(void **state)
{
    (void)state;
    struct postings_file *f = open_shape(NEAR, 100);
    uint32_t              docids[20], lengths[20];
    uint8_t               bytes[LENGTHS_MOST + POSTINGS_SLACK];
    for (uint32_t i = 0; i < 20; i++) {
        docids[i]  = i + 1;
        lengths[i] = i == 9 ? 5000 : 100;
    }
    uint8_t *end = lengths_pack(bytes, lengths, 20);
    assert_int_equal(end - bytes, 4 + 3);
    assert_ptr_equal(lengths_unpack(f, bytes, end, docids, lengths, 20), end);
    assert_int_equal(lengths[9], 5000);
    assert_int_equal(lengths[10], 100);
    end[-3] = 20;
    assert_null(lengths_unpack(f, bytes, end, docids, lengths, 20));
    postings_file_close(f);
}

/* Few long ones do not make all others take more room. */
static void test_few_long_ones(void **state)
{
    (void)state;
    uint32_t lengths[POSTINGS_BLOCK];
    uint8_t  bytes[LENGTHS_MOST + POSTINGS_SLACK];
    for (uint32_t i = 0; i < POSTINGS_BLOCK; i++)
        lengths[i] = i % 60 == 7 ? 40000 : 200 + i % 16;
    assert_int_equal(lengths_pack(bytes, lengths, POSTINGS_BLOCK) - bytes, 4 + POSTINGS_BLOCK * 4 / 8 + 3 * 3);
    for (uint32_t i = 0; i < POSTINGS_BLOCK; i++)
        lengths[i] = 77;
    assert_int_equal(lengths_pack(bytes, lengths, POSTINGS_BLOCK) - bytes, 4);
}

/* ---- files ----------------------------------------------------------------------------------- */

/* Terms in nearly all, in some, in few of the documents. */
static void make_many(struct model *m, uint32_t documents)
{
    for (uint32_t d = 0; d < documents; d++) {
        model_begin(m);
        model_add(m, STR("Zall"), POSTINGS_WEIGHED, 1 + draw(3), NULL);
        if (draw(40) == 0)
            model_add(m, STR("Zsome"), POSTINGS_WEIGHED, 1 + draw(draw(9) ? 3 : 20), NULL);
        if (draw(documents / 900) == 0)
            model_add(m, STR("Zrare"), POSTINGS_WEIGHED, 1 + draw(2), NULL);
        if (d % (documents / 60) == 0)
            model_add(m, STR("Zfew"), POSTINGS_WEIGHED, 1, NULL);
        if (d % (documents / 15) == 0)
            model_add(m, STR("Zfewer"), POSTINGS_WEIGHED, 1, NULL);
        model_add(m, STR("Zrest"), POSTINGS_WEIGHED, draw(30) ? 60 + draw(90) : 1 + draw(80000), NULL);
        if (draw(50) == 0)
            model_add(m, STR("plain"), POSTINGS_PLAIN, 1, NULL);
    }
}

static void test_many(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {65536, 65537, 70000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct model m    = {0};
        const char  *path = path_of("many");
        make_many(&m, sizes[i]);
        model_build(&m, 1, m.documents + 1, path);
        model_check(&m, path); /* which knows what large files have */
        OK(postings_check(path, &err));
        OK(file_remove_tree(path, &err));
        model_release(&m);
    }
}

static void test_merged(void **state)
{
    (void)state;
    struct model      m        = {0};
    const char       *halves[] = {path_of("left"), path_of("right")}, *both = path_of("both"), *cut = path_of("cut");
    struct tombstones gone     = {.documents = 66000};
    make_many(&m, 66000);
    model_build(&m, 1, 40001, halves[0]);
    model_build(&m, 40001, 66001, halves[1]);
    OK(postings_merge(halves, NULL, 2, both, &err));
    model_check(&m, both);
    OK(postings_check(both, &err));
    struct postings_file *f;
    OK(postings_file_open(&f, both, &err));
    assert_true(f->beside);
    postings_file_close(f);

    for (uint32_t d = 1; d <= 1000; d++) /* what is left is small again */
        OK(tombstones_add(&gone, d * 66, &err));
    const char *const              one[]     = {both};
    const struct tombstones *const deleted[] = {&gone};
    OK(postings_merge(one, deleted, 1, cut, &err));
    OK(postings_check(cut, &err));
    OK(postings_file_open(&f, cut, &err));
    assert_int_equal(f->head.documents, 65000);
    assert_false(f->beside);
    postings_file_close(f);
    tombstones_release(&gone);
    model_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows), cmocka_unit_test(test_patches), cmocka_unit_test(test_few_long_ones),
        cmocka_unit_test(test_many), cmocka_unit_test(test_merged),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
