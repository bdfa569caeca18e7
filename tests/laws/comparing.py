"""Compares what the checker says of a spec with what the interpreter and the second judge say of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from tests.laws.graph import Graph, graph_of
from tests.laws.interpreter import Interpreter
from tests.laws.verdicts import rows
from tests.laws.verdicts.answer import Answer
from tests.laws.verdicts.judge import Answers, answers, known

from everystate import Limits, Result, Spec, Verdict, compose, explore, judge
from everystate.loading.expression import Value
from everystate.loading.printing import Writer
from everystate.loading.spec import Claim, TimeClaim
from everystate.loading.worlds import laid_in

MOST = 300
NOT_VACUOUS = "no vacuous claim"


def differences(spec: Spec, most: int = MOST) -> list[str] | None:
    """What is different, in each world of the spec, too; None where the space at the declared parameters is too large.

    Raises:
        SpecError: the spec is refused.
    """
    declared = _of_world(spec, {}, most)
    if declared is None:
        return None
    found = [(world.name, _of_world(*laid_in(spec, world.name), most) or []) for world in spec.worlds]
    return declared + [f"{difference}, in {name}" for name, differences in found for difference in differences]


def _of_world(spec: Spec, settings: dict[str, Value], most: int) -> list[str] | None:
    """What is different at these parameters; None where the space is too large."""
    network = compose(spec, settings)
    space = explore(network, Limits(states=most), engine="reference")
    if not space.complete:
        return None
    graph = graph_of(Interpreter(spec, settings), most)
    if graph is None:
        return ["the interpreter finds more states"]
    reference, native = judge(space), judge(explore(network, engine="native"))
    return [*_of_engines(reference, native), *_of_space(reference, graph), *_of_verdicts(reference, graph)]


def _of_engines(reference: Result, native: Result) -> Iterator[str]:
    """Both engines give the same verdicts, with the same runs, and the same notes."""
    for one, two in zip(reference.verdicts, native.verdicts, strict=True):
        if one != two:
            yield f"{one.name}: the engines differ: {_told(one)} and {_told(two)}"
    if reference.all_notes != native.all_notes:
        yield "the engines differ in their notes"
    if reference.fired != native.fired:
        yield "the engines differ in the rows that fire"


def _of_space(result: Result, graph: Graph) -> Iterator[str]:
    space = result.space
    settled = sum(space.settled(number) for number in range(len(space.states)))
    found = {"states": len(space.states), "steps": space.steps, "depth": space.depth, "settled": settled}
    by_hand = {
        "states": len(graph.states),
        "steps": graph.steps,
        "depth": graph.depths[-1],
        "settled": sum(graph.settled),
    }
    yield from (f"{name}: {found[name]}, by hand {by_hand[name]}" for name in found if found[name] != by_hand[name])
    if list(space.depths) != graph.depths:
        yield "the depths of the states differ"
    counts = rows.taken(graph)
    for row, count in result.fired.items():
        keys = [key for key, one in rows.rows_of(graph.laws.spec).items() if one is row]
        if counts[keys[0]] != count:
            yield f"{keys[0]} fires {count} times, by hand {counts[keys[0]]}"


def _of_verdicts(result: Result, graph: Graph) -> Iterator[str]:
    by_hand = answers(graph)
    spec = graph.laws.spec
    said = {claim.name: known(graph, claim.known) for claim in spec.claims}
    said |= {monitor.name: known(graph, monitor.known) for monitor in spec.monitors}
    for verdict in result.verdicts:
        if verdict.name != NOT_VACUOUS and not any(_same(verdict, one, said) for one in by_hand[verdict.name]):
            yield f"{verdict.name}: {_told(verdict)}, by hand {' or '.join(map(str, by_hand[verdict.name]))}"
    yield from _of_causes(result)
    yield from _of_vacuity(result, by_hand)
    yield from _of_idle_atoms(result, by_hand)


def _same(verdict: Verdict, answer: Answer, said: dict[str, bool]) -> bool:
    """Whether a verdict says what an answer does."""
    if verdict.answer != answer.word(said.get(verdict.name, False)):
        return False
    length = verdict.trace.length if verdict.trace else None
    failing = verdict.failures if answer.failing is not None else None
    timed = isinstance(verdict.claim, Claim) and verdict.claim.kind in get_args(TimeClaim)
    longest = _longest(verdict) if timed else None
    made = Answer(answer.holds, verdict.judged.number, failing, length, longest, answer.vacuous)
    return made == replace(answer, length=None if answer.holds else answer.length)


def _longest(verdict: Verdict) -> int | None:
    """The length of the longest run that a verdict names."""
    match = re.search(r"the longest of these runs has ([\d,]+) step", f"{verdict.reason} {verdict.remark}")
    return int(match[1].replace(",", "")) if match else None


def _of_causes(result: Result) -> Iterator[str]:
    """The numbers of the causes of a claim of the spec add up to the number of its failures."""
    for verdict in result.verdicts:
        booked = sum(cause.count for cause in verdict.causes)
        if verdict.causes and not verdict.built_in and booked != verdict.failures:
            yield f"{verdict.name}: {booked} failures have a cause, of {verdict.failures}"


def _of_vacuity(result: Result, by_hand: Answers) -> Iterator[str]:
    whole = [verdict for verdict in result.verdicts if verdict.name == NOT_VACUOUS]
    found = {cause.text.split("'")[1] for verdict in whole for cause in verdict.causes}
    for name, [answer, *_] in by_hand.items():
        if whole and answer.vacuous is not None and answer.vacuous != (name in found):
            yield f"{name}: {'' if name in found else 'not '}vacuous, by hand {answer}"


def _of_idle_atoms(result: Result, by_hand: Answers) -> Iterator[str]:
    """Of each claim that holds and says something, the notes name the atoms that play no part."""
    writer = Writer(result.network.spec)
    silent = [cause.text for verdict in result.verdicts if verdict.name == NOT_VACUOUS for cause in verdict.causes]
    silent += [note for note in result.notes if note.startswith("'")]
    for name, [answer, *_] in by_hand.items():
        if answer.idle is None or result.verdict(name).answer != "holds" or any(f"'{name}'" in one for one in silent):
            continue
        found = {note for note in result.idle if note.endswith(f"plays no part in '{name}' at these parameters")}
        expected = {
            f"'{writer.expression(atom)}' plays no part in '{name}' at these parameters" for atom in answer.idle
        }
        if found != expected:
            yield f"{name}: {sorted(found)}, by hand {sorted(expected)}"


def _told(verdict: Verdict) -> str:
    length = verdict.trace.length if verdict.trace else None
    more = f"{verdict.failures} failing, length {length}, {verdict.reason} {verdict.remark}"
    return f"{verdict.answer}, judged in {verdict.judged}, {more}"
