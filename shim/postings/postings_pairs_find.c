/* Pairs as a search finds them. */
#include "postings/postings_format.h"

/* Number of a word among those of PAIRS; pair_words: it is none. */
static uint32_t word_number(const struct postings_file *f, const struct postings_term *word)
{
    const uint8_t *places = f->part[SECTION_PAIRS];
    uint32_t       low = 0, high = f->head.pair_words;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const uint64_t place  = load_u64(places + 8 * (size_t)middle);
        if (place == word->place)
            return middle;
        if (place < word->place)
            low = middle + 1;
        else
            high = middle;
    }
    return f->head.pair_words;
}

int postings_file_pair(const struct postings_file *f, const struct postings_term *first,
                       const struct postings_term *second, struct postings_term *out, struct err *err)
{
    const uint32_t words = f->head.pair_words;
    const uint32_t a = word_number(f, first), b = a < words ? word_number(f, second) : words;
    if (b == words)
        return POSTINGS_PAIR_UNKNOWN;
    const int there = postings_pair_number(f, a * words + b, out);
    return there < 0 ? postings_corrupt(f, err, "its lists of pairs of words do not fit") : there;
}

int postings_pair_number(const struct postings_file *f, uint32_t number, struct postings_term *out)
{
    const uint32_t words = f->head.pair_words;
    const uint8_t *entry = f->part[SECTION_PAIRS] + 8 * (size_t)words + POSTINGS_PAIR_BYTES * (size_t)number;
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
