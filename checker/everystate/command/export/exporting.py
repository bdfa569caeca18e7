"""`everystate export`, from its options to a file and an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from everystate.command.arguments import Arguments, StudyArguments
from everystate.exporting.document import document, text_of
from everystate.exporting.formulas import JSON
from everystate.exporting.graph import NoRunError, aut, itf
from everystate.exporting.logic import Unsupported
from everystate.exporting.names import word
from everystate.exporting.promela import promela
from everystate.exporting.tla import tla
from everystate.loading import load
from everystate.problems import Exit, Place, Problem, SpecError, nearest


@dataclass(frozen=True)
class Form:
    """What is written: the form of the file, the claim of a run, and whether the spec is left unchecked."""

    name: str
    claim: str = ""
    unchecked: bool = False


def export(asked: StudyArguments, spec: Path, form: Form) -> Exit:
    """Check the spec, if it is not left unchecked, and write its network.

    Raises:
        SpecError: the spec is wrong, or the format cannot carry a part of it.
    """
    asked.enforce_memory()
    record = checked_document(asked, spec, form.unchecked)
    asked.write(_written(record, form, asked.output))
    return Exit.UNDECIDED if record["check"] is None and not form.unchecked else Exit.OK


def _written(record: JSON, form: Form, output: Path | None) -> str:
    """The text of the file.

    Raises:
        SpecError: the form has no words for a step, or the claim has no run.
    """
    try:
        match form.name:
            case "promela":
                return promela(record)
            case "tla":
                return tla(record, word(output.stem) if output else "Network")
            case "aut":
                return aut(record)
            case "itf":
                return itf(record, form.claim)
            case _:
                return text_of(record)
    except NoRunError as reason:
        names = [one["claim"] for one in (record["check"] or {"verdicts": []})["verdicts"]]
        raise SpecError([Problem(Place("--claim"), str(reason), "", nearest(form.claim, names))]) from None
    except Unsupported as reason:
        problem = Problem(Place("--to"), f"cannot write {reason} as {form.name}", "", "write it as json")
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
