/* postings: files that were tampered with, checksums made good again, are refused or read as something, never read
 * beyond; cut ones are refused. PRESSMARK_ROUNDS=N damages each file N times, PRESSMARK_SEED=N in other ways. */
#include "test_damage.h"
#include "test_postings.h"

#include <sys/wait.h>

/* ---- reading all there is -------------------------------------------------------------------- */

/* Blocks and positions of a list; whatever they say of docids must hold. */
static void read_blocks(const struct postings_file *f, const struct postings_list *list)
{
    struct postings_impact impacts[POSTINGS_IMPACTS];
    uint32_t               docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK], lengths[POSTINGS_BLOCK];
    for (uint32_t block = 0; block < list->blocks && block < 200; block++) {
        struct postings_block b;
        struct postings_bits  bits;
        int                   n = postings_block_read(list, block, docids, NULL, &err);
        if (postings_block_open(list, block, &b, &err) == 0 && postings_block_bits(&b, &bits))
            for (uint32_t d = bits.base + 1; d <= bits.last; d++) {
                uint32_t i = postings_bits_index(&bits, d);
                assert_in_range(i, 0, POSTINGS_BLOCK - 1);
                if (postings_bits_has(&bits, d))
                    (void)postings_bits_count(&bits, i);
            }
        assert_in_range(postings_block_impacts(list, block, impacts), 1, POSTINGS_IMPACTS);
        assert_in_range(postings_group_impacts(list, block / POSTINGS_GROUP, impacts), 1, POSTINGS_IMPACTS);
        uint32_t to = postings_block_seek(list, block, draw(postings_file_documents(f) + 2));
        assert_in_range(to, block, list->blocks);
        if (n < 0) {
            assert_int_equal(n, ERR_CORRUPT);
            continue;
        }
        assert_int_equal(n, postings_block_count(list, block));
        for (int i = 0; i < n; i++)
            assert_true(docids[i] > (i ? docids[i - 1] : 0) && docids[i] <= postings_file_documents(f));
        if (postings_block_counts(list, &b, counts, &err) < 0)
            continue;
        for (int i = 0; i < n; i++)
            assert_true(counts[i] > 0);
        (void)postings_block_lengths(list, &b, docids, lengths, &err);
        struct postings_run run = {.table = NULL};
        for (int i = 0; list->kind == POSTINGS_POSITIONS && i < n; i++) {
            const size_t room      = counts[i] + draw(2) * (size_t)POSTINGS_SPARE;
            uint32_t    *positions = must_have(malloc(room * sizeof *positions));
            if (postings_run_positions(list, block, (uint32_t)i, counts, &run, positions, room, &err) == 0)
                for (uint32_t k = 1; k < counts[i]; k++)
                    assert_true(positions[k] > positions[k - 1]);
            free(positions);
        }
    }
}

/* All of a list. */
static void read_list(const struct postings_file *f, const struct postings_term *term)
{
    struct postings_list   list;
    struct postings_impact impacts[POSTINGS_IMPACTS];
    if (postings_list_open(&list, f, term, &err) < 0)
        return;
    assert_in_range(list.last_docid, 1, postings_file_documents(f));
    assert_in_range(postings_list_impacts(&list, impacts), 1, POSTINGS_IMPACTS);
    uint32_t best[POSTINGS_HEAD_MOST], wdfs[POSTINGS_HEAD_MOST], lengths[POSTINGS_HEAD_MOST];
    int      head = postings_list_head(&list, best, wdfs, lengths, &err);
    assert_true(head == ERR_CORRUPT || (head >= 0 && head <= POSTINGS_HEAD_MOST));
    for (int i = 0; i < head; i++)
        assert_true(best[i] > (i ? best[i - 1] : 0) && best[i] <= postings_file_documents(f) && wdfs[i] > 0);
    struct postings_list champions;
    int there = postings_list_champions(&list, &champions, &err);
    assert_true(there == ERR_CORRUPT || there == 0 || there == 1);
    if (there > 0)
        read_blocks(f, &champions);
    for (uint32_t i = 0; i < list.champion_bound_count; i++)
        (void)postings_champion_bound(&list, i);
    for (uint32_t d = 1; list.ranges && d <= postings_file_documents(f); d++)
        assert_in_range(postings_range_number(list.ranges, d), 0, POSTINGS_RANGE_NUMBERS - 1);
    struct postings_value value;
    const bool            column = postings_value_of(f, term, &value);
    for (uint32_t d = 1; column && d <= postings_file_documents(f); d++)
        assert_in_range(postings_value_has(&value, d), POSTINGS_HAS_NOT, POSTINGS_HAS_SEVERAL);
    read_blocks(f, &list);
}

