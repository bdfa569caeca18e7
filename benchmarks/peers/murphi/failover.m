-- Disconnection and failover, as tests/models/peer_failover has it: one rule firing is one step.
-- Agents are a scalarset, so that symmetry reduction applies unless it is turned off.
const
  N: 1;  -- agents
  K: 1;  -- channel capacity
  C: 1;  -- crash budget
  D: 1;  -- disconnect budget
  L: 0;  -- S-R drop budget

type
  Agent:  scalarset(N);
  Server: 0..1;
  Pri:    0..2;                       -- 2 = none
  Link:   enum { DOWN, UP, PNX, PNS, PNB };   -- PNX: notice pending at agent / R
  AState: enum { NC, CONN, REGING, REGED, LOGGING, IN };
  Role:   enum { NONE, PRIM, SEC };
  A2S:    enum { NIL1, REG, LOGIN, AVAIL };
  S2A:    enum { NIL2, REGD, ACK, STATUS };
  Kind:   enum { EVLOGIN, EVLOGOUT };
  Slot:   0..K-1;
  Len:    0..K;
  S2RMsg: record kind: Kind; who: Agent; end;
  S2RChan: record n: Len; q: array [Slot] of S2RMsg; end;
  R2SChan: record n: Len; q: array [Slot] of Agent; end;
  A2SChan: record n: Len; q: array [Slot] of A2S; end;
  S2AChan: record n: Len; q: array [Slot] of S2A; end;
  Pair: record
    st: AState; lk: Link; role: Role; rl: boolean;
    a2s: A2SChan; s2a: S2AChan;
  end;

var
  alive: array [Server] of boolean;
  prim:  array [Server] of boolean;
  sr:    array [Server] of Link;
  s2r:   array [Server] of S2RChan;
  r2s:   array [Server] of R2SChan;
  crashes: 0..C;
  discs:   0..D;
  drops:   0..L;
  pri:   array [Agent] of Pri;
  pr:    array [Agent] of array [Server] of Pair;

procedure flushA2S(var c: A2SChan); begin c.n := 0; for k: Slot do undefine c.q[k]; end; end;
procedure flushS2A(var c: S2AChan); begin c.n := 0; for k: Slot do undefine c.q[k]; end; end;
procedure flushS2R(var c: S2RChan); begin c.n := 0; for k: Slot do undefine c.q[k]; end; end;
procedure flushR2S(var c: R2SChan); begin c.n := 0; for k: Slot do undefine c.q[k]; end; end;

procedure popA2S(var c: A2SChan); begin
  for k: Slot do if k+1 < c.n then c.q[k] := c.q[k+1]; end; end;
  undefine c.q[c.n-1]; c.n := c.n-1; end;
procedure popS2A(var c: S2AChan); begin
  for k: Slot do if k+1 < c.n then c.q[k] := c.q[k+1]; end; end;
  undefine c.q[c.n-1]; c.n := c.n-1; end;
procedure popS2R(var c: S2RChan); begin
  for k: Slot do if k+1 < c.n then c.q[k] := c.q[k+1]; end; end;
  undefine c.q[c.n-1]; c.n := c.n-1; end;
procedure popR2S(var c: R2SChan); begin
  for k: Slot do if k+1 < c.n then c.q[k] := c.q[k+1]; end; end;
  undefine c.q[c.n-1]; c.n := c.n-1; end;

procedure sendA2S(var c: A2SChan; m: A2S); begin c.q[c.n] := m; c.n := c.n+1; end;
procedure sendS2A(var c: S2AChan; m: S2A); begin c.q[c.n] := m; c.n := c.n+1; end;
procedure sendS2R(var c: S2RChan; k: Kind; i: Agent); begin
  c.q[c.n].kind := k; c.q[c.n].who := i; c.n := c.n+1; end;
procedure sendR2S(var c: R2SChan; i: Agent); begin c.q[c.n] := i; c.n := c.n+1; end;

