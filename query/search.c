#include "query/search.h"

#include <stdlib.h>

#include "index/index_identity.h"
#include "query/query_parser.h"
#include "store/schema.h"
#include "text/languages.h"

/* Matches are counted exactly where the index, or what the words of the query match of it, is no larger. */
enum { EXACT_DOCUMENTS = 2000 };

struct searcher {
    struct index_reader *reader;
    struct analyzer     *analyzer;
    int                 *languages;
    size_t               language_count;
};

/* ---- opening --------------------------------------------------------------------------------- */

static void add_language(struct searcher *s, int lang)
{
    for (size_t i = 0; i < s->language_count; i++)
        if (s->languages[i] == lang)
            return;
    s->languages[s->language_count++] = lang;
}

/* The number of a manifest's language code; one that we do not know was analyzed as none. */
static int language_number(const char *code)
{
    int lang = *code ? language_find(str_c(code)) : LANGUAGE_NONE;
    return lang < 0 ? LANGUAGE_NONE : lang;
}

static int choose_languages(struct searcher *s, const char *lang, struct err *err)
{
    s->languages = calloc((size_t)language_count() + 1, sizeof *s->languages);
    if (!s->languages)
        return err_oom(err);
    if (lang) {
        int found = language_find(str_c(lang));
        if (found < 0)
            return err_set(err, ERR_INVALID, "unknown language '%s': use a code like en or a name like "
                                             "english",
                           query_clip(str_c(lang)).text);
        add_language(s, found);
        return 0;
    }
    for (size_t i = 0; i < index_reader_count(s->reader); i++) {
        const struct manifest *m = index_reader_manifest(s->reader, i);
        for (size_t l = 0; l < m->language_count; l++)
            if (m->languages[l].documents)
                add_language(s, language_number(m->languages[l].code));
    }
    if (!s->language_count)
        add_language(s, LANGUAGE_NONE);
    return 0;
}

static int check_identity(struct searcher *s, const char *const *paths, struct err *err)
{
    int code = 0;
    for (size_t i = 0; i < index_reader_count(s->reader) && !code; i++)
        code = index_identity_check(index_reader_manifest(s->reader, i), paths[i], s->analyzer, err);
    return code;
}

int searcher_open(struct searcher **out, const char *const *paths, size_t count, const char *lang,
                  struct err *err)
{
    struct searcher *s = calloc(1, sizeof *s);
    *out               = NULL;
    if (!s)
        return err_oom(err);
    int code = index_reader_open(&s->reader, paths, count, err);
    if (!code)
        code = analyzer_new(&s->analyzer, err);
    if (!code)
        code = check_identity(s, paths, err);
    if (!code)
        code = choose_languages(s, lang, err);
    if (code)
        searcher_close(s);
    else
        *out = s;
    return code;
}

void searcher_close(struct searcher *s)
{
    if (!s)
        return;
    index_reader_close(s->reader);
    analyzer_free(s->analyzer);
    free(s->languages);
    free(s);
}

struct index_reader *searcher_reader(struct searcher *s)
{
    return s->reader;
}

struct analyzer *searcher_analyzer(struct searcher *s)
{
    return s->analyzer;
}

uint64_t searcher_documents(const struct searcher *s)
{
    return index_reader_live_documents(s->reader);
}

int searcher_language_of(const struct searcher *s, size_t shard, const struct article *article)
{
    struct str lang = article->field[FIELD_LANG];
    if (!lang.len) {
        const struct manifest *m = index_reader_manifest(s->reader, index_reader_of_shard(s->reader, shard));
        return language_number(m->default_language);
    }
    int found = language_find(lang);
    return found < 0 ? LANGUAGE_NONE : found;
}

/* ---- running --------------------------------------------------------------------------------- */

void search_init(struct search *search)
{
    query_init(&search->query);
    query_plan_init(&search->plan);
    search->result    = (struct xap_result){NULL, 0, 0, 0, 0};
    search->engine    = SEARCH_XAPIAN;
    search->by_weight = false;
}

const char *search_engine_name(enum search_engine engine)
{
    static const char *const names[] = {[SEARCH_XAPIAN] = "xapian"};
    return names[engine];
}

void search_release(struct search *search)
{
    xap_result_release(&search->result);
    query_plan_release(&search->plan);
    query_release(&search->query);
}

/* One engine query, freed when it is replaced by one made of it: parts are shared, not copied. */
struct engine_query {
    struct xap_query *query;
};

static int wrap(struct engine_query *e, enum xap_op op, struct xap_query *with, struct err *err)
{
    struct xap_query *parts[2] = {e->query, with}, *made = NULL;
    int               code     = xap_query_combine(&made, op, parts, 2, 0, err);
    if (code)
        return code;
    xap_query_free(e->query);
    e->query = made;
    return 0;
}

