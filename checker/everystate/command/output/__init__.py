"""Where the output of a command goes, and in which format."""
