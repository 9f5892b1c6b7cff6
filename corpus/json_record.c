#include "corpus/json_record.h"

#include "corpus/json_scan.h"
#include "corpus/keymap.h"

enum {
    NEST_MAX  = 4,   /* objects or lists within each other whose values are looked at */
    PATH_ROOM = 128, /* bytes of nested keys; the keymap knows none that is longer */
    SUB_RANKS = 16,  /* ranks between two of the keymap's */
};

/* Members that hold the value itself where an object stands for a text, best first. */
static const char *const value_names[] = {"text",  "content", "value", "name", "main",       "original",
                                          "title", "label",   "$date", "$oid", "$numberlong"};
enum { VALUE_NAMES = sizeof value_names / sizeof *value_names };

struct job {
    struct json_scan     scan;
    struct field_choice *choice;
    const struct keymap *keymap;
};

struct path {
    char   text[PATH_ROOM];
    size_t len; /* with a dot at the end, or 0 */
};

static bool read_object(struct job *j, const struct path *path, int heir, int heir_rank, int depth);

static int value_name(struct str key)
{
    for (int i = 0; i < VALUE_NAMES; i++)
        if (str_eq_nocase(key, str_c(value_names[i])))
            return i;
    return -1;
}

/* "3.0" is what some writers make of 3, and of a time in seconds the fraction says nothing. */
static struct str plain_number(struct str number, int field)
{
    const char *dot = memchr(number.data, '.', number.len);
    if (!dot || memchr(number.data, 'e', number.len) || memchr(number.data, 'E', number.len))
        return number;
    struct str whole    = str_of(number.data, (size_t)(dot - number.data));
    struct str fraction = str_skip(number, whole.len + 1);
    while (fraction.len && fraction.data[fraction.len - 1] == '0')
        fraction.len--;
    return fraction.len == 0 || field == FIELD_DATE ? whole : number;
}

/* A string or number as text; anything else is stepped over and empty. */
static bool read_scalar(struct job *j, int field, struct str *out)
{
    *out   = str_of("", 0);
    char c = json_scan_peek(&j->scan);
    if (c == '"')
        return json_scan_string(&j->scan, &j->choice->text, out);
    if (c == '{' || c == '[')
        return json_scan_skip(&j->scan);
    if (!json_scan_plain(&j->scan, out))
        return false;
    *out = c == '-' || (c >= '0' && c <= '9') ? plain_number(*out, field) : str_of("", 0);
    return true;
}

/* The text an object in a list stands for. */
static bool read_list_object(struct job *j, int field, struct str *out)
{
    int        best = VALUE_NAMES;
    struct str key, value;
    *out = str_of("", 0);
    for (bool first = true; json_scan_member(&j->scan, &first, &j->choice->text, &key);) {
        int at = value_name(key);
        if (at < 0 || at >= best) {
            if (!json_scan_skip(&j->scan))
                return false;
        } else if (!read_scalar(j, field, &value)) {
            return false;
        } else if (value.len) {
            *out = value;
            best = at;
        }
    }
    return !j->scan.problem;
}

/* Fields that hold all of a list; others its first value. */
static bool is_multi(int field)
{
    return field == FIELD_TITLE || field == FIELD_BODY || field == FIELD_AUTHOR || field == FIELD_TOPIC;
}

/* Append the elements of a list to record->list; lists within are the same list. */
static bool read_list(struct job *j, int field, int depth)
{
    struct buf *list = &j->choice->list;
    struct str  value;
    for (bool first = true; json_scan_element(&j->scan, &first);) {
        char c = json_scan_peek(&j->scan);
        if (c == '[' && depth < NEST_MAX) {
            if (!read_list(j, field, depth + 1))
                return false;
            continue;
        }
        if (!(c == '{' ? read_list_object(j, field, &value) : read_scalar(j, field, &value)))
            return false;
        value = str_trim(value);
        if (!value.len || (list->len && !is_multi(field)))
            continue;
        if (list->len)
            buf_cstr(list, field == FIELD_AUTHOR || field == FIELD_TOPIC ? "\n" : "\n\n");
        buf_str(list, value);
    }
    return !j->scan.problem;
}

static bool take_list(struct job *j, int field, int rank)
{
    struct field_choice *r = j->choice;
    buf_clear(&r->list);
    if (!read_list(j, field, 0))
        return false;
    size_t mark = r->text.len;
    buf_str(&r->text, buf_view(&r->list));
    if (field == FIELD_TOPIC && r->list.len)
        r->topics_listed = true;
    field_choice_offer(r, field, rank, str_skip(buf_view(&r->text), mark));
    return true;
}

/* The value of a key that fills `field`. */
static bool take_value(struct job *j, const struct path *path, int field, int rank, int depth)
{
    struct str value;
    char       c = json_scan_peek(&j->scan);
    if (!field_choice_wants(j->choice, field, rank))
        return json_scan_skip(&j->scan);
    if (c == '{' && depth < NEST_MAX)
        return read_object(j, path, field, rank, depth + 1);
    if (c == '[')
        return take_list(j, field, rank);
    if (!read_scalar(j, field, &value))
        return false;
    if (field == FIELD_TOPIC && str_trim(value).len)
        j->choice->topics_listed = false;
    field_choice_offer(j->choice, field, rank, value);
    return true;
}

/* At '{'. path: of the object; heir: the field that its value_names fill, or -1. */
static bool read_object(struct job *j, const struct path *path, int heir, int heir_rank, int depth)
{
    struct str key;
    for (bool first = true; json_scan_member(&j->scan, &first, &j->choice->text, &key);) {
        struct path inner = {.len = 0};
        struct str  full  = key;
        char        c     = json_scan_peek(&j->scan);
        if (path->len || c == '{') { /* else the key itself is the path */
            size_t len = path->len + key.len;
            if (len + 1 > PATH_ROOM) {
                if (!json_scan_skip(&j->scan))
                    return false;
                continue;
            }
            memcpy(inner.text, path->text, path->len);
            memcpy(inner.text + path->len, key.data, key.len);
            inner.text[len] = '.';
            inner.len       = len + 1;
            full            = str_of(inner.text, len);
        }
        int rank = 0, field = keymap_find(j->keymap, full, &rank), at;
        rank *= SUB_RANKS;
        if (field < 0 && heir >= 0 && (at = value_name(key)) >= 0) {
            field = heir;
            rank  = heir_rank + at;
        }
        bool ok = field >= 0                       ? take_value(j, &inner, field, rank, depth)
                  : c == '{' && depth < NEST_MAX ? read_object(j, &inner, -1, 0, depth + 1)
                                                   : json_scan_skip(&j->scan);
        if (!ok)
            return false;
    }
    return !j->scan.problem;
}

int json_record_read(struct field_choice *r, struct reader_context *context, struct str json, struct err *err)
{
    static const struct path top;
    struct job j = {.scan = {json.data, json.data + json.len, NULL}, .choice = r, .keymap = context->keymap};
    /* Each value is appended at most decoded, and once more in a list with a separator of two bytes. */
    int rc = field_choice_begin(r, 4 * json.len + 64, err);
    if (rc)
        return rc;
    bool ok = read_object(&j, &top, -1, 0, 0);
    if (ok && json_scan_peek(&j.scan))
        j.scan.problem = "more behind the end of the object";
    if (r->list.failed)
        return buf_failed(&r->list, err);
    if (j.scan.problem)
        return err_set(err, ERR_FORMAT, "%s at byte %zu", j.scan.problem, (size_t)(j.scan.at - json.data));
    return 0;
}
