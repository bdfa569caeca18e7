"""What is told of two specs that are written otherwise: one change for one edit, and none for what says the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from everystate.loading import load
from everystate.report.difference.text import written_lines
from everystate.study.difference.declarations import changes
from everystate.study.difference.sources import Sources

BASE = {
    "system": """\
        system: A question and an answer
        parameters: {asks: 2, patience: {domain: 0..3, initial: 1}}
        messages:
          Talk:
            client -> server: [Ask, "Grade(mark: 0..2)"]
            server -> client: Answer
        connections:
          line: {between: [client, server], initially: open, capacity: 2}
        phases:
          Asking: {begins: client.ask}
        final: client.at == idle
        worlds:
          eager: {set: {asks: 3}}
        claims:
          answered:
            after: each phase
            holds: client.at == idle
        monitors:
          taking turns:
            initial: quiet
            states: [quiet, asked, wrong]
            never: wrong
            transitions:
              - {trigger: client sends Ask, source: quiet, dest: asked}
        """,
    "client": """\
        party: client
        actions:
          ask: {cause: environment, at_most: asks}
        variables:
          mood: {domain: [good, bad], initial: good}
        machines:
          at:
            initial: idle
            states: [idle, waiting]
            transitions:
              - {trigger: ask,    source: idle,    dest: waiting, send: Ask}
              - {trigger: Answer, source: waiting, dest: idle}
        """,
    "server": """\
        party: server
        machines:
          at:
            initial: ready
            states: [ready]
            transitions:
              - {trigger: Ask,   source: ready, dest: "=", send: Answer}
              - {trigger: Grade, source: ready, dest: "="}
        """,
}

EDITS: list[tuple[str, str, str, list[list[str]]]] = [
    ("system", "asks: 2,", "asks: 3,", [["changed parameter asks", "- asks: 2", "+ asks: 3"]]),
    (
        "system",
        "0..3",
        "0..4",
        [
            [
                "changed parameter patience",
                "- patience: {domain: 0..3, initial: 1}",
                "+ patience: {domain: 0..4, initial: 1}",
            ]
        ],
    ),
    ("system", "asks: 2,", "asks: 2, hurry: 1,", [["added parameter hurry", "+ hurry: 1"]]),
    (
        "system",
        "mark: 0..2",
        "mark: 0..5",
        [["changed message client -> server: Grade", '- "Grade(mark: 0..2)"', '+ "Grade(mark: 0..5)"']],
    ),
    (
        "system",
        "capacity: 2",
        "capacity: 3",
        [
            [
                "changed connection line",
                "- line: {between: [client, server], initially: open, capacity: 2}",
                "+ line: {between: [client, server], initially: open, capacity: 3}",
            ]
        ],
    ),
    (
        "system",
        "begins: client.ask",
        "begins: client.ask, begins_when: settled",
        [
            [
                "changed phase Asking",
                "- Asking: {begins: client.ask}",
                "+ Asking: {begins: client.ask, begins_when: settled}",
            ]
        ],
    ),
    (
        "system",
        "final: client.at == idle",
        "final: client.at == waiting",
        [["changed final final", "- final: client.at == idle", "+ final: client.at == waiting"]],
    ),
    ("system", "        final: client.at == idle\n", "", [["removed final final", "- final: client.at == idle"]]),
    (
        "system",
        "set: {asks: 3}",
        "set: {asks: 1}",
        [["changed world eager", "- eager: {set: {asks: 3}}", "+ eager: {set: {asks: 1}}"]],
    ),
    (
        "system",
        "holds: client.at == idle",
        "holds: client.mood == good",
        [["changed claim answered", "-   holds: client.at == idle", "+   holds: client.mood == good"]],
    ),
    (
        "system",
        "  answered:",
        "  replied:",
        [
            ["added claim replied", "+ replied:", "+   after: each phase", "+   holds: client.at == idle"],
            ["removed claim answered", "- answered:", "-   after: each phase", "-   holds: client.at == idle"],
        ],
    ),
    (
        "system",
        "source: quiet,",
        "source: [quiet, asked],",
        [
            [
                "changed monitor taking turns",
                "-     - {trigger: client sends Ask, source: quiet, dest: asked}",
                "+     - {trigger: client sends Ask, source: [quiet, asked], dest: asked}",
            ]
        ],
    ),
    ("client", "party: client", "party: client\n        copies: 1", []),
    (
        "client",
        "at_most: asks",
        "at_most: 1",
        [
            [
                "changed action client.ask",
                "- ask: {cause: environment, at_most: asks}",
                "+ ask: {cause: environment, at_most: 1}",
            ]
        ],
    ),
    (
        "client",
        "initial: good",
        "initial: bad",
        [
            [
                "changed variable client.mood",
                "- mood: {domain: [good, bad], initial: good}",
                "+ mood: {domain: [good, bad], initial: bad}",
            ]
        ],
    ),
    ("client", "[idle, waiting]", "[waiting, idle]", []),
    (
        "client",
        "initial: idle",
        "initial: waiting",
        [["changed machine client.at", "-   initial: idle", "+   initial: waiting"]],
    ),
    (
        "client",
        "source: waiting, dest: idle}",
        "source: waiting, dest: idle, set: {mood: bad}}",
        [
            [
                "changed row client.at: Answer",
                "- {trigger: Answer, source: waiting, dest: idle}",
                "+ {trigger: Answer, source: waiting, dest: idle, set: {mood: bad}}",
            ]
        ],
    ),
    (
        "server",
        ", send: Answer}",
        "}",
        [
            [
                "changed row server.at: Ask",
                '- {trigger: Ask, source: ready, dest: "=", send: Answer}',
                '+ {trigger: Ask, source: ready, dest: "="}',
            ]
        ],
    ),
    (
        "server",
        '- {trigger: Grade, source: ready, dest: "="}',
        '- {trigger: Grade, source: ready, dest: "=", when: mark == 0}\n              '
        '- {trigger: Grade, source: ready, dest: "=", when: mark != 0, send: Answer}',
        [
            [
                "changed row server.at: Grade",
                '- {trigger: Grade, source: ready, dest: "="}',
                '+ {trigger: Grade, source: ready, dest: "=", when: mark == 0}',
            ],
            [
                "added row server.at: Grade",
                '+ {trigger: Grade, source: ready, dest: "=", when: mark != 0, send: Answer}',
            ],
        ],
    ),
    (
        "server",
        "states: [ready]",
        "states: [ready, gone]",
        [
            ["added state server.at: gone", "+ gone"],
            [
                "changed row server.at: Grade",
                '- {trigger: Grade, source: ready, dest: "="}',
                "+ {trigger: Grade, source: ready, dest: gone}",
            ],
        ],
    ),
    ("server", "  at:\n", "  at:\n            description: It only answers\n", []),
    ("server", "  at:\n", "  # it only answers\n          at:\n", []),
]


def written(folder: Path, files: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in files.items():
        (folder / f"{name}.yaml").write_text("\n".join(line[8:] for line in text.split("\n")), encoding="utf-8")
    return folder


def told(old: Path, new: Path) -> list[list[str]]:
    """For each change what it is, and then its lines."""
    found = changes(load(old), load(new), Sources.of(old), Sources.of(new))
    return [
        [f"{change.how} {change.kind} {change.name}", *(text for text, _ in written_lines(change))] for change in found
    ]


@pytest.mark.parametrize(("file", "before", "after", "expected"), EDITS)
def test_one_edit_is_one_change(tmp_path: Path, file: str, before: str, after: str, expected: list[list[str]]) -> None:
    assert BASE[file].count(before) == 1
    old = written(tmp_path / "old", BASE)
    text = BASE[file].replace(before, after)
    new = written(tmp_path / "new", {**BASE, file: _reached(text) if "gone" in after else text})
    assert told(old, new) == expected


def _reached(text: str) -> str:
    """The new state with a row that leads to it, without which there is no such state."""
    return text.replace('Grade, source: ready, dest: "="', "Grade, source: ready, dest: gone")


def test_a_message_and_the_row_that_takes_it_are_two_changes(tmp_path: Path) -> None:
    system = BASE["system"].replace("server -> client: Answer", "server -> client: [Answer, Sorry]")
    row = "              - {trigger: Answer, source: waiting, dest: idle}\n"
    client = BASE["client"].replace(row, row + row.replace("Answer", "Sorry"))
    old = written(tmp_path / "old", BASE)
    new = written(tmp_path / "new", {**BASE, "system": system, "client": client})
    assert told(old, new) == [
        ["added message server -> client: Sorry", "+ Sorry"],
        ["added row client.at: Sorry", "+ {trigger: Sorry, source: waiting, dest: idle}"],
    ]


def test_rows_that_change_places_say_the_same(tmp_path: Path) -> None:
    lines = BASE["server"].split("\n")
    lines[6], lines[7] = lines[7], lines[6].replace("Ask,   source", "Ask, source")
    old = written(tmp_path / "old", BASE)
    new = written(tmp_path / "new", {**BASE, "server": "\n".join(lines)})
    assert told(old, new) == []


def test_a_row_in_a_block_is_quoted_whole(tmp_path: Path) -> None:
    lines = ["- trigger: Grade   # of no use", "  source: ready", '  dest: "="', "  dead: nobody grades"]
    block = BASE["server"].replace('- {trigger: Grade, source: ready, dest: "="}', f"\n{' ' * 14}".join(lines))
    old = written(tmp_path / "old", BASE)
    new = written(tmp_path / "new", {**BASE, "server": block})
    assert told(old, new) == [
        [
            "changed row server.at: Grade",
            '- {trigger: Grade, source: ready, dest: "="}',
            "+ trigger: Grade # of no use",
            "+ source: ready",
            '+ dest: "="',
            "+ dead: nobody grades",
        ]
    ]


def test_what_is_in_something_new_goes_with_it(tmp_path: Path) -> None:
    watcher = """\
        party: watcher
        actions: {look: {}}
        machines:
          eyes:
            initial: open
            states: [open]
            transitions:
              - {trigger: look, source: open, dest: "="}
        """
    old = written(tmp_path / "old", BASE)
    new = written(tmp_path / "new", {**BASE, "watcher": watcher})
    assert told(old, new) == [["added party watcher", "+ copies: 1"]]
    assert told(new, old) == [["removed party watcher", "- copies: 1"]]


def test_places_are_in_the_files_of_each_side(tmp_path: Path) -> None:
    old = written(tmp_path / "old", BASE)
    new = written(tmp_path / "new", {**BASE, "server": "\n" + BASE["server"].replace(", send: Answer}", "}")})
    [change] = changes(load(old), load(new), Sources.of(old), Sources.of(new))
    assert change.old is not None
    assert change.new is not None
    assert str(change.old.place) == f"{old / 'server.yaml'}:7:9"
    assert str(change.new.place) == f"{new / 'server.yaml'}:8:9"
