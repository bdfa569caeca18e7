"""Definitions: names for expressions, with or without parameters, written out where they are used."""

from __future__ import annotations

import ast
import copy
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from everystate.loading.document import Text
from everystate.loading.parsing import MAX_DEPTH, MAX_PARTS, parse
from everystate.loading.scope import Wrong
from everystate.loading.shapes import Entries, name_problem
from everystate.loading.sorts import Declared, Definition
from everystate.problems import Problems

_HEAD = re.compile(r"\s*+(\w++)\s*+(?:\(([^()]++)\))?\s*+")
_FUNCTIONS = ("any", "all", "count", "len", "min", "max")
_AT_END = ("pending", "head", "length")
"""What is asked of one end of a connection; the name of the end stands in brackets after it."""


def declare_definitions(system: Entries, parties: Sequence[Entries], declared: Declared, problems: Problems) -> None:
    """Declare what the files define; all other names are declared already."""
    declared.definitions = _read(system, declared, problems)
    for entry in parties:
        if (names := declared.parties.get(entry.get("party", ""))) is not None:
            names.definitions = _read(entry, declared, problems)
            _refuse_circles({**declared.definitions, **names.definitions}, names.definitions, problems)
    _refuse_circles(declared.definitions, declared.definitions, problems)


def _read(entry: Entries, declared: Declared, problems: Problems) -> dict[str, Definition]:
    made: dict[str, Definition] = {}
    for head, text in (entry.get("define") or {}).items():
        definition = _definition(head, text, problems)
        if definition is None:
            problems.overlook(re.findall(r"\w+", head)[:1])
            continue
        if other := made.get(definition.name) or declared.definitions.get(definition.name):
            problems.add(head.place, f"a second definition of '{definition.name}'", f"the first is at {other.place}")
        else:
            _refuse_taken(definition, declared, problems)
        made[definition.name] = definition
    return made


def _definition(head: Text, text: Text, problems: Problems) -> Definition | None:
    """What one entry defines; None, and a problem, where it is wrong."""
    match = _HEAD.fullmatch(head)
    if match is None:
        problems.add(head.place, f"'{head}' is not a name", "", "write NAME or NAME(a, b)")
        return None
    names = [match[1], *(part.strip() for part in (match[2] or "").split(",") if match[2] is not None)]
    if wrong := next(filter(None, map(_name_problem, names)), None):
        problems.add(head.place, *wrong)
        return None
    if twice := next((name for number, name in enumerate(names) if name in names[:number]), ""):
        problems.add(head.place, f"'{twice}' twice", "each name stands for one thing", "give one of them another name")
        return None
    body = parse(text, problems)
    if body is None:
        return None
    for node in ast.walk(body):
        setattr(node, "text", text)  # noqa: B010 (nodes have no such field)
    for name in names[1:]:
        if name not in _names_in(body):
            problems.add(head.place, f"'{names[0]}' does not use '{name}'", "", "leave it out")
    return Definition(names[0], tuple(names[1:]), body, head.place)


def _name_problem(name: str) -> tuple[str, ...] | None:
    if name in _FUNCTIONS:
        return f"'{name}' cannot be defined", "expressions have this word", f"write {name}_"
    return name_problem(name)


def _refuse_taken(definition: Definition, declared: Declared, problems: Problems) -> None:
    for kind, names in _named(declared):
        if definition.name in names:
            what, why = f"'{definition.name}' is defined", f"it is {kind}, too"
            problems.add(definition.place, what, why, "give one of them another name")
            return


def _named(declared: Declared) -> Iterator[tuple[str, Iterable[str]]]:
    """What has a name wherever it stands in an expression."""
    yield "a parameter", declared.parameters
    yield "a party", declared.parties
    yield "a connection", declared.connections
    for party, names in declared.parties.items():
        yield f"a machine or a variable of {party}", names.memory
    for message in declared.messages:
        carried = [*(name for name, _ in message.fields), *(per.name for per in message.about)]
        yield f"carried by {message.name}", carried


