#include "postings/postings_build.h"

#include <stdlib.h>

#include "postings/postings_champions.h"
#include "postings/postings_columns.h"
#include "postings/postings_format.h"
#include "postings/postings_head.h"
#include "postings/postings_pairs_check.h"
#include "postings/postings_ranges.h"

/* What the lists add up to. */
struct tally {
    uint64_t  terms, postings, positions;
    uint64_t *lengths; /* of docid 1 on */

    struct impact_scale scale;
    struct head_set     head; /* of the list at hand */
    struct champion_set champions;
    struct range_set    ranges;
    struct columns      columns;
    struct pair_words   pair_words;
};

static int wrong(const struct postings_file *f, const struct postings_term *term, struct err *err, const char *what)
{
    return err_set(err, ERR_CORRUPT, "'%s' is damaged: the list of %u postings at byte %llu: %s", f->path, term->df,
                   (unsigned long long)term->at, what);
}

/* ---- impacts --------------------------------------------------------------------------------- */

static bool bounded(const struct postings_impact *impacts, int count, uint32_t wdf, uint32_t length)
{
    for (int i = 0; i < count; i++)
        if (impacts[i].wdf >= wdf && impacts[i].length <= length)
            return true;
    return false;
}

/* Each posting of a block by the impacts of the block, of its group, of the list. */
static bool impacts_hold(const struct postings_list *list, uint32_t block, const uint32_t *docids,
                         const uint32_t *counts, int n)
{
    const uint16_t        *lengths = postings_file_lengths(list->file);
    struct postings_impact of_block[POSTINGS_IMPACTS], of_group[POSTINGS_IMPACTS], of_list[POSTINGS_IMPACTS];
    int                    blocks = postings_block_impacts(list, block, of_block);
    int                    groups = postings_group_impacts(list, block / POSTINGS_GROUP, of_group);
    int                    lists  = postings_list_impacts(list, of_list);
    for (int i = 0; i < n; i++) {
        uint32_t length = postings_length(list->file, lengths, docids[i]);
        if (!bounded(of_block, blocks, counts[i], length) || !bounded(of_group, groups, counts[i], length) ||
            !bounded(of_list, lists, counts[i], length))
            return false;
    }
    return true;
}

/* Lengths beside postings are those of the table. */
static bool lengths_hold(const struct postings_list *list, const uint32_t *docids, const uint32_t *lengths,
                         uint32_t count)
{
    const uint16_t *all = postings_file_lengths(list->file);
    for (uint32_t i = 0; i < count; i++)
        if (lengths[i] != postings_length(list->file, all, docids[i]))
            return false;
    return true;
}

/* The head is what the postings say. */
static bool head_holds(const struct postings_list *list, struct head_set *set)
{
    uint32_t   docids[POSTINGS_HEAD_MOST], wdfs[POSTINGS_HEAD_MOST];
    uint32_t   kept_docids[POSTINGS_HEAD_MOST], kept_wdfs[POSTINGS_HEAD_MOST], lengths[POSTINGS_HEAD_MOST];
    struct err ignored;
    unsigned   count = head_set_take(set, docids, wdfs);
    int        kept  = postings_list_head(list, kept_docids, kept_wdfs, lengths, &ignored);
    return list->df <= POSTINGS_HEAD_LEAST ||
           (kept == (int)count && memcmp(docids, kept_docids, count * sizeof *docids) == 0 &&
            memcmp(wdfs, kept_wdfs, count * sizeof *wdfs) == 0 &&
            lengths_hold(list, docids, lengths, count));
}

/* A block as bits says the same of single postings. */
static bool bits_hold(const struct postings_list *list, const struct postings_block *block, const uint32_t *docids,
                      const uint32_t *counts, int n)
{
    struct postings_bits bits;
    if (!postings_block_bits(block, &bits))
        return true;
    for (int i = 0; i < n; i++)
        if (!postings_bits_has(&bits, docids[i]) || postings_bits_index(&bits, docids[i]) != (uint32_t)i ||
            (list->kind == POSTINGS_WEIGHED && postings_bits_count(&bits, (uint32_t)i) != counts[i]))
            return false;
    return true;
}

/* ---- lists ----------------------------------------------------------------------------------- */

static int check_positions(const struct postings_list *list, uint32_t block, const uint32_t *counts, int n,
                           struct err *err)
{
    uint32_t  most = 0, *positions;
    int       code = 0;
    for (int i = 0; i < n; i++)
        most = counts[i] > most ? counts[i] : most;
    positions = malloc(most * sizeof *positions);
    if (!positions)
        return err_oom(err);
    for (int i = 0; !code && i < n; i++)
        code = postings_block_positions(list, block, (uint32_t)i, counts, positions, err);
    free(positions);
    return code;
}

