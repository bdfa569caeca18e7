--------------------------- MODULE LeaderElection ---------------------------
\* Leader election of Chang and Roberts on a one-way ring of N, each node telling the next lower one: the way on which
\* names go far. A queue has room for the name of every node.
EXTENDS Naturals, Sequences

CONSTANT N
VARIABLES at, queue    \* queue[i]: what node i will read

vars == <<at, queue>>
Node == 0..(N - 1)
Target(i) == (i + N - 1) % N

Init == at = [i \in Node |-> "asleep"] /\ queue = [i \in Node |-> <<>>]

Wake(i) ==
  /\ at[i] = "asleep"
  /\ at' = [at EXCEPT ![i] = "running"]
  /\ queue' = [queue EXCEPT ![Target(i)] = Append(@, i)]

Read(i) ==
  /\ queue[i] # <<>>
  /\ LET name == Head(queue[i])
         rest == [queue EXCEPT ![i] = Tail(@)]
         tell(what) == [rest EXCEPT ![Target(i)] = Append(@, what)]
     IN \/ name > i /\ at' = [at EXCEPT ![i] = "passive"] /\ queue' = tell(name)
        \/ name = i /\ at' = [at EXCEPT ![i] = "leader"] /\ queue' = rest
        \/ name < i /\ at[i] = "asleep" /\ at' = [at EXCEPT ![i] = "running"] /\ queue' = tell(i)
        \/ name < i /\ at[i] # "asleep" /\ at' = at /\ queue' = rest

Next == \E i \in Node : Wake(i) \/ Read(i)

Spec == Init /\ [][Next]_vars

Claim == \A i \in Node : at[i] # "leader" \/ i = N - 1
=============================================================================
