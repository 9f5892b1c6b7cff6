#include "bench/build_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/file.h"
#include "bench/bench_report.h"
#include "bench/child_process.h"

static const struct growth {
    const char *name;
    unsigned    eighths;
} growth[] = {{"1x", 1}, {"2x", 2}, {"4x", 4}, {"8x", 8}};

enum { GROWTH_COUNT = sizeof growth / sizeof *growth, CASES_MAX = GROWTH_COUNT + 3 };

const char *build_kind_name(enum build_kind kind)
{
    return kind == BUILD_OURS ? "build" : "plain";
}

void build_release(struct build *b)
{
    for (size_t i = 0; i < b->case_count; i++) {
        struct build_case *c = &b->cases[i];
        samples_release(&c->samples);
        samples_release(&c->cpu);
        json_decref(c->facts);
        json_decref(c->stages);
        free(c->inputs.items);
    }
    free(b->cases);
    for (size_t i = 0; i < sizeof b->paths / sizeof *b->paths; i++)
        buf_release(&b->paths[i]);
    b->cases      = NULL;
    b->case_count = 0;
}

/* ---- one build ------------------------------------------------------------------------------- */

/* Arguments under construction; texts of others. */
struct arguments {
    const char **items;
    size_t       count;
};

static int arguments_new(struct arguments *a, const struct build *b, const struct build_case *c, struct err *err)
{
    *a = (struct arguments){calloc(b->index_options.count + c->inputs.count + 8, sizeof *a->items), 0};
    return a->items ? 0 : err_oom(err);
}

static void put_list(struct arguments *a, const struct option_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        a->items[a->count++] = list->items[i];
}

/* The error of a program that failed: its last words. */
static int check_status(const char *program, const struct child_cost *cost, int most, const struct buf *said,
                        struct err *err)
{
    struct str words = str_trim(buf_view(said));
    if (cost->status <= most)
        return 0;
    return err_set(err, ERR_INVALID, "'%s' failed: %.*s", program, words.len > 300 ? 300 : STR_ARG(words));
}

static int build_ours(const struct build *b, const struct build_case *c, const char *index, struct child_cost *cost,
                      struct buf *said, struct err *err)
{
    struct arguments a;
    char             threads[24];
    int              code = arguments_new(&a, b, c, err);
    if (code)
        return code;
    snprintf(threads, sizeof threads, "--threads=%u", c->threads);
    a.items[a.count++] = b->indexer;
    a.items[a.count++] = "--quiet";
    a.items[a.count++] = "--timings";
    put_list(&a, &b->index_options);
    a.items[a.count++] = threads;
    a.items[a.count++] = "--";
    a.items[a.count++] = index;
    put_list(&a, &c->inputs);
    code = child_run(a.items, cost, NULL, said, err);
    if (!code)
        code = check_status(b->indexer, cost, 1, said, err); /* 1: some records were rejected */
    free(a.items);
    return code;
}

/* The timings are the last line of what pressmark-index says. */
static int keep_stages(struct build_case *c, const struct buf *said, struct err *err)
{
    struct str  line = str_trim(buf_view(said)), rest = line;
    const char *key;
    json_t     *value;
    while (rest.data)
        line = str_split(&rest, '\n');
    json_t *one = json_loadb(line.data, line.len, 0, NULL);
    if (!json_is_object(one)) {
        json_decref(one);
        return err_set(err, ERR_FORMAT, "pressmark-index told no timings");
    }
    if (!c->stages)
        c->stages = json_object();
    json_object_del(one, "threads");
    json_object_foreach(one, key, value) {
        json_t *list = json_object_get(c->stages, key);
        if (!list) {
            list = json_array();
            json_object_set_new(c->stages, key, list);
        }
        json_array_append(list, value);
    }
    json_decref(one);
    return 0;
}

static int measure_ours(const struct build *b, struct build_case *c, const char *index, struct child_cost *cost,
                        struct err *err)
{
    struct buf said = BUF_INIT;
    int        code = build_ours(b, c, index, cost, &said, err);
    if (!code)
        code = keep_stages(c, &said, err);
    if (!code) {
        json_decref(c->facts);
        code = bench_index_facts(b->indexer, index, &c->facts, err);
    }
    buf_release(&said);
    return code;
}

