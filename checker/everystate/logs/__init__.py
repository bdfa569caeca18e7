"""Logs of running systems: whether they can be runs of a protocol."""
