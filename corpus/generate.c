#include "corpus/generate.h"

#include <stdlib.h>

#include "corpus/fixed.h"
#include "corpus/lexicon.h"
#include "corpus/rank_law.h"

enum {
    CHANCE_ALL      = 65536,
    CHANCE_TOPIC    = CHANCE_ALL * 3 / 4,
    CHANCE_FOLLOWER = CHANCE_ALL * 3 / 10,
    CHANCE_BURST    = CHANCE_ALL * 3 / 8,
    CHANCE_COMMA    = CHANCE_ALL / 12,
    CHANCE_LINK     = CHANCE_ALL / 4, /* a function word before a word of the title */

    LENGTH_MIN     = 3,
    LENGTH_MAX     = 65536,
    KEPT_MAX       = 4096, /* words of an article that bursts and the title choose from */
    CACHED_BEYOND  = 131072,
    CACHED_MAX     = 524288,
    LINKS_OF_TITLE = 16,
    NONE           = -1,
};

static const char *const sources[] = {
    "The Carrow Gazette", "Meridian Wire", "The Northern Ledger", "Harbour Post", "Lowland Courier",
    "The Mossing Times", "Eastport Observer", "Skarholm Dispatch", "The Valley Record", "Ferrystone Herald",
    "Upland Bulletin", "The Pier",
};

static const char *const first_names[] = {
    "Ada", "Bela", "Carla", "Dov", "Edda", "Finn", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Lev", "Mina",
    "Nils", "Olga", "Piet", "Rosa", "Samir", "Tilda", "Ulf", "Vera", "Wim", "Yara", "Zeno",
};

struct generator {
    struct generate_options options;
    struct rank_law         law;
    struct lexicon          lexicon;
    fixed                   length_log, length_sigma; /* of the logarithm to base 2 */
    int64_t                 first_day, days;
    struct buf              id, title, date, author, topic, text;
};

/* One article at work. */
struct draft_text {
    struct generator *g;
    struct random     random;
    uint32_t          topics[2];
    uint64_t          kept[KEPT_MAX]; /* words that are no function words, as drawn */
    uint64_t          last;           /* the word before */
    size_t            kept_count;
    uint64_t          follower; /* what comes next; 0 (a function word): nothing is due */
    int               link;     /* and before it; NONE */
};

void generate_options_init(struct generate_options *options)
{
    *options = (struct generate_options){
        .seed = 1, .vocabulary = 8000, .exponent = 1000000, .shift = 2700000, .growth = 490000, .length = 300,
        .length_sigma = 600000, .topics = 20, .first_year = 2004, .years = 20,
    };
}

/* ---- options --------------------------------------------------------------------------------- */

static int check_range(const char *name, uint64_t value, uint64_t low, uint64_t high, uint64_t unit,
                       struct err *err)
{
    if (value >= low && value <= high)
        return 0;
    return err_set(err, ERR_USAGE, "--%s is out of range: give it from %g to %g", name,
                   (double)low / (double)unit, (double)high / (double)unit);
}

