"""Mermaid itself draws the charts: MERMAID in the environment names its mermaid.min.js (`.ci/run` fetches it)."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.draw.browser import Browser, browsing, chromium

from everystate.checking import check
from everystate.draw.mermaid import mermaid
from everystate.wording.charting import chart_of

MODELS = Path(__file__).parents[1] / "models"


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    program, script = chromium(), os.environ.get("MERMAID")
    if program is None or script is None:
        pytest.skip("no Chromium, or no Mermaid: MERMAID names no mermaid.min.js")
    page = tmp_path_factory.mktemp("mermaid") / "page.html"
    page.write_text(f'<meta charset=utf-8><script src="{Path(script).as_uri()}"></script><p>')
    with browsing(program) as found:
        found.open(page)
        found.run("mermaid.initialize({startOnLoad: false})")
        yield found


def drawn(browser: Browser, text: str) -> str:
    """The SVG; what Mermaid cannot read fails."""
    script = f"mermaid.render('chart', {json.dumps(text)}).then(made => made.svg)"
    answer = browser.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
    assert "exceptionDetails" not in answer, (text, answer)
    return str(answer["result"]["value"])


@pytest.mark.parametrize(
    "model", ["unexpected", "livelock", "peer_failover", "duplicating", "lossy_budget", "closes_named", "monitor"]
)
def test_mermaid_draws_every_counterexample(browser: Browser, model: str) -> None:
    result = check(MODELS / model, engine="reference")
    traces = [trace for verdict in result.verdicts for trace in (verdict.trace, verdict.witness) if trace]
    assert traces
    for trace in traces[:4]:
        assert "<svg" in drawn(browser, mermaid(chart_of(result.space, trace, "run", "a run")))


@pytest.mark.parametrize(
    "title",
    [
        "the end",
        'a; "b" #1 <b>c</b> % @me `d` | e',
        "loop alt end",
        "a: b, ->> c",
        "%%{init: {}}%%",
        "<script>x</script>",
    ],
)
def test_any_title_is_read_as_it_was_written(browser: Browser, title: str) -> None:
    result = check(MODELS / "unexpected", engine="reference")
    [trace] = [verdict.trace for verdict in result.verdicts if verdict.trace]
    svg = drawn(browser, mermaid(chart_of(result.space, trace, "run", title)))
    read = browser.run(f"new DOMParser().parseFromString({json.dumps(svg)}, 'text/html').body.textContent")
    assert title in read
    assert "Ask (on its way)" in read
