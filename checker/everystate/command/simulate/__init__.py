"""`everystate simulate`."""
