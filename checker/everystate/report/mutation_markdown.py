"""How strong the claims are, as Markdown: for a page, or for a comment on a change."""

from __future__ import annotations

import re
from collections.abc import Iterator

from everystate.report.mutation_wording import KIND_TEXTS, aside, in_world, percent, summary, told
from everystate.report.story import where
from everystate.report.wording import one_line
from everystate.study.mutation.strength import Strength, Tried

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")


def markdown(strength: Strength) -> str:
    """A whole report."""
    lines = [f"## {escaped(strength.spec.title)}: {percent(strength.score)}", "", f"{summary(strength)}."]
    lines += [f"- {escaped(text)}" for text in aside(strength)]
    lines += ["", *kinds_table(strength), "", *claims_table(strength)]
    for answer in ("survived", "undecided"):
        chosen = list(strength.of(answer))
        if chosen:
            lines += ["", f"<details><summary>{answer}: {len(chosen):,}</summary>", ""]
            lines += [line for one in chosen for line in _mutant(one, strength.spec.folder)]
            lines += ["</details>"]
    return "\n".join(lines) + "\n"


def kinds_table(strength: Strength) -> Iterator[str]:
    """What became of the mutants of each kind."""
    yield "| change | killed | survived | undecided | equivalent | refused |"
    yield "|---|---|---|---|---|---|"
    for kind in strength.kinds():
        counts = strength.counts(kind)
        cells = [f"{counts[a]:,}" for a in ("killed", "survived", "undecided", "equivalent", "refused")]
        yield f"| {KIND_TEXTS[kind]} | {' | '.join(cells)} |"


def claims_table(strength: Strength) -> Iterator[str]:
    """What each claim kills: in all, as the first by depth, and where no other does."""
    yield "| claim | kills | first | alone |"
    yield "|---|---|---|---|"
    for score in strength.claims():
        yield f"| {escaped(score.claim)} | {score.kills:,} | {score.first:,} | {score.alone:,} |"


def _mutant(one: Tried, folder: str) -> Iterator[str]:
    mutant, fate = one.mutant, one.fate
    yield f"**{escaped(one_line(mutant.name))}** ({escaped(where(mutant.place, folder))})"
    yield ""
    yield "```diff"
    yield from (f"-{part}" for part in mutant.before.splitlines())
    yield from (f"+{part}" for part in mutant.after.splitlines())
    yield "```"
    yield ""
    texts = [fate.reason + in_world(fate)] if fate.reason else []
    if fate.difference is not None:
        texts.append(told(fate.difference) + in_world(fate))
    yield from (escaped(text) for text in texts)
    yield ""


def escaped(text: str) -> str:
    """The text, with what Markdown would take for its own."""
    return _SPECIAL.sub(r"\\\1", text)
