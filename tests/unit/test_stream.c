#include "test_corpus.h"

#include <archive.h>
#include <archive_entry.h>
#include <locale.h>

#include "corpus/stream.h"

struct file {
    const char *name, *data;
    size_t      len;     /* 0: strlen(data) */
    unsigned    type;    /* 0: AE_IFREG */
    const char *link;
};

enum { TAR_ = ARCHIVE_FORMAT_TAR_PAX_RESTRICTED, ZIP_ = ARCHIVE_FORMAT_ZIP, RAW_ = ARCHIVE_FORMAT_RAW };

/* Write an archive, or with RAW_ one compressed file. */
static const char *pack(void **state, const char *name, int format, int filter, const struct file *files,
                        size_t count)
{
    const char     *path = write_text(state, name, "");
    struct archive *a    = archive_write_new();
    locale_t        utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0), before = uselocale(utf8);
    assert_non_null(a);
    assert_int_equal(archive_write_set_format(a, format), ARCHIVE_OK);
    assert_int_equal(archive_write_add_filter(a, filter), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        struct archive_entry *e   = archive_entry_new();
        size_t                len = files[i].len ? files[i].len : strlen(files[i].data);
        archive_entry_set_pathname(e, files[i].name);
        archive_entry_set_filetype(e, files[i].type ? files[i].type : (unsigned)AE_IFREG);
        archive_entry_set_perm(e, 0600);
        if (!files[i].type)
            archive_entry_set_size(e, (la_int64_t)len);
        if (files[i].type == AE_IFLNK)
            archive_entry_set_symlink(e, files[i].link);
        else if (files[i].link)
            archive_entry_set_hardlink(e, files[i].link);
        assert_int_equal(archive_write_header(a, e), ARCHIVE_OK);
        if (!files[i].type && !files[i].link)
            assert_int_equal(archive_write_data(a, files[i].data, len), len);
        archive_entry_free(e);
    }
    assert_int_equal(archive_write_close(a), ARCHIVE_OK);
    archive_write_free(a);
    uselocale(before);
    freelocale(utf8);
    return path;
}

#define PACK(name, format, filter, files) \
    pack(state, name, format, filter, files, sizeof(files) / sizeof *(files))

static const char two_lines[] = "{\"title\":\"one\"}\n{\"title\":\"two\"}\n";

static void test_compressed_files(void **state)
{
    static const struct {
        const char *name;
        int         filter;
    } kinds[] = {
        {"a.jsonl.gz", ARCHIVE_FILTER_GZIP},  {"a.jsonl.bz2", ARCHIVE_FILTER_BZIP2},
        {"a.jsonl.xz", ARCHIVE_FILTER_XZ},
        {"a.jsonl.zst", ARCHIVE_FILTER_ZSTD}, {"a.jsonl.lzma", ARCHIVE_FILTER_LZMA},
        {"strange", ARCHIVE_FILTER_GZIP},
    };
    const struct file data[] = {{"x", two_lines, 0, 0, NULL}};
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *path = PACK(kinds[i].name, RAW_, kinds[i].filter, data);
        struct got *g    = read_one(path);
        assert_int_equal(g->rejections, 0);
        assert_int_equal(g->count, 2);
        assert_field(g, 1, FIELD_TITLE, "two");
        char id[5100];
        snprintf(id, sizeof id, "%s#2", path);
        assert_field(g, 1, FIELD_ID, id);
        struct stat st;
        assert_int_equal(stat(path, &st), 0);
        assert_int_equal(g->stats.bytes_read, st.st_size);
        assert_int_equal(g->stats.bytes_total, st.st_size);
        got_free(g);
    }
}

