/* walk: the files of a directory tree, in byte order of their names, and the one way to open an input. */
#ifndef PRESSMARK_CORPUS_WALK_H
#define PRESSMARK_CORPUS_WALK_H

#include <sys/stat.h>

#include "corpus/corpus.h"

/* Open `name` relative to dirfd for reading, never waiting: an fd of a regular file or a directory and its *st; with
 * dirfd AT_FDCWD, which says that somebody named it, of a pipe, too, set not to wait. Negative: *reason is UNREADABLE
 * or SPECIAL; err->msg names `path`. */
int walk_open_file(int dirfd, const char *name, struct str path, bool follow, struct stat *st,
                   enum reject_reason *reason, struct err *err);

struct walk;

/* dirfd: an open directory, owned by the walk from now on (also on failure); path: what it is called. */
int  walk_open(struct walk **out, int dirfd, struct str path, bool follow_links, enum reject_reason *reason,
               struct err *err);
void walk_close(struct walk *w); /* NULL allowed */

/* The next regular file: 1, an fd that the caller closes, its path (borrowed until the next call) and *st; 0
 * at the end; negative: something could not be read or is special: go on. Names that begin with '.' are
 * passed over, and so are our indexes; a link to a directory the walk is in, and trees deeper than 128, are refused. */
int walk_next(struct walk *w, int *fd, struct str *path, struct stat *st, enum reject_reason *reason,
              struct err *err);

/* Sum of the sizes of regular files, looking at no more than `entries` names; false when there are more or
 * the tree cannot be read. Links are not followed. */
bool walk_size(int dirfd, uint64_t *bytes, uint64_t entries);

#endif