startstate begin
  for j: Server do
    alive[j] := true; prim[j] := false; sr[j] := UP; s2r[j].n := 0; r2s[j].n := 0;
  end;
  crashes := 0; discs := 0; drops := 0;
  for i: Agent do
    pri[i] := 0;
    for j: Server do
      pr[i][j].st := NC; pr[i][j].lk := DOWN; pr[i][j].role := NONE; pr[i][j].rl := false;
      pr[i][j].a2s.n := 0; pr[i][j].s2a.n := 0;
    end;
  end;
end;

ruleset j: Server do

  rule "Crash" alive[j] & crashes < C ==> begin
    alive[j] := false; prim[j] := false; crashes := crashes + 1;
    if sr[j] = UP | sr[j] = PNX | sr[j] = PNB then sr[j] := PNX; else sr[j] := DOWN; end;
    flushS2R(s2r[j]); flushR2S(r2s[j]);
    for i: Agent do
      alias q: pr[i][j] do
        if q.lk = UP | q.lk = PNX | q.lk = PNB then q.lk := PNX; else q.lk := DOWN; end;
        q.role := NONE; flushA2S(q.a2s); flushS2A(q.s2a);
      end;
    end;
  end;

  rule "Restart" !alive[j] ==> begin alive[j] := true; end;

  rule "ConnectR" alive[j] & sr[j] = DOWN ==> begin sr[j] := UP; end;

  rule "DropR" sr[j] = UP & drops < L ==> begin
    sr[j] := PNB; drops := drops + 1; flushS2R(s2r[j]); flushR2S(r2s[j]);
  end;

  rule "ServerNoticeR" sr[j] = PNS | sr[j] = PNB ==> begin
    if sr[j] = PNS then sr[j] := DOWN; else sr[j] := PNX; end;
  end;

  rule "RNotice" sr[j] = PNX | sr[j] = PNB ==> begin
    if sr[j] = PNX then sr[j] := DOWN; else sr[j] := PNS; end;
    for i: Agent do pr[i][j].rl := false; end;
  end;

  rule "RRecvLogin" s2r[j].n > 0 & s2r[j].q[0].kind = EVLOGIN & r2s[j].n < K ==>
    var i: Agent;
  begin
    i := s2r[j].q[0].who; popS2R(s2r[j]); pr[i][j].rl := true; sendR2S(r2s[j], i);
  end;

  rule "RRecvLogout" s2r[j].n > 0 & s2r[j].q[0].kind = EVLOGOUT ==> begin
    pr[s2r[j].q[0].who][j].rl := false; popS2R(s2r[j]);
  end;

  rule "SRecvStatus, relay" r2s[j].n > 0 & pr[r2s[j].q[0]][j].lk = UP
      & pr[r2s[j].q[0]][j].role = PRIM & pr[r2s[j].q[0]][j].s2a.n < K ==> begin
    sendS2A(pr[r2s[j].q[0]][j].s2a, STATUS); popR2S(r2s[j]);
  end;

  rule "SRecvStatus, discard" r2s[j].n > 0 &
      !(pr[r2s[j].q[0]][j].lk = UP & pr[r2s[j].q[0]][j].role = PRIM) ==> begin
    popR2S(r2s[j]);
  end;

  ruleset i: Agent do alias q: pr[i][j] do

    rule "Connect" q.st = NC & q.lk = DOWN & alive[j] ==> begin q.st := CONN; q.lk := UP; end;

    rule "ConnectRefused" q.st = NC & pri[i] = j & !alive[j] ==> begin pri[i] := 2; end;

    rule "Disconnect" q.lk = UP & discs < D ==> begin
      q.lk := PNB; discs := discs + 1; flushA2S(q.a2s); flushS2A(q.s2a);
    end;

    rule "AgentNotice" q.lk = PNX | q.lk = PNB ==> begin
      if q.lk = PNX then q.lk := DOWN; else q.lk := PNS; end;
      q.st := NC; if pri[i] = j then pri[i] := 2; end;
    end;

    rule "ServerNotice, logout event"
        (q.lk = PNS | q.lk = PNB) & q.role = PRIM & sr[j] = UP & s2r[j].n < K ==> begin
      if q.lk = PNS then q.lk := DOWN; else q.lk := PNX; end;
      q.role := NONE; sendS2R(s2r[j], EVLOGOUT, i);
    end;

    rule "ServerNotice, no event"
        (q.lk = PNS | q.lk = PNB) & !(q.role = PRIM & sr[j] = UP) ==> begin
      if q.lk = PNS then q.lk := DOWN; else q.lk := PNX; end;
      q.role := NONE;
    end;

    rule "SendRegister" q.lk = UP & q.st = CONN & q.a2s.n < K ==> begin
      q.st := REGING; sendA2S(q.a2s, REG);
    end;

    rule "SendLogin" q.lk = UP & q.a2s.n < K &
        ((q.st = REGED & pri[i] != 1-j) | (q.st = IN & pri[i] = 2)) ==> begin
      q.st := LOGGING; pri[i] := j; sendA2S(q.a2s, LOGIN);
    end;

    rule "SendAvailable" q.lk = UP & q.a2s.n < K & q.st = REGED & pri[i] = 1-j ==> begin
      q.st := LOGGING; sendA2S(q.a2s, AVAIL);
    end;

    rule "SRecvRegister" q.a2s.n > 0 & q.a2s.q[0] = REG & q.s2a.n < K ==> begin
      popA2S(q.a2s); sendS2A(q.s2a, REGD);
    end;

    rule "SRecvLogin, event"
        q.a2s.n > 0 & q.a2s.q[0] = LOGIN & q.s2a.n < K & sr[j] = UP & s2r[j].n < K ==> begin
      popA2S(q.a2s); sendS2A(q.s2a, ACK); q.role := PRIM; prim[j] := true;
      sendS2R(s2r[j], EVLOGIN, i);
    end;

    rule "SRecvLogin, event lost"
        q.a2s.n > 0 & q.a2s.q[0] = LOGIN & q.s2a.n < K & sr[j] != UP ==> begin
      popA2S(q.a2s); sendS2A(q.s2a, ACK); q.role := PRIM; prim[j] := true;
    end;

    rule "SRecvAvailable" q.a2s.n > 0 & q.a2s.q[0] = AVAIL & q.s2a.n < K ==> begin
      popA2S(q.a2s); sendS2A(q.s2a, ACK); q.role := SEC;
      if !(exists k: Agent do pr[k][j].role = PRIM end) then prim[j] := false; end;
    end;

    rule "ARecv" q.s2a.n > 0 ==> begin
      if q.s2a.q[0] = REGD then q.st := REGED;
      elsif q.s2a.q[0] = ACK then q.st := IN; end;
      popS2A(q.s2a);
    end;

  end; end;
