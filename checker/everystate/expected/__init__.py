"""The expected numbers and verdicts of a spec, from `expected.toml` beside its `system.yaml`.

A claim can hold for the wrong reason, and a change of one row can remove half of the joint states. So a spec may state
its numbers of joint states and steps, its depth, and the verdict on every claim. A check with any other result fails.
`--accept` writes the file anew.
"""

from everystate.expected.accepting import accept
from everystate.expected.comparing import AS_EXPECTED, compared, judged_for, names_of, notes_of
from everystate.expected.settings import refuse_unnamed

__all__ = ["AS_EXPECTED", "accept", "compared", "judged_for", "names_of", "notes_of", "refuse_unnamed"]
