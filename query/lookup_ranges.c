#include "query/lookup_ranges.h"

#include "base/wide.h"

enum { THRESHOLD = 250 }; /* in parts, which end at 255 */

/* So many postings are gone through as soon as the documents of one range are asked about. */
enum { RANGE_POSTINGS = 16 };

/* How much more than with the file's own average length a posting may weigh: BM25's quotient grows no faster than the
 * average. */
static double stretch(const struct lookup_shard *s)
{
    const double own = postings_average(postings_file_length(s->file), s->documents);
    const double all = 1 / s->statistics->length_factor;
    return all > own ? all / own : 1;
}

bool lookup_ranges_has(const struct lookup_list *l)
{
    return !l->all_docids && l->most > 0 && l->file.ranges;
}

void lookup_ranges_init(struct lookup_ranges *r, const struct lookup_list *l)
{
    r->numbers = NULL;
    if (!lookup_ranges_has(l))
        return;
    r->numbers  = l->file.ranges;
    r->parts_of = 0;
    const double hundredth = stretch(l->shard) * l->factor / 100 * (1 + 1e-9);
    for (int i = 0; i < POSTINGS_RANGE_NUMBERS; i++) {
        const double bound = postings_range_hundredths[i] * hundredth;
        r->bounds[i]       = bound < l->most ? bound : l->most;
    }
}

static void scale(struct lookup_ranges *r, double threshold)
{
    for (int i = 0; i < POSTINGS_RANGE_NUMBERS; i++) {
        const double part = r->bounds[i] / threshold * THRESHOLD;
        r->parts[i]       = part > 254 ? 255 : part > 0 ? (uint8_t)(1 + (int)part) : 0;
    }
    r->parts_of = threshold;
}

/* Ranges from number `first` of the window on: bit i is set for that number 2 * i behind it. */
static void note_found(struct lookup_window *w, uint32_t first, uint32_t bits)
{
    for (; bits; bits &= bits - 1)
        lookup_window_note(w, (first + 2 * (uint32_t)__builtin_ctz(bits)) * POSTINGS_RANGE, POSTINGS_RANGE);
}

/* Ranges that are wanted, of RANGES_STEP bytes: those in low halves and in high ones; and the most parts so far. */
struct step {
    uint32_t low, high;
    uint8_t  most[RANGES_STEP];
};

/* Add up the ranges from byte `at` on, into parts[] of the window. */
static void step_narrow(struct lookup_ranges *const *lists, size_t count, size_t must, size_t at, uint8_t *parts,
                        struct step *s)
{
    s->low = s->high = 0;
    for (uint32_t k = 0; k < RANGES_STEP; k++) {
        uint32_t first = 0, second = 0;
        bool     in_first = true, in_second = true;
        for (size_t i = 0; i < count; i++) {
            const uint8_t both = lists[i]->numbers[at + k];
            first += lists[i]->parts[both & 15];
            second += lists[i]->parts[both >> 4];
            in_first &= i >= must || both & 15;
            in_second &= i >= must || both >> 4;
        }
        parts[k]               = (uint8_t)(first < 255 ? first : 255);
        parts[RANGES_STEP + k] = (uint8_t)(second < 255 ? second : 255);
        s->most[k]             = parts[k] > s->most[k] ? parts[k] : s->most[k];
        s->most[k]             = parts[RANGES_STEP + k] > s->most[k] ? parts[RANGES_STEP + k] : s->most[k];
        s->low |= (uint32_t)(first > THRESHOLD && in_first) << k;
        s->high |= (uint32_t)(second > THRESHOLD && in_second) << k;
    }
}

#if WIDE

/* Bytes that are above. */
WIDE_CODE static inline uint32_t above(__m256i sums)
{
    const __m256i limit = _mm256_set1_epi8((char)THRESHOLD);
    return ~(uint32_t)_mm256_movemask_epi8(_mm256_cmpeq_epi8(_mm256_max_epu8(sums, limit), limit));
}

