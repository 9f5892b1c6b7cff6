/* stream: the bytes of one file or of one member of an archive after the other, unpacked.
 *
 * libarchive reads gz, bz2, xz, zst, zip and tar (and their combinations such as tar.gz); a plain file is a
 * stream of one member. Member names are labels, never paths. Files are opened O_NOFOLLOW (unless links are
 * followed), O_NONBLOCK and O_CLOEXEC and read, never mapped. */
#ifndef PRESSMARK_CORPUS_STREAM_H
#define PRESSMARK_CORPUS_STREAM_H

#include "corpus/corpus.h"

struct stream;

struct stream_member {
    struct str label;  /* "reut2-000.sgm.gz" or "dump.zip(a/b.json)": for messages; valid UTF-8 */
    struct str name;   /* file name without packing suffix (".gz" ...), for the extension */
    struct str path;   /* what stands in for an id: the input's path, "path(member)" in an archive */
};

/* fd: an open file (the stream closes it), label and path as for its only member. */
int  stream_open(struct stream **out, int fd, struct str path, const struct corpus_options *options,
                 struct err *err);
void stream_close(struct stream *s);

/* The next member: 1, 0 at the end, negative: the archive is damaged or a bomb (*reason), and ends. */
int stream_next(struct stream *s, struct stream_member *out, enum reject_reason *reason, struct err *err);

/* Up to `size` bytes of the current member: how many, 0 at its end, negative as above. */
long stream_read(struct stream *s, char *to, size_t size, enum reject_reason *reason, struct err *err);

/* Bytes of the file itself that were read so far. */
uint64_t stream_position(const struct stream *s);

#endif
