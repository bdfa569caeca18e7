"""All mutants of a spec, and a choice of them."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping

from everystate.composing.settings import Settings
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.study.mutation.kinds import Kind
from everystate.study.mutation.mutant import Mutant
from everystate.study.mutation.rows import mutants_of_rows
from everystate.study.mutation.surroundings import mutants_of_surroundings


def mutants(spec: Spec, settings: Mapping[str, Value] | None = None) -> list[Mutant]:
    """Every mutant of a spec, rows first, in the order of the files; bounds are changed from what they are here.

    Raises:
        SpecError: a parameter that does not exist or does not fit.
    """
    return [*mutants_of_rows(spec), *mutants_of_surroundings(spec, Settings(spec, settings or {}))]


def of_kinds(made: Iterable[Mutant], kinds: Iterable[Kind]) -> list[Mutant]:
    """The mutants of these kinds."""
    wanted = set(kinds)
    return [mutant for mutant in made if mutant.kind in wanted]


def at_line(made: Iterable[Mutant], file: str, line: int) -> list[Mutant]:
    """The mutants of what stands in this line of a file, by its name or the end of its path."""
    return [mutant for mutant in made if mutant.place.line == line and _is(mutant.place.file, file)]


def _is(path: str, file: str) -> bool:
    parts, wanted = path.replace("\\", "/").split("/"), file.replace("\\", "/").split("/")
    return parts[-len(wanted) :] == wanted


def sample(made: list[Mutant], number: int, seed: int) -> list[Mutant]:
    """`number` of the mutants at random, in their order; the same ones for the same seed."""
    if number >= len(made):
        return made
    chosen = sorted(random.Random(seed).sample(range(len(made)), number))
    return [made[at] for at in chosen]
