/* postings_codec, postings_impacts: against plain implementations of what their headers say. */
#include "test_postings.h"

#include "postings/postings_codec.h"
#include "postings/postings_impacts.h"

enum { FULL = 128 };

static uint32_t draw_bits(unsigned bits)
{
    uint32_t any = draw(UINT32_MAX) ^ draw(2);
    return bits == 32 ? any : any & ((1u << bits) - 1);
}

/* Bit `bit` of number `i`, where the layout has it. */
static unsigned bit_of(const uint8_t *bytes, size_t count, unsigned bits, size_t i, unsigned bit)
{
    size_t at;
    if (count == FULL) {
        size_t in_lane = i / 4 * bits + bit;
        at             = (in_lane / 32 * 4 + i % 4) * 32 + in_lane % 32;
    } else {
        at = i * bits + bit;
    }
    return bytes[at / 8] >> at % 8 & 1;
}

static void check_codec(const uint32_t *numbers, size_t count, unsigned bits)
{
    uint8_t  bytes[4 * FULL + 16];
    uint32_t got[FULL], plain[FULL] = {0};
    size_t   size = codec_bytes(count, bits);
    memset(bytes, 0xa5, sizeof bytes);
    assert_true(codec_bits(numbers, count) <= bits);
    codec_pack(bytes, numbers, count, bits);
    for (size_t i = size + 8; i < sizeof bytes; i++)
        assert_int_equal(bytes[i], 0xa5);
    memset(bytes + size, 0xff, sizeof bytes - size); /* what stands behind is nobody's business */
    for (size_t i = 0; i < count; i++)
        for (unsigned bit = 0; bit < bits; bit++)
            plain[i] |= bit_of(bytes, count, bits, i, bit) << bit;
    assert_memory_equal(plain, numbers, count * sizeof *numbers);
    codec_unpack(bytes, got, count, bits);
    assert_memory_equal(got, numbers, count * sizeof *numbers);
    for (uint32_t i = 0; count == FULL && i < FULL; i++)
        assert_int_equal(codec_one(bytes, i, bits), numbers[i]);
}

static void test_pack(void **state)
{
    (void)state;
    for (unsigned bits = 0; bits <= 32; bits++)
        for (size_t count = 1; count <= FULL; count++)
            for (unsigned round = 0; round < 4; round++) {
                uint32_t numbers[FULL];
                for (size_t i = 0; i < count; i++)
                    numbers[i] = round == 0 ? draw_bits(bits) : round == 1 ? draw_bits(draw(bits + 1)) : 0;
                if (round == 3 && bits) /* all bits of the last one only */
                    numbers[count - 1] = bits == 32 ? UINT32_MAX : (1u << bits) - 1;
                check_codec(numbers, count, bits);
                if (round == 3)
                    assert_int_equal(codec_bits(numbers, count), bits);
            }
}

static void test_sum(void **state)
{
    (void)state;
    for (unsigned round = 0; round < 200; round++) {
        uint32_t numbers[FULL], want[FULL], base = draw_bits(round % 33), sum = base;
        for (size_t i = 0; i < FULL; i++) {
            numbers[i] = draw_bits(round % 33);
            want[i]    = sum += numbers[i] + 1;
        }
        codec_sum(numbers, base);
        assert_memory_equal(numbers, want, sizeof want);
    }
}

