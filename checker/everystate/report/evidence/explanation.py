"""An explanation as sections of entries, which other modules print as text or as Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from everystate.diagnosis.waiting import Standing, Wait
from everystate.judging.verdict import Result
from everystate.loading.party import Machine, Row
from everystate.loading.printing import Writer
from everystate.loading.spec import Spec
from everystate.report.evidence.missing import awaited_by, fact, idle, missing, wait_text
from everystate.report.evidence.sections import Entry, Section
from everystate.study.blame import Suspect
from everystate.study.explanation import Blame, Explanation, Situation
from everystate.wording.text import counted, one_line, where

_MOST_INSTEAD = 3


def sections(result: Result, explanation: Explanation) -> tuple[Section, ...]:
    """The sections on one violation."""
    every = [_why(result, explanation)]
    if explanation.situation is not None:
        every += [*situation_sections(result, explanation.situation), _everybody(explanation, explanation.situation)]
    every += _blames(result, explanation)
    return tuple(section for section in every if section.entries)


def _why(result: Result, explanation: Explanation) -> Section:
    trace = explanation.verdict.trace
    if trace is None:
        return Section("Why it fails", tuple(_without_run(result, explanation)))
    entries = [Entry(fact(one)) for one in explanation.facts]
    if explanation.turning:
        steps = counted(len(trace.steps) - trace.length, "step")
        entries.append(Entry(f"{steps} lead back to where they began, and change {', '.join(explanation.turning)}"))
    return Section("Why it goes on for ever" if explanation.turning else "Why it fails there", tuple(entries))


def _without_run(result: Result, explanation: Explanation) -> Iterator[Entry]:
    """The entries on a violation without a run."""
    verdict = explanation.verdict
    if verdict.reason:
        yield Entry(one_line(verdict.reason))
    for cause in verdict.causes:
        yield Entry(one_line(cause.text), where(cause.place, result.network.spec.folder) if cause.place else "")


# -- where everybody is ---------------------------------------------------------------------------------------------


def situation_sections(result: Result, situation: Situation) -> Iterator[Section]:
    """The short form: the messages that are not accepted, or the copies that wait for each other."""
    folder = result.network.spec.folder
    refused: list[Entry] = []
    for refusal in situation.refusals:
        refused.append(Entry(one_line(refusal.text)))
        refused += [Entry(missing(lack), where(lack.place, folder) if lack.place else "", 1) for lack in refusal.lacks]
    timed = any(refusal.overdue for refusal in situation.refusals)
    yield Section("What time waits for" if timed else "What is not accepted", tuple(refused))
    yield Section("Who waits for whom", tuple(_waiting(result, situation)))


def _waiting(result: Result, situation: Situation) -> Iterator[Entry]:
    if not situation.stuck:
        return
    folder = result.network.spec.folder
    names = {standing.field: standing.title for standing in situation.standings}
    states = {standing.field: standing.state for standing in situation.standings}
    entries: dict[tuple[int, str], Entry] = {}
    for edge in situation.edges:
        who = f"{names[edge.source]}, {states[edge.source]},"
        entries.setdefault((edge.source, edge.wait.text), _waits(who, edge.wait, folder))
    yield from entries.values()
    for standing in situation.standings:
        if not any(edge.source == standing.field for edge in situation.edges):
            yield from _alone(standing, folder)
    if situation.circle:
        chain = " → ".join(names[field] for field in (*situation.circle, situation.circle[0]))
        yield Entry(f"a circle: {chain}")


def _alone(standing: Standing, folder: str) -> Iterator[Entry]:
    """The entries on the waits of a machine copy that no other copy blocks."""
    who = f"{standing.title}, {standing.state},"
    waits = {wait.text: wait for wait in reversed(standing.waits) if wait.lacks and not idle(wait)}
    for wait in reversed(waits.values()):
        yield _waits(who, wait, folder)
    if not waits:
        yield Entry(f"{who} takes nothing")


def _waits(who: str, wait: Wait, folder: str) -> Entry:
    """The entry on a wait, with the place of the first row that is in the way."""
    place = next((lack.place for lack in wait.lacks if lack.place), None)
    return Entry(f"{who} {wait_text(wait)}", where(place, folder) if place else "")


def _everybody(explanation: Explanation, situation: Situation) -> Section:
    sent = dict(explanation.sent)
    entries: list[Entry] = []
    for position in situation.positions:
        memory = ", ".join(f"{name} {value}" for name, value in position.memory)
        entries.append(Entry(memory, strong=str(position.owner)))
        entries += [Entry(one_line(text), depth=1) for text in awaited_by(position, sent)]
    return Section("Where everybody is", tuple(entries))


# -- what it takes ----------------------------------------------------------------------------------------------------


def _blames(result: Result, explanation: Explanation) -> list[Section]:
    holding = [blame for blame in explanation.blames if blame.answer == "holds"]
    holding.sort(key=lambda blame: -blame.outcome.states)
    clean = [blame for blame in holding if not blame.instead]
    costly = [blame for blame in holding if blame.instead]
    failing = [blame for blame in explanation.blames if blame.answer == "fails"]
    undecided = [blame for blame in explanation.blames if blame.answer == "undecided"]
    return [
        Section("Without any one of these the claim holds", tuple(_each(result, clean, _holds))),
        Section("Without any one of these it holds, and something else fails", tuple(_each(result, costly, _holds))),
        Section("Without any one of these it is undecided", tuple(_each(result, undecided, _undecided))),
        Section("Without any one of these it still fails", tuple(_failing(result, failing))),
    ]


def _each(result: Result, blames: list[Blame], say: Callable[[Blame, Result], str]) -> Iterator[Entry]:
    for blame in blames:
        yield Entry(suspected(result, blame.suspect), _place(result, blame.suspect))
        yield Entry(say(blame, result), depth=1)


def _failing(result: Result, blames: list[Blame]) -> Iterator[Entry]:
    for blame in blames:
        text = f"after {counted(blame.length, 'step')}: {suspected(result, blame.suspect, short=True)}"
        yield Entry(text, _place(result, blame.suspect))


def _place(result: Result, suspect: Suspect) -> str:
    return where(suspect.place, result.network.spec.folder)


def suspected(result: Result, suspect: Suspect, short: bool = False) -> str:
    """A suspected event or row in words; a row has its guard and effects, unless `short`."""
    if suspect.event:
        return f"{suspect.owner}.{suspect.name} ({_cause(result.network.spec, suspect)})"
    for machine, row in result.network.spec.rows():
        if (machine.party, machine.name, row.number) == (suspect.owner, suspect.name, suspect.number):
            brief = short or suspect.kind != "row"
            text = row_outline(machine, row) if brief else row_text(result.network.spec, machine, row)
            return one_line(f"{_part(suspect, row)}{suspect.owner}.{suspect.name}, {text}")
    raise AssertionError(suspect)


def row_outline(machine: Machine, row: Row) -> str:
    """The trigger, the sources and the destination of a row."""
    sources = "*" if row.sources == machine.states and len(row.sources) > 1 else ", ".join(row.sources)
    return f"{row.trigger}: {sources}" + (" waits" if row.defer else f" → {row.dest or '='}")


def row_text(spec: Spec, machine: Machine, row: Row) -> str:
    """A row in one line: trigger, sources, destination, guard, assignments and sends."""
    writer = Writer(spec, machine.party)
    parts = [row_outline(machine, row)]
    if row.rank:
        parts.append("otherwise")
    if row.text:
        parts.append(f"when {' '.join(row.text.split())}")
    parts += [f"set {writer.target(item)} = {writer.value(item)}" for item in row.sets]
    if row.sends:
        parts.append(f"send {', '.join(writer.send(send) + writer.condition(send) for send in row.sends)}")
    return "; ".join(parts)


def _part(suspect: Suspect, row: Row) -> str:
    """The suspected part of a row, in words."""
    match suspect.kind:
        case "send":
            return f"the send of {row.sends[suspect.part].message} in "
        case "set":
            return f"the setting of {row.sets[suspect.part].variable} in "
        case _:
            return ""


def _cause(spec: Spec, suspect: Suspect) -> str:
    if suspect.kind == "fault":
        return "fault"
    return spec.party(suspect.owner).action(suspect.name).cause


def _holds(blame: Blame, result: Result) -> str:
    total = counted(len(result.space.states), "joint state")
    left = f"holds; {blame.outcome.states:,} of {total} are left"
    return left + ("" if blame.judged else ", and it is judged in none") + _instead(blame)


def _instead(blame: Blame) -> str:
    if not blame.instead:
        return ""
    shown = [
        one_line(name) + (f", after {counted(n, 'step')}" if n else "") for name, n in blame.instead[:_MOST_INSTEAD]
    ]
    more = f"; and {len(blame.instead) - _MOST_INSTEAD} more" if len(blame.instead) > _MOST_INSTEAD else ""
    return f"; then fails: {'; '.join(shown)}{more}"


def _undecided(blame: Blame, _: Result) -> str:
    return blame.outcome.refused or f"undecided: {blame.outcome.stopped}"
