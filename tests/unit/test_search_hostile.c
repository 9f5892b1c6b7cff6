/* Searches in an index whose postings file was tampered with, its checksums made good again: both engines give hits
 * that there could be, or say that it is damaged. What they do to memory is for a build with sanitizers to tell.
 *
 * PRESSMARK_ROUNDS=N damages it N times, PRESSMARK_SEED=N in other ways. */
#include "test_damage.h"
#include "test_news.h"
#include "test_random_query.h"

#include "postings/postings_ranges.h"
#include "query/engine_xapian.h"
#include "query/lookup.h"
#include "query/plan_weights.h"
#include "query/search.h"

enum { ROUNDS = 150, QUERIES = 25, DOCUMENTS = 2600, MANY = 66000 };

static const char        *intact, *damaged; /* two indexes of the same articles */
static char               postings[600];    /* of the damaged one */
static struct buf         bytes = BUF_INIT; /* these, as they were */
static struct searcher   *sound;
static struct query_maker maker;
static struct random      chance;

static uint32_t any(uint32_t below)
{
    return (uint32_t)random_below(&chance, below);
}

static int set_up(void **state)
{
    if (make_scratch(state))
        return -1;
    intact  = at("intact");
    damaged = at("damaged");
    index_made_news(intact, 0, DOCUMENTS, 1, 80);
    index_made_news(damaged, 0, DOCUMENTS, 1, 80);
    snprintf(postings, sizeof postings, "%s/seg-000001/postings", damaged);
    OK(file_read(postings, &bytes, &err));
    OK(searcher_open(&sound, &intact, 1, NULL, &engine_lookup, &err));
    query_maker_init(&maker, searcher_reader(sound));
    return 0;
}

static int tear_down(void **state)
{
    query_maker_release(&maker);
    searcher_close(sound);
    buf_release(&bytes);
    return remove_scratch(state);
}

/* ---- harm ------------------------------------------------------------------------------------------- */

/* Some bytes of the list of a word, or of its stem, that is likely to be asked for. */
static void damage_list(struct buf *b)
{
    const struct postings_file *f = index_reader_postings(searcher_reader(sound), 0);
    const struct sample_word   *w = &maker.sampler.words[any((uint32_t)maker.sampler.word_count)];
    struct postings_term        term;
    struct postings_head        head;
    struct buf                  name = BUF_INIT;
    buf_cstr(&name, any(3) ? "Z" : "");
    buf_str(&name, name.len ? w->stem : w->word);
    if (postings_file_find(f, buf_view(&name), &term, &err) > 0 && term.bytes) {
        memcpy(&head, b->data, sizeof head);
        uint8_t *end  = (uint8_t *)b->data + head.section[SECTION_LISTS].at + term.at + term.bytes;
        uint32_t most = term.bytes > 600 && any(2) ? 600 : (uint32_t)term.bytes; /* at its end are tables and head */
        for (uint32_t left = 1 + any(3); left; left--)
            *(end - 1 - any(most)) = (uint8_t)(any(3) ? any(256) : any(2) ? 0xff : 0);
    }
    buf_release(&name);
}

static void write_tampered(struct buf *b)
{
    make_good(b);
    write_file(postings, b->data, b->len);
    buf_release(b);
}

static void do_harm(void)
{
    struct buf b = BUF_INIT;
    buf_str(&b, buf_view(&bytes));
    for (uint32_t left = 1u << any(8); left; left--) {
        query_maker_begin(&maker, any(UINT32_MAX));
        damage_list(&b);
    }
    if (any(4) == 0)
        damage((uint8_t *)b.data, b.len, any);
    write_tampered(&b);
}

/* Documents have no length, the average is next to nothing, and the bounds of all lists without a head say that their
 * documents are as long as can be: weights are a thousand million times what they may be. */
