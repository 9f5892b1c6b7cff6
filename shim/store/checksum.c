#include "store/checksum.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>
#include <xxhash.h>

static void print(XXH128_hash_t hash, char out[CHECKSUM_TEXT])
{
    snprintf(out, CHECKSUM_TEXT, "%016llx%016llx", (unsigned long long)hash.high64,
             (unsigned long long)hash.low64);
}

void checksum_bytes(struct str data, char out[CHECKSUM_TEXT])
{
    print(XXH3_128bits(data.data, data.len), out);
}

uint64_t checksum_64(struct str data)
{
    return XXH3_64bits(data.data, data.len);
}

int checksum_file(const char *path, char out[CHECKSUM_TEXT], uint64_t *bytes, struct err *err)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return err_sys(err, "cannot open '%s'", path);
    XXH3_state_t *state = XXH3_createState();
    int           code  = state ? 0 : err_oom(err);
    uint64_t      total = 0;
    char          block[65536];
    if (state)
        XXH3_128bits_reset(state);
    while (!code) {
        ssize_t n = read(fd, block, sizeof block);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            code = err_sys(err, "cannot read '%s'", path);
        if (n <= 0)
            break;
        XXH3_128bits_update(state, block, (size_t)n);
        total += (uint64_t)n;
    }
    if (!code) {
        print(XXH3_128bits_digest(state), out);
        if (bytes)
            *bytes = total;
    }
    XXH3_freeState(state);
    close(fd);
    return code;
}
