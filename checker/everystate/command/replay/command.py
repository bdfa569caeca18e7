"""`everystate replay`: whether logs of a running system can be a run of a protocol."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate replay spec/failover --log '*=run.jsonl'
  everystate replay spec/failover --log 'interaction_server[0]=is1.jsonl' --log reporting_engine=engine.jsonl
  everystate replay spec/failover --log agent=a.jsonl --log agent=a2.jsonl --off-by 0.5 --format json

A log is JSON Lines, or has a form that logs.yaml beside the spec describes: see docs/replay.md. What no log shows may
happen at any time. What bounds a check (at_most, phases, monitors) does not bound a log.
""" + options.exit_codes(
    ok="the logs can be a run of the protocol",
    failed="they cannot",
    undecided="undecided: the search was stopped before its end",
)


def _logs(context: click.Context, option: click.Parameter, given: tuple[str, ...]) -> tuple[tuple[str, Path], ...]:
    """The name and the file of each source."""
    made = []
    for text in given:
        name, equals, file = text.partition("=")
        if not (name.strip() and equals and file):
            raise click.BadParameter(f"'{text}' is not SOURCE=FILE", context, option)
        made.append((name.strip(), Path(file)))
    return tuple(made)


@click.command("replay", epilog=_EPILOG)
@options.spec()
@options.setting()
@options.world("Replay in a world of the spec.")
@click.option(
    "--log", "logs", metavar="SOURCE=FILE", multiple=True, required=True, callback=_logs,
    help="A log, and whose it is: a copy, a party, several with commas, or * for all. Repeatable.",
)  # fmt: skip
@click.option(
    "--mapping", type=click.Path(dir_okay=False, exists=True, path_type=Path), metavar="FILE",
    help="How logs in other forms are read; logs.yaml beside the spec, if it is there.",
)  # fmt: skip
@click.option("--map-only", is_flag=True, help="Show each record and what it becomes, and no more.")
@click.option("--off-by", type=click.FloatRange(min=0), metavar="S", help="To how many seconds the clocks agree.")
@click.option(
    "--from", "start", type=click.Choice(["start", "anywhere"]), default="start", show_default=True,
    help="Where the logs begin: at the start of the protocol, or in any joint state that it can reach.",
)  # fmt: skip
@options.states("Give up after this number of joint states.")
@options.seconds("Give up after this number of seconds.")
@options.memory("Give up at so much memory (500M, 2G).")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", help="What the report is for.")
@options.output()
@options.verbose("List the rows that are not surely taken.")
@options.colour()
def replay_command(**given: Any) -> Exit:
    """Say whether logs can be a run of SPEC, a folder."""
    from everystate.command.replay.replaying import ReplayArguments, run_replay

    return run_replay(ReplayArguments(**given))
