"""`everystate new`."""