/* Its own seconds count, which are without compacting, of which the size is. */
static int measure_plain(const struct build *b, struct build_case *c, const char *index, struct child_cost *cost,
                         struct err *err)
{
    struct arguments a;
    struct buf       out = BUF_INIT, said = BUF_INIT;
    double           seconds = 0;
    json_int_t       articles, text, bytes;
    int              code = arguments_new(&a, b, c, err);
    if (code)
        return code;
    a.items[a.count++] = b->plain;
    a.items[a.count++] = index;
    put_list(&a, &c->inputs);
    code = child_run(a.items, cost, &out, &said, err);
    if (!code)
        code = check_status(b->plain, cost, 0, &said, err);
    json_t *told = code ? NULL : json_loadb(buf_view(&out).data, out.len, 0, NULL);
    if (!code && json_unpack(told, "{s:I, s:I, s:F, s:I}", "articles", &articles, "text_bytes", &text, "seconds",
                             &seconds, "compacted_bytes", &bytes) != 0)
        code = err_set(err, ERR_FORMAT, "'%s' printed something else", b->plain);
    if (!code) {
        json_decref(c->facts);
        c->facts = json_pack("{s:I, s:I, s:I}", "articles", articles, "text_bytes", text, "index_bytes", bytes);
        cost->ns = (uint64_t)(seconds * 1e9);
    }
    json_decref(told);
    free(a.items);
    buf_release(&out);
    buf_release(&said);
    return code;
}

static int measure(const struct build *b, struct build_case *c, struct err *err)
{
    struct buf        index = BUF_INIT;
    struct child_cost cost;
    file_join(&index, b->work, "index");
    int code = buf_failed(&index, err);
    if (!code)
        code = (c->kind == BUILD_OURS ? measure_ours : measure_plain)(b, c, index.data, &cost, err);
    if (!code)
        code = samples_add(&c->samples, cost.ns, 0, err);
    if (!code)
        code = samples_add(&c->cpu, (uint64_t)(cost.cpu * 1e9), 0, err);
    if (!code && cost.peak_bytes > c->peak_bytes)
        c->peak_bytes = cost.peak_bytes;
    if (!code)
        code = file_remove_tree(index.data, err);
    if (!code && c->kind == BUILD_PLAIN) {
        buf_cstr(&index, ".compact");
        code = buf_failed(&index, err);
        if (!code)
            code = file_remove_tree(index.data, err);
    }
    buf_release(&index);
    return code;
}

/* ---- the corpus in sizes --------------------------------------------------------------------- */

static int count_lines(FILE *file, uint64_t *count)
{
    *count = 0;
    for (int c; (c = getc(file)) != EOF;)
        *count += c == '\n';
    return ferror(file) ? -1 : 0;
}

static int copy_lines(FILE *from, uint64_t count, FILE *to)
{
    for (int c; count && (c = getc(from)) != EOF;) {
        putc(c, to);
        count -= c == '\n';
    }
    return ferror(from) || ferror(to) ? -1 : 0;
}

/* The first lines of `all` into each smaller file: n/8 of them, one at least. */
static int cut_sizes(struct build *b, struct err *err)
{
    const char *all  = b->paths[GROWTH_COUNT - 1].data;
    FILE       *from = fopen(all, "r");
    uint64_t    lines;
    if (!from || count_lines(from, &lines) != 0) {
        int code = err_sys(err, "cannot read '%s'", all);
        if (from)
            fclose(from);
        return code;
    }
    int code = 0;
    for (size_t g = 0; g + 1 < GROWTH_COUNT && !code; g++) {
        FILE *to = fopen(b->paths[g].data, "w");
        rewind(from);
        bool done = to && copy_lines(from, (lines * growth[g].eighths + 7) / 8, to) == 0;
        if (to)
            done = fclose(to) == 0 && done;
        if (!done)
            code = err_sys(err, "cannot write '%s'", b->paths[g].data);
    }
    fclose(from);
    return code;
}

