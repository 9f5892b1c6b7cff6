#include "query/listing.h"

/* What is made anew for each hit, and kept to be used again. */
struct maker {
    const struct listing *listing;
    struct searcher      *searcher;
    struct snippet_terms *terms;
    struct snippet        title, snippet;
};

static int render_one(struct maker *m, const struct search_hit *found, uint64_t rank, struct buf *out,
                      struct err *err)
{
    const struct listing *l = m->listing;
    struct index_reader  *reader = searcher_reader(m->searcher);
    struct analyzer      *analyzer = searcher_analyzer(m->searcher);
    struct article        article;
    int code = index_reader_article(reader, found->shard, found->docid, l->snippets, &article, err);
    if (code)
        return code;
    int lang = searcher_language_of(m->searcher, found->shard, &article);
    code = snippet_make(&m->title, m->terms, analyzer, lang, article.field[FIELD_TITLE], SNIPPET_ALL, err);
    if (!code && l->snippets)
        code = snippet_make(&m->snippet, m->terms, analyzer, lang, article.field[FIELD_BODY],
                            l->renderer->snippet_columns(&l->terminal), err);
    if (code)
        return code;
    struct render_hit hit = {
        .rank    = rank,
        .weight  = found->weight,
        .article = &article,
        .title   = &m->title,
        .snippet = l->snippets ? &m->snippet : NULL,
        .index   = l->paths[index_reader_of_shard(reader, found->shard)],
    };
    l->renderer->hit(&hit, &l->terminal, out);
    return buf_failed(out, err);
}

int listing_hits(const struct listing *listing, struct searcher *s, const struct search *search,
                 uint64_t offset,
                 struct buf *out, struct err *err)
{
    struct maker m = {.listing = listing, .searcher = s};
    snippet_init(&m.title);
    snippet_init(&m.snippet);
    int code = snippet_terms_new(&m.terms, &search->plan, err);
    for (size_t i = 0; i < search->result.count && !code; i++)
        code = render_one(&m, &search->result.hits[i], offset + i + 1, out, err);
    snippet_terms_free(m.terms);
    snippet_release(&m.title);
    snippet_release(&m.snippet);
    return code;
}

int listing_article(const struct listing *listing, struct searcher *s, struct str id, struct buf *out,
                    struct err *err)
{
    struct index_reader *reader = searcher_reader(s);
    struct article       article;
    size_t               shard;
    uint32_t             docid;
    int                  found = index_reader_find(reader, id, &shard, &docid, err);
    if (found <= 0)
        return found;
    int code = index_reader_article(reader, shard, docid, true, &article, err);
    if (code)
        return code;
    listing->renderer->article(&article, &listing->terminal, out);
    code = buf_failed(out, err);
    return code ? code : 1;
}
