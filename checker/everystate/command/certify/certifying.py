"""`everystate certify`, from its options to a folder and an exit code."""

from __future__ import annotations

import sys
from pathlib import Path

from everystate.command.arguments import Arguments
from everystate.command.output.delivery import write
from everystate.exporting.certificate import certificate, write_certificate
from everystate.exporting.document import document
from everystate.loading import load
from everystate.problems import Exit


def certify(asked: Arguments, spec: Path, folder: Path) -> Exit:
    """Check the spec, and write its certificate to the folder.

    Raises:
        SpecError: the spec is wrong, or the format of networks cannot carry a part of it.
    """
    asked.enforce_memory()
    network = asked.network(load(spec))
    document(network)
    with asked.progress() as progress:
        result = asked.check(expectation="ignore").run(network, progress)
    if not result.space.complete or result.interrupted:
        write(sys.stdout, "The check was stopped before its end: there is nothing to certify.\n")
        return Exit.UNDECIDED
    files = certificate(result, sorted(path for path in spec.rglob("*.yaml")))
    write_certificate(folder, files)
    size = sum(map(len, files.values()))
    write(sys.stdout, f"{len(result.space.states):,} joint states in {size:,} bytes: python {folder / 'verify.py'}\n")
    return Exit.OK
