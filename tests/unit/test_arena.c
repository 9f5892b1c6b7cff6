/* arena: what it hands out is aligned, apart, and lives until it is cleared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"

enum { MANY = 5000 };

/* Sizes of all sorts: none, odd ones, larger than a block to begin with, larger than any. */
static size_t size_of(size_t i)
{
    return i % 500 == 499 ? 300000 : i % 100 == 99 ? 5000 : i % 41;
}

static void fill(struct arena *a)
{
    static unsigned char *got[MANY];
    size_t                total = 0;
    for (size_t i = 0; i < MANY; i++) {
        got[i] = arena_alloc(a, size_of(i));
        assert_non_null(got[i]);
        assert_int_equal((uintptr_t)got[i] % _Alignof(max_align_t), 0);
        memset(got[i], (int)(i % 251), size_of(i));
        total += size_of(i);
    }
    assert_true(a->used >= total);
    for (size_t i = 0; i < MANY; i++)
        for (size_t k = 0; k < size_of(i); k++)
            assert_int_equal(got[i][k], i % 251);
}

static void allocations_are_apart(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    for (int round = 0; round < 3; round++) {
        fill(&a);
        arena_clear(&a);
        assert_int_equal(a.used, 0);
    }
    arena_release(&a);
    arena_release(&a);
}

static void a_large_one_comes_first(void **state)
{
    (void)state;
    struct arena a     = ARENA_INIT;
    char        *large = arena_alloc(&a, 1 << 20), *small = arena_alloc(&a, 1);
    assert_non_null(large);
    assert_non_null(small);
    memset(large, 1, 1 << 20);
    *small = 2;
    arena_clear(&a);
    assert_non_null(arena_alloc(&a, 0));
    arena_release(&a);
}

static void what_no_memory_holds_is_refused(void **state)
{
    (void)state;
    struct arena a = ARENA_INIT;
    assert_null(arena_alloc(&a, SIZE_MAX));
    assert_null(arena_alloc(&a, SIZE_MAX - 15));
    assert_null(arena_alloc(&a, SIZE_MAX / 2 + 1));
    assert_int_equal(a.used, 0);
    assert_non_null(arena_alloc(&a, 10));
    assert_null(arena_alloc(&a, SIZE_MAX / 2 + 1));
    arena_release(&a);
}

static void texts_are_copied(void **state)
{
    (void)state;
    struct arena a      = ARENA_INIT;
    char         text[] = "harbour";
    struct str   copy   = arena_copy(&a, STR(text));
    text[0]             = 'x';
    assert_true(str_eq(copy, STR("harbour")));
    size_t used = a.used;
    assert_int_equal(arena_copy(&a, STR("")).len, 0);
    assert_int_equal(a.used, used);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(allocations_are_apart),
        cmocka_unit_test(a_large_one_comes_first),
        cmocka_unit_test(what_no_memory_holds_is_refused),
        cmocka_unit_test(texts_are_copied),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
