/* postings_bench: what the postings file costs, without the engine around it. The articles' stems (weighed),
 * words (positions) and ids (plain) are gathered in shards of 1,000 articles, written and merged; then all
 * terms are looked up and the blocks of long lists decoded.
 *
 * usage: postings_bench FOLDER INPUT...    Leaves FOLDER/postings. Prints one JSON object. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "corpus/corpus.h"
#include "postings/postings_build.h"
#include "text/analyzer.h"
#include "text/languages.h"

enum { SHARD = 1000, SHARDS_MAX = 100000 };

struct word {
    struct str stem, word;
    uint32_t   position, document;
};

static struct {
    struct arena     texts;
    struct word     *words;
    size_t           count, room;
    struct str       ids[SHARD];
    uint32_t         documents, shards;
    char            *paths[SHARDS_MAX];
    uint64_t         tokens;
    double           gather, write, merge;
} run;

static struct err err;

/* Processor time: others may use the machine. */
static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void must(int code)
{
    if (code < 0) {
        fprintf(stderr, "postings_bench: %s\n", err.msg);
        exit(2);
    }
}

static char *path_in(const char *folder, const char *name, uint32_t number)
{
    size_t room = strlen(folder) + strlen(name) + 16;
    char  *path = malloc(room);
    if (!path)
        must(err_oom(&err));
    if (number)
        snprintf(path, room, "%s/%s%u", folder, name, number);
    else
        snprintf(path, room, "%s/%s", folder, name);
    return path;
}

/* ---- building -------------------------------------------------------------------------------- */

static int keep_token(void *ctx, const struct token *token)
{
    (void)ctx;
    if (run.count == run.room) {
        run.room  = run.room ? run.room * 2 : 65536;
        run.words = realloc(run.words, run.room * sizeof *run.words);
        if (!run.words)
            return err_oom(&err);
    }
    char *stem = arena_alloc(&run.texts, token->stem.len + 1);
    if (!stem)
        return err_oom(&err);
    *stem = 'Z';
    memcpy(stem + 1, token->stem.data, token->stem.len);
    run.words[run.count++] = (struct word){str_of(stem, token->stem.len + 1), arena_copy(&run.texts, token->word),
                                           token->position, run.documents};
    return 0;
}

static void write_shard(struct postings_builder *b, const char *folder)
{
    double start = now();
    size_t w     = 0;
    for (uint32_t d = 0; d < run.documents; d++) {
        must(postings_builder_begin(b, &err));
        must(postings_builder_plain(b, run.ids[d], &err));
        for (; w < run.count && run.words[w].document == d; w++) {
            must(postings_builder_weighed(b, run.words[w].stem, 1, &err));
            must(postings_builder_positions(b, run.words[w].word, &run.words[w].position, 1, &err));
        }
    }
    double gathered = now();
    char  *path     = path_in(folder, "shard", run.shards + 1);
    run.paths[run.shards++] = path;
    must(postings_builder_write(b, path, &err));
    run.gather += gathered - start;
    run.write += now() - gathered;
    run.tokens += run.count;
    run.count = run.documents = 0;
    arena_clear(&run.texts);
}

static void build(const char *folder, const char *const *inputs, size_t count)
{
    struct corpus_options    options;
    struct corpus           *corpus;
    struct analyzer         *analyzer;
    struct postings_builder *b;
    struct article           a;
    enum reject_reason       reason;
    int                      got;
    corpus_options_init(&options);
    must(corpus_open(&corpus, inputs, count, &options, &err));
    must(analyzer_new(&analyzer, &err));
    must(postings_builder_new(&b, &err));
    const int english = language_find(STR("en"));
    while ((got = corpus_next(corpus, &a, &reason, &err)) != 0) {
        uint32_t position = 0;
        if (got < 0)
            continue;
        struct str id = a.field[FIELD_ID];
        char      *q  = arena_alloc(&run.texts, POSTINGS_TERM_MAX);
        if (!q)
            must(err_oom(&err));
        *q                     = 'Q';
        size_t len             = id.len < POSTINGS_TERM_MAX - 1 ? id.len : POSTINGS_TERM_MAX - 1;
        run.ids[run.documents] = str_of(q, len + 1);
        memcpy(q + 1, id.data, len);
        must(analyzer_run(analyzer, english, a.field[FIELD_TITLE], &position, keep_token, NULL, &err));
        position += ANALYZER_GAP;
        must(analyzer_run(analyzer, english, a.field[FIELD_BODY], &position, keep_token, NULL, &err));
        if (++run.documents == SHARD)
            write_shard(b, folder);
    }
    if (run.documents)
        write_shard(b, folder);
    postings_builder_free(b);
    analyzer_free(analyzer);
    corpus_close(corpus);
}

static void merge(const char *path)
{
    double start = now();
    unlink(path);
    must(postings_merge((const char *const *)run.paths, NULL, run.shards, path, &err));
    run.merge = now() - start;
    for (uint32_t i = 0; i < run.shards; i++)
        unlink(run.paths[i]);
}

