------------------------------ MODULE Failover ------------------------------
\* Disconnection and failover, as tests/models/peer_failover has it: one action instance is one step.
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS Agent,       \* set of agents (model values or numbers)
          K, C, D, L   \* channel capacity; crash / disconnect / S-R drop budgets

Server == {0, 1}
NOPRI  == 2

VARIABLES alive, prim, sr, s2r, r2s, crashes, discs, drops,
          pri, st, lk, role, rl, a2s, s2a

vars  == <<alive, prim, sr, s2r, r2s, crashes, discs, drops, pri, st, lk, role, rl, a2s, s2a>>

Init ==
  /\ alive = [j \in Server |-> TRUE]  /\ prim = [j \in Server |-> FALSE]
  /\ sr = [j \in Server |-> "UP"]
  /\ s2r = [j \in Server |-> <<>>]    /\ r2s = [j \in Server |-> <<>>]
  /\ crashes = 0 /\ discs = 0 /\ drops = 0
  /\ pri  = [i \in Agent |-> 0]
  /\ st   = [i \in Agent |-> [j \in Server |-> "NC"]]
  /\ lk   = [i \in Agent |-> [j \in Server |-> "DOWN"]]
  /\ role = [i \in Agent |-> [j \in Server |-> "NONE"]]
  /\ rl   = [i \in Agent |-> [j \in Server |-> FALSE]]
  /\ a2s  = [i \in Agent |-> [j \in Server |-> <<>>]]
  /\ s2a  = [i \in Agent |-> [j \in Server |-> <<>>]]

\* ------------------------------------------------------- server / R actions
Crash(j) ==
  /\ alive[j] /\ crashes < C
  /\ alive' = [alive EXCEPT ![j] = FALSE] /\ prim' = [prim EXCEPT ![j] = FALSE]
  /\ crashes' = crashes + 1
  /\ sr'  = [sr EXCEPT ![j] = IF @ \in {"UP", "PNX", "PNB"} THEN "PNX" ELSE "DOWN"]
  /\ s2r' = [s2r EXCEPT ![j] = <<>>] /\ r2s' = [r2s EXCEPT ![j] = <<>>]
  /\ lk'  = [i \in Agent |-> [lk[i] EXCEPT ![j] = IF @ \in {"UP", "PNX", "PNB"} THEN "PNX" ELSE "DOWN"]]
  /\ role' = [i \in Agent |-> [role[i] EXCEPT ![j] = "NONE"]]
  /\ a2s' = [i \in Agent |-> [a2s[i] EXCEPT ![j] = <<>>]]
  /\ s2a' = [i \in Agent |-> [s2a[i] EXCEPT ![j] = <<>>]]
  /\ UNCHANGED <<discs, drops, pri, st, rl>>

Restart(j) ==
  /\ ~alive[j]
  /\ alive' = [alive EXCEPT ![j] = TRUE]
  /\ UNCHANGED <<prim, sr, s2r, r2s, crashes, discs, drops, pri, st, lk, role, rl, a2s, s2a>>

ConnectR(j) ==
  /\ alive[j] /\ sr[j] = "DOWN"
  /\ sr' = [sr EXCEPT ![j] = "UP"]
  /\ UNCHANGED <<alive, prim, s2r, r2s, crashes, discs, drops, pri, st, lk, role, rl, a2s, s2a>>

DropR(j) ==
  /\ sr[j] = "UP" /\ drops < L
  /\ sr' = [sr EXCEPT ![j] = "PNB"] /\ drops' = drops + 1
  /\ s2r' = [s2r EXCEPT ![j] = <<>>] /\ r2s' = [r2s EXCEPT ![j] = <<>>]
  /\ UNCHANGED <<alive, prim, crashes, discs, pri, st, lk, role, rl, a2s, s2a>>

ServerNoticeR(j) ==
  /\ sr[j] \in {"PNS", "PNB"}
  /\ sr' = [sr EXCEPT ![j] = IF @ = "PNS" THEN "DOWN" ELSE "PNX"]
  /\ UNCHANGED <<alive, prim, s2r, r2s, crashes, discs, drops, pri, st, lk, role, rl, a2s, s2a>>

RNotice(j) ==
  /\ sr[j] \in {"PNX", "PNB"}
  /\ sr' = [sr EXCEPT ![j] = IF @ = "PNX" THEN "DOWN" ELSE "PNS"]
  /\ rl' = [i \in Agent |-> [rl[i] EXCEPT ![j] = FALSE]]
  /\ UNCHANGED <<alive, prim, s2r, r2s, crashes, discs, drops, pri, st, lk, role, a2s, s2a>>

