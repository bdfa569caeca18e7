"""Questions about the runs of a packed space."""
