/* record: the fields of one article while its keys come in, any order, any number of them for a field. */
#ifndef PRESSMARK_CORPUS_RECORD_H
#define PRESSMARK_CORPUS_RECORD_H

#include "corpus/reader.h"

struct record {
    struct str value[FIELD_COUNT]; /* best so far; borrowed from the reader's bytes or from `text` */
    int        rank[FIELD_COUNT];
    bool       topics_listed;      /* the topics came as a list: do not split them again */
    struct buf text;               /* for values that had to be decoded; never moves while a record is read */
    struct buf list;               /* scratch for a reader */
    struct buf date, topics;       /* as record_finish makes them */
};

/* Empty it, with room for `room` bytes in text: more fail with ERR_LIMIT. 0 or ERR_OOM. */
int  record_begin(struct record *r, size_t room, struct err *err);
void record_release(struct record *r);

/* Would a value of that rank be taken? */
bool record_wants(const struct record *r, int field, int rank);

/* Take a value, unless it is blank or a better one is there. */
void record_offer(struct record *r, int field, int rank, struct str value);

/* Hand out the article: the date in its canonical form, a text of topics split at commas or semicolons. */
int record_finish(struct record *r, struct reader_context *context, struct article *out, struct err *err);

#endif
