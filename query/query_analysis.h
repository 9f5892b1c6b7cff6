/* query_analysis: the words of a query as the analyzer sees them, in every language that is asked. */
#ifndef PRESSMARK_QUERY_ANALYSIS_H
#define PRESSMARK_QUERY_ANALYSIS_H

#include "base/arena.h"
#include "text/analyzer.h"

/* In which languages words are stemmed; numbers of text/languages.h, one at least. */
struct query_languages {
    const int *items;
    size_t     count;
};

struct query_token {
    struct str  word;
    struct str *stems; /* the different ones, in order of the languages */
    size_t      stem_count;
    uint32_t    begin, end; /* bytes of the text */
    uint32_t    position;
    uint8_t     kind;       /* enum token_kind */
    bool        stop_word;  /* in one of the languages */
    bool        apart;      /* written without its accents it has another stem in one of them, which is there, too */
};

struct query_tokens {
    struct query_token *items; /* in order of `begin`, a joined token before its parts */
    size_t              count, cap;
};

/* Analyze text in all languages; texts and items live in the arena. ERR_LIMIT past `max` tokens; ERR_OOM. */
int query_analyze(struct analyzer *analyzer, struct query_languages languages, struct str text, size_t max,
                  struct arena *arena, struct query_tokens *out, struct err *err);

/* Add a stem that is not there yet; it is copied. ERR_OOM. */
int query_token_add_stem(struct query_token *token, struct str stem, struct arena *arena, struct err *err);

/* Does a run of bigrams end with this token: is it the last character, standing for itself in a phrase that
 * goes on only? `before` is the token before it, or NULL. */
bool query_token_is_tail(const struct query_token *before, const struct query_token *token);

/* Are two plain tokens that follow each other one word to the writer of the text: AT&T, and/or, 12:30,
 * state-of-the-art, a run of bigrams? */
bool query_tokens_glued(struct str text, const struct query_token *a, const struct query_token *b);

#endif
