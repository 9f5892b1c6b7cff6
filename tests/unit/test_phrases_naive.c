/* Phrases and words near each other, by both engines, against an evaluator that reads the stored text of every article
 * word by word: queries of the language, and trees that it has no words for, made by hand.
 *
 * PRESSMARK_ROUNDS=N asks so many queries of each kind, PRESSMARK_SEED=N others; round n of seed s is round 0 of seed
 * s + n. */
#include "test_news.h"
#include "test_random_query.h"

#include "indexer/word_table.h"
#include "query/engine_xapian.h"
#include "query/lookup.h"
#include "query/search.h"

enum { ROUNDS = 300, WORDS_MAX = 6 };

static const struct engine *const engines[] = {&engine_lookup, &engine_xapian};

static struct searcher   *searchers[2];
static void              *states[2]; /* engines over the reader of the first searcher */
static struct query_maker maker;
static struct arena       arena = ARENA_INIT;

/* ---- what the articles say --------------------------------------------------------------------------- */

struct place {
    uint32_t word, position;
};

/* A living article: its words are places[begin .. end), those of the title before `body`. */
static struct text {
    size_t   shard, begin, body, end;
    uint32_t docid;
} *texts;
static size_t            text_count, text_cap, place_count, place_cap;
static struct place     *places;
static struct word_table table;

static uint32_t number_of(struct str word)
{
    uint32_t number;
    OK(word_table_find(&table, word, &number, &err));
    return number;
}

static int keep_place(void *ctx, const struct token *token)
{
    (void)ctx;
    if (place_count == place_cap) {
        place_cap = place_cap * 2 + 1024;
        assert_non_null(places = realloc(places, place_cap * sizeof *places));
    }
    places[place_count++] = (struct place){number_of(token->word), token->position};
    return 0;
}

static void read_article(size_t shard, uint32_t docid)
{
    struct analyzer *analyzer = searcher_analyzer(searchers[0]);
    struct article   a;
    uint32_t         position = 0;
    if (text_count == text_cap) {
        text_cap = text_cap * 2 + 1024;
        assert_non_null(texts = realloc(texts, text_cap * sizeof *texts));
    }
    struct text *t = &texts[text_count++];
    OK(index_reader_article(searcher_reader(searchers[0]), shard, docid, true, &a, &err));
    int lang = searcher_language_of(searchers[0], shard, &a);
    *t       = (struct text){.shard = shard, .begin = place_count, .docid = docid};
    OK(analyzer_run(analyzer, lang, a.field[FIELD_TITLE], &position, keep_place, NULL, &err));
    t->body = place_count;
    position += ANALYZER_GAP;
    OK(analyzer_run(analyzer, lang, a.field[FIELD_BODY], &position, keep_place, NULL, &err));
    t->end = place_count;
}

static void read_all(void)
{
    struct index_reader *r = searcher_reader(searchers[0]);
    OK(word_table_init(&table, &err));
    for (size_t s = 0; s < index_reader_shards(r); s++)
        for (uint32_t d = 1; d <= index_reader_segment(r, s)->documents; d++)
            if (!index_reader_is_deleted(r, s, d))
                read_article(s, d);
    assert_int_equal(text_count, index_reader_live_documents(r));
}

static int set_up(void **state)
{
    const char *paths[2];
    if (make_scratch(state))
        return -1;
    paths[0] = at("made");
    index_made_news(paths[0], 0, 1200, 1, 100);
    index_made_news(paths[0], 1200, 1400, 1, 300);
    index_made_news(paths[0], 1150, 1300, 2, 100);
    delete_some(paths[0], 0, 7);
    paths[1] = sample_index();
    for (size_t e = 0; e < 2; e++)
        OK(searcher_open(&searchers[e], paths, paths[1] ? 2 : 1, NULL, engines[e], &err));
    for (size_t e = 0; e < 2; e++)
        OK(engines[e]->open(&states[e], searcher_reader(searchers[0]), &err));
    query_maker_init(&maker, searcher_reader(searchers[0]));
    read_all();
    return 0;
}

static int tear_down(void **state)
{
    query_maker_release(&maker);
    for (size_t e = 0; e < 2; e++)
        engines[e]->close(states[e]);
    for (size_t e = 0; e < 2; e++)
        searcher_close(searchers[e]);
    arena_release(&arena);
    word_table_release(&table);
    free(places);
    free(texts);
    return remove_scratch(state);
}

