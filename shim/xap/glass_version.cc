/* Magic (14 bytes), version of the format (2), UUID (16), revision; for each of six tables: root block, level
 * and two flags, entries, block size in 2,048 bytes, least length to compress, free list as a string; then the
 * statistics. Source: backends/glass/glass_version.cc and glass_freelist.h of 1.4.22. */
#include "xap/glass_version.hh"

#include <sys/random.h>
#include <unistd.h>

#include "xap/xap_handles.hh"

namespace xap::glass {

namespace {

enum { UUID_AT = 16, SEQUENTIAL = 2, NO_ROOT = 1 };

void put(std::string &out, uint64_t value)
{
    unsigned char text[UINT_MAX_BYTES];
    out.append(reinterpret_cast<const char *>(text), static_cast<size_t>(put_uint(text, value) - text));
}

void put_root(std::string &out, const root &r, size_t deflate_above)
{
    std::string free_list;
    if (r.entries) {
        put(free_list, REVISION);
        put(free_list, r.blocks); /* the first unused */
        free_list.append(4, '\0'); /* none free before it */
    }
    put(out, r.block);
    put(out, r.level << 2 | (r.entries ? 0 : SEQUENTIAL | NO_ROOT));
    put(out, r.entries);
    put(out, BLOCK >> 11);
    put(out, deflate_above);
    put(out, free_list.size());
    out += free_list;
}

} // namespace

std::string version_bytes(const version &v)
{
    const root  none;
    std::string out("\x0f\x0dXapian Glass\x04\x6e", UUID_AT);
    out.append(reinterpret_cast<const char *>(v.uuid), sizeof v.uuid);
    put(out, v.revision);
    put_root(out, v.postlist, 0);
    put_root(out, none, DEFLATE_ABOVE); /* docdata */
    put_root(out, none, DEFLATE_ABOVE); /* termlist */
    put_root(out, v.position, 0);
    put_root(out, none, DEFLATE_ABOVE); /* spelling */
    put_root(out, none, DEFLATE_ABOVE); /* synonym */
    put(out, v.documents);
    put(out, 0); /* the last docid less the documents */
    put(out, v.shortest);
    put(out, v.wdf_max);
    put(out, v.longest - v.wdf_max);
    put(out, 0); /* the oldest change set */
    put(out, v.total_length);
    put(out, 0); /* spelling */
    return out;
}

bool xapian_writes_alike(const std::string &path)
{
    {
        Xapian::WritableDatabase db(path, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_SYNC |
                                              Xapian::DB_DANGEROUS | Xapian::DB_NO_TERMLIST);
    }
    unlink((path + "/flintlock").c_str()); /* only for its own writers */
    struct buf     found = {};
    struct failure failed;
    version        v;
    if (file_read((path + "/iamglass").c_str(), &found, &failed.why) < 0) {
        buf_release(&found);
        throw failed;
    }
    if (found.len > UUID_AT + sizeof v.uuid)
        memcpy(v.uuid, found.data + UUID_AT, sizeof v.uuid);
    const std::string theirs = bytes(buf_view(&found));
    buf_release(&found);
    return theirs == version_bytes(v);
}

void version_name(version &v)
{
    if (getrandom(v.uuid, sizeof v.uuid, 0) != sizeof v.uuid)
        fail_sys("cannot get random bytes for a UUID");
    v.uuid[6] = static_cast<unsigned char>((v.uuid[6] & 0x0f) | 0x40); /* RFC 4122, version 4 */
    v.uuid[8] = static_cast<unsigned char>((v.uuid[8] & 0x3f) | 0x80);
}

} // namespace xap::glass
