"""The numbers of faults that the claims survive, as text."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from everystate.judging.verdict import Answer
from everystate.loading.expression import shown
from everystate.report.layout import MARKS, QUIET, STRONG, line, paragraph
from everystate.study.frontier.budgets import Budget, Combination
from everystate.study.frontier.edge import Edge
from everystate.study.frontier.frontier import Frontier
from everystate.wording.text import counted, one_line, printable

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_SURVIVES = "survives"
_NOTHING = "nothing"
_MOST = 6


def show_frontier(frontier: Frontier, width: int) -> Iterator[Text]:
    """The lines of the report."""
    yield from paragraph(frontier.spec.title, width, style=STRONG)
    yield line((printable(frontier.spec.folder), QUIET))
    yield from paragraph(", ".join(set_there(frontier)), width)
    yield line()
    yield from _varied(frontier, width)
    yield line()
    yield from _table(frontier, width)
    yield line()
    for one in frontier.edges:
        if not is_whole(one):
            mark, style = MARKS[_answer(one)]
            yield line((f"{mark} ", style), one_line(one.claim))
            yield from paragraph(sentence(frontier, one), width, 2)
    for refusal in frontier.refused:
        yield line(("- ", QUIET), one_line(refusal.claim))
        yield from paragraph(f"is not judged: {refusal.reason}", width, 2)
    yield line()
    yield line((tally(frontier), STRONG))


def set_there(frontier: Frontier) -> Iterator[str]:
    """The layers, and the parameters that are not varied, with their values."""
    varied = {budget.name for budget in frontier.varied if budget.is_parameter}
    if frontier.spec.laid:
        yield f"layers={'+'.join(frontier.spec.laid)}"
    for parameter in frontier.spec.parameters:
        if parameter.name not in varied:
            value = frontier.settings.get(parameter.name, parameter.initial)
            declared = "" if value == parameter.initial else f" (declared {shown(parameter.initial)})"
            yield f"{parameter.name}={shown(value)}{declared}"


def effort(frontier: Frontier) -> str:
    """The numbers of combinations, of checks and of joint states, in words."""
    number, checked = len(frontier.combinations), len(frontier.checked)
    all_of = counted(number, "combination") + f" of up to {counted(frontier.up_to, 'fault')}"
    rest = "all of them checked" if checked == number else f"{checked:,} of them checked"
    return f"{all_of}, {rest}; {sum(outcome.states for outcome in frontier.checked.values()):,} joint states in all"


def _varied(frontier: Frontier, width: int) -> Iterator[Text]:
    yield from paragraph(effort(frontier), width)
    longest = max((len(budget.name) for budget in frontier.varied), default=0)
    for budget in frontier.varied:
        yield line(f"  {budget.name.ljust(longest)}  ", (bounds(budget), QUIET))
    if not frontier.varied:
        yield from paragraph("No fault has a bound: there is nothing to vary.", width)
    if frontier.always_on:
        names = ", ".join(map(str, frontier.always_on))
        yield from paragraph(f"without a bound, and possible in each of them: {names}", width, 2, QUIET)


def bounds(budget: Budget) -> str:
    """The faults that a budget bounds, in words."""
    return ", ".join(map(str, budget.bounds))


# -- the table --------------------------------------------------------------------------------------------------------


def _table(frontier: Frontier, width: int) -> Iterator[Text]:
    rows = [(one, *cells(frontier, one)) for one in frontier.edges]
    right = max((len(_SURVIVES), *(len(survives) for _, survives, _ in rows)), default=0)
    last = min(max((len("first broken by"), *(len(part) for _, _, first in rows for part in first))), width // 2)
    name = max(min(max((len(one.claim) for one, _, _ in rows), default=0), width - right - last - 4), 20)
    yield line((f"{'claim'.ljust(name)}  {_SURVIVES.ljust(right)}  first broken by", QUIET))
    for one, survives, first in rows:
        left = [text.plain for text in paragraph(one.claim, name)]
        for at in range(max(len(left), len(first))):
            text = left[at] if at < len(left) else ""
            part = first[at] if at < len(first) else ""
            style = MARKS[_answer(one)][1]
            made = line(f"{text.ljust(name)}  ", ((survives if at == 0 else "").ljust(right), style), f"  {part}")
            made.rstrip()
            yield made


def cells(frontier: Frontier, one: Edge) -> tuple[str, list[str]]:
    """The cells of a claim: the faults that it survives, and the smallest combinations that break it."""
    if one.possible:
        return "(possible)", [f"reached with {part}" for part in _combinations(frontier, one)] or ["never reached"]
    return survived(frontier, one), _combinations(frontier, one) or (["-"] if not one.undecided else ["not known"])


def survived(frontier: Frontier, one: Edge) -> str:
    """The number of faults of any kinds that a claim survives, in words."""
    if one.least and not any(one.least[0]):
        return "fails without"
    if one.least and one.survives <= 0:
        return _NOTHING if one.survives == 0 else "not known"
    if one.least or not one.undecided:
        return _any_of(one.survives)
    return f"at least {_any_of(one.survives)}" if one.survives > 0 else "not known"


def _any_of(number: int) -> str:
    return f"any {counted(number, 'fault')}" if number else "holds"


def _combinations(frontier: Frontier, one: Edge) -> list[str]:
    listed = [settings(frontier, combination) + _after(one, combination) for combination in one.least[:_MOST]]
    return listed + ([f"and {len(one.least) - _MOST} more"] if len(one.least) > _MOST else [])


def settings(frontier: Frontier, combination: Combination) -> str:
    """The nonzero budgets of a combination: `stops=1, desk_breaks=1`."""
    pairs = zip(frontier.varied, combination, strict=True)
    return ", ".join(f"{budget.name}={amount}" for budget, amount in pairs if amount) or "no fault"


def _after(one: Edge, combination: Combination) -> str:
    length = one.length(combination)
    return "" if length is None else f" ({counted(length, 'step')})"


def _answer(one: Edge) -> Answer:
    if one.undecided and not one.least:
        return "undecided"
    return "holds" if bool(one.least) == one.possible else "violated"


# -- sentences --------------------------------------------------------------------------------------------------------


def is_whole(one: Edge) -> bool:
    """Whether a claim survives every combination that was tried."""
    return not (one.possible or one.least or one.undecided)


def sentence(frontier: Frontier, one: Edge) -> str:
    """The faults that a claim survives and those that break it, in sentences."""
    sentences = [_possible(frontier, one) if one.possible else _universal(frontier, one)]
    if one.least and not one.possible and (spared := _spared(frontier, one)):
        sentences.append(f"Not involved: {spared}.")
    if one.recovers:
        sentences.append(f"Yet it {_verb(one)} with {_listed([faults(frontier, c) for c in one.recovers])}.")
    if one.undecided:
        sentences.append(f"Not decided: {_listed([faults(frontier, c) for c in one.undecided])}. {_why(one)}")
    return " ".join(sentences)


def _why(one: Edge) -> str:
    """The reasons why combinations are not decided, in parentheses."""
    reasons = (one.cells[combination].reason.removeprefix("holds so far: ") for combination in one.undecided)
    return f"({'; '.join(dict.fromkeys(filter(None, reasons)))})"


def _verb(one: Edge) -> str:
    return "is not reached" if one.possible else "holds"


def _universal(frontier: Frontier, one: Edge) -> str:
    if not one.least:
        return f"Holds with {_any(one.survives)}." if one.survives >= 0 else "Nothing is known."
    broken = _listed([faults(frontier, c) + _steps(one, c) for c in one.least], "; or by ")
    if not any(one.least[0]):
        return f"Fails {broken}."
    if one.survives < 0:
        return f"Broken by {broken}, and perhaps by less."
    return f"Holds with {_any(one.survives)}; first broken by {broken}."


def _possible(frontier: Frontier, one: Edge) -> str:
    if not one.least:
        return f"Not reached with {_any(frontier.up_to)}." if not one.undecided else "Not found."
    if not any(one.least[0]):
        return "Reached without any fault."
    return f"Reached first with {_listed([faults(frontier, c) for c in one.least], '; or with ')}."


def _any(number: int) -> str:
    return "no faults" if number <= 0 else f"any {_number(number)} fault{'' if number == 1 else 's'}"


def _steps(one: Edge, combination: Combination) -> str:
    length = one.length(combination)
    return "" if length is None else f" (after {counted(length, 'step')})"


def faults(frontier: Frontier, combination: Combination) -> str:
    """The faults of a combination in words: `one interaction_server.stop and two desk.breaks`."""
    pairs = [(budget, amount) for budget, amount in zip(frontier.varied, combination, strict=True) if amount]
    words = [f"{_number(amount)} {' or '.join(map(str, budget.bounds))}" for budget, amount in pairs]
    return _joined(words, "together with") or "without any fault"


def _spared(frontier: Frontier, one: Edge) -> str:
    """The kinds of faults that no smallest combination has; empty if there are none."""
    idle = [budget for at, budget in enumerate(frontier.varied) if not any(c[at] for c in one.least)]
    return _joined([bounds(budget) for budget in idle], "and") if any(map(sum, one.least)) else ""


def _joined(parts: list[str], word: str) -> str:
    return f" {word} ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _listed(parts: list[str], between: str = "; ") -> str:
    """The first few parts, and the number of further ones."""
    more = f"; and {len(parts) - _MOST:,} more" if len(parts) > _MOST else ""
    return between.join(parts[:_MOST]) + more


def _number(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)


def tally(frontier: Frontier) -> str:
    """The numbers of claims that survive, break or are undecided, in one line."""
    universal = [one for one in frontier.edges if not one.possible]
    whole = sum(map(is_whole, universal))
    broken = sum(1 for one in universal if one.least)
    most, s = frontier.up_to if frontier.varied else 0, "s" if whole == 1 else ""
    parts = [counted(whole, "claim") + (f" survive{s} {_any(most)}" if most else f" hold{s} with no faults")]
    parts += [f"{broken:,} {'is' if broken == 1 else 'are'} broken"] if broken else []
    open_ones = sum(1 for one in frontier.edges if one.undecided)
    parts += [f"{open_ones:,} undecided in part"] if open_ones else []
    return ", ".join(parts)
