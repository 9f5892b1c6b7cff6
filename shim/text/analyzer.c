#include "text/analyzer.h"

#include <stdio.h>
#include <stdlib.h>
#include <utf8proc.h>
#include <xxhash.h>

#include "base/utf8.h"
#include "text/languages.h"
#include "text/text_run.h"

int analyzer_new(struct analyzer **out, struct err *err)
{
    struct analyzer *a = calloc(1, sizeof *a);
    if (!a)
        return err_oom(err);
    int rc = stem_cache_init(&a->cache, err);
    if (rc) {
        free(a);
        return rc;
    }
    for (unsigned c = 0; c < 256; c++) {
        uint8_t class = c < 0x80 ? char_class_of(&a->classes, c) : CHAR_SEVERAL;
        if (class == CHAR_LETTER || class == CHAR_DIGIT)
            a->lower[0][c] = a->lower[1][c] = (uint8_t)(c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c);
        else
            a->between[c] = c < 0x80 && c != '\n' && c != '\r';
        a->ends_word[c] = class == CHAR_OTHER || class == CHAR_BLANK || class == CHAR_HYPHEN;
    }
    a->lower[1]['I'] = 'I';
    *out             = a;
    return 0;
}

void analyzer_free(struct analyzer *a)
{
    if (!a)
        return;
    stem_cache_release(&a->cache);
    char_classes_release(&a->classes);
    free(a);
}

uint32_t analyzer_epoch(const struct analyzer *a)
{
    return a->cache.epoch;
}

void analyzer_initials_add(struct analyzer_initials *initials, struct str word)
{
    enum { LETTERS = 26, ALL = (1 << LETTERS) - 1 };
    char     first = word.len > 0 ? word.data[0] : 0;
    unsigned next  = word.len > 1 ? (unsigned char)word.data[1] - 'a' : LETTERS;
    if (first >= '0' && first <= '9')
        initials->digit[first - '0'] = true;
    if (first < 'a' || first > 'z')
        return;
    initials->second[first - 'a'] |= next < LETTERS ? 1u << next : ALL;
    if (next == 'i' - 'a') /* the stem of "dying" is "die" */
        initials->second[first - 'a'] |= 1u << ('y' - 'a');
}

int analyzer_run(struct analyzer *a, int lang, struct str text, uint32_t *position, token_fn fn, void *ctx,
                 struct err *err)
{
    return analyzer_run_some(a, lang, text, NULL, position, fn, ctx, err);
}

int analyzer_run_some(struct analyzer *a, int lang, struct str text, const struct analyzer_initials *initials,
                      uint32_t *position, token_fn fn, void *ctx, struct err *err)
{
    struct run r;
    if (text.len > UINT32_MAX)
        return err_set(err, ERR_LIMIT, "a text of more than 4 GiB: cut it into articles");
    if (lang < 0 || lang >= language_count())
        lang = LANGUAGE_NONE;
    r.a              = a;
    r.lang           = lang;
    r.lower          = a->lower[lang == a->cache.turkish];
    r.text           = (const unsigned char *)(text.data ? text.data : "");
    r.cursor.classes = &a->classes;
    r.cursor.at      = r.text;
    r.cursor.end     = r.text + text.len;
    r.cursor.next = r.cursor.count = 0;
    r.cursor.source                = NULL;
    r.fn                           = fn;
    r.ctx                          = ctx;
    r.err                          = err;
    r.kept     = language_kept_letters(lang);
    r.initials = initials && r.kept ? initials : NULL;
    r.position                     = *position;
    r.any = r.gap = r.line_start = r.elided = r.chain_too_long = false;
    r.indent  = 0;
    r.chained = 0;
    r.link    = LINK_NONE;
    int rc    = text_run(&r);
    *position = r.position;
    return rc;
}

static bool is_white(uint32_t cp)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)cp);
    return cp == ' ' || (cp >= '\t' && cp <= '\r') || cp == 0 || cp == 0x85 ||
           (category >= UTF8PROC_CATEGORY_ZS && category <= UTF8PROC_CATEGORY_ZP);
}

void analyzer_fold(struct analyzer *a, struct str text, struct buf *out)
{
    struct buf valid = BUF_INIT, folded = BUF_INIT;
    bool       blank = false, any = false;
    (void)a;

    utf8_repair(&valid, text);
    struct str rest = buf_view(&valid);
    while (rest.len) {
        /* One piece at a time; a long one ends at white space where there is some. */
        size_t n = rest.len;
        if (n > WORD_RAW_MAX) {
            n = utf8_floor(rest, WORD_RAW_MAX);
            size_t at = n;
            while (at && rest.data[at - 1] != ' ' && rest.data[at - 1] != '\n')
                at--;
            n = at ? at : n;
        }
        word_fold_text(str_of(rest.data, n), &folded);
        rest = str_skip(rest, n);
    }
    struct str view = buf_view(&folded);
    while (view.len) {
        uint32_t cp = utf8_next(&view);
        if (is_white(cp)) {
            blank = any;
            continue;
        }
        if (blank)
            buf_putc(out, ' ');
        buf_utf8(out, cp);
        blank = false;
        any   = true;
    }
    if (valid.failed || folded.failed)
        out->failed = ERR_OOM;
    buf_release(&valid);
    buf_release(&folded);
}

int analyzer_fingerprint(struct analyzer *a, int lang, char out[17], struct err *err)
{
    char head[64];
    if (lang < 0 || lang >= language_count())
        lang = LANGUAGE_NONE;
    int      len  = snprintf(head, sizeof head, "%d %s", ANALYZER_VERSION, utf8proc_unicode_version());
    uint64_t hash = XXH3_64bits(head, (size_t)len);
    for (const char *const *word = language_stop_words(lang); *word; word++)
        hash = XXH3_64bits_withSeed(*word, strlen(*word), hash);
    struct str rest = str_c(language_probe(lang));
    while (rest.len) {
        struct word_form form;
        int              rc = stem_cache_make(&a->cache, lang, str_split(&rest, ' '), &form, err);
        if (rc)
            return rc;
        hash = XXH3_64bits_withSeed(form.stem, form.stem_len, hash);
    }
    snprintf(out, 17, "%016llx", (unsigned long long)hash);
    return 0;
}
