"""The comment at the head of an exported file: what it is, how to run it, and what must come out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from everystate.exporting.names import shown

JSON = dict[str, Any]


def heading(
    network: JSON, run: Iterable[str], expected: Iterable[str], left_out: Mapping[str, str], marks: tuple[str, str, str]
) -> str:
    """The comment. `marks` begin the first line, begin each other line, and end the last."""
    parameters = ", ".join(f"{name}={shown(value)}" for name, value in network["parameters"].items())
    lines = [
        f"{network['title']}{', at ' if parameters else ''}{parameters}",
        f"The network of a spec, written by `everystate export`; format {network['version']}.",
        "",
        *run,
        "",
        *expected,
        *([""] if left_out else []),
        *(f"not here: {name}: {reason}" for name, reason in left_out.items()),
    ]
    first, other, last = marks
    clean = [line.replace("*/", "* /").replace("*)", "* )").replace("\n", " ") for line in lines]
    return "\n".join([first + clean[0], *(f"{other}{line}".rstrip() for line in clean[1:])]) + last


def expectations(network: JSON, states: int, steps: int, depth: int) -> list[str]:
    """What a checker must find, in sentences; `states`, `steps` and `depth` are what it counts too many of each."""
    check = network["check"]
    if check is None:
        return ["The counts are not known: the spec was not checked to the end."]
    counts = f"{check['states'] + states} states, {check['steps'] + steps} steps, depth {check['depth'] + depth}"
    more = f"; of these {states} states and {steps} steps are how it starts" if states else ""
    more = more or (f"; {steps} of the steps {'is' if steps == 1 else 'are'} the start" if steps else "")
    broken = [one for one in check["verdicts"] if one["answer"] in ("violated", "known") and "run" in one]
    claims = [f"  {one['claim']}: after {one['run']['length']} steps" for one in broken]
    return [f"Expected: {counts}{more}.", "Violated:" if claims else "No claim with a run is violated.", *claims]
