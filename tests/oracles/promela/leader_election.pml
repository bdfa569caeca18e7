/* Chang and Roberts on a one-way ring, names rising along it: the highest of the nodes becomes the leader. */
#define N 3
mtype = { asleep, running, passive, leader };
mtype at[N] = asleep;
chan ring[N] = [N] of { byte };

/* Two processes a node, since fairness is one of processes: what a node may do of itself, and what it is made to do. */
proctype waking(byte me) {
  atomic { at[me] == asleep -> at[me] = running; ring[(me + 1) % N]!me }
}

proctype reading(byte me) {
  byte name;
  do
  :: atomic {
       ring[me]?name ->
       if
       :: name > me -> at[me] = passive; ring[(me + 1) % N]!name
       :: name < me && at[me] == asleep -> at[me] = running; ring[(me + 1) % N]!me
       :: name < me && at[me] != asleep -> skip
       :: name == me -> at[me] = leader
       fi;
       name = 0
     }
  od
}

init {
  atomic {
    run waking(0); run waking(1); run waking(2);
    run reading(0); run reading(1); run reading(2)
  }
}

/* Without fairness nobody has to move: all may rest. */
bit resting;
active proctype rest() {
  do
  :: resting = 0
  od
}

#define led (at[0] == leader || at[1] == leader || at[2] == leader)
ltl there_is_a_leader_in_the_end { <> led }
ltl and_it_stays { <> [] led }
ltl nobody_leads_until_the_highest_does { (!led) U (at[2] == leader) }
