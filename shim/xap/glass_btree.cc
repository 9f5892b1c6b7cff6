/* A block: revision (4 bytes), level (1), longest free run, free bytes, end of the directory (2 each), then
 * the directory, 2 bytes an item, then free room, then the items. All numbers high byte first.
 * An item of a leaf: size less 3 and three flags (2 bytes), length of key (1), key, the number of the
 * component (2; not in the first), a piece of the tag. An item of a branch: block (4), length of key (1),
 * key, component (2). The first item of the first leaf, and of every branch, has an empty key.
 * Sources: backends/glass/glass_table.h and glass_table.cc of 1.4.22. */
#include "xap/glass_btree.hh"

#include <algorithm>

#include "xap/guard.hh"

extern "C" {
#include "store/deflate.h"
}

namespace xap::glass {

namespace {

enum { DIRECTORY = 11, ENTRY = 2, COMPONENT = 2, LEAF_HEAD = 3, BRANCH_HEAD = 5 };
enum { DEFLATED = 0x80, LAST = 0x40, FIRST = 0x20 };

/* Codes of their own take some 60 bytes. */
enum : size_t { DEFLATE_LEAST = 64 };

/* At least four items must fit a block. */
enum : size_t { ITEM_MAX = (BLOCK - DIRECTORY - 4 * ENTRY) / 4, COMPONENTS_MAX = 0xffff };

void put2(unsigned char *p, size_t value)
{
    p[0] = static_cast<unsigned char>(value >> 8);
    p[1] = static_cast<unsigned char>(value);
}

void put4(unsigned char *p, uint32_t value)
{
    put2(p, value >> 16);
    put2(p + 2, value & 0xffff);
}

} // namespace

void table_writer::node::clear(unsigned level)
{
    memset(bytes, 0, sizeof bytes);
    put4(bytes, REVISION);
    bytes[4]         = static_cast<unsigned char>(level);
    dir_end          = DIRECTORY;
    items            = BLOCK;
    separator_length = 0;
    component        = 0;
}

bool table_writer::node::empty() const
{
    return dir_end == DIRECTORY;
}

unsigned char *table_writer::node::item(size_t size)
{
    items -= size;
    put2(bytes + dir_end, items);
    dir_end += ENTRY;
    return bytes + items;
}

uint32_t table_writer::write(node &n)
{
    put2(n.bytes + 5, n.room());
    put2(n.bytes + 7, n.room());
    put2(n.bytes + 9, n.dir_end);
    return file_.add(n.bytes);
}

/* The leaf is full: write it, name it to its parent, and begin the one that starts with this key. Its
 * separator is the shortest that tells the two apart. */
void table_writer::begin_leaf(const unsigned char *key, size_t key_length, unsigned component)
{
    node                &leaf = *levels_[0];
    const unsigned char *last = leaf.bytes + leaf.items + 2;
    const size_t         both = std::min<size_t>(key_length, *last);
    size_t               same = 0;
    while (same < both && last[1 + same] == key[same])
        same++;
    const uint32_t block = write(leaf);
    add_branch(1, leaf, block);
    leaf.clear(0);
    leaf.separator_length = std::min(same + 1, key_length);
    memcpy(leaf.separator, key, leaf.separator_length);
    leaf.component = component;
}

void table_writer::add_branch(size_t level, const node &child, uint32_t block)
{
    if (level == levels_.size()) {
        levels_.push_back(std::make_unique<node>());
        levels_[level]->clear(static_cast<unsigned>(level));
    }
    node &n = *levels_[level];
    if (!n.empty() && n.room() < BRANCH_HEAD + child.separator_length + COMPONENT + ENTRY) {
        const uint32_t full = write(n);
        add_branch(level + 1, n, full);
        n.clear(static_cast<unsigned>(level));
    }
    const bool first = n.empty();
    if (first) {
        memcpy(n.separator, child.separator, child.separator_length);
        n.separator_length = child.separator_length;
        n.component        = child.component;
    }
    const size_t   length = first ? 0 : child.separator_length;
    unsigned char *p      = n.item(BRANCH_HEAD + length + COMPONENT);
    put4(p, block);
    p[4] = static_cast<unsigned char>(length);
    memcpy(p + BRANCH_HEAD, child.separator, length);
    put2(p + BRANCH_HEAD + length, first ? 0 : child.component);
}

void table_writer::add_item(unsigned flags, const unsigned char *key, size_t key_length, unsigned component,
                            const unsigned char *chunk, size_t length)
{
    const size_t size = LEAF_HEAD + key_length + (flags & FIRST ? 0 : COMPONENT) + length;
    if (levels_[0]->room() < size + ENTRY)
        begin_leaf(key, key_length, component);
    unsigned char *p = levels_[0]->item(size);
    put2(p, size - LEAF_HEAD);
    p[0] |= static_cast<unsigned char>(flags);
    p[2] = static_cast<unsigned char>(key_length);
    memcpy(p + LEAF_HEAD, key, key_length);
    p += LEAF_HEAD + key_length;
    if (!(flags & FIRST)) {
        put2(p, component);
        p += COMPONENT;
    }
    if (length)
        memcpy(p, chunk, length);
}

void table_writer::add(const unsigned char *key, size_t key_length, const void *tag, size_t length)
{
    const unsigned char *bytes = static_cast<const unsigned char *>(tag);
    unsigned             flags = 0;
    if (levels_.empty()) {
        levels_.push_back(std::make_unique<node>());
        levels_[0]->clear(0);
        add_item(FIRST | LAST, key, 0, 1, nullptr, 0);
    }
    root_.entries++;
    if (deflater_ && length >= DEFLATE_LEAST) {
        deflated_.resize(std::max(deflated_.size(), length));
        const size_t fewer = deflater_pack(deflater_, bytes, length, deflated_.data());
        if (fewer) {
            bytes  = deflated_.data();
            length = fewer;
            flags  = DEFLATED;
        }
    }
    add_pieces(flags, key, key_length, bytes, length);
}

void table_writer::add_pieces(unsigned flags, const unsigned char *key, size_t key_length, const unsigned char *tag,
                              size_t length)
{
    const size_t piece = ITEM_MAX - LEAF_HEAD - key_length - COMPONENT;
    size_t       first = piece + COMPONENT;
    if (length <= first) {
        add_item(flags | FIRST | LAST, key, key_length, 1, tag, length);
        return;
    }
    /* Fill up the leaf with the first piece where that saves one. */
    size_t room = levels_[0]->room() % (ITEM_MAX + ENTRY);
    const size_t head = ENTRY + LEAF_HEAD + key_length;
    if (room > head && room - head >= (length - COMPONENT) % piece + COMPONENT)
        first = std::min(first, room - head);
    if ((length - first + piece - 1) / piece >= COMPONENTS_MAX)
        fail(ERR_LIMIT, "an entry of %zu bytes is too long for '%s'", length, file_.path().c_str());
    add_item(flags | FIRST, key, key_length, 1, tag, first);
    tag += first;
    length -= first;
    for (unsigned component = 2; length; component++) {
        const size_t n = std::min(piece, length);
        add_item(flags | (n == length ? LAST : 0), key, key_length, component, tag, n);
        tag += n;
        length -= n;
    }
}

root table_writer::finish()
{
    for (size_t level = 0; level < levels_.size(); level++) {
        root_.block = write(*levels_[level]);
        root_.level = static_cast<uint32_t>(level);
        if (level + 1 < levels_.size())
            add_branch(level + 1, *levels_[level], root_.block);
    }
    root_.blocks = file_.blocks();
    return root_;
}

} // namespace xap::glass
