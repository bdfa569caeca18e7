"""`everystate replay`, from its options to a report and an exit code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from everystate.command.arguments import StudyArguments
from everystate.command.stopping import supervisor
from everystate.loading import load
from everystate.logs.conclusion import Conclusion
from everystate.logs.lifted import lifted
from everystate.logs.matching import match
from everystate.logs.reading import read_logs
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import Exit
from everystate.report.forms.record import as_json
from everystate.report.logs.data import conclusion_data
from everystate.report.logs.text import tell


@dataclass(frozen=True, kw_only=True)
class ReplayArguments(StudyArguments):
    """The options of `everystate replay`."""

    spec: Path
    logs: tuple[tuple[str, Path], ...]
    off_by: float | None = None
    verbose: bool = False


def run_replay(asked: ReplayArguments) -> Exit:
    """Match the logs with the protocol, and write the report; returns the exit code."""
    asked.enforce_memory()
    network = lifted(asked.network(load(asked.spec)))
    words = Vocabulary(network)
    sources = read_logs(words, asked.logs)
    with supervisor().checking():
        conclusion = match(network, words, sources, asked.off_by, asked.max_states)
    with supervisor().shield():
        _report(asked, conclusion)
    return conclusion.exit_code


def _report(asked: ReplayArguments, conclusion: Conclusion) -> None:
    if asked.form == "json":
        asked.write(as_json(conclusion_data(conclusion)))
    else:
        asked.write_lines(tell(conclusion, asked.width, asked.verbose))
