/* Pairs as a search finds them. */
#include "postings/postings_format.h"

/* What PAIRS says of a word; NULL: nothing. */
static const uint8_t *find_word(const struct postings_file *f, const struct postings_term *word)
{
    const uint8_t *words = f->part[SECTION_PAIRS];
    uint32_t       low = 0, high = f->head.pair_words;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const uint8_t *entry  = words + POSTINGS_PAIR_WORD_BYTES * (size_t)middle;
        if (load_u64(entry) == word->place)
            return entry;
        if (load_u64(entry) < word->place)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

int postings_file_pair(const struct postings_file *f, const struct postings_term *first,
                       const struct postings_term *second, struct postings_term *out, struct err *err)
{
    const uint8_t *a = find_word(f, first), *b = a ? find_word(f, second) : NULL;
    if (!b || load_u32(b + 8) >= load_u32(a + 12))
        return POSTINGS_PAIR_UNKNOWN;
    const uint64_t number = (uint64_t)load_u32(a + 16) + load_u32(b + 8);
    const int      there  = number < f->head.pairs ? postings_pair_number(f, (uint32_t)number, out) : ERR_CORRUPT;
    return there < 0 ? postings_corrupt(f, err, "its lists of pairs of words do not fit") : there;
}

int postings_pair_number(const struct postings_file *f, uint32_t number, struct postings_term *out)
{
    const uint8_t *entry = f->part[SECTION_PAIRS] + POSTINGS_PAIR_WORD_BYTES * (size_t)f->head.pair_words +
                           POSTINGS_PAIR_BYTES * (size_t)number;
    const uint64_t at = load_u64(entry), end = load_u64(entry + POSTINGS_PAIR_BYTES);
    const uint32_t df = load_u32(entry + 8), docid = load_u32(entry + 12);
    if (at < f->head.pairs_at || end < at || end > f->head.section[SECTION_LISTS].size)
        return ERR_CORRUPT;
    *out = (struct postings_term){.df = df, .kind = POSTINGS_PLAIN, .place = UINT64_MAX, .at = at, .bytes = end - at};
    if (df == 1) {
        out->only_docid = docid;
        out->only_count = 1;
    }
    return df ? POSTINGS_PAIR_LISTED : POSTINGS_PAIR_NOWHERE;
}
