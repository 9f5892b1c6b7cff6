#include "test_corpus.h"

#include "corpus/encoding.h"

static void check(struct str bytes, const char *declared, const char *want, long replaced)
{
    struct buf out = BUF_INIT;
    struct err err = ERR_INIT;
    long       got = encoding_to_utf8(&out, bytes, declared, &err);
    assert_string_equal(out.data ? out.data : "", want);
    assert_int_equal(out.len, strlen(want));
    assert_int_equal(got, replaced);
    struct str view = bytes;
    assert_int_equal(encoding_view(&view, &out, declared, &err), replaced);
    assert_true(str_eq(view, str_c(want)));
    buf_release(&out);
}

#define CHECK(bytes, declared, want, replaced) check(STR(bytes), declared, want, replaced)

static void test_utf8(void **state)
{
    (void)state;
    CHECK("", NULL, "", 0);
    CHECK("plain", NULL, "plain", 0);
    CHECK("caf\xC3\xA9", NULL, "café", 0);
    CHECK("\xEF\xBB\xBF" "caf\xC3\xA9", NULL, "café", 0);
    CHECK("a\0b", NULL, "a b", 0);
    CHECK("\xC3\xA9\0\xC3\xA9", NULL, "é é", 0);
    CHECK("long enough to go by words, then \xE2\x82\xAC and more", NULL,
          "long enough to go by words, then € and more", 0);
}

