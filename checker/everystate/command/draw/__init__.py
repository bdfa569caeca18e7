"""`everystate draw`."""
