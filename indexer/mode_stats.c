/* mode_stats: what is in an index and how large its parts are, as text and as JSON from the same facts. */
#include "indexer/modes.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/json_out.h"
#include "base/utf8.h"
#include "index/index_terms.h"
#include "postings/postings_build.h"
#include "store/schema.h"
#include "text/languages.h"

enum { SOURCES_SHOWN = 20 };

struct named_count {
    char    *name;
    uint64_t count;
};

/* The parts that an index is made of, once for text and JSON. */
#define PARTS(X)                                                                                              \
    X(terms) X(postings) X(positions) X(pairs) X(lengths) X(columns) X(records) X(dictionaries) X(xapian)     \
    X(tombstones) X(rest)

struct parts {
#define PART_MEMBER(name) uint64_t name;
    PARTS(PART_MEMBER)
#undef PART_MEMBER
};

struct facts {
    const struct manifest *m;
    uint64_t               documents, deleted, words, text_bytes, index_bytes;
    int64_t                date_min, date_max;
    struct parts           parts;
    struct named_count    *sources; /* the most frequent first */
    size_t                 source_count;
    uint64_t              *languages; /* articles by row of the manifest's languages */
};

static int by_count(const void *a, const void *b)
{
    const struct named_count *x = a, *y = b;
    if (x->count != y->count)
        return x->count < y->count ? 1 : -1;
    return strcmp(x->name, y->name);
}

static int add_source(struct facts *f, struct str name, uint64_t count, struct err *err)
{
    struct named_count *grown = realloc(f->sources, (f->source_count + 1) * sizeof *grown);
    if (grown)
        f->sources = grown;
    if (!grown || !(grown[f->source_count].name = strndup(name.data, name.len)))
        return err_oom(err);
    grown[f->source_count++].count = count;
    return 0;
}

static int gather_sources(struct index_reader *reader, struct facts *f, struct err *err)
{
    struct index_terms *terms;
    struct str          prefix = str_c(schema_field(FIELD_SOURCE)->prefix), term;
    struct index_term   found;
    int                 code = index_terms_open(&terms, reader, prefix, err);
    if (code)
        return code;
    while ((code = index_terms_next(terms, &term, NULL, &found, err)) == 1)
        if ((code = add_source(f, str_skip(term, prefix.len), found.df, err)))
            break;
    index_terms_close(terms);
    if (f->source_count)
        qsort(f->sources, f->source_count, sizeof *f->sources, by_count);
    return code;
}

/* Of the articles that are stored. Those in no language that we know have another term or none. */
static int gather_languages(struct index_reader *reader, struct facts *f, struct err *err)
{
    struct arena      arena = ARENA_INIT;
    struct buf        term  = BUF_INIT;
    struct index_term found;
    uint64_t          left = f->documents + f->deleted;
    int               code = 0;
    f->languages           = calloc(f->m->language_count + 1, sizeof *f->languages);
    if (!f->languages)
        return err_oom(err);
    for (size_t i = 0; i < f->m->language_count && !code; i++) {
        if (!*f->m->languages[i].code)
            continue;
        buf_clear(&term);
        schema_term(&term, schema_field(FIELD_LANG)->prefix, str_c(f->m->languages[i].code));
        code = buf_failed(&term, err);
        if (!code)
            code = index_term_find(reader, buf_view(&term), &arena, &found, err);
        if (!code)
            left -= f->languages[i] = found.df;
    }
    for (size_t i = 0; i < f->m->language_count && !code; i++)
        if (!*f->m->languages[i].code)
            f->languages[i] = left;
    arena_release(&arena);
    buf_release(&term);
    return code;
}

static void gather_parts(struct index_reader *reader, size_t shard, struct parts *p)
{
    const struct segment_info *info = index_reader_segment(reader, shard);
    struct postings_sizes      one;
    struct record_file_sizes   records;
    postings_file_sizes(index_reader_postings(reader, shard), &one);
    record_file_sizes(index_reader_records(reader, shard), &records);
    p->terms += one.terms;
    p->postings += one.postings;
    p->positions += one.positions;
    p->pairs += one.pairs;
    p->lengths += one.lengths;
    p->columns += one.columns;
    p->records += records.records + records.places;
    p->dictionaries += records.dictionaries;
    p->xapian += info->files[SEGMENT_XAPIAN].bytes;
    p->tombstones += info->deleted_bytes;
    p->rest += one.rest + info->files[SEGMENT_RECORDS].bytes - records.records - records.places -
               records.dictionaries;
}

