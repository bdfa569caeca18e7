"""A network as a graph in the format AUT, and a run of it in the format ITF.

AUT (Aldebaran) is that of CADP and mCRL2: a line for each step. ITF (Informal Trace Format, ADR 015 of Apalache) is
JSON: the variables of each state of a run.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from everystate.exporting.names import shown
from everystate.exporting.verify import Network

JSON = dict[str, Any]


class NoRunError(Exception):
    """There is no run to write; the text says why."""


def aut(document: JSON) -> str:
    """Every joint state and step. Where a start is chosen, state 0 is before it, with a step to each initial state."""
    network = Network(document)
    chosen = len(network.starts) > 1
    index: dict[Any, int] = {state: number + chosen for number, state in enumerate(network.starts)}
    steps = [(0, "start", number) for number in index.values()] if chosen else []
    queue = list(network.starts)
    for state in queue:  # which grows
        for event, target in network.steps(state)[0]:
            if target not in index:
                index[target] = len(index) + chosen
                queue.append(target)
            steps.append((index[state], network.events[event]["label"], index[target]))
    lines = [f"({source}, {json.dumps(label)}, {target})" for source, label, target in steps]
    return "\n".join([f"des (0, {len(lines)}, {len(index) + chosen})", *lines]) + "\n"


def itf(document: JSON, claim: str) -> str:
    """The run of a verdict: the counterexample, or the witness of a claim that holds.

    Raises:
        NoRunError: there is none.
    """
    verdicts = (document["check"] or {"verdicts": []})["verdicts"]
    verdict = next((one for one in verdicts if one["claim"] == claim), None)
    if verdict is None or "run" not in verdict:
        raise NoRunError(f"'{claim}' has no run")
    run, network = verdict["run"], Network(document)
    states = list(_along(network, run))
    about = {"format": "ITF", "description": f"{document['title']}: {claim} ({verdict['answer']})"}
    labels = ["start", *(network.events[event]["label"] for event in run["events"])]
    made = {
        "#meta": about,
        "vars": [field["name"] for field in network.fields],
        "states": [
            {"#meta": {"index": number, "step": label}, **_variables(network, state)}
            for number, (label, state) in enumerate(zip(labels, states, strict=True))
        ],
    }
    return json.dumps(made if run["loop"] is None else {**made, "loop": run["loop"]}, indent=1) + "\n"


def _along(network: Network, run: JSON) -> Iterator[Any]:
    state = network.starts[max(run["start"], 0)]
    yield state
    for event in run["events"]:
        state = network.after(network.events[event], state)
        yield state


def _variables(network: Network, state: Any) -> JSON:
    """The value of each field; of a channel, its messages as texts."""
    made: JSON = {}
    for field, raw in zip(network.fields, state, strict=True):
        if "messages" in field:
            made[field["name"]] = [_message(field["messages"][code - 1]) for code in raw]
        else:
            made[field["name"]] = _value(field["values"][raw])
    return made


def _message(message: JSON) -> str:
    inside = ", ".join(f"{name}={shown(value)}" for name, value in message["values"].items())
    return f"{message['message']}({inside})" if inside else str(message["message"])


def _value(value: Any) -> Any:
    match value:
        case {"list": items}:
            return [_value(one) for one in items]
        case {"set": items}:
            return {"#set": [_value(one) for one in items]}
        case None:
            return "none"
        case _:
            return value