static void test_archives(void **state)
{
    static const struct {
        const char *name;
        int         format, filter;
    } kinds[] = {
        {"a.zip", ZIP_, ARCHIVE_FILTER_NONE},    {"a.tar", TAR_, ARCHIVE_FILTER_NONE},
        {"a.tar.gz", TAR_, ARCHIVE_FILTER_GZIP}, {"a.tgz", TAR_, ARCHIVE_FILTER_GZIP},
        {"a.tar.bz2", TAR_, ARCHIVE_FILTER_BZIP2}, {"a.tar.xz", TAR_, ARCHIVE_FILTER_XZ},
        {"a.tar.zst", TAR_, ARCHIVE_FILTER_ZSTD}, {"misnamed.txt", ZIP_, ARCHIVE_FILTER_NONE},
    };
    const struct file files[] = {
        {"dir/", "", 0, AE_IFDIR, NULL},
        {"dir/a.jsonl", two_lines, 0, 0, NULL},
        {"__MACOSX/._a.jsonl", two_lines, 0, 0, NULL},
        {"./b/c.json", "[{\"title\":\"three\"}]", 0, 0, NULL},
        {"../../x.csv", "title,text\nfour,b\n", 0, 0, NULL},
        {"/etc/n\xC3\xA4me.jsonl", "{\"title\":\"five\"}\n", 0, 0, NULL},
        {"image.png", "\x89PNG\r\n\x1A\n\0\0\0", 11, 0, NULL},
        {"README", "some text", 0, 0, NULL},
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *path = PACK(kinds[i].name, kinds[i].format, kinds[i].filter, files);
        struct got *g    = read_one(path);
        assert_int_equal(g->count, 5);
        char id[5100];
        snprintf(id, sizeof id, "%s(dir/a.jsonl)#2", path);
        assert_field(g, 1, FIELD_ID, id);
        snprintf(id, sizeof id, "%s(../../x.csv)#1", path);
        assert_field(g, 3, FIELD_ID, id);
        snprintf(id, sizeof id, "%s(/etc/n\xC3\xA4me.jsonl)#1", path);
        assert_field(g, 4, FIELD_ID, id);
        assert_int_equal(g->rejections, 2);
        assert_rejected(g, 0, REJECT_UNKNOWN, "(image.png): ");
        assert_rejected(g, 1, REJECT_UNKNOWN, "(README): ");
        got_free(g);
    }
}

static void test_links_in_tar(void **state)
{
    const struct file files[] = {
        {"a.jsonl", two_lines, 0, 0, NULL},
        {"passwd.jsonl", "", 0, AE_IFLNK, "/etc/passwd"},
        {"hard.jsonl", "", 0, 0, "a.jsonl"},
        {"pipe", "", 0, AE_IFIFO, NULL},
        {"b.jsonl", two_lines, 0, 0, NULL},
    };
    struct got *g = read_one(PACK("links.tar", TAR_, ARCHIVE_FILTER_NONE, files));
    assert_int_equal(g->count, 4);
    assert_int_equal(g->rejections, 3);
    assert_rejected(g, 0, REJECT_SPECIAL, "'passwd.jsonl'");
    assert_rejected(g, 2, REJECT_SPECIAL, "'pipe'");
    got_free(g);
}

/* Lines that do not compress well, so that compressed files are long enough to be cut. */
static void noise(struct buf *out, int records)
{
    uint64_t x = 88172645463325252u;
    for (int i = 0; i < records; i++) {
        buf_printf(out, "{\"id\":%d,\"text\":\"", i);
        for (int n = 0; n < 60; n++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            buf_printf(out, "%llx ", (unsigned long long)x);
        }
        buf_cstr(out, "\"}\n");
    }
}

static void cut_file(const char *path, double part)
{
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(truncate(path, (off_t)((double)st.st_size * part)), 0);
}

static void test_truncated(void **state)
{
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ,
                                  ARCHIVE_FILTER_ZSTD};
    struct buf       text      = BUF_INIT;
    noise(&text, 1900);
    const struct file files[] = {{"a.jsonl", text.data, text.len, 0, NULL},
                                 {"b.jsonl", text.data, text.len, 0, NULL}};
    for (size_t i = 0; i < 4; i++) {
        const char *paths[] = {pack(state, "cut", RAW_, filters[i], files, 1),
                               write_text(state, "after.jsonl", "{\"id\":\"after\",\"title\":\"x\"}\n")};
        cut_file(paths[0], 0.9);
        struct corpus_options options = test_options();
        struct got           *g       = read_all(paths, 2, &options);
        assert_rejected(g, 0, REJECT_TRUNCATED, "damaged or cut off");
        assert_int_equal(g->rejections, 1);
        assert_true(g->count < 1901);
        if (filters[i] == ARCHIVE_FILTER_ZSTD)
            assert_true(g->count > 1000); /* whole records before the damage are read */
        if (filters[i] == ARCHIVE_FILTER_GZIP)
            assert_in_range(g->count, 1700, 1720); /* every one of them, 9 of 10, and the one after */
        assert_field(g, g->count - 1, FIELD_ID, "after");
        got_free(g);
    }
    static const struct {
        int format, filter;
    } archives[] = {{TAR_, ARCHIVE_FILTER_NONE}, {TAR_, ARCHIVE_FILTER_GZIP}, {ZIP_, ARCHIVE_FILTER_NONE}};
    for (size_t i = 0; i < 3; i++) {
        const char *path = pack(state, "cut", archives[i].format, archives[i].filter, files, 2);
        cut_file(path, 0.7);
        struct got *g = read_one(path);
        assert_in_range(g->count, 1900, 3799);
        assert_rejected(g, 0, REJECT_TRUNCATED, "damaged or cut off");
        got_free(g);
    }
    buf_release(&text);
}

