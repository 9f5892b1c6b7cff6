/* postings_lenders: the lists of a file being written whose docids another list may have, too. Most words are the
 * only one of their stem, and then both lists have the same; that of the word borrows them. For the writer. */
#ifndef PRESSMARK_POSTINGS_POSTINGS_LENDERS_H
#define PRESSMARK_POSTINGS_POSTINGS_LENDERS_H

#include "postings/postings_format.h"

#include <xxhash.h>

/* Lists of fewer postings neither lend nor borrow: what it saves is not worth its memory. */
enum { LENDERS_LEAST = 4 };

/* Which docids a list has, zero before its first block. 128 bits of XXH3 with a seed that nobody knows before: two
 * lists of one print have the same ones. */
typedef XXH128_hash_t list_print;

struct lender {
    list_print print;
    uint64_t   at, bytes; /* of the list, in the file; bytes 0: a free place */
    bool       counted;   /* counts stand in it */
};

/* A hash table, open. Memory: 60 to 120 bytes a list. */
struct lenders {
    struct lender *places;
    size_t         count, room; /* room: a power of 2, or 0 */
    uint64_t       seed;
};

int lenders_init(struct lenders *l, struct err *err); /* ERR_IO no random bytes */

/* The print of a list with one block more: its docids as the file has them, of so many bits, and how many postings
 * there are up to its end. */
list_print lenders_print(const struct lenders *l, list_print before, uint32_t postings, unsigned bits,
                         const uint8_t *docids, size_t len);

int                  lenders_add(struct lenders *l, const struct lender *lender, struct err *err); /* ERR_OOM */
const struct lender *lenders_find(const struct lenders *l, list_print print); /* borrowed until the next is added */
void                 lenders_release(struct lenders *l);

#endif
