"""`everystate explain`."""
