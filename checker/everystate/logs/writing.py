"""Observations in the canonical form, as a log would have them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from everystate.composing.field import Copy
from everystate.logs.observation import EXPIRY, NOTICES, TRAFFIC, Observation
from everystate.logs.vocabulary import Vocabulary


def record_of(words: Vocabulary, observed: Observation, at: float | None = None) -> dict[str, Any]:
    """The record of an observation, as a value for JSON."""
    made: dict[str, Any] = {} if at is None else {"at": at}
    made["party"] = str(observed.at)
    made["event"] = observed.name if observed.kind == "action" else observed.kind
    if observed.kind in TRAFFIC:
        made["message"] = observed.name
    elif observed.kind in NOTICES:
        made["connection"] = observed.name
    elif observed.kind == EXPIRY:
        made["timer"] = observed.name
    if values := words.values(observed):
        made["with"] = values
    if observed.peer is not None:
        made["peer"] = str(observed.peer)
    return made


def lines_of_run(words: Vocabulary, run: Iterable[Iterable[Observation]], copies: frozenset[Copy]) -> Iterator[str]:
    """The records that some copies write of a run, which is given by what each step shows; a step takes a second."""
    for number, shown in enumerate(run):
        for observed in shown:
            if observed.at in copies:
                yield as_line(record_of(words, observed, float(number)))


def as_line(record: Mapping[str, Any]) -> str:
    """A record as a line of JSON."""
    return json.dumps(record, ensure_ascii=False) + "\n"
