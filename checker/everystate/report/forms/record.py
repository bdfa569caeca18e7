"""The report as plain values, for programs; `--format json` prints it. report.schema.json is its schema."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from everystate.exploring.space import Space
from everystate.judging.assumed import assumed
from everystate.judging.verdict import NEVER, NOW_AND_THEN, Cause, Met, Result, Step, Trace, Verdict
from everystate.problems import Exit, Place, Problem
from everystate.report.evidence.claim import false_there
from everystate.report.forms.form import Caption
from everystate.report.measures import out_degree
from everystate.wording.names import Names
from everystate.wording.traffic import Passage, passages


def record(result: Result) -> dict[str, Any]:
    """The report as dictionaries, lists, texts and numbers."""
    network = result.network
    return {
        "spec": network.spec.folder,
        "title": network.spec.title,
        "layers": list(network.spec.laid),
        "parameters": dict(network.parameters),
        "space": _space(result.space),
        "claims": [_claim(result, verdict) for verdict in result.verdicts],
        "notes": list(result.all_notes),
        "exit_code": result.exit_code,
    }


def as_json(value: Any) -> str:
    """JSON for people, too: indented, a line at the end. ASCII only, so that any stream can take it."""
    return json.dumps(value, indent=2) + "\n"


def _space(space: Space) -> dict[str, Any]:
    return {
        "states": len(space.states),
        "steps": space.steps,
        "depth": space.depth,
        "complete": space.complete,
        "stopped": space.stopped or None,
        "expanded": space.expanded,
        "outdegree": round(out_degree(space), 3),
    }


def _claim(result: Result, verdict: Verdict) -> dict[str, Any]:
    return {
        "name": verdict.name,
        "verdict": verdict.answer,
        "states": verdict.judged.number,
        "counterexample": _trace(result, verdict.trace),
        "judged_in": verdict.judged.unit,
        "built_in": verdict.built_in,
        "text": verdict.claim.text,
        "description": verdict.claim.description,
        "reason": verdict.reason,
        "known": verdict.known or None,
        "fairness": assumed(result.network, [verdict.kind]) or None,
        "remark": verdict.remark or None,
        "failures": verdict.failures,
        "false_there": false_there(result, verdict) or None,
        "causes": [_cause(cause) for cause in verdict.causes],
        "witness": {"length": verdict.witness.length} if verdict.witness else None,
        **place_record(verdict.claim.place),
    }


def place_record(place: Place | None) -> dict[str, Any]:
    """A line of a file; null where there is none."""
    return {"file": place.file if place else None, "line": place.line if place else None}


def _cause(cause: Cause) -> dict[str, Any]:
    return {"text": cause.text, "count": cause.count, **place_record(cause.place)}


def _trace(result: Result, trace: Trace | None) -> dict[str, Any] | None:
    return None if trace is None else trace_record(result.space, trace)


def trace_record(space: Space, trace: Trace) -> dict[str, Any]:
    """A run as plain values."""
    return {
        "length": trace.length,
        "start": _start(space, trace),
        "steps": record_steps(space, trace),
        "offending": _step(space, trace.offending, Names(space.network)) if trace.offending else None,
        "loop": trace.loop,
        "fair": _fair(space, trace) if trace.loop is not None else None,
    }


def _start(space: Space, trace: Trace) -> dict[str, str]:
    """What was chosen for the initial state of a run: the value of each field that has several at the start."""
    names, state = Names(space.network), space.states[trace.start]
    return {f.name: names.shown(f, raw) for f, raw in zip(space.network.fields, state, strict=True) if f.others}


def _fair(space: Space, trace: Trace) -> list[dict[str, Any]]:
    from everystate.diagnosis.waiting import Waiting
    from everystate.report.evidence.fairness import because

    waiting = Waiting(space)
    return [_met(one, because(space, trace, one, waiting)) for one in trace.fair]


def _met(one: Met, reason: str) -> dict[str, Any]:
    how = {NEVER: "never possible", NOW_AND_THEN: "not always possible"}.get(one.step, "done")
    done = one.step >= 0
    return {
        "name": one.name,
        "strong": one.strong,
        "how": how,
        "step": one.step if done else None,
        "after": None if done else one.after,
        "because": reason or None,
    }


def record_steps(space: Space, trace: Trace) -> list[dict[str, Any]]:
    """The steps of a run, as a counterexample has them in the record of a check."""
    names = Names(space.network)
    return [_step(space, step, names) for step in trace.steps]


def _step(space: Space, step: Step, names: Names) -> dict[str, Any]:
    label = step.label
    seen = passages(space, step)
    return {
        "party": str(label.actor) if label.actor else None,
        "trigger": label.name if label.kind in ("message", "action", "tick") else f"{label.name}.{label.kind}",
        "text": names.step(label),
        "cause": label.cause,
        "phase": label.phase or None,
        "received": [_message(p) for p in seen if p.fate in ("received", "met")],
        "sent": [_message(p) for p in seen if p.fate in ("sent", "met", "unsent")],
        "lost": [_message(p) for p in seen if p.fate == "dropped"],
        "doubled": [_message(p) for p in seen if p.fate == "doubled"],
        "changes": [
            {"field": change.field, "before": before, "after": after}
            for change in step.changes
            for before, after in [names.values(change)]
        ],
        "rows": [{"machine": taken.machine, **place_record(taken.row.place)} for taken in step.rows],
    }


def _message(passage: Passage) -> dict[str, Any]:
    return {
        "message": passage.packet.message,
        "values": dict(passage.packet.values),
        "text": passage.text,
        "from": str(passage.sender),
        "to": str(passage.receiver),
        "connection": str(passage.connection),
        "lost": passage.lost,
    }


class JsonForm:
    """The report for programs: of one result, its record; of several worlds, theirs."""

    def __init__(self, table: bool = False) -> None:
        self.table = table
        self.made: dict[str, Any] = {}

    def add(self, caption: Caption, result: Result) -> None:
        """Add the record of a result."""
        made = record(result)
        if not self.table:
            self.made = made
            return
        world = {"world": caption.world or None, "description": caption.description, "report": made}
        worlds = [*self.made.get("worlds", []), world]
        code = Exit.worst(one["report"]["exit_code"] for one in worlds)
        self.made = {"spec": made["spec"], "title": made["title"], "worlds": worlds, "exit_code": code}

    def refuse(self, problems: Sequence[Problem], exit_code: Exit = Exit.WRONG) -> None:
        """Print these mistakes in place of a report."""
        listed = [
            {"what": p.what, "why": p.why, "instead": p.instead, **place_record(p.place), "column": p.place.column}
            for p in problems
        ]
        self.made = {"mistakes": listed, "exit_code": exit_code}

    def leave_out(self, captions: Sequence[Caption], reason: str) -> None:
        """Add the worlds that were not checked, each without a report."""
        self.made["not_checked"] = [{"world": caption.world, "reason": reason} for caption in captions]
        self.made["exit_code"] = Exit.worst([self.made["exit_code"], Exit.UNDECIDED])

    def text(self) -> str:
        """The text of the JSON document."""
        return as_json(self.made)
