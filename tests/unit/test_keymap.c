#include "test_corpus.h"

#include "corpus/keymap.h"

static struct keymap *plain(void)
{
    struct keymap *k   = NULL;
    struct err     err = ERR_INIT;
    assert_int_equal(keymap_new(&k, NULL, 0, &err), 0);
    return k;
}

static void assert_found(const struct keymap *k, const char *key, int field)
{
    int rank = -1;
    assert_int_equal(keymap_find(k, str_c(key), &rank), field);
    if (field >= 0)
        assert_in_range(rank, 0, KEYMAP_RANKS - 1);
}

static void test_common_names(void **state)
{
    static const struct {
        const char        *key;
        enum article_field field;
    } rows[] = {
        {"id", FIELD_ID},           {"docno", FIELD_ID},          {"DOCNO", FIELD_ID},
        {"_id", FIELD_ID},          {"doc-id", FIELD_ID},         {"title", FIELD_TITLE},
        {"Headline", FIELD_TITLE},  {"hed", FIELD_TITLE},         {"date", FIELD_DATE},
        {"pubDate", FIELD_DATE},    {"pub_date", FIELD_DATE},     {"published at", FIELD_DATE},
        {"timestamp", FIELD_DATE},  {"dc:date", FIELD_DATE},      {"author", FIELD_AUTHOR},
        {"authors", FIELD_AUTHOR},  {"byline", FIELD_AUTHOR},     {"publisher", FIELD_SOURCE},
        {"source", FIELD_SOURCE},   {"category", FIELD_SECTION},  {"section_name", FIELD_SECTION},
        {"url", FIELD_URL},         {"link", FIELD_URL},          {"inLanguage", FIELD_LANG},
        {"lang", FIELD_LANG},       {"tags", FIELD_TOPIC},        {"keywords", FIELD_TOPIC},
        {"topics", FIELD_TOPIC},    {"text", FIELD_BODY},         {"articleBody", FIELD_BODY},
        {"content", FIELD_BODY},    {"_source.title", FIELD_TITLE}, {"data.pub_date", FIELD_DATE},
    };
    (void)state;
    struct keymap *k = plain();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_found(k, rows[i].key, (int)rows[i].field);
    keymap_free(k);
}

static void test_unknown(void **state)
{
    (void)state;
    struct keymap *k = plain();
    char           huge[4000];
    memset(huge, 'a', sizeof huge);
    assert_found(k, "", -1);
    assert_found(k, "___", -1);
    assert_found(k, "titl", -1);
    assert_found(k, "titles2", -1);
    assert_found(k, "meta.title", -1);
    assert_found(k, "data.", -1);
    int rank;
    assert_int_equal(keymap_find(k, str_of(huge, sizeof huge), &rank), -1);
    assert_int_equal(keymap_find(k, str_of("ti\0tle", 6), &rank), -1);
    assert_int_equal(keymap_find(k, str_of(NULL, 0), &rank), -1);
    keymap_free(k);
}

static void test_ranks(void **state)
{
    (void)state;
    struct keymap *k = plain();
    int            text, content, description, wrapped;
    keymap_find(k, STR("text"), &text);
    keymap_find(k, STR("content"), &content);
    keymap_find(k, STR("description"), &description);
    keymap_find(k, STR("_source.text"), &wrapped);
    assert_true(text < content && content < description && description < wrapped);
    keymap_free(k);
}

static void test_maps(void **state)
{
    const char *const maps[] = {"title=Over-Skrift", "body=meta.full.story", "text=title2", "date=text"};
    struct keymap    *k      = NULL;
    struct err        err    = ERR_INIT;
    int               first, second, builtin;
    (void)state;
    assert_int_equal(keymap_new(&k, maps, 4, &err), 0);
    assert_int_equal(keymap_find(k, STR("overskrift"), &first), FIELD_TITLE);
    keymap_find(k, STR("title"), &builtin);
    assert_true(first < builtin);
    assert_int_equal(keymap_find(k, STR("Meta.Full.Story"), &first), FIELD_BODY);
    assert_int_equal(keymap_find(k, STR("title2"), &second), FIELD_BODY);
    assert_true(first < second);
    assert_found(k, "text", FIELD_DATE); /* the user's word goes before the table's */
    keymap_free(k);
}

static void test_bad_maps(void **state)
{
    static const struct {
        const char *map, *says;
    } rows[] = {
        {"title", "'title' maps nothing"}, {"", "maps nothing"},           {"name=x", "'name' is no field"},
        {"=x", "'' is no field"},          {"title=", "names no key"},     {"title=--", "names no key"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct keymap *k   = NULL;
        struct err     err = ERR_INIT;
        assert_int_equal(keymap_new(&k, &rows[i].map, 1, &err), ERR_USAGE);
        assert_non_null(strstr(err.msg, rows[i].says));
        assert_null(k);
    }
}

static void test_many_maps(void **state)
{
    enum { MANY = 3000 };
    static char        texts[MANY][24];
    static const char *maps[MANY];
    struct keymap     *k   = NULL;
    struct err         err = ERR_INIT;
    (void)state;
    for (int i = 0; i < MANY; i++) {
        snprintf(texts[i], sizeof texts[i], "title=key%d", i);
        maps[i] = texts[i];
    }
    assert_int_equal(keymap_new(&k, maps, MANY, &err), 0);
    assert_found(k, "key0", FIELD_TITLE);
    assert_found(k, "key2999", FIELD_TITLE);
    assert_found(k, "key3000", -1);
    keymap_free(k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_common_names), cmocka_unit_test(test_unknown),   cmocka_unit_test(test_ranks),
        cmocka_unit_test(test_maps),         cmocka_unit_test(test_bad_maps),
        cmocka_unit_test(test_many_maps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
