/* What tests of tampered postings files share: doing harm, and hiding it. */
#ifndef PRESSMARK_TEST_DAMAGE_H
#define PRESSMARK_TEST_DAMAGE_H

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <xxhash.h>

#include "base/buf.h"
#include "postings/postings_format.h"

static inline void write_file(const char *path, const void *data, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, data, len), (ssize_t)len);
    close(fd);
}

/* Have all checksums hold. */
static inline void make_good(struct buf *b)
{
    struct postings_head head;
    uint8_t             *map = (uint8_t *)b->data;
    memcpy(&head, map, sizeof head);
    const struct postings_section *s = &head.section[SECTION_SUMS];
    if (s->at >= sizeof head && s->at <= b->len && s->size <= b->len - s->at) {
        uint64_t at = sizeof head, to = s->at;
        for (; at < s->at && to + 8 <= s->at + s->size; to += 8) {
            size_t   n   = s->at - at < POSTINGS_CHUNK ? (size_t)(s->at - at) : POSTINGS_CHUNK;
            uint64_t sum = XXH3_64bits(map + at, n);
            memcpy(map + to, &sum, sizeof sum);
            at += n;
        }
        head.sums_sum = XXH3_64bits(map + s->at, (size_t)s->size);
    }
    head.sum = XXH3_64bits(&head, offsetof(struct postings_head, sum));
    memcpy(map, &head, sizeof head);
}

/* Up to eight places, with bytes that are likelier to do harm than others. */
static inline void damage(uint8_t *map, size_t len, uint32_t (*draw)(uint32_t below))
{
    for (uint32_t left = 1 + draw(draw(4) ? 2 : 8); left; left--) {
        size_t   at    = draw(8) ? draw((uint32_t)len) : draw(sizeof(struct postings_head));
        uint32_t value = draw(2) ? draw(3) - 1 : draw(UINT32_MAX);
        switch (draw(5)) {
        case 0:
            map[at] ^= (uint8_t)(1 << draw(8));
            break;
        case 1:
            map[at] = (uint8_t)(draw(2) ? 0xff : 0x80);
            break;
        case 2:
            memcpy(map + at, &value, len - at < 4 ? len - at : 4);
            break;
        case 3: { /* bytes from elsewhere */
            size_t from = draw((uint32_t)len), n = draw(24), most = len - (at > from ? at : from);
            memmove(map + at, map + from, n < most ? n : most);
            break;
        }
        default:
            map[at] = (uint8_t)draw(256);
        }
    }
}

#endif
