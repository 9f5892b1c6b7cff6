#include "corpus/field_choice.h"

#include <limits.h>

#include "corpus/date.h"

int field_choice_begin(struct field_choice *c, size_t room, struct err *err)
{
    buf_clear(&c->text);
    c->text.limit = 0;
    buf_reserve(&c->text, room);
    c->text.limit    = room ? room : 1;
    c->topics_listed = false;
    for (int f = 0; f < FIELD_COUNT; f++) {
        c->value[f] = str_of("", 0);
        c->rank[f]  = INT_MAX;
    }
    return buf_failed(&c->text, err);
}

void field_choice_release(struct field_choice *c)
{
    buf_release(&c->text);
    buf_release(&c->list);
    buf_release(&c->date);
    buf_release(&c->topics);
}

bool field_choice_wants(const struct field_choice *c, int field, int rank)
{
    return rank < c->rank[field];
}

void field_choice_offer(struct field_choice *c, int field, int rank, struct str value)
{
    value = str_trim(value);
    if (value.len == 0 || !field_choice_wants(c, field, rank))
        return;
    c->value[field] = value;
    c->rank[field]  = rank;
}

/* Semicolons part topics where there are any, else commas. */
static void split_topics(struct field_choice *c)
{
    struct str rest = c->value[FIELD_TOPIC];
    char       sep  = memchr(rest.data, ';', rest.len) ? ';' : ',';
    if (c->topics_listed || !rest.len || !memchr(rest.data, sep, rest.len))
        return;
    buf_clear(&c->topics);
    while (rest.data) {
        struct str topic = str_trim(str_split(&rest, sep));
        if (topic.len && c->topics.len)
            buf_putc(&c->topics, '\n');
        buf_str(&c->topics, topic);
    }
    c->value[FIELD_TOPIC] = buf_view(&c->topics);
}

int field_choice_finish(struct field_choice *c, struct reader_context *context, struct article *out,
                        struct err *err)
{
    split_topics(c);
    if (c->value[FIELD_DATE].len) {
        buf_clear(&c->date);
        if (date_parse(c->value[FIELD_DATE], context->options->now, &c->date) == DATE_BAD) {
            context->bad_dates++;
            buf_clear(&c->date);
        }
        c->value[FIELD_DATE] = buf_view(&c->date);
    }
    memcpy(out->field, c->value, sizeof c->value);
    int rc = buf_failed(&c->text, err);
    if (!rc)
        rc = buf_failed(&c->date, err);
    return rc ? rc : buf_failed(&c->topics, err);
}
