"""A network as one document: the public format, version 1. docs/network.md describes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from everystate.composing.field import Field
from everystate.composing.network import Network
from everystate.exporting.claims import check_record, claim_record
from everystate.exporting.events import event_record
from everystate.exporting.formulas import JSON, formula_record, guard_record, value_record, values_record
from everystate.judging.verdict import Result
from everystate.problems import Problem, SpecError

FORMAT = "everystate network"
VERSION = 1


def document(network: Network, result: Result | None = None) -> JSON:
    """The network, and the counts and verdicts of a check of it, if there is one, as dictionaries, lists and values.

    Raises:
        SpecError: the format cannot carry a part of it.
    """
    _refuse_time(network)
    folder = network.spec.folder
    return {
        "format": FORMAT,
        "version": VERSION,
        "title": network.spec.title,
        "parameters": values_record(network.setting.items()),
        "fields": [_field(field) for field in network.fields],
        "initial": [_state(network, state) for state in network.initial_states],
        "events": [event_record(event, folder) for event in network.events],
        "unexpected": [{"text": alarm.text, "guard": guard_record(alarm.guard)} for alarm in network.unexpected],
        "final": None if network.final is None else formula_record(network.final),
        "claims": [claim_record(ground, network) for ground in network.claims],
        "fairness": [
            {"name": one.name, "strong": one.strong, "events": sorted(one.events)} for one in network.fairness
        ],
        "check": None if result is None else check_record(result),
    }


def _refuse_time(network: Network) -> None:
    """Refuse what version 1 has no words for: ticks, and states that are settled while something goes on."""
    if network.clocked:
        there = "timers" if network.spec.has_timers else "what is routine"
        what, why = (
            f"the format cannot carry {there}",
            f"version {VERSION} says nothing of ticks and of what is settled",
        )
        raise SpecError([Problem(network.spec.place, what, why, f"export a spec without {there}")])


def _field(field: Field) -> JSON:
    known = {"name": field.name, "kind": field.kind}
    match field.kind:
        case "channel":
            assert field.channel is not None
            messages = [{"message": one.message, "values": values_record(one.values)} for one in field.channel.alphabet]
            order = "fifo" if field.channel.ordered else "any"
            return {**known, "capacity": field.channel.capacity, "order": order, "messages": messages}
        case "machine" | "variable" | "timer" | "ages" | "connection" | "budget" | "phase" | "monitor":
            return {**known, "values": [value_record(value) for value in field.values]}


def _state(network: Network, state: Sequence[int]) -> list[int | list[int]]:
    """A joint state: the raw value of each field; the codes of what is queued, head first, for a channel."""
    pairs = zip(network.fields, state, strict=True)
    return [raw if field.channel is None else list(field.channel.codes(raw)) for field, raw in pairs]


def text_of(record: JSON) -> str:
    """The document as JSON: a line for each field, event, alarm, claim and verdict. ASCII only."""
    return "{\n" + ",\n".join(f"{json.dumps(key)}: {_lines(value)}" for key, value in record.items()) + "\n}\n"


def _lines(value: Any) -> str:
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return "[\n" + ",\n".join(f"  {json.dumps(item)}" for item in value) + "\n]"
    if isinstance(value, dict) and "verdicts" in value:
        return "{" + ", ".join(f"{json.dumps(key)}: {_lines(item)}" for key, item in value.items()) + "}"
    return json.dumps(value)