WIDE_CODE static inline void step_wide(struct lookup_ranges *const *lists, size_t count, size_t must, size_t at,
                                       uint8_t *parts, struct step *s)
{
    const __m256i half = _mm256_set1_epi8(15), none = _mm256_setzero_si256();
    __m256i       first = none, second = none, not_first = none, not_second = none;
    for (size_t i = 0; i < count; i++) {
        const __m256i each  = _mm256_broadcastsi128_si256(_mm_loadu_si128((const void *)lists[i]->parts));
        const __m256i both  = _mm256_loadu_si256((const void *)(lists[i]->numbers + at));
        const __m256i lower = _mm256_and_si256(both, half), upper = _mm256_and_si256(_mm256_srli_epi16(both, 4), half);
        first               = _mm256_adds_epu8(first, _mm256_shuffle_epi8(each, lower));
        second              = _mm256_adds_epu8(second, _mm256_shuffle_epi8(each, upper));
        if (i >= must)
            continue;
        not_first  = _mm256_or_si256(not_first, _mm256_cmpeq_epi8(lower, none));
        not_second = _mm256_or_si256(not_second, _mm256_cmpeq_epi8(upper, none));
    }
    _mm256_storeu_si256((void *)parts, first);
    _mm256_storeu_si256((void *)(parts + RANGES_STEP), second);
    const __m256i most = _mm256_max_epu8(_mm256_loadu_si256((const void *)s->most), _mm256_max_epu8(first, second));
    _mm256_storeu_si256((void *)s->most, most);
    s->low  = above(first) & ~(uint32_t)_mm256_movemask_epi8(not_first);
    s->high = above(second) & ~(uint32_t)_mm256_movemask_epi8(not_second);
}

#else
#define step_wide step_narrow
#endif

/* Returns how many ranges. */
static inline __attribute__((always_inline)) uint32_t find(struct lookup_ranges *const *lists, size_t count,
                                                           size_t must, struct lookup_span span,
                                                           struct lookup_window *w, bool wide)
{
    struct step s     = {0, 0, {0}};
    uint32_t    found = 0;
    for (uint32_t first = 0; first * POSTINGS_RANGE < span.end - span.base; first += 2 * RANGES_STEP) {
        const size_t at = ((span.base - 1) / POSTINGS_RANGE + first) / 2;
        (wide ? step_wide : step_narrow)(lists, count, must, at, w->parts + first, &s);
        if (!(s.low | s.high)) /* nearly always */
            continue;
        note_found(w, first, s.low);
        note_found(w, first + 1, s.high);
        found += popcount64((uint64_t)s.high << 32 | s.low);
    }
    w->most_parts = 0;
    for (int k = 0; k < RANGES_STEP; k++)
        w->most_parts = s.most[k] > w->most_parts ? s.most[k] : w->most_parts;
    return found;
}

static uint32_t find_narrow(struct lookup_ranges *const *lists, size_t count, size_t must, struct lookup_span span,
                            struct lookup_window *w)
{
    return find(lists, count, must, span, w, false);
}

WIDE_CODE static uint32_t find_wide(struct lookup_ranges *const *lists, size_t count, size_t must,
                                    struct lookup_span span, struct lookup_window *w)
{
    return find(lists, count, must, span, w, true);
}

bool lookup_ranges_find(struct lookup_ranges *const *lists, size_t count, size_t must, double threshold,
                        const struct lookup_shard *s, struct lookup_span span, uint64_t df, struct lookup_window *w)
{
    for (size_t i = 0; i < count; i++)
        if (lists[i]->parts_of < threshold)
            scale(lists[i], threshold);
    const uint64_t ranges = (s->wide ? find_wide : find_narrow)(lists, count, must, span, w);
    w->part = threshold / THRESHOLD;
    if (ranges * RANGE_POSTINGS * s->documents <= df * (span.end - span.base))
        return true;
    lookup_window_forget(w);
    return false;
}
