"""The report of `everystate mutate`."""
