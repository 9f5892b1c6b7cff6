#include "bench/comparison.h"

#include <math.h>
#include <stdlib.h>

#include "bench/significance.h"
#include "query/query_notes.h"

static const double CHANCE = 0.05; /* that an interval misses */

const char *verdict_name(enum verdict v)
{
    static const char *const names[] = {[VERDICT_NONE] = "",         [VERDICT_SAME] = "same",
                                        [VERDICT_FASTER] = "faster", [VERDICT_SLOWER] = "slower",
                                        [VERDICT_TOO_SLOW] = "TOO SLOW"};
    return names[v];
}

static enum verdict judge(const struct compared_case *c, double threshold)
{
    return isnan(c->low)             ? VERDICT_NONE
           : c->low > 1 + threshold  ? VERDICT_TOO_SLOW
           : c->low > 1              ? VERDICT_SLOWER
           : c->high < 1             ? VERDICT_FASTER
                                     : VERDICT_SAME;
}

static struct compared_case compare(const struct measured_case *a, const struct measured_case *b, double threshold)
{
    double               na = (double)a->rounds, nb = (double)b->rounds, log_ratio = b->log_mean - a->log_mean;
    struct compared_case c = {a->name, a->unit, a->mean, b->mean, exp(log_ratio), NAN, NAN,
                              b->p50 / a->p50, b->p99 / a->p99, VERDICT_NONE};
    if (a->rounds > 1 && b->rounds > 1) {
        double va = a->log_var / na, vb = b->log_var / nb, error = sqrt(va + vb);
        double df    = (va + vb) * (va + vb) / (va * va / (na - 1) + vb * vb / (nb - 1));
        double reach = error > 0 ? t_critical(CHANCE, df) * error : 0;
        c.low        = exp(log_ratio - reach);
        c.high       = exp(log_ratio + reach);
    }
    c.verdict = judge(&c, threshold);
    return c;
}

static const struct measured_case *find(const struct measurement *m, const char *name)
{
    for (size_t i = 0; i < m->count; i++)
        if (!strcmp(m->cases[i].name, name))
            return &m->cases[i];
    return NULL;
}

int comparison_make(struct comparison *c, const struct measurement *before, const struct measurement *after,
                    double threshold, struct err *err)
{
    *c = (struct comparison){0};
    if (strcmp(before->mode, after->mode) != 0)
        return err_set(err, ERR_INVALID, "'%s' and '%s' are different measurements: compare two of the same mode",
                       query_clip(str_c(before->mode)).text, query_clip(str_c(after->mode)).text);
    c->cases       = calloc(before->count + 1, sizeof *c->cases);
    c->only_before = calloc(before->count + 1, sizeof *c->only_before);
    c->only_after  = calloc(after->count + 1, sizeof *c->only_after);
    if (!c->cases || !c->only_before || !c->only_after)
        return err_oom(err);
    for (size_t i = 0; i < before->count; i++) {
        const struct measured_case *a = &before->cases[i], *b = find(after, a->name);
        if (!b) {
            c->only_before[c->only_before_count++] = a->name;
            continue;
        }
        if (strcmp(a->unit, b->unit) != 0)
            return err_set(err, ERR_FORMAT, "case '%s' is measured in '%s' and in '%s'",
                           query_clip(str_c(a->name)).text, query_clip(str_c(a->unit)).text,
                           query_clip(str_c(b->unit)).text);
        c->cases[c->count] = compare(a, b, threshold);
        c->verdicts[c->cases[c->count++].verdict]++;
    }
    for (size_t i = 0; i < after->count; i++)
        if (!find(before, after->cases[i].name))
            c->only_after[c->only_after_count++] = after->cases[i].name;
    return c->count ? 0 : err_set(err, ERR_FORMAT, "the two measurements have no case in common");
}

void comparison_release(struct comparison *c)
{
    free(c->cases);
    free(c->only_before);
    free(c->only_after);
    *c = (struct comparison){0};
}
