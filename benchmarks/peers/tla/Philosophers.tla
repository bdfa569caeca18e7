---------------------------- MODULE Philosophers ----------------------------
\* Dining philosophers: left fork, right fork, eat, left down, right down. The left fork of p is the right one of p - 1.
EXTENDS Naturals

CONSTANT N
VARIABLE seat

Philosopher == 0..(N - 1)
RightOf(p) == seat[(p + 1) % N]
LeftOf(p) == seat[(p + N - 1) % N]

Init == seat = [p \in Philosopher |-> "thinking"]

TakeLeft(p) ==
  /\ seat[p] = "thinking" /\ LeftOf(p) \notin {"eating", "has right"}
  /\ seat' = [seat EXCEPT ![p] = "has left"]

TakeRight(p) ==
  /\ seat[p] = "has left" /\ RightOf(p) \notin {"has left", "eating"}
  /\ seat' = [seat EXCEPT ![p] = "eating"]

PutLeft(p) == seat[p] = "eating" /\ seat' = [seat EXCEPT ![p] = "has right"]

PutRight(p) == seat[p] = "has right" /\ seat' = [seat EXCEPT ![p] = "thinking"]

Next == \E p \in Philosopher : TakeLeft(p) \/ TakeRight(p) \/ PutLeft(p) \/ PutRight(p)

Spec == Init /\ [][Next]_seat

Claim == \A p \in Philosopher : ~(seat[p] = "eating" /\ RightOf(p) = "eating")
=============================================================================
