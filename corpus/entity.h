/* entity: character references of HTML, SGML and XML, from a fixed table; no DTD, ever. */
#ifndef PRESSMARK_CORPUS_ENTITY_H
#define PRESSMARK_CORPUS_ENTITY_H

#include "base/buf.h"

/* Append text with its references resolved: the named ones of HTML 4 (and &apos;), decimal and hexadecimal
 * ones. References to control characters (Reuters' &#5; and its kind) become a blank, &#128..159; are read
 * as Windows-1252, others that are no character U+FFFD; unknown names, a bare '&' and a missing ';' after a
 * known name in lower case are kept as text. Never resolved twice. */
void entity_decode(struct buf *out, struct str text);

#endif
