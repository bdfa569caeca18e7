"""States of matter, after the README of `transitions`, with a condition that is tried first."""

from transitions import Machine


class Matter:
    """A model whose method is a condition."""

    def is_really_hot(self) -> bool:
        return True


def machine() -> Machine:
    """A machine on a model."""
    made = Machine(Matter(), states=["solid", "liquid", "gas", "plasma"], initial="solid", name="matter")
    made.add_transition("melt", "solid", "liquid")
    made.add_transition("evaporate", "liquid", "gas")
    made.add_transition("heat", "gas", "plasma", conditions="is_really_hot")
    made.add_transition("heat", "gas", "=")
    made.add_transition("freeze", ["liquid", "gas"], "solid", unless=["is_really_hot"])
    return made
