/* keymap: which key of a record fills which field of an article. One table of common names, and --map. */
#ifndef PRESSMARK_CORPUS_KEYMAP_H
#define PRESSMARK_CORPUS_KEYMAP_H

#include "base/article.h"
#include "base/err.h"

struct keymap;

/* maps: "field=key" strings; a mapped field listens to these keys before the built-in ones. Nested keys by
 * dots ("meta.pub.date"). ERR_USAGE: no '=', no such field. */
int  keymap_new(struct keymap **out, const char *const *maps, size_t count, struct err *err);
void keymap_free(struct keymap *k);

/* The field a key fills, or -1. Keys compare without case, '-', '_' and ' ' ("pub_date" = "pubDate").
 * *rank: smaller wins where several keys of one record fill a field (text before content before
 * description). */
int keymap_find(const struct keymap *k, struct str key, int *rank);

#endif
