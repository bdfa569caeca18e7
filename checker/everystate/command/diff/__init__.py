"""`everystate diff`."""
