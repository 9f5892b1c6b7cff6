/* Random queries in the query language: what they ask for stands mostly in one article of the index, so that most of
 * them find something. */
#ifndef PRESSMARK_TEST_RANDOM_QUERY_H
#define PRESSMARK_TEST_RANDOM_QUERY_H

#include "test_indexing.h"

#include "bench/sample_article.h"

/* A round draws from its own seed, so that any of them can be had again alone. */
struct query_maker {
    struct sampler sampler;
    struct article head;    /* of an article, borrowed until the reader gives another */
    struct str     last;    /* the word said last, for saying it again */
    struct buf     text;    /* the query */
    char           since[12], until[12]; /* dates of articles */
};

static inline uint64_t draw(struct query_maker *m, uint64_t below)
{
    return random_below(&m->sampler.random, below);
}

static inline bool one_in(struct query_maker *m, uint64_t n)
{
    return draw(m, n) == 0;
}

static inline void query_maker_init(struct query_maker *m, struct index_reader *reader)
{
    *m = (struct query_maker){.text = BUF_INIT};
    OK(sampler_init(&m->sampler, reader, false, &err));
}

static inline void query_maker_release(struct query_maker *m)
{
    sampler_release(&m->sampler);
    buf_release(&m->text);
}

static inline void next_article(struct query_maker *m)
{
    int got;
    do
        OK(got = sampler_next(&m->sampler, &err));
    while (got == 0);
}

/* The head of another article, deleted or not. */
static inline void next_head(struct query_maker *m)
{
    struct index_reader *r     = m->sampler.reader;
    size_t               shard = (size_t)draw(m, index_reader_shards(r));
    uint32_t             docid = (uint32_t)draw(m, index_reader_segment(r, shard)->documents) + 1;
    OK(index_reader_article(r, shard, docid, false, &m->head, &err));
}

/* Begin a round: an article, and a word of another one. */
static inline void query_maker_begin(struct query_maker *m, uint64_t seed)
{
    random_init(&m->sampler.random, seed, 0);
    m->sampler.word_count = 0;
    m->sampler.other[0]   = '\0';
    m->last               = STR("");
    next_article(m);
    next_article(m);
    buf_clear(&m->text);
}

/* ---- words ----------------------------------------------------------------------------------------- */

static inline void say_word(struct query_maker *m)
{
    struct sampler           *s = &m->sampler;
    const struct sample_word *w;
    if (m->last.len && one_in(m, 12)) { /* again */
        buf_str(&m->text, m->last);
        return;
    }
    if (*s->other && one_in(m, 8)) {
        buf_cstr(&m->text, s->other);
        return;
    }
    if (one_in(m, 60)) {
        buf_cstr(&m->text, "qzxvkwj");
        return;
    }
    do
        w = &s->words[draw(m, s->word_count)];
    while (!w->sayable && one_in(m, 2)); /* numbers, too, and stop words */
    m->last = w->said;
    buf_str(&m->text, w->said);
}

/* The first letters of a word; of few words, mostly. */
static inline void say_beginning(struct query_maker *m)
{
    const struct sample_word *w;
    if (!sampler_choose(&m->sampler, 1, &w))
        return;
    size_t letters = 2 + (size_t)draw(m, w->word.len - 1);
    while (letters < w->word.len && ((unsigned char)w->word.data[letters] & 0xc0) == 0x80)
        letters++; /* of whole characters */
    buf_str(&m->text, str_of(w->word.data, letters));
    buf_putc(&m->text, '*');
}

/* Words in a row of the article; now and then one of them is another, or comes twice. */
static inline void say_phrase(struct query_maker *m, size_t count)
{
    struct sampler *s = &m->sampler;
    count             = s->word_count < count ? s->word_count : count;
    size_t first = (size_t)draw(m, s->word_count - count + 1), odd = one_in(m, 6) ? (size_t)draw(m, count) : count;
    buf_putc(&m->text, '"');
    for (size_t i = 0; i < count; i++) {
        buf_cstr(&m->text, i ? " " : "");
        buf_str(&m->text, i == odd ? s->words[draw(m, s->word_count)].said : s->words[first + i].said);
    }
    if (one_in(m, 20) && m->last.len)
        buf_printf(&m->text, " %.*s", STR_ARG(m->last));
    buf_putc(&m->text, '"');
    if (one_in(m, 3))
        buf_printf(&m->text, "~%u", (unsigned)draw(m, one_in(m, 2) ? 4 : 40));
}

