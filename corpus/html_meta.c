#include "corpus/html_meta.h"

#include "corpus/date.h"
#include "corpus/entity.h"

/* Names of <meta name=...>, property=... and itemprop=..., and how sure each is. */
static const struct {
    const char *name;
    int         field, rank;
} names[] = {
    {"og:title", FIELD_TITLE, RANK_OPEN_GRAPH},
    {"twitter:title", FIELD_TITLE, RANK_META + 3},
    {"parsely-title", FIELD_TITLE, RANK_META},
    {"sailthru.title", FIELD_TITLE, RANK_META + 1},
    {"dc.title", FIELD_TITLE, RANK_META + 2},
    {"dcterms.title", FIELD_TITLE, RANK_META + 2},
    {"article:published_time", FIELD_DATE, RANK_OPEN_GRAPH},
    {"og:article:published_time", FIELD_DATE, RANK_OPEN_GRAPH},
    {"og:published_time", FIELD_DATE, RANK_OPEN_GRAPH + 1},
    {"datepublished", FIELD_DATE, RANK_META},
    {"parsely-pub-date", FIELD_DATE, RANK_META + 1},
    {"sailthru.date", FIELD_DATE, RANK_META + 2},
    {"dc.date.issued", FIELD_DATE, RANK_META + 2},
    {"dcterms.issued", FIELD_DATE, RANK_META + 2},
    {"dc.date", FIELD_DATE, RANK_META + 3},
    {"dcterms.date", FIELD_DATE, RANK_META + 3},
    {"dcterms.created", FIELD_DATE, RANK_META + 3},
    {"date", FIELD_DATE, RANK_META + 3},
    {"pubdate", FIELD_DATE, RANK_META + 3},
    {"publishdate", FIELD_DATE, RANK_META + 3},
    {"publish-date", FIELD_DATE, RANK_META + 3},
    {"publish_date", FIELD_DATE, RANK_META + 3},
    {"publication_date", FIELD_DATE, RANK_META + 3},
    {"cxenseparse:recs:publishtime", FIELD_DATE, RANK_META + 4},
    {"author", FIELD_AUTHOR, RANK_META},
    {"parsely-author", FIELD_AUTHOR, RANK_META + 1},
    {"sailthru.author", FIELD_AUTHOR, RANK_META + 2},
    {"byl", FIELD_AUTHOR, RANK_META + 3},
    {"dc.creator", FIELD_AUTHOR, RANK_META + 4},
    {"dcterms.creator", FIELD_AUTHOR, RANK_META + 4},
    {"article:author", FIELD_AUTHOR, RANK_META + 5}, /* an address more often than a name */
    {"og:article:author", FIELD_AUTHOR, RANK_META + 5},
    {"og:site_name", FIELD_SOURCE, RANK_OPEN_GRAPH},
    {"dc.publisher", FIELD_SOURCE, RANK_META},
    {"dcterms.publisher", FIELD_SOURCE, RANK_META},
    {"publisher", FIELD_SOURCE, RANK_META + 1},
    {"application-name", FIELD_SOURCE, RANK_META + 2},
    {"og:url", FIELD_URL, RANK_OPEN_GRAPH},
    {"article:section", FIELD_SECTION, RANK_OPEN_GRAPH},
    {"og:article:section", FIELD_SECTION, RANK_OPEN_GRAPH},
    {"parsely-section", FIELD_SECTION, RANK_META},
    {"section", FIELD_SECTION, RANK_META + 1},
    {"article:tag", FIELD_TOPIC, RANK_OPEN_GRAPH},
    {"news_keywords", FIELD_TOPIC, RANK_META},
    {"parsely-tags", FIELD_TOPIC, RANK_META + 1},
    {"sailthru.tags", FIELD_TOPIC, RANK_META + 2},
    {"keywords", FIELD_TOPIC, RANK_META + 3},
    {"dc.subject", FIELD_TOPIC, RANK_META + 4},
    {"content-language", FIELD_LANG, RANK_META + 1},
    {"language", FIELD_LANG, RANK_META + 2},
    {"dc.language", FIELD_LANG, RANK_META + 2},
    {"og:locale", FIELD_LANG, RANK_META + 3}, /* a left-over "en_US" more often than html's lang is wrong */
};

void html_meta_begin(struct html_meta *m, struct reader_context *context)
{
    m->context    = context;
    m->json_bytes = 0;
    m->bad_date   = false;
    draft_clear(&m->draft);
    buf_clear(&m->site);
    buf_clear(&m->story);
    for (int i = 0; i < FIELD_COUNT; i++)
        m->rank[i] = RANK_NONE;
}

void html_meta_release(struct html_meta *m)
{
    draft_release(&m->draft);
    buf_release(&m->site);
    buf_release(&m->story);
    buf_release(&m->scratch);
}

static bool is_link(struct str s)
{
    return str_starts(s, STR("http://")) || str_starts(s, STR("https://")) || str_starts(s, STR("//"));
}

/* "en-US", "en_US", "en" -> "en"; what is no such tag as it is, lower case. */
static void add_language(struct buf *out, struct str s)
{
    size_t n = 0;
    while (n < s.len && (s.data[n] | 0x20) >= 'a' && (s.data[n] | 0x20) <= 'z')
        n++;
    if (n == 3 && str_eq_nocase(str_of(s.data, n), STR("utf"))) /* an encoding in the wrong place */
        return;
    if ((n == 2 || n == 3) && (n == s.len || s.data[n] == '-' || s.data[n] == '_'))
        s.len = n;
    for (size_t i = 0; i < s.len; i++)
        buf_putc(out, s.data[i] >= 'A' && s.data[i] <= 'Z' ? s.data[i] | 0x20 : s.data[i]);
}

