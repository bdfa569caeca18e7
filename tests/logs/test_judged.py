"""The search is judged by the second interpreter: on logs of right tables, of changed ones, and on spoilt logs."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from tests.laws.state import Mistake
from tests.logs.independent import Logs, Record, is_possible, run_of

from everystate.checking import network_of
from everystate.composing.network import Network
from everystate.loading import load
from everystate.loading.spec import Spec
from everystate.logs.lifted import lifted
from everystate.logs.matching import match
from everystate.logs.reading import read_logs
from everystate.logs.vocabulary import Vocabulary
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.mutants import mutants

MODELS = Path(__file__).parents[1] / "models"
STEPS = 12


@dataclass(frozen=True)
class Subject:
    """A model at some parameters; in a large one, all parties write logs."""

    name: str
    settings: tuple[tuple[str, Any], ...] = ()
    large: bool = False

    @property
    def parameters(self) -> dict[str, Any]:
        return dict(self.settings)

    @property
    def spec(self) -> Spec:
        return _loaded(self.name)

    @property
    def network(self) -> Network:
        return _network(self)

    def sources(self, draw: random.Random) -> dict[str, str]:
        """All parties in one log; one log for each; or one party alone, so that the others are silent."""
        parties = [party.name for party in self.spec.parties if party.machines]
        chosen = draw.choice([["*"], parties] if self.large else [["*"], parties, [draw.choice(parties)]])
        return {name: name for name in chosen}


@cache
def _loaded(name: str) -> Spec:
    return load(MODELS / name)


@cache
def _network(subject: Subject) -> Network:
    return lifted(network_of(subject.spec, subject.parameters))


SUBJECTS = (
    Subject("greeting"),
    Subject("asking"),
    Subject("two_phase_commit_messages", (("rms", 2),)),
    Subject("peer_failover", (("drops", 1),), large=True),
    Subject("alternating_bit", (("doubles", 1),)),
    Subject("handed_on"),
)


def explained(subject: Subject, logs: Logs, folder: Path) -> bool:
    """What the search says."""
    words, given = Vocabulary(subject.network), []
    for number, (name, log) in enumerate(logs.items()):
        file = folder / f"{number}.jsonl"
        file.write_text("".join(json.dumps(record) + "\n" for record in log), encoding="utf-8")
        given.append((name, file))
    return match(subject.network, words, read_logs(words, given).sources).answer == "explained"


def trials(number: int, seed: int) -> Iterator[tuple[Subject, random.Random]]:
    for at in range(number):
        yield SUBJECTS[at % len(SUBJECTS)], random.Random(f"{seed} {at}")


def logs_of_a_run(subject: Subject, spec: Spec, draw: random.Random) -> Logs:
    """The logs of a random run; empty ones, where nothing happens in ten of them."""
    logs: Logs = {}
    for _ in range(10):
        run = run_of(spec, subject.parameters, draw.randint(STEPS // 2, STEPS), draw)
        logs = run.logs(subject.sources(draw))
        if any(logs.values()):
            break
    return logs


def changed_rows(subject: Subject) -> list[Mutant]:
    """The mutants of rows that can be run."""
    return [mutant for mutant in mutants(subject.spec, subject.parameters) if mutant.row is not None]


def of_right_tables(number: int, folder: Path) -> Counter[str]:
    """How many logs of runs of the right tables are explained, and how many are not, which would be a false alarm."""
    count = Counter[str]()
    for subject, draw in trials(number, 1):
        logs = logs_of_a_run(subject, subject.spec, draw)
        count["explained" if explained(subject, logs, folder) else "false alarm"] += 1
    return count


def of_changed_tables(number: int, folder: Path) -> Counter[str]:
    """The same with one changed row: what is said, and what is so."""
    count = Counter[str]()
    for subject, draw in trials(number, 2):
        mutant = draw.choice(changed_rows(subject))
        try:
            logs = logs_of_a_run(subject, mutant.spec, draw)
        except Mistake:
            count["no system"] += 1
            continue
        count[_compared(subject, logs, folder) if any(logs.values()) else "nothing happens"] += 1
    return count


def of_spoilt_logs(number: int, folder: Path) -> Counter[str]:
    """The same for right logs with one record lost, doubled, or swapped with the next one."""
    count = Counter[str]()
    for subject, draw in trials(number, 3):
        logs = logs_of_a_run(subject, subject.spec, draw)
        log = logs[draw.choice([name for name, log in logs.items() if log])]
        at = draw.randrange(len(log))
        how = draw.choice(["lost", "doubled", "swapped"])
        log[at : at + 2] = spoilt(log[at : at + 2], how)
        if any(logs.values()):
            count[f"{how}: {_compared(subject, logs, folder)}"] += 1
    return count


def spoilt(pair: list[Record], how: str) -> list[Record]:
    """A record and the next one, after the first is lost or doubled, or they are swapped."""
    return {"lost": pair[1:], "doubled": [pair[0], *pair], "swapped": pair[::-1]}[how]


def _compared(subject: Subject, logs: Logs, folder: Path) -> str:
    said, so = explained(subject, logs, folder), is_possible(subject.spec, subject.parameters, logs)
    if said == so:
        return "rightly explained" if so else "rightly impossible"
    return "false alarm" if so else "miss"


def wrong(count: Counter[str]) -> list[str]:
    return [what for what in count if "miss" in what or "alarm" in what]


def test_logs_of_right_tables_are_explained(tmp_path: Path) -> None:
    assert of_right_tables(36, tmp_path) == {"explained": 36}


def test_changed_rows_are_noticed_where_the_log_shows_them(tmp_path: Path) -> None:
    count = of_changed_tables(48, tmp_path)
    assert wrong(count) == []
    assert count["rightly impossible"] >= 10
    assert count["rightly explained"] >= 5


def test_spoilt_logs_are_noticed_where_no_run_is_like_them(tmp_path: Path) -> None:
    count = of_spoilt_logs(48, tmp_path)
    assert wrong(count) == []
    for how in ("lost", "doubled", "swapped"):
        assert count[f"{how}: rightly impossible"] >= 4


@pytest.mark.slow
def test_many_logs(tmp_path: Path) -> None:
    assert of_right_tables(200, tmp_path) == {"explained": 200}
    assert wrong(of_changed_tables(200, tmp_path)) == []
    assert wrong(of_spoilt_logs(200, tmp_path)) == []
