"""The width of a text without a font: a table of the widths of Helvetica, in thousandths of the font size."""

from __future__ import annotations

_WIDTHS = {
    **dict.fromkeys("ijl'|", 222),
    **dict.fromkeys(" !,./:;I[]ft\\", 278),
    **dict.fromkeys("()-r`", 333),
    **dict.fromkeys('*"^{}', 400),
    **dict.fromkeys("Jckvxyzs", 500),
    **dict.fromkeys("+<=>~", 584),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("Mm", 833),
    **dict.fromkeys("%W", 944),
    "@": 1015,
    "\N{RIGHTWARDS ARROW}": 1000,
}
_OTHERS = 556
_WIDE = 1000


def text_width(text: str, size: float, bold: bool = False) -> float:
    """The width, in the unit of `size`. Bold is 6 % wider; characters from U+2E80 on are as wide as the font size."""
    plain = sum(_WIDTHS.get(c, _OTHERS if ord(c) < 0x2E80 else _WIDE) for c in text) * size / 1000
    return plain * (1.06 if bold else 1.0)