static void test_damaged_utf8(void **state)
{
    (void)state;
    CHECK("\xC3\xA9\xC3\xA8\xC3\xAA x\xE2\x82", NULL, "éèê x\xEF\xBF\xBD", 1);
    CHECK("\xC3\xA9 \xC3\xA9 \xF0\x9F\x98 \xFF", NULL, "é é \xEF\xBF\xBD \xEF\xBF\xBD", 2);
    CHECK("\xEF\xBB\xBF" "caf\xE9", NULL, "caf\xEF\xBF\xBD", 1); /* a mark says UTF-8 */
    CHECK("caf\xE9", "utf-8", "caf\xEF\xBF\xBD", 1);
    CHECK("\xC0\x80 \xED\xA0\x80 \xF4\x90\x80\x80", "UTF-8",
          "\xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD "
          "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 9);
}

static void test_windows_1252(void **state)
{
    (void)state;
    CHECK("caf\xE9", NULL, "café", 0);
    CHECK("\x93quoted\x94 \x80 5 \x96 caf\xE9", NULL, "“quoted” € 5 – café", 0);
    CHECK("\x81\x8D\x8F\x90\x9D", NULL, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD", 5);
    CHECK("\xFC", NULL, "ü", 0);
    CHECK("\x93x\x94", "iso-8859-1", "“x”", 0); /* what claims Latin-1 is Windows-1252 */
    CHECK("\xE9\xE8", "no-such-thing", "éè", 0);
}

static void test_declared(void **state)
{
    (void)state;
    CHECK("\xEF\xF0\xE8\xE2\xE5\xF2", "windows-1251", "привет", 0);
    CHECK("\xD0\xD2\xC9\xD7\xC5\xD4", "KOI8-R", "привет", 0);
    CHECK("\xC4\xE3\xBA\xC3", "gb2312", "你好", 0);
    CHECK("\x82\xB1\x82\xF1", "Shift_JIS", "こん", 0);
    CHECK("\x83\x5C", "sjis", "ソ", 0); /* its second byte is a backslash */
    CHECK("\xA4\xB3\xA4\xF3", "EUC-JP", "こん", 0);
    CHECK("\x1B$B$3$s\x1B(B ok", "ISO-2022-JP", "こん ok", 0);
    CHECK("\xC7\xD1", "euc-kr", "한", 0);
    CHECK("\xA7\x41", "big5", "你", 0);
    CHECK("\xB1\xE6", "iso-8859-2", "ąć", 0);
    CHECK("\xFD", "iso-8859-9", "ı", 0);
    CHECK("caf\xC3\xA9", "windows-1251", "café", 0); /* valid UTF-8 goes before what is said */
    CHECK("plain", "windows-1251", "plain", 0);
    CHECK("\xC4\xE3\xBA", "gbk", "你\xEF\xBF\xBD", 1);
    CHECK("a\xFF\xFF" "b\xA4", "EUC-JP", "a\xEF\xBF\xBD\xEF\xBF\xBD" "b\xEF\xBF\xBD", 3);
    CHECK("\xE9", "UTF-8//IGNORE", "é", 0); /* no suffixes, no paths */
    CHECK("\xE9", "../../x", "é", 0);
    CHECK("\xE9", "", "é", 0);
}

static void test_wide(void **state)
{
    (void)state;
    CHECK("\xFF\xFE" "A\0\xE9\0\x3D\xD8\x00\xDE", NULL, "Aé😀", 0);
    CHECK("\xFE\xFF" "\0A\0\xE9\xD8\x3D\xDE\x00", NULL, "Aé😀", 0);
    CHECK("\xFF\xFE\0\0" "A\0\0\0\x00\xF6\x01\0", NULL, "A😀", 0);
    CHECK("\0\0\xFE\xFF\0\0\0A\0\x01\xF6\x00", NULL, "A😀", 0);
    CHECK("W\0o\0r\0d\0s\0 \0\xE9\0!\0", NULL, "Words é!", 0);
    CHECK("\0W\0o\0r\0d\0s\0 \0\xE9\0!", NULL, "Words é!", 0);
    CHECK("W\0\0\0o\0\0\0r\0\0\0d\0\0\0", NULL, "Word", 0);
    CHECK("\0\0\0W\0\0\0o\0\0\0r\0\0\0d", NULL, "Word", 0);
    CHECK("\xFF\xFE" "A\0\0\0B\0", NULL, "A B", 0);
    CHECK("\xFF\xFE" "A\0\x3D\xD8" "B\0", NULL, "A\xEF\xBF\xBD" "B", 1);
    CHECK("\xFF\xFE" "A\0\x00\xDE" "B\0", NULL, "A\xEF\xBF\xBD" "B", 1);
    CHECK("\xFF\xFE" "A\0\x3D\xD8", NULL, "A\xEF\xBF\xBD", 1);
    CHECK("\xFF\xFE" "A\0B", NULL, "A\xEF\xBF\xBD", 1);
    CHECK("\xFF\xFE\0\0" "A\0\0\0\0\0\x11\0", NULL, "A\xEF\xBF\xBD", 1);
}

/* Torn anywhere, in pieces, the result is the same. */
static void test_wide_in_pieces(void **state)
{
    static const char text[] = "A\0\x3D\xD8\x00\xDE\xE9\0\x3D\xD8z\0";
    (void)state;
    for (size_t cut = 0; cut < sizeof text; cut++) {
        struct buf out = BUF_INIT, raw = BUF_INIT;
        size_t     n   = sizeof text - 1;
        buf_append(&raw, text, cut < n ? cut : n);
        struct str bytes    = buf_view(&raw);
        long       replaced = encoding_wide_decode(&out, &bytes, WIDE_16LE, false);
        buf_consume(&raw, raw.len - bytes.len);
        assert_in_range(raw.len, 0, 3);
        buf_append(&raw, text + (cut < n ? cut : n), n - (cut < n ? cut : n));
        bytes = buf_view(&raw);
        replaced += encoding_wide_decode(&out, &bytes, WIDE_16LE, true);
        assert_string_equal(out.data, "A😀é\xEF\xBF\xBDz");
        assert_int_equal(replaced, 1);
        assert_int_equal(bytes.len, 0);
        buf_release(&out);
        buf_release(&raw);
    }
}

/* Whatever comes in, what comes out is valid UTF-8 without NUL, and coming in again it is left as it is. */
static void test_any_bytes(void **state)
{
    static const char *const names[] = {NULL, "utf-8", "windows-1251", "gbk", "ISO-2022-JP", "euc-jp",
                                        "utf-16", "?"};
    struct buf               out = BUF_INIT, again = BUF_INIT;
    struct err               err = ERR_INIT;
    uint64_t                 x   = 88172645463325252u; /* xorshift64 */
    char                     bytes[64];
    (void)state;
    for (int round = 0; round < 40000; round++) {
        size_t len = (size_t)round % sizeof bytes;
        for (size_t i = 0; i < len; i++) {
            x ^= x << 13, x ^= x >> 7, x ^= x << 17;
            bytes[i] = (char)(round % 3 ? x : x % 128);
        }
        buf_clear(&out);
        buf_clear(&again);
        assert_true(encoding_to_utf8(&out, str_of(bytes, len), names[round % 8], &err) >= 0);
        assert_int_equal(utf8_valid_len(buf_view(&out)), out.len);
        assert_true(!out.len || !memchr(out.data, 0, out.len));
        if (!str_starts(buf_view(&out), STR("\xEF\xBB\xBF"))) {
            assert_int_equal(encoding_to_utf8(&again, buf_view(&out), NULL, &err), 0);
            assert_true(str_eq(buf_view(&again), buf_view(&out)));
        }
    }
    buf_release(&out);
    buf_release(&again);
}

static void test_limit(void **state)
{
    struct buf out = {.limit = 10};
    struct err err = ERR_INIT;
    (void)state;
    assert_int_equal(encoding_to_utf8(&out, STR("more than ten bytes"), NULL, &err), ERR_LIMIT);
    buf_release(&out);
}

static void test_known(void **state)
{
    (void)state;
    static const char *const known[] = {"utf-8", "UTF8", "latin1", "Windows-1252", "iso-8859-15", "koi8-r",
                                        "shift_jis", "GB2312", "UTF-16LE", "ascii"};
    static const char *const unknown[] = {"", "foo", "utf-8//IGNORE", "utf 8", "latin-1x"};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!encoding_is_known(known[i]))
            fail_msg("%s", known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        if (encoding_is_known(unknown[i]))
            fail_msg("%s", unknown[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known),
        cmocka_unit_test(test_utf8),     cmocka_unit_test(test_damaged_utf8),
        cmocka_unit_test(test_windows_1252),
        cmocka_unit_test(test_declared), cmocka_unit_test(test_wide),
                cmocka_unit_test(test_wide_in_pieces),
        cmocka_unit_test(test_any_bytes), cmocka_unit_test(test_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
