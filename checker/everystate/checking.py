"""The whole pipeline as one object: load, compose, explore, judge, and compare with what is expected."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

from everystate.composing import compose
from everystate.composing.network import Network
from everystate.exploring.system import Limits, Progress
from everystate.loading import load
from everystate.loading.asking import Asked, with_claims
from everystate.loading.expression import Value
from everystate.loading.spec import Spec
from everystate.loading.worlds import laid_in
from everystate.problems import Place, Problem, SpecError
from everystate.wording.text import one_line

if TYPE_CHECKING:
    from everystate.exploring.engines import Engine
    from everystate.exploring.space import Space
    from everystate.judging.verdict import Result

Expectation = Literal["compare", "accept", "ignore"]


class Watcher(Protocol):
    """Shows the progress of a check."""

    def __call__(self, progress: Progress, /) -> None:
        """Show the progress of the exploration."""

    def turn_to(self, text: str, /) -> None:
        """Show what the check does next."""


def network_of(
    spec: Spec | str | Path,
    parameters: Mapping[str, Value] | None = None,
    world: str | None = None,
    layers: Iterable[str] = (),
    asked: Asked | None = None,
) -> Network:
    """The network of a spec, or of the folder of one, with the layers and parameters of a world, and others on top.

    `asked` are further claims, by their names, each with the keys that it would have in a file.

    Raises:
        SpecError: the spec, a layer, a parameter or the name of the world is wrong.
        ValueError: there are layers to lay, and the spec was not loaded from files, or changed since.
    """
    laid, settings = laid_in(spec if isinstance(spec, Spec) else load(spec), world, layers)
    return compose(with_claims(laid, asked or {}), {**settings, **(parameters or {})})


@dataclass(frozen=True)
class Check:
    """How networks are checked; the command line, notebooks, pytest and the studies all use this.

    `claims` are names, None for all. The result is compared with `expected.toml`, or replaces what is expected there;
    that of a spec that was changed in memory is not. `save` writes a text to that file. `interrupts` says what Ctrl-C
    does: the result has what is known by then, or the exception is raised.
    """

    claims: tuple[str, ...] | None = None
    limits: Limits = field(default_factory=Limits)
    engine: Engine = "auto"
    threads: int | None = None
    expectation: Expectation = "compare"
    save: Callable[[Path, str], None] | None = None
    interrupts: Literal["keep", "raise"] = "keep"

    def names(self, network: Network) -> list[str]:
        """The names of all claims that can be asked for.

        Raises:
            SpecError: `expected.toml` has mistakes, or there is no place in it for these parameters.
        """
        from everystate.expected import names_of, refuse_unnamed
        from everystate.judging.judge import claim_names

        if self._ignores(network):
            return claim_names(network)
        if self.expectation == "accept":
            refuse_unnamed(network)
        return names_of(network, obsolete=self.expectation == "accept")

    def run(self, network: Network, watcher: Watcher | None = None) -> Result:
        """Explore, judge and compare. The engines are imported only once the names are known to be right.

        Raises:
            SpecError: there is no such claim, or `names` raises it.
            KeyboardInterrupt: Ctrl-C, if interrupts are raised.
        """
        return self._of_claims(network)._run(network, watcher)

    def _run(self, network: Network, watcher: Watcher | None) -> Result:
        """Explore, judge and compare; the claims are known."""
        space = self.explore(network, watcher)
        result = self._judge(space, watcher)
        if self.interrupts == "raise" and result.interrupted:
            raise KeyboardInterrupt(result.interrupted)
        if self._ignores(network):
            return result
        if self.expectation == "compare":
            from everystate.expected import compared

            return compared(result, self.claims)
        return self._accept(result)

    def explore(self, network: Network, watcher: Watcher | None = None) -> Space:
        """The joint states alone.

        Raises:
            KeyboardInterrupt: Ctrl-C, if interrupts are raised.
        """
        from everystate.exploring.engines import explore

        space = explore(network, self.limits, watcher, engine=self.engine, threads=self.threads)
        if self.interrupts == "raise" and space.outcome.interrupted:
            raise KeyboardInterrupt(space.stopped)
        return space

    def _ignores(self, network: Network) -> bool:
        """Whether nothing is compared with `expected.toml`, which is about a spec as its files say it."""
        return self.expectation == "ignore" or not network.spec.loaded

    def _of_claims(self, network: Network) -> Check:
        """The same check with the names of claims in place of patterns.

        Raises:
            SpecError: there is no such claim, or none is selected.
        """
        from everystate.judging.judge import refuse_unknown

        if self.claims is None and self._ignores(network):
            return self
        known = self.names(network)
        found = {given: _matching(given, known) for given in self.claims or ()}
        if self.claims == ():
            raise SpecError([Problem(Place("--claim"), "no claim is selected")])
        refuse_unknown((given for given, names in found.items() if not names), known)
        names = tuple(dict.fromkeys(name for several in found.values() for name in several))
        return self if self.claims is None else replace(self, claims=names)

    def _judge(self, space: Space, watcher: Watcher | None) -> Result:
        from everystate.expected import judged_for
        from everystate.judging.judge import judge

        claims = self.claims if self._ignores(space.network) else judged_for(self.claims)
        if watcher is None:
            return judge(space, claims)
        judging = f"judging {len(space.states):,} joint states"
        watcher.turn_to(judging)
        return judge(space, claims, lambda claim: watcher.turn_to(f"{judging}: {one_line(claim)}"))

    def _accept(self, result: Result) -> Result:
        from everystate.expected import accept

        accepted = accept(result, self.claims)
        if accepted.text is not None and self.save is not None:
            self.save(accepted.file, accepted.text)
        return accepted.result


def _matching(given: str, known: list[str]) -> list[str]:
    """The claims of a name, as it is or as a report prints it in one line; or of a pattern, as `no *`."""
    if given in known:
        return [given]
    alike = [name for name in known if one_line(name) == one_line(given)]
    return alike or [name for name in known if fnmatchcase(name, given)]


def check(
    spec: Spec | str | Path,
    parameters: Mapping[str, Value] | None = None,
    *,
    world: str | None = None,
    layers: Iterable[str] = (),
    claims: Iterable[str] | None = None,
    limits: Limits | None = None,
    engine: Engine = "auto",
) -> Result:
    """Check a spec as `everystate check` does: load, compose, explore, judge, and compare with what is expected.

    Args:
        spec: a spec, or the folder of one.
        parameters: values for parameters; the others have those of the world, or their declared ones.
        world: the name of a world of the spec.
        layers: names of layers of the spec, or paths of layer files, laid over those of the world in this order.
        claims: names of claims, or patterns as `no *`; all, if None.
        limits: where to stop; a claim that could not be decided by then is `undecided`.
        engine: which engine explores: reference, native, or auto, which goes by the number of states.

    Raises:
        SpecError: the spec, a parameter or the name of a world, a layer or a claim is wrong, or `expected.toml`
            has mistakes.
    """
    names = None if claims is None else tuple(claims)
    return Check(names, limits or Limits(), engine).run(network_of(spec, parameters, world, layers))
