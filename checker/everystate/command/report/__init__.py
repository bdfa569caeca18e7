"""`everystate report`."""
