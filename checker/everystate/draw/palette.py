"""The colours and the font of every picture. Colour-blind readers can distinguish them; no colour is the only sign."""

from __future__ import annotations

FONT = "Helvetica"
FAMILY = "Helvetica, Arial, 'Liberation Sans', sans-serif"
"""The font by which texts are measured, and fonts of the same width if it is missing."""
INK = "#1f2933"
QUIET = "#7b8794"
FILL = "#f5f7fa"
SHADE = "#e3f2ef"
PEOPLE = "#1f5fa8"
FAULT = "#b3261e"
WARN = "#fdecea"
WAY = "#0b6e5a"
