"""Logs in forms of their own become records by the rules of logs.yaml."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest

from everystate.checking import network_of
from everystate.logs.lifted import lifted
from everystate.logs.mapping import load_mapping
from everystate.logs.reading import LogReader, ReadLogs, read_logs
from everystate.logs.vocabulary import Vocabulary
from everystate.problems import SpecError

RULES = """
    records:
      - match: {what: ^got, message: "(?P<message>.+)"}
        event: receives
        message: "{message}"
        peer: "{who}"
        with: {what: "{about}"}
      - {match: {what: ^put}, event: sends, message: "{message}", with: {number: "{number}"}}
    ignore: [{what: debug}]
"""


def read(booth: Path, mapping: str, name: str, log: str, clients: int = 1) -> ReadLogs:
    (booth / "logs.yaml").write_text(dedent(mapping), encoding="utf-8")
    file = booth / "log"
    file.write_text(log, encoding="utf-8")
    words = Vocabulary(lifted(network_of(booth, {"clients": clients})))  # the folder still loads: logs.yaml is no spec
    return LogReader(words, load_mapping(booth / "logs.yaml")).read([(name, file)])


def said(logs: ReadLogs) -> list[str]:
    return [record.pattern.text for source in logs.sources for record in source.records]


EXPECTED = ["receives Ask(what=time) from client", "sends Answer(number=3)"]


def test_json_lines_have_fields_in_fields(booth: Path) -> None:
    log = [
        {"what": "got it", "message": "Ask", "who": "client", "about": "time", "at": {"s": 1.5}},
        {"what": "put it", "message": "Answer", "number": 3, "at": {"s": 2}},
        {"what": "debug"},
        {"what": "else"},
    ]
    text = "".join(json.dumps(line) + "\n" for line in log)
    logs = read(booth, 'sources:\n  ours:\n    form: jsonl\n    of: server\n    at: "{at.s}"' + RULES, "ours", text)
    assert said(logs) == EXPECTED
    assert [record.time for record in logs.sources[0].records] == [1.5, 2.0]
    assert (len(logs.fates), logs.unmapped) == (4, 1)


def test_csv_has_its_names_in_the_first_line(booth: Path) -> None:
    log = "when,what,message,who,about,number\n10:00:01,got,Ask,client,time,\n10:00:02,put,Answer,,,3\n"
    mapping = 'sources:\n  ours:\n    form: csv\n    at: "{when}"\n    time: "%H:%M:%S"' + RULES
    logs = read(booth, mapping, "server as ours", log)
    assert said(logs) == EXPECTED
    one, two = (record.time for record in logs.sources[0].records)
    assert one is not None
    assert two == one + 1


def test_a_text_has_records_of_several_lines(booth: Path) -> None:
    mapping = r"""
    copies: {client: as they come}
    sources:
      ours:
        form: text
        begins: '^(?P<when>\d+\.\d) '
        at: "{when}"
        shows: [receives, sends]
        records:
          - match: 'got (?P<message>\w+) of (?P<who>\w+)[\s\S]*about (?P<about>\w+)'
            event: receives
            message: "{message}"
            peer: "{who}"
            with: {what: "{about}"}
          - {match: 'put (?P<message>\w+)', event: sends, message: "{message}"}
    """
    log = "a line of an older file\n1.5 got Ask of jane\n    about time\n1.6 put Answer\n"
    log += "2.0 got Ask of joe\n    about time\n"
    logs = read(booth, mapping, "server as ours", log, clients=2)
    assert said(logs) == [
        "receives Ask(what=time) from client[0]",
        "sends Answer",
        "receives Ask(what=time) from client[1]",
    ]
    [source] = logs.sources
    assert [record.place.line for record in source.records] == [2, 4, 5]
    assert source.hidden == {"opened", "refused", "lost", "expires", "action"}


def test_telemetry_has_attributes(booth: Path) -> None:
    def attributes(**known: str) -> list[dict[str, object]]:
        return [{"key": key, "value": {"stringValue": text}} for key, text in known.items()]

    record = {
        "timeUnixNano": "1500000000",
        "body": {"stringValue": "got it"},
        "attributes": attributes(what="got", message="Ask", who="client", about="time"),
    }
    span = {
        "startTimeUnixNano": "2000000000",
        "name": "put",
        "attributes": attributes(what="put", message="Answer", number="3"),
    }
    value = {
        "resourceLogs": [{"resource": {"attributes": []}, "scopeLogs": [{"logRecords": [record]}]}],
        "resourceSpans": [{"scopeSpans": [{"spans": [span]}]}],
    }
    mapping = 'sources:\n  ours:\n    form: otlp\n    of: server\n    at: "{at}"' + RULES
    logs = read(booth, mapping, "ours", json.dumps(value))
    assert said(logs) == EXPECTED
    assert [record.time for record in logs.sources[0].records] == [1.5, 2.0]


def test_names_in_the_log_are_listed_or_bound_as_they_come(booth: Path) -> None:
    line = json.dumps({"what": "got", "message": "Ask", "who": "jane"}) + "\n"
    mapping = "sources:\n  ours:\n    form: jsonl\n    of: server" + RULES
    assert said(read(booth, "copies: {client: [joe, jane]}\n" + mapping, "ours", line, clients=2)) == [
        "receives Ask from client[1]"
    ]
    with pytest.raises(SpecError, match="peer: no copy of a party is 'jane'"):
        read(booth, mapping, "ours", line)


EMPTY = "sources: {ours: {form: text, of: server, records: []}}"
MISTAKES = {
    "sources: {ours: {form: xml, records: []}}": "logs.yaml:1:24: unknown form 'xml'; known: csv, jsonl, otlp, text",
    "sources: {ours: {form: text, records: [{match: '('}]}}": "logs.yaml:1:48: no regular expression: missing ), "
    "unterminated subpattern at position 0; the syntax is that of Python's re",
    "sources: {ours: {form: text, records: []}}": "logs.yaml:1:17: of which party is 'ours'?; "
    "write --log 'PARTY as ours=FILE', or add `of:`",
    f"copies: {{clint: [a]}}\n{EMPTY}": "logs.yaml: copies: no party 'clint'; did you mean 'client'?",
    f"copies: {{client: [a, b]}}\n{EMPTY}": "logs.yaml: copies: 2 names for client, of which there are 1; "
    "set more copies with --set",
}


@pytest.mark.parametrize("mapping", MISTAKES)
def test_a_mistake_in_the_mapping_names_its_place(mapping: str, booth: Path) -> None:
    with pytest.raises(SpecError) as refused:
        read(booth, mapping, "ours", "")
    assert [str(problem).replace(f"{booth}/", "") for problem in refused.value.problems] == [MISTAKES[mapping]]


def test_a_log_of_which_nothing_is_mapped_is_no_run(booth: Path) -> None:
    (booth / "logs.yaml").write_text("sources: {ours: {form: text, of: server, records: []}}", encoding="utf-8")
    (booth / "log").write_text("a\nb\n", encoding="utf-8")
    words = Vocabulary(lifted(network_of(booth)))
    with pytest.raises(SpecError, match="no records; no rule matches any of its 2; --map-only shows them"):
        read_logs(words, [("ours", booth / "log")], load_mapping(booth / "logs.yaml"))
