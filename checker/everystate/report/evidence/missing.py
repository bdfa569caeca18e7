"""The events for which machine copies wait, and the conditions that are not met, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
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
        "guard": lambda: "; or ".join(map(_false, (lack, *lack.others))),
        "state": lambda: " and ".join(map(_state, (lack, *lack.others))),
        "connection": lambda: f"{lack.subject} is {_connected(lack)}",
        "bound": lambda: "used up",
        "calm": lambda: "only in quiet states",
        "time": lambda: (
            f"{lack.subject} is off" if lack.have == "off" else f"{lack.subject} has {lack.have} ticks left"
        ),
    }
    return said[lack.kind]()


def _false(lack: Lack) -> str:
    """Why a guard is false."""
    return "; ".join(map(fact, lack.facts)) or f"the guard of {lack.subject} is false"


def _state(lack: Lack) -> str:
    """The state or the value that a field has, and those that it would have to have."""
    return f"{lack.subject} is {lack.have}" + (f", not {lack.want}" if lack.want else "")


def _connected(lack: Lack) -> str:
    """The state of the connection that is missing or would carry the message; or the messages queued on it."""
    assert lack.key is not None
    queued = lack.kind == "connection" and lack.key.kind == "channel"
    return lack.have if queued else connection_state(lack.key.connection, lack.have)


def _no_room(lack: Lack) -> str:
    if lack.number > lack.capacity:
        return f"{lack.number} messages at once never fit into {lack.subject}, which holds {lack.capacity}"
    return f"no room in {lack.subject}, which holds {lack.have}: {lack.want} has yet to take it"


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
            yield f"{_trigger(wait)}: {'; '.join(_each(wait.lacks))}"
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
    return f"{wait.text} ({'; '.join(_each(wait.lacks))})" if wait.lacks else wait.text


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


def wait_text(wait: Wait) -> str:
    """A wait in words, with all that is missing: `waits for Ack from server`, `cannot go: mutex == free is false`."""
    awaited = [lack for lack in wait.lacks if lack.kind == "message"]
    others = [lack for lack in wait.lacks if lack not in awaited]
    if awaited:
        return "; ".join([f"waits for {wait.text}", *_each(others)])
    return f"cannot {'take ' if wait.kind != 'action' else ''}{wait.text}: {'; '.join(_each(others))}"


def _each(lacks: Iterable[Lack]) -> Iterator[str]:
    """All that is missing in words, each once."""
    return iter(dict.fromkeys(map(missing, lacks)))
