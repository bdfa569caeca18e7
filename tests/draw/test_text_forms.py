"""A chart as Mermaid and as PlantUML."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from everystate.draw.mermaid import mermaid
from everystate.draw.plantuml import plantuml
from everystate.wording.chart import Chart, Link, LinkKind, Message

Render = Callable[[Chart], str]

MERMAID = """\
sequenceDiagram
    title A call
    participant p0 as a
    participant p1 as b
    note over p0: mood = calm
    rect rgba(123, 135, 148, 0.12)
    note over p0,p1: phase: Talk
    p0<<-->>p1: line opened
    note over p0: line = open
    note over p1: line = open
    note over p0: environment ask
    note over p0: mood = curious
    p0->>p1: Question
    p1->>p0: Answer
    note over p0: mood = calm
    note over p0: environment ask
    end
    rect rgba(123, 135, 148, 0.12)
    note over p0,p1: phase: Storm
    p0--xp1: line breaks
    p0--xp1: Question (lost)
    end
"""


def test_mermaid_tells_the_steps_in_order(call: Chart) -> None:
    assert mermaid(call) == MERMAID


def test_plantuml_tells_the_steps_in_order(call: Chart) -> None:
    lines = plantuml(call).splitlines()
    assert lines[0] == "@startuml"
    assert lines[-1] == "@enduml"
    wanted = [
        "== phase: Talk ==",
        "p0 -> p1: Question",
        "p1 -> p0: Answer",
        "== phase: Storm ==",
        "p0 -->x p1: Question (lost)",
    ]
    assert [line for line in lines if line in wanted] == wanted


@pytest.mark.parametrize("render", [mermaid, plantuml])
def test_a_message_that_arrives_late_says_when_it_was_sent(call: Chart, render: Render) -> None:
    late = replace(call, messages=(Message("Late", 0, 1, 0, 4), Message("Old", 0, 1, None, 4)))
    assert "sent in 1" in render(late)
    assert "sent before" in render(late)


@pytest.mark.parametrize(("render", "arrow"), [(mermaid, "p0-)p1: Ask"), (plantuml, "p0 ->> p1: Ask")])
@pytest.mark.parametrize("sent", [None, 4])
def test_what_nobody_has_received_is_on_its_way(call: Chart, render: Render, arrow: str, sent: int | None) -> None:
    waiting = (Message("Ask", 0, 1, sent, None, "sent"), Message("Lost", 0, 1, 4, 5, "unsent"))
    made = render(replace(call, messages=waiting))
    assert f"{arrow} (on its way)" in made
    assert made.count("on its way") == 1


@pytest.mark.parametrize("render", [mermaid, plantuml])
@pytest.mark.parametrize("kind", ["opened", "refused", "lost", "broken"])
def test_every_link_has_a_line(call: Chart, render: Render, kind: LinkKind) -> None:
    assert "The link" in render(replace(call, links=(Link("The link", kind, 0, 1, 0),)))


def test_what_goes_round_is_a_loop(call: Chart) -> None:
    assert "loop for ever" in mermaid(replace(call, bands=(), loop=1))
    assert "loop for ever" in plantuml(replace(call, bands=(), loop=1))


@pytest.mark.parametrize("render", [mermaid, plantuml])
def test_any_text_stays_text(call: Chart, render: Render, nasty: str) -> None:
    made = render(replace(call, title=nasty, bands=(replace(call.bands[0], title=nasty),)))
    assert "<script>" not in made
    assert '"]' not in made
    assert len(made.splitlines()) == len(render(replace(call, bands=call.bands[:1])).splitlines())


def test_the_word_that_ends_a_block_of_mermaid_is_written_by_number(call: Chart) -> None:
    assert "title the #101;nd" in mermaid(replace(call, title="the end"))
