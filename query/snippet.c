#include "query/snippet.h"

#include <math.h>
#include <stdlib.h>

#include "base/utf8.h"
#include "query/snippet_match.h"
#include "query/terminal.h"

void snippet_init(struct snippet *s)
{
    *s = (struct snippet){BUF_INIT, NULL, 0, 0, false, false};
}

void snippet_release(struct snippet *s)
{
    buf_release(&s->text);
    free(s->marks);
    snippet_init(s);
}

/* ---- finding terms --------------------------------------------------------------------------- */

struct finder {
    const struct snippet_terms *terms;
    struct snippet_hit         *hits;
    size_t                      count, cap;
};

enum { ENOUGH = 1 };

static int take_token(void *ctx, const struct token *token)
{
    struct finder          *f    = ctx;
    const struct plan_term *term = snippet_term_of(f->terms, token);
    if (!term)
        return 0;
    if (f->count == SNIPPET_HITS_MAX)
        return ENOUGH;
    if (f->count == f->cap) {
        size_t              cap  = f->cap ? f->cap * 2 : 64;
        struct snippet_hit *hits = realloc(f->hits, cap * sizeof *hits);
        if (!hits)
            return ERR_OOM;
        f->hits = hits;
        f->cap  = cap;
    }
    const float weight  = (float)log(term->odds);
    f->hits[f->count++] = (struct snippet_hit){token->begin, token->end, term->group, weight, 0, 0};
    return 0;
}

/* ---- columns --------------------------------------------------------------------------------- */

