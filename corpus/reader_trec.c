/* TREC's newswire collections: <DOC> records of SGML, each publisher with tags of its own. */
#include <stdlib.h>

#include "corpus/draft.h"
#include "corpus/reader_sgml.h"

enum slot {
    ID, OTHER_ID, DATE, TITLE, AUTHOR, SOURCE, SECTION, TOPIC, LANG, URL, DATELINE, BODY, LOOSE, SLOTS
};

/* Those of AP, WSJ, Financial Times, LA Times, San Jose Mercury, Federal Register, FBIS, Ziff, AQUAINT,
 * Gigaword and CLEF. */
static const struct sgml_element elements[] = {
    {"DOCNO", ID},         {"DOCID", OTHER_ID},   {"DATE", DATE},          {"DATE1", DATE},
    {"DD", DATE},          {"PUBDATE", DATE},     {"DATE_TIME", DATE},     {"DATETIME", DATE},
    {"HEAD", TITLE},       {"HEADLINE", TITLE},   {"HL", TITLE},           {"TITLE", TITLE},
    {"TI", TITLE},         {"DOCTITLE", TITLE},   {"BYLINE", AUTHOR},      {"AUTHOR", AUTHOR},
    {"AU", AUTHOR},        {"SOURCE", SOURCE},    {"SO", SOURCE},          {"PUB", SOURCE},
    {"SECTION", SECTION},  {"CATEGORY", SECTION}, {"SUBJECT", TOPIC},      {"DESCRIPT", TOPIC},
    {"KEYWORD", TOPIC},    {"KEYWORDS", TOPIC},   {"IN", TOPIC},           {"GV", TOPIC},
    {"LANG", LANG},        {"LANGUAGE", LANG},    {"URL", URL},            {"DATELINE", DATELINE},
    {"TEXT", BODY},        {"LP", BODY},          {"LEADPARA", BODY},      {"BODY", BODY},
    {"SUMMARY", BODY},     {"ABSTRACT", BODY},    {"CAPTION", BODY},       {"GRAPHIC", BODY},
    {"P", SGML_KEEP},      {"BR", SGML_KEEP},     {"H3", SGML_KEEP},       {"H4", SGML_KEEP},
    {"FILEID", SGML_DROP}, {"FIRST", SGML_DROP},  {"SECOND", SGML_DROP},   {"NOTE", SGML_DROP},
    {"LENGTH", SGML_DROP}, {"PROFILE", SGML_DROP},{"DOCTYPE", SGML_DROP},  {"TXTTYPE", SGML_DROP},
    {"PAGE", SGML_DROP},   {"TYPE", SGML_DROP},   {"ACCESS", SGML_DROP},   {"PARENT", SGML_DROP},
    {"SLUG", SGML_DROP},   {"TRAILER", SGML_DROP},{"DOCHDR", SGML_DROP},   {"CORRECTION-DATE", SGML_DROP},
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
    if (!sgml_has_tag(head, STR("DOC")))
        return 0;
    bool known = sgml_has_tag(head, STR("DOCNO")) || sgml_has_tag(head, STR("DOCID")) ||
                 sgml_has_tag(head, STR("TEXT"));
    bool first = str_starts(str_trim(head), STR("<DOC")) || str_starts(str_trim(head), STR("<doc"));
    return known ? 90 : first ? 60 : 0;
}

static int open_reader(void **state, struct reader_context *context, struct err *err)
{
    struct reader *r = calloc(1, sizeof *r);
    if (!r)
        return err_oom(err);
    r->context = context;
    r->records = (struct sgml_records){.source = context->source, .name = STR("DOC")};
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

/* The day in a number such as "AP890101-0001" or "XIN_ENG_20050102.0003": the first digits, six or eight. */
static struct str date_of_number(struct str id)
{
    size_t at = 0, n = 0;
    while (at < id.len && !(id.data[at] >= '0' && id.data[at] <= '9'))
        at++;
    while (at + n < id.len && id.data[at + n] >= '0' && id.data[at + n] <= '9')
        n++;
    return at && (n == 6 || n == 8) ? str_of(id.data + at, n) : STR("");
}

/* The date by its own tags, else by a dateline that is one (and then no place), else by the number. */
static void fill_date(struct reader *r)
{
    bool bad = false, guess = false;
    for (struct str rest = buf_view(&r->slot[DATE]); rest.data;)
        draft_date(&r->draft, str_split(&rest, DRAFT_BREAK), r->context, &bad);
    if (r->draft.field[FIELD_DATE].len)
        return;
    if (draft_date(&r->draft, buf_view(&r->slot[DATELINE]), r->context, &guess))
        buf_clear(&r->slot[DATELINE]);
    else if (!draft_date(&r->draft, date_of_number(buf_view(&r->draft.field[FIELD_ID])), r->context, &guess))
        r->context->bad_dates += bad;
}

static void fill_draft(struct reader *r, struct str record)
{
    struct buf *field = r->draft.field, *slot = r->slot;
    struct str  id    = str_trim(buf_view(&slot[slot[ID].len ? ID : OTHER_ID]));
    id                = id.len ? str_split(&id, DRAFT_BREAK) : sgml_attribute(record, STR("id"));
    draft_line(&field[FIELD_ID], id);
    fill_date(r);
    draft_join(&field[FIELD_TITLE], buf_view(&slot[TITLE]), "; ");
    draft_byline(&field[FIELD_AUTHOR], buf_view(&slot[AUTHOR]), false);
    draft_join(&field[FIELD_SOURCE], buf_view(&slot[SOURCE]), "; ");
    draft_join(&field[FIELD_SECTION], buf_view(&slot[SECTION]), "; ");
    draft_join(&field[FIELD_URL], buf_view(&slot[URL]), " ");
    draft_join(&field[FIELD_LANG], buf_view(&slot[LANG]), " ");
    draft_values(&field[FIELD_TOPIC], buf_view(&slot[TOPIC]));
    draft_join(&field[FIELD_BODY], buf_view(&slot[DATELINE]), "; ");
    if (field[FIELD_BODY].len)
        buf_cstr(&field[FIELD_BODY], "\n");
    draft_body(&field[FIELD_BODY], buf_view(&slot[slot[BODY].len ? BODY : LOOSE]));
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
    rc = draft_decode(&record, &r->utf8, NULL, r->context, err);
    if (rc < 0)
        return rc;
    sgml_collect(record, elements, sizeof elements / sizeof *elements, LOOSE, r->slot);
    for (int i = 0; i < SLOTS; i++)
        if (r->slot[i].failed)
            return buf_failed(&r->slot[i], err);
    fill_draft(r, record);
    return draft_finish(&r->draft, out, err);
}

static const char *const extensions[] = {"trec", "sgml", "sgm", NULL};

const struct reader_ops reader_trec = {
    .name       = "trec",
    .extensions = extensions,
    .sniff      = sniff,
    .open       = open_reader,
    .next       = next,
    .close      = close_reader,
};
