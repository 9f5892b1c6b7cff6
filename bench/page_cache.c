#include "bench/page_cache.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Pages of the file in memory, in bytes. */
static int count_resident(int fd, size_t size, uint64_t *resident, struct err *err)
{
    size_t         page  = (size_t)sysconf(_SC_PAGESIZE), pages = (size + page - 1) / page;
    unsigned char *there = malloc(pages);
    void          *map   = there ? mmap(NULL, size, PROT_READ, MAP_SHARED, fd, 0) : MAP_FAILED;
    int            code  = !there ? err_oom(err) : map == MAP_FAILED ? err_sys(err, "cannot map") : 0;
    if (!code && mincore(map, size, there) != 0)
        code = err_sys(err, "cannot ask for pages");
    for (size_t i = 0; i < pages && !code; i++)
        *resident += (there[i] & 1) * page;
    if (map != MAP_FAILED)
        munmap(map, size);
    free(there);
    return code;
}

static int drop_file(const char *path, size_t size, struct page_cache_state *state, struct err *err)
{
    int fd   = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    int code = fd < 0 || fdatasync(fd) != 0 ? err_sys(err, "cannot open and sync") : 0;
    if (!code && (errno = posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED)) != 0)
        code = err_sys(err, "cannot advise");
    if (!code && state && size) {
        state->bytes += size;
        code = count_resident(fd, size, &state->resident, err);
    }
    if (fd >= 0)
        close(fd);
    return code ? err_context(err, "dropping '%s' from the page cache", path) : 0;
}

int page_cache_drop(const char *folder, struct page_cache_state *state, struct err *err)
{
    union { /* fts_open changes nothing of what it is given */
        const char *const *in;
        char *const       *out;
    } roots   = {(const char *const[]){folder, NULL}};
    FTS *tree = fts_open(roots.out, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    int  code = tree ? 0 : err_sys(err, "cannot walk '%s'", folder);
    if (state)
        *state = (struct page_cache_state){0, 0};
    for (FTSENT *entry; tree && !code && (errno = 0, entry = fts_read(tree));) {
        if (entry->fts_info == FTS_F)
            code = drop_file(entry->fts_path, (size_t)entry->fts_statp->st_size, state, err);
        else if (entry->fts_info == FTS_NS || entry->fts_info == FTS_DNR || entry->fts_info == FTS_ERR) {
            errno = entry->fts_errno;
            code  = err_sys(err, "cannot read '%s'", entry->fts_path);
        }
    }
    if (tree)
        fts_close(tree);
    return code;
}