RRecv(j) ==
  /\ s2r[j] # <<>>
  /\ LET m == Head(s2r[j]) IN
       \/ /\ m.kind = "EventAgentLogin" /\ Len(r2s[j]) < K
          /\ rl'  = [rl EXCEPT ![m.who][j] = TRUE]
          /\ r2s' = [r2s EXCEPT ![j] = Append(@, m.who)]
       \/ /\ m.kind = "EventAgentLogout"
          /\ rl'  = [rl EXCEPT ![m.who][j] = FALSE]
          /\ UNCHANGED r2s
  /\ s2r' = [s2r EXCEPT ![j] = Tail(@)]
  /\ UNCHANGED <<alive, prim, sr, crashes, discs, drops, pri, st, lk, role, a2s, s2a>>

SRecvStatus(j) ==
  /\ r2s[j] # <<>>
  /\ LET i == Head(r2s[j]) IN
       IF lk[i][j] = "UP" /\ role[i][j] = "PRIM"
       THEN /\ Len(s2a[i][j]) < K
            /\ s2a' = [s2a EXCEPT ![i][j] = Append(@, "STATUS")]
       ELSE UNCHANGED s2a
  /\ r2s' = [r2s EXCEPT ![j] = Tail(@)]
  /\ UNCHANGED <<alive, prim, sr, s2r, crashes, discs, drops, pri, st, lk, role, rl, a2s>>

\* ------------------------------------------------------------- link actions
Connect(i, j) ==
  /\ st[i][j] = "NC" /\ lk[i][j] = "DOWN" /\ alive[j]
  /\ st' = [st EXCEPT ![i][j] = "CONN"] /\ lk' = [lk EXCEPT ![i][j] = "UP"]
  /\ UNCHANGED <<alive, prim, sr, s2r, r2s, crashes, discs, drops, pri, role, rl, a2s, s2a>>

ConnectRefused(i, j) ==
  /\ st[i][j] = "NC" /\ pri[i] = j /\ ~alive[j]
  /\ pri' = [pri EXCEPT ![i] = NOPRI]
  /\ UNCHANGED <<alive, prim, sr, s2r, r2s, crashes, discs, drops, st, lk, role, rl, a2s, s2a>>

Disconnect(i, j) ==
  /\ lk[i][j] = "UP" /\ discs < D
  /\ lk' = [lk EXCEPT ![i][j] = "PNB"] /\ discs' = discs + 1
  /\ a2s' = [a2s EXCEPT ![i][j] = <<>>] /\ s2a' = [s2a EXCEPT ![i][j] = <<>>]
  /\ UNCHANGED <<alive, prim, sr, s2r, r2s, crashes, drops, pri, st, role, rl>>

AgentNotice(i, j) ==
  /\ lk[i][j] \in {"PNX", "PNB"}
  /\ lk' = [lk EXCEPT ![i][j] = IF @ = "PNX" THEN "DOWN" ELSE "PNS"]
  /\ st' = [st EXCEPT ![i][j] = "NC"]
  /\ pri' = [pri EXCEPT ![i] = IF @ = j THEN NOPRI ELSE @]
  /\ UNCHANGED <<alive, prim, sr, s2r, r2s, crashes, discs, drops, role, rl, a2s, s2a>>

ServerNotice(i, j) ==
  /\ lk[i][j] \in {"PNS", "PNB"}
  /\ IF role[i][j] = "PRIM" /\ sr[j] = "UP"
     THEN /\ Len(s2r[j]) < K
          /\ s2r' = [s2r EXCEPT ![j] = Append(@, [kind |-> "EventAgentLogout", who |-> i])]
     ELSE UNCHANGED s2r
  /\ lk' = [lk EXCEPT ![i][j] = IF @ = "PNS" THEN "DOWN" ELSE "PNX"]
  /\ role' = [role EXCEPT ![i][j] = "NONE"]
  /\ UNCHANGED <<alive, prim, sr, r2s, crashes, discs, drops, pri, st, rl, a2s, s2a>>

\* ------------------------------------------------------------ agent actions
SendRegister(i, j) ==
  /\ lk[i][j] = "UP" /\ st[i][j] = "CONN" /\ Len(a2s[i][j]) < K
  /\ st' = [st EXCEPT ![i][j] = "REGING"]
  /\ a2s' = [a2s EXCEPT ![i][j] = Append(@, "RequestRegister")]
  /\ UNCHANGED <<alive, prim, sr, s2r, r2s, crashes, discs, drops, pri, lk, role, rl, s2a>>

SendLogin(i, j) ==
  /\ lk[i][j] = "UP" /\ Len(a2s[i][j]) < K
  /\ \/ st[i][j] = "REGED" /\ pri[i] # 1 - j
     \/ st[i][j] = "IN" /\ pri[i] = NOPRI
  /\ st' = [st EXCEPT ![i][j] = "LOGGING"] /\ pri' = [pri EXCEPT ![i] = j]
  /\ a2s' = [a2s EXCEPT ![i][j] = Append(@, "RequestAgentLogin")]
  /\ UNCHANGED <<alive, prim, sr, s2r, r2s, crashes, discs, drops, lk, role, rl, s2a>>

