"""SPIN as an oracle: a graph with fairness as Promela, and the verdicts of the verifier that SPIN makes of it.

G. J. Holzmann: The SPIN Model Checker, 2003. SPIN's fairness (`-f`) is weak, and one of processes: a process that can
move from some point on always, moves again and again. So each weak constraint is a process here, which moves by its
events and can move just where it is possible. What nobody owes is a process that can always idle, too: it is never
made to move, and a run rests while that idles. What is owed strongly is a premise of the formula.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from everystate.exploring.lasso import FairnessConstraint
from everystate.exploring.space import Space

FOUND = shutil.which("spin") is not None and shutil.which("gcc") is not None


def verifier(folder: Path, model: str) -> None:
    """Make the verifier of a model, in a folder."""
    (folder / "model.pml").write_text(model, encoding="ascii")
    _run(folder, "spin", "-a", "model.pml")
    _run(folder, "gcc", "-w", "-O0", "-DNOREDUCE", "-DNFAIR=4", "-o", "pan", "pan.c")


def verdicts(folder: Path, claims: Collection[str], fair: bool) -> dict[str, bool]:
    """Whether each of the formulas named in the model holds, of all runs, or of those that are weakly fair.

    With `-f`, SPIN 6.5.2 sometimes goes ever deeper in a model of a few states. What it finds then is a run that breaks
    the claim all the same; where it finds nothing, it gives no verdict.
    """
    made = {}
    for claim in claims:
        told = _run(folder, "./pan", "-a", *(["-f"] if fair else []), "-m100000", "-N", claim)
        errors = re.search(r"errors: (\d+)", told)
        assert errors is not None, told
        if errors[1] != "0" or "max search depth too small" not in told:
            made[claim] = errors[1] == "0"
    return made


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 or command[0] == "./pan", done.stdout + done.stderr
    return done.stdout


@dataclass(frozen=True)
class Graph:
    """Numbered states and, for each event, its steps: source and target."""

    steps: Sequence[Sequence[tuple[int, int]]]
    fairness: Sequence[FairnessConstraint]

    @classmethod
    def of(cls, space: Space, fairness: Sequence[FairnessConstraint]) -> Graph:
        """A whole space."""
        steps: list[list[tuple[int, int]]] = [[] for _ in space.network.events]
        for source, event, target in space.edges():
            steps[event].append((source, target))
        return cls(steps, fairness)

    def promela(self, atoms: Mapping[str, Collection[int]], formulas: Mapping[str, str]) -> str:
        """The model: `atoms` are true in these states, `formulas` are claims by name."""
        owed = [one.events for one in self.fairness]
        free = set(range(len(self.steps))).difference(*owed)
        processes = [self._process(f"owed{n}", sorted(events), n + 1) for n, events in enumerate(owed)]
        defined = [f"#define {name} ({_any(states)})" for name, states in atoms.items()]
        claims = [f"ltl {name} {{ {self._premise()}({formula}) }}" for name, formula in formulas.items()]
        rest = self._process("rest", sorted(free), 0, "  :: last = 0")
        return "\n".join(["int at = 0; int last = 0;", *defined, *processes, rest, *claims, ""])

    def _process(self, name: str, events: Iterable[int], number: int, idle: str = "") -> str:
        ways = [
            f"  :: atomic {{ at == {source} -> at = {target}; last = {number} }}"
            for event in events
            for source, target in self.steps[event]
        ]
        return "\n".join([f"active proctype {name}() {{", "  do", *ways, idle or "  :: false", "  od", "}"])

    def _premise(self) -> str:
        made = ""
        for number, one in enumerate(self.fairness, 1):
            if one.strong:
                possible = {source for event in one.events for source, _ in self.steps[event]}
                made += f"(([]<> ({_any(possible)})) -> ([]<> (last == {number}))) -> "
        return made


def _any(states: Collection[int]) -> str:
    return " || ".join(f"at == {state}" for state in sorted(states)) or "false"
