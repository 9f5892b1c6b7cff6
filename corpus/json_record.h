/* json_record: one JSON object -> the fields of an article. */
#ifndef PRESSMARK_CORPUS_JSON_RECORD_H
#define PRESSMARK_CORPUS_JSON_RECORD_H

#include "corpus/field_choice.h"

/* Read the object that is all of `json` (valid UTF-8). Keys fill fields as context->keymap says, nested ones
 * under their path. Lists of texts or of objects with a text become paragraphs (title, text) or lines
 * (author, topic); of other fields the first value counts. 0; ERR_FORMAT: what is wrong, at which byte. */
int json_record_read(struct field_choice *r, struct reader_context *context, struct str json, struct err *err);

#endif
