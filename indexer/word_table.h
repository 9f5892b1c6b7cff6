/* word_table: words and stems, each once, kept from article to article with what is known of them: which
 * entry of the article at hand has them, and by which numbers the builder of the shard at hand knows their
 * terms. */
#ifndef PRESSMARK_INDEXER_WORD_TABLE_H
#define PRESSMARK_INDEXER_WORD_TABLE_H

#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

/* What a word is in a term: behind which prefix it stands, and what the term counts. */
enum word_role { ROLE_WORD, ROLE_STEM, ROLE_TITLE_WORD, ROLE_TITLE_STEM, ROLE_COUNT };

struct word {
    struct str text;
    uint32_t   stamp, entry; /* the entry, when the stamp is the article's */
    uint32_t   shard;        /* for which these numbers + 1 hold; 0 in them: not yet known */
    uint32_t   postings[ROLE_COUNT];
};

struct word_table {
    struct arena texts;
    struct word *words;
    size_t       count, cap, bytes; /* bytes: of texts */
    uint32_t    *index;             /* by text: number + 1, open addressing, a power of two */
    size_t       index_size;
    uint64_t     seed; /* of the hash, so that nobody can aim at one place */
};

int  word_table_init(struct word_table *t, struct err *err); /* ERR_IO no random bytes */
void word_table_release(struct word_table *t);
void word_table_clear(struct word_table *t); /* memory kept */

/* The number of a word, which is added when it is new, zeroed. Words move when one is added. */
int word_table_find(struct word_table *t, struct str text, uint32_t *number, struct err *err);

#endif
