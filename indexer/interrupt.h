/* interrupt: SIGINT and SIGTERM ask a run to commit what is whole and stop. */
#ifndef PRESSMARK_INDEXER_INTERRUPT_H
#define PRESSMARK_INDEXER_INTERRUPT_H

/* From now on the first such signal is only noted; a second one ends the process as usual, which loses nothing
 * that was committed. Blocking reads of standard input end with EINTR. */
void interrupt_catch(void);

/* The signal noted, or 0. */
int interrupt_signal(void);

#endif