static size_t read_back(const char *path, char *bytes, size_t size)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t got = fread(bytes, 1, size, f);
    fclose(f);
    return got;
}

/* Cut at every place: an end is always found, and always told of. */
static void test_cut_anywhere(void **state)
{
    const struct file files[] = {{"a.jsonl", two_lines, 0, 0, NULL}, {"b.jsonl", two_lines, 0, 0, NULL}};
    static const struct {
        int format, filter;
    } kinds[] = {{RAW_, ARCHIVE_FILTER_GZIP}, {RAW_, ARCHIVE_FILTER_XZ}, {ZIP_, ARCHIVE_FILTER_NONE},
                 {TAR_, ARCHIVE_FILTER_GZIP}};
    for (size_t i = 0; i < 4; i++) {
        const char *path = pack(state, "cut", kinds[i].format, kinds[i].filter, files,
                                kinds[i].format == RAW_ ? 1 : 2);
        char        bytes[4096];
        size_t      size = read_back(path, bytes, sizeof bytes);
        for (size_t n = 1; n < size; n++) {
            struct got *g = read_one(write_file(state, "cut", bytes, n));
            assert_true(g->rejections > 0 || g->count > 0);
            if (kinds[i].filter == ARCHIVE_FILTER_GZIP && n > 2)
                assert_rejected(g, g->rejections - 1, REJECT_TRUNCATED, "damaged or cut off");
            got_free(g);
        }
    }
}

/* Checksum and length stand at the end; what was read before they could be checked is kept. */
static void test_gzip_checksum(void **state)
{
    const struct file files[] = {{"a.jsonl", two_lines, 0, 0, NULL}, {"b.jsonl", two_lines, 0, 0, NULL}};
    for (int tar = 0; tar < 2; tar++) {
        char   bytes[4096];
        size_t size = read_back(pack(state, "sum", tar ? TAR_ : RAW_, ARCHIVE_FILTER_GZIP, files, tar ? 2 : 1),
                                bytes, sizeof bytes);
        for (size_t from_end = 1; from_end <= 8; from_end++) {
            bytes[size - from_end] ^= 4;
            struct got *g = read_one(write_file(state, "sum", bytes, size));
            assert_int_equal(g->count, tar ? 4 : 2);
            assert_int_equal(g->rejections, 1);
            assert_rejected(g, 0, REJECT_TRUNCATED, from_end <= 4 ? "incorrect length" : "incorrect data check");
            got_free(g);
            bytes[size - from_end] ^= 4;
        }
        struct got *g = read_one(write_file(state, "sum", bytes, size));
        assert_int_equal(g->rejections, 0);
        got_free(g);
    }
}

/* Compressed files one behind the other are one, as gzip has it. */
static void test_gzip_members(void **state)
{
    const struct file file[] = {{"x", two_lines, 0, 0, NULL}};
    char              bytes[4096];
    size_t size = read_back(PACK("one.gz", RAW_, ARCHIVE_FILTER_GZIP, file), bytes, sizeof bytes / 4);
    memcpy(bytes + size, bytes, size);
    memset(bytes + 2 * size, 0, 512);
    struct got *g = read_one(write_file(state, "two.jsonl.gz", bytes, 2 * size + 512));
    assert_int_equal(g->count, 4);
    assert_int_equal(g->rejections, 0);
    got_free(g);
    bytes[2 * size] = 'x';
    g               = read_one(write_file(state, "more.jsonl.gz", bytes, 2 * size + 512));
    assert_int_equal(g->count, 4);
    assert_rejected(g, 0, REJECT_TRUNCATED, "not gzip");
    got_free(g);
}

