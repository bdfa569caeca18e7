"""The colours and the font of every picture: told apart by those who see fewer colours, and never the only sign."""

from __future__ import annotations

FONT = "Helvetica"
FAMILY = "Helvetica, Arial, 'Liberation Sans', sans-serif"
"""The font by which texts are measured, and those that are as wide, where it is missing."""
INK = "#1f2933"
QUIET = "#7b8794"
FILL = "#f5f7fa"
SHADE = "#e3f2ef"
PEOPLE = "#1f5fa8"
FAULT = "#b3261e"
WARN = "#fdecea"
WAY = "#0b6e5a"
