"""The verified rows as a live `transitions` machine, for programs of one's own."""

from everystate.run.machine import machine, machine_config
from everystate.run.recording import Recorder

__all__ = ["Recorder", "machine", "machine_config"]