end;

--BEGIN-WEAK
invariant "W1" forall i: Agent do
  !(pr[i][0].role = PRIM & pr[i][1].role = PRIM & pr[i][0].lk = UP & pr[i][1].lk = UP) end;
invariant "W2" forall i: Agent do forall j: Server do
  pr[i][j].rl -> (sr[j] = UP | sr[j] = PNX | sr[j] = PNB) end end;
invariant "W3" forall i: Agent do forall j: Server do
  (pr[i][j].st = IN & pr[i][j].lk = UP) ->
     ((pri[i] = j & pr[i][j].role = PRIM) | (pri[i] != j & pr[i][j].role = SEC)) end end;
invariant "W4" crashes + drops > 0 | forall j: Server do
  s2r[j].n > 0 -> (s2r[j].q[0].kind = EVLOGOUT -> pr[s2r[j].q[0].who][j].rl) end;
--END-WEAK
--P1 invariant "P1" !(prim[0] & prim[1]);
--P2 invariant "P2" forall i: Agent do !(pr[i][0].role = PRIM & pr[i][1].role = PRIM) end;
--P3 invariant "P3" forall j: Server do s2r[j].n > 0 -> (s2r[j].q[0].kind = EVLOGOUT -> pr[s2r[j].q[0].who][j].rl) end;
--P4 invariant "P4" forall i: Agent do !(pr[i][0].rl & pr[i][1].rl) end;