static bool is_white(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_plain(unsigned char c)
{
    return c > ' ' && c < 0x7F;
}

/* Are eight bytes ASCII with no white space but single blanks? Then they are as many columns. */
static bool are_plain(const unsigned char *bytes, bool behind_white)
{
    const uint64_t each = 0x0101010101010101u, high = each << 7;
    uint64_t       word;
    memcpy(&word, bytes, sizeof word);
    const uint64_t odd   = word | (word - each * ' '); /* above 0x7F or below ' ' */
    const uint64_t blank = ~(((word ^ each * ' ') | high) - each) & high;
    return !(odd & high) && !(blank & blank << 8) && !(behind_white && bytes[0] == ' ');
}

/* Columns of text as clean() will show it, near enough: runs of ASCII white space are one blank. */
static size_t columns_of(struct str text)
{
    const unsigned char *bytes   = (const unsigned char *)text.data;
    size_t               columns = 0, at = 0;
    while (at < text.len) {
        size_t begin = at++;
        if (text.len - begin >= 8 && are_plain(bytes + begin, begin > 0 && is_white(bytes[begin - 1]))) {
            columns += 8;
            at = begin + 8;
        } else if (is_plain(bytes[begin])) {
            columns++;
        } else if (is_white(bytes[begin])) {
            columns += begin == 0 || !is_white(bytes[begin - 1]);
        } else {
            while (at < text.len && !is_white(bytes[at]) && !is_plain(bytes[at]))
                at++;
            columns += terminal_columns(str_of(text.data + begin, at - begin));
        }
    }
    return columns;
}

static void measure(struct snippet_hit *hits, size_t count, struct str text)
{
    size_t at = 0, column = 0;
    for (size_t i = 0; i < count; i++) {
        if (hits[i].begin > at) { /* joined tokens begin where their first part does */
            column += columns_of(str_of(text.data + at, hits[i].begin - at));
            at = hits[i].begin;
        }
        hits[i].column = column;
        hits[i].stop   = column + columns_of(str_of(text.data + hits[i].begin, hits[i].end - hits[i].begin));
    }
}

/* ---- where to begin and end ------------------------------------------------------------------ */

static bool ends_with(struct str s, const char *tail)
{
    size_t len = strlen(tail);
    return s.len >= len && memcmp(s.data + s.len - len, tail, len) == 0;
}

/* Text of lines no longer than this is wrapped by hand: the end of a line ends no sentence there. */
enum { LONG_LINE = 120 };

/* The white space text[end .. at) holds a line's end: does it part paragraphs? Yes before an empty or an
 * indented line, and after a line so long that it must be a whole paragraph. */
static bool parts_paragraphs(struct str text, size_t end, size_t at)
{
    struct str white   = str_of(text.data + end, at - end);
    size_t     newline = 0, indent = 0;
    for (size_t i = 0; i < white.len; i++) {
        newline += white.data[i] == '\n';
        indent = white.data[i] == '\n' ? 0 : indent + (white.data[i] == '\t' ? 3 : 1);
    }
    size_t line = end;
    while (line > 0 && text.data[line - 1] != '\n' && end - line <= LONG_LINE)
        line--;
    return newline && (newline > 1 || indent >= 3 || end - line > LONG_LINE);
}

/* Does the text end here with a full stop or its like, perhaps behind a closing quotation mark? Before a
 * blank
 * ASCII ones count, ideographic ones always. */
static bool ends_sentence(struct str text, bool blank)
{
    /* U+3002 FF01 FF1F, and U+201D 2019 00BB 300D */
    static const char *const stops[]  = {"\xE3\x80\x82", "\xEF\xBC\x81", "\xEF\xBC\x9F"};
    static const char *const quotes[] = {"\"", "'", ")", "]", "\xE2\x80\x9D", "\xE2\x80\x99", "\xC2\xBB",
                                         "\xE3\x80\x8D"};
    for (size_t i = 0; i < sizeof quotes / sizeof *quotes; i++)
        if (ends_with(text, quotes[i])) {
            text.len -= strlen(quotes[i]);
            break;
        }
    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (ends_with(text, stops[i]))
            return true;
    return blank && text.len && strchr(".!?", text.data[text.len - 1]);
}

/* Is `at` the begin of a sentence or paragraph? */
static bool begins_sentence(struct str text, size_t at)
{
    size_t end = at;
    while (end > 0 && is_white((unsigned char)text.data[end - 1]))
        end--;
    return end == 0 || parts_paragraphs(text, end, at) || ends_sentence(str_of(text.data, end), end < at);
}

/* From `at` back over at most `room` columns: to the nearest begin of a sentence, else to a word at most
 * `lead` columns away. */
static size_t choose_begin(struct str text, size_t at, size_t room, size_t lead, bool *cut)
{
    size_t word = at, begin = at;
    *cut        = false;
    if (begins_sentence(text, at))
        return at;
    for (size_t used = 0; begin > 0;) {
        size_t before = utf8_floor(text, begin - 1);
        if (!is_white((unsigned char)text.data[before]) || !is_white((unsigned char)text.data[begin]))
            used += columns_of(str_of(text.data + before, begin - before));
        if (used > room)
            break;
        begin = before;
        bool start = begin == 0 || (is_white((unsigned char)text.data[begin - 1]) &&
                                    !is_white((unsigned char)text.data[begin]));
        if (begin > 0 && (unsigned char)text.data[begin] >= 0xE3) /* scripts that set no blanks */
            start = true;
        if (start && begins_sentence(text, begin))
            return begin;
        if (start && used <= lead)
            word = begin;
    }
    *cut = true;
    return word;
}

/* How much of the room goes before the cluster: a third, and what the text behind it does not fill. */
static size_t lead_columns(struct str behind, size_t room)
{
    size_t tail = behind.len > room * 4 ? room : columns_of(behind);
    return tail < room - room / 3 ? room - tail : room / 3;
}

/* From begin on as many whole words as `columns` hold. */
static size_t choose_end(struct str text, size_t begin, size_t columns, bool *cut)
{
    struct str rest = str_skip(text, begin);
    size_t     end  = 0, word = 0, used = 0;
    *cut            = true;
    while (end < rest.len) {
        size_t run = end;
        while (run < rest.len && is_white((unsigned char)rest.data[run]))
            run++;
        used += run > end;
        if (run == rest.len)
            break;
        word = run;
        while (run < rest.len && !is_white((unsigned char)rest.data[run]))
            run++;
        struct str  letters = str_of(rest.data + word, run - word);
        size_t      fits    = used < columns ? terminal_fit(letters, columns - used) : 0;
        if (fits < letters.len) {
            /* a long run, as of Chinese, is cut where the room ends; a word is not */
            if (terminal_columns(letters) > columns / 3)
                end = word + fits;
            return begin + end;
        }
        used += terminal_columns(letters);
        end = run;
    }
    *cut = false;
    return text.len;
}

/* ---- making it ------------------------------------------------------------------------------- */

static int add_mark(struct snippet *s, size_t begin, size_t end, struct err *err)
{
    if (s->mark_count && s->marks[s->mark_count - 1].end >= begin) {
        if (s->marks[s->mark_count - 1].end < end)
            s->marks[s->mark_count - 1].end = end;
        return 0;
    }
    if (s->mark_count == s->mark_cap) {
        size_t               cap   = s->mark_cap ? s->mark_cap * 2 : 16;
        struct snippet_mark *marks = realloc(s->marks, cap * sizeof *marks);
        if (!marks)
            return err_oom(err);
        s->marks    = marks;
        s->mark_cap = cap;
    }
    s->marks[s->mark_count++] = (struct snippet_mark){begin, end};
    return 0;
}

/* text[begin .. end) without what would disturb a terminal, and the hits in it. */
static int clean(struct snippet *s, struct str text, size_t begin, size_t end, const struct snippet_hit *hits,
                 size_t count, struct err *err)
{
    size_t at = begin;
    for (size_t i = 0; i < count; i++) {
        /* Bigrams overlap, and a joined token covers its parts. */
        size_t from = hits[i].begin > at ? hits[i].begin : at, to = hits[i].end;
        if (hits[i].begin < begin || to > end || to <= at)
            continue;
        utf8_for_terminal(&s->text, str_of(text.data + at, from - at));
        size_t mark = s->text.len;
        utf8_for_terminal(&s->text, str_of(text.data + from, to - from));
        at       = to;
        int code = add_mark(s, mark, s->text.len, err);
        if (code)
            return code;
    }
    utf8_for_terminal(&s->text, str_of(text.data + at, end - at));
    return buf_failed(&s->text, err);
}

int snippet_make(struct snippet *s, const struct snippet_terms *terms, struct analyzer *analyzer, int lang,
                 struct str text, size_t columns, struct err *err)
{
    struct finder         f        = {terms, NULL, 0, 0};
    struct snippet_window window   = {0, 0};
    uint32_t              position = 0;
    size_t                begin = 0, end;
    buf_clear(&s->text);
    s->mark_count = 0;
    s->cut_before = s->cut_after = false;
    bool shortened               = text.len > SNIPPET_BYTES_MAX;
    text                         = str_trim(text);
    if (text.len > SNIPPET_BYTES_MAX)
        text.len = utf8_floor(text, SNIPPET_BYTES_MAX);

    int code = analyzer_run_some(analyzer, lang, text, snippet_terms_initials(terms), &position, take_token, &f,
                                 err);
    if (code == ENOUGH)
        code = 0;
    if (code == ERR_OOM)
        err_oom(err);
    if (!code && columns < SNIPPET_ALL && f.count) {
        measure(f.hits, f.count, text);
        code = snippet_best_window(f.hits, f.count, columns, &window, err);
        if (!code) {
            size_t used = f.hits[window.end - 1].stop - f.hits[window.first].column;
            size_t room = used < columns ? columns - used : 0;
            size_t lead = lead_columns(str_skip(text, f.hits[window.end - 1].end), room);
            begin = choose_begin(text, f.hits[window.first].begin, room, lead, &s->cut_before);
        }
    }
    if (!code) {
        end = choose_end(text, begin, columns, &s->cut_after);
        s->cut_after |= shortened && end == text.len;
        code = clean(s, text, begin, end, f.hits, f.count, err);
    }
    free(f.hits);
    return code;
}
