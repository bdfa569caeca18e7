"""The command that reproduces a verdict."""

from __future__ import annotations

import shlex

from everystate.judge.verdict import Result
from everystate.load.expression import shown
from everystate.report.wording import printable


def reproduce(result: Result, claim: str) -> str:
    """A shell command that checks one claim again; only what differs from the declared parameters is set."""
    network = result.network
    words = ["everystate", "check", network.spec.folder]
    for parameter in network.spec.parameters:
        value = network.parameters[parameter.name]
        if value != parameter.initial:
            words += ["--set", f"{parameter.name}={shown(value)}"]
    return printable(shlex.join([*words, "--claim", claim]))
