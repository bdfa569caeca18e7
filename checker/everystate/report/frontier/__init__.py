"""The report of `everystate frontier`."""
