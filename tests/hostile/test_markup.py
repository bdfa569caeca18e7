"""No text of a spec is markup, a command for a terminal, or a line of its own, in any form in which it is told.

Every text that a spec may have says all of it at once: tags, entities, escapes, links, mentions, directives. Where a
form has a reader (XML, JSON, HTML, a renderer of Markdown), the reader must find the text as it stands in the spec.
"""

from __future__ import annotations

import html.parser
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from tests.conftest import Write

from everystate import SpecError, load
from everystate.command.program import run

Captured = pytest.CaptureFixture[str]

NASTY = (
    "<script>alert(1)</script><img src=x onerror=alert(2)> ]]> &amp; \"q\" 'q' [bold red]x[/] [l](javascript:1) ![i](http://e.x/i)"
    " `c` |cell| *s* _e_ ~~d~~ #1 @everyone !include /etc/passwd @enduml %%{init}%%"
    " ::error file=x::y ;end $x$ ##[error]z \\N \\l \\ {{x}}"
)
"""Everything that some form might take for its own."""

SYSTEM = f"""
system: {json.dumps(NASTY)}
description: {json.dumps(NASTY)}
parameters: {{lamps: 2}}
messages: {{{json.dumps(NASTY)}: {{lamp -> room: [Ask]}}}}
connections: {{wire: {{between: [lamp, room], initially: open, breaks: true, description: {json.dumps(NASTY)}}}}}
phases: {{{json.dumps(NASTY)}: {{begins: wire.breaks}}}}
claims:
  {json.dumps(NASTY)}: {{always: "lamp[0].at == dark", description: {json.dumps(NASTY)}}}
  {json.dumps("known " + NASTY)}:
    always: room.at == s
    known_violation: {json.dumps(NASTY)}
monitors:
  {json.dumps("m " + NASTY)}:
    description: {json.dumps(NASTY)}
    per: lamp
    initial: off
    states: [off, wrong]
    never: wrong
    transitions: [{{trigger: lamp.flip, source: off, dest: wrong}}]
worlds: {{other: {{set: {{lamps: 1}}, description: {json.dumps(NASTY)}}}}}
"""
LAMP = f"""
party: lamp
copies: lamps
description: {json.dumps(NASTY)}
actions: {{flip: {{description: {json.dumps(NASTY)}}}}}
machines:
  at:
    description: {json.dumps(NASTY)}
    initial: dark
    states: [dark, lit]
    transitions:
      - {{trigger: flip, source: dark, dest: lit, send: Ask}}
      - {{trigger: wire.lost, source: "*", dest: "="}}
      - {{trigger: flip, source: lit, dest: lit, when: lamps == 7, dead: {json.dumps(NASTY)}}}
"""
ROOM = """
party: room
machines:
  at:
    initial: s
    states: [s, t]
    transitions:
      - {trigger: Ask, source: s, dest: t}
      - {trigger: wire.lost, source: s, dest: t}
"""


@pytest.fixture
def spec(write: Write) -> Path:
    return write(system=SYSTEM, lamp=LAMP, room=ROOM)


def told(command: list[str], capsys: Captured) -> str:
    assert run([*command, "-q"]) == 1
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return out


def harmless(text: str) -> bool:
    """Nothing that a terminal takes for a command, and nothing that turns text around."""
    return all(c == "\n" or c.isprintable() for c in text)


# -- text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command", [["check"], ["check", "-v"], ["explain", "-v", "--jobs", "0"], ["check", "--world", "all"]]
)
def test_text_is_only_text(spec: Path, command: list[str], capsys: Captured) -> None:
    out = told([command[0], str(spec), *command[1:]], capsys)
    assert harmless(out)
    assert "[bold red]x[/]" in " ".join(out.split())


def test_colours_are_ours_only(spec: Path, capsys: Captured) -> None:
    run(["check", str(spec), "-q", "--color", "always"])
    out = capsys.readouterr().out
    assert harmless(re.sub(r"\x1b\[[0-9;]*m", "", out))


CONTROLS = {
    "an escape": "\x1b[31m",
    "a bell": "\x07",
    "a C1 escape": "\x9b31m",
    "turned around": "\u202eevil",
    "isolated": "\u2066x\u2069",
    "a line separator": "a\u2028b",
    "no width": "a\u200bb",
    "a tag": "\U000e0041",
    "private": "\ue000",
}


