/* tombstones: which documents of a segment are deleted, as a bitmap; bit docid - 1 of byte (docid - 1) / 8,
 * low bits first. The file is the bitmap alone; its size and checksum stand in the manifest. */
#ifndef PRESSMARK_STORE_TOMBSTONES_H
#define PRESSMARK_STORE_TOMBSTONES_H

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"

struct tombstones {
    unsigned char *bits;      /* NULL while nothing is deleted */
    uint32_t       documents; /* of the segment */
    uint32_t       deleted;
};

static inline size_t tombstones_bytes(uint32_t documents)
{
    return ((size_t)documents + 7) / 8;
}

static inline bool tombstones_has(const struct tombstones *t, uint32_t docid)
{
    return t->bits && docid >= 1 && docid <= t->documents && (t->bits[(docid - 1) / 8] >> ((docid - 1) % 8) & 1);
}

void tombstones_release(struct tombstones *t);

/* 1 newly deleted, 0 it was already (or is no document), ERR_OOM. */
int tombstones_add(struct tombstones *t, uint32_t docid, struct err *err);

/* From the bytes of a file: ERR_CORRUPT when they are not a bitmap of t->documents with `deleted` bits. */
int tombstones_parse(struct tombstones *t, struct str bytes, uint64_t deleted, struct err *err);

#endif
