------------------------------- MODULE Paxos -------------------------------
(* The protocol of ../paxos.py, for TLC: proposer p has ballot p, and asks in it once. *)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS Acceptors, Adopts

Proposers == {1, 2}
Own == <<"red", "green">>

VARIABLES at, promised, accepted, best, value,  \* of each proposer
          ballot, voted, vote,                  \* of each acceptor
          asked, told                           \* queues from proposers to acceptors, and back
vars == <<at, promised, accepted, best, value, ballot, voted, vote, asked, told>>

Majority(S) == 2 * Cardinality(S) > Cardinality(Acceptors)

Init == /\ at = [p \in Proposers |-> "idle"]
        /\ promised = [p \in Proposers |-> {}] /\ accepted = [p \in Proposers |-> {}]
        /\ best = [p \in Proposers |-> 0] /\ value = [p \in Proposers |-> "blank"]
        /\ ballot = [a \in Acceptors |-> 0] /\ voted = [a \in Acceptors |-> 0]
        /\ vote = [a \in Acceptors |-> "blank"]
        /\ asked = [p \in Proposers |-> [a \in Acceptors |-> <<>>]]
        /\ told = [p \in Proposers |-> [a \in Acceptors |-> <<>>]]

ToAll(p, m) == asked' = [asked EXCEPT ![p] = [a \in Acceptors |-> Append(asked[p][a], m)]]

Prepare(p) == /\ at[p] = "idle" /\ at' = [at EXCEPT ![p] = "preparing"]
              /\ ToAll(p, [kind |-> "Prepare"])
              /\ UNCHANGED <<promised, accepted, best, value, ballot, voted, vote, told>>

Propose(p) == /\ at[p] = "preparing" /\ Majority(promised[p]) /\ at' = [at EXCEPT ![p] = "proposing"]
              /\ LET v == IF Adopts /\ value[p] # "blank" THEN value[p] ELSE Own[p]
                 IN value' = [value EXCEPT ![p] = v] /\ ToAll(p, [kind |-> "Accept", what |-> v])
              /\ UNCHANGED <<promised, accepted, best, ballot, voted, vote, told>>

Answer(p, a, m) == told' = [told EXCEPT ![p][a] = Append(@, m)]

Hear(p, a) == /\ asked[p][a] # <<>> /\ asked' = [asked EXCEPT ![p][a] = Tail(@)]
              /\ LET m == Head(asked[p][a]) IN
                 \/ /\ m.kind = "Prepare" /\ p > ballot[a] /\ ballot' = [ballot EXCEPT ![a] = p]
                    /\ Answer(p, a, [kind |-> "Promise", voted |-> voted[a], what |-> vote[a]])
                    /\ UNCHANGED <<voted, vote>>
                 \/ /\ m.kind = "Accept" /\ p >= ballot[a] /\ ballot' = [ballot EXCEPT ![a] = p]
                    /\ voted' = [voted EXCEPT ![a] = p] /\ vote' = [vote EXCEPT ![a] = m.what]
                    /\ Answer(p, a, [kind |-> "Accepted"])
                 \/ /\ \/ m.kind = "Prepare" /\ p <= ballot[a]
                       \/ m.kind = "Accept" /\ p < ballot[a]
                    /\ UNCHANGED <<ballot, voted, vote, told>>
              /\ UNCHANGED <<at, promised, accepted, best, value>>

Count(p, a) == /\ told[p][a] # <<>> /\ told' = [told EXCEPT ![p][a] = Tail(@)]
               /\ LET m == Head(told[p][a]) IN
                  \/ /\ m.kind = "Accepted" /\ accepted' = [accepted EXCEPT ![p] = @ \cup {a}]
                     /\ UNCHANGED <<promised, best, value>>
                  \/ /\ m.kind = "Promise" /\ at[p] = "preparing"
                     /\ promised' = [promised EXCEPT ![p] = @ \cup {a}]
                     /\ IF m.voted > best[p]
                        THEN best' = [best EXCEPT ![p] = m.voted] /\ value' = [value EXCEPT ![p] = m.what]
                        ELSE UNCHANGED <<best, value>>
                     /\ UNCHANGED accepted
                  \/ /\ m.kind = "Promise" /\ at[p] # "preparing"
                     /\ UNCHANGED <<promised, accepted, best, value>>
               /\ UNCHANGED <<at, ballot, voted, vote, asked>>

Next == \E p \in Proposers : Prepare(p) \/ Propose(p) \/ \E a \in Acceptors : Hear(p, a) \/ Count(p, a)

Spec == Init /\ [][Next]_vars

Agreement == (\A p \in Proposers : Majority(accepted[p])) => value[1] = value[2]
=============================================================================
