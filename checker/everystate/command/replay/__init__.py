"""`everystate replay`."""