/* ---- the evaluator ----------------------------------------------------------------------------------- */

/* What is looked for: words in this order side by side, or within a window; in titles, or anywhere. */
struct wanted {
    uint32_t words[WORDS_MAX];
    size_t   count;
    bool     in_title, near;
    uint32_t window;
};

static bool stands_at(const struct place *from, const struct place *end, uint32_t word, uint32_t position)
{
    for (; from < end && from->position <= position; from++)
        if (from->position == position && from->word == word)
            return true;
    return false;
}

static bool is_phrase(const struct place *from, const struct place *end, const struct wanted *w)
{
    for (const struct place *p = from; p < end; p++) {
        bool all = p->word == w->words[0];
        for (size_t i = 1; i < w->count && all; i++)
            all = stands_at(p, end, w->words[i], p->position + (uint32_t)i);
        if (all)
            return true;
    }
    return false;
}

/* Words number `word` and on at positions of their own, all less than the window apart. */
static bool is_near(const struct place *from, const struct place *end, const struct wanted *w, size_t word,
                    uint32_t *at)
{
    if (word == w->count)
        return true;
    for (const struct place *p = from; p < end; p++) {
        bool good = p->word == w->words[word];
        for (size_t i = 0; i < word && good; i++) {
            uint32_t apart = at[i] > p->position ? at[i] - p->position : p->position - at[i];
            good           = apart > 0 && apart < w->window;
        }
        at[word] = p->position;
        if (good && is_near(from, end, w, word + 1, at))
            return true;
    }
    return false;
}

static bool holds(const struct text *t, const struct wanted *w)
{
    uint32_t            at[WORDS_MAX];
    const struct place *from = places + t->begin, *end = places + (w->in_title ? t->body : t->end);
    return w->near ? is_near(from, end, w, 0, at) : is_phrase(from, end, w);
}

/* ---- comparing ---------------------------------------------------------------------------------------- */

static bool expected(const bool *matches, const struct search_hit *hit)
{
    for (size_t i = 0; i < text_count; i++)
        if (texts[i].shard == hit->shard && texts[i].docid == hit->docid)
            return matches[i];
    return false;
}

/* The hits are `count` at most of those that match: all different, and in order of documents where none weighs more. */
static bool is_right(const struct search_result *got, const bool *matches, uint64_t count, bool weighed)
{
    uint64_t all = 0;
    for (size_t i = 0; i < text_count; i++)
        all += matches[i];
    bool good = got->count == (all < count ? all : count) && got->lower == all && got->estimate == all &&
                got->upper == all;
    for (size_t i = 0; i < got->count && good; i++) {
        const struct search_hit *h = &got->hits[i], *before = h - 1;
        bool in_order = i == 0 || before->shard < h->shard ||
                        (before->shard == h->shard && before->docid < h->docid);
        good = expected(matches, h) && (weighed || in_order);
        for (size_t k = 0; weighed && k < i && good; k++)
            good = got->hits[k].shard != h->shard || got->hits[k].docid != h->docid;
    }
    for (size_t i = 0, hit = 0; !weighed && i < text_count && hit < got->count && good; i++)
        if (matches[i]) {
            good = texts[i].shard == got->hits[hit].shard && texts[i].docid == got->hits[hit].docid;
            hit++;
        }
    return good;
}

static void fail_with(const char *engine, uint64_t seed, struct str query, const struct search_result *got,
                      const bool *matches)
{
    print_message("%s: PRESSMARK_SEED=%llu, %.*s\n  counts %llu <= %llu <= %llu, hits", engine,
                  (unsigned long long)seed, STR_ARG(query), (unsigned long long)got->lower,
                  (unsigned long long)got->estimate, (unsigned long long)got->upper);
    for (size_t i = 0; i < got->count; i++)
        print_message(" (%zu, %u)", got->hits[i].shard, got->hits[i].docid);
    print_message("\n  in the texts:");
    for (size_t i = 0; i < text_count; i++)
        if (matches[i])
            print_message(" (%zu, %u)", texts[i].shard, texts[i].docid);
    print_message("\n");
    fail();
}

/* ---- queries of the language --------------------------------------------------------------------------- */

