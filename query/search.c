#include "query/search.h"

#include <stdlib.h>

#include "index/index_identity.h"
#include "index/index_terms.h"
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
    bool                 has_variants; /* see plan_target */
    const struct engine *engine; /* NULL: none */
    void                *engine_state;
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

/* How often indexes are opened again of which a merge took a segment away before the engine had it. */
enum { OPEN_TRIES = 50 };

static int open_indexes(struct searcher *s, const char *const *paths, size_t count, struct err *err)
{
    int code = ERR_STALE;
    for (int tries = 0; tries < OPEN_TRIES && code == ERR_STALE; tries++) {
        index_reader_close(s->reader);
        s->reader = NULL;
        code      = index_reader_open(&s->reader, paths, count, err);
        if (!code && s->engine)
            code = s->engine->open(&s->engine_state, s->reader, err);
    }
    return code;
}

int searcher_open(struct searcher **out, const char *const *paths, size_t count, const char *lang,
                  const struct engine *engine, struct err *err)
{
    struct searcher *s = calloc(1, sizeof *s);
    *out               = NULL;
    if (!s)
        return err_oom(err);
    s->engine = engine;
    int code  = open_indexes(s, paths, count, err);
    if (!code)
        code = analyzer_new(&s->analyzer, err);
    if (!code)
        code = check_identity(s, paths, err);
    if (!code)
        code = choose_languages(s, lang, err);
    if (!code)
        code = index_terms_any(s->reader, str_c(SCHEMA_VARIANT_PREFIX), err);
    s->has_variants = code == 1;
    if (code < 0)
        searcher_close(s);
    else
        *out = s;
    return code < 0 ? code : 0;
}

void searcher_close(struct searcher *s)
{
    if (!s)
        return;
    if (s->engine)
        s->engine->close(s->engine_state);
    index_reader_close(s->reader);
    analyzer_free(s->analyzer);
    free(s->languages);
    free(s);
}

struct index_reader *searcher_reader(struct searcher *s)
{
    return s->reader;
}

const struct engine *searcher_engine(const struct searcher *s)
{
    return s->engine;
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
    search->result    = (struct search_result){NULL, 0, 0, 0, 0};
    search->by_weight = false;
}

void search_release(struct search *search)
{
    search_result_release(&search->result);
    query_plan_release(&search->plan);
    query_release(&search->query);
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
static int limit_dates(struct query_plan *plan, const struct search_request *request, struct err *err)
{
    struct query_date since, until;
    int               code = read_dates(request, &since, &until, err);
    return code ? code : query_plan_limit_dates(plan, &since, &until, err);
}

static int ask(struct searcher *s, const struct search_request *request, struct search *search, struct err *err)
{
    static const enum engine_sort orders[] = {
        [SEARCH_SORT_RELEVANCE] = ENGINE_BY_WEIGHT,
        [SEARCH_SORT_OLDEST]    = ENGINE_OLDEST,
        [SEARCH_SORT_NEWEST]    = ENGINE_NEWEST,
    };
    bool             scored = search->plan.scored;
    enum search_sort sort   = request->sort != SEARCH_SORT_AUTO ? request->sort
                              : scored                          ? SEARCH_SORT_RELEVANCE
                                                                : SEARCH_SORT_NEWEST;
    search->by_weight = scored && sort == SEARCH_SORT_RELEVANCE;
    bool few   = searcher_documents(s) <= EXACT_DOCUMENTS || search->plan.postings <= EXACT_DOCUMENTS;
    bool exact = request->exact || few || sort != SEARCH_SORT_RELEVANCE || !scored;
    struct engine_request what = {
        .query       = search->plan.query,
        .first       = request->offset,
        .count       = request->limit,
        .exact_up_to = exact ? UINT64_MAX : 0,
        .sort        = orders[sort],
    };
    return s->engine->search(s->engine_state, &what, &search->result, err);
}

struct plan_target searcher_target(struct searcher *s)
{
    return (struct plan_target){.reader    = s->reader,
                                .analyzer  = s->analyzer,
                                .languages = {s->languages, s->language_count},
                                .documents = searcher_documents(s),
                                .has_variants = s->has_variants};
}

int searcher_run(struct searcher *s, const struct search_request *request, struct search *search,
                 struct err *err)
{
    int code = search_request_check(request, err);
    if (!code)
        code = request->any ? query_parse_any(&search->query, request->query, err)
                            : query_parse(&search->query, request->query, err);
    if (code || !index_reader_shards(s->reader)) /* nothing to be found, nor to be said of words */
        return code;
    struct plan_target target = searcher_target(s);
    target.keep_stop_words    = request->keep_stop_words;
    code                      = query_plan_make(&search->plan, &search->query, &target, err);
    if (code)
        return code;
    bool dates = request->since || request->until;
    if (!search->plan.query && (search->query.root || !dates))
        query_note(&search->query.notes, "there is no word in the query");
    if (dates && (search->plan.query || !search->query.root))
        code = limit_dates(&search->plan, request, err);
    return code || !search->plan.query ? code : ask(s, request, search, err);
}
