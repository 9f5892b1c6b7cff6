#include "corpus/corpus.h"

#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/utf8.h"
#include "corpus/encoding.h"
#include "corpus/formats.h"
#include "corpus/keymap.h"
#include "corpus/stream.h"
#include "corpus/tidy.h"
#include "corpus/walk.h"

enum { SIZED_ENTRIES = 100000 }; /* names looked at to know bytes_total */

/* From the outside in: an input, the directory it may be, a file, a member of it, a record. Each is open
 * while the pointer to it is set. */
struct corpus {
    const char *const           *inputs;
    size_t                       input_count, next_input;
    const struct corpus_options *options;
    const struct reader_ops     *forced; /* --format */
    struct keymap               *keymap;
    struct walk                 *walk;
    struct stream               *stream;
    struct stream_member         member;
    uint64_t                     members; /* of the stream, so far */
    bool                         nameless; /* the stream: what it is called says nothing of what is in it */
    const struct reader_ops     *reader;
    void                        *state;
    struct reader_context        context;
    struct source                source;
    uint64_t                     ordinal;  /* records of the member so far */
    uint64_t                     replaced; /* source.replaced as of the last article */
    struct tidy                  tidy;
    struct buf                   file, label, name, id; /* file: what messages call the stream */
    uint64_t                     read_before; /* bytes of the files done with */
    struct corpus_stats          stats, before; /* before: bad_dates and repaired of members done with */
};

const char *reject_text(enum reject_reason reason, uint64_t count)
{
    static const char *const texts[][2] = {
#define REJECT_ROW(name, one, many) [REJECT_##name] = {(one), (many)},
        REJECT_TABLE(REJECT_ROW)
#undef REJECT_ROW
    };
    return texts[reason][count != 1];
}

void corpus_options_init(struct corpus_options *options)
{
    *options = (struct corpus_options){
        .record_max   = UINT64_C(64) << 20,
        .unpacked_max = UINT64_C(64) << 30,
        .ratio_max    = 1000,
        .now          = (int64_t)time(NULL),
    };
}

/* Sizes of all inputs, or 0 when one of them has none to tell or is a tree too large to look through. */
static uint64_t size_inputs(const char *const *inputs, size_t count)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < count; i++) {
        struct stat st;
        if (stat(inputs[i], &st) != 0) {
            if (strcmp(inputs[i], "-") == 0)
                return 0;
        } else if (S_ISREG(st.st_mode)) {
            bytes += (uint64_t)st.st_size;
        } else if (S_ISDIR(st.st_mode)) {
            int  fd  = open(inputs[i], O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            bool all = fd >= 0 && walk_size(fd, &bytes, SIZED_ENTRIES);
            if (fd >= 0)
                close(fd);
            if (!all)
                return 0;
        } else if (S_ISFIFO(st.st_mode)) {
            return 0;
        }
    }
    return bytes;
}

static int unknown_format(const char *name, struct err *err)
{
    struct buf known = BUF_INIT;
    for (const char *const *format = corpus_formats(); *format; format++)
        buf_printf(&known, "%s%s", known.len ? ", " : "", *format);
    int rc = buf_failed(&known, err);
    if (!rc)
        rc = err_set(err, ERR_USAGE, "'%s' is no format: %s", name, known.data);
    buf_release(&known);
    return rc;
}

int corpus_open(struct corpus **out, const char *const *inputs, size_t count,
                const struct corpus_options *options, struct err *err)
{
    const struct reader_ops *forced = options->format ? format_by_name(options->format) : NULL;
    if (options->format && !forced)
        return unknown_format(options->format, err);
    if (options->encoding && !encoding_is_known(options->encoding))
        return err_set(err, ERR_USAGE, "unknown encoding '%s': use a name like utf-8, windows-1252 or shift_jis",
                       options->encoding);
    struct corpus *c = calloc(1, sizeof *c);
    if (!c)
        return err_oom(err);
    int rc = keymap_new(&c->keymap, options->maps, options->map_count, err);
    if (rc) {
        free(c);
        return rc;
    }
    c->inputs            = inputs;
    c->input_count       = count;
    c->options           = options;
    c->forced            = forced;
    c->stats.bytes_total = size_inputs(inputs, count);
    *out                 = c;
    return 0;
}

static void add_up(struct corpus *c)
{
    c->stats.bad_dates  = c->before.bad_dates + c->context.bad_dates;
    c->stats.repaired   = c->before.repaired + c->context.repaired;
    c->stats.bytes_read = c->read_before + (c->stream ? stream_position(c->stream) : 0);
}

