"""Expressions, sends and places, as the language writes them."""

from __future__ import annotations

import textwrap
from pathlib import PurePath

from everystate.compose.network import shown
from everystate.load import expression as tree
from everystate.load.expression import Expr
from everystate.load.spec import Assignment, CopiesOf, Party, Send
from everystate.problems import Place

_LOOSE = (tree.Logic, tree.Compare, tree.Arithmetic, tree.Conditional, tree.Not)


def phrase(expr: Expr, own: str = "") -> str:
    """An expression; what party `own` reads of itself goes without its name."""
    match expr:
        case tree.Constant(value):
            return shown(value)
        case tree.Parameter(name) | tree.Bound(name) | tree.Only(name) | tree.Size(name):
            return name
        case tree.Read() | tree.Link() | tree.Left() | tree.Phase():
            return _looking(expr, own)
        case tree.Quantifier():
            return _quantified(expr, own)
        case tree.Not() | tree.Logic() | tree.Compare() | tree.Arithmetic() | tree.Conditional():
            return _combined(expr, own)


def inner(expr: Expr, own: str) -> str:
    """The expression, in brackets where it needs them inside another."""
    text = phrase(expr, own)
    return f"({text})" if isinstance(expr, _LOOSE) else text


def _combined(expr: tree.Operation, own: str) -> str:
    match expr:
        case tree.Not(item):
            return f"not {inner(item, own)}"
        case tree.Logic(operator, items):
            return f" {operator} ".join(phrase(i, own) if isinstance(i, tree.Compare) else inner(i, own) for i in items)
        case tree.Compare(sign, left, right) | tree.Arithmetic(sign, left, right):
            return f"{inner(left, own)} {sign} {inner(right, own)}"
        case tree.Conditional(test, then, other):
            return f"{inner(then, own)} if {inner(test, own)} else {inner(other, own)}"


def _looking(expr: tree.Observation, own: str) -> str:
    match expr:
        case tree.Read(party, copy, name, index):
            owner = "" if party == own and copy == tree.Bound(party) else f"{phrase(copy, own)}."
            return f"{owner}{name}{_indexed(index, own)}"
        case tree.Link(connection, index, what, end, part):
            where = f"[{end}]" if end >= 0 else ""
            return f"{connection}{_indexed(index, own)}.{what}{where}" + (f".{part}" if part else "")
        case tree.Left(owner, name):
            return f"{owner}.{name}.left"
        case tree.Phase():
            return "phase"


def _indexed(index: tuple[Expr, ...], own: str) -> str:
    return f"[{', '.join(phrase(item, own) for item in index)}]" if index else ""


def _quantified(expr: tree.Quantifier, own: str) -> str:
    loops = " ".join(f"for {name} in {party}" for name, party in expr.loops)
    tests = "".join(f" if {phrase(test, own)}" for test in expr.conditions)
    return f"{expr.kind}({phrase(expr.element, own)} {loops}{tests})"


def sent(send: Send, own: str) -> str:
    """A message that a row sends, and to whom if the row says so."""
    inside = ", ".join(f"{name}={phrase(value, own)}" for name, value in send.arguments)
    to = phrase(send.to, own) if send.to is not None else send.to_end or send.to_all
    return send.message + (f"({inside})" if inside else "") + (f" to {to}" if to else "")


def assigned(item: Assignment, party: Party) -> str:
    """A variable of a party and its new value; a copy by its name."""
    variable = next(variable for variable in party.variables if variable.name == item.variable)
    copies = [choice.party for choice in variable.domain if isinstance(choice, CopiesOf)]
    value = phrase(item.value, party.name)
    if copies and isinstance(item.value, tree.Constant) and isinstance(item.value.value, int):
        value = f"{copies[0]}[{value}]"
    return f"{item.variable}{_indexed(item.index, party.name)} := {value}"


def where(place: Place, folder: str) -> str:
    """`lamp.yaml:12`, without the folder of the spec."""
    file = PurePath(place.file)
    inside = file.relative_to(folder) if file.is_relative_to(folder) else file
    return f"{inside}:{place.line}"


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """The text in lines of about this width; one word is never cut."""
    return tuple(textwrap.wrap(" ".join(text.split()), width, break_long_words=False, break_on_hyphens=False))
