/* glass_btree: a table of Xapian's glass, written from front to back from pairs in ascending order. */
#ifndef PRESSMARK_XAP_GLASS_BTREE_HH
#define PRESSMARK_XAP_GLASS_BTREE_HH

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "xap/glass_file.hh"
#include "xap/glass_pack.hh"

struct deflater;

namespace xap::glass {

constexpr uint32_t REVISION = 1; /* of the blocks, and of a database written in one go */

/* Xapian tries to deflate tags longer than this, if the table is one of those it does so with. */
enum : size_t { DEFLATE_ABOVE = 18 };

/* Where the tree is found; what is said of a table without entries. */
struct root {
    uint32_t block = 0, level = 0, entries = 0, blocks = 0; /* blocks: of the file when it was written */
};

class table_writer {
public:
    /* Behind what the file has; one table is written after the other. Longer tags are deflated where that makes them
     * shorter, unless `deflater` is NULL: Xapian asks each entry whether it is, in any table. Throws, as all here. */
    table_writer(block_file &file, struct deflater *deflater) : file_(file), deflater_(deflater) {}

    /* Keys (1 to KEY_MAX bytes) must ascend by bytes. ERR_LIMIT: a tag of more than 65,535 items, each a quarter of a
     * block. */
    void add(const unsigned char *key, size_t key_length, const void *tag, size_t length);
    root finish();

private:
    /* A block being filled: the directory grows from the front, items from the back. */
    struct node {
        unsigned char bytes[BLOCK];
        size_t        dir_end, items;
        unsigned char separator[KEY_MAX]; /* what its parent is to know it by: not above its first key, */
        size_t        separator_length;   /* and above the last one before */
        unsigned      component;

        void   clear(unsigned level);
        size_t room() const { return items - dir_end; }
        bool   empty() const;
        unsigned char *item(size_t size);
    };

    void     add_item(unsigned flags, const unsigned char *key, size_t key_length, unsigned component,
                      const unsigned char *chunk, size_t length);
    void     add_branch(size_t level, const node &child, uint32_t block);
    void     begin_leaf(const unsigned char *key, size_t key_length, unsigned component);
    void     add_pieces(unsigned flags, const unsigned char *key, size_t key_length, const unsigned char *tag,
                        size_t length);
    uint32_t write(node &n);

    block_file                        &file_;
    struct deflater                   *deflater_;
    root                               root_;
    std::vector<unsigned char>         deflated_;
    std::vector<std::unique_ptr<node>> levels_; /* 0: the leaf */
};

} // namespace xap::glass

#endif