static void test_flipped_bits(void **state)
{
    const struct file files[] = {{"a.jsonl", two_lines, 0, 0, NULL}, {"b.jsonl", two_lines, 0, 0, NULL}};
    static const struct {
        int format, filter;
    } kinds[] = {{RAW_, ARCHIVE_FILTER_GZIP}, {RAW_, ARCHIVE_FILTER_BZIP2}, {RAW_, ARCHIVE_FILTER_XZ},
                 {RAW_, ARCHIVE_FILTER_ZSTD}, {ZIP_, ARCHIVE_FILTER_NONE},  {TAR_, ARCHIVE_FILTER_NONE}};
    uint64_t x = 0x9E3779B97F4A7C15u;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        const char *path = pack(state, "bits", kinds[i].format, kinds[i].filter, files,
                                kinds[i].format == RAW_ ? 1 : 2);
        char        bytes[16384];
        size_t      size = read_back(path, bytes, sizeof bytes);
        for (int round = 0; round < 200; round++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            size_t at = x % size;
            char   bit = (char)(1 << (x >> 32) % 8);
            bytes[at] ^= bit;
            got_free(read_one(write_file(state, "bits", bytes, size)));
            bytes[at] ^= bit;
        }
    }
}

/* 64 MiB of one letter in a file of 64 KiB. */
static void test_bombs(void **state)
{
    struct buf text = BUF_INIT;
    buf_cstr(&text, "{\"title\":\"bomb\"}\n");
    buf_fill(&text, '\n', 64 << 20);
    const struct file     files[] = {{"a.jsonl", text.data, text.len, 0, NULL},
                                     {"b.jsonl", two_lines, 0, 0, NULL}};
    struct corpus_options options = test_options();
    options.ratio_max             = 100;
    const char *paths[]           = {NULL, write_text(state, "after.jsonl", two_lines)};
    static const struct {
        const char *name;
        int         format, filter;
    } kinds[] = {{"bomb.gz", RAW_, ARCHIVE_FILTER_GZIP}, {"bomb.xz", RAW_, ARCHIVE_FILTER_XZ},
                 {"bomb.tar.gz", TAR_, ARCHIVE_FILTER_GZIP}, {"bomb.zip", ZIP_, ARCHIVE_FILTER_NONE}};
    for (size_t i = 0; i < 4; i++) {
        paths[0]      = pack(state, kinds[i].name, kinds[i].format, kinds[i].filter, files,
                             kinds[i].format == RAW_ ? 1 : 2);
        struct got *g = read_all(paths, 2, &options);
        assert_int_equal(g->rejections, 1);
        assert_rejected(g, 0, REJECT_BOMB, "more than 100 times");
        assert_int_equal(g->count, 3); /* what came before, and what comes after */
        assert_field(g, 2, FIELD_TITLE, "two");
        got_free(g);
    }
    options.ratio_max    = 1000000; /* and by size alone */
    options.unpacked_max = 10 << 20;
    struct got *g        = read_all(paths, 2, &options);
    assert_rejected(g, 0, REJECT_BOMB, "more than 10485760 bytes");
    got_free(g);
    options.unpacked_max = UINT64_C(1) << 30; /* no bomb when it is let be */
    g                    = read_all(paths, 2, &options);
    assert_int_equal(g->rejections, 0);
    assert_int_equal(g->count, 5);
    got_free(g);
    buf_release(&text);
}

/* A member that nobody reads is a bomb all the same. */
static void test_bomb_passed_over(void **state)
{
    struct buf text = BUF_INIT;
    buf_fill(&text, 0, 64 << 20);
    const struct file     files[] = {{".hidden", text.data, text.len, 0, NULL},
                                     {"b.jsonl", two_lines, 0, 0, NULL}};
    struct corpus_options options = test_options();
    options.ratio_max             = 100;
    const char *path              = PACK("hidden.tar.gz", TAR_, ARCHIVE_FILTER_GZIP, files);
    struct got *g                 = read_all(&path, 1, &options);
    assert_int_equal(g->count, 0);
    assert_rejected(g, 0, REJECT_BOMB, "hidden.tar.gz: unpacks");
    got_free(g);
    buf_release(&text);
}

static void test_archive_in_archive(void **state)
{
    const struct file inner[] = {{"a.jsonl", two_lines, 0, 0, NULL}};
    char              bytes[20000];
    const char       *path = PACK("inner.zip", ZIP_, ARCHIVE_FILTER_NONE, inner);
    size_t            size = read_back(path, bytes, sizeof bytes);
    const struct file outer[] = {{"inner.zip", bytes, size, 0, NULL}, {"b.jsonl", two_lines, 0, 0, NULL}};
    struct got       *g       = read_one(PACK("outer.zip", ZIP_, ARCHIVE_FILTER_NONE, outer));
    assert_int_equal(g->count, 2);
    assert_rejected(g, 0, REJECT_UNKNOWN, "an archive inside an archive");
    got_free(g);
    path = PACK("once.gz", RAW_, ARCHIVE_FILTER_GZIP, inner);
    size = read_back(path, bytes, sizeof bytes);
    const struct file twice[] = {{"x", bytes, size, 0, NULL}};
    g                         = read_one(PACK("twice.gz", RAW_, ARCHIVE_FILTER_GZIP, twice));
    assert_int_equal(g->count, 0);
    assert_rejected(g, 0, REJECT_UNKNOWN, "an archive inside an archive");
    got_free(g);
}

