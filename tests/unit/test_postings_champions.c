/* The champions of long lists: however weights are spread, they are what the definition says (check_champions), merging
 * gives the same, and the check finds those that are not. */
#include "test_damage.h"
#include "test_postings.h"

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

/* "Zword" is in all but every `gap`-th. */
static void make_shape(struct model *m, enum shape shape, uint32_t documents, uint32_t gap)
{
    for (uint32_t d = 0; d < documents; d++) {
        uint32_t wdf = 0, length = 0;
        shape_of(shape, d, &wdf, &length);
        model_begin(m);
        if (d % gap != gap - 1)
            model_add(m, STR("Zword"), POSTINGS_WEIGHED, wdf, NULL);
        if (length > wdf)
            model_add(m, STR("Zzrest"), POSTINGS_WEIGHED, length - wdf, NULL);
    }
}

/* Two files, of which one has no champions, give the file of all. */
static void check_merged(const struct model *m, const char *whole)
{
    const char *const parts[] = {path_of("part1"), path_of("part2")}, *const merged = path_of("merged");
    const uint32_t    middle  = 1 + draw(m->documents);
    model_build(m, 1, middle, parts[0]);
    model_build(m, middle, m->documents + 1, parts[1]);
    OK(postings_merge(parts, NULL, 2, merged, &err));
    same_files(whole, merged);
    OK(file_remove_tree(parts[0], &err));
    OK(file_remove_tree(parts[1], &err));
    OK(file_remove_tree(merged, &err));
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct {
        uint32_t documents, gap;
    } cases[] = {{24576, UINT32_MAX}, {24577, UINT32_MAX}, {30000, 5}, {67000, 2}};
    for (enum shape shape = 0; shape < SHAPES; shape++)
        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
            struct model m    = {0};
            const char  *path = path_of("shape");
            make_shape(&m, shape, cases[i].documents, cases[i].gap);
            model_build(&m, 1, m.documents + 1, path);
            model_check(&m, path);
            check_merged(&m, path);
            OK(file_remove_tree(path, &err));
            model_release(&m);
        }
}

/* Where in the file the champions of "Zword" stand, and what is behind them. */
static void find_champions(const char *path, size_t *at, size_t *bytes, size_t *list_bytes)
{
    struct postings_file *f;
    struct postings_term  term;
    struct postings_list  list;
    OK(postings_file_open(&f, path, &err));
    assert_int_equal(OK(postings_file_find(f, STR("Zword"), &term, &err)), 1);
    OK(postings_list_open(&list, f, &term, &err));
    *at    = (size_t)(list.champions - f->map);
    *bytes = sizeof f->head + term.at + term.bytes - *at;
    *list_bytes = list.champions_bytes;
    postings_file_close(f);
}

/* Is a byte there one of the impacts of their blocks, which may be higher than they need be? */
static bool is_impact(size_t i, size_t list_bytes)
{
    enum { BLOCKS = POSTINGS_CHAMPIONS / POSTINGS_BLOCK, IMPACTS = (BLOCKS + 2) * POSTINGS_IMPACT_BYTES };
    const size_t end = list_bytes - 2;
    return i < end && i + IMPACTS >= end;
}

/* Whatever other bit of them is wrong, the check finds it, though all checksums are good. */
static void test_wrong_ones_are_found(void **state)
{
    (void)state;
    struct model m      = {0};
    struct buf   sample = BUF_INIT, bad = BUF_INIT;
    const char  *path   = path_of("wrong");
    size_t       at, bytes, list_bytes;
    make_shape(&m, NEWS, 24577, UINT32_MAX);
    model_build(&m, 1, m.documents + 1, path);
    OK(postings_check(path, &err));
    find_champions(path, &at, &bytes, &list_bytes);
    read_all(path, &sample);
    for (size_t i = 0; i < bytes; i += i + 64 < bytes ? 13 : 1) {
        if (is_impact(i, list_bytes))
            continue;
        buf_clear(&bad);
        buf_str(&bad, buf_view(&sample));
        bad.data[at + i] = (char)(bad.data[at + i] ^ 1 << i % 8);
        make_good(&bad);
        write_file(path, bad.data, bad.len);
        assert_int_equal(postings_check(path, &err), ERR_CORRUPT);
    }
    buf_release(&bad);
    buf_release(&sample);
    model_release(&m);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_wrong_ones_are_found),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
