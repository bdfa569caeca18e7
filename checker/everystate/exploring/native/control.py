"""What the loops for claims about time keep between calls, by place in an array; and the marks they set."""

NEVER, DONE, FAIR = 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFE
"""Without a length; looked at; in a fair part."""

ENDLESS = 1

RESTS, CIRCLES, SEEN = 1, 2, 4
STAYS = RESTS | CIRCLES
"""Marks of a node: a run may rest there for ever; or go round; it was seen."""

# The searches for what can be reached: where they are, the nodes that wait, and whether one is met that was looked for.
AT, LAST, MET = 0, 1, 2

# The search for components: the next node to begin with, how many nodes are being visited, how many wait for their
# component, the next index, the last group, how many nodes are left, and a stamp that was not used yet.
NEXT, DEPTH, TOP, INDEX, GROUPS, LEFT, STAMP = range(7)

# The step that was found.
SOURCE, TARGET = 0, 1
