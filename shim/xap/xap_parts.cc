/* xap_parts: how many bytes each table of a single-file database takes.
 *
 * Xapian has no call for it. Source: backends/glass/glass_version.cc and glass_freelist.cc of 1.4.22: the
 * file begins with a magic of 14 bytes, a version of 2, a UUID of 16 and the revision; then, a table after
 * the other (postlist, docdata, termlist, position, spelling, synonym), root block, level and flags,
 * entries, block size / 2048, minimum to compress, and the packed free list, whose second number is the
 * first unused block. Compaction writes the tables one behind the other:
 * where one ends the next begins. */
#include "xap/xap_handles.hh"

#include <cstdio>
#include <memory>

namespace {

constexpr size_t MAGIC = 14, VERSION = 2, UUID = 16, TABLES = 6;

bool unpack(struct str &s, uint64_t &value)
{
    return str_varint(&s, &value);
}

bool parse(struct str head, uint64_t size, struct xap_part_sizes &out)
{
    uint64_t revision, ends[TABLES], block = 0;
    if (head.len < MAGIC + VERSION + UUID || memcmp(head.data, "\x0f\x0dXapian Glass", MAGIC) != 0)
        return false;
    head = str_skip(head, MAGIC + VERSION + UUID);
    if (!unpack(head, revision))
        return false;
    for (uint64_t &end : ends) {
        uint64_t root, level, entries, blocks, least, length, ignored;
        if (!unpack(head, root) || !unpack(head, level) || !unpack(head, entries) || !unpack(head, blocks) ||
            !unpack(head, least) || !unpack(head, length) || length > head.len)
            return false;
        struct str list = str_of(head.data, length);
        head            = str_skip(head, length);
        block           = blocks * 2048;
        if (list.len == 0)
            end = 0; /* an empty table */
        else if (!unpack(list, ignored) || !unpack(list, end))
            return false;
    }
    uint64_t *const sizes[TABLES] = {&out.postings, &out.records, &out.termlist,
                                     &out.positions, &out.spelling, &out.synonym};
    uint64_t begin = 0, sum = 0;
    for (size_t order = 0; order < TABLES; order++) { /* tables in the order in which they lie in the file */
        size_t next = TABLES;
        for (size_t t = 0; t < TABLES; t++)
            if (ends[t] > begin && (next == TABLES || ends[t] < ends[next]))
                next = t;
        if (next == TABLES)
            break;
        *sizes[next] = (ends[next] - begin) * block;
        sum += *sizes[next];
        begin = ends[next];
    }
    out.total = size;
    return sum <= size && size - sum <= 16 * (block + 1);
}

} // namespace

int xap_parts(const char *path, struct xap_part_sizes *out, struct err *err) noexcept
{
    *out = xap_part_sizes{};
    std::unique_ptr<FILE, int (*)(FILE *)> file(fopen(path, "re"), fclose);
    char                                   head[2048];
    if (!file)
        return err_sys(err, "cannot open '%s'", path);
    size_t n = fread(head, 1, sizeof head, file.get());
    if (fseek(file.get(), 0, SEEK_END) != 0)
        return err_sys(err, "cannot read '%s'", path);
    if (!parse(str_of(head, n), static_cast<uint64_t>(ftell(file.get())), *out))
        return err_set(err, ERR_VERSION, "the parts of '%s' cannot be told: its layout is not glass 1.4's",
                       path);
    return 0;
}
