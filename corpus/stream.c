#include "corpus/stream.h"

#include <archive.h>
#include <archive_entry.h>
#include <errno.h>
#include <locale.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/utf8.h"

enum {
    HEAD       = 512,       /* a tar header: the longest magic there is */
    BLOCK      = 64 * 1024, /* bytes read at once for libarchive */
    RATIO_FROM = 1 << 20,   /* unpacked bytes from which on the ratio counts */
};

enum packing { PLAIN, GZIP, BZIP2, XZ, ZSTD, LZMA, ZIP, TAR };

static const struct {
    enum packing packing;
    size_t       at;
    const char  *magic;
    size_t       len;
} magics[] = {
    {GZIP, 0, "\x1F\x8B\x08", 3},
    {BZIP2, 4, "\x31\x41\x59\x26\x53\x59", 6},
    {BZIP2, 4, "\x17\x72\x45\x38\x50\x90", 6}, /* of nothing */
    {XZ, 0, "\xFD" "7zXZ\0", 6},
    {ZSTD, 0, "\x28\xB5\x2F\xFD", 4},
    {ZIP, 0, "PK\x03\x04", 4},
    {ZIP, 0, "PK\x05\x06", 4},
    {TAR, 257, "ustar", 5},
};

/* Suffixes that say no more than the magic does, taken off to see the name within; the last two also tell
 * what has no magic. */
static const struct {
    const char  *suffix;
    enum packing packing;
} suffixes[] = {
    {".gz", GZIP}, {".bz2", BZIP2}, {".xz", XZ}, {".zst", ZSTD}, {".lzma", LZMA}, {".tar", TAR},
};

struct stream {
    int                          fd;
    const struct corpus_options *options;
    uint64_t                     size;     /* of the file; UINT64_MAX when it has none */
    uint64_t                     taken;    /* bytes read from it, some of them twice perhaps */
    uint64_t                     unpacked; /* bytes that came out */
    char                         head[HEAD];
    size_t                       head_len, head_at; /* read ahead, and how much of it is used */
    enum packing                 packing;
    struct archive              *archive;
    char                        *block;
    bool                         begun, in_member, done;
    locale_t                     utf8; /* libarchive turns names into the locale's encoding */
    struct buf                   path, label;
};

static enum packing packing_of(struct str head)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (str_starts(str_skip(head, magics[i].at), str_of(magics[i].magic, magics[i].len)) &&
            (magics[i].packing != BZIP2 || str_starts(head, STR("BZh"))))
            return magics[i].packing;
    return PLAIN;
}

bool stream_is_packed(struct str head)
{
    return packing_of(head) != PLAIN;
}

static struct str base_name(struct str path)
{
    const char *slash = path.len ? memrchr(path.data, '/', path.len) : NULL;
    return slash ? str_skip(path, (size_t)(slash - path.data) + 1) : path;
}

/* Which row of suffixes the name ends in, or -1. */
static int suffix_of(struct str name)
{
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        struct str suffix = str_c(suffixes[i].suffix);
        if (name.len > suffix.len && str_eq_nocase(str_skip(name, name.len - suffix.len), suffix))
            return (int)i;
    }
    return -1;
}

static struct str without_suffix(struct str name)
{
    int i = suffix_of(name);
    if (i >= 0)
        name.len -= strlen(suffixes[i].suffix);
    return name;
}

/* Wait until there is something to read; false when waiting shall end. */
static bool wait_for_input(const struct stream *s)
{
    struct pollfd fds[2] = {{.fd = s->fd, .events = POLLIN}, {.fd = s->options->stop_fd, .events = POLLIN}};
    if (!fds[1].fd)
        fds[1].fd = -1;
    while (poll(fds, 2, -1) < 0 && errno == EINTR)
        ;
    return !fds[1].revents;
}

/* read(2) that is neither disturbed by signals nor by a descriptor that someone made non-blocking. */
static ssize_t read_fd(struct stream *s, void *to, size_t size)
{
    bool may_wait = s->size == UINT64_MAX && s->options->stop_fd;
    for (;;) {
        if (may_wait && !wait_for_input(s))
            return 0;
        ssize_t got = read(s->fd, to, size);
        if (got >= 0) {
            s->taken += (uint64_t)got;
            return got;
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK)
            may_wait = true;
        else if (errno != EINTR)
            return -1;
    }
}

uint64_t stream_position(const struct stream *s)
{
    return s->taken < s->size ? s->taken : s->size;
}

/* ---- libarchive's side ---- */

static la_ssize_t on_read(struct archive *a, void *ctx, const void **block)
{
    struct stream *s = ctx;
    if (s->head_at < s->head_len) {
        *block       = s->head + s->head_at;
        size_t n     = s->head_len - s->head_at;
        s->head_at   = s->head_len;
        return (la_ssize_t)n;
    }
    ssize_t got = read_fd(s, s->block, BLOCK);
    *block      = s->block;
    if (got < 0)
        archive_set_error(a, errno, "%s", strerror(errno));
    return got;
}

