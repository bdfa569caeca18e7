"""Claims and `Space` to verdicts: holds, violated, undecided or known, with a run as evidence."""
