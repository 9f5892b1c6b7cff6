/* The champions of long lists, and the ranges of frequent terms in large files: however weights are spread, they are
 * what the definition says (check_champions, check_ranges), merging gives the same, and the check finds those that are
 * not. */
#include "test_postings_large.h"

/* How wdf and length of documents are spread. */
enum shape { NEWS, SAME, RISING, FALLING, OVER, SHAPES };

static void shape_of(enum shape shape, uint32_t d, uint32_t *wdf, uint32_t *length)
{
    switch (shape) {
    case NEWS:
        *wdf    = draw(3) ? 1 : 1 + draw(draw(20) ? 4 : 30);
        *length = *wdf + draw(draw(4) ? 200 : 1500);
        return;
    case SAME: *wdf = 1, *length = 50; return;
    case RISING: *wdf = 1 + d / 1000, *length = 300; return; /* the last ones are the best */
    case FALLING: *wdf = 1, *length = 2 + d; return;
    case OVER: *wdf = d % 300 ? 1 + draw(3) : 256 + draw(70000), *length = *wdf + draw(100); return;
    case SHAPES: break;
    }
    fail();
}

/* "Zword" is in every `every`-th, up to `most` of them. */
static void make_shape(struct model *m, enum shape shape, uint32_t documents, uint32_t every, uint32_t most)
{
    for (uint32_t d = 0; d < documents; d++) {
        uint32_t wdf = 0, length = 0;
        shape_of(shape, d, &wdf, &length);
        model_begin(m);
        if (d % every == every - 1 && d / every < most)
            model_add(m, STR("Zword"), POSTINGS_WEIGHED, wdf, NULL);
        if (length > wdf)
            model_add(m, STR("Zzrest"), POSTINGS_WEIGHED, length - wdf, NULL);
    }
}

/* Where in the file the champions of "Zword" stand, and its ranges; 0: there are none. And how many bytes. */
struct places {
    size_t champions, champions_list, champions_bytes, ranges, ranges_bytes;
};

static struct places find_places(const char *path)
{
    struct places         places = {0, 0, 0, 0, 0};
    struct postings_file *f;
    struct postings_term  term;
    struct postings_list  list;
    OK(postings_file_open(&f, path, &err));
    assert_int_equal(OK(postings_file_find(f, STR("Zword"), &term, &err)), 1);
    OK(postings_list_open(&list, f, &term, &err));
    size_t end = sizeof f->head + term.at + term.bytes;
    if (list.ranges) {
        places.ranges       = (size_t)(list.ranges - f->map);
        places.ranges_bytes = end - places.ranges;
        end                 = places.ranges;
    }
    if (list.champions) {
        places.champions       = (size_t)(list.champions - f->map);
        places.champions_list  = list.champions_bytes;
        places.champions_bytes = end - places.champions;
    }
    postings_file_close(f);
    return places;
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        uint32_t documents, every, most;
        bool     champions, ranges;
    } cases[] = {
        {24576, 1, UINT32_MAX, false, false}, {24577, 1, UINT32_MAX, true, false}, {65536, 2, UINT32_MAX, true, false},
        {65537, 31, 2048, false, false},      {65537, 31, 2049, false, true},      {65792, 2, UINT32_MAX, true, true},
        {70000, 5, UINT32_MAX, false, true},
    };
    for (enum shape shape = 0; shape < SHAPES; shape++)
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct model m    = {0};
            const char  *path = path_of("shape");
            make_shape(&m, shape, cases[i].documents, cases[i].every, cases[i].most);
            model_build(&m, 1, m.documents + 1, path);
            model_check(&m, path);
            const struct places places = find_places(path);
            assert_int_equal(places.champions > 0, cases[i].champions);
            assert_int_equal(places.ranges > 0, cases[i].ranges);
            check_merged(&m, path);
            OK(file_remove_tree(path, &err));
            model_release(&m);
        }
}

/* Is byte `i` of the champions one of the impacts of their blocks, which may be higher than they need be? */
static bool is_impact(size_t i, size_t list_bytes)
{
    enum { BLOCKS = POSTINGS_CHAMPIONS / POSTINGS_BLOCK, IMPACTS = (BLOCKS + 2) * POSTINGS_IMPACT_BYTES };
    const size_t end = list_bytes - 2;
    return i < end && i + IMPACTS >= end;
}

static struct places make_sample(const char *path, uint32_t documents, uint32_t every, struct buf *sample)
{
    struct model m = {0};
    make_shape(&m, NEWS, documents, every, UINT32_MAX);
    model_build(&m, 1, m.documents + 1, path);
    model_release(&m);
    OK(postings_check(path, &err));
    read_all(path, sample);
    return find_places(path);
}

static void test_wrong_champions_are_found(void **state)
{
    (void)state;
    struct buf          sample = BUF_INIT;
    const char         *path   = path_of("champions");
    const struct places places = make_sample(path, 24577, 1, &sample);
    for (size_t i = 0; i < places.champions_bytes; i += i + 64 < places.champions_bytes ? 13 : 1)
        if (!is_impact(i, places.champions_list))
            check_wrong(path, &sample, places.champions + i);
    buf_release(&sample);
}

/* Also of the zeros behind them. */
static void test_wrong_ranges_are_found(void **state)
{
    (void)state;
    struct buf          sample = BUF_INIT;
    const char         *path   = path_of("ranges");
    const struct places places = make_sample(path, 65537, 9, &sample);
    assert_int_equal(places.ranges_bytes, 257 * 32);
    for (size_t i = 0; i < places.ranges_bytes; i += i + 64 < places.ranges_bytes ? 61 : 1)
        check_wrong(path, &sample, places.ranges + i);
    buf_release(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_wrong_champions_are_found),
        cmocka_unit_test(test_wrong_ranges_are_found),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
