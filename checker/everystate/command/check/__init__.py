"""`everystate check`."""
