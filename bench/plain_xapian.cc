/* plain_xapian: what people write when they follow Xapian's own guide, as the yardstick for building: one
 * WritableDatabase, TermGenerator with STEM_SOME, title under S and both texts with positions, the article's text
 * as document data. The same readers feed it that feed pressmark-index.
 *
 * usage: plain_xapian OUTPUT INPUT...    makes OUTPUT (a directory) and OUTPUT.compact (compacted)
 * Prints one JSON object: articles, bytes of text, seconds, MB/s, sizes. */
#include <sys/stat.h>

#include <chrono>
#include <cstdio>
#include <string>

#include <dirent.h>
#include <xapian.h>

extern "C" {
#include "corpus/corpus.h"
}

namespace {

std::string text_of(const article &a, article_field field)
{
    return a.field[field].len ? std::string(a.field[field].data, a.field[field].len) : std::string();
}

unsigned long long folder_bytes(const std::string &path)
{
    unsigned long long sum = 0;
    if (DIR *dir = opendir(path.c_str())) {
        while (dirent *entry = readdir(dir)) {
            struct stat st;
            if (stat((path + "/" + entry->d_name).c_str(), &st) == 0 && S_ISREG(st.st_mode))
                sum += static_cast<unsigned long long>(st.st_size);
        }
        closedir(dir);
    }
    return sum;
}

int run(int argc, char **argv)
{
    const std::string output = argv[1];
    corpus_options    options;
    corpus           *input = nullptr;
    err               error = ERR_INIT;
    corpus_options_init(&options);
    if (corpus_open(&input, argv + 2, static_cast<size_t>(argc - 2), &options, &error) < 0) {
        std::fprintf(stderr, "plain_xapian: %s\n", error.msg);
        return 2;
    }
    auto                     start = std::chrono::steady_clock::now();
    Xapian::WritableDatabase db(output, Xapian::DB_CREATE_OR_OVERWRITE);
    Xapian::TermGenerator    generator;
    generator.set_stemmer(Xapian::Stem("en"));
    generator.set_stemming_strategy(Xapian::TermGenerator::STEM_SOME);
    unsigned long long articles = 0, bytes = 0;
    article            a;
    reject_reason      reason;
    for (int got; (got = corpus_next(input, &a, &reason, &error)) != 0;) {
        if (got < 0)
            continue;
        const std::string title = text_of(a, FIELD_TITLE), body = text_of(a, FIELD_BODY);
        Xapian::Document  doc;
        generator.set_document(doc);
        generator.index_text(title, 1, "S");
        generator.index_text(title);
        generator.increase_termpos();
        generator.index_text(body);
        doc.set_data(text_of(a, FIELD_ID) + "\n" + text_of(a, FIELD_DATE) + "\n" + text_of(a, FIELD_URL) + "\n" +
                     title + "\n" + body);
        db.add_document(doc);
        articles++;
        bytes += title.size() + body.size();
    }
    db.commit();
    double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    corpus_close(input);
    db.close();
    Xapian::Database(output).compact(output + ".compact", 0);
    std::printf("{\"program\": \"plain_xapian\", \"xapian\": \"%s\", \"articles\": %llu, \"text_bytes\": %llu, "
                "\"seconds\": %.3f, \"mb_per_second\": %.3f, \"bytes\": %llu, \"compacted_bytes\": %llu}\n",
                Xapian::version_string(), articles, bytes, seconds, static_cast<double>(bytes) / 1e6 / seconds,
                folder_bytes(output), folder_bytes(output + ".compact"));
    return 0;
}

} // namespace

int main(int argc, char **argv)
{
    if (argc < 3) {
        std::fprintf(stderr, "usage: plain_xapian OUTPUT INPUT...\n");
        return 2;
    }
    try {
        return run(argc, argv);
    } catch (const Xapian::Error &error) {
        std::fprintf(stderr, "plain_xapian: %s\n", error.get_description().c_str());
    } catch (const std::exception &error) {
        std::fprintf(stderr, "plain_xapian: %s\n", error.what());
    }
    return 2;
}
