"""The differences between two specs: in their tables, their verdicts, what they reach, and their runs."""
