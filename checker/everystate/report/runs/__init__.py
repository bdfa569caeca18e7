"""The chart of a run in text: as a list of steps, as lanes, as an outline."""