/* Build once, which also warms the page cache, and write the articles of the index out in sizes. */
static int prepare(struct build *b, struct err *err)
{
    struct build_case first = {.threads = b->threads, .inputs = b->inputs};
    struct child_cost cost;
    struct buf        index = BUF_INIT, said = BUF_INIT;
    file_join(&index, b->work, "index");
    int code = buf_failed(&index, err);
    if (!code)
        code = build_ours(b, &first, index.data, &cost, &said, err);
    for (size_t g = 0; g < GROWTH_COUNT && !code && b->growth; g++) {
        buf_printf(&b->paths[g], "%s/%s.jsonl", b->work, growth[g].name);
        code = buf_failed(&b->paths[g], err);
    }
    if (!code && b->growth) {
        const char *const dump[] = {b->indexer, "--dump", "--", index.data, NULL};
        buf_clear(&said);
        code = child_run_into(dump, b->paths[GROWTH_COUNT - 1].data, &cost, &said, err);
        if (!code)
            code = check_status(b->indexer, &cost, 0, &said, err);
        if (!code)
            code = cut_sizes(b, err);
    }
    if (!code)
        code = file_remove_tree(index.data, err);
    buf_release(&index);
    buf_release(&said);
    return code;
}

/* ---- all ------------------------------------------------------------------------------------- */

static int add_case(struct build *b, enum build_kind kind, const char *class, unsigned threads,
                    const struct option_list *inputs, struct err *err)
{
    struct build_case *c = &b->cases[b->case_count];
    *c = (struct build_case){.kind = kind, .class = class, .threads = threads};
    c->inputs.items = malloc((inputs->count + 1) * sizeof *c->inputs.items);
    if (!c->inputs.items)
        return err_oom(err);
    for (size_t i = 0; i < inputs->count; i++)
        c->inputs.items[c->inputs.count++] = inputs->items[i];
    b->case_count++;
    return 0;
}

static int add_cases(struct build *b, struct err *err)
{
    b->cases = calloc(CASES_MAX, sizeof *b->cases);
    int code = b->cases ? add_case(b, BUILD_OURS, "given", 1, &b->inputs, err) : err_oom(err);
    if (!code && b->threads > 1)
        code = add_case(b, BUILD_OURS, "given", b->threads, &b->inputs, err);
    for (size_t g = 0; g < GROWTH_COUNT && !code && b->growth; g++) {
        const char        *path = b->paths[g].data;
        struct option_list one  = {&path, 1};
        code                    = add_case(b, BUILD_OURS, growth[g].name, b->threads, &one, err);
    }
    if (!code && b->plain)
        code = add_case(b, BUILD_PLAIN, "given", 1, &b->inputs, err);
    return code;
}

int build_run(struct build *b, struct err *err)
{
    uint32_t order[CASES_MAX];
    int      code = prepare(b, err);
    if (!code)
        code = add_cases(b, err);
    for (size_t round = 0; round < b->rounds && !code; round++) {
        shuffle(order, b->case_count, &b->seed);
        for (size_t i = 0; i < b->case_count && !code; i++)
            code = measure(b, &b->cases[order[i]], err);
    }
    for (size_t i = 0; i < b->case_count && !code; i++) {
        code = summary_make(&b->cases[i].summary, &b->cases[i].samples, err);
        if (!code)
            code = summary_make(&b->cases[i].cpu_summary, &b->cases[i].cpu, err);
    }
    return code;
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double build_stage(const struct build_case *c, const char *stage)
{
    const json_t *list   = json_object_get(c->stages, stage);
    size_t        count  = json_array_size(list);
    double       *values = count ? malloc(count * sizeof *values) : NULL;
    if (!values)
        return 0;
    for (size_t i = 0; i < count; i++)
        values[i] = json_number_value(json_array_get(list, i));
    qsort(values, count, sizeof *values, ascending);
    double middle = values[(count - 1) / 2]; /* the nearest rank */
    free(values);
    return middle;
}