static void test_empty_ones(void **state)
{
    const struct file nothing[] = {{"x", "", 0, 0, NULL}};
    struct got       *g         = read_text(state, "empty.jsonl", "");
    assert_rejected(g, 0, REJECT_EMPTY, "empty.jsonl: the file is empty");
    got_free(g);
    static const int filters[] = {ARCHIVE_FILTER_GZIP, ARCHIVE_FILTER_BZIP2, ARCHIVE_FILTER_XZ,
                                  ARCHIVE_FILTER_ZSTD};
    for (size_t i = 0; i < 4; i++) {
        g = read_one(PACK("empty.gz", RAW_, filters[i], nothing));
        assert_int_equal(g->rejections, 1);
        assert_rejected(g, 0, REJECT_EMPTY, "empty.gz: the file is empty");
        got_free(g);
    }
    g = read_one(pack(state, "none.zip", ZIP_, ARCHIVE_FILTER_NONE, nothing, 0));
    assert_rejected(g, 0, REJECT_EMPTY, "none.zip: ");
    got_free(g);
    g = read_one(pack(state, "none.tar", TAR_, ARCHIVE_FILTER_NONE, nothing, 0));
    assert_rejected(g, 0, REJECT_EMPTY, "none.tar: ");
    got_free(g);
    g = read_one(PACK("holds-none.zip", ZIP_, ARCHIVE_FILTER_NONE, nothing));
    assert_rejected(g, 0, REJECT_EMPTY, "holds-none.zip(x): the file is empty");
    got_free(g);
}

/* From a pipe there is no seeking: archives are read all the same. */
static void test_from_a_pipe(void **state)
{
    const struct file files[] = {{"a.jsonl", two_lines, 0, 0, NULL}, {"b.jsonl", two_lines, 0, 0, NULL}};
    static const struct {
        int format, filter;
    } kinds[] = {{RAW_, ARCHIVE_FILTER_GZIP}, {ZIP_, ARCHIVE_FILTER_NONE}, {TAR_, ARCHIVE_FILTER_XZ}};
    for (size_t i = 0; i < 3; i++) {
        const char *path = pack(state, "piped", kinds[i].format, kinds[i].filter, files,
                                kinds[i].format == RAW_ ? 1 : 2);
        int         ends[2];
        char        bytes[16384];
        int         file = open(path, O_RDONLY);
        assert_true(file >= 0 && pipe(ends) == 0);
        ssize_t size = read(file, bytes, sizeof bytes); /* fits into a pipe */
        assert_int_equal(write(ends[1], bytes, (size_t)size), size);
        close(file);
        close(ends[1]);
        struct corpus_options options = test_options();
        struct stream        *s       = NULL;
        struct stream_member  member;
        struct err            err     = ERR_INIT;
        enum reject_reason    reason;
        size_t                members = 0, got = 0;
        assert_int_equal(stream_open(&s, ends[0], STR("-"), &options, &err), 0);
        for (int rc; (rc = stream_next(s, &member, &reason, &err)) != 0; members++) {
            assert_int_equal(rc, 1);
            char text[100];
            long n;
            while ((n = stream_read(s, text, 7, &reason, &err)) > 0)
                got += (size_t)n;
            assert_int_equal(n, 0);
        }
        assert_int_equal(members, kinds[i].format == RAW_ ? 1 : 2);
        assert_int_equal(got, members * strlen(two_lines));
        assert_in_range(stream_position(s), 1, (uint64_t)size);
        stream_close(s);
    }
    stream_close(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compressed_files), cmocka_unit_test(test_archives),
        cmocka_unit_test(test_links_in_tar),     cmocka_unit_test(test_truncated),
        cmocka_unit_test(test_cut_anywhere),     cmocka_unit_test(test_flipped_bits),
        cmocka_unit_test(test_bombs),            cmocka_unit_test(test_bomb_passed_over),
        cmocka_unit_test(test_archive_in_archive), cmocka_unit_test(test_empty_ones),
        cmocka_unit_test(test_from_a_pipe),      cmocka_unit_test(test_gzip_checksum),
        cmocka_unit_test(test_gzip_members),
    };
    return cmocka_run_group_tests(tests, scratch_make, scratch_remove);
}
