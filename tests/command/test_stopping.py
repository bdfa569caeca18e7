"""A command that is ended from outside: what is known is reported, the exit code is 3, and no process is left."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from everystate.command.output.forms import Forms
from everystate.command.program import run
from everystate.command.stopping import Supervisor, supervised
from everystate.judging import builtin
from everystate.judging.verdict import Result
from everystate.problems import Exit
from everystate.report.forms.form import Caption

Captured = pytest.CaptureFixture[str]

HOLDS = "tests/models/token_ring"
WORLDS = "tests/models/worlds"
SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
SCHEMA = json.loads(
    resources.files("everystate.report.forms").joinpath("report.schema.json").read_text(encoding="utf-8")
)


def raising(number: signal.Signals) -> Callable[..., None]:
    """A function that sends a signal to this process."""

    def raise_it(*_: object) -> None:
        signal.raise_signal(number)

    return raise_it


# -- signals ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", ["reference", "native"])
@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_in_a_search_reports_what_is_known(
    number: signal.Signals, engine: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("everystate.report.progress.ProgressLine.__call__", raising(number))
    assert run(["check", HOLDS, "--engine", engine]) == Exit.UNDECIDED
    out = capsys.readouterr().out
    assert "Stopped: interrupted." in out
    assert out.endswith("undecided\n")


@pytest.mark.parametrize("number", SIGNALS)
def test_a_signal_in_judging_keeps_the_verdicts_that_are_known(
    number: signal.Signals, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(builtin, "no_dead_row", raising(number))
    assert run(["check", HOLDS, "--format", "json"]) == Exit.UNDECIDED
    claims = json.loads(capsys.readouterr().out)["claims"]
    answers = {claim["name"]: (claim["verdict"], claim["reason"]) for claim in claims}
    assert answers["no deadlock"] == ("holds", "")
    assert answers["no dead row"] == ("undecided", "interrupted")


def test_what_is_violated_stays_violated_when_the_rest_is_not_judged(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(builtin, "no_dead_row", raising(signal.SIGTERM))
    assert run(["check", "tests/models/unexpected"]) == Exit.FAILED
    assert "✗ violated   no unexpected message" in capsys.readouterr().out


def test_a_signal_before_the_search_is_one_line_and_a_report_for_programs(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("everystate.command.check.pipeline.load", raising(signal.SIGTERM))
    assert run(["check", HOLDS, "--format", "json"]) == Exit.UNDECIDED
    out, err = capsys.readouterr()
    report = json.loads(out)
    jsonschema.validate(report, SCHEMA)
    assert ([one["what"] for one in report["mistakes"]], report["exit_code"]) == (["interrupted"], 3)
    assert err.strip() == "interrupted"


def test_a_signal_while_the_report_is_made_does_not_cut_it(monkeypatch: pytest.MonkeyPatch, capsys: Captured) -> None:
    add = Forms.add

    def interrupted(self: Forms, caption: Caption, result: Result) -> None:
        signal.raise_signal(signal.SIGTERM)
        add(self, caption, result)

    monkeypatch.setattr(Forms, "add", interrupted)
    assert run(["check", HOLDS]) == Exit.UNDECIDED
    assert "9 hold" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("form", "left_out"),
    [
        ("text", "not checked: cellar, darkroom, attic (interrupted)"),
        ("json", '"not_checked": ['),
        ("junit", '<testsuite name="attic"'),
        ("sarif", "not checked: attic (interrupted)"),
        ("github", "title=everystate%3A not checked::cellar, darkroom, attic (interrupted)"),
        ("markdown", "cellar, darkroom, attic: interrupted. Running out is no pass."),
    ],
)
def test_every_form_names_the_worlds_that_were_left(
    form: str, left_out: str, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr("everystate.report.progress.ProgressLine.__call__", raising(signal.SIGTERM))
    assert run(["check", WORLDS, "--world", "all", "--format", form]) == Exit.UNDECIDED
    out = capsys.readouterr().out
    assert left_out in out
    if form == "json":
        jsonschema.validate(json.loads(out), SCHEMA)


def test_a_second_signal_ends_the_process_at_once() -> None:
    code = (
        "import signal, time\n"
        "from everystate.command.stopping import supervised\n"
        "with supervised(ends_process=True) as supervisor, supervisor.shield():\n"
        "    signal.raise_signal(signal.SIGTERM)\n"
        "    signal.raise_signal(signal.SIGTERM)\n"
        "    print('the first one came twice', flush=True)\n"
        "    time.sleep(1.1)\n"
        "    signal.raise_signal(signal.SIGTERM)\n"
        "    print('never', flush=True)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (Exit.UNDECIDED, "the first one came twice\n")


def test_a_signal_that_comes_in_a_finalizer_is_not_lost(capsys: Captured) -> None:
    """Python prints what is raised there, and goes on."""

    class Finalized:
        def __del__(self) -> None:
            signal.raise_signal(signal.SIGINT)

    def finalize_and_wait() -> None:
        made = Finalized()
        del made
        time.sleep(2)

    with supervised(), pytest.raises(KeyboardInterrupt, match="interrupted"):
        finalize_and_wait()
    assert capsys.readouterr().err == ""


def test_what_is_ignored_stays_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with supervised() as supervisor:
            signal.raise_signal(signal.SIGHUP)
            assert supervisor.reason == ""
    finally:
        signal.signal(signal.SIGHUP, before)


def test_handlers_are_as_before_when_the_command_has_ended() -> None:
    before = [signal.getsignal(number) for number in SIGNALS]
    run(["check", HOLDS])
    assert [signal.getsignal(number) for number in SIGNALS] == before


# -- limits -----------------------------------------------------------------------------------------------------------


def wait_until_ended() -> str:
    """What ends this wait."""
    try:
        for _ in range(1_000):
            time.sleep(0.02)
    except KeyboardInterrupt as interrupt:
        return str(interrupt)
    return "nothing"


def test_time_ends_whatever_is_done() -> None:
    with supervised(started=time.monotonic() - 11) as supervisor:
        supervisor.limit_time(10)
        assert wait_until_ended() == "--max-seconds 10 reached"
        assert supervisor.elapsed() < 25


def test_what_goes_on_after_the_limit_is_ended_once_more() -> None:
    with supervised(started=time.monotonic() - 11) as supervisor:
        supervisor.limit_time(10)
        assert [wait_until_ended(), wait_until_ended()] == ["--max-seconds 10 reached"] * 2


def test_memory_ends_whatever_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("everystate.command.memory.too_little", lambda *_: "")
    monkeypatch.setattr("everystate.command.memory.memory_in_use", lambda: 700 * 2**20)
    with supervised() as supervisor:
        supervisor.limit_memory(600 * 2**20, "auto")
        assert wait_until_ended() == "--max-memory 600M reached"


def test_a_search_ends_before_the_limit_so_that_what_it_found_is_judged(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setattr(Supervisor, "elapsed", lambda _: 60.0)
    assert run(["check", HOLDS, "--max-seconds", "100", "--engine", "reference"]) == Exit.UNDECIDED
    assert "Stopped: --max-seconds 100 reached." in capsys.readouterr().out
    assert run(["check", HOLDS, "--max-seconds", "100", "--engine", "native"]) == Exit.OK


@pytest.mark.parametrize("engine", ["reference", "native"])
def test_too_little_memory_is_told_at_once_and_what_is_named_is_enough(engine: str) -> None:
    def check(memory: str) -> subprocess.CompletedProcess[str]:
        words = [sys.executable, "-m", "everystate", "check", HOLDS, "--engine", engine, "--max-memory", memory]
        return subprocess.run(words, capture_output=True, text=True, check=False)

    assert run(["check", HOLDS, "--engine", engine]) == Exit.OK  # so that nothing is left to compile
    refused = check("10M")
    assert (refused.returncode, refused.stdout) == (Exit.UNDECIDED, "")
    least = refused.stderr.rpartition("the least that works is ")[2].strip()
    assert check(least).returncode == Exit.OK


def test_judging_many_claims_ends_in_time(tmp_path: Path) -> None:
    """Without the limit it takes longer than half a minute on any processor of today."""
    many_claims(tmp_path)
    begun = time.monotonic()
    words = [sys.executable, "-m", "everystate", "check", str(tmp_path), "--max-seconds", "2"]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == Exit.UNDECIDED
    assert time.monotonic() - begun < 10


def clause(names: list[str], first: int) -> str:
    """Three variables, each compared with a value."""
    return f"({' and '.join(f'p.{names[(first + 11 * atom) % 60]} == {(first + atom) % 4}' for atom in range(3))})"


def many_claims(folder: Path) -> None:
    """Two joint states, and four hundred claims of sixty atoms, no two alike."""
    names = [f"v{number}" for number in range(60)]
    claims = [" or ".join(clause(names, 7 * claim + 3 * part) for part in range(20)) for claim in range(400)]
    listed = "".join(f"  c{number}: {{always: '{claim}'}}\n" for number, claim in enumerate(claims))
    (folder / "system.yaml").write_text(f"system: Many claims\nclaims:\n{listed}")
    variables = "".join(f"  {name}: {{domain: 0..3, initial: 0}}\n" for name in names)
    ones, noughts = (", ".join(f"{name}: {value}" for name in names) for value in (1, 0))
    (folder / "p.yaml").write_text(
        f"party: p\nactions: {{go: {{}}}}\nvariables:\n{variables}"
        "machines:\n  m:\n    initial: a\n    states: [a, b]\n    transitions:\n"
        f"      - {{trigger: go, source: a, dest: b, set: {{{ones}}}}}\n"
        f"      - {{trigger: go, source: b, dest: a, set: {{{noughts}}}}}\n"
    )
