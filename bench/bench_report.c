#include "bench/bench_report.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/json_out.h"
#include "bench/bench_stats.h"
#include "bench/child_process.h"
#include "xap/xap.h"

/* ---- where it ran ---------------------------------------------------------------------------- */

/* The first "model name" of /proc/cpuinfo, which ARM lacks. */
static json_t *cpu_model(void)
{
    char  line[512], name[400];
    FILE *file = fopen("/proc/cpuinfo", "r");
    bool  got  = false;
    while (file && !got && fgets(line, sizeof line, file))
        got = sscanf(line, "model name : %399[^\n]", name) == 1;
    if (file)
        fclose(file);
    return json_string(got ? name : "unknown");
}

static json_t *kernel(void)
{
    struct utsname u;
    return uname(&u) == 0 ? json_sprintf("%s %s %s", u.sysname, u.release, u.machine) : json_null();
}

static json_t *machine(void)
{
    json_int_t pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE), cores = sysconf(_SC_NPROCESSORS_ONLN);
    return json_pack("{s:o, s:I, s:I, s:o}", "cpu", cpu_model(), "cores", cores, "memory_bytes", pages * page, "kernel",
                     kernel());
}

static json_t *versions(void)
{
#ifdef __clang__
    json_t *compiler = json_sprintf("clang %d.%d.%d", __clang_major__, __clang_minor__, __clang_patchlevel__);
#else
    json_t *compiler = json_sprintf("gcc %d.%d.%d", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#endif
    json_t *commit = *BENCH_COMMIT ? json_string(BENCH_COMMIT) : json_null();
    return json_pack("{s:s, s:o, s:o, s:s, s:s}", "pressmark", PRESSMARK_VERSION, "commit", commit, "compiler",
                     compiler, "build", BENCH_VARIANT, "xapian", xap_version());
}

static json_t *now_text(void)
{
    char      text[32];
    time_t    now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return json_string(text);
}

static json_t *command_line(int argc, char **argv)
{
    json_t *words = json_pack("[s]", "pressmark-bench");
    for (int i = 0; i < argc; i++) { /* what is no UTF-8 has no JSON */
        json_t *word = json_string(argv[i]);
        json_array_append_new(words, word ? word : json_string("?"));
    }
    return words;
}

json_t *bench_report_new(const char *mode, int argc, char **argv, double clock_cost)
{
    return json_pack("{s:s, s:i, s:s, s:o, s:o, s:o, s:o, s:{s:s, s:f}, s:n, s:i, s:[]}", "program", "pressmark-bench",
                     "format", BENCH_FORMAT, "mode", mode, "date", now_text(), "command", command_line(argc, argv),
                     "machine", machine(), "versions", versions(), "timer", "clock", "CLOCK_MONOTONIC", "cost_ns",
                     clock_cost, "index", "histogram_buckets_per_octave", HISTOGRAM_OCTAVE, "cases");
}

void bench_report_machine_line(const json_t *report, struct buf *out)
{
    const json_t *m = json_object_get(report, "machine"), *v = json_object_get(report, "versions");
    const char   *commit = json_string_value(json_object_get(v, "commit"));
    buf_printf(out, "%s, %lld cores, %.1f GB, %s\n", json_string_value(json_object_get(m, "cpu")),
               (long long)json_integer_value(json_object_get(m, "cores")),
               (double)json_integer_value(json_object_get(m, "memory_bytes")) / 1e9,
               json_string_value(json_object_get(m, "kernel")));
    buf_printf(out, "pressmark %s%s%s, Xapian %s, %s, %s build; one reading of the clock costs %.1f ns\n",
               json_string_value(json_object_get(v, "pressmark")), commit ? " at " : "", commit ? commit : "",
               json_string_value(json_object_get(v, "xapian")), json_string_value(json_object_get(v, "compiler")),
               json_string_value(json_object_get(v, "build")),
               json_real_value(json_object_get(json_object_get(report, "timer"), "cost_ns")));
}

/* ---- the index ------------------------------------------------------------------------------- */

static json_t *cut_down(const json_t *stats, const char *path)
{
    static const char *const kept[] = {"articles", "deleted", "words", "text_bytes", "index_bytes", "parts"};
    json_t                  *facts  = json_pack("{s:s}", "path", path);
    for (size_t i = 0; i < sizeof kept / sizeof *kept; i++) {
        json_t *value = json_object_get(stats, kept[i]);
        json_object_set_new(facts, kept[i], value ? json_incref(value) : json_null());
    }
    json_object_set_new(facts, "segments",
                        json_integer((json_int_t)json_array_size(json_object_get(stats, "segments"))));
    return facts;
}

int bench_index_facts(const char *indexer, const char *index, json_t **out, struct err *err)
{
    const char *const argv[]   = {indexer, "--stats", "--json", "--", index, NULL};
    struct child_cost cost;
    struct buf        said     = BUF_INIT, messages = BUF_INIT;
    json_t           *stats    = NULL;
    *out                       = NULL;
    int code                   = child_run(argv, &cost, &said, &messages, err);
    if (!code && cost.status != 0)
        code = err_set(err, ERR_INVALID, "'%s --stats' failed: %.*s", indexer,
                       STR_ARG(str_trim(buf_view(&messages))));
    if (!code)
        stats = json_loadb(buf_view(&said).data, said.len, 0, NULL);
    if (!code && !json_is_object(stats))
        code = err_set(err, ERR_FORMAT, "'%s --stats --json' printed something else", indexer);
    if (!code && !(*out = cut_down(stats, index)))
        code = err_oom(err);
    json_decref(stats);
    buf_release(&said);
    buf_release(&messages);
    return code;
}

/* ---- printing -------------------------------------------------------------------------------- */

static void put_json(struct buf *out, json_t *value)
{
    char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));
    if (text)
        buf_cstr(out, text);
    else
        out->failed = ERR_OOM;
    free(text);
}

void bench_report_print(json_t *report, struct buf *out)
{
    const char *key;
    json_t     *value, *one;
    size_t      i;
    bool        first = true;
    buf_putc(out, '{');
    json_object_foreach(report, key, value) {
        buf_cstr(out, first ? "\n " : ",\n ");
        first = false;
        buf_json_string(out, str_c(key));
        buf_cstr(out, ": ");
        if (strcmp(key, "cases") != 0) {
            put_json(out, value);
            continue;
        }
        buf_putc(out, '[');
        json_array_foreach(value, i, one) {
            buf_cstr(out, i ? ",\n  " : "\n  ");
            put_json(out, one);
        }
        buf_putc(out, ']');
    }
    buf_cstr(out, "\n}\n");
}
