/* record_file: what goes in comes out, joined too; and no byte of a file is trusted. */
#include "test_xap.h"

#include <sys/stat.h>

#include "base/file.h"
#include "store/checksum.h"
#include "store/record.h"
#include "store/record_file.h"
#include "store/record_file_layout.h"

static struct record_file *open_file(const char *name)
{
    struct record_file *f;
    OK(record_file_open(&f, at(name), &err));
    return f;
}

static struct article article_of(unsigned n, struct buf *body)
{
    struct article a = {0};
    buf_clear(body);
    for (unsigned i = 0; i <= n % 50; i++)
        buf_printf(body, "The harbour of town %u has %u ships. ", n, i * n);
    a.field[FIELD_ID]   = STR("an id");
    a.field[FIELD_BODY] = buf_view(body);
    return a;
}

/* Records first .. last - 1, deflated with the dictionary. */
static void write_file(const char *name, unsigned first, unsigned last, const char *dictionary)
{
    struct record_file_writer *w;
    struct record_writer      *deflate;
    struct buf                 record = BUF_INIT, body = BUF_INIT;
    OK(record_file_writer_new(&w, at(name), &err));
    OK(record_file_writer_dictionary(w, str_c(dictionary), &err));
    OK(record_writer_new(&deflate, str_c(dictionary), &err));
    for (unsigned n = first; n < last; n++) {
        struct article a = article_of(n, &body);
        buf_clear(&record);
        OK(record_write(deflate, &a, &record, NULL, &err));
        OK(record_file_writer_add(w, buf_view(&record), &err));
    }
    OK(record_file_writer_finish(w, &err));
    record_file_writer_free(w);
    record_writer_free(deflate);
    buf_release(&record);
    buf_release(&body);
}

static int find_dictionary(void *ctx, size_t shard, uint32_t id, struct str *out, struct err *to)
{
    (void)shard;
    return record_file_dictionary(ctx, id, out, to) == 1 ? 0 : ERR_CORRUPT;
}

static void holds(struct record_file *f, unsigned docid, unsigned n)
{
    struct record_reader *reader;
    struct article        back;
    struct str            record;
    struct buf            body   = BUF_INIT;
    struct article        wanted = article_of(n, &body);
    OK(record_reader_new(&reader, find_dictionary, f, &err));
    OK(record_file_get(f, docid, &record, &err));
    OK(record_read(reader, 0, record, &back, &err));
    assert_true(str_eq(back.field[FIELD_BODY], wanted.field[FIELD_BODY]));
    record_reader_free(reader);
    buf_release(&body);
}

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    struct str          out;
    struct record_file_sizes sizes;
    write_file("many", 0, 3000, "harbour ships town"); /* more than one write */
    struct record_file *f = open_file("many");
    assert_int_equal(record_file_count(f), 3000);
    for (unsigned n = 0; n < 3000; n += 7)
        holds(f, n + 1, n);
    FAILS(ERR_NOT_FOUND, record_file_get(f, 0, &out, &err));
    FAILS(ERR_NOT_FOUND, record_file_get(f, 3001, &out, &err));
    assert_int_equal(record_file_dictionary(f, 7, &out, &err), 0);
    OK(record_file_check(f, &err));
    record_file_sizes(f, &sizes);
    uint64_t bytes;
    OK(file_size(at("many"), &bytes, &err));
    assert_int_equal(sizes.records + sizes.offsets + sizes.dictionaries + RECORD_FILE_HEAD, bytes);
    assert_int_equal(sizes.offsets, 3001 * RECORD_FILE_OFFSET);
    record_file_close(f);
}

static void no_records_and_empty_ones(void **state)
{
    (void)state;
    struct record_file_writer *w;
    struct str                 out;
    write_file("none", 0, 0, "");
    struct record_file *f = open_file("none");
    assert_int_equal(record_file_count(f), 0);
    OK(record_file_check(f, &err));
    record_file_close(f);
    OK(record_file_writer_new(&w, at("blank"), &err));
    OK(record_file_writer_add(w, STR(""), &err));
    OK(record_file_writer_finish(w, &err));
    record_file_writer_free(w);
    f = open_file("blank");
    OK(record_file_get(f, 1, &out, &err));
    assert_int_equal(out.len, 0);
    record_file_close(f);
}