/* 2 to 5 words: in a row in the article, with now and then one of them changed, moved or said again. */
static void choose_row(struct wanted *w, struct str *said)
{
    struct sampler *s = &maker.sampler;
    size_t          first;
    *w       = (struct wanted){.count = 2 + (size_t)draw(&maker, WORDS_MAX - 2)};
    w->count = w->count > s->word_count ? s->word_count : w->count;
    first    = (size_t)draw(&maker, s->word_count - w->count + 1);
    for (size_t i = 0; i < w->count; i++) {
        size_t word = one_in(&maker, 30) ? (size_t)draw(&maker, s->word_count) : first + i;
        said[i]     = s->words[word].said;
        w->words[i] = number_of(s->words[word].word);
    }
    if (one_in(&maker, 15)) {
        said[w->count - 1]     = said[0];
        w->words[w->count - 1] = w->words[0];
    }
}

/* Now and then near each other and in any order, with some other words among them; *others then. */
static void choose_near(struct wanted *w, struct str *said, unsigned *others)
{
    *others   = (unsigned)draw(&maker, 9);
    w->near   = true;
    w->window = (uint32_t)w->count + *others;
    for (size_t i = w->count; i > 1; i--) {
        size_t     other = (size_t)draw(&maker, i), word = w->words[i - 1];
        struct str text  = said[i - 1];
        w->words[i - 1]  = w->words[other];
        said[i - 1]      = said[other];
        w->words[other]  = (uint32_t)word;
        said[other]      = text;
    }
}

/* Can the words be said one by one: is none cut or joined by what stands beside it? */
static bool is_sayable(const struct str *said, size_t count)
{
    for (size_t i = 0; i < count; i++)
        for (size_t k = 0; k < said[i].len; k++)
            if (said[i].data[k] < 'a' || said[i].data[k] > 'z')
                return false;
    return count > 0;
}

static void phrases_of_the_language(void **state)
{
    (void)state;
    uint64_t seed = number_from("PRESSMARK_SEED", 1), rounds = number_from("PRESSMARK_ROUNDS", ROUNDS), found = 0;
    bool    *matches = calloc(text_count, sizeof *matches);
    assert_non_null(matches);
    for (uint64_t round = 0; round < rounds; round++) {
        struct wanted w;
        struct str    said[WORDS_MAX];
        query_maker_begin(&maker, seed + round);
        do
            choose_row(&w, said);
        while (!is_sayable(said, w.count));
        w.in_title = one_in(&maker, 4);
        unsigned others = 0;
        if (one_in(&maker, 3))
            choose_near(&w, said, &others);
        buf_cstr(&maker.text, w.in_title ? "title:\"" : "\"");
        for (size_t i = 0; i < w.count; i++)
            buf_printf(&maker.text, "%s%.*s", i ? " " : "", STR_ARG(said[i]));
        buf_putc(&maker.text, '"');
        if (w.near)
            buf_printf(&maker.text, "~%u", others);
        bool any = false;
        for (size_t i = 0; i < text_count; i++)
            any |= matches[i] = holds(&texts[i], &w);
        found += any;
        struct search_request request = {.query = buf_view(&maker.text), .limit = one_in(&maker, 2) ? 10 : UINT64_MAX,
                                         .exact = true};
        for (size_t e = 0; e < 2; e++) {
            struct search search;
            search_init(&search);
            OK(searcher_run(searchers[e], &request, &search, &err));
            if (!is_right(&search.result, matches, request.limit, true))
                fail_with(engines[e]->name, seed + round, request.query, &search.result, matches);
            search_release(&search);
        }
    }
    assert_true(found * 2 > rounds);
    free(matches);
}

/* ---- trees made by hand --------------------------------------------------------------------------------- */

static const struct plan_query *new_node(struct plan_query q, const struct plan_query *const *parts)
{
    const struct plan_query **own  = arena_alloc(&arena, (q.count + 1) * sizeof *own);
    struct plan_query        *node = arena_alloc(&arena, sizeof *node);
    assert_true(own && node);
    if (q.count)
        memcpy(own, parts, q.count * sizeof *own);
    q.parts = own;
    *node   = q;
    return node;
}