static void test_varints(void **state)
{
    (void)state;
    uint8_t bytes[8192], *end = bytes;
    size_t  ends[1000];
    for (unsigned i = 0; i < 1000; i++) {
        uint64_t value = draw(3) ? draw(200) : i < 8 ? UINT64_MAX >> i * 7 : (uint64_t)draw_bits(32) << draw(32);
        uint64_t got   = 0;
        uint8_t *from  = end;
        if (end > bytes + sizeof bytes - 10)
            break;
        end                = store_varint(end, value);
        const uint8_t *p   = from;
        assert_true(load_varint(&p, end, &got));
        assert_true(got == value && p == end);
        p = from;
        assert_false(load_varint(&p, end - 1, &got)); /* torn */
        ends[i] = (size_t)(end - bytes);
        for (unsigned back = 0; back <= i && back < 40; back++) {
            const uint8_t *start = i == back ? bytes : bytes + ends[i - back - 1];
            assert_ptr_equal(postings_skip_varints(start, end, back + 1), end);
            assert_null(postings_skip_varints(start, end - 1, back + 1));
        }
    }
    static const uint8_t too_long[] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02};
    const uint8_t       *p          = too_long;
    uint64_t             got = 0;
    assert_false(load_varint(&p, too_long + sizeof too_long, &got));
    assert_null(postings_skip_varints(too_long, too_long + sizeof too_long, UINT64_MAX));
}

static void test_length_byte(void **state)
{
    (void)state;
    for (unsigned byte = 0; byte < 256; byte++) {
        uint32_t length = postings_byte_length((uint8_t)byte);
        assert_int_equal(postings_length_byte(length), byte);
        if (byte == 0)
            continue;
        uint32_t below = postings_byte_length((uint8_t)(byte - 1));
        assert_true(below < length && (length < 32 ? length == below + 1 : length - below <= below / 16 + 1));
        assert_int_equal(postings_length_byte(length - 1), byte - 1);
    }
    assert_int_equal(postings_length_byte(UINT32_MAX), 255);
}

/* Every posting is bounded by the pairs kept, and pairs are the smallest that do where four suffice. */
static void test_impacts(void **state)
{
    (void)state;
    struct impact_scale scale;
    struct impact_set   set, more;
    impact_scale_init(&scale, 200, 1);
    impact_set_init(&set);
    impact_set_init(&more);
    for (unsigned round = 0; round < 2000; round++) {
        uint32_t wdf[FULL], length[FULL], count = 1 + draw(FULL), spread = 1 + draw(draw(2) ? 4 : 300);
        uint8_t  pairs[POSTINGS_IMPACT_BYTES], above[POSTINGS_IMPACT_BYTES];
        for (uint32_t i = 0; i < count; i++) {
            wdf[i]    = 1 + draw(spread);
            length[i] = draw(4) ? 50 * wdf[i] + draw(50) : draw(100000);
            impact_set_add(&set, wdf[i], postings_length_byte(length[i]));
        }
        impact_set_take(&set, &scale, POSTINGS_IMPACTS, pairs, &more);
        impact_set_take(&more, &scale, POSTINGS_IMPACTS, above, NULL);
        assert_memory_equal(pairs, above, sizeof pairs);
        unsigned kept = 0;
        while (kept < POSTINGS_IMPACTS && pairs[2 * kept])
            kept++;
        assert_in_range(kept, 1, POSTINGS_IMPACTS);
        for (uint32_t i = 0; i < count; i++) {
            bool bounded = false;
            for (unsigned k = 0; k < kept; k++)
                bounded |= (pairs[2 * k] == 255 || pairs[2 * k] >= wdf[i]) &&
                           postings_byte_length(pairs[2 * k + 1]) <= length[i];
            assert_true(bounded);
        }
        for (unsigned k = 1; k < kept; k++)
            assert_true(pairs[2 * k] < pairs[2 * k - 2] && pairs[2 * k + 1] < pairs[2 * k - 1]);
        if (kept < POSTINGS_IMPACTS) /* none was merged: each is a posting there was */
            for (unsigned k = 0; k < kept; k++) {
                bool there = false;
                for (uint32_t i = 0; i < count; i++)
                    there |= (wdf[i] < 255 ? wdf[i] : 255) == pairs[2 * k] &&
                             postings_length_byte(length[i]) == pairs[2 * k + 1];
                assert_true(there);
            }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pack),        cmocka_unit_test(test_sum),     cmocka_unit_test(test_varints),
        cmocka_unit_test(test_length_byte), cmocka_unit_test(test_impacts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
