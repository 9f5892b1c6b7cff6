/* shard: what articles become in the files of a shard, and that the files agree. */
#include "test_indexing.h"

#include "indexer/word_table.h"
#include "postings/postings_file.h"
#include "store/record_file.h"
#include "store/schema.h"

static struct chunk *chunk;

static void add(const char *id, const char *title, const char *body)
{
    struct article a = {0};
    a.field[FIELD_ID]     = str_c(id);
    a.field[FIELD_TITLE]  = str_c(title);
    a.field[FIELD_DATE]   = STR("2021-05-06");
    a.field[FIELD_SOURCE] = STR("The Courier");
    a.field[FIELD_BODY]   = str_c(body);
    OK(chunk_add(chunk, &a, 0, true, &err));
}

static int start(void **state)
{
    (void)state;
    chunk = chunk_new();
    add("1", "Herons of the river", "A heron stands in the river, and herons stand by rivers.");
    add("2", "", "Caf\xC3\xA9, cafe, CAFE: two words that fold to one, and a caf\xC3\xA9 again.");
    add("3", "Caf\xC3\xA9 cafe caf\xC3\xA9", "");
    add("4", "", "");
    return 0;
}

static int end(void **state)
{
    (void)state;
    chunk_free(chunk);
    return file_remove_tree(at("s"), &err) || file_remove_tree(at("t"), &err);
}

static const char *in(const char *folder, enum segment_file file)
{
    char name[100];
    snprintf(name, sizeof name, "%s/%s", folder, segment_file_names[file]);
    return at(name);
}

/* The shard, and beside it Xapian's file of its postings. */
static void build(const char *name, bool xapian_positions)
{
    struct shard_options  options = {.default_lang = language_find(STR("en"))};
    struct shard_builder *builder;
    struct postings_file *postings;
    struct shard          shard;
    OK(shard_builder_new(&builder, &options, &err));
    OK(shard_build(builder, chunk, at(name), &shard, &err));
    assert_int_equal(shard.documents, chunk->count);
    shard_release(&shard);
    shard_builder_free(builder);
    OK(postings_file_open(&postings, in(name, SEGMENT_POSTINGS), &err));
    OK(xap_make(in(name, SEGMENT_XAPIAN), postings, SLOT_DATE, xapian_positions, &err));
    postings_file_close(postings);
}

struct both {
    struct postings_file *postings;
    struct xap_db        *db;
};

static struct both open_both(const char *folder)
{
    struct both b;
    const char *path = in(folder, SEGMENT_XAPIAN);
    OK(postings_file_open(&b.postings, in(folder, SEGMENT_POSTINGS), &err));
    OK(xap_db_open(&b.db, &path, 1, &err));
    return b;
}

static void close_both(struct both *b)
{
    postings_file_close(b->postings);
    xap_db_close(b->db);
}

/* Positions of a word in a document, as "1 2 ", appended. */
static void positions_of(const struct both *b, const char *word, uint32_t docid, struct buf *out)
{
    struct postings_term term;
    struct postings_list list;
    uint32_t             docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK], positions[100];
    assert_int_equal(postings_file_find(b->postings, str_c(word), &term, &err), 1);
    assert_int_equal(term.kind, POSTINGS_POSITIONS);
    OK(postings_list_open(&list, b->postings, &term, &err));
    int n = postings_block_read(&list, 0, docids, counts, &err);
    OK(n);
    for (int i = 0; i < n; i++)
        if (docids[i] == docid) {
            assert_true(counts[i] <= 100);
            OK(postings_block_positions(&list, 0, (uint32_t)i, counts, positions, &err));
            for (uint32_t p = 0; p < counts[i]; p++)
                buf_printf(out, "%u ", (unsigned)positions[p]);
        }
}

static void positions_are(const struct both *b, const char *word, uint32_t docid, const char *expected)
{
    struct buf out = BUF_INIT;
    positions_of(b, word, docid, &out);
    assert_buf(&out, expected);
    buf_release(&out);
}

static void words_that_fold_alike_are_one(void **state)
{
    (void)state;
    build("s", false);
    struct both b = open_both("s");
    positions_are(&b, "cafe", 2, "11 12 13 22 ");
    positions_are(&b, "cafe", 3, "1 2 3 ");
    positions_are(&b, "Scafe", 3, "1 2 3 ");
    positions_are(&b, "river", 1, "4 20 ");
    positions_are(&b, "Sriver", 1, "4 ");
    close_both(&b);
}

