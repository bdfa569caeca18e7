"""`everystate mutate`."""
