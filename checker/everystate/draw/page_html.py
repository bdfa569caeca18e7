"""A page as one HTML file that loads nothing else. This module takes the value and knows no protocol.

Every text passes through `element` and `text_of`, or through JSON that cannot close a tag. The content security policy
allows only the script of the page.
"""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby

from everystate.draw.chart_svg import chart_svg
from everystate.draw.diagram import Diagram
from everystate.draw.dot import dot
from everystate.draw.layout import svg
from everystate.draw.page import Coverage, Finding, Page, Run
from everystate.draw.pictures import slug
from everystate.draw.svg import element, text_of

_HOLE = re.compile(r"\{\{(\w+)\}\}")
_MARKS = {"holds": "✓", "known": "~", "violated": "✗", "undecided": "?"}


def page_html(page: Page) -> str:
    """The text of the file."""
    script = _asset("page.js")
    holes = {
        "title": text_of(page.title),
        "policy": f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{_sum(script)}'",
        "style": _asset("chart.css") + _asset("page.css"),
        "script": script,
        "description": text_of(page.description),
        "facts": "".join(element("div", element("dt", text_of(k)) + element("dd", text_of(v))) for k, v in page.facts),
        "summary": _summary(page.findings),
        "findings": "\n".join(map(_finding, page.findings)),
        "notes": "".join(element("li", text_of(note)) for note in page.notes),
        "system": _diagram(page.system),
        "machines": "\n".join(map(_machine, page.machines)),
        "products": "\n".join(_figure(diagram) for diagram in page.products),
        "coverage": "\n".join(map(_coverage, page.coverage)),
        "choices": "".join(_choices(page.runs)),
        "charts": "\n".join(
            element("div", chart_svg(run.chart, style=False), class_="run-chart", data_run=run.name)
            for run in page.runs
        ),
        "data": _json(page),
    }
    return _HOLE.sub(lambda found: holes[found[1]], _asset("page.html"))


def _asset(name: str) -> str:
    return files("everystate.draw").joinpath(name).read_text("utf-8")


def _sum(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()


def _summary(findings: tuple[Finding, ...]) -> str:
    counts = [
        (answer, sum(f.answer == answer for f in findings)) for answer in ("violated", "undecided", "known", "holds")
    ]
    return "".join(
        element("span", f"{_MARKS[answer]} {count} {'hold' if answer == 'holds' else answer}", class_=f"badge {answer}")
        for answer, count in counts
        if count
    )


def _finding(finding: Finding) -> str:
    answer = element("td", f"{_MARKS[finding.answer]} {finding.answer}", class_=f"answer {finding.answer}")
    key = f"claim-{slug(finding.name)}"
    about = element("strong", element("a", text_of(finding.name), href=f"#{key}"))
    for text, kind in ((finding.description, "p"), (finding.text, "code")):
        about += f" {element(kind, text_of(text))}" if text else ""
    about += " " + element("span", text_of(", ".join(filter(None, (finding.detail, finding.where)))), class_="where")
    said = "see a run" if finding.answer == "holds" else "see how"
    links = "".join(element("button", said, type="button", class_="show", data_run=run) for run in finding.runs)
    return element(
        "tr", answer + element("td", about) + element("td", links), class_=f"finding {finding.answer}", id=key
    )


def _diagram(diagram: Diagram) -> str:
    return element("div", svg(dot(diagram)), class_="diagram")


def _figure(diagram: Diagram) -> str:
    caption = element("figcaption", text_of(": ".join(filter(None, (diagram.title, diagram.note)))))
    return element("figure", _diagram(diagram) + caption)


def _machine(diagram: Diagram) -> str:
    caption = element("figcaption", text_of(" ".join((diagram.title, diagram.note)).strip()))
    return element("figure", caption + _diagram(diagram), class_="machine", data_machine=diagram.name)


def _coverage(row: Coverage) -> str:
    state = "taken" if row.count else "excused" if row.excused else "dead"
    said = f"{row.count:,}" if row.count else f"never: {row.excused}" if row.excused else "never"
    cells = (row.machine, row.text, row.where)
    inside = "".join(element("td", text_of(cell)) for cell in cells) + element("td", text_of(said), class_="count")
    return element("tr", inside, class_=state)


def _choices(runs: tuple[Run, ...]) -> Iterator[str]:
    for group, members in groupby(runs, key=lambda run: run.group):
        yield element(
            "optgroup", "".join(element("option", text_of(r.title), value=r.name) for r in members), label=group
        )


def _json(page: Page) -> str:
    """The runs and machine copies as JSON, escaped so that it cannot contain `</script>`."""
    runs = {
        run.name: {
            "title": run.title,
            "first": dict(run.at_first),
            "frames": [{"text": f.text, "tone": f.tone, "rows": f.rows, "changes": f.changes} for f in run.frames],
        }
        for run in page.runs
    }
    data = {"copies": {copy.field: copy.machine for copy in page.copies}, "runs": runs}
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return (
        text.replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("&", "\\u0026")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )
