"""Claims about time: a run that breaks them is a fair accepted lasso in the product with an automaton."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from everystate.compose.formula import Const
from everystate.compose.letters import GroundTiming, Reading
from everystate.compose.network import GroundClaim
from everystate.explore.lasso import Lasso, LassoQuestion, UnansweredError
from everystate.explore.space import Space
from everystate.judge.assumed import assumed
from everystate.judge.traces import trace_of
from everystate.judge.verdict import Answer, Trace, Verdict
from everystate.judge.worse import demanded, forbidden, without
from everystate.load.events import Timing
from everystate.load.expression import Expr, Parameter, Quantifier, Size, parts
from everystate.load.spec import Claim
from everystate.temporal import Automaton, FormulaError, Unary, translate


class TimeJudge:
    """Judges one claim that a temporal formula says."""

    def __init__(self, ground: GroundClaim, timing: GroundTiming, space: Space) -> None:
        self.ground = ground
        self.timing = timing
        self.space = space
        self.vacuous = ""
        self.silent = ""

    def verdict(self) -> Verdict:
        """The verdict on the claim."""
        try:
            return self._judged()
        except UnansweredError as error:
            return replace(self._answered("undecided"), reason=str(error))

    def _judged(self) -> Verdict:
        assert self.timing.against is not None
        failing = list(self._lassos(self.timing.against))
        if failing:
            trace = self._shortest(failing)
            return replace(self._answered("violated"), trace=trace, reason=self._who(failing))
        made = self._answered("holds")
        if not self.space.complete:
            made = replace(made, answer="undecided", reason=f"holds so far: {self.space.stopped}")
        return replace(made, witness=self._witness_if_any())

    def _answered(self, answer: Answer) -> Verdict:
        claim = self.ground.claim
        return Verdict(
            name=claim.name,
            answer=answer,
            states=len(self.space.states),
            place=claim.place,
            text=claim.text,
            description=claim.description,
            fairness=assumed(self.space.network.spec),
        )

    def _witness_if_any(self) -> Trace | None:
        """A formula that becomes too large, or a product, says nothing about the claim itself."""
        try:
            return self._witness()
        except (FormulaError, UnansweredError):
            return None

    def _lassos(self, automaton: Automaton) -> Iterator[tuple[Reading, Lasso]]:
        """The readings for which some run is accepted."""
        for reading in self.timing.readings:
            question = LassoQuestion(automaton, reading.atoms, self.space.network.obligations)
            if lasso := self.space.lasso(question):
                yield reading, lasso

    def _shortest(self, found: list[tuple[Reading, Lasso]]) -> Trace:
        _, lasso = min(found, key=lambda one: len(one[1].stem))
        return trace_of(self.space, lasso, self.space.network.obligations)

    def _who(self, failing: list[tuple[Reading, Lasso]]) -> str:
        """The copies for which it fails; the run shown is of the one with the shortest."""
        shown, _ = min(failing, key=lambda one: len(one[1].stem))
        if not shown.copies:
            return ""
        of = f" (and for {len(failing) - 1:,} more of {len(self.timing.readings):,})" if len(failing) > 1 else ""
        return f"it fails where {shown.copies}{of}"

    # -- vacuity --------------------------------------------------------------------------------------------------

    def _witness(self) -> Trace | None:
        """A run that needs something that the claim demands: without it, the claim would fail."""
        formula = _timing(self.ground.claim).formula
        wanted = demanded(formula)
        shown: Trace | None = None
        for atom in wanted or forbidden(formula):
            found = next(self._lassos(translate(Unary("!", without(formula, atom, bool(wanted))), early=True)), None)
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