static void read_file(const char *path)
{
    struct postings_file *f;
    struct postings_terms terms;
    struct postings_term  term, found;
    struct str            name;
    int                   more;
    if (postings_file_open(&f, path, &err) < 0)
        return;
    const uint16_t *lengths = postings_file_lengths(f);
    uint64_t        sum     = 0;
    for (uint32_t d = 1; d <= postings_file_documents(f); d++) {
        int64_t date;
        sum += postings_length(f, lengths, d) + postings_date(f, d, &date);
    }
    (void)sum;
    if (postings_terms_init(&terms, f, str_of("", 0), &err) == 0)
        while ((more = postings_terms_next(&terms, &name, &term, &err)) > 0) {
            char copy[POSTINGS_TERM_MAX];
            memcpy(copy, name.data, name.len);
            assert_in_range(name.len, 1, POSTINGS_TERM_MAX);
            if (postings_file_find(f, str_of(copy, name.len), &found, &err) > 0)
                read_list(f, &found);
            read_list(f, &term);
        }
    if (postings_terms_init(&terms, f, STR("Z\xff"), &err) == 0)
        while (postings_terms_next(&terms, &name, &term, &err) > 0)
            read_list(f, &term);
    postings_file_close(f);
}

/* Also what reads with other code: the check and the merge. */
static void read_everything(const char *path)
{
    read_file(path);
    int code = postings_check(path, &err);
    assert_true(code == 0 || code == ERR_CORRUPT || code == ERR_VERSION);
    const char *const both[] = {path, path};
    const char       *merged = path_of("merged");
    code                     = postings_merge(both, NULL, 2, merged, &err);
    if (code == 0)
        read_file(merged);
    assert_true(code == 0 || code == ERR_CORRUPT || code == ERR_VERSION);
    assert_int_equal(access(merged, F_OK), code == 0 ? 0 : -1);
    unlink(merged);
}

/* ---- damage ---------------------------------------------------------------------------------- */

static void make_sample(struct buf *b, uint32_t documents, uint32_t words)
{
    struct model m    = {0};
    const char  *path = path_of("sample");
    for (uint32_t d = 0; d < documents; d++)
        add_random(&m, words);
    model_add(&m, STR("Zlong"), POSTINGS_WEIGHED, 70000, NULL);
    model_build(&m, 1, m.documents + 1, path);
    read_all(path, b);
    unlink(path);
    model_release(&m);
}

static uint32_t rounds(uint32_t usual)
{
    const char *asked = getenv("PRESSMARK_ROUNDS");
    return asked ? (uint32_t)strtoul(asked, NULL, 10) : usual;
}

/* Harm the first `reach` bytes of a file of so many documents, `count` times. */
static void check_damage_of(const struct buf *sample, size_t reach, uint32_t documents, uint32_t count)
{
    const char    *said  = getenv("PRESSMARK_SEED");
    const uint64_t first = said ? strtoull(said, NULL, 10) : 0;
    struct buf     b     = BUF_INIT;
    for (uint32_t i = 0; i < count; i++) {
        seed = (first + i) << 32 | documents;
        buf_clear(&b);
        buf_str(&b, buf_view(sample));
        damage((uint8_t *)b.data, reach, draw);
        make_good(&b);
        const char *path = path_of("damaged");
        write_file(path, b.data, b.len);
        read_everything(path);
        unlink(path);
    }
    buf_release(&b);
}

static void check_damage(uint32_t documents, uint32_t words, uint32_t count)
{
    struct buf sample = BUF_INIT;
    make_sample(&sample, documents, words);
    check_damage_of(&sample, sample.len, documents, count);
    buf_release(&sample);
}

static void test_damage_small(void **state)
{
    (void)state;
    check_damage(3, 8, rounds(8000));
}

static void test_damage(void **state)
{
    (void)state;
    check_damage(60, 30, rounds(2500));
}

