"""`everystate report`: verdicts, pictures and runs of a spec, on one page for a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command import options
from everystate.command.output.delivery import file_that_can_be, save
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate report spec/failover                      report.html
  everystate report spec/failover -o two.html --set agents=2
""" + options.exit_codes()


@click.command("report", epilog=_EPILOG)
@options.spec()
@click.option(
    "-o", "--output", default="report.html", show_default=True, callback=file_that_can_be,
    type=click.Path(dir_okay=False, path_type=Path), help="The file.",
)  # fmt: skip
@options.setting()
@options.layer()
@options.world("Check in a world of the spec.")
@options.drawn_states("Stop at this number of joint states.")
@options.seconds("Stop after this number of seconds.")
@options.memory("Stop at so much memory (500M, 2G).")
@options.engine()
@options.quiet()
def report_command(spec: Path, output: Path, **given: Any) -> Exit:
    """Check SPEC, a folder, and write one page: verdicts, pictures, and runs to step through."""
    from everystate.command.arguments import Arguments
    from everystate.loading import load

    asked = Arguments(**given)
    asked.enforce_memory()
    with asked.progress(0.6) as progress:
        result = asked.check().run(asked.network(load(spec)), progress)

    from everystate.draw.page_html import page_html
    from everystate.draw.report_page import page

    save(output, page_html(page(result)))
    click.echo(f"written: {output}")
    return result.exit_code