@pytest.mark.parametrize("name", CONTROLS)
@pytest.mark.parametrize("place", ["title", "claim", "comment", "key"])
def test_what_is_not_printable_is_refused_or_never_shown(name: str, place: str, write: Write, capsys: Captured) -> None:
    text = CONTROLS[name]
    places = {
        "title": SYSTEM.replace("system: ", f"system: {json.dumps(text)} #", 1),
        "claim": SYSTEM.replace(json.dumps(NASTY) + ": {always", json.dumps(text) + ": {always"),
        "comment": SYSTEM.replace("parameters:", f"parametrs: # {text}\nparameters:")
        if text != CONTROLS["an escape"]
        else "x: y",
        "key": SYSTEM.replace("parameters:", json.dumps(text) + ": 1\nparameters:"),
    }
    assert run(["check", str(write(system=places[place], lamp=LAMP, room=ROOM)), "-q"]) == 2
    out, err = capsys.readouterr()
    assert harmless(out)
    assert harmless(err)


def test_a_raw_control_character_in_a_file(write: Write, capsys: Captured) -> None:
    folder = write(system=SYSTEM, lamp=LAMP, room=ROOM)
    for raw in (b"\x1b]0;x\x07", b"\x9b31m", b"\x00", b"\x7f", b"\xe2\x80\xae"):
        (folder / "more.yaml").write_bytes(b"party: p # " + raw + b"\nx: " + raw + b"\n")
        assert run(["check", str(folder), "-q"]) == 2
        assert harmless(capsys.readouterr().err)


def test_a_file_with_a_name_for_a_terminal(write: Write, capsys: Captured) -> None:
    folder = write(system=SYSTEM, lamp=LAMP, room=ROOM)
    try:
        (folder / "\x1b[31mx.yaml").write_text("party: [\n", encoding="utf-8")
    except OSError:
        pytest.skip("no such name here")
    assert run(["check", str(folder), "-q"]) == 2
    assert harmless(capsys.readouterr().err)


# -- for programs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["check"], ["explain", "--jobs", "0"]])
def test_json_has_the_text_as_it_is(spec: Path, command: list[str], capsys: Captured) -> None:
    record = json.loads(told([command[0], str(spec), *command[1:], "--format", "json"], capsys))
    assert record["title"] == NASTY
    assert NASTY in [claim["name"] for claim in record["claims"]]


def test_junit_has_the_text_as_it_is(spec: Path, capsys: Captured) -> None:
    root = ElementTree.fromstring(told(["check", str(spec), "--format", "junit"], capsys))
    assert any(NASTY in (case.get("name") or "") for case in root.iter("testcase"))


def test_sarif_has_the_text_as_it_is(spec: Path, capsys: Captured) -> None:
    assert any(NASTY in text for text in texts_in(json.loads(told(["check", str(spec), "--format", "sarif"], capsys))))


