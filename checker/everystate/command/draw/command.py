"""`everystate draw`: every picture of a spec, written to a folder, compared with a folder, or one of them printed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate draw spec/failover                        everything, into diagrams/failover/
  everystate draw spec/failover -o pictures --set agents=2
  everystate draw spec/failover --check                is that what would be drawn now?
  everystate draw spec/failover --list                 the names of the pictures
  everystate draw spec/failover --show phases/0-the-start
""" + options.exit_codes(ok="drawn, or nothing is stale", failed="with --check: something is stale")

_FORMS = {"svg": "svg", "dot": "gv", "mermaid": "mmd", "plantuml": "puml"}


@click.command("draw", epilog=_EPILOG)
@options.spec()
@click.option(
    "-o", "--output", "folder", type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the pictures.  [default: diagrams/NAME, after the folder of the spec]",
)  # fmt: skip
@options.setting()
@options.layer()
@options.world("Draw in a world of the spec.")
@click.option("--check", "checking", is_flag=True, help="Write nothing; say which pictures are stale.")
@click.option("--list", "listing", is_flag=True, help="List the pictures, and draw none.")
@click.option("--show", "shown", metavar="PICTURE", help="Print this picture only.")
@click.option(
    "--format", "form", type=click.Choice(["text", *_FORMS]), help="How --show prints it. A chart is text if not said."
)
@options.drawn_states("Stop at this number of joint states; what needs them all is then left out.")
@options.seconds("Stop after this number of seconds.")
@options.memory("Stop at so much memory (500M, 2G).")
@options.engine()
@options.quiet()
def draw_command(
    spec: Path, folder: Path | None, checking: bool, listing: bool, shown: str | None, form: str | None, **given: Any
) -> Exit:
    """Draw SPEC, a folder: the system, the machines, each phase, the product."""
    from everystate.command.arguments import Arguments
    from everystate.loading import load

    asked = Arguments(**given)
    asked.enforce_memory()
    network = asked.network(load(spec))

    from everystate.command.draw.drawing import Drawing, list_names, show
    from everystate.draw.pictures import tables_of

    if listing:
        return list_names(network)
    if picture := next((one for one in tables_of(network) if one.path == shown), None):
        return show(picture, form)
    with asked.progress(0.6) as progress:
        result = asked.check(expectation="ignore", interrupts="raise").run(network, progress)
    drawing = Drawing(result, folder or Path("diagrams") / spec.resolve().name)
    if shown:
        return drawing.show(shown, form)
    return drawing.compare() if checking else drawing.write()