static int gather(struct index_reader *reader, struct facts *f, struct err *err)
{
    *f = (struct facts){.m = index_reader_manifest(reader, 0), .date_min = INT64_MAX, .date_max = INT64_MIN};
    for (size_t s = 0; s < f->m->segment_count; s++) {
        const struct segment_info *info = &f->m->segments[s];
        f->documents += info->documents - info->deleted;
        f->deleted += info->deleted;
        f->words += info->words;
        f->text_bytes += info->text_bytes;
        f->index_bytes += segment_bytes(info) + info->deleted_bytes;
        if (info->date_min < f->date_min)
            f->date_min = info->date_min;
        if (info->date_max > f->date_max)
            f->date_max = info->date_max;
    }
    for (size_t s = 0; s < f->m->segment_count; s++)
        gather_parts(reader, s, &f->parts);
    int code = gather_languages(reader, f, err);
    return code ? code : gather_sources(reader, f, err);
}

static void put_day(struct buf *out, int64_t seconds)
{
    int      year;
    unsigned month, day;
    int64_t  days = seconds / 86400 - (seconds % 86400 < 0);
    civil_from_days(days, &year, &month, &day);
    buf_printf(out, "%04d-%02u-%02u", year, month, day);
}

static double ratio(const struct facts *f, uint64_t bytes)
{
    return f->text_bytes ? (double)bytes / (double)f->text_bytes : 0;
}

static void text_size(struct buf *out, const struct facts *f, const char *name, uint64_t bytes)
{
    buf_printf(out, "  %-12s%12.2f MB   %5.2f of the text\n", name, (double)bytes / 1e6, ratio(f, bytes));
}

static void print_text(const struct facts *f, struct buf *out)
{
    buf_printf(out, "articles      %llu\n", (unsigned long long)f->documents);
    buf_printf(out, "deleted       %llu, still stored until merged\n", (unsigned long long)f->deleted);
    buf_printf(out, "words         %llu\n", (unsigned long long)f->words);
    if (f->date_min <= f->date_max) {
        buf_cstr(out, "dates         ");
        put_day(out, f->date_min);
        buf_cstr(out, " to ");
        put_day(out, f->date_max);
        buf_putc(out, '\n');
    }
    buf_cstr(out, "languages     ");
    for (size_t i = 0; i < f->m->language_count; i++)
        buf_printf(out, "%s%s %llu", i ? ", " : "",
                   *f->m->languages[i].code ? f->m->languages[i].code : "unknown",
                   (unsigned long long)f->languages[i]);
    buf_printf(out, "\nsources       %zu", f->source_count);
    for (size_t i = 0; i < f->source_count && i < SOURCES_SHOWN; i++) {
        buf_cstr(out, i ? ", " : ": ");
        utf8_for_terminal(out, str_c(f->sources[i].name));
        buf_printf(out, " %llu", (unsigned long long)f->sources[i].count);
    }
    buf_printf(out, "%s\n", f->source_count > SOURCES_SHOWN ? ", ..." : "");
    if (f->deleted)
        buf_cstr(out, "              languages and sources count deleted articles too\n");
    buf_printf(out, "text          %.2f MB of titles and bodies\n", (double)f->text_bytes / 1e6);
    buf_printf(out, "index         %.2f MB, %.2f of the text\n", (double)f->index_bytes / 1e6,
               ratio(f, f->index_bytes));
#define PART_TEXT(name) text_size(out, f, #name, f->parts.name);
    PARTS(PART_TEXT)
#undef PART_TEXT
    buf_printf(out, "segments      %zu\n", f->m->segment_count);
    for (size_t i = 0; i < f->m->segment_count; i++)
        buf_printf(out, "  %-12s%12llu article%s, %llu deleted, %.2f MB\n", f->m->segments[i].name,
                   (unsigned long long)f->m->segments[i].documents, plural(f->m->segments[i].documents),
                   (unsigned long long)f->m->segments[i].deleted, (double)segment_bytes(&f->m->segments[i]) / 1e6);
    buf_printf(out, "identity      %s, generation %llu, schema %d, default language %s, positions %s, xapian %s\n",
               f->m->uuid,
               (unsigned long long)f->m->generation, f->m->schema, f->m->default_language, f->m->positions,
               f->m->xapian);
    buf_cstr(out, "analyzer      ");
    for (size_t i = 0; i < f->m->language_count; i++)
        buf_printf(out, "%s%s %s", i ? ", " : "",
                   *f->m->languages[i].code ? f->m->languages[i].code : "unknown", f->m->languages[i].fingerprint);
    buf_putc(out, '\n');
}