static void joined_files_are_as_one(void **state)
{
    (void)state;
    struct buf whole = BUF_INIT, joined = BUF_INIT;
    write_file("a", 0, 100, "harbour ships");
    write_file("b", 100, 101, "harbour ships");
    write_file("c", 101, 300, "harbour ships");
    write_file("whole", 0, 300, "harbour ships");
    const char *parts[3] = {strdup(at("a")), strdup(at("b")), strdup(at("c"))};
    OK(record_file_merge(parts, 3, at("joined"), &err));
    OK(file_read(at("whole"), &whole, &err));
    OK(file_read(at("joined"), &joined, &err));
    assert_true(str_eq(buf_view(&whole), buf_view(&joined)));
    for (int i = 0; i < 3; i++)
        free((void *)(uintptr_t)parts[i]);
    buf_release(&whole);
    buf_release(&joined);
}

static void each_record_keeps_its_dictionary(void **state)
{
    (void)state;
    write_file("d1", 0, 5, "harbour ships");
    write_file("d2", 5, 9, "");
    write_file("d3", 9, 12, "town of ships and harbours");
    const char *parts[3] = {strdup(at("d1")), strdup(at("d2")), strdup(at("d3"))};
    OK(record_file_merge(parts, 3, at("mixed"), &err));
    struct record_file *f = open_file("mixed");
    for (unsigned n = 0; n < 12; n++)
        holds(f, n + 1, n);
    OK(record_file_check(f, &err));
    record_file_close(f);
    OK(record_file_merge(NULL, 0, at("of none"), &err));
    FAILS(ERR_EXISTS, record_file_merge(parts, 3, at("mixed"), &err));
    for (int i = 0; i < 3; i++)
        free((void *)(uintptr_t)parts[i]);
}

static void a_join_that_fails_leaves_nothing(void **state)
{
    (void)state;
    write_file("e1", 0, 5, "harbour ships");
    const char *parts[2] = {strdup(at("e1")), strdup(at("missing"))};
    struct stat st;
    FAILS(ERR_NOT_FOUND, record_file_merge(parts, 2, at("failed"), &err));
    assert_int_not_equal(stat(at("failed"), &st), 0);
    /* a record without the dictionary it names */
    struct record_file_writer *w;
    struct record_file        *f = open_file("e1");
    struct str                 record;
    OK(record_file_get(f, 1, &record, &err));
    OK(record_file_writer_new(&w, at("e2"), &err));
    OK(record_file_writer_add(w, record, &err));
    OK(record_file_writer_finish(w, &err));
    record_file_writer_free(w);
    record_file_close(f);
    free((void *)(uintptr_t)parts[1]);
    parts[1] = strdup(at("e2"));
    FAILS(ERR_CORRUPT, record_file_merge(parts, 2, at("failed"), &err));
    assert_non_null(strstr(err.msg, "dictionary"));
    assert_int_not_equal(stat(at("failed"), &st), 0);
    OK(record_file_writer_new(&w, at("left"), &err));
    record_file_writer_free(w); /* not finished */
    assert_int_not_equal(stat(at("left"), &st), 0);
    for (int i = 0; i < 2; i++)
        free((void *)(uintptr_t)parts[i]);
}

static void what_is_no_such_file(void **state)
{
    (void)state;
    struct record_file *f;
    FAILS(ERR_NOT_FOUND, record_file_open(&f, at("nowhere"), &err));
    assert_null(f);
    FAILS(ERR_FORMAT, record_file_open(&f, at("."), &err));
    OK(file_write(at("empty"), STR(""), &err));
    FAILS(ERR_CORRUPT, record_file_open(&f, at("empty"), &err));
    OK(file_write(at("text"), STR("a text that is no file of records, though it is longer than a head is"), &err));
    FAILS(ERR_CORRUPT, record_file_open(&f, at("text"), &err));
}

