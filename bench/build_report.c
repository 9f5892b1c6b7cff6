#include "bench/build_report.h"

#include "indexer/timings.h"

static const char *const stages[] = {
#define STAGE_NAME(name, text) text,
    TIMING_STAGES(STAGE_NAME)
#undef STAGE_NAME
};

enum { STAGE_COUNT = sizeof stages / sizeof *stages };

static const char *const parts[] = {"postings", "positions", "records", "termlist"};

enum { PART_COUNT = sizeof parts / sizeof *parts };

static double seconds(uint64_t ns)
{
    return (double)ns / 1e9;
}

static double fact(const struct build_case *c, const char *name)
{
    return json_number_value(json_object_get(c->facts, name));
}

static double part(const struct build_case *c, const char *name)
{
    return json_number_value(json_object_get(json_object_get(c->facts, "parts"), name));
}

/* A quantity by the middle time. */
static double per_second(const struct build_case *c, double quantity)
{
    return c->summary.p50 ? quantity / seconds(c->summary.p50) : 0;
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void row_head(const struct build_case *c, struct buf *out)
{
    buf_printf(out, "%-6s %-6s %7u", build_kind_name(c->kind), c->class, c->threads);
}

static void table_head(struct buf *out, const char *title)
{
    buf_printf(out, "\n%s\n%-6s %-6s %7s", title, "what", "corpus", "threads");
}

static void stage_table(const struct build *b, struct buf *out)
{
    table_head(out, "Seconds a stage, threads added up, the middle of all rounds");
    for (size_t s = 0; s < STAGE_COUNT; s++)
        buf_printf(out, " %8s", stages[s]);
    buf_putc(out, '\n');
    for (size_t i = 0; i < b->case_count; i++) {
        if (!b->cases[i].stages)
            continue;
        row_head(&b->cases[i], out);
        for (size_t s = 0; s < STAGE_COUNT; s++)
            buf_printf(out, " %8.3f", build_stage(&b->cases[i], stages[s]));
        buf_putc(out, '\n');
    }
}

static void size_table(const struct build *b, struct buf *out)
{
    table_head(out, "Size, MB, and of the text");
    buf_printf(out, " %9s %9s %6s", "text", "index", "");
    for (size_t p = 0; p < PART_COUNT; p++)
        buf_printf(out, " %9s", parts[p]);
    buf_putc(out, '\n');
    for (size_t i = 0; i < b->case_count; i++) {
        const struct build_case *c    = &b->cases[i];
        double                   text = fact(c, "text_bytes");
        row_head(c, out);
        buf_printf(out, " %9.2f %9.2f %6.2f", text / 1e6, fact(c, "index_bytes") / 1e6,
                   text > 0 ? fact(c, "index_bytes") / text : 0);
        for (size_t p = 0; p < PART_COUNT && json_is_object(json_object_get(c->facts, "parts")); p++)
            buf_printf(out, " %9.2f", part(c, parts[p]) / 1e6);
        buf_putc(out, '\n');
    }
}

void build_table(const struct build *b, struct buf *out)
{
    buf_printf(out, "\nSpeed, %zu rounds; seconds, articles/s and MB/s of text by the middle one\n", b->rounds);
    buf_printf(out, "%-6s %-6s %7s %9s %9s %9s %9s %10s %8s %9s %9s\n", "what", "corpus", "threads", "articles",
               "min s", "p50 s", "max s", "articles/s", "MB/s", "cpu s", "peak MB");
    for (size_t i = 0; i < b->case_count; i++) {
        const struct build_case *c = &b->cases[i];
        const struct summary    *s = &c->summary;
        row_head(c, out);
        buf_printf(out, " %9.0f %9.3f %9.3f %9.3f %10.0f %8.2f %9.3f %9.1f\n", fact(c, "articles"), seconds(s->min),
                   seconds(s->p50), seconds(s->max), per_second(c, fact(c, "articles")),
                   per_second(c, fact(c, "text_bytes") / 1e6), seconds(c->cpu_summary.p50),
                   (double)c->peak_bytes / 1e6);
    }
    stage_table(b, out);
    size_table(b, out);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *round_means(const struct build_case *c)
{
    json_t *list = json_array();
    for (size_t r = 0; r < c->samples.count; r++)
        json_array_append_new(list, json_real(seconds(c->samples.items[r].ns)));
    return list;
}

static json_t *stage_json(const struct build_case *c)
{
    if (!c->stages)
        return json_null();
    json_t *all = json_object();
    for (size_t s = 0; s < STAGE_COUNT; s++)
        json_object_set_new(all, stages[s], json_real(build_stage(c, stages[s])));
    return all;
}

static json_t *case_json(const struct build_case *c)
{
    const struct summary *s       = &c->summary;
    const char           *kind    = build_kind_name(c->kind);
    json_t               *threads = json_sprintf("threads-%u", c->threads);
    json_t               *name    = json_sprintf("%s/%s/threads-%u", kind, c->class, c->threads);
    json_t               *sizes   = json_object_get(c->facts, "parts");
    json_t *one  = json_pack("{s:o, s:s, s:s, s:o, s:i, s:s, s:I, s:I, s:o, s:f, s:f, s:f, s:f}", "name", name, "kind",
                             kind, "class", c->class, "k", threads, "threads", (int)c->threads, "unit", "s", "rounds",
                             (json_int_t)s->n, "n", (json_int_t)s->n, "round_mean", round_means(c), "mean",
                             s->mean / 1e9, "min", seconds(s->min), "p50", seconds(s->p50), "max", seconds(s->max));
    json_t *rest = json_pack("{s:O?, s:O?, s:f, s:f, s:f, s:I, s:O?, s:O?, s:o}", "articles",
                             json_object_get(c->facts, "articles"), "text_bytes",
                             json_object_get(c->facts, "text_bytes"), "articles_per_second",
                             per_second(c, fact(c, "articles")), "mb_per_second",
                             per_second(c, fact(c, "text_bytes") / 1e6), "cpu_seconds", seconds(c->cpu_summary.p50),
                             "peak_bytes", (json_int_t)c->peak_bytes, "index_bytes",
                             json_object_get(c->facts, "index_bytes"), "parts", sizes, "stages", stage_json(c));
    if (json_object_update(one, rest)) {
        json_decref(one);
        one = NULL;
    }
    json_decref(rest);
    return one;
}

int build_json(const struct build *b, json_t *cases, struct err *err)
{
    for (size_t i = 0; i < b->case_count; i++)
        if (json_array_append_new(cases, case_json(&b->cases[i])) != 0)
            return err_oom(err);
    return 0;
}

/* ---- CSV ------------------------------------------------------------------------------------- */

void build_csv(const struct build *b, struct buf *out)
{
    buf_cstr(out, "kind,class,threads,unit,rounds,mean,min,p50,max,articles,text_bytes,articles_per_second,"
                  "mb_per_second,cpu_seconds,peak_bytes,index_bytes");
    for (size_t p = 0; p < PART_COUNT; p++)
        buf_printf(out, ",%s", parts[p]);
    for (size_t s = 0; s < STAGE_COUNT; s++)
        buf_printf(out, ",%s", stages[s]);
    buf_putc(out, '\n');
    for (size_t i = 0; i < b->case_count; i++) {
        const struct build_case *c = &b->cases[i];
        const struct summary    *s = &c->summary;
        buf_printf(out, "%s,%s,%u,s,%zu,%.6f,%.6f,%.6f,%.6f,%.0f,%.0f,%.1f,%.3f,%.3f,%llu,%.0f",
                   build_kind_name(c->kind), c->class, c->threads, s->n, s->mean / 1e9, seconds(s->min),
                   seconds(s->p50), seconds(s->max), fact(c, "articles"), fact(c, "text_bytes"),
                   per_second(c, fact(c, "articles")), per_second(c, fact(c, "text_bytes") / 1e6),
                   seconds(c->cpu_summary.p50), (unsigned long long)c->peak_bytes, fact(c, "index_bytes"));
        for (size_t p = 0; p < PART_COUNT; p++)
            if (c->kind == BUILD_OURS)
                buf_printf(out, ",%.0f", part(c, parts[p]));
            else
                buf_putc(out, ',');
        for (size_t t = 0; t < STAGE_COUNT; t++)
            if (c->stages)
                buf_printf(out, ",%.6f", build_stage(c, stages[t]));
            else
                buf_putc(out, ',');
        buf_putc(out, '\n');
    }
}
