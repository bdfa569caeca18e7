"""What a variable may be: values of a domain, or lists or sets of them."""

from __future__ import annotations

from typing import Literal

from everystate.loading.document import Text
from everystate.loading.domains import read_domain
from everystate.loading.party import Domain, Elements, ListsOf, SetsOf
from everystate.loading.resolve import resolve
from everystate.loading.scope import Scope
from everystate.loading.shapes import Entries
from everystate.loading.sorts import ANY_VALUE, NUMBER, Declared, Sort, sort_of_domain
from everystate.problems import Problems


def domain_of(entry: Entries, declared: Declared, problems: Problems) -> Domain:
    """The values that the entry of a variable declares."""
    if "list" in entry:
        at_most = resolve(entry["at_most"], Scope(declared), NUMBER, problems)
        return (ListsOf(_elements(entry["list"], declared, problems), at_most),)
    if "set" in entry:
        return (SetsOf(_elements(entry["set"], declared, problems)),)
    return read_domain(entry.get("domain") or [], declared, problems)


def initial_of(entry: Entries) -> list[Text]:
    """The texts of the value at the start, or of several of which it is one. A list of elements is one list."""
    texts: list[Text] = entry.get("initial", [Text("[]" if "list" in entry else "{}", entry.place)])
    several = bool(texts) and all(text.startswith("[") for text in texts)
    if "list" not in entry or several or texts == ["any"]:
        return texts
    return [Text(f"[{', '.join(texts)}]", texts[0].place if texts else entry.place)]


def sort_of_variable(entry: Entries, declared: Declared, problems: Problems) -> Sort:
    """The sort of a variable; where its entry is wrong, one with which no use of it is a mistake."""
    before = len(problems.found)
    kind: Literal["list", "set", ""] = "list" if "list" in entry else "set" if "set" in entry else ""
    read = _elements if kind else read_domain
    domain = read(entry.get(kind or "domain") or [], declared, problems)
    sort = sort_of_domain(domain) if entry.clean and len(problems.found) == before else ANY_VALUE
    return Sort(collection=kind, element=sort) if kind else sort


def _elements(items: list[Text], declared: Declared, problems: Problems) -> Elements:
    """The domain of the elements. The name of a set of copies is no element: its party is meant."""
    for item in items:
        if counted := declared.counted_by(item):
            why = f"it is the set of copies of {' and '.join(counted)}"
            problems.add(item.place, f"'{item}' is no element", why, f"write {counted[0]}")
    return read_domain(items, declared, problems)
