"""A spec small enough that the fate of every mutant of it can be told by hand."""

from __future__ import annotations

SYSTEM = """
system: Asking
parameters: {tries: 1}
messages:
  Talk:
    client -> server: [Question]
    server -> client: [Answer, Thanks]
connections:
  line: {between: [client, server], initially: open, capacity: 2}
claims:
  nobody is served unasked: {always: "client.at != done or server.asked == yes"}
  somebody can be served:   {possible: "client.at == done"}
worlds:
  silence: {set: {tries: 0}}
final: "client.at == done or tries == 0"
"""

CLIENT = """
party: client
actions:
  ask: {at_most: tries}
machines:
  at:
    initial: idle
    states: [idle, waiting, done]
    transitions:
      - {trigger: ask,    source: idle,            dest: waiting, send: Question}
      - {trigger: Answer, source: waiting,         dest: done}
      - {trigger: Thanks, source: [waiting, done], dest: "="}
"""

SERVER = """
party: server
variables:
  asked: {domain: [no, yes], initial: no}
machines:
  desk:
    initial: ready
    states: [ready]
    transitions:
      - {trigger: Question, source: ready, dest: "=", when: asked == no, set: {asked: yes}, send: [Answer, Thanks]}
"""

FILES = {"system": SYSTEM, "client": CLIENT, "server": SERVER}

FATES = {
    # The client asks once, the server answers and thanks: five joint states, four steps, one after the other.
    "client.at ask from idle: dropped": "refused",  # nobody takes `ask` then
    "client.at ask from idle: from waiting, too": "equivalent",  # it may ask once only
    "client.at ask from idle: from done, too": "equivalent",
    "client.at ask from idle: to done": "refused",  # `waiting` cannot be reached then
    "client.at ask from idle: stays": "refused",
    "client.at ask from idle: without Question": "refused",  # nothing sets the server off
    "client.at ask from idle: Question twice": "killed",  # the server takes one
    "client.at Answer from waiting: dropped": "refused",
    "client.at Answer from waiting: from idle, too": "equivalent",  # whoever is idle has not asked
    "client.at Answer from waiting: from done, too": "equivalent",  # it comes once
    "client.at Answer from waiting: to idle": "refused",
    "client.at Answer from waiting: stays": "refused",
    "client.at Answer from waiting: Question, too": "killed",
    "client.at Thanks from waiting, done: dropped": "refused",
    "client.at Thanks from waiting, done: not from waiting": "equivalent",  # the answer is first
    "client.at Thanks from waiting, done: not from done": "killed",
    "client.at Thanks from waiting, done: from idle, too": "equivalent",
    "client.at Thanks from waiting, done: to idle": "survived",  # no claim says that it stays served
    "client.at Thanks from waiting, done: to waiting": "killed",  # it waits for ever
    "client.at Thanks from waiting, done: to done": "equivalent",
    "client.at Thanks from waiting, done: Question, too": "killed",
    "server.desk Question from ready: dropped": "refused",
    "server.desk Question from ready: guard negated": "killed",
    "server.desk Question from ready: guard dropped": "equivalent",  # there is one question
    "server.desk Question from ready: asked keeps its value": "killed",
    "server.desk Question from ready: without Answer": "killed",
    "server.desk Question from ready: Answer twice": "killed",  # three messages find no room for two
    "server.desk Question from ready: Thanks before Answer": "survived",
    "server.desk Question from ready: without Thanks": "killed",
    "server.desk Question from ready: Thanks twice": "killed",
    "client.at: starts in waiting": "refused",
    "client.at: starts in done": "refused",
    "client.ask: at_most 0": "killed",  # nobody can be served
    "client.ask: at_most 2": "equivalent",  # it asks from `idle` only, where it never is again
    "line: capacity 1": "killed",  # two messages find no room for one
    "line: breaks once": "killed",
    "line: loses a message once": "killed",
    "line: doubles a message once": "killed",
}
