"""A claim as the spec states it, and the command that judges it again."""

from __future__ import annotations

import shlex

from everystate.judging.verdict import Result, Verdict
from everystate.loading.expression import shown
from everystate.loading.spec import Claim
from everystate.wording.text import printable


def stated(claim: Claim) -> str:
    """`always: ...`, `after each phase, holds: ...`; claims about time say it themselves."""
    match claim.kind:
        case "after":
            return f"after {claim.phase or 'each phase'}, holds: {claim.text}"
        case "whenever":
            return f"whenever {claim.event}, holds: {claim.text}"
        case "always" | "never" | "possible":
            return f"{claim.kind}: {claim.text}"
        case _:
            return claim.text


def said(result: Result, verdict: Verdict) -> str:
    """What is claimed: as the spec states it, or, of a built-in claim, as its verdict does."""
    claims = {ground.claim.name: ground.claim for ground in result.network.claims}
    return stated(claims[verdict.name]) if verdict.name in claims else verdict.text


def reproduce(result: Result, claim: str) -> str:
    """A shell command that checks one claim again; only what differs from the declared parameters is set."""
    network = result.network
    words = ["everystate", "check", network.spec.folder]
    for parameter in network.spec.parameters:
        value = network.parameters[parameter.name]
        if value != parameter.initial:
            words += ["--set", f"{parameter.name}={shown(value)}"]
    return printable(shlex.join([*words, "--claim", claim]))
