#include "text/word_form.h"

#include <libstemmer.h>
#include <utf8proc.h>

#include "base/utf8.h"
#include "text/char_class.h"
#include "text/word_number.h"

enum { CODES_MAX = 2 * WORD_RAW_MAX };

/* Letters that Unicode does not take apart. U+00DF is gone by case folding, but a stem may hold it. */
static const struct {
    int32_t letter;
    char    plain[3];
} plain_letters[] = {
    {0x00DF, "ss"}, {0x00E6, "ae"}, {0x00F0, "d"}, {0x00F8, "o"},  {0x00FE, "th"},
    {0x0111, "d"},  {0x0131, "i"},  {0x0142, "l"}, {0x0153, "oe"},
};

static int32_t dotless(int32_t cp, void *unused)
{
    (void)unused;
    return cp == 'I' ? 0x0131 : cp == 0x0130 ? 'i' : cp;
}

static int32_t as_it_is(int32_t cp, void *unused)
{
    (void)unused;
    return cp;
}

/* ASCII without capitals: already what normalising and folding make of it. */
static bool is_plain_ascii(struct str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.data[i] >= 0x80 || (s.data[i] >= 'A' && s.data[i] <= 'Z'))
            return false;
    return true;
}

/* Decompose into codes; their number, -1 when there are too many. */
static long decompose(struct str text, unsigned options, bool dotless_i, int32_t codes[CODES_MAX])
{
    utf8proc_ssize_t n = utf8proc_decompose_custom((const utf8proc_uint8_t *)text.data,
                                                   (utf8proc_ssize_t)text.len, codes, CODES_MAX,
                                                   (utf8proc_option_t)options,
                                                   dotless_i ? dotless : as_it_is, NULL);
    return n < 0 || n > CODES_MAX ? -1 : (long)n;
}

/* Decompose into the case-folded NFKC form. Canonical decomposition goes first, to find what is dropped
 * within composed characters too. */
static long decompose_folded(struct str text, bool dotless_i, int32_t codes[CODES_MAX])
{
    char   taken_apart[4 * CODES_MAX];
    size_t len   = 0;
    if (!dotless_i && is_plain_ascii(text)) {
        for (; len < text.len; len++)
            codes[len] = text.data[len];
        return (long)len;
    }
    long count = decompose(text, UTF8PROC_DECOMPOSE, false, codes);
    for (long i = 0; i < count; i++)
        if (!char_is_dropped((uint32_t)codes[i]))
            len += (size_t)utf8proc_encode_char(codes[i], (utf8proc_uint8_t *)taken_apart + len);
    if (count < 0)
        return -1;
    return decompose(str_of(taken_apart, len),
                     UTF8PROC_DECOMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD | UTF8PROC_IGNORE, dotless_i,
                     codes);
}

/* Compose and encode; the length in bytes, 0 when it is more than `size` or, in characters, `most`. */
static size_t encode(int32_t *codes, long count, char *out, size_t size, long most)
{
    size_t           len = 0;
    utf8proc_ssize_t n   = utf8proc_normalize_utf32(codes, count, UTF8PROC_COMPOSE | UTF8PROC_STABLE);
    if (n < 0 || n > most)
        return 0;
    for (utf8proc_ssize_t i = 0; i < n; i++) {
        utf8proc_uint8_t bytes[4];
        size_t           more = (size_t)utf8proc_encode_char(codes[i], bytes);
        if (more > size - len)
            return 0;
        memcpy(out + len, bytes, more);
        len += more;
    }
    return len;
}

/* The dot that case folding leaves over the small letter of U+0130. */
static long drop_dots_over_i(int32_t *codes, long count)
{
    long kept = 0;
    for (long i = 0; i < count; i++) {
        if (codes[i] == 0x0307 && kept > 0 && (codes[kept - 1] == 'i' || codes[kept - 1] == 0x0131))
            codes[kept - 1] = 'i';
        else
            codes[kept++] = codes[i];
    }
    return kept;
}

/* Digits of all scripts become 0 to 9, without marks. */
static long plain_digits(int32_t *codes, long count)
{
    long kept  = 0;
    bool digit = false;
    for (long i = 0; i < count; i++) {
        uint32_t cp = (uint32_t)codes[i];
        if (digit && char_is_mark(cp))
            continue;
        int value     = cp > 0x7F ? char_digit_value(cp) : -1;
        codes[kept++] = value < 0 ? (int32_t)cp : '0' + value;
        digit         = value >= 0 || word_is_digit((int32_t)cp);
    }
    return kept;
}

