"""`Spec` and parameter values to `Network`: fields and events."""

from everystate.compose.composing import compose

__all__ = ["compose"]
