"""Claims about time: a run that breaks them is a fair accepted lasso in the product with an automaton."""

from __future__ import annotations

from collections.abc import Iterator

from everystate.composing.formula import Const
from everystate.composing.ground_timing import Reading
from everystate.exploring.lasso import Lasso, LassoQuestion, UnansweredError
from everystate.judging.polarity import demanded, forbidden, without
from everystate.judging.timed_judge import TimedJudge
from everystate.judging.traces import trace_of
from everystate.judging.verdict import Trace, Verdict
from everystate.loading.events import Timing
from everystate.loading.expression import Expr, Parameter, Quantifier, Size, parts
from everystate.loading.spec import Claim
from everystate.temporal import Automaton, FormulaError, Unary, atoms, tight, translate


class FormulaJudge(TimedJudge):
    """Judges one claim that is a temporal formula."""

    def _judged(self) -> Verdict:
        assert self.timing.against is not None
        failing = list(self._lassos(self.timing.against))
        if failing:
            shorter = [(reading, self._with_shortest_way(reading, lasso)) for reading, lasso in failing]
            reading, lasso = min(shorter, key=lambda one: len(one[1].stem))
            trace = trace_of(self.space, lasso, self.space.network.fairness)
            return self._violated(trace, self._who(reading, len(failing)))
        return self._holding(self._witness_if_any())

    def _witness_if_any(self) -> Trace | None:
        """The witness; None where its formula or product becomes too large, which does not affect the verdict."""
        try:
            return self._witness()
        except (FormulaError, UnansweredError):
            return None

    def _lassos(self, automaton: Automaton) -> Iterator[tuple[Reading, Lasso]]:
        """The readings for which some run is accepted."""
        for reading in self.timing.readings:
            if lasso := self._lasso(automaton, reading):
                yield reading, lasso

    def _lasso(self, automaton: Automaton, reading: Reading) -> Lasso | None:
        used = tuple(atom for atom in reading.atoms if atom.name in automaton.atoms)
        return self.space.lasso(LassoQuestion(automaton, used, self.space.network.fairness))

    def _with_shortest_way(self, reading: Reading, found: Lasso) -> Lasso:
        """A run that violates the claim, with the shortest stem in the space.

        The small automaton of the first search may need a longer stem than the space does. Where the tight automaton or
        its product is too large, this is the run of the first search.
        """
        if not found.stem:
            return found
        try:
            return self._lasso(tight(Unary("!", _timing(self.ground.claim).formula)), reading) or found
        except (FormulaError, UnansweredError):
            return found

    def superfluous(self) -> list[str]:
        """The atoms that the automaton does not mention: they play no part in any run."""
        timing = _timing(self.ground.claim)
        used = self.timing.against.atoms if self.timing.against else ()
        return [one.text for one in timing.propositions if one.atom not in used and one.atom in atoms(timing.formula)]

    # -- vacuity --------------------------------------------------------------------------------------------------

    def _witness(self) -> Trace | None:
        """A run that needs something that the claim demands: without it, the claim would fail."""
        formula = _timing(self.ground.claim).formula
        wanted = demanded(formula)
        shown: Trace | None = None
        for atom in wanted or forbidden(formula):
            found = next(self._lassos(translate(Unary("!", without(formula, atom, bool(wanted))))), None)
            if found is None and wanted:
                self._says_nothing(atom)
                return None
            shown = shown or (trace_of(self.space, found[1]) if found else None)
        if shown is None:
            self._says_nothing("")
        return shown

    def _says_nothing(self, atom: str) -> None:
        if not self.space.complete:
            return
        name = self.ground.claim.name
        if not self.timing.readings or self._settled_by_parameters():
            self.silent = f"'{name}' says nothing at these parameters"
        elif atom:
            [text] = [one.text for one in _timing(self.ground.claim).propositions if one.atom == atom]
            self.vacuous = f"'{name}' would hold were '{text}' never true"
        else:
            self.vacuous = f"'{name}' would hold whatever became of any part of it"

    def _settled_by_parameters(self) -> bool:
        """Whether an expression of it is true or false by the parameters alone."""
        meanings = {one.atom: one.meaning for one in _timing(self.ground.claim).propositions}
        return any(
            isinstance(meaning := meanings[atom.name], Expr)
            and isinstance(atom.cases[0].formula, Const)
            and any(isinstance(part, Quantifier | Parameter | Size) for part in parts(meaning))
            for reading in self.timing.readings
            for atom in reading.atoms
        )


def _timing(claim: Claim) -> Timing:
    assert claim.timing is not None
    return claim.timing
