/* Records, dictionaries, manifest, tombstones, terms: round trips, and damage of every kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "store/checksum.h"
#include "store/manifest.h"
#include "store/record.h"
#include "store/schema.h"
#include "store/tombstones.h"
#include "text/analyzer.h"
#include "xap/xap.h"

static struct article sample_article(void)
{
    struct article a = {0};
    a.field[FIELD_ID]     = STR("harbour-7");
    a.field[FIELD_TITLE]  = STR("Harbour café reopens");
    a.field[FIELD_DATE]   = STR("2023-04-01");
    a.field[FIELD_AUTHOR] = STR("Ida Holm\nJ. Marsh");
    a.field[FIELD_BODY]   = STR("The harbour café opened its doors again.\n\nThe harbour was full.");
    return a;
}

static const char dictionary_text[] = "The harbour café opened its doors. The harbour was full of ships.";

static int find_dictionary(void *ctx, size_t shard, uint32_t id, struct str *out, struct err *err)
{
    (void)ctx;
    (void)shard;
    (void)id;
    (void)err;
    *out = str_c(dictionary_text);
    return 0;
}

static int find_nothing(void *ctx, size_t shard, uint32_t id, struct str *out, struct err *err)
{
    (void)ctx;
    (void)shard;
    (void)id;
    (void)err;
    *out = STR("");
    return 0;
}

/* A pack of another article, the sample, and the other once more. */
static void write_pack(struct record_writer *w, struct buf *out, uint64_t *hash)
{
    struct err     err = ERR_INIT;
    struct article a = sample_article(), other = sample_article();
    other.field[FIELD_TITLE] = STR("Another title");
    assert_int_equal(record_writer_take(w, out, &err), 0);
    assert_int_equal(record_write(w, &other, NULL, &err), 0);
    assert_int_equal(record_write(w, &a, hash, &err), 0);
    assert_int_equal(record_write(w, &other, NULL, &err), 0);
    assert_false(record_writer_is_full(w));
    assert_int_equal(record_writer_take(w, out, &err), 3);
}

static void write_sample(struct buf *out, struct str dictionary, uint64_t *hash)
{
    struct record_writer *w;
    struct err            err = ERR_INIT;
    assert_int_equal(record_writer_new(&w, dictionary, &err), 0);
    write_pack(w, out, hash);
    record_writer_free(w);
}

static struct record second_of(const struct buf *pack)
{
    return (struct record){buf_view(pack), 1, 0};
}

static void record_round_trip(void **state)
{
    (void)state;
    struct str     dictionaries[] = {STR(""), str_c(dictionary_text)};
    struct article a = sample_article(), back;
    for (size_t d = 0; d < 2; d++) {
        struct buf            record = BUF_INIT;
        struct record_reader *r;
        struct err            err = ERR_INIT;
        uint64_t              hash, stored, alone;
        write_sample(&record, dictionaries[d], &hash);
        assert_int_equal(record_reader_new(&r, find_dictionary, NULL, &err), 0);
        assert_int_equal(record_read(r, 0, second_of(&record), &back, &err), 0);
        for (int f = 0; f < FIELD_COUNT; f++)
            assert_true(str_eq(a.field[f], back.field[f]));
        assert_int_equal(record_read_head(r, 0, second_of(&record), &back, &err), 0);
        for (int f = 0; f < FIELD_BODY; f++)
            assert_true(str_eq(a.field[f], back.field[f]));
        assert_int_equal(back.field[FIELD_BODY].len, 0);
        assert_int_equal(record_stored_hash(second_of(&record), &stored, &err), 0);
        assert_int_equal(record_hash(&a, &alone, &err), 0);
        assert_true(hash == stored && hash == alone);
        record_reader_free(r);
        buf_release(&record);
    }
}

