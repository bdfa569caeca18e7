"""Checks a certificate. It needs only Python's standard library, and nothing of the program that wrote the certificate.

    python verify.py [FOLDER]

network.json has fields, events and claims; states.xz a set of joint states; ranks.xz numbers for each of them. This
program checks that the set has every initial state and that each step from it stays in it. So it has every reachable
state. What holds in all of it holds: each claim about states, no deadlock, no unexpected message. A number that each
step of some kind lowers shows that there is no endless run of such steps, and bounds its length: every phase settles,
`ends`, `within`. A number that some step of each state lowers, to 0 where a formula holds, shows that this can be
reached again: `recoverable`. The run of each other verdict is taken step by step. Trusted are this file, Python, and
that network.json means the spec. Claims about fair runs are not proved.
"""

from __future__ import annotations

import hashlib
import json
import lzma
import sys
from pathlib import Path
from typing import Any

MISSING: Any = type("Missing", (), {"__bool__": lambda self: False})()
NUMBERS: dict[str, Any] = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
    "-": lambda a, b: a - b, "+": lambda a, b: a + b, "*": lambda a, b: a * b, "min": min, "max": max,
    "//": lambda a, b: a // b if b else MISSING, "%": lambda a, b: a % b if b else MISSING,
}  # fmt: skip

ABOUT_STATES = ("always", "never", "after", "whenever", "possible", "no deadlock", "no unexpected message")


def plain(value: Any) -> Any:
    """A value of the document: lists as tuples, sets as frozensets."""
    if isinstance(value, dict):
        return tuple(value["list"]) if "list" in value else frozenset(value["set"])
    return value


def operate(op: str, a: list[Any]) -> Any:  # noqa: C901, PLR0911, PLR0912
    """The value of an operation on these values."""
    are = [type(one) if isinstance(one, tuple | frozenset) else int if isinstance(one, int) else None for one in a]
    match op:
        case "not":
            return not a[0]
        case "and":
            return all(a)
        case "or":
            return any(a)
        case "if":
            return a[1] if a[0] else a[2]
        case "count":
            return sum(map(bool, a))
        case "list" | "set":
            return MISSING if MISSING in a else tuple(a) if op == "list" else frozenset(a)
        case "==" | "!=":
            return a[0] is not MISSING is not a[1] and (a[0] == a[1]) == (op == "==")
        case "in":
            return a[0] is not MISSING and are[1] in (tuple, frozenset) and a[0] in a[1]
        case "len":
            return len(a[0]) if are[0] in (tuple, frozenset) else MISSING
        case "item":
            return a[0][a[1]] if are == [tuple, int] and 0 <= a[1] < len(a[0]) else MISSING
        case "slice":
            end = a[2] if len(a) > 2 else len(a[0]) if are[0] is tuple else -1
            return a[0][a[1] : end] if are[:2] == [tuple, int] and 0 <= a[1] <= end <= len(a[0]) else MISSING
        case "|":
            return a[0] | a[1] if are == [frozenset] * 2 else MISSING
        case "&":
            return a[0] & a[1] if are == [frozenset] * 2 else MISSING
        case "+" if are == [tuple] * 2:
            return a[0] + a[1]
        case "-" if are == [frozenset] * 2:
            return a[0] - a[1]
        case "-" if are == [tuple] * 2:
            return tuple(one for one in a[0] if one not in a[1])
        case _:
            return NUMBERS[op](*a) if are == [int] * 2 else False if op[0] in "<>" else MISSING


