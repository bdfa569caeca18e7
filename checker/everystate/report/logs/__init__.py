"""The report of `everystate replay`."""
