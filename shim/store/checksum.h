/* checksum: XXH3-128 (xxHash, 128 bits) as 32 lower-case hexadecimal digits. Guards against damage, not
 * against a forger. */
#ifndef PRESSMARK_STORE_CHECKSUM_H
#define PRESSMARK_STORE_CHECKSUM_H

#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

enum { CHECKSUM_TEXT = 33 }; /* digits and NUL */

void checksum_bytes(struct str data, char out[CHECKSUM_TEXT]);

/* Of a whole file; *bytes (may be NULL) gets its size. Cost: one read, 64 KiB of memory. */
int checksum_file(const char *path, char out[CHECKSUM_TEXT], uint64_t *bytes, struct err *err);

/* 64 bits, for tables and content hashes. */
uint64_t checksum_64(struct str data);

#endif
