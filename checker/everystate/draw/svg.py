"""SVG elements as text, with escaped contents and short numbers."""

from __future__ import annotations

from html import escape

_LEGAL = ("\t", "\n")


def number(value: float) -> str:
    """A coordinate with at most one digit after the point."""
    return f"{value:.1f}".removesuffix(".0")


def text_of(text: str) -> str:
    """Text for XML, escaped; control characters are replaced."""
    return escape("".join(c if c.isprintable() or c in _LEGAL else "\N{REPLACEMENT CHARACTER}" for c in text))


def element(name: str, inside: str = "", /, **attributes: str | float) -> str:
    """An element; `class_` is the attribute `class`, and `text_anchor` is `text-anchor`."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{number(value) if isinstance(value, (int, float)) else text_of(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def words(text: str, x: float, y: float, kind: str, anchor: str = "middle") -> str:
    """A line of text."""
    return element("text", text_of(text), x=x, y=y, class_=kind, text_anchor=anchor)


def line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    """A straight line."""
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, class_=kind)
