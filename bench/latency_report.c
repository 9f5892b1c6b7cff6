#include "bench/latency_report.h"

static double us(uint64_t ns)
{
    return (double)ns / 1e3;
}

static double per_sample(const struct latency_case *c, double sum)
{
    return c->summary.n ? sum / (double)c->summary.n : 0;
}

static double qps_one(const struct latency_case *c)
{
    return c->summary.sum > 0 ? (double)c->summary.n * 1e9 / c->summary.sum : 0;
}

/* ---- table ----------------------------------------------------------------------------------- */

static void table_head(struct buf *out, const struct latency *l, enum latency_kind kind)
{
    static const char *const titles[] = {
        "Warm: from the query's text to ranked ids, on an open index",
        "Cold: opening an index that is not in the page cache, and the top 10",
        "Whole process: pressmark-query from its start to its end, ten hits with snippets",
    };
    buf_printf(out, "\n%s; microseconds, %zu rounds\n", titles[kind], l->rounds[kind]);
    buf_printf(out, "%-14s %-8s %7s %9s %9s %9s %9s %9s %9s %9s", "class", "k", "n", "mean", "p50", "p90", "p95", "p99",
               "p99.9", "max");
    if (kind == KIND_WARM) {
        char all[32];
        snprintf(all, sizeof all, "q/s on %u", l->threads);
        buf_printf(out, " %9s %9s %9s", "hits", "q/s on 1", l->threads ? all : "");
    }
    buf_putc(out, '\n');
}

static void table_row(struct buf *out, const struct latency_case *c)
{
    const struct summary *s = &c->summary;
    buf_printf(out, "%-14s %-8s %7zu %9.1f %9.1f %9.1f %9.1f %9.1f %9.1f %9.1f", c->class, c->k, s->n, s->mean / 1e3,
               us(s->p50), us(s->p90), us(s->p95), us(s->p99), us(s->p999), us(s->max));
    if (c->kind == KIND_WARM)
        buf_printf(out, " %9.1f %9.0f", per_sample(c, c->hits), qps_one(c));
    if (c->qps_all > 0)
        buf_printf(out, " %9.0f", c->qps_all);
    buf_putc(out, '\n');
}

