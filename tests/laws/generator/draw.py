"""Chance, and the names that it gives."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Literal, TypeVar

Item = TypeVar("Item")
Kind = Literal["party", "connection", "protocol", "message", "action", "machine", "variable", "state", "phase", "end"]

_PLAIN: dict[Kind, str] = {
    "party": "left p clock node",
    "connection": "line c wire ring d",
    "protocol": "Talk Q News Link Y",
    "message": "Ask M Say Reply T Note Bid Z End Ok Tell No Hm Up Ox Ho",
    "action": "go a turn b stop e quit f",
    "machine": "m role n mode k part j side",
    "variable": "v w level_ friend u x_ hue y_ z_ t_ r_ o_",
    "state": "s0 s1 s2",
    "phase": "B Later Again",
    "end": "one two here there g h from_ to_ i l",
}
_OTHER: dict[Kind, str] = {
    "party": "zebra ant y owl",
    "connection": "rope b string alley a",
    "protocol": "Zoo A Web Map",
    "message": "Zap A Run Go W Act Yes Bye Xu In Be Am",
    "action": "zoom z begin y act x wait w",
    "machine": "z1 y1 x1 w1 v1 u1 t1 s1_",
    "variable": "z2 y2 x2 w2 v2 u2 t2 s2_ r2 q2 p2 o2",
    "state": "z9 y9 x9",
    "phase": "Zero A Nine",
    "end": "zz yy xx ww vv uu tt ss rr qq",
}
SCHEMES = {"plain": _PLAIN, "other": _OTHER}


class Draw:
    """Draws from one seed. The names are those of a scheme, in order: the same system has other names in another."""

    def __init__(self, seed: int, scheme: str = "plain") -> None:
        self.random = Random(seed)
        self.states = SCHEMES[scheme]["state"].split()
        self.left = {kind: iter(names.split()) for kind, names in SCHEMES[scheme].items()}

    def name(self, kind: Kind) -> str:
        """The next name of a kind."""
        return next(self.left[kind])

    def pick(self, items: Sequence[Item]) -> Item:
        """One of them."""
        return self.random.choice(items)

    def some(self, items: Sequence[Item], least: int = 0) -> list[Item]:
        """Some of them, in their order."""
        chosen = set(self.random.sample(range(len(items)), self.random.randint(min(least, len(items)), len(items))))
        return [item for number, item in enumerate(items) if number in chosen]

    def chance(self, percent: int) -> bool:
        """Whether something happens that does so as often as this."""
        return self.random.randrange(100) < percent

    def up_to(self, least: int, most: int) -> int:
        """A number, both ends included."""
        return self.random.randint(least, most)
