"""The report as SARIF 2.1.0 (OASIS, Static Analysis Results Interchange Format): one run, a result for each finding.

`level`: a violated claim is an error; an undecided one a warning, never a pass; a known one a note that is suppressed
in the source, with its reason. A claim that holds has no result, since readers show all results. All worlds of a spec
are one run, since readers refuse files of many runs (GitHub: of more than 20).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from everystate.judging.verdict import Answer, Result
from everystate.problems import Exit, Place, Problem
from everystate.report.forms.form import Caption
from everystate.report.forms.record import as_json
from everystate.report.gates.finding import Finding, findings
from everystate.report.gates.location import Location, Root
from everystate.report.gates.sarif_flow import code_flow
from everystate.report.gates.sarif_rule import MISTAKE, mistake_rule, rule, rule_id
from everystate.wording.text import one_line

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "everystateFinding/v1"
"""Not `primaryLocationLineHash`: who uploads to GitHub computes that one, and complains about another."""

_LEVELS: dict[Answer, str] = {"violated": "error", "undecided": "warning", "known": "note"}


class SarifForm:
    """A SARIF log under construction."""

    def __init__(self, version: str) -> None:
        self.version = version
        self.root = Root()
        self.rules: dict[str, dict[str, Any]] = {}
        self.results: list[dict[str, Any]] = []
        self.notes: list[dict[str, Any]] = []
        self.configuration: list[dict[str, Any]] = []
        self.settings: list[dict[str, Any]] = []
        self.codes: list[int] = []
        self.alike: Counter[str] = Counter()
        self.spec = ""

    def add(self, caption: Caption, result: Result) -> None:
        """Add a rule for each claim, a result for each finding, and a notification for each note."""
        self.spec = self.root.path(result.network.spec.folder)
        for verdict in result.verdicts:
            self.rules.setdefault(verdict.name, rule(verdict))
        self.results += [self._result(caption, result, finding) for finding in findings(result)]
        where = f"{caption.world}: " if caption.world else ""
        self.notes += [{"level": "note", "message": {"text": one_line(where + note)}} for note in result.notes]
        laid = list(result.network.spec.laid)
        setting = {"world": caption.world or None, "layers": laid, "parameters": dict(result.network.parameters)}
        self.settings.append(setting)
        self.codes.append(result.exit_code)

    def refuse(self, problems: Sequence[Problem], exit_code: Exit = Exit.WRONG) -> None:
        """Add a result for each mistake in a file, and a notification for each mistake on the command line."""
        self.rules[MISTAKE] = mistake_rule()
        for problem in problems:
            text = "; ".join(one_line(part) for part in (problem.what, problem.why, problem.instead) if part)
            self._append_mistake(problem, text)
        self.codes = [exit_code]

    def leave_out(self, captions: Sequence[Caption], reason: str) -> None:
        """Add a notification for each world."""
        for caption in captions:
            self.notes.append({"level": "warning", "message": {"text": f"not checked: {caption.world} ({reason})"}})
        self.codes.append(Exit.UNDECIDED)

    def text(self) -> str:
        """The text of the log."""
        places = {name: number for number, name in enumerate(self.rules)}
        for result in self.results:
            result["ruleIndex"] = places[result["properties"]["claim"]]
        return as_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [self._run()]})

    def _run(self) -> dict[str, Any]:
        code = Exit.worst(self.codes)
        driver = {"name": "everystate", "version": self.version, "rules": list(self.rules.values())}
        return {
            "tool": {"driver": driver},
            "automationDetails": {"id": f"everystate/{self.spec}/"},
            "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "The root of the repository."}}},
            "columnKind": "unicodeCodePoints",
            "invocations": [self._invocation(code)],
            "results": self.results,
            "properties": {"spec": self.spec, "worlds": self.settings},
        }

    def _invocation(self, code: Exit) -> dict[str, Any]:
        return {
            "executionSuccessful": code != Exit.WRONG,
            "exitCode": code,
            "toolExecutionNotifications": self.notes,
            "toolConfigurationNotifications": self.configuration,
        }

    def _result(self, caption: Caption, result: Result, finding: Finding) -> dict[str, Any]:
        verdict = finding.verdict
        world = f" in {caption.world}" if caption.world else ""
        record: dict[str, Any] = {
            "ruleId": rule_id(verdict.name),
            "level": _LEVELS[verdict.answer],
            "message": {"text": f"{one_line(verdict.name)}: {verdict.answer}{world}: {finding.message}"},
            "locations": [self._at(finding.place)],
            "partialFingerprints": self._fingerprint(self.spec, caption.world, verdict.name, finding.cause),
            "properties": {"claim": verdict.name, "verdict": verdict.answer, "world": caption.world or None},
        }
        if finding.others:
            record["relatedLocations"] = [
                self._at(cause.place, f"{cause.text}, {cause.count:,} times") for cause in finding.others if cause.place
            ]
        if verdict.trace and (verdict.trace.steps or verdict.trace.offending):
            record["codeFlows"] = [code_flow(result, verdict.trace, self._at)]
        if verdict.answer == "known":
            record["suppressions"] = [{"kind": "inSource", "justification": one_line(verdict.known)}]
        return record

    def _append_mistake(self, problem: Problem, text: str) -> None:
        at = self.root.locate(problem.place)
        if at is None:
            self.configuration.append({"level": "error", "message": {"text": f"{problem.place}: {text}"}})
            return
        self.results.append(
            {
                "ruleId": MISTAKE,
                "level": "error",
                "message": {"text": text},
                "locations": [self._at(problem.place)],
                "partialFingerprints": self._fingerprint(at.file, problem.what),
                "properties": {"claim": MISTAKE, "verdict": "mistake", "world": None},
            }
        )

    def _fingerprint(self, *parts: str) -> dict[str, str]:
        """A fingerprint without lines and counts, so that it is stable when lines move; equal ones are numbered."""
        checksum = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
        self.alike[checksum] += 1
        return {FINGERPRINT: f"{checksum}:{self.alike[checksum]}"}

    def _at(self, place: Place, text: str = "") -> dict[str, Any]:
        location = self.root.locate(place) or Location(place.file)
        record: dict[str, Any] = {"physicalLocation": {"artifactLocation": _artifact(location)}}
        if location.line:
            region = {"startLine": location.line, "startColumn": location.column}
            record["physicalLocation"]["region"] = {key: number for key, number in region.items() if number}
        return record | ({"message": {"text": text}} if text else {})


def _artifact(location: Location) -> dict[str, str]:
    """The location of a file: relative to the root, or absolute if it is not below it."""
    uri = quote(location.file)
    return {"uri": f"file://{uri}"} if location.file.startswith("/") else {"uri": uri, "uriBaseId": "%SRCROOT%"}
