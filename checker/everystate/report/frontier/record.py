"""The numbers of faults that the claims survive, as plain values, which `everystate frontier --format json` prints."""

from __future__ import annotations

from typing import Any

from everystate.report.frontier.text import sentence
from everystate.study.frontier.budgets import Combination
from everystate.study.frontier.edge import Edge
from everystate.study.frontier.frontier import Frontier


def record_frontier(found: Frontier) -> dict[str, Any]:
    """The frontier as dictionaries, lists, texts and numbers."""
    settings = {parameter.name: parameter.initial for parameter in found.spec.parameters}
    return {
        "spec": found.spec.folder,
        "title": found.spec.title,
        "parameters": {**settings, **found.settings},
        "up_to": found.up_to,
        "faults": [
            {"name": budget.name, "bounds": list(map(str, budget.bounds)), "parameter": budget.is_parameter}
            for budget in found.varied
        ],
        "without_bound": list(map(str, found.always_on)),
        "combinations": [_combination(found, combination) for combination in found.combinations],
        "claims": [_claim(found, one) for one in found.edges],
        "refused": [{"claim": refusal.claim, "reason": refusal.reason} for refusal in found.refused],
        "complete": found.is_complete,
    }


def _amounts(found: Frontier, combination: Combination) -> dict[str, int]:
    return {budget.name: amount for budget, amount in zip(found.varied, combination, strict=True)}


def _combination(found: Frontier, combination: Combination) -> dict[str, Any]:
    outcome = found.checked.get(combination)
    return {
        "faults": _amounts(found, combination),
        "checked": outcome is not None,
        "states": outcome.states if outcome else None,
        "stopped": (outcome.stopped or None) if outcome else None,
    }


def _claim(found: Frontier, one: Edge) -> dict[str, Any]:
    return {
        "name": one.claim,
        "kind": "possible" if one.possible else "universal",
        "survives": one.survives,
        "least": [{"faults": _amounts(found, least), "length": one.length(least)} for least in one.least],
        "text": sentence(found, one),
        "cells": [
            {
                "faults": _amounts(found, combination),
                "answer": cell.answer,
                "length": cell.length,
                "checked": cell.checked,
                "reason": cell.reason or None,
            }
            for combination, cell in one.cells.items()
        ],
    }