static void record_is_smaller_with_a_dictionary_and_the_same_every_time(void **state)
{
    (void)state;
    struct buf plain = BUF_INIT, once = BUF_INIT, twice = BUF_INIT;
    write_sample(&plain, STR(""), NULL);
    write_sample(&once, str_c(dictionary_text), NULL);
    struct record_writer *w;
    struct err            err = ERR_INIT;
    struct article        a   = sample_article();
    assert_int_equal(record_writer_new(&w, str_c(dictionary_text), &err), 0);
    for (int i = 0; i < 3; i++) { /* the primed stream is not used up */
        buf_clear(&twice);
        assert_int_equal(record_write(w, &a, NULL, &err), 0);
        record_writer_clear(w);
        write_pack(w, &twice, NULL);
        assert_true(str_eq(buf_view(&once), buf_view(&twice)));
    }
    record_writer_free(w);
    assert_true(once.len < plain.len);
    buf_release(&plain);
    buf_release(&once);
    buf_release(&twice);
}

/* By a reader of its own: packs do not change while one lives. */
static int read_once(struct record record, struct article *back, struct err *err, bool *same)
{
    struct record_reader *r;
    struct article        a = sample_article();
    assert_int_equal(record_reader_new(&r, find_dictionary, NULL, err), 0);
    int code = record_read(r, 0, record, back, err);
    *same    = !code;
    for (int f = 0; f < FIELD_COUNT && !code; f++)
        *same = *same && str_eq(a.field[f], back->field[f]);
    record_reader_free(r);
    return code;
}

/* Every cut and every flipped bit either fails with a code or, in bits that are of the other articles or do not matter
 * to inflate, still gives the article itself. */
