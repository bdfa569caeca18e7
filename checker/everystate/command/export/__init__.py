"""`everystate export`."""
