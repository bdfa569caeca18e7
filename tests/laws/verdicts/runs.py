"""Claims about time."""

from __future__ import annotations

from tests.laws.graph import Graph
from tests.laws.verdicts.answer import Answer
from tests.laws.verdicts.fairness import Fairness
from tests.laws.verdicts.helping import helping, without
from tests.laws.verdicts.readings import Letters, readings, true_in
from tests.laws.verdicts.tableau import Search, Tree, negated, plain

from everystate.loading.expression import Expr, Parameter, Quantifier, Size, parts
from everystate.loading.spec import Claim

_P: Tree = ("atom", "p")
_Q: Tree = ("atom", "q")


def eventually(f: Tree) -> Tree:
    """Now or later."""
    return ("until", ("true",), f)


def always(f: Tree) -> Tree:
    """Now and ever after."""
    return negated(eventually(negated(f)))


MEANINGS: dict[str, Tree] = {
    "leads_to": always(negated(("and", _P, negated(eventually(_Q))))),
    "eventually": eventually(_P),
    "always_eventually": always(eventually(_P)),
    "eventually_always": eventually(always(_P)),
    "until": ("until", _P, _Q),
}


def of_runs(graph: Graph, fairness: Fairness, claim: Claim) -> Answer:
    """A claim that a temporal formula says: what every fair run must do, for all copies."""
    assert claim.timing is not None
    tree = MEANINGS[claim.kind] if claim.kind in MEANINGS else plain(claim.timing.formula)
    letters = [Letters(graph, claim.timing, copies) for copies in readings(graph, claim.timing)]
    stems = [Search(graph, fairness, one, negated(tree)).stem() for one in letters]
    found = [stem for stem in stems if stem is not None]
    judged = len(graph.states)
    if found:
        return Answer(False, judged, length=min(found))
    return Answer(True, judged, vacuous=_vacuous(graph, fairness, claim, letters))


def _vacuous(graph: Graph, fairness: Fairness, claim: Claim, letters: list[Letters]) -> bool | None:
    """Whether it holds without the help of something that it demands or, if it demands nothing, of any one atom."""
    assert claim.timing is not None
    formula = claim.timing.formula
    demanded = helping(formula, True)
    holds = {}
    for atom in demanded or helping(formula, False):
        worse = plain(without(formula, atom, bool(demanded)))
        holds[atom] = all(Search(graph, fairness, one, negated(worse)).stem() is None for one in letters)
    if not (any(holds.values()) if demanded else all(holds.values())):
        return False
    meanings = [one.meaning for one in claim.timing.propositions if isinstance(one.meaning, Expr)]
    open_ = any(isinstance(part, Quantifier | Parameter | Size) for one in meanings for part in parts(one))
    return None if open_ else True


def recoverable(graph: Graph, claim: Claim) -> list[Answer]:
    """From every joint state it can be reached again: an answer for each reading that fails, the soonest ones.

    If it holds, one answer.
    """
    assert claim.timing is not None
    [goal] = claim.timing.propositions
    assert isinstance(goal.meaning, Expr)
    before: dict[int, set[int]] = {}
    for edge in graph.every():
        before.setdefault(edge.target, set()).add(edge.source)
    failing = []
    for copies in readings(graph, claim.timing):
        truth = true_in(graph, goal.meaning, copies)
        reached = {number for number, holds in enumerate(truth) if holds}
        waiting = list(reached)
        while waiting:
            for source in before.get(waiting.pop(), set()) - reached:
                reached.add(source)
                waiting.append(source)
        lost = [number for number in range(len(truth)) if number not in reached]
        if lost:
            failing.append(Answer(False, len(truth), len(lost), graph.depths[lost[0]]))
    soonest = min((one.length or 0 for one in failing), default=0)
    return [one for one in failing if one.length == soonest] or [Answer(True, len(graph.states), 0)]
