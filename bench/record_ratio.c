/* record_ratio: what the preset dictionary saves. Articles are stored twice, packs deflated alone and deflated with a
 * dictionary trained, as pressmark-index trains it, on the first articles, which are not counted.
 *
 * usage: record_ratio INPUT...    Prints one JSON object. */
#include <stdio.h>
#include <stdlib.h>

#include "base/arena.h"
#include "corpus/corpus.h"
#include "store/record.h"

enum { TRAINING = 1000 };

struct sums {
    uint64_t articles, raw, alone, with_dictionary;
};

static int keep(struct arena *arena, struct article *samples, size_t at, const struct article *a)
{
    for (int f = 0; f < FIELD_COUNT; f++) {
        samples[at].field[f] = arena_copy(arena, a->field[f]);
        if (!samples[at].field[f].data)
            return ERR_OOM;
    }
    return 0;
}

static int take(struct record_writer *w, uint64_t *total, struct buf *out, struct err *err)
{
    buf_clear(out);
    int code = record_writer_take(w, out, err);
    *total += out->len;
    return code;
}

static int count(const struct article *a, struct record_writer *writers[2], struct sums *sums, struct buf *out,
                 struct err *err)
{
    uint64_t *const totals[2] = {&sums->alone, &sums->with_dictionary};
    sums->articles++;
    for (int f = 0; f < FIELD_COUNT; f++)
        sums->raw += a->field[f].len;
    for (int w = 0; w < 2; w++) {
        int code = record_write(writers[w], a, NULL, err);
        if (!code && record_writer_is_full(writers[w]))
            code = take(writers[w], totals[w], out, err);
        if (code < 0)
            return code;
    }
    return 0;
}

static int measure(struct corpus *corpus, struct sums *sums, size_t *dictionary_len, struct err *err)
{
    static struct article samples[TRAINING];
    struct arena          arena      = ARENA_INIT;
    struct buf            dictionary = BUF_INIT, out = BUF_INIT;
    struct record_writer *writers[2] = {NULL, NULL};
    struct article        a;
    enum reject_reason    reason;
    size_t                trained = 0;
    int                   got, code = 0;
    while (!code && (got = corpus_next(corpus, &a, &reason, err)) != 0) {
        if (got < 0)
            continue;
        if (trained < TRAINING) {
            code = keep(&arena, samples, trained++, &a);
            continue;
        }
        if (!writers[0]) {
            code = record_train(samples, trained, &dictionary, err);
            if (!code)
                code = record_writer_new(&writers[0], STR(""), err);
            if (!code)
                code = record_writer_new(&writers[1], buf_view(&dictionary), err);
        }
        if (!code)
            code = count(&a, writers, sums, &out, err);
    }
    if (!code && writers[0])
        code = take(writers[0], &sums->alone, &out, err);
    if (code >= 0 && writers[0])
        code = take(writers[1], &sums->with_dictionary, &out, err);
    code            = code < 0 ? code : 0;
    *dictionary_len = dictionary.len;
    record_writer_free(writers[0]);
    record_writer_free(writers[1]);
    buf_release(&dictionary);
    buf_release(&out);
    arena_release(&arena);
    return code;
}

int main(int argc, char **argv)
{
    struct corpus_options options;
    struct corpus        *corpus;
    struct err            err  = ERR_INIT;
    struct sums           sums = {0};
    size_t                dictionary_len;
    if (argc < 2) {
        fprintf(stderr, "usage: record_ratio INPUT...\n");
        return 2;
    }
    corpus_options_init(&options);
    int code = corpus_open(&corpus, (const char *const *)(argv + 1), (size_t)(argc - 1), &options, &err);
    if (!code) {
        code = measure(corpus, &sums, &dictionary_len, &err);
        corpus_close(corpus);
    }
    if (code || sums.articles == 0) {
        fprintf(stderr, "record_ratio: %s\n", code ? err.msg : "too few articles");
        return 2;
    }
    printf("{\"articles\": %llu, \"raw_bytes\": %llu, \"deflated_bytes\": %llu, \"with_dictionary_bytes\": %llu, "
           "\"dictionary_bytes\": %zu, \"ratio_alone\": %.3f, \"ratio_with_dictionary\": %.3f, \"saved\": %.3f}\n",
           (unsigned long long)sums.articles, (unsigned long long)sums.raw, (unsigned long long)sums.alone,
           (unsigned long long)sums.with_dictionary, dictionary_len, (double)sums.raw / (double)sums.alone,
           (double)sums.raw / (double)sums.with_dictionary,
           1 - (double)sums.with_dictionary / (double)sums.alone);
    return 0;
}
