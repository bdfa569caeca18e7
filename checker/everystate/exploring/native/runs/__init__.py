"""Runs of a packed space: what must, may and cannot happen in time, asked by claims about time."""
