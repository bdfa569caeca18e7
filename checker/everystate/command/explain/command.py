"""`everystate explain`: why a claim fails, where everybody is then, and what the violation cannot do without."""

from __future__ import annotations

from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate explain spec/failover --set agents=2
  everystate explain spec/failover --world late_notice -v
  everystate explain spec/failover --claim 'no deadlock' --format markdown

The shortest run explains each violation: why the claim fails at its end, and where each copy is and what it
waits for. Every row and every event of the run is listed without which the claim would hold. To find these, the
spec is checked once for each, in several processes.
""" + options.exit_codes(ok="nothing is violated")


@click.command("explain", epilog=_EPILOG)
@options.spec()
@options.setting()
@options.layer()
@options.world("Explain what fails in a world of the spec.")
@options.claim("Explain this claim only. Repeatable.")
@options.form("What the explanation is for.")
@options.output("Write the explanation there.")
@options.jobs("Processes at work; one a processor if not said.", least=0)
@options.states("Stop each search at this number of joint states.")
@options.depth("Stop each at this number of steps from the start.")
@options.seconds("Stop after this number of seconds, in all.")
@options.memory("Stop at so much memory, in all (500M, 2G).")
@options.engine()
@options.verbose("Explain known violations, too.")
@options.quiet()
@options.colour()
def explain_command(**given: Any) -> Exit:
    """Say why claims of SPEC, a folder, are violated."""
    from everystate.command.explain.explaining import ExplainArguments, run_explain

    return run_explain(ExplainArguments(**given))