static int option_date(const char *option, const char *text, struct query_date *out, struct err *err)
{
    int code = query_date_parse(str_c(text), out, err);
    return code ? err_context(err, "--%s", option) : 0;
}

static int read_dates(const struct search_request *request, struct query_date *since,
                      struct query_date *until, struct err *err)
{
    *since   = (struct query_date){query_date_min(), 0, DATE_RANGE};
    *until   = (struct query_date){0, query_date_max(), DATE_RANGE};
    int code = request->since ? option_date("since", request->since, since, err) : 0;
    if (!code && request->until)
        code = option_date("until", request->until, until, err);
    if (!code && since->first > until->last)
        code = err_set(err, ERR_QUERY, "--since=%s is after --until=%s", request->since, request->until);
    return code;
}

int search_request_check(const struct search_request *request, struct err *err)
{
    struct query_date since, until;
    return read_dates(request, &since, &until, err);
}

/* Filter by since and until. */
static int limit_dates(struct engine_query *e, const struct search_request *request, struct err *err)
{
    struct query_date since, until;
    int               code = read_dates(request, &since, &until, err);
    if (code || (!request->since && !request->until) || !e->query)
        return code;
    char              begin[9], end[9];
    struct xap_query *range = NULL;
    struct str        from = str_of(begin, xap_sortable((double)(since.first * 86400), begin));
    struct str        to   = str_of(end, xap_sortable((double)(until.last * 86400 + 86399), end));
    code = xap_query_value_range(&range, SLOT_DATE, from, to, err);
    if (!code)
        code = wrap(e, XAP_FILTER, range, err);
    xap_query_free(range);
    return code;
}

static int leave_out_deleted(struct engine_query *e, struct searcher *s, struct err *err)
{
    struct xap_query *deleted = NULL;
    int               code    = index_reader_deleted_query(s->reader, &deleted, err);
    if (!code && deleted)
        code = wrap(e, XAP_AND_NOT, deleted, err);
    xap_query_free(deleted);
    return code;
}

static uint32_t clamp(uint64_t n)
{
    return n > UINT32_MAX ? UINT32_MAX : (uint32_t)n;
}

static int ask(struct searcher *s, const struct search_request *request, struct search *search,
               const struct xap_query *query, struct err *err)
{
    bool             scored = search->plan.scored;
    enum search_sort sort   = request->sort != SEARCH_SORT_AUTO ? request->sort
                              : scored                          ? SEARCH_SORT_RELEVANCE
                                                                : SEARCH_SORT_NEWEST;
    struct xap_search engine = XAP_SEARCH_INIT;
    engine.query             = query;
    engine.first             = clamp(request->offset);
    engine.count             = clamp(request->limit);
    engine.sort_slot         = SLOT_DATE;
    engine.sort              = sort == SEARCH_SORT_OLDEST   ? XAP_BY_VALUE_ASCENDING
                               : sort == SEARCH_SORT_NEWEST ? XAP_BY_VALUE_DESCENDING
                                                            : XAP_BY_WEIGHT;
    search->by_weight        = scored && engine.sort == XAP_BY_WEIGHT;
    bool cheap = searcher_documents(s) <= EXACT_DOCUMENTS || search->plan.postings <= EXACT_DOCUMENTS;
    if (request->exact || cheap || engine.sort != XAP_BY_WEIGHT || !scored)
        engine.check_at_least = UINT32_MAX;
    return xap_search(index_reader_db(s->reader), &engine, &search->result, err);
}

struct plan_target searcher_target(struct searcher *s)
{
    return (struct plan_target){.db        = index_reader_db(s->reader),
                                .analyzer  = s->analyzer,
                                .languages = {s->languages, s->language_count},
                                .documents = searcher_documents(s)};
}

int searcher_run(struct searcher *s, const struct search_request *request, struct search *search,
                 struct err *err)
{
    struct xap_db *db   = index_reader_db(s->reader);
    int            code = request->any ? query_parse_any(&search->query, request->query, err)
                                       : query_parse(&search->query, request->query, err);
    if (code)
        return code;
    struct plan_target target = searcher_target(s);
    target.describe           = request->describe;
    if (db)
        code = query_plan_make(&search->plan, &search->query, &target, err);
    if (code)
        return code;
    bool dates_only = !search->query.root && (request->since || request->until);
    if (db && !search->plan.query && !dates_only)
        query_note(&search->query.notes, "there is no word in the query");

    struct engine_query e = {NULL};
    if (search->plan.query) /* a copy of our own; nothing deep is copied */
        code = xap_query_combine(&e.query, XAP_OR, &search->plan.query, 1, 0, err);
    else if (db && dates_only)
        code = xap_query_all(&e.query, err);
    if (!code)
        code = limit_dates(&e, request, err);
    if (!code && e.query)
        code = leave_out_deleted(&e, s, err);
    if (!code && e.query)
        code = ask(s, request, search, e.query, err);
    xap_query_free(e.query);
    return code;
}
