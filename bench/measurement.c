/* Reading what --json of pressmark-bench wrote. */
#include <jansson.h>
#include <math.h>
#include <stdlib.h>

#include "base/file.h"
#include "bench/comparison.h"
#include "query/query_notes.h"

enum { FORMAT = 1, FILE_MAX = 1 << 30 };

static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return text ? text : "";
}

static double number_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_number(value) ? json_number_value(value) : NAN;
}

/* Mean and variance of the logarithms of the rounds. */
static int read_rounds(struct measured_case *c, const json_t *rounds, const char *path, struct err *err)
{
    double sum = 0, squares = 0;
    c->rounds = json_array_size(rounds);
    if (!c->rounds)
        return err_set(err, ERR_FORMAT, "'%s': case '%s' has no round_mean", path, query_clip(str_c(c->name)).text);
    for (size_t i = 0; i < c->rounds; i++) {
        double value = json_number_value(json_array_get(rounds, i));
        if (!(value > 0) || !isfinite(value))
            return err_set(err, ERR_FORMAT, "'%s': case '%s' has a round that took no time at all", path,
                           query_clip(str_c(c->name)).text);
        sum += log(value);
    }
    c->log_mean = sum / (double)c->rounds;
    for (size_t i = 0; i < c->rounds; i++) {
        double off = log(json_number_value(json_array_get(rounds, i))) - c->log_mean;
        squares += off * off;
    }
    c->log_var = c->rounds > 1 ? squares / ((double)c->rounds - 1) : 0;
    return 0;
}

static int read_case(struct measured_case *c, const json_t *json, const char *path, struct err *err)
{
    *c = (struct measured_case){.name = text_of(json, "name"), .unit = text_of(json, "unit"),
                                .mean = number_of(json, "mean"), .p50 = number_of(json, "p50"),
                                .p99 = number_of(json, "p99")};
    if (!*c->name)
        return err_set(err, ERR_FORMAT, "'%s': a case has no name", path);
    int code = read_rounds(c, json_object_get(json, "round_mean"), path, err);
    if (!code && isnan(c->mean))
        c->mean = exp(c->log_mean);
    return code;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static int check_names(const struct measurement *m, const char *path, struct err *err)
{
    const char **names = calloc(m->count + 1, sizeof *names);
    int          code  = names ? 0 : err_oom(err);
    for (size_t i = 0; i < m->count && !code; i++)
        names[i] = m->cases[i].name;
    if (!code)
        qsort(names, m->count, sizeof *names, by_name);
    for (size_t i = 1; i < m->count && !code; i++)
        if (!strcmp(names[i - 1], names[i]))
            code = err_set(err, ERR_FORMAT, "'%s': two cases are named '%s'", path,
                           query_clip(str_c(names[i])).text);
    free(names);
    return code;
}

static int read_json(struct measurement *m, const json_t *json, const char *path, struct err *err)
{
    const json_t *format = json_object_get(json, "format"), *cases = json_object_get(json, "cases");
    if (!json_is_integer(format) || !json_is_array(cases))
        return err_set(err, ERR_FORMAT, "'%s' is no measurement of pressmark-bench: it lacks format and cases", path);
    if (json_integer_value(format) != FORMAT)
        return err_set(err, ERR_FORMAT, "'%s' has format %lld; this program reads %d", path,
                       (long long)json_integer_value(format), FORMAT);
    m->mode   = text_of(json, "mode");
    m->commit = text_of(json_object_get(json, "versions"), "commit");
    m->count  = json_array_size(cases);
    m->cases  = calloc(m->count + 1, sizeof *m->cases);
    if (!m->cases)
        return err_oom(err);
    int code = 0;
    for (size_t i = 0; i < m->count && !code; i++)
        code = read_case(&m->cases[i], json_array_get(cases, i), path, err);
    return code ? code : check_names(m, path, err);
}

int measurement_read(struct measurement *m, const char *path, struct err *err)
{
    struct buf   text = {NULL, 0, 0, FILE_MAX, 0};
    json_error_t wrong;
    *m       = (struct measurement){.mode = "", .commit = ""};
    int code = file_read(path, &text, err);
    if (code) {
        buf_release(&text);
        return code;
    }
    m->json = json_loadb(buf_view(&text).data, text.len, JSON_REJECT_DUPLICATES, &wrong);
    buf_release(&text);
    if (!m->json)
        return err_set(err, ERR_FORMAT, "'%s' is no JSON: %s on line %d", path,
                       query_clip(str_c(wrong.text)).text, wrong.line);
    return read_json(m, m->json, path, err);
}

void measurement_release(struct measurement *m)
{
    free(m->cases);
    json_decref(m->json);
    *m = (struct measurement){.mode = "", .commit = ""};
}
