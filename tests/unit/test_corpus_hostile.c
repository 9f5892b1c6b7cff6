/* The sample articles with harm done to their files, read as what they are and as what they are not: what comes out are
 * articles as base/article.h says or rejections that name a file, and it comes to an end. What it does to memory is for
 * a build with sanitizers to tell.
 *
 * PRESSMARK_ROUNDS=N damages each file N times, PRESSMARK_SEED=N in other ways. */
#include "test_corpus.h"

#include <dirent.h>

#include "base/buf.h"
#include "base/file.h"
#include "corpus/random.h"

enum { ROUNDS = 250, FILES_MAX = 64 };

static struct sample {
    char       name[256];
    struct buf bytes;
} samples[FILES_MAX];
static size_t sample_count;

static struct random chance;

static uint32_t any(uint32_t below)
{
    return (uint32_t)random_below(&chance, below);
}

static int is_shown(const struct dirent *entry)
{
    return *entry->d_name != '.';
}

static int set_up(void **state)
{
    const char     *source = getenv("PRESSMARK_SOURCE");
    char            folder[400], path[700];
    struct dirent **entries = NULL;
    struct err      err;
    snprintf(folder, sizeof folder, "%.300s/corpus/sample", source ? source : ".");
    const int count = scandir(folder, &entries, is_shown, alphasort); /* in order: a seed is the same row anywhere */
    for (int i = 0; i < count; i++) {
        struct sample *s = &samples[sample_count];
        snprintf(path, sizeof path, "%s/%.255s", folder, entries[i]->d_name);
        if (sample_count < FILES_MAX && file_read(path, &s->bytes, &err) == 0) {
            snprintf(s->name, sizeof s->name, "%.255s", entries[i]->d_name);
            sample_count++;
        }
        free(entries[i]);
    }
    free(entries);
    return scratch_make(state);
}

static int tear_down(void **state)
{
    for (size_t i = 0; i < sample_count; i++)
        buf_release(&samples[i].bytes);
    return scratch_remove(state);
}

/* ---- harm ------------------------------------------------------------------------------------------- */

static const char *const words[] = {
    "\"", "\"\"", "'", "\\", "\\u0000", "\\ud83d", "\\ud83d\\ude00", "{", "}", "[", "]", ",", ":", ";", "\t", "null",
    "1e999", "{\"id\":", "[[[[[[[[", "<", ">", "</", "/>", "<!--", "-->", "<![CDATA[", "]]>", "<script>", "</script>",
    "<p>", "<title>", "</title>", "<meta ", "content=", "&", "&#x", "&#xD800;", "&amp;", "<DOC>", "</DOC>", "<DOCNO>",
    "</DOCNO>", "<TEXT>", "</TEXT>", "<REUTERS ", "</REUTERS>", "NEWID=", "<BODY>", "</BODY>", "\n", "\r", "\r\n",
    "\n\n", "Title:", "Date: ", "date ", "9999-99-99", "2023-02-30T25:61:61Z", "-1", "\xff", "\xfe\xff", "\xef\xbb\xbf",
    "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xe2\x80\xa8", "\xc2\x85", "\x1b[2J", "\x1a", "\x7f",
};

static void append_some(struct buf *out, struct str from, size_t most)
{
    size_t len = any((uint32_t)most) + 1u, at = from.len ? any((uint32_t)from.len) : 0;
    len        = len < from.len - at ? len : from.len - at;
    buf_append(out, from.data + at, len);
}

static void insert(struct buf *out)
{
    const char *word = words[any(sizeof words / sizeof *words)];
    uint32_t    times;
    switch (any(8)) {
    case 0: /* one byte, which may be NUL */
        buf_putc(out, (char)any(256));
        break;
    case 1: /* something of another file, or of this one */
        append_some(out, buf_view(&samples[any((uint32_t)sample_count)].bytes), 400);
        break;
    case 2: /* many of it */
        for (times = 1u << any(14); times; times--)
            buf_cstr(out, word);
        break;
    default:
        buf_cstr(out, word);
    }
}

/* A copy with bytes put in, left out and changed in a few places, and perhaps cut. */
static void do_harm(struct str from, struct buf *out)
{
    buf_clear(out);
    for (uint32_t left = 1 + any(any(3) ? 4 : 40); left && from.len; left--) {
        size_t upto = any((uint32_t)from.len), gap = any(3) ? 0 : any(200) + 1u;
        buf_append(out, from.data, upto);
        from = str_skip(from, upto);
        if (any(3))
            insert(out);
        from = str_skip(from, gap < from.len ? gap : from.len);
    }
    if (any(6))
        buf_str(out, from);
}

/* ---- reading ---------------------------------------------------------------------------------------- */

static size_t found, rejected;

static void read_damaged(void **state, const struct sample *s, struct buf *bytes)
{
    static const char *const encodings[] = {NULL, NULL, NULL, "latin1", "utf-16le", "windows-1251", "shift_jis"};
    struct corpus_options    options = test_options();
    const char *const       *formats = corpus_formats();
    uint32_t                 count   = 0;
    while (formats[count])
        count++;
    options.format     = any(3) ? NULL : formats[any(count)];
    options.encoding   = encodings[any(sizeof encodings / sizeof *encodings)];
    options.record_max = any(4) ? options.record_max : any(3000) + 1u;
    do_harm(buf_view(&s->bytes), bytes);
    assert_false(bytes->failed);
    const char *path = write_file(state, s->name, bytes->data ? bytes->data : "", bytes->len);
    struct got *g    = read_all(&path, 1, &options);
    for (size_t i = 0; i < g->rejections && i < GOT_MAX; i++)
        assert_non_null(strstr(g->message[i], s->name));
    found += g->count;
    rejected += g->rejections;
    got_free(g);
    unlink(path);
}

static void damaged_samples(void **state)
{
    const char *rounds = getenv("PRESSMARK_ROUNDS"), *seed = getenv("PRESSMARK_SEED");
    uint64_t    first  = seed ? strtoull(seed, NULL, 10) : 1;
    struct buf  bytes  = BUF_INIT;
    if (!sample_count)
        skip();
    for (int round = rounds ? atoi(rounds) : ROUNDS; round > 0; round--)
        for (size_t i = 0; i < sample_count; i++) {
            random_init(&chance, first + (uint64_t)round, i);
            read_damaged(state, &samples[i], &bytes);
        }
    buf_release(&bytes);
    print_message("# %zu files, %zu articles, %zu rejections\n", sample_count, found, rejected);
    assert_true(found > sample_count && rejected > sample_count);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(damaged_samples),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
