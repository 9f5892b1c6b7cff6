/* query_class, query_list: which class a query is of, by its shape and by an index. */
#include "test_indexing.h"

#include "query/lookup.h"
#include "bench/query_list.h"
#include "query/query_parser.h"

static const struct shape_row {
    const char      *text;
    enum query_class class;
} shape_rows[] = {
    {"cocoa", CLASS_WORD},
    {"=cocoa", CLASS_WORD},
    {"+cocoa", CLASS_WORD},
    {"\"cocoa\"", CLASS_WORD},
    {"(cocoa)", CLASS_WORD},
    {"e-mail", CLASS_WORD},
    {"oil price", CLASS_OR},
    {"oil prices opec cut", CLASS_OR},
    {"oil OR price", CLASS_OR},
    {"oil OR price OR opec", CLASS_OR},
    {"=oil price", CLASS_OR},
    {"oil AND price", CLASS_AND},
    {"+oil +price", CLASS_AND},
    {"+oil +price +opec", CLASS_AND},
    {"oil AND price AND =opec", CLASS_AND},
    {"\"crude oil\"", CLASS_PHRASE_COMMON},
    {"\"the price of oil\"", CLASS_PHRASE_COMMON},
    {"oil -opec", CLASS_BOOLEAN},
    {"+oil price", CLASS_BOOLEAN},
    {"oil NOT opec", CLASS_BOOLEAN},
    {"(oil OR gas) AND price", CLASS_BOOLEAN},
    {"oil OR gas AND price", CLASS_BOOLEAN},
    {"\"crude oil\" price", CLASS_BOOLEAN},
    {"\"crude oil\" \"interest rates\"", CLASS_BOOLEAN},
    {"+\"crude oil\" +price", CLASS_BOOLEAN},
    {"oil date:1987", CLASS_DATE},
    {"date:1987-03..1987-04", CLASS_DATE},
    {"title:oil pric* date:1987", CLASS_DATE},
    {"polic*", CLASS_WILDCARD},
    {"climate AND polic*", CLASS_WILDCARD},
    {"title:polic*", CLASS_WILDCARD},
    {"title:oil", CLASS_FIELD},
    {"source:reuters oil", CLASS_FIELD},
    {"lang:en", CLASS_FIELD},
    {"", CLASS_NOTHING},
    {"\"\"", CLASS_NOTHING},
    {"()", CLASS_NOTHING},
};

static void shapes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shape_rows / sizeof *shape_rows; i++) {
        struct query q;
        query_init(&q);
        OK(query_parse(&q, str_c(shape_rows[i].text), &err));
        enum query_class got = query_class_of_shape(&q);
        if (got != shape_rows[i].class)
            fail_msg("'%s' is %s, not %s", shape_rows[i].text, query_class_name(got),
                     query_class_name(shape_rows[i].class));
        query_release(&q);
    }
}

/* ---- by an index ----------------------------------------------------------------------------- */

static struct searcher *searcher;

/* 300 articles, each with the title "A made-up article"; article n begins "word(31 n mod 997) word(31 n +
 * 7 ...". */
static int make_index(void **state)
{
    struct index_writer *w;
    const char          *path;
    make_scratch(state);
    path = at("x.idx");
    OK(index_writer_open(&w, path, INDEX_MAY_CREATE, &err));
    add_made(w, (struct made_source){.last = 300, .ids = 300, .words = 4});
    index_writer_close(w);
    OK(searcher_open(&searcher, &path, 1, NULL, &engine_lookup, &err));
    return 0;
}

static int remove_index(void **state)
{
    searcher_close(searcher);
    return remove_scratch(state);
}

static void the_index_tells_misses_and_rare_words(void **state)
{
    static const struct shape_row rows[] = {
        {"article", CLASS_WORD},
        {"zzyzzx", CLASS_MISS},
        {"zzyzzx article", CLASS_OR},
        {"+zzyzzx +article", CLASS_MISS},
        {"zzyzzx date:2020", CLASS_MISS},
        {"article date:2020", CLASS_DATE},
        {"\"made up article\"", CLASS_PHRASE_COMMON},
        {"\"article made up\"", CLASS_MISS},
        {"\"word31 word38\"", CLASS_PHRASE_RARE},
        {"word3*", CLASS_WILDCARD},
        {"...", CLASS_NOTHING},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum query_class got;
        OK(query_class_of(searcher, str_c(rows[i].text), &got, &err));
        if (got != rows[i].class)
            fail_msg("'%s' is %s, not %s", rows[i].text, query_class_name(got), query_class_name(rows[i].class));
    }
}

/* ---- lists ----------------------------------------------------------------------------------- */

static void read_list(struct query_list *list, const char *text)
{
    OK(file_remove_tree(at("list"), &err));
    put_file("list", text);
    OK(query_list_read(list, at("list"), &err));
}

static void lists_come_in_several_forms(void **state)
{
    static const char *const forms[] = {
        "W-001\tcocoa\n\nX\t\"crude oil\"\n",
        "cocoa\n\n\"crude oil\"\n",
        "<top>\n<num> Number: 301\n<title> cocoa\n</top>\n<top>\n<num> Number: 302\n<title> \"crude oil\"\n</top>\n",
    };
    (void)state;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        struct query_list list = {0};
        read_list(&list, forms[i]);
        assert_int_equal(list.count, 2);
        assert_true(str_eq(list.items[0].text, STR("cocoa")));
        assert_true(str_eq(list.items[1].text, STR("\"crude oil\"")));
        query_list_release(&list);
    }
}

static void classifying_drops_what_cannot_be_run(void **state)
{
    struct query_list       list = {0};
    struct query_list_drops drops;
    (void)state;
    read_list(&list, "OR-1\tarticle\n2\tword31\n3\t...\n4\t-article\n5\tzzyzzx\n6\tword38\n7\t\"made up\"\n");
    OK(query_list_classify(&list, searcher, 2, &drops, &err));
    assert_int_equal(drops.nothing, 1);
    assert_int_equal(drops.errors, 1);
    assert_int_equal(list.count, 4);
    assert_int_equal(list.items[0].class, CLASS_WORD); /* whatever its id says */
    assert_int_equal(list.items[1].class, CLASS_WORD);
    assert_int_equal(list.items[2].class, CLASS_MISS);
    assert_int_equal(list.items[3].class, CLASS_PHRASE_COMMON);
    query_list_release(&list);
}

static void a_list_that_cannot_be_read(void **state)
{
    struct query_list list = {0};
    (void)state;
    FAILS(ERR_NOT_FOUND, query_list_read(&list, at("none.tsv"), &err));
    put_file("empty.tsv", "\n \n\n");
    FAILS(ERR_FORMAT, query_list_read(&list, at("empty.tsv"), &err));
    query_list_release(&list);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(shapes),
        cmocka_unit_test(the_index_tells_misses_and_rare_words),
        cmocka_unit_test(lists_come_in_several_forms),
        cmocka_unit_test(classifying_drops_what_cannot_be_run),
        cmocka_unit_test(a_list_that_cannot_be_read),
    };
    return cmocka_run_group_tests_name("bench_classes", tests, make_index, remove_index);
}
