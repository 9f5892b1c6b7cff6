/* postings_out: the file being written, in chunks that are summed on their way. For the writer. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_OUT_H
#define PRESSMARK_POSTINGS_POSTINGS_OUT_H

#include "base/buf.h"
#include "base/file_out.h"
#include "postings/postings_format.h"

struct postings_out {
    struct file_out file;
    uint64_t        at;    /* bytes of it so far, those in the chunk included */
    size_t          used;
    uint8_t        *chunk; /* the one at hand */
    struct buf      sums;  /* u64 each */
};

/* Create it with room for the head. ERR_EXISTS: there is one. */
int postings_out_open(struct postings_out *o, const char *path, struct err *err);
int postings_out_write(struct postings_out *o, const void *data, size_t len, struct err *err);
int postings_out_align(struct postings_out *o, unsigned bytes, struct err *err); /* zeros up to a multiple */
/* Write the sums of all so far, and the head, whose section, size and sums are filled in. Closes it. */
int postings_out_finish(struct postings_out *o, struct postings_head *head, struct err *err);
/* The file so far, of which nothing but lists may be read; they end here. What is written meanwhile does not change
 * it. Errors: ERR_IO, ERR_OOM. */
int postings_out_read(const struct postings_out *o, uint32_t documents, struct postings_file **out, struct err *err);
/* What was mapped and read need not stay in memory; it is read again when it is wanted. */
void postings_out_forget(const void *map, size_t size);
/* Close, and unless it was finished remove the file. */
void postings_out_release(struct postings_out *o);

/* Bytes to be written later: in memory while they are few, else in a file of `path` and `suffix`, which loses its name
 * at once. */
struct postings_spill {
    struct buf memory;
    int        fd; /* -1: none yet */
    uint64_t   spilled;
    char      *path;
    void      *map; /* of what was spilled; NULL: none */
};

int      postings_spill_open(struct postings_spill *s, const char *path, const char *suffix, struct err *err);
int      postings_spill_add(struct postings_spill *s, const void *data, size_t len, struct err *err);
uint64_t postings_spill_size(const struct postings_spill *s);
/* All of it, borrowed until the spill is released; nothing can be added any more. */
int      postings_spill_read(struct postings_spill *s, struct str *all, struct err *err);
int      postings_spill_copy(struct postings_spill *s, struct postings_out *o, struct err *err);
void     postings_spill_release(struct postings_spill *s);

#endif
