/* packing: what a file is packed with, by its first bytes and its name. */
#ifndef PRESSMARK_CORPUS_PACKING_H
#define PRESSMARK_CORPUS_PACKING_H

#include "base/str.h"

enum packing { PLAIN, GZIP, BZIP2, XZ, ZSTD, LZMA, ZIP, TAR };

enum { PACKING_HEAD = 512 }; /* bytes of a file that tell: a tar header, the longest magic there is */

enum packing packing_of_head(struct str head);

/* For what has no magic: lzma and old tar. PLAIN: the name does not say. */
enum packing packing_of_name(struct str name);

/* "a.tar" of "a.tar.gz". */
struct str packing_strip(struct str name);

#endif
