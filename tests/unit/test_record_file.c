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
    a.field[FIELD_ID]   = n % 2 ? STR("an id") : STR("another");
    a.field[FIELD_BODY] = buf_view(body);
    return a;
}

static void add_pack(struct record_file_writer *w, struct record_writer *deflate)
{
    struct buf pack  = BUF_INIT;
    int        count = record_writer_take(deflate, &pack, &err);
    assert_true(count >= 0);
    if (count)
        OK(record_file_writer_add(w, buf_view(&pack), (uint32_t)count, &err));
    buf_release(&pack);
}

/* Records first .. last - 1, deflated with the dictionary. */
static void write_file(const char *name, unsigned first, unsigned last, const char *dictionary)
{
    struct record_file_writer *w;
    struct record_writer      *deflate;
    struct buf                 body = BUF_INIT;
    OK(record_file_writer_new(&w, at(name), &err));
    OK(record_file_writer_dictionary(w, str_c(dictionary), &err));
    OK(record_writer_new(&deflate, str_c(dictionary), &err));
    for (unsigned n = first; n < last; n++) {
        struct article a = article_of(n, &body);
        OK(record_write(deflate, &a, NULL, &err));
        if (record_writer_is_full(deflate) || n % 100 == 99) /* a hundred, as parts of files end */
            add_pack(w, deflate);
    }
    add_pack(w, deflate);
    OK(record_file_writer_finish(w, &err));
    record_file_writer_free(w);
    record_writer_free(deflate);
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
    struct record         record;
    struct record_pack    pack   = {BUF_INIT, NULL, 0};
    struct buf            body   = BUF_INIT;
    struct article        wanted = article_of(n, &body);
    OK(record_reader_new(&reader, find_dictionary, f, &err));
    OK(record_file_get(f, docid, &pack, &record, &err));
    OK(record_read(reader, 0, record, &back, &err));
    assert_true(str_eq(back.field[FIELD_BODY], wanted.field[FIELD_BODY]));
    record_reader_free(reader);
    buf_release(&pack.bytes);
    buf_release(&body);
}

static void what_goes_in_comes_out(void **state)
{
    (void)state;
    struct str               none;
    struct record            out;
    struct record_pack       pack = {BUF_INIT, NULL, 0};
    struct record_file_sizes sizes;
    write_file("many", 0, 3000, "harbour ships town"); /* more than one write */
    struct record_file *f = open_file("many");
    assert_int_equal(record_file_count(f), 3000);
    for (unsigned n = 0; n < 3000; n += 7)
        holds(f, n + 1, n);
    FAILS(ERR_NOT_FOUND, record_file_get(f, 0, &pack, &out, &err));
    FAILS(ERR_NOT_FOUND, record_file_get(f, 3001, &pack, &out, &err));
    assert_int_equal(record_file_dictionary(f, 7, &none, &err), 0);
    OK(record_file_check(f, &err));
    record_file_sizes(f, &sizes);
    uint64_t bytes;
    OK(file_size(at("many"), &bytes, &err));
    assert_int_equal(sizes.records + sizes.places + sizes.dictionaries + RECORD_FILE_HEAD, bytes);
    assert_int_equal(sizes.places % RECORD_FILE_PLACE, 0);
    assert_in_range(sizes.places, 3001 / RECORD_PACK_MOST * RECORD_FILE_PLACE, 1500 * RECORD_FILE_PLACE);
    record_file_close(f);
    buf_release(&pack.bytes);
}

static void no_records(void **state)
{
    (void)state;
    struct record      out;
    struct record_pack pack = {BUF_INIT, NULL, 0};
    write_file("none", 0, 0, "");
    struct record_file *f = open_file("none");
    assert_int_equal(record_file_count(f), 0);
    FAILS(ERR_NOT_FOUND, record_file_get(f, 1, &pack, &out, &err));
    OK(record_file_check(f, &err));
    record_file_close(f);
    OK(record_file_merge((const char *const[]){at("none")}, NULL, 1, at("none joined"), &err));
    f = open_file("none joined");
    OK(record_file_check(f, &err));
    record_file_close(f);
}

