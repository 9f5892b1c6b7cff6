/* keymap: which key of a record fills which field of an article. One table of common names, and --map. */
#ifndef PRESSMARK_CORPUS_KEYMAP_H
#define PRESSMARK_CORPUS_KEYMAP_H

#include "base/article.h"
#include "base/err.h"

struct keymap;

/* maps: "field=key" strings; a mapped field listens to these keys before the built-in ones. The field is
 * one of article.h's names, or "body" for "text". Nested keys by dots ("meta.pub.date"). ERR_USAGE: no '=',
 * no such field, no key. */
int  keymap_new(struct keymap **out, const char *const *maps, size_t count, struct err *err);
void keymap_free(struct keymap *k);

/* The field a key fills, or -1. Keys compare without ASCII case, '-', '_', ' ' and ':' ("pub_date" =
 * "pubDate"); those over 128 bytes are unknown. A key inside a common envelope ("_source.title",
 * "data.title") is known as without it. *rank: smaller wins where several keys of one record fill a field
 * (text before content before description); always below KEYMAP_RANKS. */
int keymap_find(const struct keymap *k, struct str key, int *rank);

enum { KEYMAP_RANKS = 4096 };

#endif
