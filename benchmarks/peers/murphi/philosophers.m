-- Dining philosophers: left fork, right fork, eat, left down, right down. The left fork of p is the right one of p - 1.
const
  N: 3;

type
  Philosopher: 0..N-1;
  Place: enum { THINKING, HAS_LEFT, EATING, HAS_RIGHT };

var
  seat: array [Philosopher] of Place;

startstate begin
  for p: Philosopher do seat[p] := THINKING; end;
end;

ruleset p: Philosopher do

  rule "take left" seat[p] = THINKING & seat[(p + N - 1) % N] != EATING & seat[(p + N - 1) % N] != HAS_RIGHT ==> begin
    seat[p] := HAS_LEFT;
  end;

  rule "take right" seat[p] = HAS_LEFT & seat[(p + 1) % N] != HAS_LEFT & seat[(p + 1) % N] != EATING ==> begin
    seat[p] := EATING;
  end;

  rule "put left" seat[p] = EATING ==> begin seat[p] := HAS_RIGHT; end;

  rule "put right" seat[p] = HAS_RIGHT ==> begin seat[p] := THINKING; end;
end;

invariant "neighbours do not eat together"
  forall p: Philosopher do !(seat[p] = EATING & seat[(p + 1) % N] = EATING) end;
