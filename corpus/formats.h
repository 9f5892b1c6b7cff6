/* formats: the list of readers, and which of them reads what. */
#ifndef PRESSMARK_CORPUS_FORMATS_H
#define PRESSMARK_CORPUS_FORMATS_H

#include "corpus/reader.h"

/* The reader of that name, or NULL. */
const struct reader_ops *format_by_name(const char *name);

/* The reader for a member of that name that begins with `head`, or NULL. An extension counts for much, what
 * the content says for more: JSON Lines in a ".txt" are JSON Lines. Content alone decides where it is clear;
 * where it is not, only for a `direct` one, that the user named: then any text is a text. */
const struct reader_ops *format_find(struct str name, struct str head, bool direct);

#endif
