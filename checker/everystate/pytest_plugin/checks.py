"""Checks of specs in tests written in Python."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from everystate.checking import Check, network_of
from everystate.exploring.engines import Engine
from everystate.exploring.space import Limits
from everystate.judging.verdict import Result
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.report.forms.text import report
from everystate.report.screen import WIDTH_OF_FILES, painted

_KEPT = 8


class Checks:
    """Checks specs for tests, and remembers the results that the running test has used.

    Folders are relative to the root of the tests. The last few results are kept, so that tests with the same request
    share one search.
    """

    def __init__(self, root: Path, limits: Limits) -> None:
        self.root = root
        self.limits = limits
        self.used: list[Result] = []
        self._kept: dict[Any, Result] = {}

    def __call__(
        self,
        spec: Spec | str | Path,
        parameters: Mapping[str, Value] | None = None,
        *,
        world: str | None = None,
        claims: Iterable[str] | None = None,
        limits: Limits | None = None,
        engine: Engine = "auto",
        **more: Value,
    ) -> Result:
        """The result of checking a spec as `everystate check` does, compared with the expected values.

        Args:
            spec: the folder of a spec, or a spec.
            parameters: values for parameters; `more` has those whose names are none of these arguments.
            world: a world of the spec.
            claims: names of claims; all, if None.
            limits: the limits of the search; those of the configuration, if None.
            engine: which engine explores.
            more: values for parameters: `agents=2`.

        Raises:
            SpecError: the spec, a parameter or the name of a world or a claim is wrong.
            KeyboardInterrupt: the search was interrupted.
        """
        folder = spec if isinstance(spec, Spec) else told_from(self.root / spec)
        values = {**(parameters or {}), **more}
        names = None if claims is None else tuple(claims)
        key = (folder, tuple(values.items()), world, names, limits, engine)
        if isinstance(folder, Spec) or key not in self._kept:
            self._keep(key, self._check(folder, values, world, names, limits or self.limits, engine))
        self.used.append(self._kept[key])
        return self._kept[key]

    def _check(
        self,
        spec: Spec | Path,
        values: dict[str, Value],
        world: str | None,
        names: tuple[str, ...] | None,
        limits: Limits,
        engine: Engine,
    ) -> Result:
        return Check(names, limits, engine, interrupts="raise").run(network_of(spec, values, world))

    def _keep(self, key: Any, result: Result) -> None:
        self._kept[key] = result
        if len(self._kept) > _KEPT:
            del self._kept[next(iter(self._kept))]

    def reports(self, values: Iterable[object]) -> Iterator[tuple[str, str]]:
        """A title and a report for each result that the test used, or that is one of these values of fixtures."""
        results = [*self.used, *(value for value in values if isinstance(value, Result))]
        for result in {id(result): result for result in results}.values():
            text = painted(report(result, WIDTH_OF_FILES), coloured=False)
            yield f"everystate check {result.network.spec.folder}", text


def told_from(folder: Path) -> Path:
    """The folder relative to the working directory if it is below it, else unchanged."""
    whole = Path(os.path.normpath(folder.absolute()))
    return whole.relative_to(Path.cwd()) if whole.is_relative_to(Path.cwd()) else whole
