"""A run as a numbered list of steps: the act, messages sent and lost, changes, and the rows of each."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from everystate.judging.verdict import Trace
from everystate.report.layout import FAULT, QUIET, STRONG, indented, line, paragraph, rule, with_margin
from everystate.wording.chart import Chart, Effect, Message, Moment
from everystate.wording.chart_events import Event, events
from everystate.wording.text import counted, one_line, printable

_BODY = 8


def titled(trace: Trace) -> str:
    """The length of a run and its end, in words."""
    length = counted(trace.length, "step")
    if trace.longest:
        return f"A longest run, {length}"
    if trace.stutters:
        return f"A shortest run, {length}, after which nothing more happens"
    if trace.loop is not None:
        return f"A shortest run into it, {length}, and what then repeats"
    return f"A shortest run, {length}{', and the step that the claim forbids' if trace.offending else ''}"


def list_steps(chart: Chart, width: int) -> Iterator[Text]:
    """The lines of the list."""
    listing = _Listing(chart, width)
    if chart.start:
        yield from paragraph(starts_with(chart), width, 6, QUIET)
    for event in events(chart):
        if event.index == chart.loop:
            yield rule("from here on, for ever", width)
        yield from listing.step(event)
    if chart.loop is not None:
        yield rule(goes_on(chart.loop, len(chart.moments)), width)


def starts_with(chart: Chart) -> str:
    """What was chosen for the initial state of a run, in words."""
    return f"starts with {', '.join(chart.start)}"


def goes_on(loop: int, steps: int) -> str:
    """The continuation of an infinite run after its last step, in words."""
    return "and nothing more happens, for ever" if loop == steps else f"and again from step {loop + 1}"


class _Listing:
    def __init__(self, chart: Chart, width: int) -> None:
        self.chart = chart
        self.width = width

    def step(self, event: Event) -> Iterator[Text]:
        moment = event.moment
        if moment.begins:
            yield rule(f"phase: {one_line(moment.begins)}", self.width, STRONG)
        number = f"{moment.number:>4}" if moment.number else "next"
        head = line(f"{number}  ", (printable(moment.who), STRONG), f"  {moment.trigger}") + _cause(moment)
        yield from self.margin(head, _only(moment, moment.lane))
        for lane in _lanes(event):
            if lane is not None and lane != moment.lane:
                owner = line(" " * (_BODY - 2), (self.chart.lanes[lane].name, STRONG))
                yield from self.margin(owner, _only(moment, lane))
            yield from self.part(event, lane)

    def part(self, event: Event, lane: int | None) -> Iterator[Text]:
        """The lines on the effects of a step on one party, or, for None, on what belongs to no party."""
        for effect in event.moment.effects:
            if effect.lane == lane and (effect.after or not effect.only):
                yield from self.effect(effect)
        if lane is None:
            yield from (indented(text, _BODY) for text in self.on_the_way(event))
        for message in event.sent:
            if message.start == lane and not message.doubled:
                yield indented(self.sending(message), _BODY)

    def margin(self, text: Text, where: str) -> Iterator[Text]:
        yield from with_margin(text, where, self.width) if where else [text]

    def effect(self, effect: Effect) -> Iterator[Text]:
        if effect.after:
            text = line(f"{effect.name}: ", (effect.before, QUIET), " → ", effect.after)
        else:
            text = line((f"{effect.name} stays", QUIET))
        yield from self.margin(indented(text, _BODY), effect.where)

    def on_the_way(self, event: Event) -> Iterator[Text]:
        for message in event.dropped:
            yield line(("✗ lost: ", FAULT), f"{self.arrow(message)}, sent by {self.chart.lanes[message.start].name}")
        for message in event.sent:
            if message.doubled:
                yield line(("! doubled: ", FAULT), self.arrow(message))

    def sending(self, message: Message) -> Text:
        if message.fate == "met":
            return line(f"sends {self.arrow(message)}, which takes it at once")
        if message.fate != "unsent":
            return line(f"sends {self.arrow(message)}")
        why = "full" if message.full else "not open"
        return line(f"sends {self.arrow(message)}", ("  ✗ lost: ", FAULT), f"{message.connection} is {why}")

    def arrow(self, message: Message) -> str:
        return f"{message.text} → {self.chart.lanes[message.end].name}"


def _cause(moment: Moment) -> Text:
    if moment.cause == "protocol":
        return line()
    return line(("  ! fault", FAULT)) if moment.cause == "fault" else line(("  environment", QUIET))


def _only(moment: Moment, lane: int | None) -> str:
    """The rows of machines with one state, whose only effect is that they are taken."""
    return ", ".join(effect.where for effect in moment.effects if effect.lane == lane and effect.only)


def _lanes(event: Event) -> list[int | None]:
    """The lanes of a step in their order: the acting one, None for what belongs to no party, then the others."""
    sending = [None if message.doubled else message.start for message in event.sent]
    lanes = [*(effect.lane for effect in event.moment.effects), *(None for _ in event.dropped), *sending]
    return sorted(dict.fromkeys(lanes), key=lambda lane: (lane != event.moment.lane, lane is not None))
