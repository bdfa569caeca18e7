"""Claims and `Space` to verdicts: holds, violated, undecided or known, with a run as evidence."""

from everystate.judge.judging import judge

__all__ = ["judge"]
