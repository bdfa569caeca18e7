"""The parts of the system file about the whole protocol: phases, claims and monitors."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from everystate.loading.declare import read_per
from everystate.loading.document import Text
from everystate.loading.event_names import Events
from everystate.loading.events import EventName
from everystate.loading.expression import TRUE, Bound, Compare, Constant, Expr, Quantifier
from everystate.loading.faults import FAULTS
from everystate.loading.findings import Findings
from everystate.loading.layering.layers import Layers
from everystate.loading.party import Action, Party
from everystate.loading.resolve import resolve
from everystate.loading.scope import Scope
from everystate.loading.shapes import Entries
from everystate.loading.sorts import TRUTH, Declared, Sort, words
from everystate.loading.spec import Claim, ClaimKind, Monitor, Phase, StateClaim, TimeClaim, Watch
from everystate.loading.times import Times, at_copy, for_each
from everystate.problems import Problems, Unknown

KINDS: tuple[ClaimKind, ...] = (*get_args(StateClaim), *get_args(TimeClaim))
_ALONE = ", ".join(kind for kind in KINDS if kind not in ("after", "whenever"))
_ONE_OF = f"write one of {_ALONE}; or after or whenever, with holds"


class Statements:
    """Reads what stands in the system file beside the connections."""

    def __init__(
        self,
        declared: Declared,
        parties: tuple[Party, ...],
        problems: Problems,
        layers: Layers,
        findings: dict[Text, Entries],
    ) -> None:
        self.declared = declared
        self.findings = Findings(layers, findings, declared, problems)
        self.problems = problems
        self.scope = Scope(declared, observes=True)
        self.events = Events(declared, parties, problems)
        self.times = Times(self.events, problems)

    # -- phases ---------------------------------------------------------------------------------------------------

    def phases(self, entries: dict[Text, Entries]) -> tuple[Phase, ...]:
        """The phases, checked for events that belong to none."""
        made = tuple(self.phase(name, entry) for name, entry in entries.items() if entry.whole)
        if made and not self.problems.found:
            self._all_placed(made)
        return made

    def phase(self, name: Text, entry: Entries) -> Phase:
        """One phase."""
        if name in ("start", "each phase"):
            why = "start is the phase before the first of these" if name == "start" else "it stands for all phases"
            self.problems.add(name.place, f"'{name}' cannot be a phase", why, "give it another name")
        begins, within = ([self.phase_event(text) for text in entry.get(key) or []] for key in ("begins", "within"))
        when: Expr = Constant("any")
        if "begins_when" in entry:
            when = resolve(entry["begins_when"], Scope(self.declared), words("any", "quiet", "settled"), self.problems)
        about, shown = entry.get("description", ""), self.final(entry.get("shown_from"))
        events = tuple(filter(None, begins)), tuple(filter(None, within))
        return Phase(str(name), *events, when, name.place, about, shown)

    def phase_event(self, text: Text) -> EventName | None:
        """An event that may begin a phase: an action or a fault of a connection."""
        event = self.events.event(text)
        opened = event and event.kind in ("opened", "refused") and not event.party
        outside = event and opened and self.declared.connections[event.name].outside
        if event and not outside and event.kind not in ("action", "expires", *FAULTS):
            why = "actions, faults of connections, their openings from outside, and expiries do"
            self.problems.add(text.place, f"'{text}' begins no phase", why)
        return event

    def _all_placed(self, phases: tuple[Phase, ...]) -> None:
        placed = [event for phase in phases for event in (*phase.begins, *phase.within)]
        for number, phase in enumerate(phases):
            for event in (*phase.begins, *phase.within):
                if any(event in (*other.begins, *other.within) for other in phases[:number]):
                    self.problems.add(phase.place, f"'{event}' belongs to two phases")
        for action in self.events.actions.values():
            event = EventName("action", action.party, action.name)
            if action.cause != "protocol" and event not in placed:
                self._unplaced(action, event)

    def _unplaced(self, action: Action, event: EventName) -> None:
        why = f"it is of cause {action.cause}, and there are phases"
        self.problems.add(action.place, f"'{event}' belongs to no phase", why, "add it to a phase's begins or within")

    # -- claims ---------------------------------------------------------------------------------------------------

    def claims(self, entries: dict[Text, Entries]) -> tuple[Claim, ...]:
        """The claims."""
        made = ((entry, self.claim(name, entry)) for name, entry in entries.items())
        return tuple(replace(claim, asked=True) if entry.asked else claim for entry, claim in made if claim)

    def claim(self, name: Text, entry: Entries) -> Claim | None:
        """One claim."""
        kinds: list[ClaimKind] = [kind for kind in KINDS if kind in entry]
        if len(kinds) != 1 or (kinds[0] in ("after", "whenever")) != ("holds" in entry):
            if entry.clean:
                self.problems.add(name.place, f"'{name}' is not a claim", "", _ONE_OF)
            return None
        [kind] = kinds
        self.times.refuse_keys_in(entry, kind)
        read = self.claim_of_states if kind in get_args(StateClaim) else self.claim_of_runs
        return read(name, entry, kind)

    def claim_of_states(self, name: Text, entry: Entries, kind: ClaimKind) -> Claim | None:
        """What holds in joint states, or before steps."""
        loops = self.times.loops(entry)
        copy, named = at_copy(entry[kind], dict(loops)) if kind == "whenever" else ("", None)
        event = self.events.event(named) if named is not None else None
        if kind == "whenever" and event is None:
            return None
        text = entry["holds" if kind in ("after", "whenever") else kind]
        bound = self.events.scope_of(event)
        loops = tuple((name, party) for name, party in loops if name not in bound.names)
        scope = bound.binding({name: Sort(party=party) for name, party in loops})
        formula = resolve(text, scope, TRUTH, self.problems)
        if loops:
            at = (Compare("==", Bound(copy), Bound(event.party)),) if copy and event else ()
            formula = Quantifier("any" if kind == "never" else "all", formula, loops, at)
        phase = self.claim_phase(entry["after"]) if kind == "after" else ""
        known = self.findings.of(name, entry)
        about = entry.get("description", "")
        said = for_each(loops) + text
        return Claim(str(name), kind, formula, said, name.place, phase, event, known, about, loops=loops)

    def claim_of_runs(self, name: Text, entry: Entries, kind: ClaimKind) -> Claim | None:
        """What happens in time."""
        timing = self.times.timing(name, entry, kind)
        phase = self.claim_phase(entry["ends"]) if kind == "ends" else ""
        known = self.findings.of(name, entry)
        about = entry.get("description", "")
        if timing is None:
            return None
        text = self.times.text(entry, kind, timing)
        return Claim(str(name), kind, TRUE, text, name.place, phase, None, known, about, timing)

    def claim_phase(self, text: Text) -> str:
        """The phase that an `after` names; an empty text for each."""
        if text == "each phase":
            return ""
        if text not in ("start", *self.declared.phases):
            known = ("each phase", *self.declared.phases)
            self.problems.unknown(Unknown(text.place, str(text), f"unknown phase '{text}'", known))
        return str(text)

    def final(self, text: Text | None) -> Expr | None:
        """Where having no step is no deadlock, or where the picture of a phase begins."""
        return None if text is None else resolve(text, self.scope, TRUTH, self.problems)

    # -- monitors -------------------------------------------------------------------------------------------------

    def monitors(self, entries: dict[Text, Entries]) -> tuple[Monitor, ...]:
        """The monitors."""
        return tuple(self.monitor(name, entry) for name, entry in entries.items() if entry.whole)

    def monitor(self, name: Text, entry: Entries) -> Monitor:
        """One monitor."""
        states = tuple(map(str, entry["states"]))
        per = read_per(entry.get("per"), self.declared, self.problems)
        bound = {p.name: Sort(party=p.party) for p in per}
        rows = [self.watch(row, states, bound) for row in entry["transitions"] if row.whole]
        for state in (entry["initial"], *entry["never"]):
            self._check_state(state, states)
        return Monitor(
            name=str(name),
            per=per,
            initial=str(entry["initial"]),
            states=states,
            never=tuple(map(str, entry["never"])),
            rows=tuple(filter(None, rows)),
            place=name.place,
            description=entry.get("description", ""),
            known=self.findings.of(name, entry),
        )

    def watch(self, entry: Entries, states: tuple[str, ...], per: dict[str, Sort]) -> Watch | None:
        """One row of a monitor."""
        for state in (*entry["source"], entry["dest"]):
            if state not in ("*", "="):
                self._check_state(state, states)
        event = self.events.event(entry["trigger"])
        if event is None:
            return None
        scope = self.events.scope_of(event).binding(per)
        when = resolve(entry["when"], scope, TRUTH, self.problems) if "when" in entry else TRUE
        sources = states if "*" in entry["source"] else tuple(map(str, entry["source"]))
        return Watch(event, sources, str(entry["dest"]), when, entry.place)

    def _check_state(self, state: Text, states: tuple[str, ...]) -> None:
        if state not in states:
            self.problems.unknown(Unknown(state.place, str(state), f"unknown state '{state}'", states))
