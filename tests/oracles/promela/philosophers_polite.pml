/* Dining philosophers, who take one fork after the other and put them down in that order; the first begins at the right. */
#define N 3
mtype = { thinking, has_left, eating, has_right };
mtype seat[N] = thinking;
bool taken[N]; /* the fork at the left of p, which is that at the right of the one before */

active [N] proctype philosopher() {
  byte left = _pid, right = (_pid + 1) % N;
  do
  :: atomic { _pid != 0 && seat[_pid] == thinking && !taken[left] -> taken[left] = true; seat[_pid] = has_left }
  :: atomic { _pid != 0 && seat[_pid] == has_left && !taken[right] -> taken[right] = true; seat[_pid] = eating }
  :: atomic { _pid != 0 && seat[_pid] == eating -> taken[left] = false; seat[_pid] = has_right }
  :: atomic { _pid != 0 && seat[_pid] == has_right -> taken[right] = false; seat[_pid] = thinking }
  :: atomic { _pid == 0 && seat[_pid] == thinking && !taken[right] -> taken[right] = true; seat[_pid] = has_right }
  :: atomic { _pid == 0 && seat[_pid] == has_right && !taken[left] -> taken[left] = true; seat[_pid] = eating }
  :: atomic { _pid == 0 && seat[_pid] == eating -> taken[right] = false; seat[_pid] = has_left }
  :: atomic { _pid == 0 && seat[_pid] == has_left -> taken[left] = false; seat[_pid] = thinking }
  od
}

/* Without fairness nobody has to move: all may rest. */
bit resting;
active proctype rest() {
  do
  :: resting = 0
  od
}

ltl everybody_eats_in_the_end { <> (seat[0] == eating) && <> (seat[1] == eating) && <> (seat[2] == eating) }
ltl somebody_eats_again_and_again { []<> (seat[0] == eating || seat[1] == eating || seat[2] == eating) }
ltl who_has_one_fork_gets_the_other {
  [] (seat[0] == has_right -> <> (seat[0] == eating)) &&
  [] (seat[1] == has_left -> <> (seat[1] == eating)) &&
  [] (seat[2] == has_left -> <> (seat[2] == eating))
}
