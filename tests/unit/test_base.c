/* base: errors, strings, buffers. */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"
#include "base/utf8.h"

#define assert_str(s, literal) assert_bytes((s), STR(literal), __FILE__, __LINE__)

static void assert_bytes(struct str got, struct str want, const char *file, int line)
{
    if (str_eq(got, want))
        return;
    print_error("got '%.*s', wanted '%.*s'\n", STR_ARG(got), STR_ARG(want));
    _fail(file, line);
}

/* ---- err --------------------------------------------------------------------------------------- */

static void err_keeps_code_message_and_context(void **state)
{
    (void)state;
    struct err err = ERR_INIT;
    assert_int_equal(err_set(&err, ERR_FORMAT, "no '%s' on line %d", "id", 3), ERR_FORMAT);
    assert_int_equal(err.code, ERR_FORMAT);
    assert_int_equal(err.sys_errno, 0);
    assert_string_equal(err.msg, "no 'id' on line 3");
    assert_int_equal(err_context(&err, "'%s'", "a.json"), ERR_FORMAT);
    assert_string_equal(err.msg, "'a.json': no 'id' on line 3");
    assert_int_equal(err_oom(&err), ERR_OOM);
    assert_string_equal(err.msg, "out of memory");
}

static void err_may_be_nobody(void **state)
{
    (void)state;
    assert_int_equal(err_set(NULL, ERR_QUERY, "x"), ERR_QUERY);
    assert_int_equal(err_oom(NULL), ERR_OOM);
    errno = EACCES;
    assert_int_equal(err_sys(NULL, "x"), ERR_IO);
}

static void err_tells_system_failures_apart(void **state)
{
    (void)state;
    static const struct {
        int number, code;
    } cases[] = {{ENOENT, ERR_NOT_FOUND}, {ENOTDIR, ERR_NOT_FOUND}, {ENOMEM, ERR_OOM}, {EACCES, ERR_IO}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err err = ERR_INIT;
        errno          = cases[i].number;
        assert_int_equal(err_sys(&err, "cannot open '%s'", "x"), cases[i].code);
        assert_int_equal(err.sys_errno, cases[i].number);
        assert_int_equal(strncmp(err.msg, "cannot open 'x': ", 17), 0);
        assert_string_equal(err.msg + 17, strerror(cases[i].number));
    }
}

static void err_is_cut_between_characters(void **state)
{
    (void)state;
    struct err err;
    char       longer[2000];
    for (size_t lead = 0; lead < 4; lead++) {
        memset(longer, 'x', lead);
        for (size_t i = lead; i + 3 < sizeof longer; i += 3)
            memcpy(longer + i, "\xE2\x82\xAC", 4);
        err_set(&err, ERR_IO, "%s", longer);
        assert_true(strlen(err.msg) >= sizeof err.msg - 4);
        assert_int_equal(utf8_valid_len(str_c(err.msg)), strlen(err.msg));
        err_context(&err, "file %zu", lead);
        assert_true(strlen(err.msg) >= sizeof err.msg - 4);
        assert_int_equal(utf8_valid_len(str_c(err.msg)), strlen(err.msg));
        err_context(&err, "%s", longer);
        assert_int_equal(utf8_valid_len(str_c(err.msg)), strlen(err.msg));
        errno = ENOENT;
        err_sys(&err, "%s", longer);
        assert_int_equal(utf8_valid_len(str_c(err.msg)), strlen(err.msg));
    }
}

static void err_table_is_complete(void **state)
{
    (void)state;
    for (int code = -1; code >= -15; code--) {
        assert_string_not_equal(err_name(code), "UNKNOWN");
        assert_non_null(err_hint(code));
    }
    assert_string_equal(err_name(ERR_LOCKED), "LOCKED");
    assert_int_equal(err_exit_status(ERR_LOCKED), 75);
    assert_int_equal(err_exit_status(ERR_USAGE), 2);
    assert_string_equal(err_name(-99), "UNKNOWN");
    assert_int_equal(err_exit_status(-99), 2);
    assert_string_equal(err_hint(-99), "");
}

/* ---- str --------------------------------------------------------------------------------------- */

static void str_compares(void **state)
{
    (void)state;
    struct str none = {NULL, 0};
    assert_true(str_eq(none, STR("")));
    assert_true(str_eq(str_c(NULL), none));
    assert_false(str_eq(STR("a"), STR("b")));
    assert_false(str_eq(STR("a"), STR("a\0")));
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("b"), STR("ab")) > 0);
    assert_true(str_cmp(STR("\xFF"), STR("a")) > 0);
    assert_int_equal(str_cmp(none, STR("")), 0);
    assert_true(str_starts(STR("abc"), STR("ab")) && str_starts(none, none) && str_starts(STR("a"), none));
    assert_false(str_starts(STR("a"), STR("ab")));
    assert_true(str_eq_nocase(STR("Straße"), STR("sTRaße")));
    assert_false(str_eq_nocase(STR("É"), STR("é")));
    assert_false(str_eq_nocase(STR("@"), STR("`"))); /* 32 apart as letters are */
    assert_false(str_eq_nocase(STR("a"), STR("aa")));
}

static void str_cuts(void **state)
{
    (void)state;
    assert_str(str_skip(STR("abc"), 1), "bc");
    assert_str(str_skip(STR("abc"), 3), "");
    assert_str(str_skip(STR("abc"), 99), "");
    assert_int_equal(str_skip(str_of(NULL, 0), 1).len, 0);
    assert_str(str_trim(STR(" \t\r\n\v\f\0a b\0 ")), "a b");
    assert_str(str_trim(STR(" \n ")), "");
    assert_str(str_trim(str_of(NULL, 0)), "");
}

