/* date_names: the words of a date (months, half days, zones) in the languages news is written in. */
#ifndef PRESSMARK_CORPUS_DATE_NAMES_H
#define PRESSMARK_CORPUS_DATE_NAMES_H

#include "base/buf.h"

/* Append one code point as date words are compared: lower case, Latin and Greek letters without accents. */
void date_fold(struct buf *out, uint32_t codepoint);

/* The month 1..12 a folded word names: a name of the table, or the beginning (three letters or more) of
 * names of one month only, with or without the final dot; else 0. */
int date_month(struct str folded);

enum date_half { DATE_NO_HALF, DATE_AM, DATE_PM };
enum date_half date_half_day(struct str folded);

/* Minutes east of Greenwich of a zone's name; false when it is none. The American "ET" and its kind, which
 * leave summer time open, are taken as summer time from April to October. */
bool date_zone(struct str folded, int month, int *minutes);

#endif
