/* text_run: what the parts of the analyzer share while it goes through one text. Not for others. */
#ifndef PRESSMARK_TEXT_TEXT_RUN_H
#define PRESSMARK_TEXT_TEXT_RUN_H

#include "text/analyzer.h"
#include "text/stem_cache.h"
#include "text/text_cursor.h"

enum { CHAIN_MAX = 4 }; /* parts of a hyphen compound that are joined */

struct analyzer {
    struct stem_cache   cache;
    struct char_classes classes;
    uint8_t             lower[2][256]; /* ASCII letters and digits, else 0; [1] keeps I, for Turkish */
    bool                ends_word[256]; /* ASCII that no word goes on behind */
    bool                between[256];   /* ASCII that does nothing behind a word: no part of one, no line's end */
};

enum link { LINK_NONE, LINK_HYPHEN, LINK_BLANK };

struct part {
    const struct cache_entry *entry;
    uint32_t                  position, begin, end;
};

struct run {
    struct analyzer     *a;
    int                  lang;
    const uint8_t       *lower;
    const unsigned char *text;
    struct text_cursor   cursor;
    token_fn             fn;
    void                *ctx;
    struct err          *err;
    const struct analyzer_initials *initials; /* of the words wanted; NULL: all are */
    int                  kept; /* how many letters of them the language leaves alone */

    uint32_t position;
    bool     any;           /* a word was seen */
    bool     gap;           /* a paragraph ended since */
    bool     line_start;    /* nothing but blanks since the last line end */
    unsigned indent;        /* blanks since */
    bool     elided;        /* the next word follows an elision */

    struct part chain[CHAIN_MAX]; /* words held back until it is known whether they are joined */
    unsigned    chained;
    enum link   link;             /* between the last of them and the next word */
    bool        chain_too_long;

    size_t len; /* of word */
    char   word[WORD_RAW_MAX];
};

/* text_run.c: go through all of it. */
int text_run(struct run *r);

/* text_run.c: the position of a word that begins here. */
uint32_t text_next_position(struct run *r);

/* word_reader.c: read one word from its first letter or digit on into r->word, which keeps marks and
 * capitals outside ASCII for the word form to deal with. *fits is false when it is longer than any good
 * one; the rest of it is skipped all the same. */
int word_read(struct run *r, uint32_t *begin, uint32_t *end, bool *fits);

/* compound.c: take in the word just read (rule 6), and hand out what is decided. */
int compound_add(struct run *r, const struct part *part, bool elided);

/* compound.c: hand out the words held back, one by one: something else follows. */
int compound_flush(struct run *r);

/* ngram.c: hand out a run of CHAR_NGRAM (rule 3). */
int ngram_take(struct run *r);

/* text_run.c: make one token of an entry and hand it out. */
int text_emit(struct run *r, const struct cache_entry *entry, enum token_kind kind, unsigned parts,
              uint32_t position, uint32_t begin, uint32_t end);

#endif
