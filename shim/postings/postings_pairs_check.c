#include "postings/postings_pairs_check.h"

#include <stdlib.h>

/* A list of a pair, as far as it was compared. */
struct compared {
    struct postings_list list; /* df 0: the pair is nowhere */
    uint32_t             at;
    uint32_t             docids[POSTINGS_BLOCK];
};

static int wrong(const struct postings_file *f, struct err *err)
{
    return postings_corrupt(f, err, "its lists of pairs of words are not what positions say");
}

static bool words_hold(const struct postings_file *f, const struct pair_words *words)
{
    bool same = words->count == f->head.pair_words && words->pairs == f->head.pairs;
    for (uint32_t i = 0; i < words->count && same; i++) {
        const struct postings_pair_word wanted = pair_words_entry(words, i), said = postings_pair_word_at(f, i);
        same = memcmp(&wanted, &said, sizeof wanted) == 0;
    }
    return same;
}

/* Lists stand one behind the other, the last one up to the end. */
static int open_lists(const struct postings_file *f, struct compared *all, uint32_t pairs, struct err *err)
{
    const struct postings_pair_entry end = postings_pair_entry_at(f, pairs);
    bool fit = postings_pair_entry_at(f, 0).at == f->head.pairs_at && end.at == f->head.section[SECTION_LISTS].size &&
               end.df == 0 && end.docid == 0;
    for (uint32_t pair = 0; pair < pairs && fit; pair++) {
        struct postings_term term;
        const int            there = postings_pair_number(f, pair, &term);
        fit = there >= 0 && (term.df > 1 || term.bytes == 0) &&
              (term.df == 1 || postings_pair_entry_at(f, pair).docid == 0);
        if (fit && there == POSTINGS_PAIR_LISTED) {
            int code = postings_list_open(&all[pair].list, f, &term, err);
            if (code)
                return code;
        }
    }
    return fit ? 0 : wrong(f, err);
}

/* The next docid of its list is this one. */
static int compare(struct compared *c, const struct postings_file *f, uint32_t docid, struct err *err)
{
    if (c->at == c->list.df)
        return wrong(f, err);
    if (c->at % POSTINGS_BLOCK == 0) {
        const int n = postings_block_read(&c->list, c->at / POSTINGS_BLOCK, c->docids, NULL, err);
        if (n < 0)
            return n;
    }
    return c->docids[c->at++ % POSTINGS_BLOCK] == docid ? 0 : wrong(f, err);
}

static int compare_all(const struct postings_file *f, const struct pair_words *words, struct compared *all,
                       struct err *err)
{
    struct pair_walk *walk = NULL;
    const uint32_t   *pairs;
    uint32_t          docid, count;
    int               more = 0, code = pair_walk_new(&walk, f, words, err);
    while (!code && (more = pair_walk_next(walk, &docid, &pairs, &count, err)) > 0)
        for (uint32_t i = 0; !code && i < count; i++)
            code = compare(&all[pairs[i]], f, docid, err);
    code = code ? code : more;
    for (uint32_t pair = 0; !code && pair < words->pairs; pair++)
        code = all[pair].at == all[pair].list.df ? 0 : wrong(f, err);
    pair_walk_free(walk);
    return code;
}

int pairs_check(const struct postings_file *f, const struct pair_words *words, struct err *err)
{
    const uint32_t pairs = words->pairs;
    if (!words_hold(f, words))
        return wrong(f, err);
    if (!pairs)
        return f->head.pairs_at == f->head.section[SECTION_LISTS].size ? 0 : wrong(f, err);
    struct compared *all  = calloc(pairs, sizeof *all);
    int              code = all ? open_lists(f, all, pairs, err) : err_oom(err);
    if (!code)
        code = compare_all(f, words, all, err);
    free(all);
    return code;
}
