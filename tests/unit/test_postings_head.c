/* The heads of lists: of lists of many shapes they hold what the definition says (check_head), and the best postings
 * by BM25, whatever its parameters and the average length. */
#include "test_postings.h"

/* wdf and length of documents: spread as in news, or so that heads are long, or that there is none. */
enum shape { NEWS, STEPS, FLAT, LONG, OVER, SHAPES };

static void shape_of(enum shape shape, uint32_t d, uint32_t *wdf, uint32_t *length)
{
    switch (shape) {
    case NEWS:
        *wdf    = draw(3) ? 1 : 1 + draw(draw(20) ? 4 : 30);
        *length = 20 + draw(draw(4) ? 200 : 1500);
        return;
    case STEPS: /* a longer document for each wdf: none goes before another, but for copies */
        *wdf    = 1 + d % 24;
        *length = 100 + 10 * *wdf;
        return;
    case FLAT: *wdf = 1, *length = 50; return;
    case LONG: *wdf = 1 + d % 40, *length = 100 + 10 * *wdf; return; /* over POSTINGS_HEAD_MOST postings */
    case OVER: *wdf = d % 300 ? 1 + draw(3) : 256 + draw(100), *length = 400 + draw(100); return;
    case SHAPES: break;
    }
    fail();
}

static void make_shape(struct model *m, enum shape shape, uint32_t documents)
{
    for (uint32_t d = 0; d < documents; d++) {
        uint32_t wdf = 0, length = 0;
        shape_of(shape, d, &wdf, &length);
        model_begin(m);
        model_add(m, STR("Zword"), POSTINGS_WEIGHED, wdf, NULL);
        if (length > wdf)
            model_add(m, STR("Zzrest"), POSTINGS_WEIGHED, length - wdf, NULL);
    }
}

static void test_shapes(void **state)
{
    (void)state;
    static const uint32_t sizes[] = {511, 512, 513, 700, 5000};
    for (enum shape shape = 0; shape < SHAPES; shape++)
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            struct model m    = {0};
            const char  *path = path_of("shape");
            make_shape(&m, shape, sizes[i]);
            model_build(&m, 1, m.documents + 1, path);
            model_check(&m, path);
            OK(file_remove_tree(path, &err));
            model_release(&m);
        }
}

static double weight(const struct model *m, const struct model_posting *p, double k1, double b, double average)
{
    double k = k1 * (1 - b + b * (double)m->lengths[p->docid - 1] / average);
    return p->count / (p->count + k);
}

static bool is_in(uint32_t docid, const uint32_t *docids, int count)
{
    for (int i = 0; i < count; i++)
        if (docids[i] == docid)
            return true;
    return false;
}

static void test_best(void **state)
{
    (void)state;
    struct model          m    = {0};
    struct postings_file *f    = NULL;
    const char           *path = path_of("best");
    struct postings_term  term;
    struct postings_list  list;
    uint32_t docids[POSTINGS_HEAD_MOST], wdfs[POSTINGS_HEAD_MOST], lengths[POSTINGS_HEAD_MOST];
    make_shape(&m, NEWS, 4000);
    model_build(&m, 1, m.documents + 1, path);
    OK(postings_file_open(&f, path, &err));
    assert_int_equal(OK(postings_file_find(f, STR("Zword"), &term, &err)), 1);
    OK(postings_list_open(&list, f, &term, &err));
    int n = OK(postings_list_head(&list, docids, wdfs, lengths, &err));
    assert_in_range(n, POSTINGS_HEAD_RANKS, POSTINGS_HEAD_MOST);
    for (int round = 0; round < 60; round++) {
        double k1 = 0.1 + draw(30) / 10.0, b = (1 + draw(10)) / 10.0, average = 10 + draw(2000);
        for (size_t i = 0; i < m.count; i++) {
            const struct model_posting *p = &m.postings[i];
            if (!str_eq(p->term, STR("Zword")) || is_in(p->docid, docids, n))
                continue;
            double   w      = weight(&m, p, k1, b, average);
            unsigned before = 0;
            for (int h = 0; h < n; h++) {
                struct model_posting best = {.docid = docids[h], .count = wdfs[h]};
                double               v    = weight(&m, &best, k1, b, average);
                before += v > w || (v >= w && best.docid < p->docid);
            }
            assert_true(before >= POSTINGS_HEAD_RANKS);
        }
    }
    postings_file_close(f);
    model_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_best),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
