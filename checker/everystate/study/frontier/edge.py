"""From the cells of a claim to where it stops to hold: the smallest combinations of faults that break it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from everystate.study.frontier.budgets import Combination
from everystate.study.frontier.checking import Cell


@dataclass(frozen=True)
class Edge:
    """What a claim survives.

    For a claim that asks for a state (`possible`) all is the other way round: `least` are the smallest combinations
    with which that state is reached.

    Attributes:
        least: the smallest combinations that break it: with less of any fault it is not known to be broken.
        survives: the largest number of faults up to which it holds with every combination; -1 if not even without any.
        undecided: the combinations for which there is no verdict.
        recovers: combinations with which it holds although a smaller one breaks it: they switch something else on.
    """

    claim: str
    possible: bool
    cells: Mapping[Combination, Cell]
    least: tuple[Combination, ...]
    survives: int
    undecided: tuple[Combination, ...]
    recovers: tuple[Combination, ...]

    def length(self, combination: Combination) -> int | None:
        """How long a shortest counterexample is with this combination; None if none has a length, or was looked for."""
        return self.cells[combination].length


def edge(claim: str, possible: bool, cells: Mapping[Combination, Cell]) -> Edge:
    """The edge that cells show; the combinations come with the smallest total first."""
    turned = [combination for combination, cell in cells.items() if cell.answer == ("holds" if possible else "broken")]
    stays = [combination for combination, cell in cells.items() if cell.answer == ("broken" if possible else "holds")]
    least = tuple(one for one in turned if not any(other != one and below(other, one) for other in turned))
    return Edge(
        claim=claim,
        possible=possible,
        cells=cells,
        least=least,
        survives=_survives(cells),
        undecided=tuple(combination for combination, cell in cells.items() if cell.answer == "undecided"),
        recovers=tuple(one for one in stays if any(below(other, one) for other in least)),
    )


def below(one: Combination, other: Combination) -> bool:
    """Whether the first has no more of anything than the second."""
    return all(a <= b for a, b in zip(one, other, strict=True))


def _survives(cells: Mapping[Combination, Cell]) -> int:
    """Up to how many faults the claim holds with each combination."""
    failing = [sum(combination) for combination, cell in cells.items() if cell.answer != "holds"]
    return min(failing, default=max(map(sum, cells), default=0) + 1) - 1
