/* manifest_text: the manifest as JSON and back. One line a segment, for people who look. */
#include "store/manifest.h"

#include <inttypes.h>
#include <jansson.h>

#include "base/json_out.h"
#include "store/checksum.h"
#include "store/schema.h"

/* Which members a row has, once for printing and parsing. */
#define LANGUAGE_MEMBERS(TEXT, NUMBER, SIGNED) \
    TEXT(code) TEXT(fingerprint) NUMBER(documents)
#define SEGMENT_MEMBERS(TEXT, NUMBER, SIGNED)                                                          \
    TEXT(name) NUMBER(documents) NUMBER(deleted) NUMBER(text_bytes) NUMBER(words) SIGNED(date_min)     \
    SIGNED(date_max) NUMBER(deleted_generation) NUMBER(deleted_bytes) TEXT(deleted_sum)
#define FILE_MEMBERS(TEXT, NUMBER, SIGNED) NUMBER(bytes) TEXT(sum)
#define MANIFEST_MEMBERS(TEXT, NUMBER, SIGNED) \
    TEXT(uuid) NUMBER(generation) NUMBER(next_segment) TEXT(default_language) TEXT(dictionary)

#define PRINT_TEXT(member)                                      \
    buf_printf(out, "%s\"" #member "\": ", first ? "" : ", "); \
    buf_json_string(out, str_c(row->member));                       \
    first = false;
#define PRINT_NUMBER(member)                                                                   \
    buf_printf(out, "%s\"" #member "\": %" PRIu64, first ? "" : ", ", (uint64_t)row->member); \
    first = false;
#define PRINT_SIGNED(member)                                                         \
    buf_printf(out, "%s\"" #member "\": %" PRId64, first ? "" : ", ", row->member); \
    first = false;

static void print_language(const struct manifest_language *row, struct buf *out)
{
    bool first = true;
    buf_putc(out, '{');
    LANGUAGE_MEMBERS(PRINT_TEXT, PRINT_NUMBER, PRINT_SIGNED)
    buf_putc(out, '}');
    (void)first;
}

static void print_file(const struct sealed_file *row, struct buf *out)
{
    bool first = true;
    buf_putc(out, '{');
    FILE_MEMBERS(PRINT_TEXT, PRINT_NUMBER, PRINT_SIGNED)
    buf_putc(out, '}');
    (void)first;
}

static void print_segment(const struct manifest *m, const struct segment_info *row, struct buf *out)
{
    bool first = true;
    buf_putc(out, '{');
    SEGMENT_MEMBERS(PRINT_TEXT, PRINT_NUMBER, PRINT_SIGNED)
    buf_cstr(out, ", \"files\": {");
    first = true;
    for (int f = 0; f < SEGMENT_FILES; f++) {
        if (!manifest_has_file(m, (enum segment_file)f))
            continue;
        buf_printf(out, "%s\"%s\": ", first ? "" : ", ", segment_file_names[f]);
        print_file(&row->files[f], out);
        first = false;
    }
    buf_cstr(out, "}}");
}

int manifest_print(const struct manifest *row, struct buf *out, struct err *err)
{
    size_t start = out->len;
    bool   first = false;
    buf_printf(out, "{\"pressmark\": %d, \"schema\": %d", MANIFEST_FORMAT, row->schema);
    MANIFEST_MEMBERS(PRINT_TEXT, PRINT_NUMBER, PRINT_SIGNED)
    PRINT_TEXT(positions)
    PRINT_TEXT(xapian)
    buf_printf(out, ", \"live_documents\": %" PRIu64 ",\n\"languages\": [", manifest_live_documents(row));
    for (size_t i = 0; i < row->language_count; i++) {
        buf_cstr(out, i ? ",\n  " : "\n  ");
        print_language(&row->languages[i], out);
    }
    buf_cstr(out, "],\n\"segments\": [");
    for (size_t i = 0; i < row->segment_count; i++) {
        buf_cstr(out, i ? ",\n  " : "\n  ");
        print_segment(row, &row->segments[i], out);
    }
    buf_cstr(out, "]}\n");
    int code = buf_failed(out, err);
    if (code)
        return code;
    char sum[CHECKSUM_TEXT];
    checksum_bytes(str_skip(buf_view(out), start), sum);
    buf_printf(out, "%s\n", sum);
    return buf_failed(out, err);
}

static bool get_text(json_t *from, const char *member, char *to, size_t size)
{
    json_t *value = json_object_get(from, member);
    if (!json_is_string(value) || json_string_length(value) >= size)
        return false;
    memcpy(to, json_string_value(value), json_string_length(value) + 1);
    return true;
}

static bool get_signed(json_t *from, const char *member, int64_t *to)
{
    json_t *value = json_object_get(from, member);
    if (!json_is_integer(value))
        return false;
    *to = json_integer_value(value);
    return true;
}

static bool get_number(json_t *from, const char *member, uint64_t *to)
{
    int64_t value;
    if (!get_signed(from, member, &value) || value < 0)
        return false;
    *to = (uint64_t)value;
    return true;
}

#define PARSE_TEXT(member) &&get_text(from, #member, row->member, sizeof row->member)
#define PARSE_NUMBER(member) &&get_number(from, #member, &row->member)
#define PARSE_SIGNED(member) &&get_signed(from, #member, &row->member)

static bool parse_language(json_t *from, struct manifest_language *row)
{
    return true LANGUAGE_MEMBERS(PARSE_TEXT, PARSE_NUMBER, PARSE_SIGNED);
}

/* A segment's name becomes a path: only what we make ourselves is taken. */
static bool is_segment_name(const char *name)
{
    return !strncmp(name, "seg-", 4) && name[4] && strspn(name + 4, "0123456789") == strlen(name + 4);
}

static bool parse_file(json_t *from, struct sealed_file *row)
{
    return true FILE_MEMBERS(PARSE_TEXT, PARSE_NUMBER, PARSE_SIGNED);
}

static bool parse_segment(json_t *from, const struct manifest *m, struct segment_info *row)
{
    for (int f = 0; f < SEGMENT_FILES; f++)
        if (manifest_has_file(m, (enum segment_file)f) &&
            !parse_file(json_object_get(json_object_get(from, "files"), segment_file_names[f]), &row->files[f]))
            return false;
    return true SEGMENT_MEMBERS(PARSE_TEXT, PARSE_NUMBER, PARSE_SIGNED) && is_segment_name(row->name) &&
           row->documents <= UINT32_MAX && row->deleted <= row->documents;
}

/* Where positions are, and whether Xapian's files are there, which the oldest do not say. */
static bool parse_choices(json_t *from, struct manifest *row)
{
    return get_text(from, "positions", row->positions, sizeof row->positions) &&
           (!json_object_get(from, "xapian") || get_text(from, "xapian", row->xapian, sizeof row->xapian)) &&
           manifest_is_positions(row->positions) && manifest_is_xapian(row->xapian) &&
           manifest_is_pair(row->positions, row->xapian);
}

static bool parse_all(json_t *from, struct manifest *row)
{
    json_t *item;
    size_t  i;
    if (!(true MANIFEST_MEMBERS(PARSE_TEXT, PARSE_NUMBER, PARSE_SIGNED)) || !parse_choices(from, row) ||
        !json_is_array(json_object_get(from, "languages")) || !json_is_array(json_object_get(from, "segments")))
        return false;
    json_array_foreach(json_object_get(from, "languages"), i, item)
    {
        struct manifest_language language = {0};
        struct manifest_language *added;
        if (!parse_language(item, &language) || !(added = manifest_language(row, language.code, true)))
            return false;
        *added = language;
    }
    json_array_foreach(json_object_get(from, "segments"), i, item)
    {
        struct segment_info *added = manifest_add_segment(row);
        if (!added || !parse_segment(item, row, added))
            return false;
    }
    return true;
}

static bool sum_fits(struct str text)
{
    char sum[CHECKSUM_TEXT];
    enum { LAST_LINE = CHECKSUM_TEXT }; /* 32 digits and '\n' */
    if (text.len < LAST_LINE || text.data[text.len - 1] != '\n')
        return false;
    checksum_bytes(str_of(text.data, text.len - LAST_LINE), sum);
    return memcmp(sum, text.data + text.len - LAST_LINE, CHECKSUM_TEXT - 1) == 0;
}

int manifest_parse(struct manifest *m, struct str text, struct err *err)
{
    manifest_init(m);
    if (!sum_fits(text))
        return err_set(err, ERR_CORRUPT, "the manifest is damaged: its checksum does not fit");
    json_error_t where;
    json_t      *root = json_loadb(text.data, text.len - CHECKSUM_TEXT, 0, &where);
    int64_t      format, schema;
    int          code = 0;
    if (!root || !get_signed(root, "pressmark", &format) || !get_signed(root, "schema", &schema)) {
        code = err_set(err, ERR_CORRUPT, "the manifest is damaged: it is no manifest of Pressmark");
    } else if (format != MANIFEST_FORMAT) {
        code = err_set(err, ERR_FORMAT, "the index has format %d, this program reads format %d alone: index the "
                                        "sources anew into another folder, or use the program that made it",
                       (int)format, MANIFEST_FORMAT);
    } else if (!parse_all(root, m)) {
        code = err_set(err, ERR_CORRUPT, "the manifest is damaged: a member is missing or of the wrong kind");
    } else if ((m->schema = (int)schema) != SCHEMA_VERSION) {
        code = err_set(err, ERR_VERSION, "the index has schema version %d, this program has %d", m->schema,
                       SCHEMA_VERSION);
    }
    json_decref(root);
    return code;
}
