"""A claim as the spec states it."""

from __future__ import annotations

from everystate.load.spec import Claim


def stated(claim: Claim) -> str:
    """`always: ...`, `after each phase, holds: ...`, `for each a of agent, eventually: ...`."""
    loops = claim.timing.loops if claim.timing else ()
    each = "".join(f"for each {name if name == party else f'{name} of {party}'}, " for name, party in loops)
    return each + _stated(claim)


def _stated(claim: Claim) -> str:
    match claim.kind:
        case "after":
            return f"after {claim.phase or 'each phase'}, holds: {claim.text}"
        case "whenever":
            return f"whenever {claim.event}, holds: {claim.text}"
        case "leads_to" | "until":
            return claim.text
        case _:
            return f"{claim.kind.replace('_', ' ')}: {claim.text}"
