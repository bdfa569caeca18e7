-- Two-phase commit after Gray and Lamport: messages are a set that is read and never consumed. `voted` is the set of
-- Prepared messages, `counted` what the manager has read of it; the manager's state says which decision is out.
const
  N: 3;

type
  Rm: 0..N-1;
  Manager: enum { UNDECIDED, COMMIT, ABORT };
  Resource: enum { WORKING, PREPARED, COMMITTED, ABORTED };

var
  manager: Manager;
  resource: array [Rm] of Resource;
  voted: array [Rm] of boolean;
  counted: array [Rm] of boolean;

startstate begin
  manager := UNDECIDED;
  for r: Rm do resource[r] := WORKING; voted[r] := false; counted[r] := false; end;
end;

rule "commit" manager = UNDECIDED & forall r: Rm do counted[r] end ==> begin manager := COMMIT; end;

rule "abort" manager = UNDECIDED ==> begin manager := ABORT; end;

ruleset r: Rm do

  rule "count vote" manager = UNDECIDED & voted[r] ==> begin counted[r] := true; end;

  rule "prepare" resource[r] = WORKING ==> begin resource[r] := PREPARED; voted[r] := true; end;

  rule "choose abort" resource[r] = WORKING ==> begin resource[r] := ABORTED; end;

  rule "learn commit" manager = COMMIT ==> begin resource[r] := COMMITTED; end;

  rule "learn abort" manager = ABORT ==> begin resource[r] := ABORTED; end;
end;

invariant "all decide alike"
  !(exists r: Rm do resource[r] = COMMITTED end & exists r: Rm do resource[r] = ABORTED end);
