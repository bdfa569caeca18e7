"""The evidence for a verdict: the claim, a run to its failure, the reasons, and a command that reproduces it."""
