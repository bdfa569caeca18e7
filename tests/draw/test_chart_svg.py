"""A chart as SVG, made from a value that no protocol made."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.draw.moments import moment, now

from everystate.draw.chart_svg import chart_svg
from everystate.draw.measure import text_width
from everystate.wording.chart import Chart, Lane, Link, LinkKind, Message
from everystate.wording.traffic import Fate

_SVG = "{http://www.w3.org/2000/svg}"


def drawn(chart: Chart) -> ET.Element:
    return ET.fromstring(chart_svg(chart))


def parts(root: ET.Element, kind: str) -> list[ET.Element]:
    return [part for part in root.iter() if kind in part.get("class", "").split()]


def texts(root: ET.Element) -> list[str]:
    return ["".join(part.itertext()).replace("\N{NO-BREAK SPACE}", " ") for part in root.iter(f"{_SVG}text")]


def test_every_lane_step_message_and_phase_is_there(call: Chart) -> None:
    root = drawn(call)
    assert [part.text for part in parts(root, "name")] == ["a", "b"]
    assert len(parts(root, "moment")) == 6
    assert [part.text for part in parts(root, "phase")] == ["phase: Talk", "phase: Storm"]
    assert texts(root).count("Question") == 2


def test_an_arrow_slopes_down_from_the_step_that_sends_to_the_one_that_receives(call: Chart) -> None:
    [first, *_] = parts(drawn(call), "received")
    [line] = parts(first, "line")
    assert float(line.attrib["y1"]) < float(line.attrib["y2"])
    assert float(line.attrib["x1"]) < float(line.attrib["x2"])


def test_a_lost_message_and_a_broken_connection_have_a_cross_and_others_have_none(call: Chart) -> None:
    root = drawn(call)
    assert len(parts(parts(root, "dropped")[0], "cross")) == 2
    assert len(parts(parts(root, "broken")[0], "cross")) == 2
    assert not parts(parts(root, "received")[0], "cross")


def test_a_lost_message_does_not_arrive(call: Chart) -> None:
    root = drawn(call)
    [arrived] = parts(parts(root, "received")[0], "line")
    [lost] = parts(parts(root, "dropped")[0], "line")
    assert float(lost.attrib["x2"]) < float(arrived.attrib["x2"])


def test_who_is_the_cause_is_said_in_words(call: Chart) -> None:
    said = texts(drawn(call))
    assert "environment  ask" in said
    assert "fault: line breaks" in said


def test_a_forbidden_step_has_no_number_and_says_that_it_is_forbidden(call: Chart) -> None:
    last = replace(call.moments[-1], number=0, forbidden=True)
    said = texts(drawn(replace(call, moments=(*call.moments[:-1], last))))
    assert "next" in said
    assert "forbidden" in said


def test_a_run_that_goes_round_has_a_bracket(call: Chart) -> None:
    assert not parts(drawn(call), "loop")
    assert parts(drawn(replace(call, loop=2)), "loop")


@pytest.mark.parametrize(
    ("fate", "drawn_as"), [("sent", "waiting"), ("unsent", "unsent"), ("received", "received"), ("dropped", "dropped")]
)
def test_every_fate_of_a_message_can_be_drawn(call: Chart, fate: Fate, drawn_as: str) -> None:
    message = Message("M", 1, 0, 1, None if fate == "sent" else 1, fate)
    assert parts(drawn(replace(call, messages=(message,))), drawn_as)


def test_a_message_that_a_fault_doubled_is_drawn_as_such(call: Chart) -> None:
    assert parts(drawn(replace(call, messages=(Message("M", 1, 0, 1, 2, "received", doubled=True),))), "doubled")


@pytest.mark.parametrize("kind", ["opened", "refused", "lost", "broken"])
def test_every_end_of_a_connection_can_be_drawn(call: Chart, kind: LinkKind) -> None:
    link = Link("L", kind, 1, 0, 2, 4 if kind == "lost" else None)
    assert parts(drawn(replace(call, links=(link,))), kind)


def test_a_message_to_oneself_can_be_drawn(call: Chart) -> None:
    assert drawn(replace(call, messages=(Message("M", 1, 1, 1, 2),)))


def test_a_chart_without_steps_has_lanes_only() -> None:
    root = drawn(Chart("empty", "Nothing happens", (Lane("a"), Lane("b")), (), (), (), ()))
    assert not parts(root, "moment")
    assert len(parts(root, "name")) == 2


def test_any_text_comes_out_as_that_text(call: Chart, nasty: str) -> None:
    only = moment(1, "action", nasty, 0, "fault", now(1, nasty, nasty))
    made = replace(
        call,
        title=nasty,
        note=nasty,
        lanes=(Lane(nasty), Lane("b")),
        moments=(only,),
        messages=(),
        links=(),
        bands=(),
    )
    svg = chart_svg(made)
    assert "<script>" not in svg
    assert nasty in texts(ET.fromstring(svg))


def test_control_characters_do_not_break_the_file(call: Chart) -> None:
    assert drawn(replace(call, title="a\x00b\x1b[31m"))


def test_boxes_that_stand_side_by_side_do_not_overlap(call: Chart) -> None:
    wide = moment(1, "message", "", 0, "protocol", now(0, "w" * 40, "on"), now(1, "w" * 40, "off"))
    boxes = parts(drawn(replace(call, moments=(wide,), messages=(), links=(), bands=())), "box")
    left, right = (box for box in boxes if "first" not in box.attrib["class"])
    assert float(left.attrib["x"]) + float(left.attrib["width"]) < float(right.attrib["x"])


def test_the_same_chart_gives_the_same_bytes(call: Chart) -> None:
    assert chart_svg(call) == chart_svg(call)


def test_what_is_forbidden_is_said_whole(call: Chart) -> None:
    last = replace(call.moments[-1], number=0, forbidden=True)
    [said] = parts(drawn(replace(call, moments=(*call.moments[:-1], last))), "forbidden")
    assert (said.attrib["text-anchor"], float(said.attrib["x"]) >= 0) == ("start", True)


def test_a_message_on_its_way_at_the_end_goes_to_its_receiver_and_says_so(call: Chart) -> None:
    root = drawn(replace(call, messages=(Message("M", 0, 1, 1, None, "sent"),)))
    [line] = [part for group in parts(root, "waiting") for part in parts(group, "line")]
    lanes = [part.attrib["x1"] for part in parts(root, "lane")]
    assert [line.attrib["x1"], line.attrib["x2"]] == lanes
    assert "M (on its way)" in texts(root)


def test_a_long_chart_says_the_names_of_its_lanes_again(call: Chart) -> None:
    long = replace(call, moments=call.moments * 10, messages=(), links=(), bands=())
    tops = sorted({float(part.attrib["y"]) for part in parts(drawn(long), "head")})
    assert len(tops) > 2
    assert max(below - above for above, below in pairwise(tops)) < 900
    assert [part.text for part in parts(drawn(call), "name")] == ["a", "b"]


def boxes(root: ET.Element) -> list[tuple[float, float, float, float]]:
    """Left, top, right and bottom of what may not be written on."""
    found = [part for kind in ("box", "pill") for part in parts(root, kind) if "first" not in part.attrib["class"]]
    sizes = [[float(part.attrib[key]) for key in ("x", "y", "width", "height")] for part in found]
    return [(x, y, x + width, y + height) for x, y, width, height in sizes]


def test_labels_stand_clear_of_boxes_and_of_each_other(call: Chart) -> None:
    root = drawn(replace(call, messages=(*call.messages, Message("Late", 1, 0, 0, 3), Message("Later", 1, 0, 0, 4))))
    labels = []
    for part in parts(root, "label"):
        x, y, half = float(part.attrib["x"]), float(part.attrib["y"]), text_width(part.text or "", 12) / 2
        labels.append((x - half, y - 9, x + half, y + 2))
    for number, one in enumerate(labels):
        for other in (*labels[:number], *boxes(root)):
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
