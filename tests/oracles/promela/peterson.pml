/* Peterson's lock for two threads: raise the flag, give the turn away, wait, enter, leave; each a step of its own. */
mtype = { idle, flagged, waiting, critical };
mtype at[2] = idle;
bool wants[2];
byte turn;

/* A thread that is idle may stay so: that it idles is a step, too, so that fairness does not make it want to enter. */
active [2] proctype thread() {
  do
  :: at[_pid] == idle -> skip
  :: atomic { at[_pid] == idle -> wants[_pid] = true; at[_pid] = flagged }
  :: atomic { at[_pid] == flagged -> turn = 1 - _pid; at[_pid] = waiting }
  :: atomic { at[_pid] == waiting && (!wants[1 - _pid] || turn == _pid) -> at[_pid] = critical }
  :: atomic { at[_pid] == critical -> wants[_pid] = false; at[_pid] = idle }
  od
}

ltl who_wants_to_enter_does {
  [] (at[0] == flagged -> <> (at[0] == critical)) && [] (at[1] == flagged -> <> (at[1] == critical))
}
ltl everybody_enters_again_and_again { ([]<> (at[0] == critical)) && ([]<> (at[1] == critical)) }