static void test_damage_blocks(void **state)
{
    (void)state;
    check_damage(700, 5, rounds(1200)); /* lists with heads */
}

/* Lists of a file so large that lengths stand beside their postings, and that there are ranges. */
static void test_damage_beside(void **state)
{
    (void)state;
    struct model         m      = {0};
    struct buf           sample = BUF_INIT;
    struct postings_head head;
    const char          *path = path_of("large");
    for (uint32_t d = 0; d <= POSTINGS_BESIDE; d++) {
        model_begin(&m);
        if (d % 25 == 0)
            model_add(&m, STR("Zword"), POSTINGS_WEIGHED, 1 + d % 17, NULL);
        if (d % 700 == 0)
            model_add(&m, STR("Zrarer"), POSTINGS_WEIGHED, 1 + draw(draw(10) ? 500 : 80000), NULL);
    }
    model_build(&m, 1, m.documents + 1, path);
    read_all(path, &sample);
    unlink(path);
    memcpy(&head, sample.data, sizeof head);
    check_damage_of(&sample, sizeof head + head.section[SECTION_LISTS].size, head.documents, rounds(250));
    buf_release(&sample);
    model_release(&m);
}

/* A list with champions, and few other bytes. */
static void test_damage_champions(void **state)
{
    (void)state;
    struct model m      = {0};
    struct buf   sample = BUF_INIT;
    const char  *path   = path_of("champions");
    for (uint32_t d = 0; d <= POSTINGS_CHAMPIONS_LEAST; d++) {
        model_begin(&m);
        model_add(&m, STR("Zword"), POSTINGS_WEIGHED, d % 11 ? 1 : 1 + d % 17, NULL);
    }
    model_build(&m, 1, m.documents + 1, path);
    read_all(path, &sample);
    unlink(path);
    check_damage_of(&sample, sample.len, m.documents, rounds(400));
    buf_release(&sample);
    model_release(&m);
}

/* Whatever bit flips, the check finds it. */
static void test_flips_are_found(void **state)
{
    (void)state;
    struct buf sample = BUF_INIT;
    make_sample(&sample, 20, 10);
    for (size_t i = 0; i < sample.len; i++) {
        const char *path = path_of("flipped");
        sample.data[i]   = (char)(sample.data[i] ^ 1 << i % 8);
        write_file(path, sample.data, sample.len);
        read_file(path);
        int code = postings_check(path, &err);
        assert_true(code == ERR_CORRUPT || (code == ERR_VERSION && i >= 8 && i < 12));
        sample.data[i] = (char)(sample.data[i] ^ 1 << i % 8);
    }
    buf_release(&sample);
}

/* Neither the version before this one is read nor the next one. */
static void test_versions(void **state)
{
    (void)state;
    struct buf sample = BUF_INIT;
    make_sample(&sample, 20, 10);
    for (uint32_t version = POSTINGS_VERSION - 1; version <= POSTINGS_VERSION + 1; version++) {
        const char *path = path_of("version");
        memcpy(sample.data + offsetof(struct postings_head, version), &version, sizeof version);
        make_good(&sample);
        write_file(path, sample.data, sample.len);
        assert_int_equal(postings_check(path, &err), version == POSTINGS_VERSION ? 0 : ERR_VERSION);
    }
    buf_release(&sample);
}

static void test_truncated(void **state)
{
    (void)state;
    struct buf            sample = BUF_INIT;
    struct postings_file *f;
    make_sample(&sample, 10, 6);
    for (size_t len = 0; len < sample.len; len++) {
        const char *path = path_of("cut");
        write_file(path, sample.data, len);
        assert_int_equal(postings_file_open(&f, path, &err), ERR_CORRUPT);
        assert_null(f);
    }
    buf_putc(&sample, 0);
    const char *path = path_of("longer");
    write_file(path, sample.data, sample.len);
    assert_int_equal(postings_file_open(&f, path, &err), ERR_CORRUPT);
    buf_release(&sample);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_truncated),    cmocka_unit_test(test_flips_are_found),
        cmocka_unit_test(test_damage_small), cmocka_unit_test(test_damage),
        cmocka_unit_test(test_damage_blocks), cmocka_unit_test(test_damage_beside),
        cmocka_unit_test(test_damage_champions),
        cmocka_unit_test(test_versions),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
