"""Small changes of what is chosen: a value that an action never chooses, or with which a variable never starts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from everystate.composing.settings import Settings
from everystate.loading.expression import Constant, Value, shown
from everystate.loading.party import Action, Choice, Party, Variable
from everystate.loading.printing import Writer
from everystate.loading.spec import Spec
from everystate.study.mutation.mutant import Mutant, with_party

FEW = 10
"""Of more values than these, only the first and the last are left out."""


def mutants_of_choices(spec: Spec, settings: Settings, party: Party) -> Iterator[Mutant]:
    """A value less for each choice of an action, and each variable with several initial values."""
    for action in party.actions:
        yield from _of_action(spec, settings, party, action)
    for variable in party.variables:
        if len(variable.initial) > 1:
            yield from _of_list(spec, party, variable)
        elif not variable.initial:
            yield from _of_domain(spec, settings, party, variable)


def _of_action(spec: Spec, settings: Settings, party: Party, action: Action) -> Iterator[Mutant]:
    where, place = f"{party.name}.{action.name}", action.place
    for name, domain in action.fields:
        values = settings.domain(domain, place)
        for left_out in _some(values):
            rest = tuple(value for value in values if value is not left_out)
            fields = tuple((n, tuple(map(Choice, rest)) if n == name else d) for n, d in action.fields)
            actions = tuple(replace(one, fields=fields) if one is action else one for one in party.actions)
            made = with_party(spec, replace(party, actions=actions))
            before, after = (f"with: {{{name}: {_listed(these)}}}" for these in (values, rest))
            yield Mutant("value", where, f"never chooses {name}={shown(left_out)}", place, before, after, made)


def _of_list(spec: Spec, party: Party, variable: Variable) -> Iterator[Mutant]:
    """A variable without one of the initial values that are listed."""
    writer = Writer(spec, party.name)
    texts = [writer.expression(tree) for tree in variable.initial]
    for text, tree in zip(texts, variable.initial, strict=True):
        rest = replace(variable, initial=tuple(other for other in variable.initial if other is not tree))
        after = [other for other in texts if other is not text]
        yield _starting(spec, party, variable, rest, (text, f"[{', '.join(texts)}]", f"[{', '.join(after)}]"))


def _of_domain(spec: Spec, settings: Settings, party: Party, variable: Variable) -> Iterator[Mutant]:
    """A variable without one of the values of its domain, of which each was possible at the start."""
    values = settings.domain(variable.domain, variable.place)
    for left_out in _some(values) if all(isinstance(value, int | str) for value in values) else ():
        left = [value for value in values if value is not left_out]
        rest = replace(variable, initial=tuple(map(Constant, left)))
        yield _starting(spec, party, variable, rest, (shown(left_out), "any", _listed(left)))


def _starting(spec: Spec, party: Party, old: Variable, new: Variable, texts: tuple[str, str, str]) -> Mutant:
    variables = tuple(new if one is old else one for one in party.variables)
    made = with_party(spec, replace(party, variables=variables))
    value, before, after = texts
    where, what = f"{party.name}.{old.name}", f"never starts as {value}"
    return Mutant("initial", where, what, old.place, f"initial: {before}", f"initial: {after}", made)


def _some(values: Sequence[Value]) -> Sequence[Value]:
    """The values that are left out, one at a time."""
    if len(values) < 2:
        return ()
    return values if len(values) <= FEW else (values[0], values[-1])


def _listed(values: Sequence[Value]) -> str:
    return f"[{', '.join(map(shown, values))}]"
