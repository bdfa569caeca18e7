"""Single mistakes, seeded into right specs: what a person may mistype, forget, mix up or bring along from elsewhere.

Every mistake is a change of the text of one file at one line. The lines are found with PyYAML's own nodes, so that
nothing here depends on the reader that is tested. The choice is random, and the same each time.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[2]
SPECS = (ROOT / "spec" / "failover", *sorted((ROOT / "tests" / "models").iterdir()))

TEXTS = {"system", "description", "dead", "reason", "known_violation"}
"""The keys whose values are texts for the reader: no mistake in them can be found."""
NEEDED = {
    *("party", "system", "trigger", "source", "dest", "initial", "states", "transitions", "domain", "between"),
    *("begins", "set", "holds", "never", "reason", "at_most", "when"),
}
"""The keys that some entry cannot do without; where one can, there is no mistake, and it is not counted."""


@dataclass(frozen=True)
class Mistake:
    """One file of a spec with other text, and the lines where it is wrong, counted from 1."""

    kind: str
    spec: Path
    file: str
    text: str
    lines: range
    change: str

    def __str__(self) -> str:
        return f"{self.kind}: {self.spec.name}/{self.file}:{self.lines.start}: {self.change}"


@dataclass(frozen=True)
class Source:
    """A file, and its nodes with the keys that lead to each."""

    spec: Path
    name: str
    text: str
    nodes: tuple[tuple[tuple[str, ...], yaml.Node, bool], ...]
    entries: tuple[tuple[yaml.Node, yaml.Node, yaml.Node], ...]

    def changed(self, kind: str, start: int, end: int, new: str) -> Mistake:
        """The file with other text between two offsets."""
        old = self.text[start:end]
        first = self.text.count("\n", 0, start) + 1
        last = first + max(old.rstrip().count("\n"), new.rstrip().count("\n"))
        said = f"{shown(old)} -> {shown(new)}"
        text = self.text[:start] + new + self.text[end:]
        return Mistake(kind, self.spec, self.name, text, range(first, last + 1), said)


def shown(text: str) -> str:
    """A piece of text as a list of mistakes shows it."""
    line = " ".join(text.split())
    return repr(line if len(line) <= 50 else line[:47] + "...")


@cache
def sources() -> tuple[Source, ...]:
    """Every file of every spec."""
    return tuple(source(spec, file) for spec in SPECS for file in sorted(spec.glob("*.yaml")))


def source(spec: Path, file: Path) -> Source:
    """One file, with its nodes."""
    text = file.read_text(encoding="utf-8")
    root = yaml.compose(text, Loader=yaml.BaseLoader)
    assert root is not None
    nodes = tuple(walk(root, (), False))
    mappings = [node for _, node, _ in nodes if isinstance(node, yaml.MappingNode)]
    entries = tuple((node, *entry) for node in mappings for entry in node.value)
    return Source(spec, file.name, text, nodes, entries)


def walk(node: yaml.Node, path: tuple[str, ...], is_key: bool) -> Iterator[tuple[tuple[str, ...], yaml.Node, bool]]:
    """A node and those in it, each with the keys that lead to it, and whether it is a key itself."""
    yield path, node, is_key
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield path, key, True
            yield from walk(value, (*path, str(key.value)), False)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from walk(item, path, False)


# -- kinds of mistakes ------------------------------------------------------------------------------------------------


def misspelt(rng: random.Random, word: str) -> str:
    """A word with two letters swapped, one left out, or one twice."""
    at = rng.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return rng.choice(
        [
            swapped if swapped != word else word + "s",
            word[:at] + word[at + 1 :],
            word[:at] + word[at : at + 1] + word[at:],
        ]
    )


def read_texts(source: Source) -> Iterator[tuple[tuple[str, ...], yaml.ScalarNode, bool]]:
    """The scalars that mean something, as they stand in the file."""
    for path, node, is_key in source.nodes:
        if isinstance(node, yaml.ScalarNode) and (is_key or not set(path[-2:]) & TEXTS):
            yield path, node, is_key


def names(keys: bool, rng: random.Random, source: Source) -> Iterator[Mistake]:
    """A word of a name or an expression, or a key, is misspelt."""
    for _, node, is_key in read_texts(source):
        piece = source.text[node.start_mark.index : node.end_mark.index]
        if is_key is keys:
            for match in re.finditer(r"[A-Za-z_]{3,}", piece):
                start = node.start_mark.index + match.start()
                yield source.changed("key" if keys else "name", start, start + len(match[0]), misspelt(rng, match[0]))


def missing(source: Source) -> Iterator[Mistake]:
    """A key that is needed is left out, with its value. The place is the mapping that lacks it, or its name."""
    for parent, key, value in source.entries:
        span = span_of(source.text, key, value) if key.value in NEEDED else None
        if span:
            made = source.changed("missing", *span, "")
            yield replace(made, lines=range(parent.start_mark.line, made.lines.stop))


def span_of(text: str, key: yaml.Node, value: yaml.Node) -> tuple[int, int] | None:
    """Where an entry stands with its comma, or with its lines; None where it shares them."""
    start = key.start_mark.index
    end = start + len(text[start : value.end_mark.index].rstrip())
    if key.start_mark.line == value.end_mark.line and re.match(r"\s*[,}]", text[end:]):
        after, before = re.match(r"\s*,\s*", text[end:]), re.search(r",\s*$", text[:start])
        return (start, end + after.end()) if after else (before.start() if before else start, end)
    first = text.rfind("\n", 0, start) + 1
    last = text.find("\n", end) + 1 or len(text)
    return None if text[first:start].strip() else (first, last)


def types(source: Source) -> Iterator[Mistake]:
    """A value of one kind stands where one of another is expected."""
    others = {
        yaml.ScalarNode: ["{a: b}", "[[a]]"],
        yaml.SequenceNode: ["3", "{a: b}"],
        yaml.MappingNode: ["3", "[a, b]"],
    }
    for path, node, is_key in source.nodes:
        if path and not is_key and not set(path[-2:]) & {"description", "system"}:
            start = node.start_mark.index
            end = start + len(source.text[start : node.end_mark.index].rstrip())
            for new in others[type(node)]:
                yield source.changed("type", start, end, new)


TRAPS: tuple[tuple[str, str, str], ...] = (
    ("no closing brace", r"\}[ \t]*$", ""),
    ("no opening brace", r"- \{", "- "),
    ("no closing bracket", r"\](?=[,}\n])", ""),
    ("no quotes", r'(?<=[ \[])"([^"\n]*[,\[\]{}][^"\n]*)"(?=[,}\]\n])', r"\1"),
    ("an open quote", r'"(?=[,}\n])', ""),
    ("a star without quotes", r'"\*"', "*"),
    ("no blank after a colon", r"(?<=\w): (?=[\w\"\[{])", ":"),
    ("no colon", r"(?<=\w): (?=[\w\"])", " "),
    ("a tab", r"(?m)^  (?=\S)", "\t"),
    ("one blank too few", r"(?m)^ (?= +\S)", ""),
    ("one blank too many", r"(?m)^(?=  +\S)", " "),
    ("an equals sign for a colon", r"(?<=\w): (?=\w)", " = "),
    ("a semicolon for a comma", r", (?=\w+:)", "; "),
    ("no comma", r", (?=\w+:)", " "),
    ("a key twice", r"(?<=[{ ])((?:source|dest|initial): \w+)(?=[,}\n])", r"\1, \1"),
    ("a tag", r"(?<=when: )(?=\w)", "!"),
    ("a comment in it", r"(?<=when: )(\w+) ", r"\1 #"),
    ("no dash", r"(?m)^( +)- \{", r"\1  {"),
)
OPERATORS: tuple[tuple[str, str, str], ...] = (
    ("&&", r" and ", " && "),
    ("||", r" or ", " || "),
    ("&", r" and ", " & "),
    ("AND", r" and ", " AND "),
    ("!", r"(?<=[ (:])not ", "!"),
    ("not twice", r" and ", " and and "),
    ("=", r" == ", " = "),
    ("===", r" == ", " === "),
    ("<>", r" != ", " <> "),
    ("=!", r" != ", " =! "),
    ("=<", r" <= ", " =< "),
    ("=>", r" >= ", " => "),
    ("is", r" == ", " is "),
    (":=", r" == ", " := "),
    ("True", r"\btrue\b", "True"),
    ("null", r"\bnone\b", "null"),
    ("mod", r" % ", " mod "),
    ("times", r" - ", " * "),
    ("an open bracket", r"\)(?=[^)]*$)", ""),
    ("exists", r"\bany\(", "exists("),
    ("sum", r"\bcount\(", "sum("),
    ("a dot for a bracket", r"\[(\w+)\]", r".\1"),
    ("words in quotes", r"(?<=== )([a-z_]+)", r"'\1'"),
)


def traps(label: str, pattern: str, new: str, source: Source) -> Iterator[Mistake]:
    """What YAML reads otherwise than it was meant."""
    for match in re.finditer(pattern, source.text, re.MULTILINE):
        line = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.start()]
        if "#" not in line and not re.search(r"description:|reason:|system:|dead:", line):
            yield source.changed(label, match.start(), match.end(), match.expand(new))


def operators(label: str, pattern: str, new: str, source: Source) -> Iterator[Mistake]:
    """An operator of another language in an expression."""
    for path, node, is_key in read_texts(source):
        if is_key or not path or path[-1] in ("send", "trigger", "formula", "where"):
            continue
        start, end = node.start_mark.index, node.end_mark.index
        for match in re.finditer(pattern, source.text[start:end]):
            yield source.changed(label, start + match.start(), start + match.end(), match.expand(new))


# -- the choice ------------------------------------------------------------------------------------------------------


def kinds(rng: random.Random) -> Iterator[tuple[int, Callable[[Source], Iterator[Mistake]]]]:
    """How many of each kind, and where one may be made."""
    yield 90, partial(names, False, rng)
    yield 40, partial(names, True, rng)
    yield 40, missing
    yield 50, types
    for label, pattern, new in TRAPS:
        yield 6, partial(traps, label, pattern, new)
    for label, pattern, new in OPERATORS:
        yield 4, partial(operators, label, pattern, new)


def mistakes(seed: int = 1) -> Iterator[Mistake]:
    """The mistakes that are tried: half of each kind in spec/failover, half in the small models."""
    rng = random.Random(seed)
    for number, kind in kinds(rng):
        found = [mistake for source in sources() for mistake in kind(source)]
        large = [mistake for mistake in found if mistake.spec == SPECS[0]]
        small = [mistake for mistake in found if mistake.spec != SPECS[0]]
        for some in (large, small):
            yield from rng.sample(some, min(len(some), (number + 1) // 2))