static void json_number(struct buf *out, const char *name, uint64_t value)
{
    buf_printf(out, ", \"%s\": %llu", name, (unsigned long long)value);
}

static void print_json(const struct facts *f, struct buf *out)
{
    buf_printf(out, "{\"articles\": %llu", (unsigned long long)f->documents);
    json_number(out, "deleted", f->deleted);
    json_number(out, "words", f->words);
    json_number(out, "text_bytes", f->text_bytes);
    json_number(out, "index_bytes", f->index_bytes);
    buf_printf(out, ", \"ratio\": %.4f", ratio(f, f->index_bytes));
    buf_cstr(out, ", \"positions\": ");
    buf_json_string(out, str_c(f->m->positions));
    buf_cstr(out, ", \"xapian\": ");
    buf_json_string(out, str_c(f->m->xapian));
    buf_cstr(out, ", \"parts\": {");
    bool first = true;
#define PART_JSON(name)                                                                                  \
    buf_printf(out, "%s\"" #name "\": %llu", first ? "" : ", ", (unsigned long long)f->parts.name); \
    first = false;
    PARTS(PART_JSON)
#undef PART_JSON
    (void)first;
    buf_putc(out, '}');
    if (f->date_min <= f->date_max) {
        buf_cstr(out, ", \"dates\": [\"");
        put_day(out, f->date_min);
        buf_cstr(out, "\", \"");
        put_day(out, f->date_max);
        buf_cstr(out, "\"]");
    }
    buf_cstr(out, ", \"languages\": [");
    for (size_t i = 0; i < f->m->language_count; i++)
        buf_printf(out, "%s{\"code\": \"%s\", \"articles\": %llu, \"analyzer\": \"%s\"}", i ? ", " : "",
                   f->m->languages[i].code, (unsigned long long)f->languages[i],
                   f->m->languages[i].fingerprint);
    buf_cstr(out, "], \"sources\": [");
    for (size_t i = 0; i < f->source_count; i++) {
        buf_cstr(out, i ? ", {\"name\": " : "{\"name\": ");
        buf_json_string(out, str_c(f->sources[i].name));
        buf_printf(out, ", \"articles\": %llu}", (unsigned long long)f->sources[i].count);
    }
    buf_cstr(out, "], \"segments\": [");
    for (size_t i = 0; i < f->m->segment_count; i++)
        buf_printf(out, "%s{\"name\": \"%s\", \"articles\": %llu, \"deleted\": %llu, \"bytes\": %llu}",
                   i ? ", " : "", f->m->segments[i].name, (unsigned long long)f->m->segments[i].documents,
                   (unsigned long long)f->m->segments[i].deleted,
                   (unsigned long long)segment_bytes(&f->m->segments[i]));
    buf_printf(out, "], \"uuid\": \"%s\", \"generation\": %llu, \"schema\": %d, \"default_language\": \"%s\"}\n",
               f->m->uuid, (unsigned long long)f->m->generation, f->m->schema, f->m->default_language);
}

int mode_stats(const struct index_options *options, const char *index, const struct option_list *rest,
               struct report *report)
{
    struct err           err    = ERR_INIT;
    struct index_reader *reader = NULL;
    struct facts         f      = {0};
    struct buf           out    = BUF_INIT;
    (void)rest;
    int code = index_reader_open(&reader, &index, 1, &err);
    if (!code)
        code = gather(reader, &f, &err);
    if (!code) {
        (options->json ? print_json : print_text)(&f, &out);
        code = buf_failed(&out, &err);
    }
    if (!code) {
        fwrite(out.data, 1, out.len, stdout);
        code = mode_flush(&err);
    }
    for (size_t i = 0; i < f.source_count; i++)
        free(f.sources[i].name);
    free(f.sources);
    free(f.languages);
    buf_release(&out);
    index_reader_close(reader);
    return code ? mode_failed(report, &err) : STATUS_ALL;
}
