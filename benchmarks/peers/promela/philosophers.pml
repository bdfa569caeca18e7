/* Dining philosophers: left fork, right fork, eat, left down, right down. The left fork of p is the right one of p - 1. */
#ifndef N
#define N 3
#endif
#include "members.h"

#define THINKING  0
#define HAS_LEFT  1
#define EATING    2
#define HAS_RIGHT 3

byte seat[N];

#define NEXT(p)     seat[((p) + 1) % N]
#define PREVIOUS(p) seat[((p) + N - 1) % N]

#define MEMBER(p) \
	:: d_step { seat[p] == THINKING && PREVIOUS(p) != EATING && PREVIOUS(p) != HAS_RIGHT -> seat[p] = HAS_LEFT } \
	:: d_step { seat[p] == HAS_LEFT && NEXT(p) != HAS_LEFT && NEXT(p) != EATING -> \
		seat[p] = EATING; assert(NEXT(p) != EATING && PREVIOUS(p) != EATING) } \
	:: d_step { seat[p] == EATING -> seat[p] = HAS_RIGHT } \
	:: d_step { seat[p] == HAS_RIGHT -> seat[p] = THINKING }

active proctype table()
{
end:	do
	MEMBERS
	od
}
