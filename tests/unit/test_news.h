/* What tests over news share: indexes of made-up and of the sample articles. */
#ifndef PRESSMARK_TEST_NEWS_H
#define PRESSMARK_TEST_NEWS_H

#include "test_indexing.h"

#include "corpus/generate.h"

struct made_news {
    struct generator *generator;
    uint64_t          next, last;
};

static inline int next_made_news(void *ctx, struct article *out, enum reject_reason *reason, struct err *to)
{
    struct made_news *m = ctx;
    (void)reason;
    if (m->next == m->last)
        return 0;
    int code = generator_article(m->generator, m->next++, out, to);
    return code ? code : 1;
}

/* Add what a source has to an index, made if it is not there, as a segment of its own; an article with the id of an
 * earlier one replaces that. */
static inline void index_source(const char *path, struct article_source source)
{
    struct index_writer    *w;
    struct pipeline_options options = plain_options(2);
    struct batch            batch;
    OK(index_writer_open(&w, path, INDEX_MAY_CREATE, &err));
    OK(index_writer_work(w, &options.work, &err));
    options.index_path = index_writer_committed(w)->segment_count ? path : NULL;
    OK(pipeline_run(&options, source, &batch, &err));
    OK(segment_stage_batch(w, &batch, &err));
    OK(index_writer_commit(w, &err));
    batch_release(&batch);
    index_writer_close(w);
}

/* Articles number `first` .. `last` - 1 of that seed, of about so many words. */
static inline void index_made_news(const char *path, uint64_t first, uint64_t last, uint64_t seed, uint64_t length)
{
    struct generate_options options;
    struct made_news        m = {NULL, first, last};
    generate_options_init(&options);
    options.seed   = seed;
    options.length = length;
    OK(generator_new(&m.generator, &options, &err));
    index_source(path, (struct article_source){next_made_news, &m});
    generator_free(m.generator);
}

/* Delete the first of `each` articles of a segment, the first of the `each` behind, and so on. */
static inline void delete_some(const char *path, size_t segment, uint32_t each)
{
    struct index_writer *w;
    OK(index_writer_open(&w, path, INDEX_MUST_EXIST, &err));
    uint64_t documents = index_writer_committed(w)->segments[segment].documents;
    for (uint32_t docid = 1; docid <= documents; docid += each)
        OK(index_writer_delete(w, segment, docid, &err));
    OK(index_writer_commit(w, &err));
    index_writer_close(w);
}

/* An index of the sample articles; NULL where they are not at hand. */
static inline const char *sample_index(void)
{
    static char            path[600];
    const char            *source = getenv("PRESSMARK_SOURCE");
    struct corpus_options  options;
    struct corpus         *corpus;
    snprintf(path, sizeof path, "%.500s/corpus/sample", source ? source : ".");
    if (access(path, R_OK) != 0)
        return NULL;
    if (is_there("sample"))
        return at("sample");
    const char *input = path;
    corpus_options_init(&options);
    OK(corpus_open(&corpus, &input, 1, &options, &err));
    index_source(at("sample"), article_source_corpus(corpus));
    corpus_close(corpus);
    return at("sample");
}

/* A number that the environment gives, or the usual one. */
static inline uint64_t number_from(const char *name, uint64_t usual)
{
    const char *said = getenv(name);
    return said ? strtoull(said, NULL, 10) : usual;
}

#endif
