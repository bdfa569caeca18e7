"""The strength of the claims as plain values, for programs."""

from __future__ import annotations

from typing import Any

from everystate.report.mutation.wording import difference_text
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.strength import Strength, Tried


def record_strength(strength: Strength) -> dict[str, Any]:
    """The report as dictionaries, lists, texts and numbers."""
    counts = strength.counts()
    return {
        "spec": strength.spec.folder,
        "title": strength.spec.title,
        "worlds": [
            {
                "world": base.world.name or None,
                "set": dict(base.world.settings),
                "states": base.states,
                "max_states": base.limits.states,
                "failing": list(base.failing),
            }
            for base in strength.baselines
        ],
        "score": None if strength.score is None else round(strength.score, 3),
        "counts": {answer: counts[answer] for answer in ("killed", "survived", "undecided", "equivalent", "refused")},
        "untried": strength.untried,
        "claims": [
            {"name": one.claim, "kills": one.kills, "first": one.first, "alone": one.alone} for one in strength.claims()
        ],
        "mutants": [_tried(one) for one in strength.tried],
    }


def _tried(one: Tried) -> dict[str, Any]:
    fate = one.fate
    return {
        **describe(one.mutant),
        "fate": fate.answer,
        "world": fate.world or None,
        "reason": fate.reason,
        "killed_by": [{"claim": killer.claim, "steps": killer.steps} for killer in fate.killers],
        "difference": _difference(one),
    }


def describe(mutant: Mutant) -> dict[str, Any]:
    """A mutant as plain values, without its outcome."""
    return {
        "name": mutant.name,
        "kind": mutant.kind,
        "file": mutant.place.file,
        "line": mutant.place.line,
        "before": mutant.before,
        "after": mutant.after,
    }


def _difference(one: Tried) -> dict[str, Any] | None:
    difference = one.fate.difference
    if difference is None:
        return None
    return {
        "text": difference_text(difference),
        "possible_in": difference.side,
        "steps": [str(label) for label, _ in difference.path],
        "sends": {"original": list(difference.sends[0]), "mutant": list(difference.sends[1])},
        "fields": [{"field": f.field, "original": f.original, "mutant": f.mutant} for f in difference.fields],
    }
