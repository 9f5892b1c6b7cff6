#include "bench/query_sample.h"

#include <stdio.h>

#include "bench/sample_article.h"

enum {
    WORDS_MAX       = 5,    /* of a query */
    DRY_MAX         = 500,  /* articles in a row that give nothing new */
    LOOKS           = 64,   /* places in an article where one word or phrase is looked for */
    BEGINNING_MIN   = 3,    /* letters before '*' */
    BEGINNING_WORDS = 1000, /* as many as a query may expand: QUERY_PREFIX_TERMS */
};

static const struct {
    const char *name;
    bool        plain;
} classes[SAMPLE_CLASS_COUNT] = {
#define SAMPLE_CLASS_ROW(value, name, plain) {name, plain},
    SAMPLE_CLASSES(SAMPLE_CLASS_ROW)
#undef SAMPLE_CLASS_ROW
};

const char *sample_class_name(enum sample_class c)
{
    return classes[c].name;
}

int query_class_by_name(const char *name)
{
    for (int c = 0; c < SAMPLE_CLASS_COUNT; c++)
        if (strcmp(classes[c].name, name) == 0)
            return c;
    return -1;
}

/* ---- one query of the article at hand: 1, 0 when it has none, or an error -------------------------- */

typedef int (*make_fn)(struct sampler *s, enum sample_class c, struct buf *out, struct err *err);

static bool fits_class(const struct sampler *s, enum sample_class c, uint64_t df)
{
    if (c == SAMPLE_CLASS_WORD_RARE)
        return df > 0 && df <= s->rare;
    if (c == SAMPLE_CLASS_WORD_FREQUENT)
        return df >= s->frequent;
    return df > s->rare && df < s->frequent;
}

static int make_word(struct sampler *s, enum sample_class c, struct buf *out, struct err *err)
{
    for (int look = 0; look < LOOKS; look++) {
        const struct sample_word *w = &s->words[random_below(&s->random, s->word_count)];
        uint64_t                  df;
        if (!w->content)
            continue;
        int code = sampler_stem_df(s, w->stem, &df, err);
        if (code)
            return code;
        if (fits_class(s, c, df)) {
            buf_str(out, w->said);
            return 1;
        }
    }
    return 0;
}

static void join(struct buf *out, const char *before, const char *between,
                 const struct sample_word *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        buf_cstr(out, i > 0 ? between : "");
        buf_cstr(out, before);
        buf_str(out, words[i]->said);
    }
}

static int make_several(struct sampler *s, enum sample_class c, struct buf *out, struct err *err)
{
    const struct sample_word *words[WORDS_MAX];
    size_t                    count = 2 + random_below(&s->random, WORDS_MAX - 1);
    (void)err;
    if (sampler_choose(s, count, words) < count)
        return 0;
    if (c == SAMPLE_CLASS_OR)
        join(out, "", " ", words, count);
    else
        join(out, s->plain ? "+" : "", s->plain ? " " : " AND ", words, count);
    return 1;
}

/* Are words[0 .. count) a phrase of the class? 1, 0. */
static int is_phrase(struct sampler *s, enum sample_class c, const struct sample_word *words, size_t count,
                     struct err *err)
{
    bool rare = false, common = true;
    for (size_t i = 0; i < count; i++)
        if (!words[i].sayable || words[i].position != words[0].position + i)
            return 0;
    for (size_t i = 0; i < count; i++) {
        uint64_t df;
        int      code = sampler_word_df(s, words[i].word, &df, err);
        if (code)
            return code;
        rare |= df <= s->rare;
        common &= df >= s->frequent;
    }
    return c == SAMPLE_CLASS_PHRASE_RARE ? rare : common;
}

static int make_phrase(struct sampler *s, enum sample_class c, struct buf *out, struct err *err)
{
    const struct sample_word *row[WORDS_MAX];
    size_t                    count = 2 + random_below(&s->random, WORDS_MAX - 1);
    int                       found = 0;
    if (s->word_count < count)
        return 0;
    for (int look = 0; look < LOOKS && !found; look++) {
        const struct sample_word *first = &s->words[random_below(&s->random, s->word_count - count + 1)];
        found                           = is_phrase(s, c, first, count, err);
        for (size_t i = 0; i < count; i++)
            row[i] = first + i;
    }
    if (found == 1) {
        buf_putc(out, '"');
        join(out, "", " ", row, count);
        buf_putc(out, '"');
    }
    return found;
}

/* 1 to 4: words of the article, all of them different; x: a word of another one. */
static const char *const mixes[] = {
    "1 AND (2 OR 3)", "(1 OR 2) AND 3 AND NOT x", "+1 2 -x", "+1 +2 3 -x", "(1 AND 2) OR (3 AND 4)",
    "1 AND NOT x", "+1 (2 OR 3) 4",
};

static int make_mix(struct sampler *s, enum sample_class c, struct buf *out, struct err *err)
{
    const struct sample_word *words[4];
    const char               *mix = mixes[random_below(&s->random, sizeof mixes / sizeof *mixes)];
    (void)c, (void)err;
    if (sampler_choose(s, 4, words) < 4)
        return 0;
    if (strchr(mix, 'x') && (!*s->other || sampler_has_stem(s, str_c(s->other_stem))))
        return 0;
    for (; *mix; mix++) {
        if (*mix >= '1' && *mix <= '4')
            buf_str(out, words[*mix - '1']->said);
        else if (*mix == 'x')
            buf_cstr(out, s->other);
        else
            buf_putc(out, *mix);
    }
    return 1;
}

