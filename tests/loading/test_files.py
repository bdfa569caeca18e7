"""Whatever a folder holds, it is a spec or a list of mistakes: nothing is executed, and nothing is a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.conftest import Write
from tests.loading.test_mistakes import AGENT, SERVER, SYSTEM

from everystate import SpecError, load


def mistakes(folder: Path) -> list[str]:
    """What is said of a folder, without its name."""
    with pytest.raises(SpecError) as raised:
        load(folder)
    return [str(problem).replace(f"{folder}/", "").replace(str(folder), ".") for problem in raised.value.problems]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert mistakes(tmp_path / "nowhere") == [".: no such folder; a spec is a folder of YAML files"]


def test_a_file_instead_of_a_folder(write: Write) -> None:
    folder = write(system=SYSTEM)
    assert mistakes(folder / "system.yaml") == [".: is a file; a spec is a folder of YAML files"]


def test_a_folder_without_yaml(tmp_path: Path) -> None:
    [said] = mistakes(tmp_path)
    assert said.startswith(".: no spec here; a spec is a folder with system.yaml")


def test_no_system_file(write: Write) -> None:
    assert mistakes(write(agent=AGENT))[-1].startswith(".: no system file; one file of the folder says `system:`")


def test_two_system_files(write: Write) -> None:
    assert mistakes(write(system=SYSTEM, again=SYSTEM, agent=AGENT, server=SERVER)) == [
        "system.yaml:1:1: a second system file"
    ]


def test_a_second_party_of_the_same_name(write: Write) -> None:
    """What it was meant to be called is unknown, and so is what others say of it."""
    system = SYSTEM.replace("connections:", "connections:\n  hall: {between: [waiter, server]}")
    assert mistakes(write(system=system, agent=AGENT, server=SERVER, waiter=SERVER)) == [
        "waiter.yaml:1:8: a second party 'server'; the first is at server.yaml:1:8"
    ]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"party: \xff\xfe", "not text; a spec file is UTF-8"),
        (b"party: agent\nmachines: {at: {initial: a\x07}}", "not YAML"),
        (b"\x00", "not YAML"),
        (b"", "the file is not a mapping"),
        (b"- party", "the file is not a mapping"),
        (b"just text", "the file is not a mapping"),
        (b"a: b: c", "not YAML"),
        (b"? [a, b]\n: c", "a key that is not a word"),
        (b"[" * 1000, "nested too deeply; the limit is 40 levels"),
        (b"party: " + b"{a: " * 1000, "nested too deeply; the limit is 40 levels"),
        (b"party: x" + b" " * 1_000_001, "too large: 1,000,009 bytes; the limit is 1,000,000"),
        (b"party: &a x\nmachines: *a", "alias '*a'; aliases are refused; write it out"),
        (b"party: !!python/object/apply:os.system [id]", "tag 'tag:yaml.org,2002:python/object/apply:os.system'"),
        (b"<<: {party: x}", "neither a party file nor the system file"),
    ],
)
def test_a_file_that_is_no_spec_file(write: Write, content: bytes, said: str) -> None:
    folder = write(system=SYSTEM, agent=AGENT, server=SERVER)
    (folder / "broken.yaml").write_bytes(content)
    assert [problem for problem in mistakes(folder) if problem.startswith("broken.yaml") and said in problem]


def test_a_byte_order_mark_is_no_mistake(write: Write) -> None:
    folder = write(system=SYSTEM, agent=AGENT, server="")
    (folder / "server.yaml").write_bytes(b"\xef\xbb\xbf" + SERVER.encode())
    assert load(folder).title == "A desk"


def test_a_file_that_leads_out_of_the_folder(write: Write, tmp_path: Path) -> None:
    folder = write(system=SYSTEM, agent=AGENT)
    (tmp_path / "elsewhere.yaml").write_text(SERVER, encoding="utf-8")
    (folder / "server.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert "server.yaml: leads out of the folder; a spec reads its own files only" in mistakes(folder)


def test_a_folder_called_like_a_file(write: Write) -> None:
    folder = write(system=SYSTEM, agent=AGENT, server=SERVER)
    (folder / "more.yaml").mkdir()
    assert mistakes(folder) == ["more.yaml: cannot be read: Is a directory"]


def test_off_no_and_on_are_words(write: Write) -> None:
    server = SERVER.replace("calm", "on").replace("upset", "no")
    assert load(write(system=SYSTEM.replace("calm", "on"), agent=AGENT, server=server)).party("server").machines[
        0
    ].states == ("on", "no")


def test_all_mistakes_of_all_files_are_found_in_one_go(write: Write) -> None:
    """Of shape, of names and of expressions; what only follows from one of them is not told."""
    system = SYSTEM.replace("opened_by", "opend_by").replace("a.at == waiting", "a.at == wating")
    agent = (
        AGENT.replace("source: inside, dest", "source: insde, dest")
        .replace("cause", "caus")
        .replace("  ask: {}", "  ask: {caus: protocol}")
    )
    server = SERVER.replace("trigger: Tell", "trigger: Tel").replace(
        "states: [calm, upset]", "states: [calm, upset, 3rd]"
    )
    assert [said.split(";")[0] for said in mistakes(write(system=system, agent=agent, server=server))] == [
        "agent.yaml:4:9: unknown key 'caus' in an action",
        "agent.yaml:14:32: unknown state 'insde'",
        "server.yaml:5:27: '3rd' is not a name",
        "server.yaml:8:19: unknown trigger 'Tel'",
        "system.yaml:10:36: unknown key 'opend_by' in a connection",
        "system.yaml:14:37: unknown word 'wating'",
    ]


def test_what_follows_from_a_mistake_is_not_told(write: Write) -> None:
    """The connection is declared wrongly: nobody needs to hear that its notices are unknown."""
    assert mistakes(
        write(system=SYSTEM.replace("[agent, server], op", "[agent, servre], op"), agent=AGENT, server=SERVER)
    ) == ["system.yaml:10:27: unknown party 'servre'; did you mean 'server'?"]


def test_the_place_of_a_word_in_a_quoted_expression(write: Write) -> None:
    server = SERVER.replace("when: tone == low", "when: 'tone == lwo'")
    assert "server.yaml:8:67: unknown word 'lwo'; did you mean 'low'?" in mistakes(
        write(system=SYSTEM, agent=AGENT, server=server)
    )


def test_a_word_in_an_expression_over_several_lines_has_its_own_place(write: Write) -> None:
    claim = "  nobody is rude:\n    always: >-\n      server.mood == calm or\n      server.mood == upst\n"
    assert mistakes(write(system=SYSTEM + claim, agent=AGENT, server=SERVER)) == [
        "system.yaml:18:22: unknown word 'upst'; did you mean 'upset'?"
    ]


def test_letters_beyond_ascii_count_as_one_column(write: Write) -> None:
    system = SYSTEM.replace("any(a.at == waiting", "any(ä.at == wating").replace("for a in", "for ä in")
    assert mistakes(write(system=system, agent=AGENT, server=SERVER)) == [
        "system.yaml:14:37: unknown word 'wating'; did you mean 'waiting'?"
    ]
