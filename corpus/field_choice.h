/* field_choice: the fields of one article while its keys come in, any order, any number of them for a field. */
#ifndef PRESSMARK_CORPUS_FIELD_CHOICE_H
#define PRESSMARK_CORPUS_FIELD_CHOICE_H

#include "corpus/reader.h"

struct field_choice {
    struct str value[FIELD_COUNT]; /* best so far; borrowed from the reader's bytes or from `text` */
    int        rank[FIELD_COUNT];
    bool       topics_listed;      /* the topics came as a list: do not split them again */
    struct buf text;               /* for values that had to be decoded; never moves while a record is read */
    struct buf list;               /* scratch for a reader */
    struct buf date, topics;       /* as field_choice_finish makes them */
};

/* Empty it, with room for `room` bytes in text: more fail with ERR_LIMIT. 0 or ERR_OOM. */
int  field_choice_begin(struct field_choice *c, size_t room, struct err *err);
void field_choice_release(struct field_choice *c);

/* Would a value of that rank be taken? */
bool field_choice_wants(const struct field_choice *c, int field, int rank);

/* Take a value, unless it is blank or a better one is there. */
void field_choice_offer(struct field_choice *c, int field, int rank, struct str value);

/* Hand out the article: the date in its canonical form, a text of topics split at commas or semicolons. */
int field_choice_finish(struct field_choice *c, struct reader_context *context, struct article *out,
                        struct err *err);

#endif
