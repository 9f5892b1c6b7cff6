/* record_file_layout: what record_file.c and record_file_write.c must agree on, and nobody else needs. */
#ifndef PRESSMARK_STORE_RECORD_FILE_LAYOUT_H
#define PRESSMARK_STORE_RECORD_FILE_LAYOUT_H

#include "store/record_layout.h"

#define RECORD_FILE_MAGIC "PMrecord"

enum {
    RECORD_FILE_HEAD   = 64,
    RECORD_FILE_OFFSET = 5, /* bytes of one */
    RECORD_FILE_PLACE  = RECORD_FILE_OFFSET + 4, /* of a pack: where it begins, records before it */
    RECORD_FILE_ENTRY  = 8, /* of the table of dictionaries */
    /* where the members of the head stand */
    AT_VERSION          = 8,
    AT_COUNT            = 12,
    AT_PLACES           = 16,
    AT_DICTIONARIES     = 24,
    AT_DICTIONARY_COUNT = 32,
    AT_PACKS            = 36,
    AT_BYTES            = 40,
    AT_TAIL_SUM         = 48,
    AT_HEAD_SUM         = 56,
};

#define RECORD_FILE_MAX ((uint64_t)1 << 40)

#endif
