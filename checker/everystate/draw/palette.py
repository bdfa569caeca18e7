"""The colours and the font of every picture: told apart by those who see fewer colours, and never the only sign."""

from __future__ import annotations

FONT = "Helvetica"
INK = "#1f2933"
QUIET = "#7b8794"
FILL = "#f5f7fa"
SHADE = "#e3f2ef"
PEOPLE = "#1f5fa8"
FAULT = "#b3261e"
WARN = "#fdecea"
WAY = "#0b6e5a"
