"""What is expected of a spec: the numbers and verdicts that `expected.toml` beside its `system.yaml` says.

A claim can hold for the wrong reason, and a change of one row can take away half of what there was to check. So a spec
may say how many joint states and steps it has, how deep it is, and what becomes of every claim, and a check that comes
to anything else fails. `--accept` writes the file anew.
"""

from everystate.expected.accepting import accept
from everystate.expected.comparing import AS_EXPECTED, compared, judged_for, names_of, notes_of
from everystate.expected.settings import refuse_unnamed

__all__ = ["AS_EXPECTED", "accept", "compared", "judged_for", "names_of", "notes_of", "refuse_unnamed"]
