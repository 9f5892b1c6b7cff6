/* deflate: what it packs is what inflate unpacks; it is smaller, or there is nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <zlib.h>

#include "corpus/random.h"
#include "store/deflate.h"

enum { MOST = 10000, GUARD = 0xA5 };

static struct random    chance;
static struct deflater *d;

static uint32_t draw(uint32_t below)
{
    return (uint32_t)random_below(&chance, below);
}

static void packed_is_unpacked(const unsigned char *from, size_t size, bool smaller)
{
    static unsigned char to[MOST + 1], back[MOST + 1];
    memset(to, GUARD, sizeof to);
    const size_t n = deflater_pack(d, from, size, to);
    assert_int_equal(to[size], GUARD);
    assert_int_equal(n > 0, smaller);
    if (n == 0)
        return;
    assert_true(n < size);
    z_stream z = {.next_in = to, .avail_in = (uInt)n, .next_out = back, .avail_out = sizeof back};
    assert_int_equal(inflateInit2(&z, -15), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, size);
    assert_int_equal(z.avail_in, 0);
    assert_memory_equal(back, from, size);
    inflateEnd(&z);
}

static void small_numbers_get_smaller(void **state)
{
    static unsigned char bytes[MOST];
    (void)state;
    for (size_t i = 0; i < MOST; i++)
        bytes[i] = i % 2 ? 1 + (draw(8) == 0) : (unsigned char)draw(30);
    for (size_t size = 100; size <= MOST; size += 1 + draw(400))
        packed_is_unpacked(bytes + draw((uint32_t)(MOST - size + 1)), size, true);
}

static void chance_stays_as_it_is(void **state)
{
    static unsigned char bytes[MOST];
    (void)state;
    for (size_t i = 0; i < MOST; i++)
        bytes[i] = (unsigned char)draw(256);
    for (size_t size = 0; size <= MOST; size += 1 + draw(400))
        packed_is_unpacked(bytes, size, false);
    memset(bytes, 7, sizeof bytes);
    packed_is_unpacked(bytes, MOST, true); /* as well as ever, after those */
    packed_is_unpacked(bytes, 1, false);
}

static int begin(void **state)
{
    struct err err;
    (void)state;
    random_init(&chance, 1, 0);
    return deflater_new(&d, &err);
}

static int end(void **state)
{
    (void)state;
    deflater_free(d);
    deflater_free(NULL);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_numbers_get_smaller),
        cmocka_unit_test(chance_stays_as_it_is),
    };
    return cmocka_run_group_tests_name("deflate", tests, begin, end);
}