/* "u.n" -> "un": single letters, with their marks, and stops between all of them. */
static long join_acronym(int32_t *codes, long count, uint8_t *flags)
{
    bool want_letter = true;
    long stops       = 0;
    for (long i = 0; i < count; i++) {
        uint32_t cp = (uint32_t)codes[i];
        if (!want_letter && char_is_mark(cp))
            continue;
        if (want_letter ? !char_is_letter(cp) : cp != '.')
            return count;
        stops += !want_letter;
        want_letter = !want_letter;
    }
    if (want_letter || !stops)
        return count;
    long kept = 0;
    for (long i = 0; i < count; i++)
        if (codes[i] != '.')
            codes[kept++] = codes[i];
    *flags |= WORD_ACRONYM;
    return kept;
}

/* Rule 2 up to its composition. */
static long normalise(struct str raw, bool dotless_i, int32_t codes[CODES_MAX], uint8_t *flags)
{
    long count = decompose_folded(raw, dotless_i, codes);
    if (count <= 0)
        return count;
    count = plain_digits(codes, drop_dots_over_i(codes, count));
    if (word_is_digit(codes[0])) {
        *flags |= WORD_NUMBER;
        return word_number(codes, count);
    }
    return join_acronym(codes, count, flags);
}

/* Rule 5 on decomposed codes, from `codes` to `out`; -1 when there are too many. */
static long fold(const int32_t *codes, long count, int32_t out[CODES_MAX])
{
    long    kept = 0;
    int32_t base = 0;
    for (long i = 0; i < count; i++) {
        int32_t c = codes[i];
        if (kept + 2 > CODES_MAX)
            return -1;
        if (c < 0x80) {
            base        = c;
            out[kept++] = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
            continue;
        }
        if (char_is_mark((uint32_t)c)) {
            bool short_i = base == 0x0438 && c == 0x0306 && i > 0 && codes[i - 1] == base;
            if (short_i || !char_sheds_accents((uint32_t)base))
                out[kept++] = c;
            continue;
        }
        base              = c;
        const char *plain = NULL;
        for (size_t k = 0; k < sizeof plain_letters / sizeof *plain_letters; k++)
            if (plain_letters[k].letter == c)
                plain = plain_letters[k].plain;
        if (!plain)
            out[kept++] = c;
        for (; plain && *plain; plain++)
            out[kept++] = *plain;
    }
    return kept;
}

/* Not inlined, here and below: what is made of plain words alone should not touch the pages of these arrays. */
__attribute__((noinline)) static uint8_t fold_codes(struct str word, char out[ANALYZER_TERM_MAX])
{
    int32_t codes[CODES_MAX], folded[CODES_MAX];
    long    count = decompose(word, UTF8PROC_DECOMPOSE, false, codes);
    count         = count > 0 ? fold(codes, count, folded) : -1;
    return count > 0 ? (uint8_t)encode(folded, count, out, ANALYZER_TERM_MAX, ANALYZER_WORD_MAX) : 0;
}

/* Rule 5 on a normalised word; the length, 0 when it is over the limits. */
static uint8_t fold_word(struct str word, char out[ANALYZER_TERM_MAX])
{
    if (!is_plain_ascii(word) || word.len > ANALYZER_WORD_MAX)
        return fold_codes(word, out);
    memcpy(out, word.data, word.len);
    return (uint8_t)word.len;
}

/* Has the word an accent that people leave out: acute, grave, circumflex, tilde, cedilla? What dots and rings mark are
 * letters of their own to those who write them. */
__attribute__((noinline)) static bool has_accent(struct str word)
{
    int32_t codes[CODES_MAX];
    long    count = decompose(word, UTF8PROC_DECOMPOSE, false, codes);
    for (long i = 0; i < count; i++)
        if ((codes[i] >= 0x0300 && codes[i] <= 0x0303) || codes[i] == 0x0327)
            return true;
    return false;
}

static bool is_listed(const char *const *words, struct str word)
{
    for (; words && *words; words++)
        if (**words == *word.data && str_eq(str_c(*words), word))
            return true;
    return false;
}

/* U+0219 and U+021B to U+015F and U+0163, which take as many bytes. */
static void commas_to_cedillas(char *word, size_t len)
{
    for (size_t i = 0; i + 1 < len; i++) {
        if (memcmp(word + i, "\xC8\x99", 2) == 0)
            memcpy(word + i, "\xC5\x9F", 2);
        else if (memcmp(word + i, "\xC8\x9B", 2) == 0)
            memcpy(word + i, "\xC5\xA3", 2);
    }
}

/* Most words are ASCII letters alone, and for these lower case is all there is to do. Fills norm and word and
 * returns their length; 0: the word needs the whole treatment. */
