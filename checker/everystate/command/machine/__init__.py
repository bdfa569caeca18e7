"""`everystate machine`."""
