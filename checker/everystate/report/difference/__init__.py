"""The report of `everystate diff`."""
