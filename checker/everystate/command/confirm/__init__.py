"""`everystate confirm`."""
