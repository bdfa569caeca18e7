"""The report page: as a value, as HTML, and in a real browser."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.draw.browser import Browser, browsing, chromium

import everystate
from everystate.draw.diagram import Box, Diagram, Group, Line
from everystate.draw.page import Coverage, Finding, Frame, MachineCopy, Page, Run
from everystate.draw.page_html import page_html
from everystate.draw.report_page import page
from everystate.judging.verdict import Result
from everystate.wording.chart import Chart

EMPTY = Diagram("d", "d", (Group("g", "", (Box("b", "box"),)),), ())


@pytest.fixture
def by_hand(call: Chart) -> Page:
    """A page that no protocol made."""
    lamp = (Box("lamp.on", "on", (Line("press", key="lamp.row0", tip="lamp.yaml:1"),)), Box("lamp.off", "off"))
    frames = (Frame("a presses", "environment", (("lamp[0]", "lamp.row0"),), (("lamp[0]", "off"),)),)
    return Page(
        title="By hand",
        description="",
        facts=(("joint states", "2"),),
        findings=(Finding("never dark", "violated", "x", "y", "", "lamp.yaml:1", ("run",)),),
        notes=(),
        system=EMPTY,
        machines=(Diagram("lamp", "lamp", (Group("g", "", lamp),), ()),),
        products=(),
        coverage=(Coverage("lamp", "press", "lamp.yaml:1", 3), Coverage("lamp", "burst", "lamp.yaml:2", 0)),
        copies=(MachineCopy("lamp[0]", "lamp"),),
        runs=(Run("run", "Counterexamples", "never dark", call, (("lamp[0]", "on"), ("phase", "start")), frames),),
    )


def test_the_page_has_every_verdict_and_run(violated: Result) -> None:
    made = page(violated)
    assert sorted(finding.name for finding in made.findings) == sorted(verdict.name for verdict in violated.verdicts)
    broken = next(finding for finding in made.findings if finding.answer == "violated")
    assert broken.runs
    assert made.runs[0].group == "Counterexamples"
    assert {copy.machine for copy in made.copies} <= {diagram.name for diagram in made.machines}


def test_every_row_is_counted(failover: Result) -> None:
    made = page(failover)
    assert len(made.coverage) == sum(not row.defer for _, row in failover.network.spec.rows())
    assert any(row.count for row in made.coverage)
    assert {row.excused for row in made.coverage if not row.count} == {"", "switched off at these parameters"}


def test_the_same_result_gives_the_same_bytes(violated: Result) -> None:
    assert page_html(page(violated)) == page_html(page(violated))


def test_the_page_asks_for_nothing(by_hand: Page) -> None:
    html = page_html(by_hand)
    addresses = set(re.findall(r"https?://[^\"'\s<>)]+", html)) - {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }
    assert addresses == set()
    assert re.findall(r"<(?:link|img|iframe|object|embed)\b|<script[^>]+src=", html) == []
    assert "default-src 'none'" in html


def test_any_text_comes_out_as_that_text(by_hand: Page, nasty: str) -> None:
    run = replace(by_hand.runs[0], title=nasty, at_first=((nasty, nasty),), group=nasty)
    finding = replace(by_hand.findings[0], name=nasty, text=nasty, detail=nasty, description=nasty, where=nasty)
    made = page_html(
        replace(
            by_hand,
            title=nasty,
            description=nasty,
            notes=(nasty,),
            runs=(run,),
            findings=(finding,),
            facts=((nasty, nasty),),
        )
    )
    assert "<script>alert" not in made
    assert made.count("<script") == 2


# -- in a browser -------------------------------------------------------------------------------------------------


@pytest.fixture
def browser() -> Iterator[Browser]:
    program = chromium()
    if program is None:
        assert not os.environ.get("CI"), "CI has to have a Chromium: apt-get install chromium"
        pytest.skip("no Chromium on this machine (on Debian: apt-get install chromium)")
    with browsing(program) as opened:
        yield opened


def opened(browser: Browser, tmp_path: Path, made: Page, dark: bool = False) -> Path:
    file = tmp_path / "report.html"
    file.write_text(page_html(made), encoding="utf-8")
    browser.open(file, dark)
    return file


def text(browser: Browser, name: str) -> str:
    return str(browser.run(f"document.getElementById('{name}').textContent"))


def test_a_run_is_stepped_through_forwards_and_backwards_by_keys(
    browser: Browser, tmp_path: Path, failover: Result
) -> None:
    file = opened(browser, tmp_path, page(failover))
    browser.run("show('phase-4', 0)")
    total = int(text(browser, "position").split()[-1])
    for step in range(1, total + 1):
        browser.press("ArrowRight")
        assert text(browser, "position") == f"step {step} of {total}"
    browser.press("ArrowRight")
    assert text(browser, "position") == f"step {total} of {total}"
    browser.press("ArrowLeft")
    assert text(browser, "position") == f"step {total - 1} of {total}"
    browser.press("Home")
    assert text(browser, "happening") == "before the first step"
    browser.press("End")
    assert text(browser, "position") == f"step {total} of {total}"
    assert browser.asked == [file.resolve().as_uri()]
    assert browser.complaints == []


def test_the_state_diagrams_follow_the_run(browser: Browser, tmp_path: Path, failover: Result) -> None:
    opened(browser, tmp_path, page(failover))
    browser.run("show('phase-4', 1)")
    titles = browser.run("[...document.querySelectorAll('.mover h3')].map(h => h.textContent)")
    assert "interaction_server[0].role: primary → down" in titles
    lit = browser.run("[...document.querySelectorAll('.mover .now')].map(n => n.id)")
    assert "interaction_server.role.down" in lit
    taken = browser.run("[...document.querySelectorAll('.mover .edge.taken title')].map(n => n.textContent)")
    assert "interaction_server.role.primary->interaction_server.role.down" in taken
    assert browser.run("document.querySelectorAll('.run-chart.shown .moment.current').length") == 1


def test_values_go_back_as_they_came(browser: Browser, tmp_path: Path, failover: Result) -> None:
    opened(browser, tmp_path, page(failover))
    browser.run("show('phase-0', 0)")
    before = text(browser, "values")
    browser.press("End")
    assert text(browser, "values") != before
    browser.press("Home")
    assert text(browser, "values") == before


def test_a_verdict_leads_to_its_run(browser: Browser, tmp_path: Path, by_hand: Page) -> None:
    opened(browser, tmp_path, by_hand)
    browser.run("document.querySelector('button.show').click()")
    assert browser.run("document.activeElement.id") == "stepper"
    browser.press("ArrowRight")
    assert text(browser, "happening") == "a presses"
    assert browser.run("document.querySelectorAll('.mover .line-taken').length") == 1


def test_the_buttons_do_what_the_keys_do(browser: Browser, tmp_path: Path, by_hand: Page) -> None:
    opened(browser, tmp_path, by_hand)
    for name, wanted in (("forth", 1), ("back", 0), ("last", 1), ("first", 0)):
        browser.run(f"document.getElementById('{name}').click()")
        assert text(browser, "position") == f"step {wanted} of 1"


@pytest.mark.parametrize("dark", [False, True])
def test_the_page_is_light_or_dark_as_its_reader_likes(
    browser: Browser, tmp_path: Path, by_hand: Page, dark: bool
) -> None:
    opened(browser, tmp_path, by_hand, dark)
    assert browser.run("document.documentElement.dataset.theme") == ("dark" if dark else "light")
    ground = browser.run("getComputedStyle(document.body).backgroundColor")
    paper = browser.run("getComputedStyle(document.querySelector('.chart .paper')).fill")
    assert ground == paper
    browser.run("document.getElementById('theme').click()")
    assert browser.run("getComputedStyle(document.body).backgroundColor") != ground


def test_a_text_that_is_a_script_does_not_run(browser: Browser, tmp_path: Path, by_hand: Page) -> None:
    evil = "</script><script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    frame = replace(by_hand.runs[0].frames[0], text=evil)
    run = replace(by_hand.runs[0], title=evil, frames=(frame,))
    file = opened(browser, tmp_path, replace(by_hand, description=evil, runs=(run,)))
    browser.press("ArrowRight")
    assert text(browser, "happening") == evil
    assert browser.run("document.title") == "By hand"
    assert browser.asked == [file.resolve().as_uri()]


def test_the_page_of_no_run_still_opens(browser: Browser, tmp_path: Path, by_hand: Page) -> None:
    opened(browser, tmp_path, replace(by_hand, runs=(), findings=()))
    browser.press("ArrowRight")
    assert browser.complaints == []


def test_a_screenshot_can_be_looked_at(browser: Browser, tmp_path: Path, by_hand: Page) -> None:
    opened(browser, tmp_path, by_hand)
    browser.screenshot(tmp_path / "page.png")
    assert (tmp_path / "page.png").read_bytes().startswith(b"\x89PNG")


def test_a_page_is_as_wide_as_a_phone(browser: Browser, tmp_path: Path, failover: Result) -> None:
    file = tmp_path / "report.html"
    file.write_text(page_html(page(failover)), encoding="utf-8")
    browser.open(file, width=390)
    assert browser.run("document.documentElement.scrollWidth") == 390


def test_claims_are_filtered_by_text(browser: Browser, tmp_path: Path, failover: Result) -> None:
    opened(browser, tmp_path, page(failover))
    browser.run("by('filter').value = 'DEADLOCK'; filterClaims()")
    shown = "[...document.querySelectorAll('.finding')].filter(row => !row.hidden).map(row => row.id)"
    assert browser.run(shown) == ["claim-no-deadlock"]


def test_a_link_leads_to_a_step_of_a_run(browser: Browser, tmp_path: Path, failover: Result) -> None:
    opened(browser, tmp_path, page(failover))
    browser.run("go('phase-4', 2)")
    assert browser.run("location.hash") == "#run/phase-4/2"
    browser.run("location.hash = '#run/phase-4/1'; followLink()")
    assert text(browser, "position").startswith("step 1 of ")


def test_what_is_violated_comes_first_on_the_page() -> None:
    made = page(everystate.check("tests/models/asking"))
    answers = [finding.answer for finding in made.findings]
    assert answers == sorted(answers, reverse=True)
    assert answers[0] == "violated"
    assert {finding.name: finding.detail for finding in made.findings}["no deadlock"] == "judged in 9 joint states"