/* A block of a list of the term, or of its champions; decoded. Returns how many postings, or ERR_CORRUPT. */
static int check_block(const struct postings_list *list, const struct postings_term *term, uint32_t block,
                       uint32_t docids[POSTINGS_BLOCK], uint32_t counts[POSTINGS_BLOCK], struct err *err)
{
    const struct postings_file *f = list->file;
    struct postings_block       b;
    uint32_t                    lengths[POSTINGS_BLOCK];
    int                         code;
    if ((code = postings_block_open(list, block, &b, err)) || (code = postings_block_docids(list, &b, docids, err)) ||
        (code = postings_block_counts(list, &b, counts, err)))
        return code;
    const int n = (int)b.count, beside = postings_block_lengths(list, &b, docids, lengths, err);
    if (beside < 0)
        return beside;
    if (postings_block_last(list, block) != docids[n - 1])
        return wrong(f, term, err, "the last docid of a block is not what its table says");
    if (beside && !lengths_hold(list, docids, lengths, b.count))
        return wrong(f, term, err, "lengths beside its postings are not those of its documents");
    if (!bits_hold(list, &b, docids, counts, n))
        return wrong(f, term, err, "the bits of a block do not count up");
    if (term->kind == POSTINGS_WEIGHED && !impacts_hold(list, block, docids, counts, n))
        return wrong(f, term, err, "its impacts do not bound its postings");
    return n;
}

/* The champions of a list are what its postings say. */
static int check_champions(const struct postings_list *list, const struct postings_term *term,
                           struct champion_set *set, struct err *err)
{
    static const char    what[] = "its champions are not its best postings";
    struct postings_list champions;
    uint32_t             docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    uint32_t             all_docids[POSTINGS_CHAMPIONS], all_counts[POSTINGS_CHAMPIONS];
    uint8_t              bounds[CHAMPIONS_BOUNDS_MOST];
    const int            there = postings_list_champions(list, &champions, err);
    if (there <= 0)
        return there;
    const size_t len = champion_set_take(set, all_docids, all_counts, bounds);
    if (len != (size_t)list->champion_bound_count * POSTINGS_BOUND_BYTES ||
        memcmp(bounds, list->champion_bounds, len) != 0)
        return wrong(list->file, term, err, "what bounds all but its champions is wrong");
    for (uint32_t block = 0; block < champions.blocks; block++) {
        const uint32_t first = block * POSTINGS_BLOCK;
        const int      n     = check_block(&champions, term, block, docids, counts, err);
        if (n < 0)
            return n;
        if (memcmp(docids, all_docids + first, (size_t)n * sizeof *docids) != 0 ||
            memcmp(counts, all_counts + first, (size_t)n * sizeof *counts) != 0)
            return wrong(list->file, term, err, what);
    }
    return champions.head ? wrong(list->file, term, err, what) : 0;
}

static int check_list(const struct postings_file *f, const struct postings_term *term, struct tally *t,
                      struct err *err)
{
    struct postings_list list;
    uint32_t             docids[POSTINGS_BLOCK], counts[POSTINGS_BLOCK];
    uint64_t             cf   = 0;
    int                  code = postings_list_open(&list, f, term, err);
    for (uint32_t block = 0; !code && block < list.blocks; block++) {
        const int n = check_block(&list, term, block, docids, counts, err);
        if (n < 0)
            return n;
        for (int i = 0; i < n; i++) {
            cf += counts[i];
            columns_add(&t->columns, docids[i]);
            if (term->kind != POSTINGS_WEIGHED)
                continue;
            const uint32_t length = postings_length(f, postings_file_lengths(f), docids[i]);
            t->lengths[docids[i] - 1] += counts[i];
            head_set_add(&t->head, counts[i], length, docids[i]);
            const double weight = impact_scale_weight(&t->scale, counts[i], length);
            champion_set_add(&t->champions, weight, counts[i], length, docids[i]);
            range_set_add(&t->ranges, weight, docids[i]);
        }
        if (term->kind == POSTINGS_POSITIONS)
            code = check_positions(&list, block, counts, n, err);
    }
    if (!code && term->kind == POSTINGS_WEIGHED && !head_holds(&list, &t->head))
        return wrong(f, term, err, "its head is not made of its best postings");
    if (!code)
        code = check_champions(&list, term, &t->champions, err);
    champion_set_clear(&t->champions);
    if (!code && list.ranges && memcmp(list.ranges, t->ranges.numbers, t->ranges.bytes) != 0)
        return wrong(f, term, err, "its ranges do not say what its postings weigh");
    range_set_clear(&t->ranges);
    if (!code && term->kind != POSTINGS_PLAIN && cf != term->cf)
        return wrong(f, term, err, "its counts do not add up");
    t->positions += term->kind == POSTINGS_POSITIONS ? cf : 0;
    return code;
}

