"""Claims and monitors to formulas over the network's fields."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from everystate.composing.effort import fitting
from everystate.composing.event import Event
from everystate.composing.formula import TRUE, Const, Formula, Look, make
from everystate.composing.ground import Grounder
from everystate.composing.network import GroundClaim
from everystate.composing.time_claims import TimeClaims, copies_of
from everystate.composing.unroll import Names
from everystate.composing.watching import happenings
from everystate.loading.expression import TRUE as ALWAYS
from everystate.loading.expression import Quantifier
from everystate.loading.party import Known
from everystate.loading.spec import Claim, Monitor


def ground_claims(grounder: Grounder, events: Sequence[Event]) -> Iterator[GroundClaim]:
    """Every claim of the spec, and one for each monitor."""
    for claim in grounder.fields.spec.claims:
        with fitting(claim.place, f"'{claim.name}'"):
            grounded = ground_claim(grounder, claim, events)
        yield grounded
    for monitor in grounder.fields.spec.monitors:
        yield _monitor_claim(grounder, monitor)


def ground_claim(grounder: Grounder, claim: Claim, events: Sequence[Event], names: Names | None = None) -> GroundClaim:
    """A claim of the spec over these events, with these names bound.

    Raises:
        TooLarge: it takes more than the effort that is left.
    """
    if claim.loops:
        copies = tuple(_of_copies(grounder, claim, events))
        return replace(ground_claim(grounder, replace(claim, loops=()), events), claim=claim, copies=copies)
    bound = names or {}
    known = _reason(grounder, claim.known)
    if claim.event is not None:
        before = tuple(_before(grounder, claim, events, bound))
        return GroundClaim(claim, make("and", *dict.fromkeys(f for _, fs in before for f in fs)), before, known)
    if claim.timing is not None:
        return GroundClaim(claim, TRUE, (), known, TimeClaims(grounder, events).ground(claim, claim.timing))
    formula = grounder.formula(claim.formula, bound)
    return GroundClaim(claim, make("not", formula) if claim.kind == "never" else formula, (), known)


def _of_copies(grounder: Grounder, claim: Claim, events: Sequence[Event]) -> Iterator[tuple[str, GroundClaim]]:
    """The claim of each copy, with the copies in words."""
    quantified = claim.formula
    assert isinstance(quantified, Quantifier)
    one = replace(quantified, loops=())
    for said, names in copies_of(claim.loops, grounder.settings):
        yield said, ground_claim(grounder, replace(claim, formula=one, loops=()), events, names)


def _before(
    grounder: Grounder, claim: Claim, events: Sequence[Event], names: Names
) -> Iterator[tuple[int, tuple[Formula, ...]]]:
    assert claim.event is not None
    for number, event in enumerate(events):
        found = tuple(
            grounder.formula(claim.formula, {**h.names, **names}) for h in happenings(event.label, claim.event)
        )
        if found:
            yield number, found


def _monitor_claim(grounder: Grounder, monitor: Monitor) -> GroundClaim:
    formulas: list[Formula] = []
    for names in grounder.fields.combinations(monitor.per):
        field = grounder.fields.memory[None, monitor.name, tuple(names.values())]
        formulas += [make("!=", Look(field), Const(state)) for state in monitor.never]
    text = f"the monitor never enters {' or '.join(monitor.never)}"
    claim = Claim(
        monitor.name, "always", ALWAYS, text, monitor.place, known=monitor.known, description=monitor.description
    )
    return GroundClaim(claim, make("and", *formulas) if formulas else TRUE, (), _reason(grounder, monitor.known))


def _reason(grounder: Grounder, known: tuple[Known, ...]) -> str:
    """Why a violation is known at these parameters; empty if none is."""
    return next((one.reason for one in known if grounder.settings.truth(one.when)), "")
