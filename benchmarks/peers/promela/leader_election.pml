/* Leader election of Chang and Roberts on a one-way ring of N, each node telling the next lower one: the way on which
 * names go far. A queue has room for the name of every node. */
#ifndef N
#define N 3
#endif
#include "members.h"

#define ASLEEP  0
#define RUNNING 1
#define PASSIVE 2
#define LEADER  3

byte at[N];
chan queue[N] = [N] of { byte };    /* what node i will read */
byte name;                          /* what is being read; 0 between steps */

#define NEXT(i) queue[((i) + N - 1) % N]

#define MEMBER(i) \
	:: d_step { at[i] == ASLEEP -> at[i] = RUNNING; NEXT(i)!i } \
	:: d_step { nempty(queue[i]) -> \
		queue[i]?name; \
		if \
		:: name > i -> at[i] = PASSIVE; NEXT(i)!name \
		:: name == i -> at[i] = LEADER; assert(i == N - 1) \
		:: name < i && at[i] == ASLEEP -> at[i] = RUNNING; NEXT(i)!i \
		:: else -> skip \
		fi; \
		name = 0 }

active proctype ring()
{
end:	do
	MEMBERS
	od
}
