"""`everystate export`, from its options to a file and an exit code."""

from __future__ import annotations

from pathlib import Path

from everystate.command.arguments import Arguments, StudyArguments
from everystate.exporting.document import document, text_of
from everystate.exporting.formulas import JSON
from everystate.exporting.logic import Unsupported
from everystate.exporting.names import word
from everystate.exporting.promela import promela
from everystate.exporting.tla import tla
from everystate.loading import load
from everystate.problems import Exit, Place, Problem, SpecError


def export(asked: StudyArguments, spec: Path, form: str, unchecked: bool) -> Exit:
    """Check the spec, if it is not left `unchecked`, and write its network.

    Raises:
        SpecError: the spec is wrong, or the format cannot carry a part of it.
    """
    asked.enforce_memory()
    record = checked_document(asked, spec, unchecked)
    asked.write(_written(record, form, asked.output))
    return Exit.UNDECIDED if record["check"] is None and not unchecked else Exit.OK


def _written(record: JSON, form: str, output: Path | None) -> str:
    """The text of the file.

    Raises:
        SpecError: the form has no words for a step.
    """
    try:
        match form:
            case "promela":
                return promela(record)
            case "tla":
                return tla(record, word(output.stem) if output else "Network")
            case _:
                return text_of(record)
    except Unsupported as reason:
        problem = Problem(Place("--to"), f"cannot write {reason} as {form}", "", "write it as json")
        raise SpecError([problem]) from None


def checked_document(asked: Arguments, spec: Path, unchecked: bool = False) -> JSON:
    """The network of a spec with the results of a check, if it is not left `unchecked`.

    Raises:
        SpecError: the spec is wrong, or the format cannot carry a part of it.
    """
    network = asked.network(load(spec))
    made = document(network)
    if unchecked:
        return made
    with asked.progress() as progress:
        return document(network, asked.check(expectation="ignore").run(network, progress))
