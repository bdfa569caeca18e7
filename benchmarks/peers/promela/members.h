/* MEMBERS: MEMBER(i) for each i below N; NONE(x): && NOT(i, x) for each.
 *
 * One process with a branch for each member, rather than one process for each member, makes smaller states and a faster
 * search: SPIN then keeps no table of processes in every state. */
#if N > 14
#error "add lines to members.h"
#endif
#if N > 0
#define MEMBER_0 MEMBER(0)
#define NONE_0(x) && NOT(0,x)
#else
#define MEMBER_0
#define NONE_0(x)
#endif
#if N > 1
#define MEMBER_1 MEMBER(1)
#define NONE_1(x) && NOT(1,x)
#else
#define MEMBER_1
#define NONE_1(x)
#endif
#if N > 2
#define MEMBER_2 MEMBER(2)
#define NONE_2(x) && NOT(2,x)
#else
#define MEMBER_2
#define NONE_2(x)
#endif
#if N > 3
#define MEMBER_3 MEMBER(3)
#define NONE_3(x) && NOT(3,x)
#else
#define MEMBER_3
#define NONE_3(x)
#endif
#if N > 4
#define MEMBER_4 MEMBER(4)
#define NONE_4(x) && NOT(4,x)
#else
#define MEMBER_4
#define NONE_4(x)
#endif
#if N > 5
#define MEMBER_5 MEMBER(5)
#define NONE_5(x) && NOT(5,x)
#else
#define MEMBER_5
#define NONE_5(x)
#endif
#if N > 6
#define MEMBER_6 MEMBER(6)
#define NONE_6(x) && NOT(6,x)
#else
#define MEMBER_6
#define NONE_6(x)
#endif
#if N > 7
#define MEMBER_7 MEMBER(7)
#define NONE_7(x) && NOT(7,x)
#else
#define MEMBER_7
#define NONE_7(x)
#endif
#if N > 8
#define MEMBER_8 MEMBER(8)
#define NONE_8(x) && NOT(8,x)
#else
#define MEMBER_8
#define NONE_8(x)
#endif
#if N > 9
#define MEMBER_9 MEMBER(9)
#define NONE_9(x) && NOT(9,x)
#else
#define MEMBER_9
#define NONE_9(x)
#endif
#if N > 10
#define MEMBER_10 MEMBER(10)
#define NONE_10(x) && NOT(10,x)
#else
#define MEMBER_10
#define NONE_10(x)
#endif
#if N > 11
#define MEMBER_11 MEMBER(11)
#define NONE_11(x) && NOT(11,x)
#else
#define MEMBER_11
#define NONE_11(x)
#endif
#if N > 12
#define MEMBER_12 MEMBER(12)
#define NONE_12(x) && NOT(12,x)
#else
#define MEMBER_12
#define NONE_12(x)
#endif
#if N > 13
#define MEMBER_13 MEMBER(13)
#define NONE_13(x) && NOT(13,x)
#else
#define MEMBER_13
#define NONE_13(x)
#endif
#define MEMBERS MEMBER_0 MEMBER_1 MEMBER_2 MEMBER_3 MEMBER_4 MEMBER_5 MEMBER_6 MEMBER_7 MEMBER_8 MEMBER_9 MEMBER_10 MEMBER_11 MEMBER_12 MEMBER_13
#define NONE(x) NONE_0(x) NONE_1(x) NONE_2(x) NONE_3(x) NONE_4(x) NONE_5(x) NONE_6(x) NONE_7(x) NONE_8(x) NONE_9(x) NONE_10(x) NONE_11(x) NONE_12(x) NONE_13(x)