static int check_options(const struct generate_options *o, struct err *err)
{
    const struct {
        const char *name;
        uint64_t    value, low, high, unit;
    } rows[] = {
        {"vocabulary", o->vocabulary, 1, RANK_LAW_CORE_MAX, 1},
        {"exponent", o->exponent, 0, 4000000, 1000000},
        {"shift", o->shift, 0, 1000000000, 1000000},
        {"growth", o->growth ? o->growth : 100000, 100000, 950000, 1000000},
        {"length", o->length, LENGTH_MIN, 20000, 1},
        {"length-sigma", o->length_sigma, 0, 2000000, 1000000},
        {"topics", o->topics, 1, 10000, 1},
        {"first-year", o->first_year, 1, 9999, 1},
        {"years", o->years, 1, 9999, 1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (check_range(rows[i].name, rows[i].value, rows[i].low, rows[i].high, rows[i].unit, err))
            return ERR_USAGE;
    if (o->first_year + o->years > 10000)
        return err_set(err, ERR_USAGE, "--years goes past the year 9999: give fewer, or an earlier "
                                       "--first-year");
    return 0;
}

int generator_new(struct generator **out, const struct generate_options *o, struct err *err)
{
    static const fixed log2_e = 6196328018; /* 1 / ln 2 */
    *out                      = NULL;
    int code                  = check_options(o, err);
    if (code)
        return code;
    struct generator *g = calloc(1, sizeof *g);
    if (!g)
        return err_oom(err);
    /* Of a lognormal length with mean m, the logarithm has the mean ln m - sigma^2 / 2. */
    fixed sigma     = fixed_of_millionths(o->length_sigma);
    g->options      = *o;
    g->length_sigma = fixed_multiply(sigma, log2_e);
    g->length_log   = fixed_log2(o->length, 0) - fixed_multiply(fixed_multiply(sigma, sigma), log2_e) / 2;
    g->first_day    = days_from_civil((int)o->first_year, 1, 1);
    g->days         = days_from_civil((int)(o->first_year + o->years), 1, 1) - g->first_day;
    uint64_t cached = o->vocabulary + CACHED_BEYOND;
    code = rank_law_init(&g->law, o->vocabulary, o->exponent, o->shift, o->growth, err);
    if (!code)
        code = lexicon_init(&g->lexicon, o->seed, (uint32_t)o->topics,
                            (uint32_t)(cached < CACHED_MAX ? cached : CACHED_MAX), err);
    if (code) {
        generator_free(g);
        return code;
    }
    *out = g;
    return 0;
}

void generator_free(struct generator *g)
{
    if (!g)
        return;
    struct buf *const all[] = {&g->id, &g->title, &g->date, &g->author, &g->topic, &g->text};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        buf_release(all[i]);
    rank_law_release(&g->law);
    lexicon_release(&g->lexicon);
    free(g);
}

/* ---- words ------------------------------------------------------------------------------------ */

/* A rank by the law, moved to one of the article's topics when it belongs to another. */
static uint64_t draw(struct draft_text *d)
{
    struct generator *g    = d->g;
    uint64_t          rank = rank_law_draw(&g->law, &d->random);
    if (lexicon_topic(&g->lexicon, rank) < 0)
        return rank;
    uint64_t x = random_next(&d->random);
    if ((x >> 48) < CHANCE_TOPIC)
        rank = lexicon_counterpart(&g->lexicon, rank, d->topics[x & 1]);
    return rank;
}

static uint64_t next_rank(struct draft_text *d)
{
    uint64_t rank = d->follower;
    if (d->link != NONE) {
        rank    = (uint64_t)d->link;
        d->link = NONE;
        return rank;
    }
    d->follower = 0;
    if (!rank) {
        rank = draw(d);
        if (rank == d->last) /* no text says "the the" */
            rank = draw(d);
        if (rank >= LEXICON_FUNCTION_WORDS) {
            if (d->kept_count && random_chance(&d->random, CHANCE_BURST))
                rank = d->kept[random_below(&d->random, d->kept_count)];
            else if (d->kept_count < KEPT_MAX)
                d->kept[d->kept_count++] = rank;
        }
    }
    if (rank >= LEXICON_FUNCTION_WORDS && random_chance(&d->random, CHANCE_FOLLOWER) &&
        !lexicon_follower(&d->g->lexicon, rank, &d->follower, &d->link)) {
        d->follower = 0;
        d->link     = NONE;
    }
    return rank;
}

static void put_word(struct draft_text *d, struct buf *out, uint64_t rank, bool capital)
{
    char *to = buf_reserve(out, LEXICON_WORD_MAX);
    if (!to)
        return;
    bool   is_name;
    size_t len = lexicon_word(&d->g->lexicon, rank, to, &is_name);
    if (capital || is_name)
        to[0] = (char)(to[0] - ('a' - 'A'));
    out->len += len;
}

static void write_text(struct draft_text *d, struct buf *out, uint64_t words)
{
    uint64_t sentences = 0; /* left in the paragraph */
    buf_clear(out);
    while (words > 0 && !out->failed) {
        if (out->len)
            buf_cstr(out, sentences ? " " : "\n\n");
        if (!sentences)
            sentences = 2 + random_below(&d->random, 5);
        sentences--;
        uint64_t count = 6 + random_below(&d->random, 20);
        if (count > words || words - count < LENGTH_MIN) /* no rest too short to be a sentence */
            count = words;
        for (uint64_t i = 0; i < count; i++) {
            if (i > 0 && i + 1 < count && !d->follower && random_chance(&d->random, CHANCE_COMMA))
                buf_putc(out, ',');
            if (i > 0)
                buf_putc(out, ' ');
            d->last = next_rank(d);
            put_word(d, out, d->last, i == 0);
        }
        d->follower = 0; /* a phrase ends with its sentence */
        d->link     = NONE;
        buf_putc(out, '.');
        words -= count;
    }
}

static void write_title(struct draft_text *d, struct buf *out)
{
    uint64_t count = 4 + random_below(&d->random, 6);
    buf_clear(out);
    for (uint64_t i = 0; i < count; i++) {
        if (i > 0)
            buf_putc(out, ' ');
        bool     link = i > 0 && i + 1 < count && random_chance(&d->random, CHANCE_LINK);
        uint64_t rank = link            ? random_below(&d->random, LINKS_OF_TITLE)
                        : d->kept_count ? d->kept[random_below(&d->random, d->kept_count)]
                                        : draw(d);
        put_word(d, out, rank, i == 0);
    }
}

/* ---- what stands beside the text ---------------------------------------------------------------- */

static void write_date(struct draft_text *d, struct buf *out)
{
    int      year;
    unsigned month, day;
    uint64_t second = random_below(&d->random, (uint64_t)d->g->days * 86400);
    civil_from_days(d->g->first_day + (int64_t)(second / 86400), &year, &month, &day);
    buf_clear(out);
    buf_printf(out, "%04d-%02u-%02uT%02u:%02u:%02uZ", year, month, day, (unsigned)(second / 3600 % 24),
               (unsigned)(second / 60 % 60), (unsigned)(second % 60));
}

/* 0 .. count - 1, small numbers more often: the smaller of two. */
static uint64_t draw_uneven(struct draft_text *d, uint64_t count)
{
    uint64_t a = random_below(&d->random, count), b = random_below(&d->random, count);
    return a < b ? a : b;
}

/* A first name and, as family name, a word of the vocabulary. */
static void write_author(struct draft_text *d, struct buf *out)
{
    enum { FIRST_NAMES = sizeof first_names / sizeof *first_names, AUTHORS = 2400 };
    uint64_t number = draw_uneven(d, AUTHORS);
    buf_cstr(out, first_names[number % FIRST_NAMES]);
    buf_putc(out, ' ');
    put_word(d, out, LEXICON_FUNCTION_WORDS + number, true);
}

static void write_authors(struct draft_text *d, struct buf *out)
{
    uint64_t which = random_below(&d->random, 10);
    buf_clear(out);
    if (which > 0)
        write_author(d, out);
    if (which > 8) {
        buf_putc(out, '\n');
        write_author(d, out);
    }
}

static void write_topics(struct draft_text *d, struct buf *out)
{
    char name[LEXICON_WORD_MAX];
    buf_clear(out);
    for (int i = 0; i < (d->topics[0] == d->topics[1] ? 1 : 2); i++) {
        if (i > 0)
            buf_putc(out, '\n');
        buf_append(out, name, lexicon_topic_name(&d->g->lexicon, d->topics[i], name));
    }
}

static uint64_t draw_length(struct draft_text *d)
{
    fixed    log   = d->g->length_log + fixed_multiply(d->g->length_sigma, fixed_normal(&d->random));
    uint64_t words = (fixed_exp2(log, 1) + 1) / 2; /* to the nearest */
    return words < LENGTH_MIN ? LENGTH_MIN : words > LENGTH_MAX ? LENGTH_MAX : words;
}

int generator_article(struct generator *g, uint64_t number, struct article *out, struct err *err)
{
    struct draft_text d;
    d.g          = g;
    d.kept_count = 0;
    d.last       = UINT64_MAX;
    d.follower   = 0;
    d.link       = NONE;
    random_init(&d.random, g->options.seed, number);

    d.topics[0] = (uint32_t)random_below(&d.random, g->options.topics);
    d.topics[1] = d.topics[0];
    if (random_below(&d.random, 3) == 0)
        d.topics[1] = (uint32_t)random_below(&d.random, g->options.topics);
    uint64_t source = draw_uneven(&d, sizeof sources / sizeof *sources);
    buf_clear(&g->id);
    buf_printf(&g->id, "g%010llu", (unsigned long long)number);
    write_date(&d, &g->date);
    write_authors(&d, &g->author);
    write_topics(&d, &g->topic);
    write_text(&d, &g->text, draw_length(&d));
    write_title(&d, &g->title);

    struct buf *const all[] = {&g->id, &g->title, &g->date, &g->author, &g->topic, &g->text};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i]->failed)
            return buf_failed(all[i], err);
    *out = (struct article){.field = {
        [FIELD_ID] = buf_view(&g->id), [FIELD_TITLE] = buf_view(&g->title),
        [FIELD_DATE] = buf_view(&g->date), [FIELD_AUTHOR] = buf_view(&g->author),
        [FIELD_SOURCE] = str_c(sources[source]), [FIELD_LANG] = STR("en"),
        [FIELD_TOPIC] = buf_view(&g->topic), [FIELD_BODY] = buf_view(&g->text),
    }};
    return 0;
}
