/* date: the ways news writes a date -> the canonical form of base/article.h. */
#ifndef PRESSMARK_CORPUS_DATE_H
#define PRESSMARK_CORPUS_DATE_H

#include <stdint.h>

#include "base/buf.h"

enum date_result { DATE_NONE, DATE_OK, DATE_BAD };

/* Append the canonical form of `text` to *out. Zones are applied (named ones by a fixed table: Z, UTC, GMT,
 * the American and European ones); a date without zone counts as UTC. DATE_NONE: empty; DATE_BAD: not a
 * date, an impossible one, before 1600 or more than a year after `now`.
 * Knows: ISO 8601 (with or without time, zone, fractions, compact 20230727), RFC 2822, "26-FEB-1987
 * 15:01:01.79", "Fri Oct 20, 2006 6:15pm EDT", "October 20, 2006", "20 October 2006", "01/04/63" as
 * month/day/year, month names and their abbreviations in the stemmers' main languages ("19 de fevereiro de
 * 2018", "3. maaliskuuta 2020", "2023年7月27日"), unix seconds and milliseconds. */
enum date_result date_parse(struct str text, int64_t now, struct buf *out);

#endif
