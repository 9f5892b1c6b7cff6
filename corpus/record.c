#include "corpus/record.h"

#include <limits.h>

#include "corpus/date.h"

int record_begin(struct record *r, size_t room, struct err *err)
{
    buf_clear(&r->text);
    r->text.limit = 0;
    buf_reserve(&r->text, room);
    r->text.limit    = room ? room : 1;
    r->topics_listed = false;
    for (int f = 0; f < FIELD_COUNT; f++) {
        r->value[f] = str_of("", 0);
        r->rank[f]  = INT_MAX;
    }
    return buf_failed(&r->text, err);
}

void record_release(struct record *r)
{
    buf_release(&r->text);
    buf_release(&r->list);
    buf_release(&r->date);
    buf_release(&r->topics);
}

bool record_wants(const struct record *r, int field, int rank)
{
    return rank < r->rank[field];
}

void record_offer(struct record *r, int field, int rank, struct str value)
{
    value = str_trim(value);
    if (value.len == 0 || !record_wants(r, field, rank))
        return;
    r->value[field] = value;
    r->rank[field]  = rank;
}

/* Semicolons part topics where there are any, else commas. */
static void split_topics(struct record *r)
{
    struct str rest = r->value[FIELD_TOPIC];
    char       sep  = memchr(rest.data, ';', rest.len) ? ';' : ',';
    if (r->topics_listed || !rest.len || !memchr(rest.data, sep, rest.len))
        return;
    buf_clear(&r->topics);
    while (rest.data) {
        struct str topic = str_trim(str_split(&rest, sep));
        if (topic.len && r->topics.len)
            buf_putc(&r->topics, '\n');
        buf_str(&r->topics, topic);
    }
    r->value[FIELD_TOPIC] = buf_view(&r->topics);
}

int record_finish(struct record *r, struct reader_context *context, struct article *out, struct err *err)
{
    split_topics(r);
    if (r->value[FIELD_DATE].len) {
        buf_clear(&r->date);
        if (date_parse(r->value[FIELD_DATE], context->options->now, &r->date) == DATE_BAD) {
            context->bad_dates++;
            buf_clear(&r->date);
        }
        r->value[FIELD_DATE] = buf_view(&r->date);
    }
    memcpy(out->field, r->value, sizeof r->value);
    int rc = buf_failed(&r->text, err);
    if (!rc)
        rc = buf_failed(&r->date, err);
    return rc ? rc : buf_failed(&r->topics, err);
}
