/* file_out: a new file, written from its begin to its end. After an error it can only be released.
 *
 * It is written in large pieces that begin at multiples of their size. File systems that can (ext4 from Linux 6.16 on,
 * for one) then keep each in one run of memory, which a process maps whole with one fault. Of single pages it maps
 * sixteen with each, which takes 3 us, and 2 more when it ends. */
#ifndef PRESSMARK_BASE_FILE_OUT_H
#define PRESSMARK_BASE_FILE_OUT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

enum { FILE_OUT_PIECE = 2 << 20 }; /* what one entry of a page table's second level maps on x86-64 and arm64 */

struct file_out {
    char    *path; /* of messages, and to remove it */
    int      fd;   /* -1: none */
    uint64_t at;   /* bytes so far, the pending ones included */
    size_t   used; /* those pending */
    char    *piece;
};

#define FILE_OUT_INIT ((struct file_out){.fd = -1})

/* Make it, of mode 0600, readable and writable. ERR_EXISTS: there is one; ERR_IO; ERR_OOM. Memory: one piece, of which
 * a small file uses a part. */
int file_out_create(struct file_out *o, const char *path, struct err *err);
int file_out_write(struct file_out *o, const void *data, size_t len, struct err *err);
/* Write at another place, where something was written already, or what is pending is to be overwritten later. */
int file_out_write_at(const struct file_out *o, const void *data, size_t len, uint64_t at, struct err *err);
/* Have all bytes in the file for who reads it meanwhile; they stay pending. */
int file_out_show(const struct file_out *o, struct err *err);
/* Write what is pending; nothing comes behind it. */
int file_out_flush(struct file_out *o, struct err *err);
/* The same, and close; not synced. A file that cannot be closed is removed. */
int file_out_finish(struct file_out *o, struct err *err);
/* Free; a file that was not finished is closed and removed. Again does nothing. */
void file_out_release(struct file_out *o);

#endif