/* Each term that Xapian has is in the postings file with the same documents and counts; and lengths are equal. */
static void agree(const struct both *b)
{
    struct xap_terms *terms;
    struct str        term;
    uint64_t          df, cf, length;
    int               got;
    OK(xap_terms_open(&terms, b->db, STR(""), &err));
    while ((got = xap_terms_next(terms, &term, &df, &err)) == 1) {
        struct postings_term found;
        assert_int_equal(postings_file_find(b->postings, term, &found, &err), 1);
        OK(xap_db_term(b->db, term, &df, &cf, &err));
        assert_int_equal(found.df, df);
        assert_int_equal(found.kind == POSTINGS_WEIGHED ? found.cf : 0, cf);
    }
    OK(got);
    xap_terms_close(terms);
    const uint16_t *lengths = postings_file_lengths(b->postings);
    assert_int_equal(postings_file_documents(b->postings), chunk->count);
    for (uint32_t d = 1; d <= chunk->count; d++) {
        OK(xap_db_doc_length(b->db, 0, d, &length, &err));
        assert_int_equal(postings_length(b->postings, lengths, d), length);
    }
}

static void both_files_agree(void **state)
{
    (void)state;
    struct xap_stats stats;
    uint64_t         df;
    int64_t          seconds;
    build("s", false);
    build("t", true);
    struct both without = open_both("s"), with = open_both("t");
    agree(&without);
    agree(&with);
    OK(xap_db_stats(without.db, 0, &stats, &err));
    assert_false(stats.has_positions);
    OK(xap_db_term(without.db, STR("river"), &df, NULL, &err));
    assert_int_equal(df, 0);
    OK(xap_db_term(without.db, STR("Zriver"), &df, NULL, &err));
    assert_int_equal(df, 1);
    OK(xap_db_stats(with.db, 0, &stats, &err));
    assert_true(stats.has_positions);
    assert_true(postings_date(with.postings, 1, &seconds));
    assert_int_equal(seconds, 1620259200);
    struct buf here = BUF_INIT, there = BUF_INIT;
    static const char *const words[] = {"cafe", "Scafe", "river", "herons"};
    for (size_t w = 0; w < sizeof words / sizeof *words; w++)
        for (uint32_t d = 1; d <= 3; d++) {
            buf_clear(&here);
            buf_clear(&there);
            positions_of(&with, words[w], d, &here);
            int n = xap_db_positions(with.db, 0, d, str_c(words[w]), &there, &err);
            OK(n);
            struct buf listed = BUF_INIT;
            for (int i = 0; i < n; i++) {
                uint32_t p;
                memcpy(&p, there.data + (size_t)i * sizeof p, sizeof p);
                buf_printf(&listed, "%u ", (unsigned)p);
            }
            assert_true(str_eq(buf_view(&listed), buf_view(&here)));
            buf_release(&listed);
        }
    buf_release(&here);
    buf_release(&there);
    close_both(&without);
    close_both(&with);
}

/* The files of a folder that "s" has as well are the same there. */
static void is_same(const char *folder, enum segment_file file)
{
    struct buf first = BUF_INIT, second = BUF_INIT;
    OK(file_read(in("s", file), &first, &err));
    OK(file_read(in(folder, file), &second, &err));
    assert_true(str_eq(buf_view(&first), buf_view(&second)));
    buf_release(&first);
    buf_release(&second);
}

/* The same builder makes one shard after the other: nothing of the first may be left in the second. */
static void a_builder_makes_many(void **state)
{
    (void)state;
    struct shard_options  options = {.default_lang = language_find(STR("en"))};
    struct shard_builder *builder;
    struct shard          shard;
    OK(shard_builder_new(&builder, &options, &err));
    OK(shard_build(builder, chunk, at("s"), &shard, &err));
    shard_release(&shard);
    OK(shard_build(builder, chunk, at("t"), &shard, &err));
    shard_release(&shard);
    shard_builder_free(builder);
    for (int f = SEGMENT_POSTINGS; f < SEGMENT_FILES; f++)
        is_same("t", (enum segment_file)f);
}

static void words_keep_their_numbers(void **state)
{
    (void)state;
    struct word_table t;
    char              text[16];
    uint32_t          number;
    OK(word_table_init(&t, &err));
    for (int round = 0; round < 2; round++) {
        for (uint32_t i = 0; i < 20000; i++) {
            snprintf(text, sizeof text, "w%u", (unsigned)i % 10000);
            OK(word_table_find(&t, str_c(text), &number, &err));
            assert_int_equal(number, i % 10000);
        }
        OK(word_table_find(&t, STR(""), &number, &err));
        assert_int_equal(number, 10000);
        assert_int_equal(t.count, 10001);
        word_table_clear(&t);
        assert_int_equal(t.count, 0);
    }
    word_table_release(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(words_that_fold_alike_are_one, start, end),
        cmocka_unit_test_setup_teardown(both_files_agree, start, end),
        cmocka_unit_test_setup_teardown(a_builder_makes_many, start, end),
        cmocka_unit_test(words_keep_their_numbers),
    };
    return cmocka_run_group_tests_name("shard", tests, make_scratch, remove_scratch);
}