static la_int64_t on_seek(struct archive *a, void *ctx, la_int64_t offset, int whence)
{
    struct stream *s  = ctx;
    off_t          at = lseek(s->fd, offset, whence);
    s->head_at        = s->head_len; /* from here on from the file */
    if (at < 0)
        archive_set_error(a, errno, "%s", strerror(errno));
    return at;
}

static int open_archive(struct stream *s, struct err *err)
{
    static const int filters[] = {
        [GZIP] = ARCHIVE_FILTER_GZIP, [BZIP2] = ARCHIVE_FILTER_BZIP2, [XZ] = ARCHIVE_FILTER_XZ,
        [ZSTD] = ARCHIVE_FILTER_ZSTD, [LZMA] = ARCHIVE_FILTER_LZMA,   [ZIP] = ARCHIVE_FILTER_NONE,
        [TAR] = ARCHIVE_FILTER_NONE,
    };
    struct archive *a = s->archive = archive_read_new();
    s->block = malloc(BLOCK);
    if (!a || !s->block)
        return err_oom(err);
    int filter = filters[s->packing];
    int rc     = filter == ARCHIVE_FILTER_NONE ? ARCHIVE_OK : archive_read_append_filter(a, filter);
    if (rc == ARCHIVE_OK && s->packing == ZIP) {
        rc = archive_read_support_format_zip(a);
    } else if (rc == ARCHIVE_OK) {
        rc = archive_read_support_format_tar(a);
        if (rc == ARCHIVE_OK && filter != ARCHIVE_FILTER_NONE) {
            archive_read_support_format_raw(a);
            archive_read_support_format_empty(a);
        }
    }
    archive_read_set_callback_data(a, s);
    archive_read_set_read_callback(a, on_read);
    if (s->size != UINT64_MAX)
        archive_read_set_seek_callback(a, on_seek);
    if (rc != ARCHIVE_OK)
        return err_set(err, ERR_INTERNAL, "cannot unpack: %s", archive_error_string(a));
    return 0;
}

/* ---- ours ---- */

int stream_open(struct stream **out, int fd, struct str path, const struct corpus_options *options,
                struct err *err)
{
    struct stream *s = calloc(1, sizeof *s);
    if (!s) {
        close(fd);
        return err_oom(err);
    }
    s->fd      = fd;
    s->options = options;
    s->utf8    = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);
    utf8_repair(&s->path, path);
    struct stat st;
    s->size = fstat(fd, &st) == 0 && S_ISREG(st.st_mode) ? (uint64_t)st.st_size : UINT64_MAX;
    int rc  = buf_failed(&s->path, err);
    while (!rc && s->head_len < HEAD) {
        ssize_t got = read_fd(s, s->head + s->head_len, HEAD - s->head_len);
        if (got < 0)
            rc = err_sys(err, "cannot read '%.*s'", STR_ARG(path));
        if (got <= 0)
            break;
        s->head_len += (size_t)got;
    }
    s->packing = packing_of(str_of(s->head, s->head_len));
    int          suffix = suffix_of(buf_view(&s->path));
    enum packing named  = suffix >= 0 ? suffixes[suffix].packing : PLAIN;
    if (s->packing == PLAIN && (named == TAR || named == LZMA))
        s->packing = named;
    if (!rc && s->packing != PLAIN)
        rc = open_archive(s, err);
    if (rc) {
        stream_close(s);
        return rc;
    }
    *out = s;
    return 0;
}

void stream_close(struct stream *s)
{
    if (!s)
        return;
    if (s->archive)
        archive_read_free(s->archive);
    if (s->utf8)
        freelocale(s->utf8);
    free(s->block);
    buf_release(&s->path);
    buf_release(&s->label);
    close(s->fd);
    free(s);
}

static int damaged(struct stream *s, int rc, enum reject_reason *reason, struct err *err)
{
    const char *what = archive_error_string(s->archive);
    s->done          = rc == ARCHIVE_FATAL;
    s->in_member     = false;
    *reason          = REJECT_TRUNCATED;
    return err_set(err, ERR_FORMAT, "damaged or cut off: %s", what ? what : "no reason given");
}

static int is_bomb(struct stream *s, enum reject_reason *reason, struct err *err)
{
    uint64_t packed = stream_position(s) ? stream_position(s) : 1;
    bool     ratio  = s->unpacked > RATIO_FROM && s->unpacked / packed > s->options->ratio_max;
    if (!ratio && s->unpacked <= s->options->unpacked_max)
        return 0;
    s->done = true;
    *reason = REJECT_BOMB;
    if (ratio)
        return err_set(err, ERR_LIMIT, "unpacks to more than %u times its size", s->options->ratio_max);
    return err_set(err, ERR_LIMIT, "unpacks to more than %llu bytes",
                   (unsigned long long)s->options->unpacked_max);
}