static void make_bounds_too_low(void)
{
    static const uint8_t  longest[POSTINGS_IMPACT_BYTES] = {1, 255};
    struct postings_terms terms;
    struct postings_term  term;
    struct postings_head  head;
    struct str            name;
    struct buf            b = BUF_INIT;
    buf_str(&b, buf_view(&bytes));
    memcpy(&head, b.data, sizeof head);
    head.length = 1;
    memcpy(b.data, &head, sizeof head);
    memset(b.data + head.section[SECTION_LENGTHS].at, 0, head.section[SECTION_LENGTHS].size);
    OK(postings_terms_init(&terms, index_reader_postings(searcher_reader(sound), 0), STR("Z"), &err));
    while (postings_terms_next(&terms, &name, &term, &err) > 0)
        if (term.df > POSTINGS_BLOCK && term.df <= POSTINGS_HEAD_LEAST)
            memcpy(b.data + head.section[SECTION_LISTS].at + term.at + term.bytes - sizeof longest, longest,
                   sizeof longest);
    write_tampered(&b);
}

/* ---- searches --------------------------------------------------------------------------------------- */

struct outcomes {
    uint64_t asked, found, refused;
    uint32_t documents; /* that there are */
};

/* What --explain reads. */
static void explain(struct searcher *s, const struct search *search)
{
    static struct arena         arena = ARENA_INIT;
    const struct search_result *r     = &search->result;
    struct plan_leaves          leaves;
    OK(plan_leaves_find(&leaves, search->plan.query, &arena, &err));
    double *weights = arena_alloc(&arena, (r->count * leaves.count + 1) * sizeof *weights);
    assert_non_null(weights);
    int code = plan_weights(search->plan.query, searcher_reader(s), r->hits, r->count, leaves.count, weights, &err);
    assert_true(code == 0 || code == ERR_CORRUPT);
    arena_release(&arena);
}

static void ask(struct searcher *s, struct outcomes *o)
{
    static const uint64_t limits[] = {1, 10, 10, 100, UINT64_MAX, 0};
    struct search         search;
    struct search_request request = {.query = buf_view(&maker.text), .limit = limits[any(6)], .exact = any(3) == 0};
    search_init(&search);
    int code = searcher_run(s, &request, &search, &err);
    o->asked++;
    o->found += code == 0 && search.result.count > 0;
    o->refused += code == ERR_CORRUPT;
    if (code && code != ERR_CORRUPT && code != ERR_QUERY && code != ERR_LIMIT)
        fail_msg("%.*s: %s", STR_ARG(request.query), err.msg);
    for (size_t i = 0; code == 0 && i < search.result.count; i++)
        assert_in_range(search.result.hits[i].docid, 1, o->documents);
    assert_true(search.result.count <= request.limit);
    if (code == 0 && search.result.count && any(4) == 0)
        explain(s, &search);
    search_release(&search);
}

static void say_something(void)
{
    query_maker_begin(&maker, any(UINT32_MAX));
    if (any(3)) {
        say_group(&maker, 0);
        return;
    }
    for (uint32_t left = 1 + any(4), must = any(2); left; left--) { /* what has ways of its own */
        buf_cstr(&maker.text, must ? " +" : " ");
        say_word(&maker);
    }
}

static void searches(void **state)
{
    (void)state;
    const uint64_t  rounds = number_from("PRESSMARK_ROUNDS", ROUNDS), seed = number_from("PRESSMARK_SEED", 1);
    struct outcomes o      = {.documents = DOCUMENTS};
    uint64_t        opened = 0;
    for (uint64_t round = 0; round < rounds; round++) {
        struct searcher *s;
        random_init(&chance, seed + round, 0);
        do_harm();
        if (searcher_open(&s, &damaged, 1, NULL, any(4) ? &engine_lookup : &engine_xapian, &err) < 0)
            continue;
        opened++;
        for (int i = 0; i < QUERIES; i++) {
            say_something();
            ask(s, &o);
        }
        searcher_close(s);
    }
    print_message("# opened %llu of %llu; %llu queries, %llu found something, %llu were told of damage\n",
                  (unsigned long long)opened, (unsigned long long)rounds, (unsigned long long)o.asked,
                  (unsigned long long)o.found, (unsigned long long)o.refused);
    if (rounds >= ROUNDS)
        assert_true(o.found * 4 > o.asked && o.refused * 50 > o.asked);
}

/* ---- lists with champions and ranges ------------------------------------------------------------------ */

