/* stream: the bytes of one file or of one member of an archive after the other, unpacked.
 *
 * libarchive reads bz2, xz, lzma, zst, zip, tar and compressed tar, store/gunzip.h what is in gz; anything else
 * is a stream of one member, read without them. What a file is, its first bytes tell; its name only for tar
 * without magic and for lzma. One layer: an archive in an archive is a member like any other. Member names are
 * labels, never paths. Files are read, never mapped. */
#ifndef PRESSMARK_CORPUS_STREAM_H
#define PRESSMARK_CORPUS_STREAM_H

#include "corpus/corpus.h"

struct stream;

struct stream_member {
    struct str label; /* "reut2-000.sgm.gz" or "dump.zip(a/b.json)": for messages and ids; valid UTF-8 */
    struct str name;  /* last part of the name without packing suffix (".gz" ...), for the extension */
    bool       alone; /* the file is nothing but this, packed or not */
};

/* fd: an open file, pipe or terminal (the stream closes it, also on failure); path names it. */
int  stream_open(struct stream **out, int fd, struct str path, const struct corpus_options *options,
                 struct err *err);
void stream_close(struct stream *s); /* NULL allowed */

/* The next member, borrowed until the next call: 1, 0 at the end. Negative: a member that is no file or is
 * encrypted, a damaged archive, a bomb (*reason says which); call again, for others may follow. Members
 * whose name has a part that begins with '.' are passed over, as in directories. */
int stream_next(struct stream *s, struct stream_member *out, enum reject_reason *reason, struct err *err);

/* Up to `size` bytes of the current member: how many, 0 at its end, negative: it ends here. */
long stream_read(struct stream *s, char *to, size_t size, enum reject_reason *reason, struct err *err);

/* Is this the head of something packed? */
bool stream_is_packed(struct str head);

/* Bytes of the file itself that were read so far. */
uint64_t stream_position(const struct stream *s);

#endif