def texts_in(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts_in(item)


def test_annotations_are_ours_only(spec: Path, capsys: Captured) -> None:
    out = told(["check", str(spec), "--format", "github"], capsys)
    commands = [line for line in out.splitlines() if "::" in line.lstrip()[:12] and line.lstrip().startswith("::")]
    assert commands
    assert all(re.match(r"::(error|warning|notice|group|endgroup|debug)\b", line) for line in commands)
    assert {key for line in commands for key in keys_of(line)} == {"file", "line", "col", "title"}
    assert not [line for line in out.splitlines() if "##[" in line and line not in commands]
    assert harmless(out)


def keys_of(command: str) -> list[str]:
    """The names of what a command says beside its message; a comma in a value is escaped."""
    return [part.partition("=")[0] for part in command.split("::")[1].partition(" ")[2].split(",")]


# -- Markdown ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["check"], ["explain", "-v", "--jobs", "0"]])
def test_markdown_renders_no_markup_of_the_spec(spec: Path, command: list[str], capsys: Captured) -> None:
    out = told([command[0], str(spec), *command[1:], "--format", "markdown"], capsys)
    markdown_it = pytest.importorskip("markdown_it")
    page = Tags(markdown_it.MarkdownIt("gfm-like", {"linkify": False}).render(out))
    assert not page.names & {"script", "img", "a", "em", "s", "del"}
    assert all("Without" in text or len(text) < 40 for text in page.strong)
    assert "<script>alert(1)</script>" in page.text


class Tags(html.parser.HTMLParser):
    """The tags of a page, its text, and what is strong in it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.strong: list[str] = []
        self.text = ""
        self.inside: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.add(tag)
        self.attributes += attrs
        self.inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.text += data
        if "strong" in self.inside:
            self.strong.append(data)


# -- pictures and the page --------------------------------------------------------------------------------------------


def test_pictures(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "pictures"
    assert run(["draw", str(spec), "-o", str(out)]) == 0
    assert run(["check", str(spec), "-q", "--draw", str(out / "runs")]) == 1
    files = [file for file in out.rglob("*") if file.is_file()]
    assert {file.suffix for file in files} >= {".svg", ".gv", ".mmd", ".puml", ".md"}
    for file in files:
        assert file.resolve().is_relative_to(out.resolve())
        hold(file)


def hold(file: Path) -> None:
    """A picture says what it says, and nothing in it is done."""
    text = file.read_text(encoding="utf-8")
    assert all(c.isprintable() or c in "\n\t\N{NO-BREAK SPACE}" for c in text), file
    match file.suffix:
        case ".svg":
            names = [element.tag.rpartition("}")[2] for element in ElementTree.fromstring(text).iter()]
            assert not {"script", "img", "foreignObject", "image", "iframe"} & set(names)
            assert not re.search(r'\son\w+="|href="(?!#)', text)
        case ".puml":
            assert [line for line in text.splitlines() if line.startswith(("@", "!"))] == ["@startuml", "@enduml"]
        case ".mmd":
            assert "%%" not in text
            assert "<script" not in text
            assert not [line for line in text.splitlines() if line.strip().startswith(("click", "link", "%%"))]
        case ".gv":
            assert not re.search(r'(?i)\b(href|url|image|shapefile|imagepath)\s*=\s*"?(?!"?#)\w', text)
        case _:
            assert "<script" not in text


def test_the_page(spec: Path, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    assert run(["report", str(spec), "-o", str(out)]) == 1
    page = Tags(out.read_text(encoding="utf-8"))
    assert "img" not in page.names
    assert out.read_text(encoding="utf-8").count("<script") == 2  # the script of the page, and its data
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    assert not [
        value for name, value in page.attributes if name in ("href", "src") and not (value or "#").startswith("#")
    ]
    assert "<script>alert(1)</script>" in page.text


def test_a_claim_named_for_a_path(write: Write, tmp_path: Path) -> None:
    system = SYSTEM.replace(json.dumps(NASTY) + ": {always", '"../../../up/ /etc/x": {always')
    folder = write(system=system, lamp=LAMP, room=ROOM)
    out = tmp_path / "deep" / "er" / "runs"
    assert run(["check", str(folder), "-q", "--draw", str(out)]) == 1
    assert [file.parent for file in tmp_path.rglob("*.svg")] == [out] * len(list(out.glob("*.svg")))


def test_the_line_that_reproduces_it_is_one_word_for_a_shell(spec: Path, capsys: Captured) -> None:
    import shlex

    out = told(["check", str(spec)], capsys)
    lines = [line.partition(":  ")[2] for line in out.splitlines() if line.startswith("to see it again:  ")]
    assert NASTY in [shlex.split(line)[-1] for line in lines]


def test_a_link_in_the_place_of_what_is_expected(spec: Path, tmp_path: Path, capsys: Captured) -> None:
    """It leads to where nothing is yet; to accept must not write there."""
    (spec / "expected.toml").symlink_to(tmp_path / "elsewhere.toml")
    assert run(["check", str(spec), "-q", "--accept"]) == 2
    assert "leads out of the folder" in capsys.readouterr().err
    assert not (tmp_path / "elsewhere.toml").exists()


def test_nothing_in_a_file_is_executed(write: Write, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    attacks = [
        f"!!python/object/apply:os.system ['touch {mark}']",
        f"!!python/object/apply:subprocess.check_output [['touch', '{mark}']]",
        f"__import__('os').system('touch {mark}')",
        f"(lambda: open('{mark}', 'w'))()",
        f"[x for x in ().__class__.__base__.__subclasses__()][0]('{mark}')",
        f'f\'{{open("{mark}", "w")}}\'',
        "!include /etc/passwd",
        "!ENV ${HOME}",
        "*anchor",
        "<<: *anchor",
    ]
    for attack in attacks:
        for right in ("lamp[0].at == dark", json.dumps(NASTY)):
            for text in (attack, json.dumps(attack)):
                folder = write(system=SYSTEM.replace(right, text, 1), lamp=LAMP, room=ROOM)
                try:
                    assert "/root:" not in load(folder).title
                except SpecError:
                    continue
    assert not mark.exists()
