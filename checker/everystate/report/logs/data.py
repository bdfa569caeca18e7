"""What becomes of a log, as plain values for programs, which `everystate replay --format json` prints."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from everystate.loading.party import Machine, Row
from everystate.logs.conclusion import Blocked, Conclusion, Head, Taker
from everystate.report.evidence.missing import missing


def conclusion_data(conclusion: Conclusion) -> dict[str, Any]:
    """The report."""
    network, taken = conclusion.network, conclusion.taken
    return {
        "spec": network.spec.folder,
        "title": network.spec.title,
        "parameters": dict(network.parameters),
        "sources": [
            {"name": source.name, "copies": sorted(map(str, source.copies)), "records": len(source.records)}
            for source in conclusion.sources
        ],
        "answer": conclusion.answer,
        "reason": conclusion.reason or None,
        "records": conclusion.records,
        "unmapped": conclusion.unmapped,
        "explained": conclusion.explained,
        "widest": conclusion.widest,
        "states": conclusion.states,
        "blocked": None if conclusion.blocked is None else _blocked(conclusion.blocked),
        "rows": {
            "surely": _rows(taken.surely),
            "perhaps": _rows(taken.perhaps),
            "never": _rows(taken.never),
        },
        "exit_code": conclusion.exit_code,
    }


def _blocked(blocked: Blocked) -> dict[str, Any]:
    return {
        **_head(blocked.head),
        "states": blocked.states,
        "memory": [
            {"copy": str(memory.copy), "name": memory.name, "values": list(memory.values)} for memory in blocked.memory
        ],
        "takers": [_taker(taker) for taker in blocked.takers],
        "others": [_head(head) for head in blocked.others],
    }


def _head(head: Head) -> dict[str, Any]:
    record = head.record
    return {
        "source": head.source.name,
        "position": head.position,
        "file": record.place.file if record else None,
        "line": record.place.line if record else None,
        "at": record.written or None if record else None,
        "copies": sorted(map(str, record.pattern.copies)) if record else [],
        "record": record.pattern.text if record else None,
        "possible": list(head.possible),
    }


def _taker(taker: Taker) -> dict[str, Any]:
    place = taker.row.place
    return {
        "copy": str(taker.copy),
        "machine": taker.machine.name,
        "trigger": str(taker.row.trigger),
        "file": place.file,
        "line": place.line,
        "missing": [{"kind": lack.kind, "text": missing(lack), "states": n} for lack, n in taker.lacks],
        "instead": list(taker.instead),
    }


def _rows(rows: Iterable[tuple[Machine, Row]]) -> list[dict[str, Any]]:
    return [
        {
            "party": machine.party,
            "machine": machine.name,
            "trigger": str(row.trigger),
            "file": row.place.file,
            "line": row.place.line,
        }
        for machine, row in rows
    ]
