/* index_terms: terms over several segments of several indexes. */
#include "test_searching.h"

#include "index/index_terms.h"

static const struct article_row first[]  = {{"1", "en", "", "2020", "", "BBC", "coal coal mail"},
                                            {"2", "en", "", "2020", "", "", "coal mailing"}};
static const struct article_row second[] = {{"3", "en", "", "2020", "", "Reuters", "coal climate"}};
static const struct article_row third[]  = {{"4", "en", "", "2020", "", "BBC", "mails coal"}};

static struct index_reader *reader;

static int set_up(void **state)
{
    if (make_scratch(state))
        return -1;
    index_rows("x.idx", first, 2);
    index_rows("x.idx", second, 1);
    index_rows("y.idx", third, 1);
    const char *paths[] = {at("x.idx"), at("y.idx")};
    OK(index_reader_open(&reader, paths, 2, &err));
    return 0;
}

static int tear_down(void **state)
{
    index_reader_close(reader);
    return remove_scratch(state);
}

static struct index_term find(struct arena *arena, const char *term)
{
    struct index_term found;
    OK(index_term_find(reader, str_c(term), arena, &found, &err));
    return found;
}

static void one_term_is_found_in_every_segment(void **state)
{
    (void)state;
    struct arena      arena = ARENA_INIT;
    struct index_term found = find(&arena, "Zcoal");
    assert_int_equal(index_reader_shards(reader), 3);
    assert_int_equal(found.df, 4);
    assert_int_equal(found.cf, 5);
    assert_int_equal(found.shards[0].df, 2);
    assert_int_equal(found.shards[1].df, 1);
    assert_int_equal(found.shards[2].df, 1);
    assert_int_equal(found.shards[0].kind, POSTINGS_WEIGHED);

    found = find(&arena, "climate");
    assert_int_equal(found.df, 1);
    assert_int_equal(found.shards[0].df, 0);
    assert_int_equal(found.shards[1].df, 1);
    assert_int_equal(found.shards[2].df, 0);
    assert_int_equal(found.shards[1].kind, POSTINGS_POSITIONS);

    found = find(&arena, "Hbbc");
    assert_int_equal(found.df, 2);
    assert_int_equal(found.cf, 0);
    assert_int_equal(found.shards[2].kind, POSTINGS_PLAIN);
    arena_release(&arena);
}

static void a_term_that_is_nowhere(void **state)
{
    (void)state;
    struct arena arena = ARENA_INIT;
    char         longest[POSTINGS_TERM_MAX + 100];
    memset(longest, 'x', sizeof longest);
    longest[sizeof longest - 1] = 0;
    const char *const absent[] = {"Zcoa", "Zcoals", "", "zzz", "\xFF", longest};
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++) {
        struct index_term found = find(&arena, absent[i]);
        assert_int_equal(found.df, 0);
        assert_int_equal(found.cf, 0);
        assert_null(found.shards);
    }
    arena_release(&arena);
}

static void expect_terms(const char *prefix, const char *expected)
{
    struct index_terms *terms;
    struct str          term;
    struct index_term   found, again;
    int                 got;
    struct arena        arena = ARENA_INIT;
    struct buf          out   = BUF_INIT;
    OK(index_terms_open(&terms, reader, str_c(prefix), &err));
    while ((got = index_terms_next(terms, &term, &arena, &found, &err)) == 1) {
        buf_printf(&out, "%.*s %d ", STR_ARG(term), (int)found.df);
        OK(index_term_find(reader, term, &arena, &again, &err));
        assert_true(found.df == again.df && found.cf == again.cf);
        for (size_t s = 0; s < index_reader_shards(reader); s++)
            assert_true(found.shards[s].df == again.shards[s].df && found.shards[s].at == again.shards[s].at);
    }
    OK(got);
    assert_int_equal(index_terms_next(terms, &term, NULL, &found, &err), 0);
    index_terms_close(terms);
    arena_release(&arena);
    assert_buf(&out, expected);
    buf_release(&out);
}

static void terms_of_all_segments_come_once_and_in_order(void **state)
{
    (void)state;
    expect_terms("mail", "mail 1 mailing 1 mails 1 ");
    expect_terms("Zc", "Zclimat 1 Zcoal 4 ");
    expect_terms("H", "Hbbc 2 Hreuters 1 ");
    expect_terms("coal", "coal 4 ");
    expect_terms("nothing", "");
    expect_terms("Q", "Q1 1 Q2 1 Q3 1 Q4 1 ");
}

static void no_index_has_no_terms(void **state)
{
    (void)state;
    struct index_reader *none;
    struct index_writer *w;
    struct index_terms  *terms;
    struct index_term    found;
    struct arena         arena = ARENA_INIT;
    struct str           term;
    const char          *path = at("empty.idx");
    OK(index_writer_open(&w, path, INDEX_MAY_CREATE, &err));
    index_writer_close(w);
    OK(index_reader_open(&none, &path, 1, &err));
    OK(index_terms_open(&terms, none, str_c(""), &err));
    assert_int_equal(index_terms_next(terms, &term, NULL, &found, &err), 0);
    OK(index_term_find(none, STR("coal"), &arena, &found, &err));
    assert_null(found.shards);
    index_terms_close(terms);
    index_terms_close(NULL);
    index_reader_close(none);
    arena_release(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_term_is_found_in_every_segment),
        cmocka_unit_test(a_term_that_is_nowhere),
        cmocka_unit_test(terms_of_all_segments_come_once_and_in_order),
        cmocka_unit_test(no_index_has_no_terms),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
