-- Leader election of Chang and Roberts on a one-way ring of N, each node telling the next lower one: the way on which
-- names go far. A queue has room for the name of every node.
const
  N: 3;

type
  Node: 0..N-1;
  Place: enum { ASLEEP, RUNNING, PASSIVE, LEADER };
  Queue: record length: 0..N; names: array [Node] of Node; end;

var
  at: array [Node] of Place;
  queue: array [Node] of Queue;    -- what a node will read

procedure tell(var q: Queue; name: Node); begin
  q.names[q.length] := name;
  q.length := q.length + 1;
end;

procedure take(var q: Queue); begin
  for k: Node do
    if k + 1 < q.length then q.names[k] := q.names[k + 1]; end;
  end;
  undefine q.names[q.length - 1];
  q.length := q.length - 1;
end;

startstate begin
  for i: Node do at[i] := ASLEEP; queue[i].length := 0; end;
end;

ruleset i: Node do

  rule "wake" at[i] = ASLEEP ==> begin
    at[i] := RUNNING;
    tell(queue[(i + N - 1) % N], i);
  end;

  rule "read" queue[i].length > 0 ==>
    var name: Node;
  begin
    name := queue[i].names[0];
    take(queue[i]);
    if name > i then
      at[i] := PASSIVE;
      tell(queue[(i + N - 1) % N], name);
    elsif name = i then
      at[i] := LEADER;
    elsif at[i] = ASLEEP then
      at[i] := RUNNING;
      tell(queue[(i + N - 1) % N], i);
    end;
  end;
end;

invariant "the leader is the highest" forall i: Node do at[i] != LEADER | i = N - 1 end;
