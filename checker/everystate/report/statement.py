"""A claim as the spec states it."""

from __future__ import annotations

from everystate.load.spec import Claim


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
