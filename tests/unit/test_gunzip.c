/* gunzip: members, headers, checksums, and files cut at every place; read and handed out in pieces of any size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <zlib.h>

#include "base/buf.h"
#include "store/gunzip.h"

struct packed {
    struct str rest;
    size_t     piece;    /* bytes given at once */
    int        fails_at; /* with so many bytes left; -1: never */
};

static long give(void *ctx, char *to, size_t size, struct err *err)
{
    struct packed *p = ctx;
    if ((int)p->rest.len == p->fails_at)
        return err_set(err, ERR_IO, "the disk is gone");
    size_t n = p->rest.len < p->piece ? p->rest.len : p->piece;
    n        = n < size ? n : size;
    memcpy(to, p->rest.data, n);
    p->rest = str_skip(p->rest, n);
    return (long)n;
}

/* Append a gzip member; with every optional part of a header when `header`. */
static void pack(struct buf *out, struct str text, bool header)
{
    z_stream      z       = {0};
    unsigned char extra[] = "ab\2\0xy", name[] = "name", comment[] = "comment";
    gz_header     head    = {.text = 1, .extra = extra, .extra_len = 6, .name = name, .comment = comment, .hcrc = 1};
    assert_int_equal(deflateInit2(&z, 9, Z_DEFLATED, MAX_WBITS + 16, 9, Z_DEFAULT_STRATEGY), Z_OK);
    if (header)
        assert_int_equal(deflateSetHeader(&z, &head), Z_OK);
    char *to    = buf_reserve(out, text.len + 200);
    z.next_in   = (unsigned char *)(uintptr_t)text.data;
    z.avail_in  = (unsigned)text.len;
    z.next_out  = (unsigned char *)to;
    z.avail_out = (unsigned)text.len + 200;
    assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
    out->len += z.total_out;
    deflateEnd(&z);
}

/* Unpack all, into pieces of `size` bytes; the last call's result. */
static int unpack(struct packed from, size_t size, struct buf *out, struct err *err)
{
    struct gunzip *g = NULL;
    long           got;
    buf_clear(out);
    assert_int_equal(gunzip_new(&g, give, &from, err), 0);
    while ((got = gunzip_read(g, buf_reserve(out, size), size, err)) > 0)
        out->len += (size_t)got;
    assert_int_equal(gunzip_read(g, buf_reserve(out, size), size, err), got); /* and stays so */
    gunzip_free(g);
    return (int)got;
}

static struct packed all_of(const struct buf *packed)
{
    return (struct packed){buf_view(packed), 7, -1};
}

static void sample(struct buf *text)
{
    uint32_t x = 1;
    for (int i = 0; i < 3000; i++) {
        x = x * 1664525 + 1013904223;
        buf_printf(text, "%u the harbour ", (unsigned)(x >> 20));
    }
}

static void test_members_in_any_pieces(void **state)
{
    (void)state;
    static const size_t pieces[] = {1, 2, 1000, 1 << 20};
    struct buf          text = BUF_INIT, packed = BUF_INIT, out = BUF_INIT, want = BUF_INIT;
    struct err          err = ERR_INIT;
    sample(&text);
    pack(&packed, buf_view(&text), true);
    pack(&packed, STR(""), false);
    pack(&packed, STR("the second"), false);
    buf_str(&want, buf_view(&text));
    buf_cstr(&want, "the second");
    for (size_t in = 0; in < 4; in++)
        for (size_t size = 0; size < 4; size++) {
            struct packed from = {buf_view(&packed), pieces[in], -1};
            assert_int_equal(unpack(from, pieces[size], &out, &err), 0);
            assert_int_equal(out.len, want.len);
            assert_memory_equal(out.data, want.data, want.len);
        }
    buf_fill(&packed, 0, 70000); /* as tapes pad */
    assert_int_equal(unpack(all_of(&packed), 100, &out, &err), 0);
    assert_int_equal(out.len, want.len);
    buf_putc(&packed, 'x');
    assert_int_equal(unpack(all_of(&packed), 100, &out, &err), ERR_FORMAT);
    assert_non_null(strstr(err.msg, "not gzip"));
    assert_int_equal(out.len, want.len);
    buf_release(&text);
    buf_release(&packed);
    buf_release(&out);
    buf_release(&want);
}

static void test_cut_anywhere(void **state)
{
    (void)state;
    struct buf packed = BUF_INIT, out = BUF_INIT;
    struct err err = ERR_INIT;
    pack(&packed, STR("a few words that a cut goes through, a few words more"), true);
    for (size_t len = 0; len < packed.len; len++) {
        struct packed from = {str_of(packed.data, len), 5, -1};
        assert_int_equal(unpack(from, 4, &out, &err), ERR_FORMAT);
        assert_string_equal(err.msg, "the gzip data ends too early");
    }
    assert_int_equal(out.len, 53); /* the last cut took only a byte of the length */
    buf_release(&packed);
    buf_release(&out);
}

static void test_damage(void **state)
{
    (void)state;
    struct buf packed = BUF_INIT, out = BUF_INIT;
    struct err err = ERR_INIT;
    pack(&packed, STR("words"), true);
    for (size_t bit = 0; bit < 8 * packed.len; bit++) {
        size_t at = bit / 8; /* in the header, too, which has a checksum of its own here */
        if (at == packed.len - 9 && bit % 8 >= 2)
            continue; /* 3 + 5 * 8 + 7 bits of data: the last 6 of their last byte say nothing */
        packed.data[at] ^= (char)(1 << bit % 8);
        if (!unpack(all_of(&packed), 3, &out, &err))
            fail_msg("bit %zu of byte %zu", bit % 8, at);
        packed.data[at] ^= (char)(1 << bit % 8);
    }
    assert_int_equal(unpack(all_of(&packed), 3, &out, &err), 0);
    buf_release(&packed);
    buf_release(&out);
}

static void test_reading_fails(void **state)
{
    (void)state;
    struct buf packed = BUF_INIT, out = BUF_INIT;
    struct err err = ERR_INIT;
    pack(&packed, STR("words"), false);
    for (size_t left = 0; left <= packed.len; left++) {
        struct packed from = {buf_view(&packed), 1, (int)left};
        assert_int_equal(unpack(from, 10, &out, &err), ERR_IO);
        assert_string_equal(err.msg, "the disk is gone");
    }
    assert_int_equal(unpack((struct packed){STR(""), 1, -1}, 10, &out, &err), ERR_FORMAT);
    gunzip_free(NULL);
    buf_release(&packed);
    buf_release(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members_in_any_pieces),
        cmocka_unit_test(test_cut_anywhere),
        cmocka_unit_test(test_damage),
        cmocka_unit_test(test_reading_fails),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
