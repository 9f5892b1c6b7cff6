/* Merging databases into one single file. */
#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

#include "xap/xap_handles.hh"

using namespace xap;

namespace {

class keep_first : public Xapian::Compactor {
    std::string resolve_duplicate_metadata(const std::string &, size_t, const std::string tags[]) override
    {
        return tags[0];
    }
};

} // namespace

int xap_compact(const char *const *sources, size_t count, const char *path, struct err *err) noexcept
{
    return guard(err, [&] {
        struct stat st;
        if (count == 0)
            fail(ERR_INVALID, "nothing to compact into '%s'", path);
        if (lstat(path, &st) == 0)
            fail(ERR_EXISTS, "file '%s' exists already", path);
        if (errno != ENOENT)
            fail_sys("cannot write '%s'", path);

        Xapian::Database all;
        for (size_t i = 0; i < count; i++)
            all.add_database(open_database(sources[i]));
        keep_first metadata;
        try {
            all.compact(path, Xapian::DBCOMPACT_SINGLE_FILE, 0, metadata);
        } catch (...) {
            unlink(path); /* half of it; it was not there before */
            throw;
        }
        return 0;
    });
}
