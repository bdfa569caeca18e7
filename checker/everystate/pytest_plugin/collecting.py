"""The collector of a spec, and the test of a claim."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from everystate.checking import network_of
from everystate.expected import names_of
from everystate.exploring.space import Limits
from everystate.judging.builtin import ABOUT_THE_WHOLE
from everystate.loading import load
from everystate.problems import SpecError
from everystate.pytest_plugin.arguments import limits
from everystate.pytest_plugin.checks import told_from
from everystate.pytest_plugin.shared_check import SharedCheck, Undecided, Violated
from everystate.report.forms.complaint import complain
from everystate.report.screen import WIDTH_OF_FILES, painted
from everystate.wording.text import one_line

if TYPE_CHECKING:
    from everystate.loading.spec import Spec

_ALL = "all"


class SpecFolder(pytest.Collector):
    """A spec; each claim is a test, at the declared parameters and in each requested world."""

    def collect(self) -> Iterator[pytest.Item]:
        """A test for each claim in each world.

        Raises:
            SpecError: the spec or its `expected.toml` has mistakes.
        """
        spec = load(told_from(self.path.parent))
        states, seconds = limits(self.config)
        for world in ["", *_worlds(spec, self.config.getini("everystate_worlds"))]:
            network = network_of(spec, world=world or None)
            check = SharedCheck(network, Limits(states=states, seconds=seconds))
            for name in names_of(network):
                if network.declared or name not in ABOUT_THE_WHOLE:
                    yield _item(self, check, name, world)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], *_: Any) -> Any:
        """The mistakes of a spec, formatted as by the command."""
        if isinstance(excinfo.value, SpecError):
            return painted(complain(excinfo.value.problems, WIDTH_OF_FILES), coloured=False)
        return super().repr_failure(excinfo)


class ClaimItem(pytest.Item):
    """One claim, at one setting of the parameters."""

    check: SharedCheck
    claim: str
    line: int | None

    def runtest(self) -> None:
        """Judge the claim, together with all others of the setting.

        Raises:
            Violated: it fails.
            Undecided: the search was stopped before the claim was decided.
            KeyboardInterrupt: the search was interrupted.
        """
        outcome = self.check.outcomes[self.claim]
        if outcome.answer == "undecided":
            raise Undecided(outcome.text)
        if outcome.answer != "holds":
            raise Violated(outcome.text)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The report without a traceback; an error inside everystate keeps its traceback."""
        if isinstance(excinfo.value, (Violated, Undecided)):
            return excinfo.getrepr(style="value")
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[os.PathLike[str] | str, int | None, str]:
        """The folder, the line of the claim in the system file, and the name of the test."""
        return self.path.parent, self.line, self.name


def spec_folder(parent: pytest.Collector, file: Path) -> SpecFolder:
    """The collector of a spec, by its system file; its id is its folder, relative to the root of the tests."""
    folder = file.parent
    nodeid = Path(os.path.relpath(folder, parent.config.rootpath)).as_posix()
    made: SpecFolder = SpecFolder.from_parent(parent, name=folder.name, path=file, nodeid=nodeid)
    return made


def _worlds(spec: Spec, asked: list[str]) -> list[str]:
    """The worlds to check; an unknown name is kept, and refused when it is looked up."""
    return [world.name for world in spec.worlds] if _ALL in asked else list(dict.fromkeys(asked))


def _item(parent: SpecFolder, check: SharedCheck, claim: str, world: str) -> ClaimItem:
    name = one_line(claim) + (f"[{world}]" if world else "")
    item: ClaimItem = ClaimItem.from_parent(parent, name=name)
    item.check, item.claim, item.line = check, claim, None
    for ground in check.network.claims:
        if ground.claim.name == claim:
            item.line = ground.claim.place.line - 1
            if ground.known:
                item.add_marker(pytest.mark.xfail(reason=one_line(ground.known), raises=Violated, strict=True))
    if parent.config.pluginmanager.hasplugin("xdist"):
        item.add_marker(pytest.mark.xdist_group(f"{parent.nodeid} {world}".strip()))  # xdist accepts no name with a ]
    return item
