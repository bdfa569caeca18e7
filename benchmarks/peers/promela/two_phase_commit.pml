/* Two-phase commit after Gray and Lamport: messages are a set that is read and never consumed. `voted` is the set of
 * Prepared messages, `counted` what the manager has read of it; the manager's state says which decision is out. */
#ifndef N
#define N 3
#endif
#if N > 8
#error "voted and counted are bytes"
#endif
#include "members.h"

#define UNDECIDED 0
#define WORKING   0
#define PREPARED  1
#define COMMITTED 2
#define ABORTED   3

byte manager = UNDECIDED;
byte resource[N] = WORKING;
byte voted, counted;

#define ALL   ((1 << N) - 1)
#define ME(r) (1 << (r))

/* All decide alike: nobody has decided otherwise than the one who has just decided. */
#define NOT(i, x) resource[i] != x
#define NOBODY(otherwise) assert(true NONE(otherwise))

#define MEMBER(r) \
	:: d_step { manager == UNDECIDED && (voted & ME(r)) -> counted = counted | ME(r) } \
	:: d_step { resource[r] == WORKING -> resource[r] = PREPARED; voted = voted | ME(r) } \
	:: d_step { resource[r] == WORKING -> resource[r] = ABORTED; NOBODY(COMMITTED) } \
	:: d_step { manager == COMMITTED -> resource[r] = COMMITTED; NOBODY(ABORTED) } \
	:: d_step { manager == ABORTED -> resource[r] = ABORTED; NOBODY(COMMITTED) }

active proctype protocol()
{
end:	do
	MEMBERS
	:: d_step { manager == UNDECIDED && counted == ALL -> manager = COMMITTED }
	:: d_step { manager == UNDECIDED -> manager = ABORTED }
	od
}
