"""`everystate schema`."""
