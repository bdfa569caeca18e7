--------------------------- MODULE TwoPhaseCommit ---------------------------
\* Two-phase commit after Gray and Lamport: messages are a set that is read and never consumed. `voted` is the set of
\* Prepared messages, `counted` what the manager has read of it; the manager's state says which decision is out.
EXTENDS Naturals

CONSTANT N
VARIABLES manager, resource, voted, counted

vars == <<manager, resource, voted, counted>>
Rm == 1..N

Init ==
  /\ manager = "undecided" /\ resource = [r \in Rm |-> "working"]
  /\ voted = {} /\ counted = {}

CountVote(r) ==
  /\ manager = "undecided" /\ r \in voted
  /\ counted' = counted \cup {r}
  /\ UNCHANGED <<manager, resource, voted>>

Commit ==
  /\ manager = "undecided" /\ counted = Rm
  /\ manager' = "committed"
  /\ UNCHANGED <<resource, voted, counted>>

Abort ==
  /\ manager = "undecided"
  /\ manager' = "aborted"
  /\ UNCHANGED <<resource, voted, counted>>

Prepare(r) ==
  /\ resource[r] = "working"
  /\ resource' = [resource EXCEPT ![r] = "prepared"] /\ voted' = voted \cup {r}
  /\ UNCHANGED <<manager, counted>>

ChooseAbort(r) ==
  /\ resource[r] = "working"
  /\ resource' = [resource EXCEPT ![r] = "aborted"]
  /\ UNCHANGED <<manager, voted, counted>>

Learn(r) ==
  /\ manager # "undecided"
  /\ resource' = [resource EXCEPT ![r] = manager]
  /\ UNCHANGED <<manager, voted, counted>>

Next ==
  \/ Commit \/ Abort
  \/ \E r \in Rm : CountVote(r) \/ Prepare(r) \/ ChooseAbort(r) \/ Learn(r)

Spec == Init /\ [][Next]_vars

Claim == ~(\E r \in Rm : resource[r] = "committed") \/ ~(\E r \in Rm : resource[r] = "aborted")
=============================================================================
