"""The events for which machine copies wait, and the conditions that are not met, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import groupby

from everystate.diagnosis.lacking import Lack, LackKind
from everystate.diagnosis.position import Position
from everystate.diagnosis.reasons import Fact
from everystate.diagnosis.waiting import Wait
from everystate.wording.names import connection_state
from everystate.wording.text import one_line


def fact(value: Fact) -> str:
    """A fact in one line: `primary == none is false: primary is server[1]`."""
    return one_line(str(value))


def missing(lack: Lack) -> str:
    """A missing condition in words."""
    said: dict[LackKind, Callable[[], str]] = {
        "message": lambda: f"{lack.subject} is not there",
        "behind": lambda: f"{lack.subject} waits behind {lack.have}",
        "room": lambda: _no_room(lack),
        "guard": lambda: "; ".join(map(fact, lack.facts)) or f"the guard of {lack.subject} is false",
        "state": lambda: f"{lack.subject} is {lack.have}" + (f", not {_either(lack.want)}" if lack.want else ""),
        "connection": lambda: f"{lack.subject} is {_connected(lack)}",
        "bound": lambda: "used up",
        "calm": lambda: "only in settled states",
    }
    return said[lack.kind]()


def _connected(lack: Lack) -> str:
    """The state of the connection that is missing or would carry the message; or the messages queued on it."""
    assert lack.key is not None
    queued = lack.kind == "connection" and lack.key.kind == "channel"
    return lack.have if queued else connection_state(lack.key.connection, lack.have)


def _no_room(lack: Lack) -> str:
    if lack.number > lack.capacity:
        return f"{lack.number} messages at once never fit into {lack.subject}, which holds {lack.capacity}"
    return f"no room in {lack.subject}, which holds {lack.have}: {lack.want} has yet to take it"


def _either(states: str) -> str:
    return " or ".join(filter(None, [", ".join(states.split(", ")[:-1]), states.rsplit(", ", maxsplit=1)[-1]]))


def awaited_by(position: Position, sent: Mapping[str, int]) -> Iterator[str]:
    """The waits of one copy of a party in words: for messages, then for its own actions, then for events of others."""
    awaited = [wait for wait in position.waits if wait.lacks and {lack.kind for lack in wait.lacks} == {"message"}]
    others = [wait for wait in position.waits if wait not in awaited]
    for sender, messages in position.arriving:
        yield f"on its way from {sender}: {messages}"
    for wait in others:
        if not wait.lacks and wait.cause == "protocol":
            yield f"may go on: {_trigger(wait)}"
    for wait in others:
        if wait.lacks and wait.cause == "protocol" and not idle(wait):
            yield f"{_trigger(wait)}: {'; '.join(dict.fromkeys(map(missing, wait.lacks)))}"
    yield from _awaited(position, awaited, sent)
    if foreign := [_foreign(wait) for wait in others if wait.cause != "protocol"]:
        yield f"from outside: {', '.join(foreign)}"


def _trigger(wait: Wait) -> str:
    return f"takes {wait.text}" if wait.peer is not None else wait.text


def idle(wait: Wait) -> bool:
    """Whether a wait is not worth reporting: for a refusal, or for a loss or opening that did not happen."""
    return wait.kind == "refused" or (
        wait.kind in ("lost", "opened") and any(lack.kind == "connection" for lack in wait.lacks)
    )


def _foreign(wait: Wait) -> str:
    return f"{wait.text} ({missing(wait.lacks[0])})" if wait.lacks else wait.text


def _awaited(position: Position, waits: list[Wait], sent: Mapping[str, int]) -> Iterator[str]:
    """The missing messages in words; those from one copy with the same history share a line."""

    def status(wait: Wait) -> tuple[str, str]:
        link = wait.lacks[0]
        if link.have != "open":
            return str(wait.peer), f"{link.want} is {_connected(link)}"
        number = sent.get(f"{wait.name} from {wait.peer} to {position.owner}")
        return str(wait.peer), f"last sent in step {number}" if number else "never sent"

    for (peer, how), group in groupby(sorted(waits, key=status), status):
        yield f"waits for {', '.join(dict.fromkeys(wait.name for wait in group))} from {peer}: {how}"


def wait_text(wait: Wait, lack: Lack) -> str:
    """A wait in words: `waits for EventAck from server`, `cannot take EventAck from server: no room in ...`."""
    if lack.kind == "message":
        return f"waits for {wait.text}"
    return f"cannot {'take ' if wait.kind != 'action' else ''}{wait.text}: {missing(lack)}"