/* A file whose places say another number of records than its packs. */
static void places_that_lie(void **state)
{
    (void)state;
    static const uint32_t said[] = {1, 3, 0};
    for (size_t i = 0; i < 3; i++) {
        struct record_file_writer *w;
        struct record_writer      *deflate;
        struct buf                 body = BUF_INIT, pack = BUF_INIT;
        struct record              out;
        const char                *name = i == 0 ? "fewer" : i == 1 ? "more" : "nothing";
        OK(record_writer_new(&deflate, STR(""), &err));
        for (unsigned n = 0; n < 2; n++) {
            struct article a = article_of(n, &body);
            OK(record_write(deflate, &a, NULL, &err));
        }
        assert_int_equal(record_writer_take(deflate, &pack, &err), 2);
        OK(record_file_writer_new(&w, at(name), &err));
        OK(record_file_writer_add(w, buf_view(&pack), said[i], &err));
        OK(record_file_writer_finish(w, &err));
        record_file_writer_free(w);
        record_writer_free(deflate);
        struct record_file *f;
        int                 code = record_file_open(&f, at(name), &err);
        assert_int_equal(code, said[i] ? 0 : ERR_CORRUPT);
        if (!code) {
            struct record_reader *reader;
            struct article        back;
            struct record_pack    read = {BUF_INIT, NULL, 0};
            FAILS(ERR_CORRUPT, record_file_check(f, &err));
            OK(record_reader_new(&reader, find_dictionary, f, &err));
            OK(record_file_get(f, said[i], &read, &out, &err));
            code = record_read(reader, 0, out, &back, &err);
            assert_int_equal(code, said[i] == 3 ? ERR_CORRUPT : 0);
            record_reader_free(reader);
            buf_release(&read.bytes);
        }
        record_file_close(f);
        buf_release(&body);
        buf_release(&pack);
    }
}

/* Records of a pack in any order, heads and wholes: what was inflated before is of use, never in the way. */
static void any_order(void **state)
{
    (void)state;
    uint32_t              dice = 99;
    struct record_reader *reader;
    write_file("order", 0, 400, "harbour ships town");
    struct record_file *f = open_file("order");
    OK(record_reader_new(&reader, find_dictionary, f, &err));
    struct buf         body = BUF_INIT;
    struct record_pack pack = {BUF_INIT, NULL, 0};
    for (int round = 0; round < 5000; round++) {
        struct article back;
        struct record  record;
        dice             = dice * 1664525 + 1013904223;
        unsigned n       = round % 3 ? (dice >> 8) % 400 : (unsigned)round % 400;
        struct article a = article_of(n, &body);
        OK(record_file_get(f, n + 1, &pack, &record, &err));
        bool whole = dice >> 31;
        OK((whole ? record_read : record_read_head)(reader, 0, record, &back, &err));
        assert_true(str_eq(back.field[FIELD_ID], a.field[FIELD_ID]));
        assert_true(str_eq(back.field[FIELD_BODY], whole ? a.field[FIELD_BODY] : STR("")));
    }
    record_reader_free(reader);
    record_file_close(f);
    buf_release(&pack.bytes);
    buf_release(&body);
}

static void joined_files_are_as_one(void **state)
{
    (void)state;
    struct buf whole = BUF_INIT, joined = BUF_INIT;
    write_file("a", 0, 100, "harbour ships");
    write_file("b", 100, 200, "harbour ships");
    write_file("c", 200, 300, "harbour ships");
    write_file("whole", 0, 300, "harbour ships");
    const char *parts[3] = {strdup(at("a")), strdup(at("b")), strdup(at("c"))};
    OK(record_file_merge(parts, NULL, 3, at("joined"), &err));
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
    OK(record_file_merge(parts, NULL, 3, at("mixed"), &err));
    struct record_file *f = open_file("mixed");
    for (unsigned n = 0; n < 12; n++)
        holds(f, n + 1, n);
    OK(record_file_check(f, &err));
    record_file_close(f);
    OK(record_file_merge(NULL, NULL, 0, at("of none"), &err));
    FAILS(ERR_EXISTS, record_file_merge(parts, NULL, 3, at("mixed"), &err));
    for (int i = 0; i < 3; i++)
        free((void *)(uintptr_t)parts[i]);
}

/* Deleted ones are left out, whatever pack they were in, and packs without any are copied. */
static void deleted_records_are_left_out(void **state)
{
    (void)state;
    static const unsigned first[] = {0, 400, 700, 701, 900};
    static const char *const dictionaries[] = {"harbour ships", "", "town of ships and harbours", "harbour ships"};
    enum { FILES = 4 };
    for (unsigned round = 0; round < 6; round++) {
        struct tombstones        bits[FILES];
        const struct tombstones *deleted[FILES];
        char                     names[FILES][512];
        const char              *paths[FILES];
        unsigned                 kept[900], count = 0;
        for (unsigned f = 0; f < FILES; f++) {
            char name[16];
            snprintf(name, sizeof name, "part%u", f);
            write_file(name, first[f], first[f + 1], dictionaries[f]);
            snprintf(names[f], sizeof names[f], "%s", at(name));
            paths[f]   = names[f];
            bits[f]    = (struct tombstones){NULL, first[f + 1] - first[f], 0};
            deleted[f] = round == 0 && f == 1 ? NULL : &bits[f];
            for (unsigned n = first[f]; n < first[f + 1]; n++) {
                bool gone = round == 1 ? n % 97 == 5 : round == 2 ? n % 3 != 0 : round == 3 ? f != 1 : round == 4;
                if (gone)
                    OK(tombstones_add(&bits[f], n - first[f] + 1, &err));
                else
                    kept[count++] = n;
            }
        }
        OK(record_file_merge(paths, deleted, FILES, at("kept"), &err));
        struct record_file *f = open_file("kept");
        assert_int_equal(record_file_count(f), count);
        for (unsigned i = 0; i < count; i++)
            holds(f, i + 1, kept[i]);
        OK(record_file_check(f, &err));
        record_file_close(f);
        OK(unlink(at("kept")));
        tombstones_release(&bits[2]);
        bits[2] = (struct tombstones){NULL, 7, 0}; /* of another file */
        OK(tombstones_add(&bits[2], 1, &err));
        deleted[2] = &bits[2];
        FAILS(ERR_CORRUPT, record_file_merge(paths, deleted, FILES, at("kept"), &err));
        assert_int_equal(access(at("kept"), F_OK), -1);
        for (unsigned i = 0; i < FILES; i++) {
            tombstones_release(&bits[i]);
            OK(unlink(paths[i]));
        }
    }
}

