/* lookup: the engine over postings files, written for the shapes that people ask for most. From a plan to the ids of
 * its top k, without reading anything else.
 *
 *   bag         one word, or any of several: windows of documents, in each of which the lists that cannot bring a
 *               document into the top k alone are only asked about documents that others found (MaxScore: Turtle and
 *               Flood, IPM 31(6), 1995; by window as Lucene 9's MaxScoreBulkScorer does), blocks below the threshold
 *               skipped by their impacts (block-max: Ding and Suel, SIGIR 2011)
 *   conjunction all of several words and phrases: the rarest list leads, blocks skipped in the same way; positions are
 *               read last, and only for documents that would enter the top k
 *   anything    documents that match, one after the other, weighed when their bound passes the threshold
 *
 * Counting exactly costs a second pass, over ids alone. Shards are gone through in order with one threshold. */
#ifndef PRESSMARK_QUERY_LOOKUP_H
#define PRESSMARK_QUERY_LOOKUP_H

#include "query/engine.h"

extern const struct engine engine_lookup;

#endif
