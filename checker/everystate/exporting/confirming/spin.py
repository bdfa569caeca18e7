"""SPIN: the network as Promela to C, compiled, and searched breadth first.

Every option is exact. A step that changes nothing watches each claim. It counts the states in which the claim is false,
and keeps the depth of the first.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from everystate.exporting.confirming.found import Found, NotRunError, last_line, output_of
from everystate.exporting.logic import JSON
from everystate.exporting.promela import first_steps, promela

_COUNTING = """\
c_decl {{
  static long failing_[{size}], first_[{size}];
  static void report_(void) {{
    int n;
    for (n = 0; n < {size}; n++)
      if (failing_[n]) printf("claim %d: %ld first %ld\\n", n, failing_[n], first_[n]);
  }}
  static void count_(int n, long depth) {{
    static int begun;
    if (!begun++) atexit(report_);
    if (!failing_[n]++) first_[n] = depth;
  }}
}}
#define FAILS(n) c_code {{ count_(n, depth); }}
#define REACHES(n) c_code {{ count_(n, depth); }}
"""
_MOST_CLAIMS = 10_000


def missing() -> str:
    """What is not installed; empty if nothing is missing."""
    absent = [tool for tool in ("spin", "gcc") if not shutil.which(tool)]
    return f"{' and '.join(absent)} not found: the Debian packages spin and gcc bring it" if absent else ""


def search(network: JSON, folder: Path, seconds: float | None = None) -> Found:
    """What SPIN finds; `folder` is for its files.

    Raises:
        NotRunError: SPIN did not come to an end.
        Unsupported: the network has no words in Promela.
    """
    (folder / "model.pml").write_text(_COUNTING.format(size=_MOST_CLAIMS) + promela(network), encoding="utf-8")
    said = output_of(["spin", "-a", "-o2", "model.pml"], folder, seconds)
    said += output_of(["gcc", "-w", "-O1", "-DSAFETY", "-DNOREDUCE", "-DBFS", "-o", "pan", "pan.c"], folder, seconds)
    if not (folder / "pan").exists():
        raise NotRunError(f"no verifier: {last_line(said)}")
    return _found(output_of(["./pan", "-m1000000"], folder, seconds), first_steps(network))


def _found(said: str, starts: int) -> Found:
    states, steps = re.search(r"(\d+) states, stored", said), re.search(r"(\d+) transitions \(", said)
    depth = re.search(r"depth reached (\d+)", said)
    if not states or not steps or not depth or "Search not completed" in said:
        raise NotRunError(last_line(said))
    claims = re.findall(r"^claim (\d+): (\d+) first (\d+)$", said, re.MULTILINE)
    choice = starts > 0  # a state before the start, and a step to each initial state
    return Found(
        int(states[1]) - choice,
        int(steps[1]) - 1 - starts - sum(int(count) for _, count, _ in claims),
        int(depth[1]) - choice,
        {int(number): int(first) - choice for number, _, first in claims},
        {int(number): int(count) for number, count, _ in claims},
    )
