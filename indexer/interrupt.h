/* interrupt: SIGINT and SIGTERM ask a run to commit what is whole and stop. */
#ifndef PRESSMARK_INDEXER_INTERRUPT_H
#define PRESSMARK_INDEXER_INTERRUPT_H

/* From now on the first such signal is only noted; a second one ends the process as usual, which loses
 * nothing that was committed. */
void interrupt_catch(void);

/* From now on such a signal ends the process at once, with 128 + its number as its status: for work that has
 * nothing to save and cannot be stopped half-way, such as merging. */
void interrupt_leave(void);

/* The signal noted, or 0. From any thread. */
int interrupt_signal(void);

/* A descriptor that becomes readable when a signal was noted, so that waiting for input can end; 0: none
 * (before interrupt_catch, or when there are no descriptors left). */
int interrupt_descriptor(void);

#endif
