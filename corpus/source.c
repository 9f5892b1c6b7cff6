#include "corpus/encoding.h"
#include "corpus/reader.h"

enum {
    CHUNK = 128 * 1024, /* bytes read at once */
    HEAD  = 4096,       /* what encoding and format are told from */
};

/* Move what is left of the window to the front of the store. */
static void settle(struct source *s)
{
    size_t from = s->window.len ? (size_t)(s->window.data - s->store.data) : s->store.len;
    buf_consume(&s->store, from);
}

/* Read up to `size` bytes behind those in `to`: 1 got some, 0 at the end, negative on failure. */
static int read_into(struct source *s, struct buf *to, enum reject_reason *reason, struct err *err)
{
    char *at  = buf_reserve(to, CHUNK);
    long  got = at ? s->read(s->ctx, at, CHUNK, reason, err) : err_oom(err);
    if (got <= 0)
        return (int)got;
    to->len += (size_t)got;
    return 1;
}

static int read_wide(struct source *s, enum reject_reason *reason, struct err *err)
{
    size_t before = s->store.len;
    int    rc     = 1;
    while (rc > 0 && s->store.len == before) {
        rc = read_into(s, &s->raw, reason, err);
        if (rc < 0)
            return rc;
        struct str bytes = buf_view(&s->raw);
        s->replaced += (uint64_t)encoding_wide_decode(&s->store, &bytes, (enum encoding_wide)s->wide,
                                                      rc == 0);
        buf_consume(&s->raw, s->raw.len - bytes.len);
        if (s->store.failed)
            return err_oom(err);
    }
    return s->store.len > before;
}

static int read_more(struct source *s, enum reject_reason *reason, struct err *err)
{
    settle(s);
    int rc = s->wide ? read_wide(s, reason, err) : read_into(s, &s->store, reason, err);
    s->window = buf_view(&s->store);
    s->ended  = rc == 0;
    return rc;
}

int source_check(const struct source *s, size_t len, enum reject_reason *reason, struct err *err)
{
    if (!s->window_max || len <= s->window_max)
        return 0;
    *reason = REJECT_TOO_LARGE;
    return err_set(err, ERR_LIMIT, "record larger than %llu bytes", (unsigned long long)s->window_max);
}

int source_more(struct source *s, enum reject_reason *reason, struct err *err)
{
    if (s->ended)
        return 0;
    int rc = s->failed ? 0 : source_check(s, s->window.len, reason, err);
    if (rc)
        return rc;
    rc = s->failed;
    if (rc) {
        *err    = s->problem;
        *reason = s->problem_reason;
    } else {
        rc = read_more(s, reason, err);
    }
    if (rc < 0) {
        s->ended  = true;
        s->window = str_of("", 0);
    }
    return rc;
}

void source_consume(struct source *s, size_t n)
{
    struct str gone = str_of(s->window.data, n);
    for (const char *hit; gone.len && (hit = memchr(gone.data, '\n', gone.len)); s->line++)
        gone = str_skip(gone, (size_t)(hit - gone.data) + 1);
    s->window = str_skip(s->window, n);
}

/* The head is there: look for marks and NULs, and turn what was read into UTF-8 if need be. */
static int find_encoding(struct source *s, const char *declared, struct err *err)
{
    size_t             mark;
    enum encoding_wide wide = encoding_wide_of(s->window, declared, &mark);
    s->window               = str_skip(s->window, mark);
    if (wide == WIDE_NONE)
        return 0;
    buf_str(&s->raw, s->window);
    buf_clear(&s->store);
    struct str bytes = buf_view(&s->raw);
    s->wide          = (int)wide;
    s->replaced      = (uint64_t)encoding_wide_decode(&s->store, &bytes, wide, s->ended);
    buf_consume(&s->raw, s->raw.len - bytes.len);
    s->window = buf_view(&s->store);
    return s->raw.failed || s->store.failed ? err_oom(err) : 0;
}

int source_start(struct source *s, const struct corpus_options *options,
                 long (*read)(void *ctx, char *to, size_t size, enum reject_reason *reason, struct err *err),
                 void *ctx, enum reject_reason *reason, struct err *err)
{
    struct buf store = s->store, raw = s->raw;
    buf_clear(&store);
    buf_clear(&raw);
    *s     = (struct source){.line = 1, .store = store, .raw = raw, .window_max = options->record_max,
                             .read = read, .ctx = ctx};
    int rc = 1;
    while (rc > 0 && s->window.len < HEAD)
        rc = read_more(s, reason, err);
    if (rc < 0 && (rc == ERR_OOM || !s->window.len)) {
        s->ended = true;
        return rc;
    }
    if (rc < 0) { /* what came before the damage is good: tell of it when that is used up */
        s->failed         = rc;
        s->problem        = *err;
        s->problem_reason = *reason;
    }
    return find_encoding(s, options->encoding, err);
}

void source_release(struct source *s)
{
    buf_release(&s->store);
    buf_release(&s->raw);
    *s = (struct source){.ended = true};
}
