"""Files to `Spec`, frozen data. Nothing in a file is executed, and all its mistakes are found in one go."""

from everystate.loading.folder import load

__all__ = ["load"]