static inline void say_text(struct query_maker *m)
{
    switch (draw(m, 10)) {
    case 0:
    case 1: say_phrase(m, 2 + (size_t)draw(m, 4)); break;
    case 2: buf_putc(&m->text, '='); say_word(m); break;
    case 3: say_beginning(m); break;
    case 4: say_word(m); buf_putc(&m->text, '-'); say_word(m); break; /* glued */
    default: say_word(m); break;
    }
}

/* ---- fields ---------------------------------------------------------------------------------------- */

static inline void say_facet(struct query_maker *m)
{
    static const enum article_field fields[] = {FIELD_AUTHOR, FIELD_SOURCE, FIELD_SECTION, FIELD_TOPIC};
    enum article_field              f        = fields[draw(m, sizeof fields / sizeof *fields)];
    struct str                      values   = m->head.field[f], value = str_split(&values, '\n');
    if (!value.len || memchr(value.data, '"', value.len)) {
        f     = FIELD_ID;
        value = m->head.field[f];
    }
    struct str rest = value, word = str_split(&rest, ' ');
    buf_printf(&m->text, "%s:", article_field_name(f));
    switch (f == FIELD_ID ? 0 : draw(m, 3)) {
    case 0: buf_printf(&m->text, "\"%.*s\"", STR_ARG(value)); break;
    case 1: buf_str(&m->text, word); break;
    default: buf_printf(&m->text, "%.2s*", word.len > 1 && (signed char)word.data[0] > 0 &&
                        (signed char)word.data[1] > 0 ? word.data : "th"); break;
    }
}

/* Of the head, as a day, month or year; "" where it has none. */
static inline void date_of_head(struct query_maker *m, char out[12])
{
    static const int lengths[] = {4, 7, 10};
    struct str       date      = m->head.field[FIELD_DATE];
    snprintf(out, 12, "%.*s", date.len < 10 ? 0 : lengths[draw(m, 3)], date.len ? date.data : "");
}

static inline void say_date(struct query_maker *m)
{
    char a[12], b[12];
    date_of_head(m, a);
    next_head(m);
    date_of_head(m, b);
    bool ordered = strncmp(a, b, 4) < 0 && *a;
    switch (*a ? draw(m, 4) : 4) {
    case 0: buf_printf(&m->text, "date:%s", a); break;
    case 1: buf_printf(&m->text, "date:%s..", a); break;
    case 2: buf_printf(&m->text, "date:..%s", a); break;
    case 3: buf_printf(&m->text, "date:%s..%s", a, ordered ? b : a); break;
    default: buf_cstr(&m->text, "date:2008"); break;
    }
}

static inline void say_field(struct query_maker *m)
{
    next_head(m);
    switch (draw(m, 6)) {
    case 0:
    case 1: buf_cstr(&m->text, "title:"); say_text(m); break;
    case 2: say_date(m); break;
    case 3: buf_printf(&m->text, "lang:%s", one_in(m, 3) ? "de" : "en"); break;
    default: say_facet(m); break;
    }
}

/* ---- compositions ---------------------------------------------------------------------------------- */

static inline void say_group(struct query_maker *m, unsigned depth);

static inline void say_atom(struct query_maker *m, unsigned depth)
{
    if (depth < 3 && one_in(m, 6)) {
        buf_cstr(&m->text, one_in(m, 5) ? "title:(" : "(");
        say_group(m, depth + 1);
        buf_putc(&m->text, ')');
    } else if (one_in(m, 5))
        say_field(m);
    else
        say_text(m);
}

static inline void say_group(struct query_maker *m, unsigned depth)
{
    static const char *const between[] = {" ", " ", " ", " AND ", " OR ", " AND NOT ", " AND -"};
    size_t                   count     = 1 + (size_t)draw(m, depth ? 3 : 5);
    for (size_t i = 0; i < count; i++) {
        if (i)
            buf_cstr(&m->text, between[draw(m, sizeof between / sizeof *between)]);
        switch (draw(m, i ? 10 : 20)) {
        case 0: buf_cstr(&m->text, "-"); break;
        case 1: buf_cstr(&m->text, "NOT "); break;
        case 2:
        case 3: buf_cstr(&m->text, "+"); break;
        default: break;
        }
        say_atom(m, depth);
    }
}

#endif
