"""The verified rows as a live `transitions` machine, for programs of one's own."""

from everystate.run.machine import machine, machine_config

__all__ = ["machine", "machine_config"]
