/* Disconnection and failover: one process, one d_step for each action, as tests/models/peer_failover has it.
 * Constants (spin -DN=2 -DK=1 -DC=1 -DD=1 -DL=0 -a failover.pml): N <= 4 agents, K <= 2 messages in a channel, at most C
 * crashes, D disconnects and L losses of a link to the engine. A channel is packed into one byte, its head lowest. */
#ifndef N
#define N 1
#endif
#ifndef K
#define K 1
#endif
#ifndef C
#define C 1
#endif
#ifndef D
#define D 1
#endif
#ifndef L
#define L 0
#endif

#define DOWN 0
#define UP   1
#define PN_A 2
#define PN_R 2
#define PN_S 3
#define PN_B 4

#define NC 0
#define CONN 1
#define REGING 2
#define REGED 3
#define LOGGING 4
#define IN 5

#define NONE 0
#define P 1
#define S 2
#define NOPRI 2

#define REG 1
#define LOGIN 2
#define AVAIL 3
#define EREGD 1
#define ACK 2
#define STATUS 3

bit  alive[2] = 1;
bit  prim[2];
byte sr[2] = UP;
byte s2r[2], r2s[2];
byte crashes, discs, drops;
byte pri[N];
byte as[2*N], lk[2*N], role[2*N], rl[2*N], a2s[2*N], s2a[2*N];

#if K==1
#define ROOM2(c) (c == 0)
#define ROOM4(c) (c == 0)
#define ENQ2(c,m) c = m
#define ENQ4(c,m) c = m
#else
#define ROOM2(c) (c < 4)
#define ROOM4(c) (c < 16)
#define ENQ2(c,m) c = c | ((m) << ((c != 0) * 2))
#define ENQ4(c,m) c = c | ((m) << ((c != 0) * 4))
#endif
#define HEAD2(c) (c & 3)
#define DEQ2(c)  c = c >> 2
#define HEAD4(c) (c & 15)
#define DEQ4(c)  c = c >> 4
#define EVIN(i)  (1 + 2*(i))
#define EVOUT(i) (2 + 2*(i))
#define EVPAIR(h,j) (2*(((h)-1)>>1) + (j))

/* ---- invariants ------------------------------------------------------- */
#define W1(i) !(role[2*i]==P && role[2*i+1]==P && lk[2*i]==UP && lk[2*i+1]==UP)
#define W2(i,j) (!rl[2*i+j] || sr[j]==UP || sr[j]==PN_R || sr[j]==PN_B)
#define W3(i,j) (!(as[2*i+j]==IN && lk[2*i+j]==UP) || (role[2*i+j] == (pri[i]==j -> P : S)))
#define SPURIOUS(j) (s2r[j]!=0 && (HEAD4(s2r[j]) & 1)==0 && !rl[EVPAIR(HEAD4(s2r[j]),j)])
#define W4 (crashes+drops > 0 || (!SPURIOUS(0) && !SPURIOUS(1)))
#define W123(i) (W1(i) && W2(i,0) && W2(i,1) && W3(i,0) && W3(i,1))
#if N==1
#define WEAK (W4 && W123(0))
#elif N==2
#define WEAK (W4 && W123(0) && W123(1))
#elif N==3
#define WEAK (W4 && W123(0) && W123(1) && W123(2))
#else
#define WEAK (W4 && W123(0) && W123(1) && W123(2) && W123(3))
#endif

#if defined(P1)
#define INV !(prim[0] && prim[1])
#elif defined(P2)      /* N<=2 here */
#if N==1
#define INV !(role[0]==P && role[1]==P)
#else
#define INV (!(role[0]==P && role[1]==P) && !(role[2]==P && role[3]==P))
#endif
#elif defined(P3)
#define INV (!SPURIOUS(0) && !SPURIOUS(1))
#elif defined(P4)
#if N==1
#define INV !(rl[0] && rl[1])
#else
#define INV (!(rl[0] && rl[1]) && !(rl[2] && rl[3]))
#endif
#elif defined(NOINV)
#define INV true
#else
#define INV WEAK
#endif
#define CHECK assert(INV)