static const struct plan_query *new_term(const struct wanted *w, size_t i)
{
    struct buf        name = BUF_INIT;
    struct plan_query q    = {.op = PLAN_TERM, .wqf = 1};
    buf_cstr(&name, w->in_title ? "S" : "");
    buf_str(&name, table.words[w->words[i]].text);
    q.term = arena_copy(&arena, buf_view(&name));
    buf_release(&name);
    OK(index_term_find(searcher_reader(searchers[0]), q.term, &arena, &q.found, &err));
    return new_node(q, NULL);
}

static const struct plan_query *new_row(const struct wanted *w)
{
    const struct plan_query *words[WORDS_MAX];
    for (size_t i = 0; i < w->count; i++)
        words[i] = new_term(w, i);
    return new_node((struct plan_query){.op = w->near ? PLAN_NEAR : PLAN_PHRASE, .count = w->count,
                                        .window = w->window}, words);
}

static void choose_wanted(struct wanted *w)
{
    static const uint32_t beyond[] = {0, 0, 1, 2, 5, 20, ANALYZER_GAP - 3, ANALYZER_GAP + 5, 99};
    struct str            said[WORDS_MAX];
    choose_row(w, said);
    w->in_title = one_in(&maker, 5);
    w->near     = !one_in(&maker, 4);
    w->window   = (uint32_t)w->count + beyond[draw(&maker, sizeof beyond / sizeof *beyond)];
    for (size_t i = w->count; w->near && i > 1; i--) { /* in any order */
        size_t   other     = (size_t)draw(&maker, i);
        uint32_t kept      = w->words[i - 1];
        w->words[i - 1]    = w->words[other];
        w->words[other]    = kept;
    }
    if (w->near && w->window > 10 && w->count > 3)
        w->count = 3; /* the evaluator tries all ways */
}

/* One or two of them in an operator; all of them weigh nothing. */
static const struct plan_query *new_tree(const struct wanted *a, const struct wanted *b, enum plan_op op)
{
    const struct plan_query *parts[] = {new_row(a), op ? new_row(b) : NULL};
    return op ? new_node((struct plan_query){.op = op, .count = 2}, parts) : parts[0];
}

static bool tree_holds(const struct text *t, const struct wanted *a, const struct wanted *b, enum plan_op op)
{
    switch (op) {
    case PLAN_OR: return holds(t, a) || holds(t, b);
    case PLAN_AND:
    case PLAN_FILTER: return holds(t, a) && holds(t, b);
    case PLAN_AND_NOT: return holds(t, a) && !holds(t, b);
    default: return holds(t, a);
    }
}

static void trees_made_by_hand(void **state)
{
    static const enum plan_op ops[] = {PLAN_NOTHING, PLAN_NOTHING, PLAN_NOTHING, PLAN_OR, PLAN_AND, PLAN_FILTER,
                                       PLAN_AND_NOT};
    (void)state;
    uint64_t seed = number_from("PRESSMARK_SEED", 1), rounds = number_from("PRESSMARK_ROUNDS", ROUNDS), found = 0;
    bool    *matches = calloc(text_count, sizeof *matches);
    assert_non_null(matches);
    for (uint64_t round = 0; round < rounds; round++) {
        struct wanted a, b;
        bool          any = false;
        query_maker_begin(&maker, seed + round);
        arena_clear(&arena);
        enum plan_op op = ops[draw(&maker, sizeof ops / sizeof *ops)];
        choose_wanted(&a);
        choose_wanted(&b);
        for (size_t i = 0; i < text_count; i++)
            any |= matches[i] = tree_holds(&texts[i], &a, &b, op);
        found += any;
        struct engine_request request = {.query = new_tree(&a, &b, op), .exact_up_to = UINT64_MAX,
                                         .count = one_in(&maker, 2) ? 10 : UINT64_MAX};
        for (size_t e = 0; e < 2; e++) {
            struct search_result got;
            struct buf           text = BUF_INIT;
            OK(engines[e]->search(states[e], &request, &got, &err));
            plan_query_print(request.query, &text);
            if (!is_right(&got, matches, request.count, false))
                fail_with(engines[e]->name, seed + round, buf_view(&text), &got, matches);
            buf_release(&text);
            search_result_release(&got);
        }
    }
    assert_true(found * 3 > rounds);
    free(matches);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phrases_of_the_language),
        cmocka_unit_test(trees_made_by_hand),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