static int check_terms(const struct postings_file *f, struct tally *t, struct err *err)
{
    struct postings_terms terms;
    struct postings_term  term;
    struct str            name, before = {NULL, 0};
    char                  last[POSTINGS_TERM_MAX];
    uint64_t              at   = 0;
    int                   code = postings_terms_init(&terms, f, str_of("", 0), err), more = 0;
    while (!code && (more = postings_terms_next(&terms, &name, &term, err)) > 0) {
        if (before.data && str_cmp(before, name) >= 0)
            return postings_corrupt(f, err, "its terms do not ascend");
        if (term.at != at)
            return wrong(f, &term, err, "it does not follow the one before");
        if (t->terms % POSTINGS_TERMS == 0 &&
            load_u64(f->part[SECTION_KEYS] + t->terms / POSTINGS_TERMS * 8) != postings_key(name))
            return postings_corrupt(f, err, "a key of its dictionary is not that of its term");
        memcpy(last, name.data, name.len);
        before = str_of(last, name.len);
        at     = term.at + term.bytes;
        t->terms++;
        t->postings += term.df;
        code = columns_begin(&t->columns, name, term.kind, term.place, err);
        if (!code)
            code = pair_words_add(&t->pair_words, &term, err);
        if (!code)
            code = check_list(f, &term, t, err);
    }
    if (!code && more == 0 && at != f->head.pairs_at)
        return postings_corrupt(f, err, "there are lists of no term");
    return code ? code : more;
}

/* ---- documents ------------------------------------------------------------------------------- */

static int check_documents(const struct postings_file *f, const struct tally *t, struct err *err)
{
    const uint16_t *lengths = postings_file_lengths(f);
    const uint8_t  *table   = f->part[SECTION_LONG], *end = table + f->head.section[SECTION_LONG].size;
    uint64_t        sum     = 0;
    for (uint32_t d = 1; d <= f->head.documents; d++) {
        if (lengths[d - 1] == POSTINGS_LONG) {
            if (table == end || load_u32(table) != d || load_u32(table + 4) < POSTINGS_LONG)
                return postings_corrupt(f, err, "the table of long documents is not that of its lengths");
            table += 8;
        }
        if (postings_length(f, lengths, d) != t->lengths[d - 1])
            return err_set(err, ERR_CORRUPT, "'%s' is damaged: document %u is not as long as its postings say", f->path,
                           d);
        sum += t->lengths[d - 1];
    }
    if (table != end)
        return postings_corrupt(f, err, "the table of long documents has too many");
    if (sum != f->head.length || t->terms != f->head.terms || t->postings != f->head.postings ||
        t->positions != f->head.positions)
        return postings_corrupt(f, err, "its totals are wrong");
    return 0;
}

static int check_columns(const struct postings_file *f, struct tally *t, struct err *err)
{
    const uint8_t *p = f->part[SECTION_COLUMNS];
    columns_end(&t->columns);
    for (size_t i = 0; i < SCHEMA_COLUMNS; i++) {
        const struct column *column = &t->columns.all[i];
        bool same = memcmp(&column->head, &f->head.columns[i], sizeof column->head) == 0;
        for (uint32_t d = 0; same && column->head.width && d < f->head.documents; d++, p += column->head.width)
            same = memcmp(p, &column->numbers[d], column->head.width) == 0;
        if (!same)
            return postings_corrupt(f, err, "a column of its documents is not what their terms say");
    }
    return 0;
}

int postings_check(const char *path, struct err *err)
{
    struct postings_file *f;
    struct tally          t    = {0};
    int                   code = postings_file_open(&f, path, err);
    if (code)
        return code;
    code = postings_file_verify(f, err);
    columns_init(&t.columns, f->head.documents);
    impact_scale_init(&t.scale, f->head.length, f->head.documents);
    champion_set_init(&t.champions);
    if (!code)
        code = range_set_init(&t.ranges, f->head.documents, err);
    t.pair_words.documents = f->head.documents;
    t.lengths = calloc((size_t)f->head.documents + 1, sizeof *t.lengths);
    if (!code && !t.lengths)
        code = err_oom(err);
    if (!code)
        code = check_terms(f, &t, err);
    if (!code)
        code = check_documents(f, &t, err);
    if (!code)
        code = check_columns(f, &t, err);
    pair_words_choose(&t.pair_words);
    if (!code)
        code = pairs_check(f, &t.pair_words, err);
    pair_words_release(&t.pair_words);
    columns_release(&t.columns);
    range_set_release(&t.ranges);
    free(t.lengths);
    postings_file_close(f);
    return code;
}

void postings_file_sizes(const struct postings_file *f, struct postings_sizes *out)
{
    const struct postings_head    *h = &f->head;
    const struct postings_section *s = h->section;
    *out = (struct postings_sizes){
        .terms          = s[SECTION_TERMS].size + s[SECTION_INDEX].size + s[SECTION_KEYS].size,
        .postings       = h->pairs_at - h->position_bytes,
        .positions      = h->position_bytes,
        .lengths        = s[SECTION_LENGTHS].size + s[SECTION_LONG].size,
        .pairs          = s[SECTION_LISTS].size - h->pairs_at + s[SECTION_PAIRS].size,
        .columns        = s[SECTION_DATES].size + s[SECTION_COLUMNS].size,
        .total          = h->size,
        .position_count = h->positions,
        .posting_count  = h->postings,
    };
    out->rest = out->total - s[SECTION_LISTS].size - s[SECTION_PAIRS].size - out->terms - out->lengths - out->columns;
}