/* ---- macros over all agents -------------------------------------------- */
#define CRASHP(p) lk[p] = (lk[p]==UP || lk[p]==PN_A || lk[p]==PN_B -> PN_A : DOWN); role[p]=NONE; a2s[p]=0; s2a[p]=0
#if N==1
#define CRASHALL(j) CRASHP(j)
#define CLEARRL(j) rl[j]=0
#define ANYP(j) (role[j]==P)
#elif N==2
#define CRASHALL(j) CRASHP(j); CRASHP(2+j)
#define CLEARRL(j) rl[j]=0; rl[2+j]=0
#define ANYP(j) (role[j]==P || role[2+j]==P)
#elif N==3
#define CRASHALL(j) CRASHP(j); CRASHP(2+j); CRASHP(4+j)
#define CLEARRL(j) rl[j]=0; rl[2+j]=0; rl[4+j]=0
#define ANYP(j) (role[j]==P || role[2+j]==P || role[4+j]==P)
#else
#define CRASHALL(j) CRASHP(j); CRASHP(2+j); CRASHP(4+j); CRASHP(6+j)
#define CLEARRL(j) rl[j]=0; rl[2+j]=0; rl[4+j]=0; rl[6+j]=0
#define ANYP(j) (role[j]==P || role[2+j]==P || role[4+j]==P || role[6+j]==P)
#endif


#define SERVER(j) \
 :: d_step { /* Crash */ alive[j] && crashes < C -> \
      alive[j]=0; prim[j]=0; crashes++; s2r[j]=0; r2s[j]=0; \
      sr[j] = (sr[j]==UP || sr[j]==PN_R || sr[j]==PN_B -> PN_R : DOWN); \
      CRASHALL(j); CHECK } \
 :: d_step { /* Restart */ !alive[j] -> alive[j]=1; CHECK } \
 :: d_step { /* ConnectR */ alive[j] && sr[j]==DOWN -> sr[j]=UP; CHECK } \
 :: d_step { /* DropR */ sr[j]==UP && drops < L -> sr[j]=PN_B; drops++; s2r[j]=0; r2s[j]=0; CHECK } \
 :: d_step { /* ServerNoticeR */ sr[j]==PN_S || sr[j]==PN_B -> sr[j] = (sr[j]==PN_S -> DOWN : PN_R); CHECK } \
 :: d_step { /* RNotice */ sr[j]==PN_R || sr[j]==PN_B -> sr[j] = (sr[j]==PN_R -> DOWN : PN_S); CLEARRL(j); CHECK } \
 :: d_step { /* RRecvLogin */ s2r[j]!=0 && (HEAD4(s2r[j]) & 1) && ROOM4(r2s[j]) -> \
      rl[EVPAIR(HEAD4(s2r[j]),j)] = 1; ENQ4(r2s[j], 1+((HEAD4(s2r[j])-1)>>1)); DEQ4(s2r[j]); CHECK } \
 :: d_step { /* RRecvLogout */ s2r[j]!=0 && !(HEAD4(s2r[j]) & 1) -> \
      rl[EVPAIR(HEAD4(s2r[j]),j)] = 0; DEQ4(s2r[j]); CHECK } \
 :: d_step { /* SRecvStatus, relay */ r2s[j]!=0 && lk[2*(HEAD4(r2s[j])-1)+j]==UP && role[2*(HEAD4(r2s[j])-1)+j]==P \
      && ROOM2(s2a[2*(HEAD4(r2s[j])-1)+j]) -> \
      ENQ2(s2a[2*(HEAD4(r2s[j])-1)+j], STATUS); DEQ4(r2s[j]); CHECK } \
 :: d_step { /* SRecvStatus, discard */ r2s[j]!=0 && !(lk[2*(HEAD4(r2s[j])-1)+j]==UP && role[2*(HEAD4(r2s[j])-1)+j]==P) -> \
      DEQ4(r2s[j]); CHECK }

