"""Certificates: a network, its joint states and ranks, which a small program of its own checks.

`verify.py` says what each file proves. The program that writes them need not be trusted.
"""

from __future__ import annotations

import hashlib
import json
import lzma
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path

from everystate.composing.ground_timing import Reading
from everystate.exploring.shared.predicate import Predicate
from everystate.exploring.space import Space
from everystate.exporting.document import document, text_of
from everystate.exporting.formulas import JSON
from everystate.judging.builtin import SETTLES
from everystate.judging.verdict import Result

Edges = Sequence[tuple[int, int]]
Proof = tuple[JSON, list[int]]
"""What a column of ranks proves, and the rank of each state."""


def certificate(result: Result, files: Iterable[Path]) -> dict[str, bytes]:
    """The files of a certificate by their names; `files` are those of the spec.

    Raises:
        SpecError: the format of networks cannot carry a part of the network.
    """
    space = result.space
    proofs = list(_proofs(result))
    order = sorted(range(len(space.states)), key=[_packed(space, state) for state in space.states].__getitem__)
    made = {
        "network.json": text_of(document(space.network, result)).encode(),
        "states.xz": _compressed(_differences(_packed(space, space.states[number]) for number in order)),
        "ranks.xz": _compressed(ranks[number] for _, ranks in proofs for number in order),
        "verify.py": resources.files("everystate.exporting").joinpath("verify.py").read_bytes(),
    }
    manifest = {
        "certificate": 1,
        "spec": {path.name: _digest(path.read_bytes()) for path in files},
        "sha256": {name: _digest(content) for name, content in made.items()},
        "proofs": [proof for proof, _ in proofs],
    }
    return {**made, "manifest.json": (json.dumps(manifest, indent=2) + "\n").encode()}


# -- ranks ----------------------------------------------------------------------------------------------------------


def _proofs(result: Result) -> Iterator[Proof]:
    """A column of ranks for each claim about runs that has one."""
    space = result.space
    edges = list(space.edges())
    unsettling = [(source, event, target) for source, event, target in edges if space.unsettles(source, event, target)]
    answers = {verdict.name: verdict.answer for verdict in result.verdicts}
    if answers.get(SETTLES) == "holds" and (ranks := _longest(space, [(s, t) for s, _, t in unsettling])):
        yield {"claim": SETTLES, "within": None}, ranks
    for claim, ground in zip(document(space.network)["claims"], space.network.claims, strict=True):
        if answers.get(claim["name"]) != "holds" or ground.timing is None:
            continue
        if claim["kind"] == "recoverable":
            pairs = [(s, t) for s, _, t in edges]
            for number, reading in enumerate(ground.timing.readings):
                yield {"claim": claim["name"], "goal": number}, _distances(space, pairs, reading)
        elif claim["kind"] == "ends":
            onward = [(s, t) for s, event, t in unsettling if not space.event(event).label.phase]
            if ranks := _longest(space, onward):
                yield {"claim": claim["name"], **{key: claim[key] for key in ("begins", "at_start", "within")}}, ranks


def _longest(space: Space, edges: Edges) -> list[int]:
    """For each state the number of steps of a longest run along these edges; empty if one of them is endless."""
    ranks, out = [0] * len(space.states), [0] * len(space.states)
    before: dict[int, list[int]] = {}
    for source, target in edges:
        out[source] += 1
        before.setdefault(target, []).append(source)
    ending = [number for number, count in enumerate(out) if not count]
    for state in ending:  # which grows
        for source in before.get(state, ()):
            ranks[source] = max(ranks[source], ranks[state] + 1)
            out[source] -= 1
            if not out[source]:
                ending.append(source)
    return ranks if len(ending) == len(ranks) else []


def _distances(space: Space, edges: Edges, reading: Reading) -> list[int]:
    """For each state the number of steps to the nearest one in which the goal of a reading holds."""
    before: dict[int, list[int]] = {}
    for source, target in edges:
        before.setdefault(target, []).append(source)
    goal = Predicate(reading.atoms[0].cases[0].formula, space.network)
    reached = [number for number, state in enumerate(space.states) if goal(state)]
    distances = dict.fromkeys(reached, 0)
    for state in reached:  # which grows
        for source in before.get(state, ()):
            if source not in distances:
                distances[source] = distances[state] + 1
                reached.append(source)
    return [distances[number] for number in range(len(space.states))]


# -- bytes ----------------------------------------------------------------------------------------------------------


def _packed(space: Space, state: Sequence[int]) -> int:
    """A joint state as one number: the last field lowest."""
    made = 0
    for field, raw in zip(space.network.fields, state, strict=True):
        bits = max((len(field.values) - 1).bit_length(), 1)
        made = made << (bits if field.channel is None else field.channel.capacity * field.channel.width) | int(raw)
    return made


def _differences(numbers: Iterable[int]) -> Iterator[int]:
    last = 0
    for number in numbers:
        yield number - last
        last = number


def _compressed(numbers: Iterable[int]) -> bytes:
    """Seven bits in each byte, the lowest first; the highest bit of a byte says that more follow."""
    made = bytearray()
    for number in numbers:
        left = number
        while left > 127:
            made.append(left & 127 | 128)
            left >>= 7
        made.append(left)
    return lzma.compress(bytes(made))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def write_certificate(folder: Path, files: dict[str, bytes]) -> None:
    """Write the files to a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
