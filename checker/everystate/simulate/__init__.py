"""Walks through a spec, one step at a time: random, chosen, or along a saved run."""
