#include "corpus/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/utf8.h"

enum { DEPTH_MAX = 128 }; /* open directories at once */

struct level {
    DIR       *dir;
    char     **names; /* sorted; those before `next` are done with */
    size_t     count, cap, next;
    size_t     path_len; /* of this directory */
    dev_t      dev;
    ino_t      ino;
};

struct walk {
    struct level levels[DEPTH_MAX];
    size_t       depth; /* levels in use */
    bool         follow;
    struct buf   path;
};

static int refuse(enum reject_reason *reason, enum reject_reason why, struct err *err, const char *what,
                  struct str path)
{
    *reason = why;
    return err_set(err, ERR_INVALID, "'%.*s' is %s", STR_ARG(path), what);
}

static int unreadable(enum reject_reason *reason, struct err *err, struct str path)
{
    *reason = REJECT_UNREADABLE;
    return err_sys(err, "cannot read '%.*s'", STR_ARG(path));
}

/* Pipes are for who names them: one met in a directory might keep us waiting. */
static bool can_be_read(mode_t mode, bool named)
{
    return S_ISREG(mode) || S_ISDIR(mode) || (S_ISFIFO(mode) && named);
}

int walk_open_file(int dirfd, const char *name, struct str path, bool follow, struct stat *st,
                   enum reject_reason *reason, struct err *err)
{
    /* Look before opening: to open a device can do something; look again after it, for the name may have
     * come to mean something else. */
    if (fstatat(dirfd, name, st, follow ? 0 : AT_SYMLINK_NOFOLLOW) != 0)
        return unreadable(reason, err, path);
    if (S_ISLNK(st->st_mode))
        return refuse(reason, REJECT_SPECIAL, err, "a symbolic link and not followed", path);
    const bool named = dirfd == AT_FDCWD;
    if (!can_be_read(st->st_mode, named))
        return refuse(reason, REJECT_SPECIAL, err,
                      S_ISFIFO(st->st_mode) ? "a pipe, which is read only where it is named itself"
                                            : "a device or a socket",
                      path);
    int fd = openat(dirfd, name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY | (follow ? 0 : O_NOFOLLOW));
    if (fd < 0)
        return unreadable(reason, err, path);
    if (fstat(fd, st) == 0 && can_be_read(st->st_mode, named))
        return fd;
    close(fd);
    return refuse(reason, REJECT_SPECIAL, err, "no file any more", path);
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void leave(struct walk *w)
{
    struct level *l = &w->levels[--w->depth];
    for (size_t i = 0; i < l->count; i++)
        free(l->names[i]);
    free(l->names);
    closedir(l->dir);
}

static bool add_name(struct level *l, const char *name)
{
    if (l->count == l->cap) {
        size_t cap   = l->cap ? 2 * l->cap : 64;
        char **names = realloc(l->names, cap * sizeof *names);
        if (!names)
            return false;
        l->names = names;
        l->cap   = cap;
    }
    l->names[l->count] = strdup(name);
    return l->names[l->count] && ++l->count;
}

static bool has_name(const struct level *l, const char *name)
{
    return l->count && bsearch(&name, l->names, l->count, sizeof *l->names, compare_names);
}

/* Enter the directory w->path, open as fd; its names are read at once. */
static int enter(struct walk *w, int fd, enum reject_reason *reason, struct err *err)
{
    struct stat st;
    DIR        *dir = fstat(fd, &st) == 0 ? fdopendir(fd) : NULL;
    if (!dir) {
        int rc = unreadable(reason, err, buf_view(&w->path));
        close(fd);
        return rc;
    }
    for (size_t i = 0; i < w->depth; i++) {
        if (w->levels[i].dev == st.st_dev && w->levels[i].ino == st.st_ino) {
            closedir(dir);
            return refuse(reason, REJECT_SPECIAL, err, "a link back to a directory it lies in",
                          buf_view(&w->path));
        }
    }
    if (w->depth == DEPTH_MAX) {
        closedir(dir);
        return refuse(reason, REJECT_UNREADABLE, err, "nested too deep", buf_view(&w->path));
    }
    struct level *l = &w->levels[w->depth++];
    *l = (struct level){.dir = dir, .dev = st.st_dev, .ino = st.st_ino, .path_len = w->path.len};
    for (;;) {
        errno = 0;
        struct dirent *entry = readdir(dir);
        if (!entry)
            break;
        if (entry->d_name[0] != '.' && !add_name(l, entry->d_name)) {
            leave(w);
            return err_oom(err);
        }
    }
    if (errno) {
        int rc = unreadable(reason, err, buf_view(&w->path));
        leave(w);
        return rc;
    }
    if (l->count)
        qsort(l->names, l->count, sizeof *l->names, compare_names);
    if (has_name(l, "manifest") && has_name(l, "lock")) { /* it may well be the one we are writing */
        leave(w);
        if (!w->depth)
            return refuse(reason, REJECT_UNKNOWN, err, "an index, which holds nothing to read", buf_view(&w->path));
    }
    return 0;
}

int walk_open(struct walk **out, int dirfd, struct str path, bool follow_links, enum reject_reason *reason,
              struct err *err)
{
    struct walk *w = calloc(1, sizeof *w);
    if (!w) {
        close(dirfd);
        return err_oom(err);
    }
    w->follow = follow_links;
    buf_str(&w->path, path);
    int rc = buf_failed(&w->path, err);
    if (rc)
        close(dirfd);
    else
        rc = enter(w, dirfd, reason, err);
    if (rc) {
        walk_close(w);
        return rc;
    }
    *out = w;
    return 0;
}

void walk_close(struct walk *w)
{
    if (!w)
        return;
    while (w->depth)
        leave(w);
    buf_release(&w->path);
    free(w);
}

int walk_next(struct walk *w, int *fd, struct str *path, struct stat *st, enum reject_reason *reason,
              struct err *err)
{
    while (w->depth) {
        struct level *l = &w->levels[w->depth - 1];
        if (l->next == l->count) {
            leave(w);
            continue;
        }
        const char *name = l->names[l->next++];
        w->path.len      = l->path_len;
        if (w->path.len && w->path.data[w->path.len - 1] != '/')
            buf_putc(&w->path, '/');
        buf_cstr(&w->path, name);
        int rc = buf_failed(&w->path, err);
        if (rc)
            return rc;
        *path = buf_view(&w->path);
        rc    = walk_open_file(dirfd(l->dir), name, *path, w->follow, st, reason, err);
        if (rc < 0)
            return rc;
        *fd = rc;
        if (S_ISREG(st->st_mode))
            return 1;
        rc = enter(w, *fd, reason, err);
        if (rc < 0)
            return rc;
    }
    return 0;
}

static bool add_sizes(int fd, uint64_t *bytes, uint64_t *entries, int depth)
{
    int  own = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    DIR *dir = own < 0 ? NULL : fdopendir(own);
    bool all = dir != NULL;
    if (!dir && own >= 0)
        close(own);
    for (struct dirent *entry; all && (entry = readdir(dir));) {
        struct stat st;
        if (entry->d_name[0] == '.')
            continue;
        all = *entries > 0 && fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0;
        *entries -= all;
        if (all && S_ISREG(st.st_mode)) {
            *bytes += (uint64_t)st.st_size;
        } else if (all && S_ISDIR(st.st_mode)) {
            int sub = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
            all     = sub >= 0 && depth < DEPTH_MAX && add_sizes(sub, bytes, entries, depth + 1);
            if (sub >= 0)
                close(sub);
        }
    }
    if (dir)
        closedir(dir);
    return all;
}

bool walk_size(int dirfd, uint64_t *bytes, uint64_t entries)
{
    return add_sizes(dirfd, bytes, &entries, 0);
}
