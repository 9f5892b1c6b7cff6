/* A database of what a postings file holds: written by us or by Xapian. */
#include <algorithm>
#include <cerrno>

#include <sys/stat.h>
#include <unistd.h>

#include "xap/glass_tables.hh"
#include "xap/glass_version.hh"
#include "xap/postings_walk.hh"
#include "xap/xap_handles.hh"

using namespace xap;

namespace {

enum { DOCUMENTS_AT_ONCE = 4096 };

/* Documents `from` and on, of which there are docs.size(). */
void gather(postings_walk &walk, uint32_t from, std::vector<Xapian::Document> &docs)
{
    const uint64_t end = uint64_t(from) + docs.size();
    while (walk.next()) {
        const std::string text = written_term(walk.text);
        for (uint32_t b = postings_block_seek(&walk.list, 0, from); b < walk.list.blocks; b++) {
            const uint32_t count = walk.read(b);
            for (uint32_t i = 0; i < count; i++) {
                if (walk.docids[i] < from || walk.docids[i] >= end)
                    continue;
                Xapian::Document &doc = docs[walk.docids[i] - from];
                doc.add_term(text, walk.wdfs[i]);
                if (walk.has_positions())
                    for (const uint32_t position : walk.positions(i))
                        doc.add_posting(text, position, 0);
            }
            if (walk.docids[count - 1] >= end)
                break;
        }
    }
}

void write_slowly(const postings_file *from, uint32_t date_slot, bool positions, const std::string &path)
{
    Xapian::WritableDatabase db(path, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_SYNC |
                                          Xapian::DB_DANGEROUS | Xapian::DB_NO_TERMLIST);
    const uint32_t           documents = postings_file_documents(from);
    for (uint32_t first = 1, count; first <= documents; first += count) {
        count = std::min<uint32_t>(DOCUMENTS_AT_ONCE, documents - first + 1);
        std::vector<Xapian::Document> docs;
        for (uint32_t d = 0; d < count; d++)
            docs.emplace_back(); /* copies would be the same one */
        postings_walk walk(from, positions);
        gather(walk, first, docs);
        for (uint32_t d = 0; d < count; d++) {
            int64_t date;
            if (postings_date(from, first + d, &date))
                docs[d].add_value(date_slot, Xapian::sortable_serialise(static_cast<double>(date)));
            db.add_document(docs[d]);
        }
    }
    db.close();
}

int make(const char *path, const postings_file *from, uint32_t date_slot, bool positions, bool slow,
         struct err *err) noexcept
{
    return guard(err, [&] {
        struct stat       st;
        const std::string tables = std::string(path) + ".tables";
        for (const char *name : {path, tables.c_str()}) {
            if (lstat(name, &st) == 0)
                fail(ERR_EXISTS, "file '%s' exists already", name);
            if (errno != ENOENT)
                fail_sys("cannot write '%s'", name);
        }
        const char *const source = tables.c_str();
        int               code   = 0;
        try {
            if (!slow && glass::xapian_writes_alike(tables)) {
                glass::write_database(from, date_slot, positions, path);
            } else {
                file_remove_tree(source, nullptr);
                write_slowly(from, date_slot, positions, tables);
                code = xap_compact(&source, 1, path, err);
            }
        } catch (...) {
            file_remove_tree(source, nullptr);
            throw;
        }
        if (code) {
            file_remove_tree(source, nullptr);
        } else if ((code = file_remove_tree(source, err)) != 0) {
            unlink(path); /* else it would stand beside what is left of them */
        }
        return code;
    });
}

} // namespace

int xap_make(const char *path, const struct postings_file *from, uint32_t date_slot, bool positions,
             struct err *err) noexcept
{
    return make(path, from, date_slot, positions, false, err);
}

int xap_make_slow(const char *path, const struct postings_file *from, uint32_t date_slot, bool positions,
                  struct err *err) noexcept
{
    return make(path, from, date_slot, positions, true, err);
}
