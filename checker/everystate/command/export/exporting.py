"""`everystate export`, from its options to a file and an exit code."""

from __future__ import annotations

from pathlib import Path

from everystate.command.arguments import StudyArguments
from everystate.exporting.document import document, text_of
from everystate.exporting.formulas import JSON
from everystate.loading import load
from everystate.problems import Exit


def export(asked: StudyArguments, spec: Path, form: str, unchecked: bool) -> Exit:
    """Check the spec, if it is not left `unchecked`, and write its network.

    Raises:
        SpecError: the spec is wrong, or the format cannot carry a part of it.
    """
    asked.enforce_memory()
    record = checked_document(asked, spec, unchecked)
    asked.write(text_of(record))
    return Exit.UNDECIDED if record["check"] is None and not unchecked else Exit.OK


def checked_document(asked: StudyArguments, spec: Path, unchecked: bool = False) -> JSON:
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
