"""A run as a numbered list of steps: who did what, what was sent and lost, what changed, and by which rows."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from everystate.report.layout import FAULT, QUIET, STRONG, indented, line, rule, with_margin
from everystate.wording.names import Names
from everystate.wording.story import Effect, Scene, Story
from everystate.wording.text import one_line, printable, where
from everystate.wording.traffic import Passage

_BODY = 8


def list_steps(story: Story, names: Names, width: int) -> Iterator[Text]:
    """The lines of the list."""
    listing = _Listing(names, width)
    for at, scene in enumerate(story.scenes):
        if at == story.loop:
            yield rule("from here on, for ever", width)
        yield from listing.scene(scene)
    if story.loop is not None:
        yield rule(goes_on(story.loop, len(story.scenes)), width)
    if story.offending:
        yield from listing.scene(story.offending)


def goes_on(loop: int, steps: int) -> str:
    """What comes after the last step of a run that never ends."""
    return "and nothing more happens, for ever" if loop == steps else f"and again from step {loop + 1}"


class _Listing:
    def __init__(self, names: Names, width: int) -> None:
        self.names = names
        self.width = width

    def scene(self, scene: Scene) -> Iterator[Text]:
        if scene.phase:
            yield rule(f"phase: {one_line(scene.phase)}", self.width, STRONG)
        number = f"{scene.number:>4}" if scene.number else "next"
        head = line(f"{number}  ", (printable(scene.who), STRONG), f"  {scene.trigger}")
        yield head + _cause(scene)
        for owner in _owners(scene):
            if owner and owner != scene.who:
                yield line(" " * (_BODY - 2), (owner, STRONG))
            yield from self.part(scene, owner)

    def part(self, scene: Scene, owner: str) -> Iterator[Text]:
        """What a step does to one party, or to what belongs to none."""
        for effect in scene.effects:
            if _owner(effect) == owner:
                yield from self.effect(effect)
        for passage in scene.passages:
            if passage.fate != "received" and _sender(passage) == owner:
                yield indented(self.passage(passage), _BODY)

    def effect(self, effect: Effect) -> Iterator[Text]:
        if effect.after:
            text = line(f"{effect.name}: ", (effect.before, QUIET), " → ", effect.after)
        else:
            text = line((f"{effect.name} stays", QUIET))
        text = indented(text, _BODY)
        if effect.place is None:
            yield text
        else:
            yield from with_margin(text, where(effect.place, self.names.spec.folder), self.width)

    def passage(self, passage: Passage) -> Text:
        message = self.names.packet(passage.packet, passage.sender, passage.receiver)
        arrow = f"{message} → {passage.receiver}"
        match passage.fate:
            case "sent":
                return line(f"sends {arrow}")
            case "met":
                return line(f"sends {arrow}, which takes it at once")
            case "unsent":
                return line(f"sends {arrow}", ("  ✗ lost: ", FAULT), f"{passage.connection} is not open")
            case "dropped":
                return line(("✗ lost: ", FAULT), f"{arrow}, sent by {passage.sender}")
            case _:
                return line(("! doubled: ", FAULT), arrow)


def _cause(scene: Scene) -> Text:
    if scene.cause == "protocol":
        return line()
    return line(("  ! fault", FAULT)) if scene.cause == "fault" else line(("  environment", QUIET))


def _owner(effect: Effect) -> str:
    return str(effect.owner or "")


def _sender(passage: Passage) -> str:
    """Who sends it in this step; nobody, if something becomes of it on its way."""
    return "" if passage.fate in ("dropped", "doubled") else str(passage.sender)


def _owners(scene: Scene) -> list[str]:
    """The one who moves, what belongs to nobody, then the other parties."""
    told = [passage for passage in scene.passages if passage.fate != "received"]
    named = [*map(_owner, scene.effects), *map(_sender, told)]
    return sorted(dict.fromkeys(named), key=lambda name: (name != scene.who, name != ""))