SendAvailable(i, j) ==
  /\ lk[i][j] = "UP" /\ st[i][j] = "REGED" /\ pri[i] = 1 - j /\ Len(a2s[i][j]) < K
  /\ st' = [st EXCEPT ![i][j] = "LOGGING"]
  /\ a2s' = [a2s EXCEPT ![i][j] = Append(@, "RequestAgentAvailable")]
  /\ UNCHANGED <<alive, prim, sr, s2r, r2s, crashes, discs, drops, pri, lk, role, rl, s2a>>

SRecv(i, j) ==
  /\ a2s[i][j] # <<>> /\ Len(s2a[i][j]) < K
  /\ a2s' = [a2s EXCEPT ![i][j] = Tail(@)]
  /\ LET m == Head(a2s[i][j]) IN
       \/ /\ m = "RequestRegister"
          /\ s2a' = [s2a EXCEPT ![i][j] = Append(@, "EventRegistered")]
          /\ UNCHANGED <<prim, role, s2r>>
       \/ /\ m = "RequestAgentLogin"
          /\ IF sr[j] = "UP"
             THEN /\ Len(s2r[j]) < K
                  /\ s2r' = [s2r EXCEPT ![j] = Append(@, [kind |-> "EventAgentLogin", who |-> i])]
             ELSE UNCHANGED s2r
          /\ s2a' = [s2a EXCEPT ![i][j] = Append(@, "EventAck")]
          /\ role' = [role EXCEPT ![i][j] = "PRIM"] /\ prim' = [prim EXCEPT ![j] = TRUE]
       \/ /\ m = "RequestAgentAvailable"
          /\ s2a' = [s2a EXCEPT ![i][j] = Append(@, "EventAck")]
          /\ role' = [role EXCEPT ![i][j] = "SEC"]
          /\ prim' = [prim EXCEPT ![j] = @ /\ \E k \in Agent \ {i} : role[k][j] = "PRIM"]
          /\ UNCHANGED s2r
  /\ UNCHANGED <<alive, sr, r2s, crashes, discs, drops, pri, st, lk, rl>>

ARecv(i, j) ==
  /\ s2a[i][j] # <<>>
  /\ s2a' = [s2a EXCEPT ![i][j] = Tail(@)]
  /\ LET m == Head(s2a[i][j]) IN
       st' = [st EXCEPT ![i][j] = IF m = "EventRegistered" THEN "REGED"
                                  ELSE IF m = "EventAck" THEN "IN" ELSE @]
  /\ UNCHANGED <<alive, prim, sr, s2r, r2s, crashes, discs, drops, pri, lk, role, rl, a2s>>

Next ==
  \/ \E j \in Server :
       \/ Crash(j) \/ Restart(j) \/ ConnectR(j) \/ DropR(j) \/ ServerNoticeR(j)
       \/ RNotice(j) \/ RRecv(j) \/ SRecvStatus(j)
  \/ \E i \in Agent, j \in Server :
       \/ Connect(i, j) \/ ConnectRefused(i, j) \/ Disconnect(i, j)
       \/ AgentNotice(i, j) \/ ServerNotice(i, j)
       \/ SendRegister(i, j) \/ SendLogin(i, j) \/ SendAvailable(i, j)
       \/ SRecv(i, j) \/ ARecv(i, j)

Spec == Init /\ [][Next]_vars

\* ------------------------------------------------------ invariants that hold
W1 == \A i \in Agent :
        ~(\A j \in Server : role[i][j] = "PRIM" /\ lk[i][j] = "UP")
W2 == \A i \in Agent, j \in Server : rl[i][j] => sr[j] \in {"UP", "PNX", "PNB"}
W3 == \A i \in Agent, j \in Server :
        (st[i][j] = "IN" /\ lk[i][j] = "UP") =>
           role[i][j] = (IF pri[i] = j THEN "PRIM" ELSE "SEC")
Spurious(j) == s2r[j] # <<>> /\ Head(s2r[j]).kind = "EventAgentLogout" /\ ~rl[Head(s2r[j]).who][j]
W4 == crashes + drops > 0 \/ \A j \in Server : ~Spurious(j)

\* ------------------------------------------- invariants that fail (findings)
P1 == ~(prim[0] /\ prim[1])
P2 == \A i \in Agent : ~(role[i][0] = "PRIM" /\ role[i][1] = "PRIM")
P3 == \A j \in Server : ~Spurious(j)
P4 == \A i \in Agent : ~(rl[i][0] /\ rl[i][1])

Sym == Permutations(Agent)
=============================================================================