static int make_date(struct sampler *s, enum sample_class c, struct buf *out, struct err *err)
{
    const struct sample_word *words[2];
    size_t                    count = 1 + random_below(&s->random, 2);
    int                       year, month;
    (void)c, (void)err;
    if (sscanf(s->date, "%4d-%2d", &year, &month) != 2 || sampler_choose(s, count, words) < count)
        return 0;
    join(out, "", " ", words, count);
    switch (random_below(&s->random, 4)) {
    case 0: buf_printf(out, " date:%04d", year); break;
    case 1: buf_printf(out, " date:%04d-%02d", year, month); break;
    case 2: buf_printf(out, " date:%04d-%02d..%04d-12", year, month, year); break;
    default: buf_printf(out, " date:%04d..", year); break;
    }
    return 1;
}

static int make_wildcard(struct sampler *s, enum sample_class c, struct buf *out, struct err *err)
{
    const struct sample_word *w;
    (void)c;
    if (!sampler_choose(s, 1, &w) || w->said.data != w->word.data)
        return 0; /* without accents: the index has words without them */
    for (size_t letters = BEGINNING_MIN; letters < w->word.len; letters++) {
        int few = sampler_begins(s, str_of(w->word.data, letters), BEGINNING_WORDS, err);
        if (few == 0)
            continue;
        if (few == 1)
            buf_printf(out, "%.*s*", (int)letters, w->word.data);
        return few;
    }
    return 0;
}

static int make_miss(struct sampler *s, enum sample_class c, struct buf *out, struct err *err)
{
    static const char consonants[] = "bdfgklmnprstvz", vowels[] = "aeiou";
    size_t            length       = 8 + random_below(&s->random, 5);
    char              word[16];
    (void)c;
    for (size_t i = 0; i < length; i++)
        word[i] = i % 2 ? vowels[random_below(&s->random, 5)] : consonants[random_below(&s->random, 14)];
    int absent = sampler_is_absent(s, str_of(word, length), err);
    if (absent == 1)
        buf_append(out, word, length);
    return absent;
}

static const make_fn makers[SAMPLE_CLASS_COUNT] = {
    [SAMPLE_CLASS_WORD_RARE] = make_word,       [SAMPLE_CLASS_WORD_MIDDLE] = make_word,
    [SAMPLE_CLASS_WORD_FREQUENT] = make_word,   [SAMPLE_CLASS_OR] = make_several,
    [SAMPLE_CLASS_AND] = make_several,          [SAMPLE_CLASS_PHRASE_COMMON] = make_phrase,
    [SAMPLE_CLASS_PHRASE_RARE] = make_phrase,   [SAMPLE_CLASS_MIX] = make_mix,
    [SAMPLE_CLASS_DATE] = make_date,            [SAMPLE_CLASS_WILDCARD] = make_wildcard,
    [SAMPLE_CLASS_MISS] = make_miss,
};

/* ---- all of them ---------------------------------------------------------------------------------- */

/* Lines that a class has already, from `first` on: does one end in "\t<query>"? */
static bool came_before(const struct buf *out, size_t first, struct str query)
{
    struct str rest = str_skip(buf_view(out), first);
    while (rest.len) {
        struct str line = str_split(&rest, '\n');
        str_split(&line, '\t');
        if (str_eq(line, query))
            return true;
    }
    return false;
}

static int sample_class(struct sampler *s, enum sample_class c, uint64_t wanted, struct buf *out,
                        uint64_t *count, struct err *err)
{
    struct buf query = BUF_INIT;
    size_t     first = out->len;
    int        code  = 0;
    for (int dry = 0; *count < wanted && dry < DRY_MAX && code >= 0; dry++) {
        buf_clear(&query);
        code = sampler_next(s, err);
        if (code == 1)
            code = makers[c](s, c, &query, err);
        if (code >= 0 && (query.failed || out->failed))
            code = err_oom(err);
        if (code != 1 || came_before(out, first, buf_view(&query)))
            continue;
        buf_printf(out, "%s-%03llu\t%.*s\n", classes[c].name, (unsigned long long)++*count,
                   STR_ARG(buf_view(&query)));
        dry = -1;
    }
    buf_release(&query);
    return code < 0 ? code : 0;
}

int query_sample(struct index_reader *reader, const struct query_sample_options *o, struct buf *out,
                 uint64_t *counts, struct err *err)
{
    struct sampler s;
    int            code = sampler_init(&s, reader, o->plain, err);
    memset(counts, 0, SAMPLE_CLASS_COUNT * sizeof *counts);
    for (int c = 0; c < SAMPLE_CLASS_COUNT && !code; c++) {
        if (!o->classes[c] || (o->plain && !classes[c].plain))
            continue;
        random_init(&s.random, o->seed, (uint64_t)c);
        s.word_count = 0;
        s.other[0]   = '\0';
        code         = sample_class(&s, (enum sample_class)c, o->per_class, out, &counts[c], err);
    }
    sampler_release(&s);
    return code ? code : buf_failed(out, err);
}