def _refuse_circles(known: Mapping[str, Definition], own: dict[str, Definition], problems: Problems) -> None:
    """Refuse definitions that stand for themselves; they are forgotten."""
    circles = {name: reached for name in own if name in (reached := _reached(name, known))}
    noted: set[str] = set()
    for name, reached in circles.items():
        if not reached & noted:
            what = f"'{name}' is defined by itself"
            problems.add(own[name].place, what, "definitions are not recursive", "write it out")
            noted.add(name)
        own.pop(name)
    problems.overlook(circles)


def _reached(name: str, known: Mapping[str, Definition]) -> set[str]:
    """The definitions that a definition names, and those that they name."""
    reached: set[str] = set()
    new = _used_by(known[name], known)
    while new:
        reached |= new
        new = {other for one in new for other in _used_by(known[one], known)} - reached
    return reached


def _used_by(definition: Definition, known: Mapping[str, Definition]) -> set[str]:
    """The definitions that a definition names."""
    nodes = ast.walk(definition.body)
    loops = {ast.unparse(node.target) for node in nodes if isinstance(node, ast.comprehension)}
    return (_names_in(definition.body) - loops - set(definition.parameters)) & set(known)


def _names_in(tree: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def written_out(definition: Definition, arguments: Sequence[ast.expr], use: ast.expr) -> ast.expr:
    """The expression that a definition stands for, with these arguments. Parts that are equal may be one object.

    Raises:
        Wrong: the number of arguments is another one, or the expression is beyond a limit.
    """
    parameters = definition.parameters
    if len(arguments) != len(parameters):
        head = f"{definition.name}({', '.join(parameters)})" if parameters else definition.name
        why = f"it is defined at {definition.place}, with {len(parameters) or 'no'} parameters"
        raise Wrong(use, f"'{definition.name}' is given {len(arguments) or 'no'} values", why, f"write {head}")
    taken = {name for argument in arguments for name in _names_in(argument)}
    made: ast.expr = _put(definition.body, dict(zip(parameters, arguments, strict=True)), taken)
    size, depth = _measure(made)
    if size > MAX_PARTS or depth > MAX_DEPTH:
        what = f"'{definition.name}' is too long or nested too deeply, written out"
        raise Wrong(use, what, f"the limits are {MAX_PARTS:,} parts and {MAX_DEPTH} levels")
    return made


def _put(node: Any, values: Mapping[str, ast.expr], taken: set[str]) -> Any:
    """A copy of a tree, with values for the names that stand for them. Loops get names that no value has."""
    match node:
        case ast.Name(name):
            return values.get(name, node)
        case list():
            return [_put(item, values, taken) for item in node]
        case ast.GeneratorExp():
            values = {**values, **dict(_renamed(node, taken))}
        case ast.AST():
            pass
        case _:
            return node
    made = copy.copy(node)
    for field, value in ast.iter_fields(node):
        is_name = (field == "func" and isinstance(node, ast.Call)) or (field == "slice" and _is_end(node))
        setattr(made, field, value if is_name else _put(value, values, taken))
    return made


def _renamed(node: ast.GeneratorExp, taken: set[str]) -> Iterator[tuple[str, ast.expr]]:
    own = _names_in(node)
    for target in (part.target for part in node.generators):
        if isinstance(target, ast.Name):
            made = copy.copy(target)
            while made.id in taken or (made.id != target.id and made.id in own):
                made.id += "_"
            yield target.id, made


def _is_end(node: ast.AST) -> bool:
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Attribute) and node.value.attr in _AT_END


def _measure(node: ast.AST) -> tuple[int, int]:
    """How many parts a tree has, written out, and how many levels; kept at its nodes."""
    if (found := getattr(node, "measure", None)) is None:
        inside = [_measure(child) for child in ast.iter_child_nodes(node)]
        found = 1 + sum(size for size, _ in inside), 1 + max((depth for _, depth in inside), default=0)
        setattr(node, "measure", found)  # noqa: B010 (nodes have no such field)
    return found
