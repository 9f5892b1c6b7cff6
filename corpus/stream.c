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
#include "corpus/packing.h"
#include "store/gunzip.h"

enum {
    BLOCK      = 64 * 1024, /* bytes read at once for libarchive */
    RATIO_FROM = 1 << 20,   /* unpacked bytes from which on the ratio counts */
};

struct stream {
    int                          fd;
    const struct corpus_options *options;
    uint64_t                     size;     /* of the file; UINT64_MAX when it has none */
    uint64_t                     taken;    /* bytes read from it, some of them twice perhaps */
    uint64_t                     unpacked; /* bytes that came out */
    char                         head[PACKING_HEAD];
    size_t                       head_len, head_at; /* read ahead, and how much of it is used */
    enum packing                 packing;
    struct gunzip               *gunzip;
    struct err                   torn; /* what is wrong with the gzip data; told once all before it is used up */
    struct archive              *archive;
    char                        *block;
    bool                         begun, in_member, done;
    locale_t                     utf8; /* libarchive turns names into the locale's encoding */
    struct buf                   path, label;
};

bool stream_is_packed(struct str head)
{
    return packing_of_head(head) != PLAIN;
}

static struct str base_name(struct str path)
{
    const char *slash = path.len ? memrchr(path.data, '/', path.len) : NULL;
    return slash ? str_skip(path, (size_t)(slash - path.data) + 1) : path;
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

/* What was read ahead first, then the file. */
static ssize_t read_on(struct stream *s, void *to, size_t size)
{
    if (s->head_at == s->head_len)
        return read_fd(s, to, size);
    size_t n = s->head_len - s->head_at < size ? s->head_len - s->head_at : size;
    memcpy(to, s->head + s->head_at, n);
    s->head_at += n;
    return (ssize_t)n;
}

static long read_packed(void *ctx, char *to, size_t size, struct err *err)
{
    ssize_t got = read_on(ctx, to, size);
    return got < 0 ? err_sys(err, "cannot read") : got;
}

uint64_t stream_position(const struct stream *s)
{
    return s->taken < s->size ? s->taken : s->size;
}

/* ---- libarchive's side ---- */

/* libarchive checks no checksum of gzip, and of a file cut off it withholds what it had: that it gets unpacked.
 * Of damage it sees no more than the end. */
static la_ssize_t on_read(struct archive *a, void *ctx, const void **block)
{
    struct stream *s = ctx;
    *block           = s->block;
    if (s->gunzip) {
        long got = s->torn.code ? 0 : gunzip_read(s->gunzip, s->block, BLOCK, &s->torn);
        return got < 0 ? 0 : got;
    }
    ssize_t got = read_on(s, s->block, BLOCK);
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
        [GZIP] = ARCHIVE_FILTER_NONE, [BZIP2] = ARCHIVE_FILTER_BZIP2, [XZ] = ARCHIVE_FILTER_XZ,
        [ZSTD] = ARCHIVE_FILTER_ZSTD, [LZMA] = ARCHIVE_FILTER_LZMA,   [ZIP] = ARCHIVE_FILTER_NONE,
        [TAR] = ARCHIVE_FILTER_NONE,
    };
    struct archive *a = s->archive = archive_read_new();
    s->block = malloc(BLOCK);
    if (!a || !s->block)
        return err_oom(err);
    int code = s->packing == GZIP ? gunzip_new(&s->gunzip, read_packed, s, err) : 0;
    if (code)
        return code;
    int filter = filters[s->packing];
    int rc     = filter == ARCHIVE_FILTER_NONE ? ARCHIVE_OK : archive_read_append_filter(a, filter);
    if (rc == ARCHIVE_OK && s->packing == ZIP) {
        rc = archive_read_support_format_zip(a);
    } else if (rc == ARCHIVE_OK) {
        rc = archive_read_support_format_tar(a);
        if (rc == ARCHIVE_OK && s->packing != TAR) {
            archive_read_support_format_raw(a);
            archive_read_support_format_empty(a);
        }
    }
    archive_read_set_callback_data(a, s);
    archive_read_set_read_callback(a, on_read);
    if (s->size != UINT64_MAX && !s->gunzip)
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
    while (!rc && s->head_len < PACKING_HEAD) {
        ssize_t got = read_fd(s, s->head + s->head_len, PACKING_HEAD - s->head_len);
        if (got < 0)
            rc = err_sys(err, "cannot read '%.*s'", STR_ARG(path));
        if (got <= 0)
            break;
        s->head_len += (size_t)got;
    }
    s->packing = packing_of_head(str_of(s->head, s->head_len));
    if (s->packing == PLAIN)
        s->packing = packing_of_name(buf_view(&s->path));
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
    gunzip_free(s->gunzip);
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
    const char *what = s->torn.code ? s->torn.msg : archive_error_string(s->archive);
    s->done          = rc == ARCHIVE_FATAL || s->torn.code;
    s->in_member     = false;
    *reason          = REJECT_TRUNCATED;
    if (s->torn.code == ERR_OOM)
        return err_oom(err);
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
    if (s->packing == PLAIN) {
        ssize_t got = read_on(s, to, size);
        if (got >= 0)
            return got;
        *reason = REJECT_UNREADABLE;
        s->done = true;
        return err_sys(err, "cannot read");
    }
    la_ssize_t got = archive_read_data(s->archive, to, size);
    if (got < 0 || (got == 0 && s->torn.code))
        return damaged(s, (int)got, reason, err);
    s->unpacked += (uint64_t)got;
    int rc = is_bomb(s, reason, err);
    return rc ? rc : got;
}

/* Behind the last member: read the gzip data to its end, where the checksum is. */
static int check_gzip_end(struct stream *s, enum reject_reason *reason, struct err *err)
{
    long got = 1;
    while (got > 0 && !s->torn.code) {
        got = gunzip_read(s->gunzip, s->block, BLOCK, &s->torn);
        s->unpacked += got > 0 ? (uint64_t)got : 0;
        int rc = is_bomb(s, reason, err);
        if (rc)
            return rc;
    }
    return s->torn.code ? damaged(s, ARCHIVE_FATAL, reason, err) : 0;
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
            return s->gunzip ? check_gzip_end(s, reason, err) : 0;
        }
        if (rc != ARCHIVE_OK && rc != ARCHIVE_WARN) {
            rc      = damaged(s, rc, reason, err);
            s->done = true;
            return rc;
        }
        buf_clear(&s->label);
        buf_str(&s->label, buf_view(&s->path));
        if (archive_format(s->archive) == ARCHIVE_FORMAT_RAW) {
            out->name    = packing_strip(base_name(buf_view(&s->path)));
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
