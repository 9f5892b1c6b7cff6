/* Lists of pairs of frequent words: they are what positions say, wherever these stand; merging gives the same; the
 * check finds wrong ones; and no bytes make reading them unsafe. */
#include "test_postings_large.h"

enum {
    LARGE    = 65537, /* documents of the smallest file with pairs */
    FREQUENT = 4097,  /* df that suffices there beside a word of all */
};

static struct str word_name(uint32_t word)
{
    static char names[4][8];
    static int  next;
    char       *name = names[next++ % 4];
    snprintf(name, sizeof names[0], "=%03u", word);
    return str_c(name);
}

/* ---- what is there ---------------------------------------------------------------------------- */

/* By word: how many documents have it, and whether it is among those that may be in pairs. */
struct words {
    uint32_t  documents;
    size_t    count;
    uint32_t *dfs;
    bool     *in;
};

static uint32_t word_of(const struct model_posting *p)
{
    const char *digits = p->term.data + 1;
    return (uint32_t)((digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0'));
}

/* The 512 most frequent, of those alike the first ones. */
static struct words choose_words(const struct model *m, size_t count)
{
    struct words w = {m->documents, count, must_have(calloc(count, sizeof *w.dfs)),
                      must_have(calloc(count, sizeof *w.in))};
    for (size_t i = 0; i < m->count; i++)
        if (m->postings[i].kind == POSTINGS_POSITIONS)
            w.dfs[word_of(&m->postings[i])]++;
    for (size_t a = 0; a < count; a++) {
        size_t before = 0;
        for (size_t b = 0; b < count; b++)
            before += w.dfs[b] > w.dfs[a] || (w.dfs[b] == w.dfs[a] && b < a);
        w.in[a] = m->documents >= LARGE && before < 512;
    }
    return w;
}

static bool are_paired(const struct words *w, uint32_t a, uint32_t b)
{
    return w->in[a] && w->in[b] && (double)w->dfs[a] * w->dfs[b] * 16 >= (double)w->documents * w->documents;
}

static int count_paired(const struct words *w)
{
    int count = 0;
    for (uint32_t a = 0; a < w->count; a++) {
        uint32_t b = 0;
        while (b < w->count && !are_paired(w, a, b))
            b++;
        count += b < w->count;
    }
    return count;
}

static void release_words(struct words *w)
{
    free(w->dfs);
    free(w->in);
}

/* Documents of all pairs, by docid. */
struct found {
    uint32_t *pairs, *docids;
    size_t    count, room;
};

static void note(struct found *all, uint32_t pair, uint32_t docid)
{
    if (all->count == all->room) {
        all->room   = all->room ? 2 * all->room : 1024;
        all->pairs  = must_have(realloc(all->pairs, all->room * sizeof *all->pairs));
        all->docids = must_have(realloc(all->docids, all->room * sizeof *all->docids));
    }
    all->pairs[all->count]    = pair;
    all->docids[all->count++] = docid;
}

struct occurrence {
    uint32_t position, word;
};

static int by_position(const void *left, const void *right)
{
    const struct occurrence *a = left, *b = right;
    return (a->position > b->position) - (a->position < b->position);
}

/* Occurrences of one document, in any order. `latest`: by pair the document it was found in last. */
static void find_in(struct occurrence *o, size_t count, const struct words *w, uint32_t docid, uint32_t *latest,
                    struct found *all)
{
    qsort(o, count, sizeof *o, by_position);
    for (size_t i = 0; i < count; i++)
        for (size_t k = i; k < count && o[k].position - o[i].position <= 1; k++) {
            const uint32_t pair = o[i].word * (uint32_t)w->count + o[k].word;
            if (o[k].position == o[i].position || latest[pair] == docid || !are_paired(w, o[i].word, o[k].word))
                continue;
            latest[pair] = docid;
            note(all, pair, docid);
        }
}

static void find_all(const struct model *m, const struct words *w, struct found *all)
{
    uint32_t          *latest = must_have(calloc(w->count * w->count, sizeof *latest));
    struct occurrence *places = NULL;
    for (size_t begin = 0, end; begin < m->count; begin = end) {
        size_t count = 0;
        for (end = begin; end < m->count && m->postings[end].docid == m->postings[begin].docid; end++) {
            const struct model_posting *p = &m->postings[end];
            if (p->kind != POSTINGS_POSITIONS)
                continue;
            places = must_have(realloc(places, (count + p->count) * sizeof *places));
            for (uint32_t i = 0; i < p->count; i++)
                places[count++] = (struct occurrence){p->positions[i], word_of(p)};
        }
        if (count)
            find_in(places, count, w, m->postings[begin].docid, latest, all);
    }
    free(places);
    free(latest);
}

/* ---- what the file says ------------------------------------------------------------------------ */

static void check_pair(const struct postings_file *f, const struct postings_term *pair, const struct found *all,
                       uint32_t number)
{
    struct postings_list list;
    uint32_t             docids[POSTINGS_BLOCK], at = 0;
    OK(postings_list_open(&list, f, pair, &err));
    for (size_t i = 0; i < all->count; i++) {
        if (all->pairs[i] != number)
            continue;
        if (at % POSTINGS_BLOCK == 0)
            assert_true(OK(postings_block_read(&list, at / POSTINGS_BLOCK, docids, NULL, &err)) > 0);
        assert_true(at < pair->df);
        assert_int_equal(docids[at++ % POSTINGS_BLOCK], all->docids[i]);
    }
    assert_int_equal(at, pair->df);
}

/* All pairs of `count` words, of which the list is looked at for one in `few`. */
static void check_pairs(const struct model *m, const char *path, size_t count, uint32_t few, int paired)
{
    struct postings_file *f;
    struct words          w   = choose_words(m, count);
    struct found          all = {0};
    uint32_t             *dfs = must_have(calloc(count * count + 1, sizeof *dfs));
    assert_int_equal(count_paired(&w), paired);
    find_all(m, &w, &all);
    for (size_t i = 0; i < all.count; i++)
        dfs[all.pairs[i]]++;
    OK(postings_file_open(&f, path, &err));
    for (uint32_t a = 0; a < count; a++)
        for (uint32_t b = 0; b < count; b++) {
            struct postings_term first, second, pair;
            if (!w.dfs[a] || !w.dfs[b])
                continue;
            assert_int_equal(OK(postings_file_find(f, word_name(a), &first, &err)), 1);
            assert_int_equal(OK(postings_file_find(f, word_name(b), &second, &err)), 1);
            const int there = OK(postings_file_pair(f, &first, &second, &pair, &err));
            if (!are_paired(&w, a, b)) {
                assert_int_equal(there, POSTINGS_PAIR_UNKNOWN);
                continue;
            }
            const uint32_t number = a * (uint32_t)count + b;
            assert_int_equal(there, dfs[number] ? POSTINGS_PAIR_LISTED : POSTINGS_PAIR_NOWHERE);
            assert_int_equal(pair.df, dfs[number]);
            if (dfs[number] && draw(few) == 0)
                check_pair(f, &pair, &all, number);
        }
    postings_file_close(f);
    release_words(&w);
    free(all.pairs);
    free(all.docids);
    free(dfs);
}

/* ---- documents --------------------------------------------------------------------------------- */

/* Where positions lie: some words share one, some stand at both ends of all that there are. */
static uint32_t draw_begin(void)
{
    switch (draw(6)) {
    case 0: return 65530 + draw(10);
    case 1: return 131060 + draw(20);
    case 2: return UINT32_MAX - 20 + draw(20);
    case 3: return draw(5000000);
    default: return draw(4);
    }
}

/* Of odd words there is a stem, of which the list borrows. */
static void add_word(struct model *m, uint32_t word, uint32_t begin)
{
    uint32_t positions[40], count = 0, at = begin;
    for (uint32_t want = draw(6) ? 1 + draw(2) : 1 + draw(40); count < want; count++) {
        positions[count]    = at;
        const uint32_t step = 1 + draw(draw(4) ? 4 : 70000);
        if (UINT32_MAX - at < step) {
            count++;
            break;
        }
        at += step;
    }
    model_add(m, word_name(word), POSTINGS_POSITIONS, count, positions);
    if (word % 2)
        model_add(m, word % 4 == 1 ? STR("Zstem") : STR("Zother"), POSTINGS_WEIGHED, count, NULL);
}

/* Word 0 is in all documents, 1 .. 5 are frequent, 6 is in so many, 7 and 8 are rare. */
static void make_random(struct model *m, uint32_t documents, uint32_t of_six)
{
    for (uint32_t d = 0; d < documents; d++) {
        const uint32_t begin = draw_begin();
        model_begin(m);
        for (uint32_t word = 0; word < 9; word++)
            if (word == 6 ? d % 7 == 0 && d / 7 < of_six : draw(word < 6 ? 1 + word : 40) == 0)
                add_word(m, word, draw(3) ? begin : draw_begin());
    }
}

/* A file of it. */
static const char *build(struct model *m)
{
    const char *path = path_of("pairs");
    model_build(m, 1, m->documents + 1, path);
    OK(postings_check(path, &err));
    return path;
}

static void test_random(void **state)
{
    (void)state;
    static const struct {
        uint32_t documents, of_six;
        int      paired;
    } cases[] = {{LARGE - 1, FREQUENT, 0}, {LARGE, FREQUENT, 7}, {LARGE, FREQUENT - 1, 6},
                 {LARGE + 15, FREQUENT, 7} /* to the document */, {LARGE + 15, FREQUENT - 1, 6},
                 {LARGE + 70, FREQUENT + 9, 7}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct model m = {0};
        make_random(&m, cases[i].documents, cases[i].of_six);
        const char *path = build(&m);
        check_pairs(&m, path, 9, 1, cases[i].paired);
        check_merged(&m, path);
        OK(file_remove_tree(path, &err));
        model_release(&m);
    }
}

/* Of more words than can be in pairs, the rarest are left out, and of those alike the last ones. */
static void test_many_words(void **state)
{
    (void)state;
    enum { WORDS = 520, OTHERS = 20 };
    struct model m = {0};
    for (uint32_t d = 0; d < LARGE + 100; d++) {
        model_begin(&m);
        for (uint32_t word = d % 3, at = 0; word < WORDS; word += 3)
            if (word >= OTHERS || d % 70)
                model_add(&m, word_name(word), POSTINGS_POSITIONS, 1, (const uint32_t[]){at += draw(9) ? 1 : 2});
    }
    const char *path = build(&m);
    check_pairs(&m, path, WORDS, 5000, 512);
    OK(file_remove_tree(path, &err));
    model_release(&m);
}

/* A pair that is nowhere has a document. */
static void check_one_too_many(const char *path)
{
    struct buf           bytes = BUF_INIT;
    struct postings_head head;
    const uint32_t       df_and_docid[2] = {1, 7};
    read_all(path, &bytes);
    memcpy(&head, bytes.data, sizeof head);
    memcpy(bytes.data + head.section[SECTION_PAIRS].at + 2 * sizeof(struct postings_pair_word) + 8, df_and_docid,
           sizeof df_and_docid);
    check_is_wrong(path, &bytes);
    buf_release(&bytes);
}

/* No word is frequent; and frequent ones that are never side by side. */
static void test_none(void **state)
{
    (void)state;
    for (uint32_t every = 1; every <= 10; every += 9) {
        struct model m = {0};
        for (uint32_t d = 0; d < LARGE; d++) {
            model_begin(&m);
            if (d % every == 0) {
                model_add(&m, word_name(0), POSTINGS_POSITIONS, 2, (const uint32_t[]){3, 5});
                model_add(&m, word_name(1), POSTINGS_POSITIONS, 2, (const uint32_t[]){0, 8});
            }
        }
        const char *path = build(&m);
        check_pairs(&m, path, 2, 1, every == 1 ? 2 : 0);
        if (every == 1)
            check_one_too_many(path);
        OK(file_remove_tree(path, &err));
        model_release(&m);
    }
}

/* ---- wrong ones --------------------------------------------------------------------------------- */

struct places {
    size_t lists, lists_bytes, table, table_bytes;
};

static struct places make_sample(const char **path, struct buf *sample)
{
    struct model          m = {0};
    struct postings_file *f;
    make_random(&m, LARGE, FREQUENT);
    *path = build(&m);
    model_release(&m);
    read_all(*path, sample);
    OK(postings_file_open(&f, *path, &err));
    const struct postings_section *lists = &f->head.section[SECTION_LISTS], *table = &f->head.section[SECTION_PAIRS];
    const size_t                   at    = (size_t)(lists->at + f->head.pairs_at);
    const struct places places = {at, (size_t)(lists->at + lists->size) - at, (size_t)table->at, (size_t)table->size};
    postings_file_close(f);
    return places;
}

static void test_wrong_ones_are_found(void **state)
{
    (void)state;
    struct buf          sample = BUF_INIT;
    const char         *path;
    const struct places places = make_sample(&path, &sample);
    assert_true(places.lists_bytes > 10000);
    assert_true(places.table_bytes > 7 * 24 + 20 * 16 && places.table_bytes < 7 * 24 + 49 * 16);
    for (int i = 0; i < 12; i++) {
        check_wrong(path, &sample, places.lists + draw((uint32_t)places.lists_bytes));
        check_wrong(path, &sample, places.table + draw((uint32_t)places.table_bytes));
    }
    check_wrong(path, &sample, places.table + places.table_bytes - 16); /* where LISTS end */
    check_wrong(path, &sample, places.lists);
    OK(file_remove_tree(path, &err));
    buf_release(&sample);
}

/* Whatever is said of a pair: an error, or a list that can be read. */
static void read_pairs(const struct postings_file *f)
{
    for (uint32_t a = 0; a < 7; a++)
        for (uint32_t b = 0; b < 7; b++) {
            const struct postings_term first = {.place = a}, second = {.place = b};
            struct postings_term       pair;
            struct postings_list       list;
            uint32_t                   docids[POSTINGS_BLOCK];
            if (postings_file_pair(f, &first, &second, &pair, &err) != POSTINGS_PAIR_LISTED ||
                postings_list_open(&list, f, &pair, &err))
                continue;
            for (uint32_t block = 0; block < list.blocks; block += 1 + draw(8)) {
                const int n = postings_block_read(&list, block, docids, NULL, &err);
                for (int i = 0; i < n; i++)
                    assert_true(docids[i] >= 1);
            }
        }
}

static void test_hostile_tables(void **state)
{
    (void)state;
    struct buf          sample = BUF_INIT, bad = BUF_INIT;
    const char         *path;
    const struct places places = make_sample(&path, &sample);
    int                 opened = 0;
    for (int round = 0; round < 200; round++) {
        struct postings_file *f;
        buf_clear(&bad);
        buf_str(&bad, buf_view(&sample));
        damage((uint8_t *)bad.data + places.table, places.table_bytes, draw);
        if (round % 2)
            damage((uint8_t *)bad.data + places.lists, places.lists_bytes, draw);
        make_good(&bad);
        write_file(path, bad.data, bad.len);
        if (postings_file_open(&f, path, &err))
            continue;
        opened++;
        read_pairs(f);
        postings_file_close(f);
        if (round < 20)
            (void)postings_check(path, &err);
    }
    assert_true(opened > 100);
    OK(file_remove_tree(path, &err));
    buf_release(&sample);
    buf_release(&bad);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_many_words),
        cmocka_unit_test(test_none),
        cmocka_unit_test(test_wrong_ones_are_found),
        cmocka_unit_test(test_hostile_tables),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
