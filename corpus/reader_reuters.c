/* Reuters-21578: files of a thousand <REUTERS> records of SGML. */
#include <stdlib.h>

#include "corpus/draft.h"
#include "corpus/reader_sgml.h"

enum slot {
    DATE, TOPICS, PLACES, PEOPLE, ORGS, EXCHANGES, COMPANIES, TITLE, AUTHOR, DATELINE, BODY, TEXT, SLOTS
};

static const struct sgml_element elements[] = {
    {"REUTERS", SGML_DROP}, {"DATE", DATE},           {"TOPICS", TOPICS},       {"PLACES", PLACES},
    {"PEOPLE", PEOPLE},     {"ORGS", ORGS},           {"EXCHANGES", EXCHANGES}, {"COMPANIES", COMPANIES},
    {"D", SGML_KEEP},       {"TITLE", TITLE},         {"AUTHOR", AUTHOR},       {"DATELINE", DATELINE},
    {"BODY", BODY},         {"TEXT", TEXT},           {"UNKNOWN", SGML_DROP},   {"MKNOTE", SGML_DROP},
};

struct reader {
    struct reader_context *context;
    struct sgml_records    records;
    struct buf             utf8;
    struct buf             slot[SLOTS];
    struct draft           draft;
};

static int sniff(struct str head)
{
    return sgml_has_tag(head, STR("REUTERS")) ? 95 : 0;
}

static int open_reader(void **state, struct reader_context *context, struct err *err)
{
    struct reader *r = calloc(1, sizeof *r);
    if (!r)
        return err_oom(err);
    r->context = context;
    r->records = (struct sgml_records){.source = context->source, .name = STR("REUTERS")};
    *state     = r;
    return 0;
}

static void close_reader(void *state)
{
    struct reader *r = state;
    buf_release(&r->utf8);
    for (int i = 0; i < SLOTS; i++)
        buf_release(&r->slot[i]);
    draft_release(&r->draft);
    free(r);
}

/* The wire ends a story with its own name, on a line or far to the right, sometimes twice. */
static void cut_end_mark(struct buf *body)
{
    for (;;) {
        struct str text = buf_view(body);
        size_t     at   = text.len;
        while (at && text.data[at - 1] != '\n' && text.data[at - 1] != ' ')
            at--;
        struct str last  = str_skip(text, at);
        struct str rest  = str_trim(str_of(text.data, at));
        size_t     end   = (size_t)(rest.data - text.data) + rest.len; /* of what stands before the mark */
        bool       apart = rest.len && (text.data[at - 1] == '\n' || at - end > 1);
        if (!apart || (!str_eq_nocase(last, STR("reuter")) && !str_eq_nocase(last, STR("reuters"))))
            return;
        body->len = end;
    }
}

static void fill_draft(struct reader *r, struct str record)
{
    struct buf *field = r->draft.field, *slot = r->slot;
    bool        bad   = false;
    draft_line(&field[FIELD_ID], sgml_attribute(record, STR("NEWID")));
    draft_join(&field[FIELD_TITLE], buf_view(&slot[TITLE]), "; ");
    if (!draft_date(&r->draft, buf_view(&slot[DATE]), r->context, &bad))
        r->context->bad_dates += bad;
    draft_byline(&field[FIELD_AUTHOR], buf_view(&slot[AUTHOR]), false);
    buf_cstr(&field[FIELD_SOURCE], "Reuters");
    buf_cstr(&field[FIELD_LANG], "en");
    for (int i = TOPICS; i <= COMPANIES; i++)
        draft_values(&field[FIELD_TOPIC], buf_view(&slot[i]));
    draft_line(&field[FIELD_BODY], buf_view(&slot[DATELINE]));
    if (field[FIELD_BODY].len)
        buf_putc(&field[FIELD_BODY], ' ');
    draft_body(&field[FIELD_BODY], buf_view(&slot[slot[BODY].len ? BODY : TEXT]));
    cut_end_mark(&field[FIELD_BODY]);
}

static int next(void *state, struct article *out, enum reject_reason *reason, uint64_t *line, struct err *err)
{
    struct reader *r = state;
    struct str     record;
    int            rc = sgml_record_next(&r->records, &record, reason, line, err);
    if (rc <= 0)
        return rc;
    draft_clear(&r->draft);
    for (int i = 0; i < SLOTS; i++)
        buf_clear(&r->slot[i]);
    rc = draft_decode(&record, &r->utf8, "ISO-8859-1", r->context, err);
    if (rc < 0)
        return rc;
    sgml_collect(record, elements, sizeof elements / sizeof *elements, TEXT, r->slot);
    for (int i = 0; i < SLOTS; i++)
        if (r->slot[i].failed)
            return buf_failed(&r->slot[i], err);
    fill_draft(r, record);
    return draft_finish(&r->draft, out, err);
}

static const char *const extensions[] = {"sgm", "sgml", NULL};

const struct reader_ops reader_reuters = {
    .name       = "reuters",
    .extensions = extensions,
    .sniff      = sniff,
    .open       = open_reader,
    .next       = next,
    .close      = close_reader,
};