static uint8_t make_plain(struct word_form *form, struct str raw, enum word_quirk quirk)
{
    if (raw.len > ANALYZER_WORD_MAX || quirk == QUIRK_DOTLESS_I)
        return 0;
    for (size_t i = 0; i < raw.len; i++) {
        char lower = (char)(raw.data[i] | 0x20);
        if (lower < 'a' || lower > 'z')
            return 0;
        form->norm[i] = lower;
    }
    memcpy(form->word, form->norm, raw.len);
    return (uint8_t)raw.len;
}

/* Fills norm and word of any other word; false: it is over the limits. */
__attribute__((noinline)) static bool make_any(struct word_form *form, struct str raw, bool dotless_i, uint8_t *flags)
{
    int32_t codes[CODES_MAX];
    long    letters = 0, others = 0;
    long    count = raw.len > WORD_RAW_MAX ? -1 : normalise(raw, dotless_i, codes, flags);
    for (long i = 0; i < count; i++) {
        if (char_is_letter((uint32_t)codes[i]))
            letters++;
        else if (!char_is_mark((uint32_t)codes[i]))
            others++;
    }
    *flags |= (letters ? WORD_LETTERS : 0) | (letters == 1 && !others ? WORD_SINGLE : 0);
    size_t norm = count > 0 ? encode(codes, count, form->norm, sizeof form->norm, ANALYZER_WORD_MAX) : 0;
    form->norm_len = (uint8_t)norm;
    form->word_len = norm ? fold_word(str_of(form->norm, norm), form->word) : 0;
    return form->word_len > 0;
}

/* The stem of what `spelling` says, folded; its length, 0 when there is none. Errors: ERR_OOM. */
static int stem_of(struct sb_stemmer *stemmer, struct str spelling, char out[ANALYZER_TERM_MAX], struct err *err)
{
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)spelling.data, (int)spelling.len);
    if (!stem)
        return err_oom(err);
    struct str found = str_of((const char *)stem, (size_t)sb_stemmer_length(stemmer));
    return found.len && utf8_valid_len(found) == found.len ? fold_word(found, out) : 0;
}

int word_form_make(struct word_form *form, struct str raw, enum word_quirk quirk, struct sb_stemmer *stemmer,
                   const char *const *stop_words, struct err *err)
{
    uint8_t flags = WORD_LETTERS, len = make_plain(form, raw, quirk);

    form->norm_len = form->word_len = len;
    form->stem_len = 0;
    if (len == 1)
        flags |= WORD_SINGLE;
    if (!len) {
        flags = 0;
        if (!make_any(form, raw, quirk == QUIRK_DOTLESS_I, &flags)) {
            form->flags    = WORD_TOO_LONG;
            form->norm_len = form->word_len = 0;
            return 0;
        }
        len = form->word_len;
    }
    size_t norm = form->norm_len;
    if (stemmer) {
        char spelling[ANALYZER_TERM_MAX];
        memcpy(spelling, form->norm, norm);
        if (quirk == QUIRK_COMMA_BELOW)
            commas_to_cedillas(spelling, norm);
        int stem = stem_of(stemmer, str_of(spelling, norm), form->stem, err);
        if (stem < 0)
            return stem;
        form->stem_len = (uint8_t)stem;
    }
    if (!form->stem_len) { /* none, or the stemmer took everything */
        memcpy(form->stem, form->word, len);
        form->stem_len = len;
    }
    if (stemmer && !str_eq(str_of(form->norm, norm), str_of(form->word, len))) {
        char plain[ANALYZER_TERM_MAX];
        int  stem = stem_of(stemmer, str_of(form->word, len), plain, err);
        if (stem < 0)
            return stem;
        if (stem && !str_eq(str_of(plain, (size_t)stem), str_of(form->stem, form->stem_len)) &&
            has_accent(str_of(form->norm, norm)))
            flags |= WORD_APART;
    }
    if (!(flags & WORD_ACRONYM) && is_listed(stop_words, str_of(form->word, len)))
        flags |= WORD_STOP;
    form->flags = flags;
    return 0;
}

size_t word_compose(struct str cluster, char *out, size_t size)
{
    int32_t codes[CODES_MAX];
    long    count = decompose_folded(cluster, false, codes);
    return count > 0 ? encode(codes, count, out, size, CODES_MAX) : 0;
}

void word_fold_text(struct str text, struct buf *out)
{
    int32_t codes[CODES_MAX], folded[CODES_MAX];
    char    bytes[4 * CODES_MAX];

    long count = decompose_folded(text, false, codes);
    if (count <= 0)
        return;
    count = drop_dots_over_i(codes, count);
    for (long i = 0; i < count; i++) {
        if (codes[i] == 0x2018 || codes[i] == 0x2019 || codes[i] == 0x02BB || codes[i] == 0x02BC)
            codes[i] = '\'';
    }
    count = fold(codes, count, folded);
    if (count > 0)
        buf_append(out, bytes, encode(folded, count, bytes, sizeof bytes, CODES_MAX));
}