/* Read all there is; the worst code. */
static int read_all(const char *name)
{
    struct record_file *f;
    struct str          out;
    int                 worst = record_file_open(&f, at(name), &err);
    if (worst)
        return worst;
    volatile unsigned sum = 0; /* touch every byte: an address outside shows */
    for (uint32_t d = 1; d <= record_file_count(f); d++) {
        int code = record_file_get(f, d, &out, &err);
        for (size_t i = 0; !code && i < out.len; i++)
            sum += (unsigned char)out.data[i];
        worst = code ? code : worst;
    }
    int code = record_file_dictionary(f, 1, &out, &err);
    worst    = code < 0 ? code : worst;
    code     = record_file_check(f, &err);
    worst    = code ? code : worst;
    record_file_close(f);
    return worst;
}

static void replace(const char *name, struct str bytes)
{
    OK(file_remove_tree(at(name), &err));
    OK(file_write(at(name), bytes, &err));
}

static void damage_is_told(void **state)
{
    (void)state;
    struct buf bytes = BUF_INIT;
    write_file("sound", 0, 4, "harbour ships");
    OK(file_read(at("sound"), &bytes, &err));
    struct record_file *f = open_file("sound");
    struct record_file_sizes sizes;
    record_file_sizes(f, &sizes);
    record_file_close(f);
    for (size_t cut = 0; cut < bytes.len; cut += cut < 80 ? 1 : 37) {
        replace("torn", str_of(bytes.data, cut));
        assert_int_equal(read_all("torn"), ERR_CORRUPT);
    }
    for (size_t i = 0; i < bytes.len; i += i < 80 || i > RECORD_FILE_HEAD + sizes.records ? 1 : 61) {
        bytes.data[i] ^= 0x10;
        replace("flipped", buf_view(&bytes));
        bool in_record = i >= RECORD_FILE_HEAD && i < RECORD_FILE_HEAD + sizes.records; /* they check themselves */
        int  code      = read_all("flipped");
        assert_true(in_record ? code == 0 : code == ERR_CORRUPT || (i >= 8 && i < 12 && code == ERR_VERSION));
        bytes.data[i] ^= 0x10;
    }
    buf_release(&bytes);
}

/* Whoever forges a file gets its checksums right. */
static void forged_files_are_safe(void **state)
{
    (void)state;
    struct buf bytes = BUF_INIT;
    uint32_t   dice  = 4711;
    unsigned   fine  = 0;
    write_file("true", 0, 6, "harbour ships");
    OK(file_read(at("true"), &bytes, &err));
    uint64_t offsets = get_le(bytes.data + AT_OFFSETS, 8);
    for (int round = 0; round < 3000; round++) {
        struct buf forged = BUF_INIT;
        buf_str(&forged, buf_view(&bytes));
        for (int n = 0; n < 1 + round % 4; n++) {
            dice         = dice * 1664525 + 1013904223;
            size_t spot  = round % 2 ? (size_t)offsets + (dice >> 8) % (forged.len - offsets) : (dice >> 8) % 64;
            forged.data[spot] = (char)(dice >> 24);
        }
        uint64_t at_tail = get_le(forged.data + AT_OFFSETS, 8);
        if (at_tail <= forged.len)
            put_le(forged.data + AT_TAIL_SUM, checksum_64(str_skip(buf_view(&forged), at_tail)), 8);
        put_le(forged.data + AT_HEAD_SUM, checksum_64(str_of(forged.data, AT_HEAD_SUM)), 8);
        replace("forged", buf_view(&forged));
        int code = read_all("forged");
        assert_true(code == 0 || code == ERR_CORRUPT || code == ERR_VERSION);
        fine += code == 0;
        buf_release(&forged);
    }
    assert_true(fine < 1500);
    buf_release(&bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_goes_in_comes_out),
        cmocka_unit_test(no_records_and_empty_ones),
        cmocka_unit_test(joined_files_are_as_one),
        cmocka_unit_test(each_record_keeps_its_dictionary),
        cmocka_unit_test(a_join_that_fails_leaves_nothing),
        cmocka_unit_test(what_is_no_such_file),
        cmocka_unit_test(damage_is_told),
        cmocka_unit_test(forged_files_are_safe),
    };
    return cmocka_run_group_tests_name("record_file", tests, make_scratch, remove_scratch);
}
