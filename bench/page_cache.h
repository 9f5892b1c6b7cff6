/* page_cache: take the files of an index out of the kernel's page cache. */
#ifndef PRESSMARK_BENCH_PAGE_CACHE_H
#define PRESSMARK_BENCH_PAGE_CACHE_H

#include <stdint.h>

#include "base/err.h"

struct page_cache_state {
    uint64_t bytes, resident; /* of all files in the folder; resident: of these, still in memory, by whole pages */
};

/* Write out what is dirty and ask the kernel to drop every regular file in the folder and its folders
 * (POSIX_FADV_DONTNEED, which is advice: pages that another process has mapped stay). *state, unless it is
 * NULL, tells what mincore(2) says afterwards. Errors: ERR_IO, ERR_NOT_FOUND. */
int page_cache_drop(const char *folder, struct page_cache_state *state, struct err *err);

#endif
