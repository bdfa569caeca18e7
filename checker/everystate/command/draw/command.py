"""`everystate draw`: every picture of a spec, written to a folder, held against one, or one of them shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate draw spec/failover                        everything, into diagrams/
  everystate draw spec/failover -o pictures --set agents=2
  everystate draw spec/failover --check                is diagrams/ what would be drawn now?
  everystate draw spec/failover --list                 the names of the pictures
  everystate draw spec/failover --show phases/0-the-start
""" + options.exit_codes(ok="drawn, or nothing is stale", failed="with --check: something is stale", undecided="")

_FORMS = {"svg": "svg", "dot": "gv", "mermaid": "mmd", "plantuml": "puml"}


@click.command("draw", epilog=_EPILOG)
@options.spec()
@click.option(
    "-o", "--output", "folder", default="diagrams", show_default=True,
    type=click.Path(file_okay=False, path_type=Path), help="The folder of the pictures.",
)  # fmt: skip
@options.setting()
@click.option("--check", "checking", is_flag=True, help="Write nothing; say which pictures are stale.")
@click.option("--list", "listing", is_flag=True, help="List the pictures, and draw none.")
@click.option("--show", "shown", metavar="PICTURE", help="Print this picture only.")
@click.option(
    "--format", "form", type=click.Choice(["text", *_FORMS]), help="How --show prints it. A chart is text if not said."
)
@options.drawn_states("Stop at so many joint states; what needs them all is then left out.")
def draw_command(spec: Path, folder: Path, settings: dict[str, Any], max_states: int, **asked: Any) -> Exit:
    """Draw SPEC, a folder: the system, the machines, each phase, the product."""
    from everystate.checking import check
    from everystate.command.draw.gallery import Gallery
    from everystate.exploring.space import Limits

    gallery = Gallery(check(spec, settings, limits=Limits(states=max_states)), folder)
    if asked["listing"]:
        return gallery.names()
    if asked["shown"]:
        return gallery.show(asked["shown"], asked["form"])
    return gallery.compare() if asked["checking"] else gallery.write()