static void a_join_that_fails_leaves_nothing(void **state)
{
    (void)state;
    write_file("e1", 0, 5, "harbour ships");
    const char *parts[2] = {strdup(at("e1")), strdup(at("missing"))};
    struct stat st;
    FAILS(ERR_NOT_FOUND, record_file_merge(parts, NULL, 2, at("failed"), &err));
    assert_int_not_equal(stat(at("failed"), &st), 0);
    /* a record without the dictionary it names */
    struct record_file_writer *w;
    struct record_file        *f = open_file("e1");
    struct record              record;
    struct record_pack         pack = {BUF_INIT, NULL, 0};
    OK(record_file_get(f, 1, &pack, &record, &err));
    OK(record_file_writer_new(&w, at("e2"), &err));
    OK(record_file_writer_add(w, record.pack, 5, &err));
    OK(record_file_writer_finish(w, &err));
    record_file_writer_free(w);
    record_file_close(f);
    buf_release(&pack.bytes);
    free((void *)(uintptr_t)parts[1]);
    parts[1] = strdup(at("e2"));
    FAILS(ERR_CORRUPT, record_file_merge(parts, NULL, 2, at("failed"), &err));
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
    struct str          dictionary;
    struct record       out;
    struct record_pack  pack  = {BUF_INIT, NULL, 0};
    int                 worst = record_file_open(&f, at(name), &err);
    if (worst)
        return worst;
    volatile unsigned sum = 0; /* touch every byte: an address outside shows */
    for (uint32_t d = 1; d <= record_file_count(f); d++) {
        int code = record_file_get(f, d, &pack, &out, &err);
        for (size_t i = 0; !code && i < out.pack.len; i++)
            sum += (unsigned char)out.pack.data[i];
        worst = code ? code : worst;
    }
    (void)sum;
    int code = record_file_dictionary(f, 1, &dictionary, &err);
    worst    = code < 0 ? code : worst;
    code     = record_file_check(f, &err);
    worst    = code ? code : worst;
    record_file_close(f);
    buf_release(&pack.bytes);
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
        /* records are checked when they are read */
        bool in_record = i >= RECORD_FILE_HEAD && i < RECORD_FILE_HEAD + sizes.records;
        int  code      = read_all("flipped");
        bool version   = in_record || (i >= 8 && i < 12); /* of the pack, of the file */
        assert_true((code == 0 && in_record) || code == ERR_CORRUPT || (version && code == ERR_VERSION));
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
    uint64_t offsets = get_le(bytes.data + AT_PLACES, 8);
    for (int round = 0; round < 3000; round++) {
        struct buf forged = BUF_INIT;
        buf_str(&forged, buf_view(&bytes));
        for (int n = 0; n < 1 + round % 4; n++) {
            dice         = dice * 1664525 + 1013904223;
            size_t spot  = round % 2 ? (size_t)offsets + (dice >> 8) % (forged.len - offsets) : (dice >> 8) % 64;
            forged.data[spot] = (char)(dice >> 24);
        }
        uint64_t at_tail = get_le(forged.data + AT_PLACES, 8);
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
        cmocka_unit_test(no_records),
        cmocka_unit_test(places_that_lie),
        cmocka_unit_test(any_order),
        cmocka_unit_test(joined_files_are_as_one),
        cmocka_unit_test(each_record_keeps_its_dictionary),
        cmocka_unit_test(deleted_records_are_left_out),
        cmocka_unit_test(a_join_that_fails_leaves_nothing),
        cmocka_unit_test(what_is_no_such_file),
        cmocka_unit_test(damage_is_told),
        cmocka_unit_test(forged_files_are_safe),
    };
    return cmocka_run_group_tests_name("record_file", tests, make_scratch, remove_scratch);
}
