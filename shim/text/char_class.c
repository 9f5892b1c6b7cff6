#include "text/char_class.h"

#include <stdlib.h>
#include <utf8proc.h>

struct range {
    uint32_t first, last;
};

/* Scripts written without blanks between words, and Hangul; their letters only, by category. */
static const struct range ngram_ranges[] = {
    {0x0E00, 0x0EFF},   /* Thai, Lao */
    {0x1000, 0x109F},   /* Burmese */
    {0x1100, 0x11FF},   /* Hangul jamo */
    {0x1780, 0x17FF},   /* Khmer */
    {0x1950, 0x19DF},   /* Tai Le, New Tai Lue */
    {0x1A20, 0x1AAF},   /* Tai Tham */
    {0x3005, 0x3007},   /* ideographic iteration mark, zero */
    {0x3021, 0x303C},   /* Hangzhou numerals, kana repeat marks */
    {0x3041, 0x31FF},   /* kana, bopomofo, compatibility jamo, kana extensions */
    {0x3400, 0x4DBF},   /* Han */
    {0x4E00, 0x9FFF},
    {0xA960, 0xA97F},   /* Hangul jamo */
    {0xA9E0, 0xA9FF},   /* Burmese */
    {0xAA60, 0xAADF},   /* Burmese, Tai Viet */
    {0xAC00, 0xD7FF},   /* Hangul syllables, jamo */
    {0xF900, 0xFAFF},   /* Han */
    {0xFF66, 0xFFDC},   /* half-width kana and jamo */
    {0x1AFF0, 0x1B16F}, /* kana */
    {0x20000, 0x3FFFD}, /* Han */
};

static const struct range accent_ranges[] = {
    {'0', '9'},
    {'a', 'z'},
    {0x00A0, 0x052F}, /* Latin, Greek, Cyrillic */
    {0x0590, 0x06FF}, /* Hebrew, Arabic */
    {0x0750, 0x077F}, /* Arabic */
    {0x0870, 0x08FF},
    {0x1C80, 0x1C8F}, /* Cyrillic */
    {0x1D00, 0x1DBF}, /* Latin */
    {0x1E00, 0x1FFF}, /* Latin, Greek */
    {0x2C60, 0x2C7F}, /* Latin */
    {0xA640, 0xA69F}, /* Cyrillic */
    {0xA720, 0xA7FF}, /* Latin */
    {0xAB30, 0xAB6F},
};

static bool in_ranges(const struct range *ranges, size_t count, uint32_t cp)
{
    size_t low = 0, high = count;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (cp > ranges[mid].last)
            low = mid + 1;
        else
            high = mid;
    }
    return low < count && cp >= ranges[low].first;
}

bool char_sheds_accents(uint32_t cp)
{
    return in_ranges(accent_ranges, sizeof accent_ranges / sizeof *accent_ranges, cp);
}

static bool is_category(uint32_t cp, utf8proc_category_t first, utf8proc_category_t last)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    return category >= first && category <= last;
}

bool char_is_mark(uint32_t cp)
{
    return is_category(cp, UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_ME);
}

bool char_is_letter(uint32_t cp)
{
    return is_category(cp, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LO) ||
           is_category(cp, UTF8PROC_CATEGORY_NL, UTF8PROC_CATEGORY_NL);
}

bool char_is_number_symbol(uint32_t cp)
{
    return is_category(cp, UTF8PROC_CATEGORY_NO, UTF8PROC_CATEGORY_NO);
}

int char_digit_value(uint32_t cp)
{
    if (!is_category(cp, UTF8PROC_CATEGORY_ND, UTF8PROC_CATEGORY_ND))
        return -1;
    /* Digits come in rows of ten whose zero ends in hexadecimal 0 or 6; NFKC has removed the others. */
    uint32_t low = cp & 0xF;
    if (low >= 6 && !is_category(cp - low, UTF8PROC_CATEGORY_ND, UTF8PROC_CATEGORY_ND))
        low -= 6;
    return (int)(low % 10);
}

bool char_is_dropped(uint32_t cp)
{
    return cp == 0x0345 || cp == 0x0640 || (cp >= 0xFCF2 && cp <= 0xFCF4) || cp == 0xFE71 ||
           (cp >= 0xFE77 && cp <= 0xFE7F && cp % 2);
}

size_t char_expand(uint32_t cp, uint32_t out[CHAR_EXPANSION_MAX])
{
    utf8proc_int32_t to[CHAR_EXPANSION_MAX];
    int              boundary = 0;
    utf8proc_ssize_t n        = utf8proc_decompose_char(
        (utf8proc_int32_t)cp, to, CHAR_EXPANSION_MAX,
        UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, &boundary);
    if (n < 0 || n > CHAR_EXPANSION_MAX)
        return 0;
    for (utf8proc_ssize_t i = 0; i < n; i++)
        out[i] = (uint32_t)to[i];
    return (size_t)n;
}

