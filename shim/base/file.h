/* file: whole files and folders, written so that a crash leaves the old or the new, never half. */
#ifndef PRESSMARK_BASE_FILE_H
#define PRESSMARK_BASE_FILE_H

#include "base/buf.h"

/* Append the whole file to *out (out->limit bounds it: ERR_LIMIT). Only regular files are read. */
int file_read(const char *path, struct buf *out, struct err *err);

/* Write all of it to a descriptor, however often it takes: 0, or -1 with errno. */
int file_write_all(int fd, struct str data);

/* Write a new file of mode 0600 and sync it; the name must not exist. Removed again on failure. */
int file_write(const char *path, struct str data, struct err *err);

/* Replace (or create) `directory/name`: "name.tmp", fsync, rename, fsync of the directory. On failure
 * before the rename the old file stands and the temporary one is removed. */
int file_replace(const char *directory, const char *name, struct str data, struct err *err);

/* fsync a file or a directory by path. A failed fsync is never tried again. A directory on a file system that
 * cannot sync directories counts as synced. */
int file_sync(const char *path, struct err *err);

/* Size in bytes of a regular file. */
int file_size(const char *path, uint64_t *size, struct err *err);

/* mkdir with mode 0700. */
int file_make_directory(const char *path, struct err *err);

/* Remove a file or a folder with all that is in it, never following links. A missing one is no error. */
int file_remove_tree(const char *path, struct err *err);

/* Append "directory/name" to *out. */
void file_join(struct buf *out, const char *directory, const char *name);

#endif
