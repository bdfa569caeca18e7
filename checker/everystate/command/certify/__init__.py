"""`everystate certify`."""