/* The class of a code point that expands to itself. */
static uint8_t class_of_plain(uint32_t cp)
{
    switch (cp) {
    case ' ':
        return CHAR_BLANK;
    case '_':
        return CHAR_UNDERSCORE;
    case '\'':
    case 0x02BB: /* modifier letters used as apostrophes */
    case 0x02BC:
    case 0x05F3: /* geresh */
    case 0x2018:
    case 0x2019:
        return CHAR_APOSTROPHE;
    case '.':
        return CHAR_STOP;
    case ',':
        return CHAR_COMMA;
    case 0x00B7:
    case 0x05F4:
        return CHAR_INNER;
    case '"':
        return CHAR_QUOTE;
    case '-':
    case 0x2010:
        return CHAR_HYPHEN;
    }
    if (cp < 0x80)
        return cp >= '0' && cp <= '9' ? CHAR_DIGIT
             : (cp | 0x20) >= 'a' && (cp | 0x20) <= 'z' ? CHAR_LETTER : CHAR_OTHER;
    if (char_is_letter(cp))
        return in_ranges(ngram_ranges, sizeof ngram_ranges / sizeof *ngram_ranges, cp) ? CHAR_NGRAM
                                                                                       : CHAR_LETTER;
    if (char_is_mark(cp))
        return CHAR_MARK;
    return is_category(cp, UTF8PROC_CATEGORY_ND, UTF8PROC_CATEGORY_ND) ? CHAR_DIGIT : CHAR_OTHER;
}

/* Does the expansion compose to cp again? */
static bool is_normal(uint32_t cp, const uint32_t *expansion, size_t count)
{
    utf8proc_int32_t composed[CHAR_EXPANSION_MAX];
    for (size_t i = 0; i < count; i++)
        composed[i] = (utf8proc_int32_t)expansion[i];
    return utf8proc_normalize_utf32(composed, (utf8proc_ssize_t)count,
                                    UTF8PROC_COMPOSE | UTF8PROC_STABLE) == 1 &&
           (uint32_t)composed[0] == cp;
}

static uint8_t classify(uint32_t cp)
{
    uint32_t expansion[CHAR_EXPANSION_MAX];

    if (cp < 0x80)
        return class_of_plain(cp);
    if (cp == 0x200B) /* the zero width space marks the end of a word, though Unicode lets it be ignored */
        return CHAR_OTHER;
    if (cp == 0x00A0)
        return CHAR_BLANK;
    if (char_is_dropped(cp))
        return CHAR_IGNORED;
    if (is_category(cp, UTF8PROC_CATEGORY_ZS, UTF8PROC_CATEGORY_ZP))
        return CHAR_OTHER;
    /* Symbols are no words (U+2122 is not "tm"), but those of East Asian typography abbreviate words. */
    if (is_category(cp, UTF8PROC_CATEGORY_SM, UTF8PROC_CATEGORY_SO) && (cp < 0x3200 || cp > 0x33FF))
        return CHAR_OTHER;

    size_t count = char_expand(cp, expansion);
    if (count == 0)
        return utf8proc_get_property((utf8proc_int32_t)cp)->ignorable ? CHAR_IGNORED : CHAR_OTHER;
    if (count == 1 && expansion[0] == cp)
        return class_of_plain(cp);

    uint8_t first = class_of_plain(expansion[0]);
    bool    same  = true;
    for (size_t i = 1; i < count; i++) {
        uint8_t other = class_of_plain(expansion[i]);
        same          = same && (other == first || other == CHAR_MARK);
    }
    if (first == CHAR_NGRAM)
        return is_normal(cp, expansion, count) ? CHAR_NGRAM : CHAR_SEVERAL;
    if (same && (first == CHAR_LETTER || first == CHAR_MARK))
        return first;
    if (first == CHAR_DIGIT && count == 1 && !char_is_number_symbol(cp))
        return CHAR_DIGIT;
    return CHAR_SEVERAL;
}

uint8_t char_classes_fill(struct char_classes *classes, uint32_t cp)
{
    uint16_t count = classes->count;
    if ((count & (count - 1)) == 0) { /* 0 or a power of two: no room is left */
        uint8_t (*pages)[CHAR_PAGE] = realloc(classes->pages, (count ? 2u * count : 1u) * sizeof *pages);
        if (!pages)
            return classify(cp);
        classes->pages = pages;
    }
    uint32_t first = cp / CHAR_PAGE * CHAR_PAGE;
    for (uint32_t i = 0; i < CHAR_PAGE; i++)
        classes->pages[count][i] = classify(first + i);
    classes->number[cp / CHAR_PAGE] = classes->count = (uint16_t)(count + 1);
    return classes->pages[count][cp - first];
}

void char_classes_release(struct char_classes *classes)
{
    free(classes->pages);
}