void latency_table(const struct latency *l, struct buf *out)
{
    for (size_t i = 0; i < l->case_count; i++) {
        if (i == 0 || l->cases[i - 1].kind != l->cases[i].kind)
            table_head(out, l, l->cases[i].kind);
        table_row(out, &l->cases[i]);
    }
    if (l->rounds[KIND_COLD])
        buf_printf(out, "\nAfter the last drop %.1f of %.1f MB of the index were still in the page cache.\n",
                   (double)l->dropped.resident / 1e6, (double)l->dropped.bytes / 1e6);
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *histogram(const struct samples *samples)
{
    uint64_t buckets[HISTOGRAM_BUCKETS];
    json_t  *list = json_array();
    histogram_fill(buckets, samples);
    for (unsigned b = 0; b < HISTOGRAM_BUCKETS; b++)
        if (buckets[b])
            json_array_append_new(list, json_pack("[i, I]", (int)b, (json_int_t)buckets[b]));
    return list;
}

static json_t *round_means(const struct latency_case *c)
{
    json_t *list = json_array();
    for (size_t round = 0; round < c->rounds; round++)
        json_array_append_new(list, json_real(samples_round_mean(&c->samples, c->rounds, round) / 1e3));
    return list;
}

static json_t *real_or_null(bool known, double value)
{
    return known ? json_real(value) : json_null();
}

static json_t *case_json(const struct latency *l, const struct latency_case *c)
{
    const struct summary *s    = &c->summary;
    const char           *kind = latency_kind_name(c->kind);
    json_t *name = json_sprintf(*c->k ? "%s/%s/%s" : "%s/%s", kind, c->class, c->k);
    json_t *one  = json_pack("{s:o, s:s, s:s, s:s, s:s, s:I, s:I, s:I, s:o}", "name", name, "kind", kind, "class",
                             c->class, "k", c->k, "unit", "us", "queries", (json_int_t)c->queries, "rounds",
                             (json_int_t)c->rounds, "n", (json_int_t)s->n, "round_mean", round_means(c));
    json_t *sums = json_pack("{s:f, s:f, s:f, s:f, s:f, s:f, s:f, s:f}", "mean", s->mean / 1e3, "min", us(s->min),
                             "p50", us(s->p50), "p90", us(s->p90), "p95", us(s->p95), "p99", us(s->p99), "p999",
                             us(s->p999), "max", us(s->max));
    json_t *rest = json_pack("{s:o, s:o, s:o, s:o, s:o}", "hits",
                             real_or_null(c->kind != KIND_PROCESS, per_sample(c, c->hits)), "qps_one",
                             real_or_null(c->kind == KIND_WARM, qps_one(c)), "qps_all",
                             real_or_null(c->qps_all > 0, c->qps_all), "threads",
                             c->qps_all > 0 ? json_integer(l->threads) : json_null(), "histogram",
                             histogram(&c->samples));
    if (json_object_update(one, sums) || json_object_update(one, rest)) {
        json_decref(one);
        one = NULL;
    }
    json_decref(sums);
    json_decref(rest);
    return one;
}

int latency_json(const struct latency *l, json_t *cases, struct err *err)
{
    for (size_t i = 0; i < l->case_count; i++)
        if (json_array_append_new(cases, case_json(l, &l->cases[i])) != 0)
            return err_oom(err);
    return 0;
}

/* ---- CSV ------------------------------------------------------------------------------------- */

void latency_csv(const struct latency *l, struct buf *out)
{
    buf_cstr(out, "kind,class,k,unit,queries,rounds,n,mean,min,p50,p90,p95,p99,p999,max,hits,qps_one,qps_all,"
                  "threads\n");
    for (size_t i = 0; i < l->case_count; i++) {
        const struct latency_case *c = &l->cases[i];
        const struct summary      *s = &c->summary;
        buf_printf(out, "%s,%s,%s,us,%zu,%zu,%zu,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,%.3f,", latency_kind_name(c->kind),
                   c->class, c->k, c->queries, c->rounds, s->n, s->mean / 1e3, us(s->min), us(s->p50), us(s->p90),
                   us(s->p95), us(s->p99), us(s->p999), us(s->max));
        if (c->kind != KIND_PROCESS)
            buf_printf(out, "%.2f", per_sample(c, c->hits));
        buf_putc(out, ',');
        if (c->kind == KIND_WARM)
            buf_printf(out, "%.1f", qps_one(c));
        if (c->qps_all > 0)
            buf_printf(out, ",%.1f,%u\n", c->qps_all, l->threads);
        else
            buf_cstr(out, ",,\n");
    }
}

/* A text as a cell, quoted always. */
static void put_cell(struct buf *out, struct str text)
{
    buf_putc(out, '"');
    for (size_t i = 0; i < text.len; i++) {
        if (text.data[i] == '"')
            buf_putc(out, '"');
        buf_putc(out, text.data[i]);
    }
    buf_putc(out, '"');
}

void latency_csv_samples(const struct latency *l, struct buf *out)
{
    buf_cstr(out, "kind,class,k,round,query,ns\n");
    for (size_t i = 0; i < l->case_count; i++) {
        const struct latency_case *c    = &l->cases[i];
        size_t                     each = c->rounds ? c->samples.count / c->rounds : 1;
        for (size_t j = 0; j < c->samples.count; j++) {
            const struct sample *sample = &c->samples.items[j];
            buf_printf(out, "%s,%s,%s,%zu,", latency_kind_name(c->kind), c->class, c->k, j / each + 1);
            put_cell(out, sample->item < l->queries.count ? l->queries.items[sample->item].text : STR(""));
            buf_printf(out, ",%llu\n", (unsigned long long)sample->ns);
        }
    }
}