/* The bytes behind the blocks and tables of the list, where champions stand and then ranges, damaged. */
static void damage_behind(struct buf *b, const struct postings_term *term)
{
    const size_t         ranges = ranges_bytes(MANY);
    struct postings_head head;
    memcpy(&head, b->data, sizeof head);
    uint8_t *end = (uint8_t *)b->data + head.section[SECTION_LISTS].at + term->at + term->bytes;
    for (uint32_t left = 1 + any(4); left; left--)
        *(end - ranges - 1 - any(any(2) ? 60 : 4000)) = (uint8_t)(any(3) ? any(256) : any(2) ? 0xff : 0);
    for (uint32_t left = any(4) * any(2000); left; left--)
        *(end - 1 - any((uint32_t)ranges)) = (uint8_t)any(256);
    memset(end - ranges, (int)any(256), any(3) ? 0 : any((uint32_t)ranges));
}

/* Articles of two words, each of them again and again. */
static int next_monotonous(void *ctx, struct article *out, enum reject_reason *reason, struct err *to)
{
    static const char said[] = "flood flood flood flood flood dam dam dam dam dam";
    static char       id[32];
    uint32_t         *number = ctx;
    (void)reason;
    (void)to;
    if (*number == MANY)
        return 0;
    memset(out, 0, sizeof *out);
    const size_t from = 6 * any(5), end = 34 + 4 * any(4);
    out->field[FIELD_ID]   = str_of(id, (size_t)snprintf(id, sizeof id, "a%u", (*number)++));
    out->field[FIELD_BODY] = str_of(said + from, end - from - 1);
    return 1;
}

static void long_lists(void **state)
{
    (void)state;
    static const struct str  stems[]   = {{"Zflood", 6}, {"Zdam", 4}};
    static const char *const queries[] = {"+flood +dam", "flood", "flood dam", "dam -nothing"};
    const char              *many      = at("many");
    char                     path[600];
    uint32_t                 number = 0;
    struct buf               whole  = BUF_INIT;
    struct searcher         *s;
    struct postings_term     term[2];
    struct outcomes          o = {.documents = MANY};
    random_init(&chance, 1, 2);
    index_source(many, (struct article_source){next_monotonous, &number});
    snprintf(path, sizeof path, "%s/seg-000001/postings", many);
    OK(file_read(path, &whole, &err));
    OK(searcher_open(&s, &many, 1, NULL, &engine_lookup, &err));
    for (int i = 0; i < 2; i++) {
        const struct postings_file *f = index_reader_postings(searcher_reader(s), 0);
        assert_int_equal(postings_file_find(f, stems[i], &term[i], &err), 1);
        assert_true(term[i].df > POSTINGS_CHAMPIONS_LEAST && postings_ranged(MANY, term[i].df));
    }
    searcher_close(s);
    for (uint64_t round = number_from("PRESSMARK_ROUNDS", ROUNDS); round > 0; round--) {
        struct buf b = BUF_INIT;
        random_init(&chance, round, 1);
        buf_str(&b, buf_view(&whole));
        for (int i = 0; i < 2; i++)
            damage_behind(&b, &term[i]);
        make_good(&b);
        write_file(path, b.data, b.len);
        buf_release(&b);
        OK(searcher_open(&s, &many, 1, NULL, &engine_lookup, &err));
        for (int i = 0; i < 10; i++) {
            buf_clear(&maker.text);
            buf_cstr(&maker.text, queries[any(4)]);
            ask(s, &o);
        }
        searcher_close(s);
    }
    buf_release(&whole);
    assert_true(o.found * 4 > o.asked && o.refused * 50 > o.asked);
}

static void bounds_too_low(void **state)
{
    (void)state;
    struct searcher *s;
    struct outcomes  o = {.documents = DOCUMENTS};
    random_init(&chance, 1, 0);
    make_bounds_too_low();
    OK(searcher_open(&s, &damaged, 1, NULL, &engine_lookup, &err));
    for (int i = 0; i < 200; i++) {
        query_maker_begin(&maker, (uint64_t)i);
        for (int words = 0; words < 3; words++) {
            buf_putc(&maker.text, ' ');
            say_word(&maker);
        }
        ask(s, &o);
    }
    searcher_close(s);
    assert_true(o.found > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searches), cmocka_unit_test(bounds_too_low), cmocka_unit_test(long_lists),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