class Network:
    """The document, with what its guards, changes and formulas mean. A joint state is a tuple; a channel in it, too."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.fields, self.events, self.document = document["fields"], document["events"], document
        self.starts = [tuple(tuple(x) if isinstance(x, list) else x for x in one) for one in document["initial"]]
        self.seen = [number for number, field in enumerate(self.fields) if field["kind"] != "monitor"]
        self.memory: dict[Any, Any] = {}

    def passes(self, guard: list[Any], state: Any, without: Any = ()) -> bool:
        """Whether all conditions hold, but for those on these fields."""
        return all(self.holds(one, state) for one in guard if one.get("field") not in without)

    def holds(self, one: dict[str, Any], state: Any) -> bool:
        """Whether a condition holds."""
        if "fields" in one:
            raws = [state[field] for field in one["fields"]]
            return raws in one["in"] if "in" in one else raws[0] - raws[1] in one["difference"]
        here = state[one["field"]]
        if "in" in one:
            return here in one["in"]
        free, test = self.fields[one["field"]]["capacity"] - len(here), one["test"]
        if test in ("head", "holds"):
            return one["code"] in (here[:1] if test == "head" else here)
        number = one.get("count", 0)
        passed = {"room": free >= number, "full": free < number, "longer": len(here) > number, "empty": not here}
        return bool(passed[test])

    def after(self, event: dict[str, Any], state: Any) -> Any:
        """The joint state after a step."""
        new = list(state)
        for change in event["update"]:
            at = change["field"]
            if "map" in change:
                new[at] = next(to for old, to in change["map"] if old == state[at])
            elif "table" in change:
                new[at] = self.entry(change["table"], state)
            else:
                new[at] = self.edited(list(state[at]), change["edits"], state)
                new[at] = tuple(new[at] if self.fields[at]["order"] == "fifo" else sorted(new[at]))
        return tuple(new)

    def entry(self, table: dict[str, Any], state: Any) -> int:
        """What a table says before a step."""
        raws = [state[field] for field in table["fields"]]
        return int(next(to for old, to in table["entries"] if old == raws))

    def edited(self, codes: list[int], edits: list[Any], state: Any) -> list[int]:
        """The codes of a channel after these edits."""
        for edit in edits:
            match edit["edit"]:
                case "take":
                    codes.pop(0)
                case "clear":
                    codes.clear()
                case "remove":
                    codes.remove(edit["code"])
                case "lose":
                    codes.pop(edit["index"])
                case "double":
                    codes.append(codes[edit["index"]])
                case _:
                    codes.append(self.entry(edit["table"], state) if "table" in edit else edit["code"])
        return codes

    def steps(self, state: Any) -> tuple[list[tuple[int, Any]], list[tuple[int, Any]]]:
        """Event and target of each step; and of those because of which the state is not settled."""
        able = [number for number, event in enumerate(self.events) if self.passes(event["guard"], state)]
        made = [(n, self.after(self.events[n], state)) for n in able if not self.events[n]["when_settled"]]
        kept = [(n, to) for n, to in made if self.events[n]["cause"] == "protocol" and self.differ(state, to)]
        late = [] if kept else [n for n in able if self.events[n]["when_settled"]]
        return sorted(made + [(n, self.after(self.events[n], state)) for n in late]), kept

    def differ(self, one: Any, other: Any) -> bool:
        """Whether a field differs that is no monitor."""
        return one != other and any(one[field] != other[field] for field in self.seen)

    def truth(self, formula: dict[str, Any], state: Any) -> bool:
        """Whether a formula is true; remembered for what it looks at."""
        if id(formula) not in self.memory:
            self.memory[id(formula)] = (formula, sorted(self.support(formula)), {})
        _, fields, known = self.memory[id(formula)]
        key = tuple(state[field] for field in fields)
        if key not in known:
            known[key] = bool(self.value(formula, state))
        return bool(known[key])

    def support(self, formula: dict[str, Any]) -> set[int]:
        """The fields that a formula looks at."""
        return {formula["look"]} if "look" in formula else set().union(*map(self.support, formula.get("of", ())))

    def value(self, formula: dict[str, Any], state: Any) -> Any:
        """The value of a formula."""
        if "op" in formula:
            return operate(formula["op"], [self.value(one, state) for one in formula["of"]])
        if "look" not in formula:
            return plain(formula["value"]) if "value" in formula else MISSING
        field, here, show = self.fields[formula["look"]], state[formula["look"]], formula["show"]
        if show == "length":
            return len(here)
        if show == "head":
            head = field["messages"][here[0] - 1] if here else {"message": None, "values": {}}
            return plain(head["values"].get(formula["part"])) if "part" in formula else head["message"]
        value = plain(field["values"][here])
        pending = (f"pending {formula.get('end')}", "pending both")
        return value if show == "value" else value == "open" if show == "is_open" else value in pending


def width(field: dict[str, Any]) -> int:
    """The bits for a field, in the packed form of a state."""
    if "values" in field:
        return max((len(field["values"]) - 1).bit_length(), 1)
    return int(field["capacity"]) * max(len(field["messages"]).bit_length(), 1)


def unpacked(packed: int, fields: list[Any]) -> Any:
    """A joint state from its packed form: the last field lowest, the head of a channel lowest."""
    state: list[Any] = []
    for field in reversed(fields):
        raw, packed = packed & (1 << width(field)) - 1, packed >> width(field)
        if "messages" in field:
            bits, codes = max(len(field["messages"]).bit_length(), 1), list[int]()
            while raw:
                codes.append(raw & (1 << bits) - 1)
                raw >>= bits
            state.append(tuple(codes))
        else:
            state.append(raw)
    return tuple(reversed(state))


def numbers(data: bytes) -> list[int]:
    """Numbers of any size: seven bits in each byte, the lowest first; the highest bit says that more follow."""
    made, value, shift = list[int](), 0, 0
    for byte in lzma.decompress(data):
        value, shift = value | (byte & 127) << shift, shift + 7
        if byte < 128:
            made.append(value)
            value = shift = 0
    return made


class Verifier:
    """Goes through every state of a certificate once, and then through every verdict."""

    def __init__(self, folder: Path) -> None:
        self.manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        self.wrong: dict[str, int] = {}
        for name, digest in self.manifest["sha256"].items():
            if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
                self.report(f"{name} is not the file that the manifest names")
        self.network = Network(json.loads((folder / "network.json").read_text(encoding="utf-8")))
        packed, self.at = 0, dict[Any, int]()
        for difference in numbers((folder / "states.xz").read_bytes()):
            packed += difference
            self.at[unpacked(packed, self.network.fields)] = len(self.at)
        self.ranks = numbers((folder / "ranks.xz").read_bytes())
        self.claims = self.network.document["claims"]
        self.kinds = {claim["name"]: claim["kind"] for claim in self.claims}
        self.before: dict[int, list[tuple[str, Any]]] = {}
        for claim in self.claims:
            for one in claim.get("before", ()):
                self.before.setdefault(one["event"], []).append((claim["name"], one["formula"]))
        self.proofs = self.manifest["proofs"]
        self.broken: dict[str, int] = {}

    def report(self, text: str) -> None:
        """Keep a mistake."""
        self.wrong[text] = self.wrong.get(text, 0) + 1

    def rank(self, column: int, state: Any) -> int:
        """The number of a state in a column; none of them is negative."""
        return self.ranks[column * len(self.at) + self.at[state]]

    def run(self) -> int:
        """Check everything, print it, and return the exit code."""
        for start in self.network.starts:
            if start not in self.at:
                self.report("an initial state is missing")
            for column, proof in enumerate(self.proofs if start in self.at else ()):
                if proof.get("at_start"):
                    self.bound(column, proof, start)
        for state in self.at:
            self.check(state)
        verdicts = self.network.document["check"]["verdicts"]
        for name in set(self.kinds) - {verdict["claim"] for verdict in verdicts}:
            self.report(f"{name} has no verdict")
        lines = [self.judged(verdict) for verdict in verdicts]
        lines += [f"WRONG, {count} times: {text}" for text, count in self.wrong.items()]
        lines.append(f"{len(self.at)} joint states: {'NOT PROVED' if self.wrong else 'proved'}")
        sys.stdout.write("\n".join(lines) + "\n")
        return bool(self.wrong)

    def check(self, state: Any) -> None:
        """Check one state: its steps, its ranks, and every claim about states."""
        steps, kept = self.network.steps(state)
        inside = [(event, to) for event, to in steps if to in self.at]
        for event, _ in set(steps) - set(inside):
            self.report(f"a step leads out of the set: {self.network.events[event]['label']}")
        for column, proof in enumerate(self.proofs):
            self.lower(column, proof, state, inside, kept)
        for name in self.failing(state, steps, not kept):
            self.broken[name] = self.broken.get(name, 0) + 1

    def failing(self, state: Any, steps: Any, settled: bool) -> set[str]:
        """The claims about states that fail here, and each `possible` that is true here."""
        said = (one for event, _ in steps for one in self.before.get(event, ()))
        made = {name for name, formula in said if not self.network.truth(formula, state)}
        made |= {claim["name"] for claim in self.claims if "formula" in claim and self.fails(claim, state, settled)}
        if any(self.network.passes(one["guard"], state) for one in self.network.document["unexpected"]):
            made.add("no unexpected message")
        return made | ({"no deadlock"} if not steps and self.dead(state) else set())

    def fails(self, claim: dict[str, Any], state: Any, settled: bool) -> bool:
        """Whether a claim about states is false here; a `possible` is where it is true."""
        asked = (claim["kind"] != "after" or settled) and self.network.passes(claim["guard"], state)
        return asked and self.network.truth(claim["formula"], state) == (claim["kind"] == "possible")

    def dead(self, state: Any) -> bool:
        """Whether a state without a step is a deadlock: also without bounds, and not final."""
        bounds = {n for n, field in enumerate(self.network.fields) if field["kind"] == "budget"}
        final = self.network.document["final"]
        if any(self.network.passes(event["guard"], state, bounds) for event in self.network.events):
            return False
        return final is None or not self.network.truth(final, state)

    def lower(self, column: int, proof: Any, state: Any, steps: Any, kept: Any) -> None:
        """Check that steps lower a rank: some step, or all steps of the protocol that change something."""
        if "goal" in proof:
            claim = next(one for one in self.claims if one["name"] == proof["claim"])
            [[case]] = claim["readings"][proof["goal"]]["atoms"].values()
            here = self.rank(column, state)
            nearer = any(self.rank(column, to) < here for _, to in steps)
            if not (nearer if here else self.network.truth(case["formula"], state)):
                self.report(f"{proof['claim']}: no step leads nearer")
            return
        begins = set(proof.get("begins", ()))
        for event, to in kept:
            halts = "begins" in proof and self.network.events[event]["phase"] is not None
            if to in self.at and not halts and self.rank(column, to) >= self.rank(column, state):
                self.report(f"{proof['claim']}: a step does not lower the rank")
        for event, to in steps:
            if event in begins:
                self.bound(column, proof, to)

    def bound(self, column: int, proof: Any, state: Any) -> None:
        """Check the number of steps after a phase begins."""
        if proof["within"] is not None and self.rank(column, state) > proof["within"]:
            self.report(f"{proof['claim']}: more steps than {proof['within']}")

    def judged(self, verdict: dict[str, Any]) -> str:
        """How a verdict is shown, in a line."""
        name, holds = verdict["claim"], verdict["answer"] == "holds"
        kind, found = self.kinds.get(name, name), self.broken.get(name, 0)
        about_states = kind in ABOUT_STATES
        if about_states and holds != (kind == "possible"):
            if found:
                self.report(f"{name}: it does not hold in {found} places")
            return f"proved    {name}"
        if holds and self.proved(name, kind):
            return f"proved    {name}"
        if "run" not in verdict or verdict["run"]["start"] < 0:
            return f"-         {name} ({verdict['answer']}, not shown here)"
        end = self.replayed(verdict["run"], name)
        if about_states and end is not None and not self.shown(name, end):
            self.report(f"{name}: the run does not show it")
        return f"replayed  {name} ({verdict['answer']}{'' if about_states else ', the run is not judged'})"

    def proved(self, name: str, kind: str) -> bool:
        """Whether ranks prove a claim about runs, with all columns that it needs."""
        mine = [proof for proof in self.proofs if proof["claim"] == name]
        if kind not in ("recoverable", "ends"):
            return any(not {"goal", "begins"} & set(proof) for proof in mine)
        claim = next(one for one in self.claims if one["name"] == name)
        if kind == "recoverable":
            return {proof["goal"] for proof in mine} == set(range(len(claim["readings"])))
        return any(all(proof.get(key, -1) == claim[key] for key in ("begins", "at_start", "within")) for proof in mine)

    def replayed(self, run: dict[str, Any], name: str) -> Any:
        """The state at the end of a run, before the step that a claim forbids; None if it is none."""
        state, states = self.network.starts[max(run["start"], 0)], list[Any]()
        for event in run["events"]:
            states.append(state)
            state = dict(self.network.steps(state)[0]).get(event)
            if state is None:
                self.report(f"{name}: a step of the run is not possible")
                return None
        states.append(state)
        loop = len(states) - 1 if run["loop"] is None else int(run["loop"])
        if states[loop] != state:
            self.report(f"{name}: the loop does not close")
        return states[run["length"]]

    def shown(self, name: str, state: Any) -> bool:
        """Whether a state is one in which a claim fails, or a `possible` is true."""
        steps, kept = self.network.steps(state)
        return name in self.failing(state, steps, not kept)


if __name__ == "__main__":
    sys.exit(Verifier(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent).run())
