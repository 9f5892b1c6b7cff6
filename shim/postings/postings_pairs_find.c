/* Pairs as a search finds them. */
#include "postings/postings_format.h"

struct postings_pair_word postings_pair_word_at(const struct postings_file *f, uint32_t i)
{
    struct postings_pair_word word;
    memcpy(&word, f->part[SECTION_PAIRS] + sizeof word * i, sizeof word);
    return word;
}

struct postings_pair_entry postings_pair_entry_at(const struct postings_file *f, uint32_t number)
{
    struct postings_pair_entry entry;
    const size_t               words = sizeof(struct postings_pair_word) * f->head.pair_words;
    memcpy(&entry, f->part[SECTION_PAIRS] + words + sizeof entry * number, sizeof entry);
    return entry;
}

static bool find_word(const struct postings_file *f, const struct postings_term *term, struct postings_pair_word *out)
{
    uint32_t low = 0, high = f->head.pair_words;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        *out                  = postings_pair_word_at(f, middle);
        if (out->place == term->place)
            return true;
        if (out->place < term->place)
            low = middle + 1;
        else
            high = middle;
    }
    return false;
}

int postings_file_pair(const struct postings_file *f, const struct postings_term *first,
                       const struct postings_term *second, struct postings_term *out, struct err *err)
{
    struct postings_pair_word a, b;
    if (!find_word(f, first, &a) || !find_word(f, second, &b) || b.rank >= a.partners)
        return POSTINGS_PAIR_UNKNOWN;
    const uint64_t number = (uint64_t)a.begin + b.rank;
    const int      there  = number < f->head.pairs ? postings_pair_number(f, (uint32_t)number, out) : ERR_CORRUPT;
    return there < 0 ? postings_corrupt(f, err, "its lists of pairs of words do not fit") : there;
}

int postings_pair_number(const struct postings_file *f, uint32_t number, struct postings_term *out)
{
    const struct postings_pair_entry entry = postings_pair_entry_at(f, number);
    const uint64_t                   end   = postings_pair_entry_at(f, number + 1).at;
    if (entry.at < f->head.pairs_at || end < entry.at || end > f->head.section[SECTION_LISTS].size)
        return ERR_CORRUPT;
    *out = (struct postings_term){
        .df = entry.df, .kind = POSTINGS_PLAIN, .place = UINT64_MAX, .at = entry.at, .bytes = end - entry.at};
    if (entry.df == 1) {
        out->only_docid = entry.docid;
        out->only_count = 1;
    }
    return entry.df ? POSTINGS_PAIR_LISTED : POSTINGS_PAIR_NOWHERE;
}
