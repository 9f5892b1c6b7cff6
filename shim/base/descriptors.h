/* descriptors: what a program does about its file descriptors before it opens any. */
#ifndef PRESSMARK_BASE_DESCRIPTORS_H
#define PRESSMARK_BASE_DESCRIPTORS_H

#include <stdbool.h>

/* A standard stream that is closed has the number of the next file opened, which would be read or written in its
 * place: put something there that cannot be. False: that failed. */
bool descriptors_hold_standard(void);

/* As many files may be open at once as the system grants: one for each segment, and thread, that searches, and more
 * that are merged. */
void descriptors_raise_limit(void);

#endif
