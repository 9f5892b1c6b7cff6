/* index_identity: does this program analyze text as the index's writer did? */
#ifndef PRESSMARK_INDEX_INDEX_IDENTITY_H
#define PRESSMARK_INDEX_INDEX_IDENTITY_H

#include "store/manifest.h"
#include "text/analyzer.h"

/* Compare the fingerprint of every language of the index with the analyzer's. ERR_VERSION names the index
 * and the language. Cost: one fingerprint a language. */
int index_identity_check(const struct manifest *m, const char *index_path, struct analyzer *analyzer,
                         struct err *err);

/* Count `documents` more in the language, with its fingerprint when it is new to the index. */
int index_identity_count(struct manifest *m, struct analyzer *analyzer, int lang, uint64_t documents,
                         struct err *err);

#endif
