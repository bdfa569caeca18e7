"""`everystate replay`, from its options to a report and an exit code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from everystate.command.arguments import StudyArguments
from everystate.command.stopping import supervisor
from everystate.composing.network import Network
from everystate.exploring.system import State
from everystate.loading import load
from everystate.loading.folder import NOT_OF_THE_SPEC
from everystate.logs.conclusion import Conclusion
from everystate.logs.lifted import lifted
from everystate.logs.mapping import LogMapping, load_mapping
from everystate.logs.matching import match
from everystate.logs.reading import LogReader, ReadLogs, read_logs
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import Exit
from everystate.report.forms.record import as_json
from everystate.report.logs.data import conclusion_data
from everystate.report.logs.fates import fates_data, tell_fates
from everystate.report.logs.text import tell


@dataclass(frozen=True, kw_only=True)
class ReplayArguments(StudyArguments):
    """The options of `everystate replay`."""

    spec: Path
    logs: tuple[tuple[str, Path], ...]
    mapping: Path | None = None
    map_only: bool = False
    start: Literal["start", "anywhere"] = "start"
    off_by: float | None = None
    verbose: bool = False


def run_replay(asked: ReplayArguments) -> Exit:
    """Match the logs with the protocol, and write the report; returns the exit code."""
    asked.enforce_memory()
    network = lifted(asked.network(load(asked.spec)))
    words = Vocabulary(network)
    mapping = _mapping(asked)
    if asked.map_only:
        return _show_fates(asked, LogReader(words, mapping).read(asked.logs))
    read = read_logs(words, asked.logs, mapping)
    with supervisor().checking():
        starts = None if asked.start == "start" else _anywhere(asked, network)
        conclusion = match(network, words, read.sources, asked.off_by, asked.max_states, starts)
    with supervisor().shield():
        _report(asked, replace(conclusion, unmapped=read.unmapped))
    return conclusion.exit_code


def _anywhere(asked: ReplayArguments, network: Network) -> Sequence[State]:
    """Every joint state that a lifted network can reach.

    Raises:
        KeyboardInterrupt: a limit ended the search for them, so that nothing can be said.
    """
    space = asked.check().explore(network)
    if not space.complete:
        raise KeyboardInterrupt(f"the joint states from which the logs may begin: {space.stopped}")
    return space.states


def _mapping(asked: ReplayArguments) -> LogMapping | None:
    """The mapping that is given, or that beside the spec; None, if there is none."""
    beside = asked.spec / NOT_OF_THE_SPEC
    file = asked.mapping or (beside if beside.is_file() else None)
    return None if file is None else load_mapping(file)


def _show_fates(asked: ReplayArguments, read: ReadLogs) -> Exit:
    """Write what became of each record; fails where one is not mapped, since a replay then leaves it out."""
    if asked.form == "json":
        asked.write(as_json(fates_data(read)))
    else:
        asked.write_lines(tell_fates(read, asked.width))
    return Exit.FAILED if read.unmapped else Exit.OK


def _report(asked: ReplayArguments, conclusion: Conclusion) -> None:
    if asked.form == "json":
        asked.write(as_json(conclusion_data(conclusion)))
    else:
        asked.write_lines(tell(conclusion, asked.width, asked.verbose))