static void damaged_record_is_never_another_article(void **state)
{
    (void)state;
    struct buf     record = BUF_INIT;
    struct err     err    = ERR_INIT;
    struct article back;
    bool           same;
    write_sample(&record, str_c(dictionary_text), NULL);
    for (size_t cut = 0; cut + 1 < record.len; cut++)
        if (read_once((struct record){str_of(record.data, cut), 1, 0}, &back, &err, &same) == 0)
            assert_true(same);
    size_t undetected = 0, other = 0;
    for (size_t bit = 0; bit < record.len * 8; bit++) {
        record.data[bit / 8] ^= (char)(1 << bit % 8);
        int code = read_once(second_of(&record), &back, &err, &same);
        if (code == 0) {
            assert_true(same);
            undetected++;
            other += bit / 8 >= 6 && bit / 8 < 14; /* the hash of the first */
        } else {
            assert_true(code == ERR_CORRUPT || code == ERR_VERSION);
            assert_true(err.msg[0] != '\0');
        }
        record.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    assert_int_equal(other, 64);
    assert_true(undetected < record.len * 8 / 2); /* many bits are of the others alone */
    buf_release(&record);
}

static void no_such_record(void **state)
{
    (void)state;
    struct buf     record = BUF_INIT;
    struct err     err    = ERR_INIT;
    struct article back;
    bool           same;
    uint64_t       hash;
    write_sample(&record, STR(""), NULL);
    assert_int_equal(read_once((struct record){buf_view(&record), 3, 0}, &back, &err, &same), ERR_CORRUPT);
    assert_int_equal(record_stored_hash((struct record){buf_view(&record), 3, 0}, &hash, &err), ERR_CORRUPT);
    assert_int_equal(record_stored_hash((struct record){STR(""), 0, 0}, &hash, &err), ERR_CORRUPT);
    buf_release(&record);
}

static void record_without_its_dictionary_is_corrupt(void **state)
{
    (void)state;
    struct buf            record = BUF_INIT;
    struct record_reader *r;
    struct err            err = ERR_INIT;
    struct article        back;
    write_sample(&record, str_c(dictionary_text), NULL);
    assert_int_equal(record_reader_new(&r, find_nothing, NULL, &err), 0);
    assert_int_equal(record_read(r, 0, second_of(&record), &back, &err), ERR_CORRUPT);
    assert_non_null(strstr(err.msg, "dictionary"));
    record_reader_free(r);
    buf_release(&record);
}

static void training_fills_the_dictionary_evenly(void **state)
{
    (void)state;
    enum { N = 400 };
    static char    bodies[N][2000];
    struct article samples[N];
    struct buf     out = BUF_INIT;
    struct err     err = ERR_INIT;
    for (int i = 0; i < N; i++) {
        memset(bodies[i], 'a' + i % 26, sizeof bodies[i]);
        samples[i]                   = sample_article();
        samples[i].field[FIELD_BODY] = str_of(bodies[i], sizeof bodies[i]);
    }
    assert_int_equal(record_train(samples, N, &out, &err), 0);
    assert_int_equal(out.len, RECORD_DICTIONARY_MAX);
    for (char c = 'a'; c <= 'z'; c++)
        assert_non_null(memchr(out.data, c, out.len));
    buf_clear(&out);
    assert_int_equal(record_train(samples, 1, &out, &err), 0);
    assert_true(out.len > 500 && out.len <= 1024);
    buf_clear(&out);
    assert_int_equal(record_train(samples, 0, &out, &err), 0);
    assert_int_equal(out.len, 0);
    buf_release(&out);
}

static void fill_manifest(struct manifest *m)
{
    struct err err = ERR_INIT;
    manifest_init(m);
    assert_int_equal(manifest_new_uuid(m, &err), 0);
    m->schema     = SCHEMA_VERSION;
    m->generation = 7;
    snprintf(m->default_language, sizeof m->default_language, "en");
    struct manifest_language *lang = manifest_language(m, "fi", true);
    snprintf(lang->fingerprint, sizeof lang->fingerprint, "0123456789abcdef");
    lang->documents = 12;
    for (int i = 1; i <= 2; i++) {
        struct segment_info *s = manifest_add_segment(m);
        snprintf(s->name, sizeof s->name, "seg-%06d", i);
        s->documents = 10;
        s->deleted   = 3;
        s->date_min  = -86400;
        s->date_max  = 1700000000;
        for (int f = 0; f < SEGMENT_FILES; f++) {
            s->files[f].bytes = (uint64_t)(100 * i + f);
            checksum_bytes(str_c(segment_file_names[f]), s->files[f].sum);
        }
    }
}

static void manifest_round_trip(void **state)
{
    (void)state;
    struct manifest m, back;
    struct buf      text = BUF_INIT, again = BUF_INIT;
    struct err      err  = ERR_INIT;
    fill_manifest(&m);
    assert_int_equal(manifest_print(&m, &text, &err), 0);
    assert_int_equal(manifest_parse(&back, buf_view(&text), &err), 0);
    assert_int_equal(manifest_print(&back, &again, &err), 0);
    assert_string_equal(text.data, again.data);
    assert_int_equal(manifest_live_documents(&back), 14);
    assert_int_equal(back.segments[1].date_min, -86400);
    assert_int_equal(back.segments[1].files[SEGMENT_RECORDS].bytes, 200 + SEGMENT_RECORDS);
    assert_int_equal(segment_bytes(&back.segments[0]), segment_bytes(&m.segments[0]));
    manifest_release(&m);
    manifest_release(&back);
    buf_release(&text);
    buf_release(&again);
}

static void manifest_without_files_of_xapian(void **state)
{
    (void)state;
    struct manifest m, back;
    struct buf      text = BUF_INIT;
    struct err      err  = ERR_INIT;
    fill_manifest(&m);
    assert_true(manifest_has_file(&m, SEGMENT_XAPIAN));
    snprintf(m.xapian, sizeof m.xapian, "none");
    for (int f = 0; f < SEGMENT_FILES; f++)
        assert_true(manifest_has_file(&m, (enum segment_file)f) == (f != SEGMENT_XAPIAN));
    for (size_t i = 0; i < m.segment_count; i++)
        m.segments[i].files[SEGMENT_XAPIAN] = (struct sealed_file){0, ""};
    assert_int_equal(manifest_print(&m, &text, &err), 0);
    assert_null(strstr(text.data, "\"xapian\": {"));
    assert_int_equal(manifest_parse(&back, buf_view(&text), &err), 0);
    assert_string_equal(back.xapian, "none");
    assert_int_equal(back.segments[0].files[SEGMENT_XAPIAN].bytes, 0);
    assert_int_equal(back.segments[1].files[SEGMENT_RECORDS].bytes, 200 + SEGMENT_RECORDS);
    assert_int_equal(segment_bytes(&back.segments[0]), segment_bytes(&m.segments[0]));
    manifest_release(&m);
    manifest_release(&back);
    buf_release(&text);
}

static void damaged_manifest_is_refused(void **state)
{
    (void)state;
    struct manifest m, back;
    struct buf      text = BUF_INIT;
    struct err      err  = ERR_INIT;
    fill_manifest(&m);
    assert_int_equal(manifest_print(&m, &text, &err), 0);
    for (size_t cut = 0; cut < text.len; cut++) {
        assert_int_equal(manifest_parse(&back, str_of(text.data, cut), &err), ERR_CORRUPT);
        manifest_release(&back);
    }
    for (size_t bit = 0; bit < text.len * 8; bit++) {
        text.data[bit / 8] ^= (char)(1 << bit % 8);
        assert_int_equal(manifest_parse(&back, buf_view(&text), &err), ERR_CORRUPT);
        manifest_release(&back);
        text.data[bit / 8] ^= (char)(1 << bit % 8);
    }
    manifest_release(&m);
    buf_release(&text);
}

/* The text with its checksum made to fit, as a forger or another version would write it. */
static int parse_forged(const char *json, struct manifest *m, struct err *err)
{
    struct buf text = BUF_INIT;
    char       sum[CHECKSUM_TEXT];
    checksum_bytes(str_c(json), sum);
    buf_printf(&text, "%s%s\n", json, sum);
    int code = manifest_parse(m, buf_view(&text), err);
    buf_release(&text);
    return code;
}

#define MANIFEST_REST                                                                                             \
    "\"uuid\": \"u\", \"generation\": 1, \"next_segment\": 2, \"default_language\": \"en\", "                      \
    "\"dictionary\": \"\", \"languages\": [], "
#define MANIFEST_SEGMENTS "\"positions\": \"postings\", \"segments\": ["

#define FILE_REST "{\"bytes\": 1, \"sum\": \"\"}"
#define OWN_FILES "\"postings\": " FILE_REST ", \"records\": " FILE_REST
#define ALL_FILES "\"xapian\": " FILE_REST ", " OWN_FILES
/* A segment of this name with these files. */
#define SEGMENT_REST                                                                                              \
    "{\"name\": \"%s\", \"documents\": 1, \"deleted\": 0, \"text_bytes\": 1, \"words\": 1, "                         \
    "\"date_min\": 0, \"date_max\": 0, \"deleted_generation\": 0, \"deleted_bytes\": 0, \"deleted_sum\": \"\", "       \
    "\"files\": {%s}"

static void manifest_of_another_version_or_shape(void **state)
{
    (void)state;
    struct manifest m;
    struct err      err = ERR_INIT;
    assert_int_equal(parse_forged("{\"pressmark\": 99, \"schema\": 1}\n", &m, &err), ERR_FORMAT);
    manifest_release(&m);
    assert_int_equal(
        parse_forged("{\"pressmark\": 2, \"schema\": 99, " MANIFEST_REST MANIFEST_SEGMENTS "]}\n", &m, &err),
        ERR_VERSION);
    assert_string_equal(m.uuid, "u"); /* filled as far as understood, for --rebuild */
    manifest_release(&m);
    static const char *const bad[] = {
        "\n", "[]\n", "{}\n", "{\"pressmark\": 2}\n", "{\"pressmark\": 2, \"schema\": 2}\n",
        "{\"pressmark\": 2, \"schema\": 2, " MANIFEST_REST MANIFEST_SEGMENTS "{}]}\n",
        "{\"pressmark\": 2, \"schema\": 2, " MANIFEST_REST MANIFEST_SEGMENTS "7]}\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(parse_forged(bad[i], &m, &err), ERR_CORRUPT);
        manifest_release(&m);
    }
}

/* What indexes have in common, and the files of a segment beside it. */
static void manifest_of_choices(void **state)
{
    (void)state;
    static const struct {
        const char *choices, *files, *xapian; /* NULL: damaged */
    } rows[] = {
        {"\"positions\": \"postings\"", ALL_FILES, "file"}, /* as the oldest have it */
        {"\"positions\": \"postings\", \"xapian\": \"file\"", ALL_FILES, "file"},
        {"\"positions\": \"xapian\", \"xapian\": \"file\"", ALL_FILES, "file"},
        {"\"positions\": \"postings\", \"xapian\": \"none\"", OWN_FILES, "none"},
        {"\"positions\": \"postings\", \"xapian\": \"file\"", OWN_FILES, NULL},
        {"\"positions\": \"postings\"", OWN_FILES, NULL},
        {"\"positions\": \"xapian\", \"xapian\": \"none\"", OWN_FILES, NULL},
        {"\"positions\": \"postings\", \"xapian\": \"some\"", ALL_FILES, NULL},
        {"\"positions\": \"postings\", \"xapian\": 7", ALL_FILES, NULL},
        {"\"positions\": \"postings\", \"xapian\": \"file and more than fits\"", ALL_FILES, NULL},
        {"\"positions\": \"postings\", \"xapian\": \"none\"", "\"postings\": " FILE_REST, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct buf      json = BUF_INIT;
        struct manifest m;
        struct err      err = ERR_INIT;
        buf_printf(&json, "{\"pressmark\": 2, \"schema\": 2, " MANIFEST_REST "%s, \"segments\": [" SEGMENT_REST "}]}\n",
                   rows[i].choices, "seg-000001", rows[i].files);
        int code = parse_forged(json.data, &m, &err);
        assert_int_equal(code, rows[i].xapian ? 0 : ERR_CORRUPT);
        if (rows[i].xapian)
            assert_string_equal(m.xapian, rows[i].xapian);
        manifest_release(&m);
        buf_release(&json);
    }
}

/* A segment's name becomes a path. */
static void manifest_names_no_paths(void **state)
{
    (void)state;
    static const char *const names[] = {"seg-000001", "../x", "seg-", "seg-1/../..", "/etc", "seg-1x", ""};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct buf      json = BUF_INIT;
        struct manifest m;
        struct err      err = ERR_INIT;
        buf_printf(&json,
                   "{\"pressmark\": 2, \"schema\": 2, " MANIFEST_REST MANIFEST_SEGMENTS SEGMENT_REST "}]}\n",
                   names[i], ALL_FILES);
        assert_int_equal(parse_forged(json.data, &m, &err), i ? ERR_CORRUPT : 0);
        manifest_release(&m);
        buf_release(&json);
    }
}

static void manifest_files(void **state)
{
    (void)state;
    char            dir[] = "/tmp/pressmark-test-XXXXXX";
    struct manifest m, back;
    struct err      err = ERR_INIT;
    assert_non_null(mkdtemp(dir));
    assert_int_equal(manifest_load(&back, dir, &err), ERR_NOT_FOUND);
    assert_non_null(strstr(err.msg, "not an index"));
    assert_int_equal(manifest_load(&back, "/nonexistent/index", &err), ERR_NOT_FOUND);
    assert_int_equal(manifest_load(&back, "/dev/null", &err), ERR_NOT_FOUND);
    fill_manifest(&m);
    assert_int_equal(manifest_store(&m, dir, &err), 0);
    m.generation++;
    assert_int_equal(manifest_store(&m, dir, &err), 0);
    assert_int_equal(manifest_load(&back, dir, &err), 0);
    assert_int_equal(back.generation, 8);
    manifest_release(&back);
    manifest_release(&m);
    assert_int_equal(file_remove_tree(dir, &err), 0);
}

static void tombstones_round_trip(void **state)
{
    (void)state;
    struct tombstones t = {NULL, 21, 0}, back = {NULL, 21, 0};
    struct err        err = ERR_INIT;
    assert_false(tombstones_has(&t, 1));
    assert_int_equal(tombstones_add(&t, 21, &err), 1);
    assert_int_equal(tombstones_add(&t, 21, &err), 0);
    assert_int_equal(tombstones_add(&t, 1, &err), 1);
    assert_int_equal(tombstones_add(&t, 22, &err), 0);
    assert_int_equal(tombstones_add(&t, 0, &err), 0);
    assert_int_equal(t.deleted, 2);
    struct str bytes = str_of((char *)t.bits, tombstones_bytes(21));
    assert_int_equal(tombstones_parse(&back, bytes, 2, &err), 0);
    assert_true(tombstones_has(&back, 1) && tombstones_has(&back, 21) && !tombstones_has(&back, 2));
    tombstones_release(&back);
    back.documents = 21;
    assert_int_equal(tombstones_parse(&back, bytes, 3, &err), ERR_CORRUPT);
    assert_int_equal(tombstones_parse(&back, str_of(bytes.data, 2), 2, &err), ERR_CORRUPT);
    bytes = STR("\0\0\x80"); /* document 24 of 21 */
    assert_int_equal(tombstones_parse(&back, bytes, 1, &err), ERR_CORRUPT);
    tombstones_release(&t);
    tombstones_release(&back);
}

static void long_terms_stay_apart_and_fit(void **state)
{
    (void)state;
    char       text[5000];
    struct buf a = BUF_INIT, b = BUF_INIT;
    memset(text, 'x', sizeof text);
    schema_term(&a, "Q", str_of(text, sizeof text));
    text[4999] = 'y';
    schema_term(&b, "Q", str_of(text, sizeof text));
    assert_true(a.len <= 240 && a.len == b.len);
    assert_false(str_eq(buf_view(&a), buf_view(&b)));
    buf_clear(&a);
    schema_term(&a, "Q", str_of(text, 239)); /* just fits */
    assert_int_equal(a.len, 240);
    memset(text, 0, 200); /* a NUL counts twice */
    buf_clear(&b);
    schema_term(&b, "Q", str_of(text, 200));
    size_t weight = b.len;
    for (size_t i = 0; i < b.len; i++)
        weight += b.data[i] == 0;
    assert_true(weight <= 240);
    buf_release(&a);
    buf_release(&b);
}

/* The longest word of the analyzer is a term behind every prefix. */
static void prefixes_leave_room_for_words(void **state)
{
    (void)state;
    for (int f = 0; f < FIELD_COUNT; f++) {
        const struct schema_field *field = schema_field((enum article_field)f);
        const char                *word  = field->word_prefix ? field->word_prefix : field->prefix;
        if (word)
            assert_true(strlen(SCHEMA_STEM_PREFIX) + strlen(word) + ANALYZER_TERM_MAX <= XAP_TERM_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(record_round_trip),
        cmocka_unit_test(record_is_smaller_with_a_dictionary_and_the_same_every_time),
        cmocka_unit_test(damaged_record_is_never_another_article),
        cmocka_unit_test(no_such_record),
        cmocka_unit_test(record_without_its_dictionary_is_corrupt),
        cmocka_unit_test(training_fills_the_dictionary_evenly),
        cmocka_unit_test(manifest_round_trip),
        cmocka_unit_test(manifest_without_files_of_xapian),
        cmocka_unit_test(manifest_of_choices),
        cmocka_unit_test(damaged_manifest_is_refused),
        cmocka_unit_test(manifest_of_another_version_or_shape),
        cmocka_unit_test(manifest_names_no_paths),
        cmocka_unit_test(manifest_files),
        cmocka_unit_test(tombstones_round_trip),
        cmocka_unit_test(long_terms_stay_apart_and_fit),
        cmocka_unit_test(prefixes_leave_room_for_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