static void str_splits(void **state)
{
    (void)state;
    struct str rest = STR("a,,b,");
    assert_str(str_split(&rest, ','), "a");
    assert_str(str_split(&rest, ','), "");
    assert_str(str_split(&rest, ','), "b");
    assert_non_null(rest.data);
    assert_str(str_split(&rest, ','), "");
    assert_null(rest.data);
    rest = str_of(NULL, 0);
    assert_str(str_split(&rest, ','), "");
    assert_null(rest.data);
}

/* ---- buf --------------------------------------------------------------------------------------- */

static void buf_grows_and_ends_in_nul(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    assert_str(buf_view(&b), "");
    buf_str(&b, str_of(NULL, 0));
    assert_string_equal(b.data, "");
    buf_cstr(&b, "abc");
    buf_putc(&b, 'd');
    buf_fill(&b, '-', 3);
    buf_printf(&b, "%d%s", 42, "x");
    buf_append(&b, "\0y", 2);
    assert_str(buf_view(&b), "abcd---42x\0y");
    assert_int_equal(b.data[b.len], 0);
    buf_consume(&b, 0);
    buf_consume(&b, 4);
    assert_str(buf_view(&b), "---42x\0y");
    assert_int_equal(b.data[b.len], 0);
    for (int i = 0; i < 100000; i++)
        buf_putc(&b, 'z');
    assert_int_equal(b.len, 100008);
    assert_int_equal(b.data[b.len], 0);
    assert_int_equal(buf_failed(&b, NULL), 0);
    buf_clear(&b);
    assert_int_equal(b.len, 0);
    assert_string_equal(b.data, "");
    buf_release(&b);
    buf_release(&b);
    assert_null(b.data);
}

static void buf_remembers_that_it_was_full(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    struct err err;
    b.limit = 5;
    buf_cstr(&b, "abc");
    buf_cstr(&b, "def");
    assert_int_equal(buf_failed(&b, &err), ERR_LIMIT);
    assert_string_equal(err.msg, "text longer than 5 bytes");
    buf_putc(&b, 'x'); /* would fit, but something is missing before it */
    buf_printf(&b, "%d", 1);
    buf_fill(&b, ' ', 1);
    buf_varint(&b, 1);
    assert_str(buf_view(&b), "abc");
    buf_clear(&b);
    buf_cstr(&b, "abcde");
    assert_int_equal(buf_failed(&b, &err), 0);
    assert_str(buf_view(&b), "abcde");
    buf_release(&b);
    assert_int_equal(b.limit, 5);
}

static void buf_refuses_what_no_memory_holds(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    struct err err;
    buf_cstr(&b, "abc");
    assert_null(buf_reserve(&b, SIZE_MAX));
    assert_int_equal(buf_failed(&b, &err), ERR_LIMIT);
    assert_str(buf_view(&b), "abc");
    buf_release(&b);
}

static void buf_writes_utf8(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    static const uint32_t points[] = {'a', 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        buf_utf8(&b, points[i]);
    struct str s = buf_view(&b);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++)
        assert_int_equal(utf8_next(&s), points[i]);
    assert_int_equal(s.len, 0);
    buf_clear(&b);
    buf_utf8(&b, 0xD800);
    buf_utf8(&b, 0xDFFF);
    buf_utf8(&b, 0x110000);
    assert_str(buf_view(&b), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
    buf_release(&b);
}

static void varints_go_round(void **state)
{
    (void)state;
    struct buf b = BUF_INIT;
    for (unsigned shift = 0; shift < 64; shift++) {
        uint64_t near[] = {((uint64_t)1 << shift) - 1, (uint64_t)1 << shift, UINT64_MAX >> shift};
        for (size_t i = 0; i < 3; i++) {
            buf_clear(&b);
            buf_varint(&b, near[i]);
            size_t len = b.len;
            buf_putc(&b, 'x');
            uint64_t   back = ~near[i];
            struct str s    = buf_view(&b);
            assert_true(str_varint(&s, &back));
            assert_true(back == near[i]);
            assert_str(s, "x");
            for (size_t torn = 0; torn < len; torn++) {
                s = str_of(b.data, torn);
                assert_false(str_varint(&s, &back));
                assert_int_equal(s.len, torn);
            }
        }
    }
    uint64_t   value = 7;
    struct str over  = STR("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02");
    assert_false(str_varint(&over, &value));
    struct str endless = STR("\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x00");
    assert_false(str_varint(&endless, &value));
    assert_int_equal(value, 7);
    buf_release(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(err_keeps_code_message_and_context),
        cmocka_unit_test(err_may_be_nobody),
        cmocka_unit_test(err_tells_system_failures_apart),
        cmocka_unit_test(err_is_cut_between_characters),
        cmocka_unit_test(err_table_is_complete),
        cmocka_unit_test(str_compares),
        cmocka_unit_test(str_cuts),
        cmocka_unit_test(str_splits),
        cmocka_unit_test(buf_grows_and_ends_in_nul),
        cmocka_unit_test(buf_remembers_that_it_was_full),
        cmocka_unit_test(buf_refuses_what_no_memory_holds),
        cmocka_unit_test(buf_writes_utf8),
        cmocka_unit_test(varints_go_round),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
