"""What backs a verdict: what is claimed, a run to where it fails, why it fails there, and how to see it again."""