static void close_reader(struct corpus *c)
{
    c->reader->close(c->state);
    add_up(c);
    c->before  = c->stats;
    c->context = (struct reader_context){0};
    c->reader  = NULL;
    c->state   = NULL;
}

static void close_stream(struct corpus *c)
{
    c->read_before += stream_position(c->stream);
    stream_close(c->stream);
    c->stream = NULL;
}

void corpus_close(struct corpus *c)
{
    if (!c)
        return;
    if (c->reader)
        close_reader(c);
    if (c->stream)
        close_stream(c);
    walk_close(c->walk);
    keymap_free(c->keymap);
    source_release(&c->source);
    tidy_release(&c->tidy);
    buf_release(&c->file);
    buf_release(&c->label);
    buf_release(&c->name);
    buf_release(&c->id);
    free(c);
}

const struct corpus_stats *corpus_counts(const struct corpus *c)
{
    return &c->stats;
}

/* ---- from inputs to members ---- */

static int open_stream(struct corpus *c, int fd, struct str path, enum reject_reason *reason, struct err *err)
{
    *reason    = REJECT_UNREADABLE;
    c->members = 0;
    buf_clear(&c->file);
    utf8_repair(&c->file, path);
    return stream_open(&c->stream, fd, path, c->options, err);
}

static int open_input(struct corpus *c, enum reject_reason *reason, struct err *err)
{
    const char *input = c->inputs[c->next_input++];
    struct str  path  = str_c(input);
    struct stat st;
    c->nameless = strcmp(input, "-") == 0;
    if (c->nameless) {
        int fd = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3);
        if (fd >= 0)
            return open_stream(c, fd, path, reason, err);
        *reason = REJECT_UNREADABLE;
        return err_sys(err, "cannot read standard input");
    }
    int fd = walk_open_file(AT_FDCWD, input, path, true, &st, reason, err);
    if (fd < 0)
        return fd;
    c->nameless = S_ISFIFO(st.st_mode);
    if (!S_ISDIR(st.st_mode))
        return open_stream(c, fd, path, reason, err);
    return walk_open(&c->walk, fd, path, c->options->follow_links, reason, err);
}

static int next_file(struct corpus *c, enum reject_reason *reason, struct err *err)
{
    struct stat st;
    struct str  path;
    int         fd, rc = walk_next(c->walk, &fd, &path, &st, reason, err);
    if (rc > 0)
        return open_stream(c, fd, path, reason, err);
    if (rc == 0) {
        walk_close(c->walk);
        c->walk = NULL;
    }
    return rc;
}

static long read_member(void *ctx, char *to, size_t size, enum reject_reason *reason, struct err *err)
{
    return stream_read(ctx, to, size, reason, err);
}

static int refuse(enum reject_reason *reason, enum reject_reason why, struct err *err, const char *what)
{
    *reason = why;
    return err_set(err, ERR_FORMAT, "%s", what);
}

/* Choose a reader for the member whose source has been started, and open it. */
static int open_reader(struct corpus *c, enum reject_reason *reason, struct err *err)
{
    struct str head = c->source.window;
    if (!head.len && c->source.ended)
        return refuse(reason, REJECT_EMPTY, err, "the file is empty");
    bool                     packed = stream_is_packed(head);
    const struct reader_ops *reader = packed      ? NULL
                                      : c->forced ? c->forced
                                                  : format_find(buf_view(&c->name), head,
                                                                !c->walk && c->member.alone);
    if (!reader && c->source.failed) { /* cut off before it could be told what it is */
        *reason = c->source.problem_reason;
        *err    = c->source.problem;
        return c->source.failed;
    }
    if (packed)
        return refuse(reason, REJECT_UNKNOWN, err, "an archive inside an archive is not opened");
    if (!reader)
        return refuse(reason, REJECT_UNKNOWN, err, "no known format");
    c->context = (struct reader_context){
        .source  = &c->source,
        .options = c->options,
        .keymap  = c->keymap,
        .label   = buf_view(&c->label),
        .name    = buf_view(&c->name),
    };
    *reason = REJECT_UNREADABLE;
    int rc  = reader->open(&c->state, &c->context, err);
    if (rc)
        return rc;
    c->reader   = reader;
    c->ordinal  = 0;
    c->replaced = 0;
    return 0;
}

