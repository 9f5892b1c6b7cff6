#include "corpus/packing.h"

static const struct {
    enum packing packing;
    size_t       at;
    const char  *magic;
    size_t       len;
} magics[] = {
    {GZIP, 0, "\x1F\x8B\x08", 3},
    {BZIP2, 4, "\x31\x41\x59\x26\x53\x59", 6},
    {BZIP2, 4, "\x17\x72\x45\x38\x50\x90", 6}, /* of nothing */
    {XZ, 0, "\xFD" "7zXZ\0", 6},
    {ZSTD, 0, "\x28\xB5\x2F\xFD", 4},
    {ZIP, 0, "PK\x03\x04", 4},
    {ZIP, 0, "PK\x05\x06", 4},
    {TAR, 257, "ustar", 5},
};

/* Taken off to see the name within. The first say no more than the magic does. */
static const struct {
    const char  *suffix;
    enum packing without_magic;
} suffixes[] = {
    {".gz", PLAIN}, {".bz2", PLAIN}, {".xz", PLAIN}, {".zst", PLAIN}, {".lzma", LZMA}, {".tar", TAR},
};

enum packing packing_of_head(struct str head)
{
    for (size_t i = 0; i < sizeof magics / sizeof *magics; i++)
        if (str_starts(str_skip(head, magics[i].at), str_of(magics[i].magic, magics[i].len)) &&
            (magics[i].packing != BZIP2 || str_starts(head, STR("BZh"))))
            return magics[i].packing;
    return PLAIN;
}

/* Which row of suffixes the name ends in, or -1. */
static int suffix_of(struct str name)
{
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        struct str suffix = str_c(suffixes[i].suffix);
        if (name.len > suffix.len && str_eq_nocase(str_skip(name, name.len - suffix.len), suffix))
            return (int)i;
    }
    return -1;
}

enum packing packing_of_name(struct str name)
{
    int i = suffix_of(name);
    return i < 0 ? PLAIN : suffixes[i].without_magic;
}

struct str packing_strip(struct str name)
{
    int i = suffix_of(name);
    if (i >= 0)
        name.len -= strlen(suffixes[i].suffix);
    return name;
}