static void add_topics(struct buf *out, struct str s)
{
    char sep = memchr(s.data, ',', s.len) ? ',' : ';';
    while (s.data)
        draft_values(out, str_trim(str_split(&s, sep)));
}

static bool is_wanted(const struct html_meta *m, int field, int rank)
{
    bool several = field == FIELD_TOPIC || field == FIELD_AUTHOR;
    return rank < m->rank[field] || (rank == m->rank[field] && several);
}

/* Take a value that is wanted, its entities resolved. */
static void take(struct html_meta *m, int field, int rank, struct str value)
{
    value = str_trim(value);
    if (!value.len || (field == FIELD_AUTHOR && is_link(value)) || (field == FIELD_URL && !is_link(value)))
        return;
    struct buf *out = &m->draft.field[field];
    if (field == FIELD_DATE) {
        struct buf        date   = BUF_INIT;
        enum date_result result = date_parse(value, m->context->options->now, &date);
        m->bad_date |= result == DATE_BAD;
        if (result == DATE_OK) {
            buf_clear(out);
            buf_str(out, buf_view(&date));
            m->rank[field] = rank;
        }
        if (date.failed)
            out->failed = date.failed;
        buf_release(&date);
        return;
    }
    if (rank < m->rank[field])
        buf_clear(out);
    m->rank[field] = rank;
    if (field == FIELD_TOPIC)
        add_topics(out, value);
    else if (field == FIELD_AUTHOR)
        draft_byline(out, value, true);
    else if (field == FIELD_LANG)
        add_language(out, value);
    else
        draft_line(out, value);
    if (!out->len)
        m->rank[field] = RANK_NONE;
}

void html_meta_offer(struct html_meta *m, int field, int rank, struct str value)
{
    if (!is_wanted(m, field, rank))
        return;
    buf_clear(&m->scratch);
    entity_decode(&m->scratch, value);
    if (m->scratch.failed)
        m->draft.field[field].failed = m->scratch.failed;
    take(m, field, rank, buf_view(&m->scratch));
}

static void named(struct html_meta *m, struct str name, struct str value)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (str_eq_nocase(name, str_c(names[i].name)))
            html_meta_offer(m, names[i].field, names[i].rank, value);
    if (str_eq_nocase(name, STR("og:site_name"))) {
        buf_clear(&m->scratch);
        entity_decode(&m->scratch, value);
        buf_clear(&m->site);
        draft_line(&m->site, buf_view(&m->scratch));
    }
}

static bool has_word(struct str words, struct str word)
{
    while (words.data)
        if (str_eq_nocase(str_split(&words, ' '), word))
            return true;
    return false;
}

void html_meta_tag(struct html_meta *m, const struct html_token *tag)
{
    struct str value, name;
    if (str_eq_nocase(tag->name, STR("html"))) {
        if (html_get(tag, "lang", &value) || html_get(tag, "xml:lang", &value))
            html_meta_offer(m, FIELD_LANG, RANK_META, value);
    } else if (str_eq_nocase(tag->name, STR("link"))) {
        if (html_get(tag, "rel", &name) && has_word(name, STR("canonical")) && html_get(tag, "href", &value))
            html_meta_offer(m, FIELD_URL, RANK_CANONICAL, value);
    } else if (str_eq_nocase(tag->name, STR("meta"))) {
        static const char *const keys[] = {"property", "name", "itemprop", "http-equiv"};
        if (html_get(tag, "content", &value))
            for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
                if (html_get(tag, keys[i], &name))
                    named(m, str_trim(name), value);
    } else if (str_eq_nocase(tag->name, STR("time")) && html_get(tag, "datetime", &value)) {
        bool published = html_get(tag, "pubdate", &name) ||
                         (html_get(tag, "itemprop", &name) && has_word(name, STR("datePublished")));
        html_meta_offer(m, FIELD_DATE, RANK_ELEMENT + !published, value);
    }
}

/* Length of the mark between a title and what is put behind it (" | ", " - "), when one begins s; else 0. */
static size_t title_mark(struct str s)
{
    static const char *const marks[] = {" | ", " - ", " – ", " — ", " · ", " :: ", " » "};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (str_starts(s, str_c(marks[i])))
            return strlen(marks[i]);
    return 0;
}

void html_meta_title(struct html_meta *m, struct str element, struct str heading)
{
    if (is_wanted(m, FIELD_TITLE, RANK_ELEMENT))
        take(m, FIELD_TITLE, RANK_ELEMENT, heading);
    html_meta_offer(m, FIELD_TITLE, RANK_ELEMENT + 1, element);
    struct buf *title   = &m->draft.field[FIELD_TITLE];
    struct str  sites[] = {buf_view(&m->site), buf_view(&m->draft.field[FIELD_SOURCE])};
    for (size_t at = 1; at < title->len; at++) {
        struct str rest = str_skip(buf_view(title), at);
        size_t     mark = title_mark(rest);
        struct str tail = str_skip(rest, mark);
        bool       site = str_eq_nocase(tail, sites[0]) || str_eq_nocase(tail, sites[1]);
        if (mark && tail.len && (site || str_eq(str_of(title->data, at), heading)))
            title->len = at;
    }
}
