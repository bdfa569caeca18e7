"""`everystate frontier`."""
