"""A claim as a rule of SARIF: its text, and an id that depends only on its name."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from everystate.judging.verdict import Verdict
from everystate.report.evidence.claim import stated
from everystate.wording.text import one_line

MISTAKE = "mistake"
"""The rule that a spec is one: what it says is refused if it is not."""

_PLAIN = re.compile(r"\w+( \w+)*", re.ASCII)
_LONGEST = 200


def rule_id(name: str) -> str:
    """The id of a claim: `no-deadlock` for `no deadlock`; other characters add a checksum, so that ids are unique."""
    if _PLAIN.fullmatch(name) and len(name) <= _LONGEST and name != MISTAKE:
        return name.replace(" ", "-")
    words = "-".join(re.findall(r"\w+", name, re.ASCII))[:_LONGEST]
    return f"{words}-{hashlib.sha256(name.encode()).hexdigest()[:8]}".lstrip("-")


def rule(verdict: Verdict) -> dict[str, Any]:
    """The rule for a claim."""
    text = one_line(stated(verdict.claim))
    name = one_line(verdict.name)
    about = one_line(verdict.claim.description)
    return {
        "id": rule_id(verdict.name),
        "shortDescription": {"text": name},
        "fullDescription": {"text": about or text or name},
        "help": {"text": "\n".join(part for part in (about, text, _WHAT_TO_DO) if part)},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["built-in claim" if verdict.built_in else "claim"], "precision": "very-high"},
    }


def mistake_rule() -> dict[str, Any]:
    """The rule for the mistakes of a spec."""
    text = "A spec says what the language has a meaning for, and the command line names what is in it."
    return {
        "id": MISTAKE,
        "shortDescription": {"text": "a mistake in the spec"},
        "fullDescription": {"text": text},
        "help": {"text": text},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["spec"], "precision": "very-high"},
    }


_WHAT_TO_DO = "A violation comes with a shortest run to it: follow its steps, and mend the row by which it goes wrong."
