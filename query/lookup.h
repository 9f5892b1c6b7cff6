/* lookup: the engine over postings files, written for the shapes that people ask for most. From a plan to the ids of
 * its top k, without reading anything else.
 *
 *   one         one word: the head of its list holds the best ten (a k-skyband: Papadias and others, TODS 30(1), 2005);
 *               else its champions may, or the blocks with the highest bounds set a threshold for the others
 *   bag         any of several: windows of documents, in each of which the lists that cannot bring a
 *               document into the top k alone are only asked about documents that others found (MaxScore: Turtle and
 *               Flood, IPM 31(6), 1995; by window as Lucene 9's MaxScoreBulkScorer does), blocks below the threshold
 *               skipped by their impacts (block-max: Ding and Suel, SIGIR 2011); documents that have only words
 *               with ranges are found by these (after Dimopoulos and others, SIGIR 2013), and where there are none, a
 *               list of more documents than all others together is not gone through for those that it has alone, since
 *               its head tells the best of them
 *   conjunction all of several words and phrases: the rarest stem leads, is weighed a block at a time, blocks skipped
 *               in the same way, and positions are read last, for documents that would enter the top k; with phrases
 *               the rarest list leads, and positions decide, until there is a threshold. Where all words have ranges,
 *               these find the documents
 *   anything    documents that match, one after the other, weighed when their bound passes the threshold
 *
 * A filter that is a list and much rarer than what it filters is one that must match, and leads; others are asked about
 * documents that would enter the top k (lookup_shape.h).
 *
 * Conjunctions are counted on the way; counting others exactly costs a second pass, over ids alone. Shards are gone
 * through in order with one threshold. */
#ifndef PRESSMARK_QUERY_LOOKUP_H
#define PRESSMARK_QUERY_LOOKUP_H

#include "query/engine.h"

extern const struct engine engine_lookup;

#endif
