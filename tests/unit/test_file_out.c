/* file_out: what is written comes back, whatever the sizes; what is there stays, and what failed is removed. */
#include "test_xap.h"

#include <sys/resource.h>
#include <signal.h>

#include "base/file.h"
#include "base/file_out.h"

static struct file_out open_out(const char *name)
{
    struct file_out o;
    OK(file_out_create(&o, at(name), &err));
    return o;
}

static void holds(const char *name, struct str wanted)
{
    struct buf bytes = BUF_INIT;
    OK(file_read(at(name), &bytes, &err));
    assert_true(str_eq(buf_view(&bytes), wanted));
    buf_release(&bytes);
}

/* Some pieces and a bit, written in writes of all sizes, the largest of several pieces. */
static void what_is_written_comes_back(void **state)
{
    (void)state;
    struct buf all = BUF_INIT;
    uint32_t   dice = 3;
    for (size_t i = 0; i < 5 * (size_t)FILE_OUT_PIECE + 12345; i++) {
        dice = dice * 1664525 + 1013904223;
        buf_putc(&all, (int)(dice >> 24));
    }
    static const size_t sizes[] = {0, 1, 100, 4096, FILE_OUT_PIECE - 1, FILE_OUT_PIECE, 2 * FILE_OUT_PIECE + 5};
    for (int round = 0; round < 3; round++) {
        struct file_out o = open_out("all");
        for (size_t done = 0; done < all.len;) {
            dice     = dice * 1664525 + 1013904223;
            size_t n = round == 0 ? 30000 : round == 1 ? all.len : sizes[(dice >> 8) % 7];
            n        = n < all.len - done ? n : all.len - done;
            OK(file_out_write(&o, all.data + done, n, &err));
            done += n;
            assert_int_equal(o.at, done);
        }
        OK(file_out_finish(&o, &err));
        file_out_release(&o);
        file_out_release(&o);
        holds("all", buf_view(&all));
        assert_int_equal(unlink(at("all")), 0);
    }
    buf_release(&all);
}

/* A head that is written last, and bytes that are shown before they are written for good. */
static void other_places(void **state)
{
    (void)state;
    struct file_out o = open_out("places");
    OK(file_out_write(&o, "....the body", 12, &err));
    holds("places", STR(""));
    OK(file_out_show(&o, &err));
    OK(file_out_write_at(&o, " and more", 9, o.at, &err));
    holds("places", STR("....the body and more"));
    OK(file_out_write(&o, ", which ends", 12, &err));
    OK(file_out_flush(&o, &err));
    OK(file_out_write_at(&o, "head", 4, 0, &err));
    OK(file_out_finish(&o, &err));
    holds("places", STR("headthe body, which ends"));
    file_out_release(&o);
    holds("places", STR("headthe body, which ends"));
}

static void what_fails_is_removed(void **state)
{
    (void)state;
    struct file_out o;
    OK(file_write(at("mine"), STR("precious"), &err));
    FAILS(ERR_EXISTS, file_out_create(&o, at("mine"), &err));
    file_out_release(&o);
    holds("mine", STR("precious"));
    FAILS(ERR_NOT_FOUND, file_out_create(&o, at("no/such/folder"), &err));
    file_out_release(&o);

    o = open_out("left"); /* not finished */
    OK(file_out_write(&o, "x", 1, &err));
    file_out_release(&o);
    assert_int_not_equal(access(at("left"), F_OK), 0);

    struct rlimit was, now;
    signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
    now = (struct rlimit){1000, was.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &now), 0);
    o = open_out("large");
    static const char many[2000];
    OK(file_out_write(&o, many, sizeof many, &err)); /* pending */
    int codes[] = {file_out_show(&o, &err), file_out_write_at(&o, many, 10, 5000, &err), file_out_finish(&o, &err)};
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(codes[i], ERR_IO);
    assert_non_null(strstr(err.msg, "large"));
    file_out_release(&o);
    assert_int_not_equal(access(at("large"), F_OK), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_written_comes_back),
        cmocka_unit_test(other_places),
        cmocka_unit_test(what_fails_is_removed),
    };
    return cmocka_run_group_tests_name("file_out", tests, make_scratch, remove_scratch);
}
