"""Explanations as plain values, for programs, which `everystate explain --format json` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from everystate.diagnosis.position import Position
from everystate.diagnosis.reasons import Fact
from everystate.diagnosis.waiting import Wait
from everystate.judging.verdict import Result
from everystate.report.evidence.explanation import suspected
from everystate.report.evidence.missing import missing
from everystate.report.forms.record import record
from everystate.study.explanation import Blame, Explanation, Situation


def explained(result: Result, explanations: Iterable[Explanation]) -> dict[str, Any]:
    """The report of the check, and each explanation beside it."""
    return {**record(result), "explanations": [_explanation(result, one) for one in explanations]}


def _explanation(result: Result, explanation: Explanation) -> dict[str, Any]:
    situation = explanation.situation
    return {
        "claim": explanation.verdict.name,
        "facts": [_fact(fact) for fact in explanation.facts],
        "turning": list(explanation.turning),
        "situation": _situation(situation) if situation else None,
        "without": [_blame(result, blame) for blame in explanation.blames],
    }


def _fact(fact: Fact) -> dict[str, Any]:
    return {"text": fact.text, "true": fact.true, "values": list(fact.values)}


def _situation(situation: Situation) -> dict[str, Any]:
    names = {standing.field: standing.title for standing in situation.standings}
    return {
        "parties": [_position(position) for position in situation.positions],
        "not_accepted": [
            {"text": refusal.text, "missing": [missing(lack) for lack in refusal.lacks]}
            for refusal in situation.refusals
        ],
        "waits": [
            {
                "who": names[edge.source],
                "for": names[edge.target],
                "trigger": edge.wait.text,
                "missing": missing(edge.lack),
            }
            for edge in situation.edges
        ],
        "circle": [names[field] for field in situation.circle],
    }


def _position(position: Position) -> dict[str, Any]:
    return {
        "party": str(position.owner),
        "memory": dict(position.memory),
        "arriving": [{"from": sender, "messages": messages} for sender, messages in position.arriving],
        "waits": [_wait(wait) for wait in position.waits],
    }


def _wait(wait: Wait) -> dict[str, Any]:
    return {
        "trigger": wait.text,
        "cause": wait.cause,
        "possible": not wait.lacks,
        "rows": [{"file": row.place.file, "line": row.place.line} for row in wait.rows],
        "missing": [{"kind": lack.kind, "text": missing(lack)} for lack in wait.lacks],
    }


def _blame(result: Result, blame: Blame) -> dict[str, Any]:
    suspect = blame.suspect
    return {
        "kind": "event" if suspect.event else suspect.kind,
        "text": suspected(result, suspect),
        "file": suspect.place.file,
        "line": suspect.place.line,
        "claim": blame.answer,
        "length": blame.length if blame.answer == "fails" else None,
        "states": blame.outcome.states,
        "judged": blame.judged,
        "reason": blame.outcome.refused or blame.outcome.stopped or None,
        "then_fails": [{"claim": name, "length": length or None} for name, length in blame.instead],
    }
