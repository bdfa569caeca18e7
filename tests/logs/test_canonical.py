"""What is wrong in a log is told with its line and a remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from everystate.checking import network_of
from everystate.logs.lifted import lifted
from everystate.logs.reading import read_logs
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import SpecError

MISTAKES = {
    "{": "no JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1); "
    "each line is a JSON object; name the form of the file in logs.yaml",
    "[" * 100_000: "no JSON",
    "3": 'no record; a record is an object; write {"event": ...}',
    '{"event": "opened"}': "'opened' without 'connection'; add \"connection\": its name",
    '{"at": 3}': "a record without 'event'; add \"event\": an action, sends, receives, ...",
    '{"at": "noon", "event": "opened", "connection": "line"}': "at: 'noon' is no time; "
    "a time is a number of seconds or an ISO 8601 time",
    '{"event": "openned", "connection": "line"}': "server has no event 'openned'; did you mean 'opened'?",
    '{"event": "sends", "message": "Ask"}': "message: server never sends 'Ask'; known: Answer",
    '{"event": "receives", "message": "Aks"}': "message: server never receives 'Aks'; did you mean 'Ask'?",
    '{"event": "lost", "connection": "lin"}': "connection: server never lost 'lin'; did you mean 'line'?",
    '{"event": "receives", "message": "Ask", "with": {"waht": 1}}': "with: Ask has no 'waht'; did you mean 'what'?",
    '{"event": "receives", "message": "Ask", "with": 3}': '\'with\' is no object; write "with": {"name": value}',
    '{"event": "receives", "message": "Ask", "peer": "clinet"}': "peer: no copy of a party is 'clinet'; "
    "did you mean 'client'?",
    '{"event": "receives", "mesage": "Ask"}': "unknown key 'mesage' in a record; did you mean 'message'?",
    '{"party": "client", "event": "ask"}': "'client' is not of this source; it shows server; name it before the file",
    '{"state": {"askd[client]": 1}}': "state: server has no 'askd[client]'; did you mean 'asked[client]'?",
    '{"state": {"asked[client]": 9}}': "state: asked[client] is never '9'; known: 0, 1, 2, 3",
}


def read(booth: Path, tmp_path: Path, text: str, source: str = "server") -> list[str]:
    """The mistakes of a log, without the name of its file."""
    file = tmp_path / "log.jsonl"
    file.write_text(text, encoding="utf-8")
    words = Vocabulary(lifted(network_of(booth)))
    with pytest.raises(SpecError) as refused:
        read_logs(words, [(source, file)])
    return [str(problem).removeprefix(str(file)) for problem in refused.value.problems]


@pytest.mark.parametrize("line", MISTAKES)
def test_a_mistake_names_its_line_and_a_remedy(line: str, booth: Path, tmp_path: Path) -> None:
    [problem] = read(booth, tmp_path, f"\n{line}\n")
    assert problem.startswith(f":2: {MISTAKES[line]}")


def test_a_log_without_records_is_no_run(booth: Path, tmp_path: Path) -> None:
    assert read(booth, tmp_path, "\n\n") == [": no records; a log without records is no run; is it the right file?"]


def test_a_source_is_of_a_party(booth: Path, tmp_path: Path) -> None:
    assert read(booth, tmp_path, "", "sever") == ["--log: no party or copy is 'sever'; did you mean 'server'?"]


def test_one_mistake_in_many_records_is_one_message(booth: Path, tmp_path: Path) -> None:
    assert len(read(booth, tmp_path, '{"event": "lost", "connection": "lin"}\n' * 500)) == 1


def test_a_file_that_is_no_text_is_refused(booth: Path, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SpecError, match="not text; a log is UTF-8"):
        read_logs(Vocabulary(lifted(network_of(booth))), [("server", file)])
