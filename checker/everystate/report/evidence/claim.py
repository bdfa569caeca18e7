"""A claim as the spec states it, and the command that reproduces its verdict."""

from __future__ import annotations

import os
import shlex

from everystate.judging.builtin import NO_DEADLOCK, NO_UNEXPECTED
from everystate.judging.verdict import BuiltIn, Kind, Result, Verdict
from everystate.loading.expression import shown
from everystate.loading.spec import Claim
from everystate.wording.text import one_line, printable

_WITNESS: dict[Kind, str] = {"possible": "holds", "recoverable": "holds again", "ends": "has ended"}
_FAILS_HERE: dict[Kind, str] = {
    "ends": "this is one step more than is claimed",
    "recoverable": "from here it can never be reached again",
    NO_DEADLOCK: "no step is possible here",
    NO_UNEXPECTED: "this is not accepted",
}


def stated(claim: Claim | BuiltIn) -> str:
    """`always: ...`, `after each phase, holds: ...`; claims about time and built-in ones say it themselves."""
    if isinstance(claim, BuiltIn):
        return claim.text
    match claim.kind:
        case "after":
            return f"after {claim.phase or 'each phase'}, holds: {claim.text}"
        case "whenever":
            return f"whenever {claim.event}, holds: {claim.text}"
        case "always" | "never" | "possible":
            return f"{claim.kind}: {claim.text}"
        case _:
            return claim.text


def shown_by_witness(verdict: Verdict) -> str:
    """The state of the claim at the end of its witness, in words."""
    return _WITNESS.get(verdict.kind, "could fail")


def fails_here(verdict: Verdict) -> str:
    """The failure at the end of a counterexample, in words."""
    return _FAILS_HERE.get(verdict.kind, "the claim fails here")


def false_there(result: Result, verdict: Verdict) -> str:
    """The false part of a claim about states or steps, with its copies and values; empty for other claims."""
    if verdict.trace is None or verdict.trace.loop is not None:
        return ""
    from everystate.study.explanation import Explainer

    return "; ".join(dict.fromkeys(one_line(str(fact)) for fact in Explainer(result).facts(verdict, verdict.trace)))


def reproduce(result: Result, *claims: str) -> str:
    """A shell command that checks claims again, with the layers, and the parameters that are not as declared.

    The variable `EVERYSTATE_AS` of the environment says how the program was called.
    """
    network = result.network
    words = [os.environ.get("EVERYSTATE_AS", "everystate"), "check", network.spec.folder]
    for layer in network.spec.laid:
        words += ["--layer", layer]
    for parameter in network.spec.parameters:
        value = network.parameters[parameter.name]
        if value != parameter.initial:
            words += ["--set", f"{parameter.name}={shown(value)}"]
    asked = {one.claim.name: one.claim for one in network.claims if one.claim.asked}
    for claim in claims:
        words += _options(asked[claim]) if claim in asked else ["--claim", one_line(claim)]
    if all(claim in asked for claim in claims):
        words.append("--only")
    return printable(shlex.join(words))


def _options(claim: Claim) -> list[str]:
    """The options that ask for a claim."""
    parts = [one.text for one in claim.timing.propositions] if claim.timing else [claim.text]
    return [f"--{claim.kind.replace('_', '-')}", *parts]
