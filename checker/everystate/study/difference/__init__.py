"""What is different between two specs: in their tables, their verdicts, what they reach, and what they do."""
