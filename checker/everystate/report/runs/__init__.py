"""A run, told: what happens in each step as a story, and the story as a list, as lanes, as an outline."""