long stream_read(struct stream *s, char *to, size_t size, enum reject_reason *reason, struct err *err)
{
    if (s->done || !s->in_member)
        return 0;
    if (s->packing == PLAIN && s->head_at < s->head_len) {
        size_t n = s->head_len - s->head_at < size ? s->head_len - s->head_at : size;
        memcpy(to, s->head + s->head_at, n);
        s->head_at += n;
        return (long)n;
    }
    if (s->packing == PLAIN) {
        ssize_t got = read_fd(s, to, size);
        if (got >= 0)
            return got;
        *reason = REJECT_UNREADABLE;
        s->done = true;
        return err_sys(err, "cannot read");
    }
    la_ssize_t got = archive_read_data(s->archive, to, size);
    if (got < 0)
        return damaged(s, (int)got, reason, err);
    s->unpacked += (uint64_t)got;
    int rc = is_bomb(s, reason, err);
    return rc ? rc : got;
}

/* What is left of a member is unpacked and counted here where libarchive would do so uncounted. */
static int drain(struct stream *s, enum reject_reason *reason, struct err *err)
{
    char waste[16 * 1024];
    long got = 1;
    while (s->in_member && s->packing != ZIP && s->packing != TAR && got > 0)
        got = stream_read(s, waste, sizeof waste, reason, err);
    s->in_member = false;
    return got < 0 ? (int)got : 0;
}

/* Does a part of the name begin with '.', other than "." and ".." themselves? */
static bool is_hidden(struct str name)
{
    while (name.data) {
        struct str part = str_split(&name, '/');
        if (part.len && *part.data == '.' && !str_eq(part, STR(".")) && !str_eq(part, STR("..")))
            return true;
    }
    return false;
}

static int next_entry(struct stream *s, struct archive_entry **entry, struct str *name)
{
    locale_t before = s->utf8 ? uselocale(s->utf8) : (locale_t)0;
    int      rc     = s->begun ? ARCHIVE_OK : archive_read_open1(s->archive);
    s->begun        = true;
    if (rc == ARCHIVE_OK)
        rc = archive_read_next_header(s->archive, entry);
    if (rc == ARCHIVE_OK || rc == ARCHIVE_WARN) {
        const char *text = archive_entry_pathname_utf8(*entry);
        *name            = str_c(text ? text : archive_entry_pathname(*entry));
    }
    if (before)
        uselocale(before);
    return rc;
}

static int next_packed(struct stream *s, struct stream_member *out, enum reject_reason *reason,
                       struct err *err)
{
    for (;;) {
        int rc = drain(s, reason, err);
        if (rc || s->done)
            return rc;
        struct archive_entry *entry = NULL;
        struct str            name  = {0};
        rc = next_entry(s, &entry, &name);
        if (rc == ARCHIVE_EOF) {
            s->done = true;
            return 0;
        }
        if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) {
            rc      = damaged(s, rc, reason, err);
            s->done = true;
            return rc;
        }
        buf_clear(&s->label);
        buf_str(&s->label, buf_view(&s->path));
        if (archive_format(s->archive) == ARCHIVE_FORMAT_RAW) {
            out->name    = without_suffix(base_name(buf_view(&s->path)));
            out->label   = buf_view(&s->label);
            out->alone   = true;
            s->in_member = true;
            return s->label.failed ? err_oom(err) : 1;
        }
        s->in_member = true;
        if (archive_entry_filetype(entry) == AE_IFDIR || is_hidden(name))
            continue;
        buf_putc(&s->label, '(');
        size_t at = s->label.len;
        utf8_repair(&s->label, name);
        size_t end = s->label.len;
        buf_putc(&s->label, ')');
        rc = buf_failed(&s->label, err);
        if (rc)
            return rc;
        out->label = buf_view(&s->label);
        out->alone = false;
        out->name  = base_name(str_of(s->label.data + at, end - at));
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry)) {
            *reason = REJECT_SPECIAL;
            return err_set(err, ERR_INVALID, "member '%.*s' is a link or a device", STR_ARG(out->name));
        }
        if (archive_entry_is_encrypted(entry)) {
            *reason = REJECT_UNREADABLE;
            return err_set(err, ERR_INVALID, "member '%.*s' is encrypted", STR_ARG(out->name));
        }
        return 1;
    }
}

int stream_next(struct stream *s, struct stream_member *out, enum reject_reason *reason, struct err *err)
{
    if (s->done)
        return 0;
    if (s->packing != PLAIN)
        return next_packed(s, out, reason, err);
    if (s->begun)
        return 0;
    s->begun = s->in_member = true;
    out->label = buf_view(&s->path);
    out->alone = true;
    out->name  = base_name(buf_view(&s->path));
    return 1;
}
