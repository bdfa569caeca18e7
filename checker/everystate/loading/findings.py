"""Known violations: said at a claim, or once for all claims that a finding breaks."""

from __future__ import annotations

from dataclasses import replace

from everystate.loading.document import Text
from everystate.loading.expression import TRUE, Expr, Logic
from everystate.loading.known import read_known
from everystate.loading.layering.layers import Layers
from everystate.loading.party import Known
from everystate.loading.resolve import resolve
from everystate.loading.scope import Scope
from everystate.loading.shapes import Entries
from everystate.loading.sorts import TRUTH, Declared
from everystate.problems import Problems, Unknown


class Findings:
    """Reads the findings, and what a claim says of its own violation.

    Conditions are over the parameters, also those of layers that are not laid: a comparison with one of these is false.
    """

    def __init__(self, layers: Layers, entries: dict[Text, Entries], declared: Declared, problems: Problems) -> None:
        self.layers = layers
        self.entries = entries
        self.problems = problems
        sorts = {**layers.sorts(declared), **declared.parameters}
        laid = {**dict.fromkeys(layers.entries, False), **dict.fromkeys(layers.laid, True)}
        self.scope = Scope(replace(declared, parameters=sorts), layers=laid)
        self.broken: dict[str, list[Known]] = {}
        for name, entry in entries.items():
            self._read(name, entry)

    def of(self, claim: Text, entry: Entries) -> tuple[Known, ...]:
        """The known violations of a claim or a monitor: those that it says itself come first."""
        own = read_known(entry.get("known_violation"), self.scope, self.problems)
        return own + tuple(self.broken.get(str(claim), ()))

    def check(self, system: Entries) -> None:
        """Note each claim that a finding breaks and that neither the spec nor one of its layers has."""
        known = [str(name) for key in ("claims", "monitors") for name in system.get(key) or {}]
        others = [claim for layer in self.layers.known for claim in layer.claims]
        for entry in self.entries.values():
            for item in entry.get("breaks") or []:
                claim = item["claim"] if isinstance(item, Entries) and item.whole else item
                if isinstance(claim, Text) and claim not in (*known, *others):
                    what = f"unknown claim '{claim}'"
                    self.problems.unknown(Unknown(claim.place, str(claim), what, known, others))

    def _read(self, name: Text, entry: Entries) -> None:
        if not entry.whole:
            return
        when, reason = self._condition(entry), f"{name}: {entry['reason']}"
        for item in entry["breaks"]:
            if isinstance(item, Text):
                self.broken.setdefault(str(item), []).append(Known(when, reason, str(name)))
            elif item.whole:
                both = Logic("and", (when, self._condition(item)))
                self.broken.setdefault(str(item["claim"]), []).append(Known(both, reason, str(name)))

    def _condition(self, entry: Entries) -> Expr:
        return resolve(entry["when"], self.scope, TRUTH, self.problems) if "when" in entry else TRUE
