"""The numbers of faults that the claims survive, as plain values, which `everystate frontier --format json` prints."""

from __future__ import annotations

from typing import Any

from everystate.report.frontier.text import sentence
from everystate.study.frontier.budgets import Combination
from everystate.study.frontier.edge import Edge
from everystate.study.frontier.frontier import Frontier


def record_frontier(frontier: Frontier) -> dict[str, Any]:
    """The frontier as dictionaries, lists, texts and numbers."""
    settings = {parameter.name: parameter.initial for parameter in frontier.spec.parameters}
    return {
        "spec": frontier.spec.folder,
        "title": frontier.spec.title,
        "layers": list(frontier.spec.laid),
        "parameters": {**settings, **frontier.settings},
        "up_to": frontier.up_to,
        "faults": [
            {"name": budget.name, "bounds": list(map(str, budget.bounds)), "parameter": budget.is_parameter}
            for budget in frontier.varied
        ],
        "without_bound": list(map(str, frontier.always_on)),
        "combinations": [_combination(frontier, combination) for combination in frontier.combinations],
        "claims": [_claim(frontier, one) for one in frontier.edges],
        "refused": [{"claim": refusal.claim, "reason": refusal.reason} for refusal in frontier.refused],
        "complete": frontier.is_complete,
    }


def _amounts(frontier: Frontier, combination: Combination) -> dict[str, int]:
    return {budget.name: amount for budget, amount in zip(frontier.varied, combination, strict=True)}


def _combination(frontier: Frontier, combination: Combination) -> dict[str, Any]:
    outcome = frontier.checked.get(combination)
    return {
        "faults": _amounts(frontier, combination),
        "checked": outcome is not None,
        "states": outcome.states if outcome else None,
        "stopped": (outcome.stopped or None) if outcome else None,
    }


def _claim(frontier: Frontier, one: Edge) -> dict[str, Any]:
    return {
        "name": one.claim,
        "kind": "possible" if one.possible else "universal",
        "survives": one.survives,
        "least": [{"faults": _amounts(frontier, least), "length": one.length(least)} for least in one.least],
        "text": sentence(frontier, one),
        "cells": [
            {
                "faults": _amounts(frontier, combination),
                "answer": cell.answer,
                "length": cell.length,
                "checked": cell.checked,
                "reason": cell.reason or None,
            }
            for combination, cell in one.cells.items()
        ],
    }