static int next_member(struct corpus *c, enum reject_reason *reason, struct err *err)
{
    buf_clear(&c->label);
    buf_str(&c->label, buf_view(&c->file));
    int rc = stream_next(c->stream, &c->member, reason, err);
    if (rc == 0) {
        bool none = c->members == 0;
        close_stream(c);
        return none ? refuse(reason, REJECT_EMPTY, err, "the file is empty") : 0;
    }
    c->members++;
    if (rc < 0)
        return rc;
    buf_clear(&c->label);
    buf_clear(&c->name);
    buf_str(&c->label, c->member.label);
    buf_str(&c->name, c->member.name);
    rc = buf_failed(&c->label, err);
    if (!rc)
        rc = buf_failed(&c->name, err);
    if (!rc)
        rc = source_start(&c->source, c->options, read_member, c->stream, reason, err);
    return rc ? rc : open_reader(c, reason, err);
}

/* ---- from records to articles ---- */

/* By what is in it: of a pipe neither name nor place tells one article from another, of today or of tomorrow. */
static void id_by_content(const struct article *a, struct buf *id)
{
    uint64_t hash = 0;
    for (int f = 0; f < FIELD_COUNT; f++)
        hash = XXH3_64bits_withSeed(a->field[f].data, a->field[f].len, hash + (uint64_t)f + 1);
    buf_printf(id, "pipe#%016llx", (unsigned long long)hash);
}

static void id_by_place(const struct corpus *c, struct buf *id)
{
    buf_str(id, buf_view(&c->label));
    if (!c->reader->single)
        buf_printf(id, "#%llu", (unsigned long long)c->ordinal);
}

/* What the reader leaves to us: default source, id, order of white space. */
static int complete(struct corpus *c, struct article *out, enum reject_reason *reason, struct err *err)
{
    struct str *field = out->field;
    int         rc    = tidy_article(&c->tidy, out, err);
    if (rc)
        return rc;
    if (!field[FIELD_TITLE].len && !field[FIELD_BODY].len && (!field[FIELD_ID].len || c->reader->single))
        return refuse(reason, REJECT_EMPTY, err, "record without title, text and id");
    if (!field[FIELD_SOURCE].len)
        field[FIELD_SOURCE] = str_c(c->options->source);
    if (!field[FIELD_ID].len)
        field[FIELD_ID] = field[FIELD_URL];
    if (!field[FIELD_ID].len) {
        buf_clear(&c->id);
        if (c->nameless)
            id_by_content(out, &c->id);
        else
            id_by_place(c, &c->id);
        rc = buf_failed(&c->id, err);
        field[FIELD_ID] = buf_view(&c->id);
    }
    return rc;
}

/* A record of the open reader: 1, 0 at its end, negative and its line. */
static int next_record(struct corpus *c, struct article *out, enum reject_reason *reason, uint64_t *line,
                       struct err *err)
{
    *line  = c->source.line;
    int rc = c->reader->next(c->state, out, reason, line, err);
    if (rc == 0)
        return 0;
    c->ordinal++;
    if (rc > 0)
        rc = complete(c, out, reason, err);
    if (rc < 0)
        return rc;
    c->context.repaired += c->source.replaced > c->replaced;
    c->replaced = c->source.replaced;
    c->stats.articles++;
    return 1;
}

/* A rejection: counted, and its message made whole. */
static int reject(struct corpus *c, int rc, enum reject_reason reason, bool named, uint64_t line,
                  struct err *err)
{
    if (rc == ERR_OOM)
        return rc;
    c->stats.rejected[reason]++;
    if (named && line)
        err_context(err, "%.*s:%llu", STR_ARG(buf_view(&c->label)), (unsigned long long)line);
    else if (named)
        err_context(err, "%.*s", STR_ARG(buf_view(&c->label)));
    struct str msg = str_c(err->msg);
    if (utf8_valid_len(msg) < msg.len) { /* names of files and members are bytes */
        struct buf clean = BUF_INIT;
        utf8_repair(&clean, msg);
        err_set(err, rc, "%s", clean.data ? clean.data : "out of memory");
        buf_release(&clean);
    }
    return rc;
}

int corpus_next(struct corpus *c, struct article *out, enum reject_reason *reason, struct err *err)
{
    for (;;) {
        int      rc    = 0;
        bool     named = c->reader || c->stream; /* else the message names its path itself */
        uint64_t line  = 0;
        if (c->reader) {
            rc = next_record(c, out, reason, &line, err);
            if (rc == 0)
                close_reader(c);
        } else if (c->stream) {
            rc = next_member(c, reason, err);
        } else if (c->walk) {
            rc = next_file(c, reason, err);
        } else if (c->next_input < c->input_count) {
            rc = open_input(c, reason, err);
        } else {
            return 0;
        }
        add_up(c);
        if (rc)
            return rc < 0 ? reject(c, rc, *reason, named, line, err) : rc;
    }
}
