"""`Spec` and parameter values to `Network`: fields and events."""

from everystate.composing.composer import compose

__all__ = ["compose"]
