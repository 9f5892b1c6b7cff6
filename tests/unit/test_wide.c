/* The two ways of code for wide registers do the same, to the bit. Where the processor has none the second one is not
 * there, and these tests are skipped; GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2 makes it look so. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/wide.h"
#include "corpus/random.h"
#include "postings/postings_bits.h"
#include "query/lookup_window.h"

static struct random chance;

static uint32_t draw(uint32_t below)
{
    return (uint32_t)random_below(&chance, below);
}

static void must_be_wide(void)
{
    if (!wide_here())
        skip();
}

/* Docids behind base, of a block that spans as many as `span`. */
static void draw_docids(uint32_t *docids, uint32_t base, uint32_t span)
{
    uint32_t i = 0;
    for (uint32_t at = 1; i < POSTINGS_BLOCK; at++)
        if (span - at < POSTINGS_BLOCK - i || draw(span) < POSTINGS_BLOCK)
            docids[i++] = base + at;
}

static void test_bits(void **state)
{
    (void)state;
    must_be_wide();
    for (uint32_t round = 0; round < 20000; round++) {
        const uint32_t base = draw(3) ? draw(1000000) : UINT32_MAX - 5000;
        const uint32_t span = POSTINGS_BLOCK + draw(2048 - POSTINGS_BLOCK);
        uint32_t       docids[POSTINGS_BLOCK], one[POSTINGS_BLOCK], two[POSTINGS_BLOCK];
        uint8_t        bytes[9 * 33];
        draw_docids(docids, base, span);
        const uint32_t last = docids[POSTINGS_BLOCK - 1];
        bits_pack(bytes, docids, base);
        assert_true(bits_unpack(bytes, one, base, last, false));
        assert_true(bits_unpack(bytes, two, base, last, true));
        assert_memory_equal(one, docids, sizeof docids);
        assert_memory_equal(two, docids, sizeof docids);
        bytes[draw((uint32_t)bits_bytes(last - base))] ^= (uint8_t)(1 << draw(8)); /* both refuse, or read the same */
        const bool read = bits_unpack(bytes, one, base, last, false);
        assert_int_equal(bits_unpack(bytes, two, base, last, true), read);
        if (read)
            assert_memory_equal(one, two, sizeof one);
    }
}

static void test_window(void **state)
{
    (void)state;
    static struct lookup_window windows[2];
    must_be_wide();
    for (uint32_t round = 0; round < 2000; round++) {
        const uint32_t base = 1 + draw(1000000), size = LOOKUP_WINDOW_LEAST + draw(LOOKUP_WINDOW - LOOKUP_WINDOW_LEAST);
        const double   least = draw(100) / 10.0;
        for (uint32_t lists = 1 + draw(40); lists; lists--) {
            uint32_t docids[POSTINGS_BLOCK], count = 0;
            double   weights[POSTINGS_BLOCK];
            for (uint32_t at = draw(size); at < size && count < POSTINGS_BLOCK; at += 1 + draw(20)) {
                docids[count]    = base + at;
                weights[count++] = draw(1000) / 300.0;
            }
            for (int w = 0; w < 2; w++)
                lookup_window_add(&windows[w], base, docids, weights, count, least, w == 1);
            assert_memory_equal(&windows[0], &windows[1], sizeof windows[0]);
        }
        for (int w = 0; w < 2; w++) {
            lookup_window_clear(&windows[w], base, size);
            for (uint32_t i = 0; i < LOOKUP_WINDOW; i++)
                assert_true(windows[w].sums[i] == 0);
            memset(&windows[w], 0, sizeof windows[w]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_bits), cmocka_unit_test(test_window)};
    random_init(&chance, 1, 0);
    print_message("# wide registers: %s\n", wide_here() ? "yes" : "no");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
