/* index_terms: terms over all segments that a reader holds. */
#ifndef PRESSMARK_INDEX_INDEX_TERMS_H
#define PRESSMARK_INDEX_INDEX_TERMS_H

#include "base/arena.h"
#include "index/index_reader.h"
#include "postings/postings_file.h"

struct index_term {
    uint64_t                    df, cf; /* of all segments together */
    const struct postings_term *shards; /* one a shard, df 0 where it is not; NULL when it is nowhere */
};

/* Look a term up; *out lives in the arena. Errors: ERR_OOM, ERR_CORRUPT. Cost: 2 microseconds a segment. */
int index_term_find(const struct index_reader *r, struct str term, struct arena *arena, struct index_term *out,
                    struct err *err);

/* All terms with a prefix, of all segments, in byte order, each once. The term is borrowed until the next call; what
 * was found lives in the arena. next: 1, 0 at the end, or an error; without an arena it tells df and cf only. */
/* Is there any? 1, 0, or an error. */
int index_terms_any(const struct index_reader *r, struct str prefix, struct err *err);

struct index_terms;
int  index_terms_open(struct index_terms **out, const struct index_reader *r, struct str prefix, struct err *err);
int  index_terms_next(struct index_terms *t, struct str *term, struct arena *arena, struct index_term *out,
                      struct err *err);
void index_terms_close(struct index_terms *t);

#endif
