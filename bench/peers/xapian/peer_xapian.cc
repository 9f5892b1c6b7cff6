/* xapian: Xapian as its own guide uses it, TermGenerator with STEM_SOME, ranked by its BM25 as it comes, the index
 * compacted. Words are searched by their stems (Z...), phrases by the words as they are written. */
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <xapian.h>

#include "bench/peers/peer.h"

namespace {

int fail(const std::string &what)
{
    return peer_fail("%s", what.c_str());
}

/* Run a function whose exceptions become a failure. */
template <typename F> auto guarded(F function) -> decltype(function())
{
    try {
        return function();
    } catch (const Xapian::Error &error) {
        return fail(error.get_description());
    } catch (const std::exception &error) {
        return fail(error.what());
    }
}

void version(FILE *out)
{
    std::fprintf(out, "Xapian %s", Xapian::version_string());
}

int add_all(Xapian::WritableDatabase &db)
{
    Xapian::TermGenerator generator;
    generator.set_stemmer(Xapian::Stem("en"));
    generator.set_stemming_strategy(Xapian::TermGenerator::STEM_SOME);
    peer_document d = {};
    int           got;
    while ((got = peer_next_document(stdin, &d)) == 1) {
        Xapian::Document doc;
        generator.set_document(doc);
        generator.set_termpos(0);
        generator.index_text(std::string(d.text, d.text_len));
        doc.set_data(std::string(d.id, d.id_len) + "\n" + std::string(d.text, d.text_len));
        db.add_document(doc);
    }
    return got;
}

int build(const char *folder)
{
    return guarded([&] {
        const std::string        loose = std::string(folder) + "/loose";
        Xapian::WritableDatabase db(loose, Xapian::DB_CREATE);
        const int                code = add_all(db);
        if (code)
            return code;
        db.commit();
        db.close();
        Xapian::Database(loose).compact(std::string(folder) + "/db", 0);
        std::filesystem::remove_all(loose);
        return 0;
    });
}

struct engine {
    Xapian::Database db;
    Xapian::Stem     stem{"en"};
};

void *open_engine(const char *folder)
{
    auto e    = std::make_unique<engine>();
    int  code = guarded([&] {
        e->db = Xapian::Database(std::string(folder) + "/db");
        return 0;
    });
    return code ? nullptr : e.release();
}

void close_engine(void *e)
{
    delete static_cast<engine *>(e);
}

Xapian::Query query_of(const engine &e, const peer_query &q)
{
    std::vector<std::string> terms;
    for (size_t i = 0; i < q.count; i++) {
        const std::string word = Xapian::Unicode::tolower(std::string(q.words[i]));
        terms.push_back(q.shape == PEER_PHRASE ? word : "Z" + e.stem(word));
    }
    const Xapian::Query::op op = q.shape == PEER_PHRASE ? Xapian::Query::OP_PHRASE
                                 : q.shape == PEER_ALL  ? Xapian::Query::OP_AND
                                                        : Xapian::Query::OP_OR;
    return Xapian::Query(op, terms.begin(), terms.end());
}

int64_t search(void *of, peer_request *request)
{
    engine &e = *static_cast<engine *>(of);
    return guarded([&]() -> int64_t {
        Xapian::Enquire enquire(e.db);
        enquire.set_query(query_of(e, request->query));
        if (!request->top)
            enquire.set_weighting_scheme(Xapian::BoolWeight());
        const Xapian::MSet found = enquire.get_mset(0, static_cast<Xapian::doccount>(request->top),
                                                    request->count ? e.db.get_doccount() : 0);
        if (request->ids)
            for (auto hit = found.begin(); hit != found.end(); ++hit) {
                const std::string data = hit.get_document().get_data();
                peer_hit(request, data.data(), data.find('\n'), hit.get_weight());
            }
        return request->count ? found.get_matches_lower_bound() : 0;
    });
}

} // namespace

int main(int argc, char **argv)
{
    static const peer adapter = {"xapian", version, build, open_engine, search, close_engine};
    return peer_main(argc, argv, &adapter);
}
