"""`everystate certify`: the results of a check as files that a small program of its own verifies."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from everystate.command import options
from everystate.problems import Exit

_EPILOG = """
\b
Examples:
  everystate certify spec/failover -o certificate
  python certificate/verify.py

The folder has the network, its joint states, ranks, a manifest with the digests of all files and of the spec, and
verify.py. That program needs only Python. It proves every claim about states, and the claims about runs that ranks
prove: every phase settles, ends, within, recoverable. It takes every other run step by step. docs/network.md says
what is trusted.
""" + options.exit_codes(ok="written", failed="", undecided="the check was stopped before its end: nothing is written")


@click.command("certify", epilog=_EPILOG)
@options.spec()
@click.option("-o", "--output", "folder", required=True, metavar="DIR",
              type=click.Path(file_okay=False, path_type=Path), help="The folder of the certificate.")  # fmt: skip
@options.setting()
@options.layer()
@options.world("Certify a world of the spec.")
@options.states("Stop the check at this number of joint states.")
@options.seconds("Stop the check after this number of seconds.")
@options.memory("Stop the check at so much memory (500M, 2G).")
@options.engine()
@options.quiet()
def certify_command(spec: Path, folder: Path, **given: Any) -> Exit:
    """Write a certificate of SPEC, a folder, that can be verified without this program."""
    from everystate.command.arguments import Arguments
    from everystate.command.certify.certifying import certify

    return certify(Arguments(**given), spec, folder)
