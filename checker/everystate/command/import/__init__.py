"""`everystate import`."""