#define PAIR(i,j) PAIRX(i,j,(2*i+j))
#define PAIRX(i,j,q) \
 :: d_step { /* Connect */ as[q]==NC && lk[q]==DOWN && alive[j] -> as[q]=CONN; lk[q]=UP; CHECK } \
 :: d_step { /* ConnectRefused */ as[q]==NC && pri[i]==j && !alive[j] -> pri[i]=NOPRI; CHECK } \
 :: d_step { /* Disconnect */ lk[q]==UP && discs < D -> lk[q]=PN_B; discs++; a2s[q]=0; s2a[q]=0; CHECK } \
 :: d_step { /* AgentNotice */ lk[q]==PN_A || lk[q]==PN_B -> \
      lk[q] = (lk[q]==PN_A -> DOWN : PN_S); as[q]=NC; pri[i] = (pri[i]==j -> NOPRI : pri[i]); CHECK } \
 :: d_step { /* ServerNotice, logout event */ (lk[q]==PN_S || lk[q]==PN_B) && role[q]==P && sr[j]==UP && ROOM4(s2r[j]) -> \
      lk[q] = (lk[q]==PN_S -> DOWN : PN_A); role[q]=NONE; ENQ4(s2r[j],EVOUT(i)); CHECK } \
 :: d_step { /* ServerNotice, no event */ (lk[q]==PN_S || lk[q]==PN_B) && !(role[q]==P && sr[j]==UP) -> \
      lk[q] = (lk[q]==PN_S -> DOWN : PN_A); role[q]=NONE; CHECK } \
 :: d_step { /* SendRegister */ lk[q]==UP && as[q]==CONN && ROOM2(a2s[q]) -> as[q]=REGING; ENQ2(a2s[q],REG); CHECK } \
 :: d_step { /* SendLogin */ lk[q]==UP && ((as[q]==REGED && pri[i]!=1-j) || (as[q]==IN && pri[i]==NOPRI)) && ROOM2(a2s[q]) -> \
      as[q]=LOGGING; pri[i]=j; ENQ2(a2s[q],LOGIN); CHECK } \
 :: d_step { /* SendAvailable */ lk[q]==UP && as[q]==REGED && pri[i]==1-j && ROOM2(a2s[q]) -> \
      as[q]=LOGGING; ENQ2(a2s[q],AVAIL); CHECK } \
 :: d_step { /* SRecvRegister */ HEAD2(a2s[q])==REG && ROOM2(s2a[q]) -> DEQ2(a2s[q]); ENQ2(s2a[q],EREGD); CHECK } \
 :: d_step { /* SRecvLogin, event */ HEAD2(a2s[q])==LOGIN && ROOM2(s2a[q]) && sr[j]==UP && ROOM4(s2r[j]) -> \
      DEQ2(a2s[q]); ENQ2(s2a[q],ACK); role[q]=P; prim[j]=1; ENQ4(s2r[j],EVIN(i)); CHECK } \
 :: d_step { /* SRecvLogin, event lost */ HEAD2(a2s[q])==LOGIN && ROOM2(s2a[q]) && sr[j]!=UP -> \
      DEQ2(a2s[q]); ENQ2(s2a[q],ACK); role[q]=P; prim[j]=1; CHECK } \
 :: d_step { /* SRecvAvailable */ HEAD2(a2s[q])==AVAIL && ROOM2(s2a[q]) -> \
      DEQ2(a2s[q]); ENQ2(s2a[q],ACK); role[q]=S; prim[j] = prim[j] && ANYP(j); CHECK } \
 :: d_step { /* ARecv */ s2a[q]!=0 -> \
      as[q] = (HEAD2(s2a[q])==EREGD -> REGED : (HEAD2(s2a[q])==ACK -> IN : as[q])); DEQ2(s2a[q]); CHECK }

active proctype M()
{
end:	do
	SERVER(0)
	SERVER(1)
	PAIR(0,0)
	PAIR(0,1)
#if N>1
	PAIR(1,0)
	PAIR(1,1)
#endif
#if N>2
	PAIR(2,0)
	PAIR(2,1)
#endif
#if N>3
	PAIR(3,0)
	PAIR(3,1)
#endif
	od
}