/* ---- reading --------------------------------------------------------------------------------- */

enum { ROUNDS = 20, LONG_LIST = 8, POSITIONS_MAX = 65536 };

struct reading {
    double   find, docids, counts, positions;
    uint64_t terms, blocks, postings; /* of lists of LONG_LIST blocks and more */
};

static void read_positions(const struct postings_list *list, struct reading *r)
{
    uint32_t counts[POSTINGS_BLOCK], positions[POSITIONS_MAX];
    double   start = now();
    for (uint32_t block = 0; block < list->blocks; block++) {
        struct postings_block b;
        must(postings_block_open(list, block, &b, &err));
        must(postings_block_counts(list, &b, counts, &err));
        for (uint32_t i = 0; i < b.count; i++)
            if (counts[i] <= POSITIONS_MAX)
                must(postings_block_positions(list, block, i, counts, positions, &err));
    }
    r->positions += now() - start;
    r->postings += list->df;
}

static void read_list(const struct postings_file *f, const struct postings_term *term, struct reading *r)
{
    struct postings_list  list;
    struct postings_block b;
    uint32_t              numbers[POSTINGS_BLOCK];
    must(postings_list_open(&list, f, term, &err));
    if (list.blocks < LONG_LIST)
        return;
    double start = now();
    for (int round = 0; round < ROUNDS; round++)
        for (uint32_t block = 0; block < list.blocks; block++) {
            must(postings_block_open(&list, block, &b, &err));
            must(postings_block_docids(&list, &b, numbers, &err));
        }
    double middle = now();
    for (int round = 0; round < ROUNDS; round++)
        for (uint32_t block = 0; block < list.blocks; block++) {
            must(postings_block_open(&list, block, &b, &err));
            must(postings_block_counts(&list, &b, numbers, &err));
        }
    r->docids += middle - start;
    r->counts += now() - middle;
    r->blocks += (uint64_t)list.blocks * ROUNDS;
    if (list.kind == POSTINGS_POSITIONS)
        read_positions(&list, r);
}

static void read_all(const char *path, struct reading *r)
{
    struct postings_file *f;
    struct postings_terms terms;
    struct postings_term  term;
    struct str            name, *names;
    struct arena          arena = ARENA_INIT;
    must(postings_file_open(&f, path, &err));
    names = malloc((size_t)(postings_file_terms(f) + 1) * sizeof *names);
    if (!names)
        must(err_oom(&err));
    must(postings_terms_init(&terms, f, str_of("", 0), &err));
    while (postings_terms_next(&terms, &name, &term, &err) > 0) {
        names[r->terms++] = arena_copy(&arena, name);
        read_list(f, &term, r);
    }
    double start = now();
    for (uint64_t i = 0, at = 0; i < r->terms; i++, at = (at + 7919) % r->terms)
        must(postings_file_find(f, names[at], &term, &err));
    r->find = now() - start;
    free(names);
    arena_release(&arena);
    postings_file_close(f);
}

int main(int argc, char **argv)
{
    struct postings_sizes s;
    struct reading        r = {0};
    if (argc < 3) {
        fprintf(stderr, "usage: postings_bench FOLDER INPUT...\n");
        return 2;
    }
    build(argv[1], (const char *const *)argv + 2, (size_t)argc - 2);
    char *path = path_in(argv[1], "postings", 0);
    merge(path);
    double start = now();
    must(postings_check(path, &err));
    double check = now() - start;
    struct postings_file *f;
    must(postings_file_open(&f, path, &err));
    postings_file_sizes(f, &s);
    postings_file_close(f);
    read_all(path, &r);
    printf("{\"tokens\": %llu, \"gather_s\": %.3f, \"write_s\": %.3f, \"merge_s\": %.3f, \"check_s\": %.3f,\n"
           " \"bytes\": {\"terms\": %llu, \"postings\": %llu, \"positions\": %llu, \"lengths\": %llu, "
           "\"columns\": %llu, \"rest\": %llu, \"total\": %llu},\n"
           " \"term_count\": %llu, \"posting_count\": %llu, \"position_count\": %llu, \"bytes_a_position\": %.3f,\n"
           " \"ns\": {\"find\": %.0f, \"docids_block\": %.0f, \"counts_block\": %.0f, "
           "\"positions_posting\": %.0f}}\n",
           (unsigned long long)run.tokens, run.gather, run.write, run.merge, check, (unsigned long long)s.terms,
           (unsigned long long)s.postings, (unsigned long long)s.positions, (unsigned long long)s.lengths,
           (unsigned long long)s.columns, (unsigned long long)s.rest, (unsigned long long)s.total,
           (unsigned long long)r.terms, (unsigned long long)s.posting_count, (unsigned long long)s.position_count,
           (double)s.positions / (double)s.position_count, 1e9 * r.find / (double)r.terms,
           1e9 * r.docids / (double)r.blocks, 1e9 * r.counts / (double)r.blocks,
           1e9 * r.positions / (double)r.postings);
    free(path);
    return 0;
}
