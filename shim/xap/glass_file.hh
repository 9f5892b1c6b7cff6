/* glass_file: a database of Xapian's glass in one file, of which the first block tells what the tables hold, and they
 * stand behind it. */
#ifndef PRESSMARK_XAP_GLASS_FILE_HH
#define PRESSMARK_XAP_GLASS_FILE_HH

#include <cstdint>
#include <string>
#include <vector>

namespace xap::glass {

enum { BLOCK = 8192 };

class block_file {
public:
    /* The file, which must not exist; it is removed again unless finish() ends well. Throws, as all here. */
    explicit block_file(const std::string &path);
    ~block_file();
    block_file(const block_file &)            = delete;
    block_file &operator=(const block_file &) = delete;

    const std::string &path() const { return path_; }
    uint32_t           blocks() const { return blocks_; } /* so far, the first one included */
    uint32_t           add(const unsigned char block[BLOCK]); /* its number */
    void               finish(const std::string &first); /* at most a block */

private:
    void flush();

    std::string                path_;
    int                        fd_;
    uint32_t                   blocks_ = 1;
    std::vector<unsigned char> out_;
};

} // namespace xap::glass

#endif
